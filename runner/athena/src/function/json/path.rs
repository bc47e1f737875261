//! Paths: `$`, `.key`, `["key"]`, `['key']`, `[0]`, and `key` alone at the start, as Trino's tokenizer reads them.

use datafusion::common::Result;
use serde_json::Value;

use crate::function::error::invalid;

/// Where a value stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Key(String),
    /// A number in brackets: an item of an array, or a member of that name.
    Index(usize),
}

/// The path of the last row, so that one that repeats is read once.
#[derive(Default)]
pub(super) struct Paths {
    last: Option<(String, Path)>,
}

impl Paths {
    pub(super) fn get(&mut self, source: &str) -> Result<&Path> {
        let known = match self.last.take() {
            Some((known, path)) if known == source => (known, path),
            _ => {
                let path = Path::read(source).ok_or_else(|| invalid(format!("Invalid JSON path: '{source}'")))?;
                (source.to_owned(), path)
            }
        };
        Ok(&self.last.insert(known).1)
    }
}

impl Path {
    fn read(source: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = match source.strip_prefix('$') {
            Some(rest) => rest,
            None => {
                let (key, rest) = key(source)?;
                steps.push(Step::Key(key));
                rest
            }
        };
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let (name, next) = key(after)?;
                steps.push(Step::Key(name));
                rest = next;
            } else {
                let inside = rest.strip_prefix('[')?;
                if let Some(quote @ ('"' | '\'')) = inside.chars().next() {
                    let (name, next) = quoted(inside.get(1..)?, quote)?;
                    steps.push(Step::Key(name));
                    rest = next.strip_prefix(']')?;
                } else {
                    let (number, next) = inside.split_once(']')?;
                    let digits = number.bytes().all(|digit| digit.is_ascii_digit()) && !number.is_empty();
                    steps.push(if digits { Step::Index(number.parse().ok()?) } else { Step::Key(word(number)?) });
                    rest = next;
                }
            }
        }
        Some(Self(steps))
    }

    /// The value that stands there.
    pub(super) fn find<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(value, |value, step| match (step, value) {
            (Step::Key(key), Value::Object(members)) => members.get(key),
            (Step::Index(at), Value::Array(items)) => items.get(*at),
            (Step::Index(at), Value::Object(members)) => members.get(&at.to_string()),
            (Step::Key(key), Value::Array(items)) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        })
    }
}

fn plain(c: char) -> bool {
    c.is_alphanumeric() || "_-:@ ".contains(c)
}

fn word(text: &str) -> Option<String> {
    (!text.is_empty() && text.chars().all(plain)).then(|| text.to_owned())
}

fn key(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c| !plain(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    Some((word(name)?, rest))
}

fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => name.push(characters.next()?.1),
            c if c == quote => return Some((name, text.get(at + 1..)?)),
            c => name.push(c),
        }
    }
    None
}
