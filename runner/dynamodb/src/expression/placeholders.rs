//! `Placeholders`: the expression attribute names and values of a request, and which of them are used.

use labs_world::{Document, Map};

use super::error::PlaceholderError;
use crate::error::Refusal;
use crate::request::{Members, RequestError};
use crate::value::AttributeValue;

const NAMES: &str = "ExpressionAttributeNames";
const VALUES: &str = "ExpressionAttributeValues";

/// The placeholders of one request, shared by all of its expressions.
#[derive(Debug, Default)]
pub(crate) struct Placeholders {
    names: Vec<Entry<String>>,
    values: Vec<Entry<AttributeValue>>,
}

#[derive(Debug)]
struct Entry<T> {
    placeholder: String,
    meaning: T,
    usage: Usage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Usage {
    Unused,
    Used,
}

impl Placeholders {
    /// Reads them from a request that has an expression.
    pub(crate) fn read(members: &mut Members) -> Result<Self, Refusal> {
        let names = checked(NAMES, '#', members.map(NAMES)?)?;
        let values = checked(VALUES, ':', members.map(VALUES)?)?;
        let names = entries(names, |name| match name {
            Document::String(name) => Ok(name),
            _ => Err(RequestError::NotValidated { member: NAMES }),
        })?;
        if let Some(entry) = names.iter().find(|entry| entry.meaning.is_empty()) {
            return Err(PlaceholderError::EmptyName(entry.placeholder.clone()).into());
        }
        Ok(Self { names, values: entries(values, AttributeValue::from_document)? })
    }

    /// What `#name` stands for.
    pub(super) fn name(&mut self, placeholder: &str) -> Option<&str> {
        take(&mut self.names, placeholder).map(String::as_str)
    }

    /// What `:value` stands for.
    pub(super) fn value(&mut self, placeholder: &str) -> Option<AttributeValue> {
        take(&mut self.values, placeholder).cloned()
    }

    /// All of them must have been used.
    pub(crate) fn finish(&self) -> Result<(), PlaceholderError> {
        finish(NAMES, &self.names)?;
        finish(VALUES, &self.values)
    }
}

/// The map of a member, if it is given, its keys being placeholders.
fn checked(member: &'static str, prefix: char, map: Option<Map>) -> Result<Map, PlaceholderError> {
    let Some(map) = map else { return Ok(Map::new()) };
    if map.is_empty() {
        return Err(PlaceholderError::Empty(member));
    }
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match map.keys().find(|key| !key.strip_prefix(prefix).is_some_and(is_word)) {
        Some(key) => Err(PlaceholderError::InvalidKey { member, key: key.clone() }),
        None => Ok(map),
    }
}

fn entries<T, E>(map: Map, read: impl Fn(Document) -> Result<T, E>) -> Result<Vec<Entry<T>>, E> {
    let entry = |(placeholder, value)| Ok(Entry { placeholder, meaning: read(value)?, usage: Usage::Unused });
    map.into_iter().map(entry).collect()
}

fn take<'e, T>(entries: &'e mut [Entry<T>], placeholder: &str) -> Option<&'e T> {
    let entry = entries.iter_mut().find(|entry| entry.placeholder == placeholder)?;
    entry.usage = Usage::Used;
    Some(&entry.meaning)
}

fn finish<T>(member: &'static str, entries: &[Entry<T>]) -> Result<(), PlaceholderError> {
    let unused = entries.iter().filter(|entry| entry.usage == Usage::Unused);
    let keys: Vec<_> = unused.map(|entry| entry.placeholder.clone()).collect();
    if keys.is_empty() { Ok(()) } else { Err(PlaceholderError::Unused { member, keys }) }
}
