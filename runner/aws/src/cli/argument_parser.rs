//! Words to options, by the rules of Python's `argparse`, which the AWS CLI uses three times on one line: for the global
//! options, for the service and for the operation.
//!
//! The rules that learners meet: an option may be cut short where that is unambiguous; `--opt value` and `--opt=value` are the
//! same; a word that begins with a hyphen is no value unless it is a number or holds a space; of a repeated option the last
//! counts; what nobody takes is handed on. What options there are is said by `globals.rs` and `options.rs`.

use super::numbers::{is_negative_number, python_float, python_int};
use super::usage_error::UsageError;
use crate::near::near_misses;

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flag {
    /// With its hyphens: `--table-name`.
    pub(super) name: String,
    /// How many values it takes.
    pub(super) arity: Arity,
    /// What a value must look like.
    pub(super) check: Check,
    /// Whether the line is wrong without it.
    pub(super) presence: Presence,
}

/// How many values an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arity {
    /// None: a switch.
    Zero,
    /// Exactly one.
    One,
    /// One, or none for the default that is meant.
    ZeroOrOne(&'static str),
    /// As many as follow.
    Any,
    /// None, and the line ends with it: `--version`.
    Last,
}

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// Anything.
    Text,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// One of these.
    Choice(&'static [&'static str]),
}

/// Whether an option must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It must.
    Required,
    /// It need not.
    Optional,
}

/// The word that stands without an option.
#[derive(Debug, Clone)]
pub(super) enum Positional {
    /// One of the names must be given.
    OneOf {
        /// What argparse calls it: `command`, `operation`.
        name: &'static str,
        /// The names.
        choices: Vec<String>,
    },
    /// A word may be given; the AWS CLI hopes for `help`.
    Help,
    /// A word must be given: the file that takes a streamed answer.
    Outfile,
}

/// The words of one line, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parsed {
    /// Options in the order given, by their index among the flags.
    pub(super) given: Vec<(usize, Given)>,
    /// The word without an option.
    pub(super) positional: Option<String>,
    /// What nobody took.
    pub(super) rest: Vec<String>,
}

/// What an option was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// It is a switch.
    Switch,
    /// One value.
    One(String),
    /// A list of values.
    Many(Vec<String>),
}

/// Why the words of a line do not fit, and what may have been meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// What does not fit.
    pub(super) error: UsageError,
    /// Options that unknown words may have meant, as [`near_options`] writes them.
    pub(super) near: Vec<String>,
}

/// Sorts the words of a line. After an option like `--version` nothing is read, and nothing is missed.
pub(super) fn parse(flags: &[Flag], positional: &Positional, words: &[String]) -> Result<Parsed, Misfit> {
    let mut line = Line { flags, words, kinds: Vec::new(), parsed: Parsed::default(), positional: Some(positional) };
    line.classify()?;
    line.consume()?;
    Ok(line.parsed)
}

/// What a word is before its place in the line is known.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Value,
    Flag(usize, Option<String>),
    Unknown,
}

struct Line<'a> {
    flags: &'a [Flag],
    words: &'a [String],
    kinds: Vec<Kind>,
    parsed: Parsed,
    positional: Option<&'a Positional>,
}

impl Line<'_> {
    fn classify(&mut self) -> Result<(), Misfit> {
        let mut literal = false;
        for word in self.words {
            let kind = if literal { Kind::Value } else { self.kind(word)? };
            literal = literal || word == "--";
            self.kinds.push(kind);
        }
        Ok(())
    }

    fn kind(&self, word: &str) -> Result<Kind, Misfit> {
        if !word.starts_with('-') || word == "-" || word == "--" {
            return Ok(Kind::Value);
        }
        if let Some(index) = self.flags.iter().position(|flag| flag.name == word) {
            return Ok(Kind::Flag(index, None));
        }
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        if let Some(index) = self.flags.iter().position(|flag| flag.name == name) {
            return Ok(Kind::Flag(index, value));
        }
        let cut: Vec<usize> = match word.starts_with("--") {
            true => {
                self.flags.iter().enumerate().filter(|(_, it)| it.name.starts_with(name)).map(|(at, _)| at).collect()
            }
            false => Vec::new(),
        };
        match cut.as_slice() {
            [index] => Ok(Kind::Flag(*index, value)),
            [] if is_negative_number(word) || word.contains(' ') => Ok(Kind::Value),
            [] => Ok(Kind::Unknown),
            _ => {
                let matches = cut.iter().filter_map(|at| self.flags.get(*at)).map(|it| it.name.clone()).collect();
                Err(self.usage(UsageError::Ambiguous { word: name.to_owned(), matches }))
            }
        }
    }

    fn consume(&mut self) -> Result<(), Misfit> {
        let mut at = 0;
        while let Some(kind) = self.kinds.get(at).cloned() {
            at = match kind {
                Kind::Flag(index, value) => match self.consume_flag(at + 1, index, value)? {
                    Some(next) => next,
                    None => return Ok(()),
                },
                Kind::Unknown => {
                    self.parsed.rest.extend(self.words.get(at).cloned());
                    at + 1
                }
                Kind::Value => self.consume_word(at)?,
            };
        }
        self.require()
    }

    /// Takes the word at `at`; returns where the line goes on.
    fn consume_word(&mut self, at: usize) -> Result<usize, Misfit> {
        let Some(word) = self.words.get(at) else { return Ok(at + 1) };
        match self.positional.take() {
            Some(Positional::OneOf { name, choices }) if !choices.contains(word) => {
                return Err(self.usage(UsageError::choice(name, word, choices.clone())));
            }
            Some(Positional::OneOf { .. }) => {
                self.parsed.positional = Some(word.clone());
                // argparse takes a `--` along with the name before it.
                let dashes = self.words.get(at + 1).is_some_and(|next| next == "--");
                return Ok(at + 1 + usize::from(dashes));
            }
            Some(Positional::Help | Positional::Outfile) => self.parsed.positional = Some(word.clone()),
            None => self.parsed.rest.push(word.clone()),
        }
        Ok(at + 1)
    }

    /// Takes an option's values, which begin at `from`; returns where the line goes on, or nowhere after the last one.
    fn consume_flag(&mut self, from: usize, index: usize, explicit: Option<String>) -> Result<Option<usize>, Misfit> {
        let flags = self.flags;
        let Some(flag) = flags.get(index) else { return Ok(Some(from)) };
        let values = self.kinds.get(from..).unwrap_or_default().iter().take_while(|it| **it == Kind::Value).count();
        let next = |count: usize| self.words.get(from..from + count).unwrap_or_default().to_vec();
        let (given, end) = match (flag.arity, explicit) {
            (Arity::Last, None) => {
                self.parsed.given.push((index, Given::Switch));
                return Ok(None);
            }
            (Arity::Zero, None) => (Given::Switch, from),
            (Arity::Zero | Arity::Last, Some(value)) => {
                return Err(self.usage(UsageError::ExplicitValue { option: flag.name.clone(), value }));
            }
            (Arity::One | Arity::ZeroOrOne(_), Some(value)) => (Given::One(value), from),
            (Arity::Any, Some(value)) => (Given::Many(vec![value]), from),
            (Arity::Any, None) => (Given::Many(next(values)), from + values),
            (Arity::ZeroOrOne(default), None) if values == 0 => (Given::One(default.to_owned()), from),
            (Arity::One, None) if values == 0 => {
                return Err(self.usage(UsageError::ExpectedOne { option: flag.name.clone() }));
            }
            (Arity::One | Arity::ZeroOrOne(_), None) => (Given::One(next(1).concat()), from + 1),
        };
        if let Given::One(value) = &given {
            check(flag, value).map_err(|error| self.usage(error))?;
        }
        self.parsed.given.push((index, given));
        Ok(Some(end))
    }

    fn require(&mut self) -> Result<(), Misfit> {
        let given = &self.parsed.given;
        let missing = self.flags.iter().enumerate().filter(|(index, flag)| {
            flag.presence == Presence::Required && !given.iter().any(|(given, _)| given == index)
        });
        let mut names: Vec<String> = missing.map(|(_, flag)| flag.name.clone()).collect();
        match self.positional {
            Some(Positional::OneOf { name, .. }) => names.push((*name).to_owned()),
            Some(Positional::Outfile) => names.push("outfile".to_owned()),
            Some(Positional::Help) | None => {}
        }
        if names.is_empty() { Ok(()) } else { Err(self.usage(UsageError::Required { names })) }
    }

    /// The complaint, with the options that unknown words of the line may have meant.
    fn usage(&self, error: UsageError) -> Misfit {
        let unknown =
            self.kinds.iter().zip(self.words).filter(|(kind, _)| **kind == Kind::Unknown).map(|(_, word)| word);
        let near = match error {
            UsageError::Required { .. } => near_options(self.flags, unknown),
            _ => Vec::new(),
        };
        Misfit { error, near }
    }
}

/// The options that `words` may have meant, one for each at most: `--table-name instead of --tabel-name`.
pub(super) fn near_options<'a>(flags: &[Flag], words: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut near: Vec<String> = Vec::new();
    // Nobody mistypes more; without the limit a line of thousands of words would take its time.
    for word in words.filter(|it| it.starts_with("--")).take(5) {
        let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
        let found = near_misses(name, flags.iter().map(|it| it.name.as_str()), 0.7).first().copied();
        let found = found.map(|valid| format!("{valid} instead of {name}"));
        near.extend(found.filter(|it| !near.contains(it)));
    }
    near
}

fn check(flag: &Flag, value: &str) -> Result<(), UsageError> {
    let number = |kind| UsageError::Number { option: flag.name.clone(), kind, value: value.to_owned() };
    match flag.check {
        Check::Text => Ok(()),
        Check::Int => python_int(value).map(|_| ()).ok_or_else(|| number("int")),
        Check::Float => python_float(value).map(|_| ()).ok_or_else(|| number("float")),
        Check::Choice(choices) if choices.contains(&value) => Ok(()),
        Check::Choice(choices) => {
            Err(UsageError::choice(&flag.name, value, choices.iter().map(|it| (*it).to_owned()).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn flags() -> Vec<Flag> {
        let flag = |name: &str, arity, check, presence| Flag { name: name.to_owned(), arity, check, presence };
        vec![
            flag("--table-name", Arity::One, Check::Text, Presence::Required),
            flag("--tags", Arity::Any, Check::Text, Presence::Optional),
            flag("--max-items", Arity::One, Check::Int, Presence::Optional),
            flag("--color", Arity::One, Check::Choice(&["on", "off"]), Presence::Optional),
            flag("--skeleton", Arity::ZeroOrOne("input"), Check::Text, Presence::Optional),
            flag("--consistent-read", Arity::Zero, Check::Text, Presence::Optional),
            flag("--version", Arity::Last, Check::Text, Presence::Optional),
        ]
    }

    fn read(line: &str) -> Result<Parsed, Misfit> {
        let words: Vec<String> = line.split('|').filter(|it| !it.is_empty()).map(str::to_owned).collect();
        parse(&flags(), &Positional::Help, &words)
    }

    fn complaint(line: &str) -> String {
        match read(line) {
            Err(Misfit { error, near }) => format!("{error} {near:?}"),
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn words_are_sorted_as_argparse_sorts_them() {
        let parsed = read("--table-name|Music|--tags|a|b|--max-items=5|--consistent-read").unwrap();
        let one = |text: &str| Given::One(text.to_owned());
        assert_eq!(
            parsed.given,
            [
                (0, one("Music")),
                (1, Given::Many(vec!["a".to_owned(), "b".to_owned()])),
                (2, one("5")),
                (5, Given::Switch)
            ]
        );
        let parsed = read("x|--table|-5|--what|y|--tags=z|w|--skeleton").unwrap();
        assert_eq!(parsed.given, [(0, one("-5")), (1, Given::Many(vec!["z".to_owned()])), (4, one("input"))]);
        assert_eq!(parsed.positional.as_deref(), Some("x"));
        assert_eq!(parsed.rest, ["--what", "y", "w"]);
        assert_eq!(read("--table-name|-a b").unwrap().given, [(0, one("-a b"))]);
        assert_eq!(read("--tags|--table-name|x").unwrap().given, [(1, Given::Many(vec![])), (0, one("x"))]);
    }

    #[test]
    fn what_does_not_fit_is_refused_in_argparses_words() {
        let cases = [
            (
                "--tabel-name|x",
                "the following arguments are required: --table-name [\"--table-name instead of --tabel-name\"]",
            ),
            ("--ta|x", "ambiguous option: --ta could match --table-name, --tags []"),
            ("--table-name", "argument --table-name: expected one argument []"),
            ("--table-name|-x", "argument --table-name: expected one argument []"),
            ("--consistent-read=yes", "argument --consistent-read: ignored explicit argument 'yes' []"),
            ("--max-items|a'b", "argument --max-items: invalid int value: \"a'b\" []"),
        ];
        for (line, message) in cases {
            assert_eq!(complaint(line), message, "{line}");
        }
        assert!(complaint("--color|of").starts_with("argument --color: Invalid choice, valid choices are:\n\non  "));
        assert!(complaint("--color|of").contains("Invalid choice: 'of', maybe you meant:\n\n  * off"));
        assert_eq!(read("--version|--nonsense").unwrap().given, [(6, Given::Switch)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn no_word_is_lost(words in prop::collection::vec("--table-name|--tags|--ta|--x=?y|-1|[a-c]|--|-", 0..8)) {
            if let Ok(parsed) = parse(&flags(), &Positional::Help, &words) {
                let kept: usize = parsed.given.iter().map(|(_, given)| match given {
                    Given::Switch => 1,
                    Given::One(_) => 2,
                    Given::Many(many) => 1 + many.len(),
                }).sum();
                let explicit = words.iter().filter(|it| it.starts_with("--ta") && it.contains('=')).count();
                prop_assert_eq!(kept + parsed.rest.len() + usize::from(parsed.positional.is_some()), words.len() + explicit);
            }
        }
    }
}
