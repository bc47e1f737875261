//! One line of `aws s3`, read: its paths and its options.

use super::super::argument_parser::{self, Flag, Given, Positional, Presence};
use super::super::error::CliError;
use super::super::run::parse;
use super::super::usage_error::UsageError;
use super::error::S3Error;
use super::options::{Command, Fate, Opt};

/// A line.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The command.
    pub(super) command: &'static str,
    /// What its paths are.
    pub(super) usage: &'static str,
    /// The paths as they were written.
    pub(super) paths: Vec<String>,
    given: Vec<(&'static str, Given)>,
}

impl Line {
    /// Reads the words after the command's name.
    pub(super) fn read(command: &Command, words: &[String]) -> Result<Self, CliError> {
        let options: Vec<&'static Opt> = command.options.iter().flat_map(|group| group.iter()).collect();
        let flag = |it: &&'static Opt| Flag {
            name: it.name.to_owned(),
            arity: it.arity,
            check: it.check,
            presence: Presence::Optional,
        };
        let flags: Vec<Flag> = options.iter().map(flag).collect();
        let parsed = parse(&flags, &Positional::Help, words)?;
        let (unknown, more): (Vec<_>, Vec<_>) =
            parsed.rest.into_iter().partition(|word| word.len() > 1 && word.starts_with('-'));
        let mut paths: Vec<String> = parsed.positional.into_iter().chain(more).collect();
        let (least, most) = command.paths;
        if paths.len() < least {
            let names = vec![if most > 1 || command.name == "rm" { "paths" } else { "path" }.to_owned()];
            return Err(CliError::Usage { error: UsageError::Required { names }, near: Vec::new() });
        }
        let unknown: Vec<String> = unknown.into_iter().chain(paths.drain(most.min(paths.len())..)).collect();
        if !unknown.is_empty() {
            let near = argument_parser::near_options(&flags, unknown.iter());
            return Err(CliError::UnknownOptions { words: unknown, near });
        }
        let mut given = Vec::new();
        for (index, value) in parsed.given {
            let Some(option) = options.get(index) else { continue };
            match option.fate {
                Fate::Honoured => given.push((option.name, value)),
                Fate::AlreadySo => {}
                Fate::Refused(instead) => {
                    let option = option.name.to_owned();
                    return Err(S3Error::Unsupported { option, command: command.name, instead }.into());
                }
            }
        }
        Ok(Self { command: command.name, usage: command.usage, paths, given })
    }

    /// A line that was never written, for commands that call others.
    pub(super) fn made(command: &Command, path: &str, switches: &[&'static str]) -> Self {
        let given = switches.iter().map(|name| (*name, Given::Switch)).collect();
        Self { command: command.name, usage: command.usage, paths: vec![path.to_owned()], given }
    }

    /// Whether a switch is given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| *given == name)
    }

    /// The last value of an option.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.given.iter().rev().find_map(|(given, value)| match value {
            Given::One(text) if *given == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// All values of an option that takes many.
    pub(super) fn values(&self, name: &str) -> Vec<&str> {
        let mut all = Vec::new();
        for (given, value) in &self.given {
            if let (true, Given::Many(values)) = (*given == name, value) {
                all.extend(values.iter().map(String::as_str));
            }
        }
        all
    }

    /// The values of some options in the order in which they stand on the line.
    pub(super) fn in_order<'l>(&'l self, names: &'l [&str]) -> impl Iterator<Item = (&'static str, &'l str)> {
        self.given.iter().filter_map(|(given, value)| match value {
            Given::One(text) if names.contains(given) => Some((*given, text.as_str())),
            _ => None,
        })
    }

    /// A whole number; one that is not positive is as good as none.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.value(name).and_then(|text| text.trim().parse().ok()).filter(|number| *number > 0)
    }
}
