//! `Placeholders`: the expression attribute names and values of a request, and which of them are used.

use super::error::PlaceholderError;
use crate::error::Refusal;
use crate::request::Members;
use crate::value::AttributeValue;

const NAMES: &str = "ExpressionAttributeNames";
const VALUES: &str = "ExpressionAttributeValues";

/// The placeholders of one request, shared by all of its expressions.
#[derive(Debug, Default)]
pub(crate) struct Placeholders<'m> {
    names: Vec<Entry<'m, &'m str>>,
    values: Vec<Entry<'m, AttributeValue>>,
}

#[derive(Debug)]
struct Entry<'m, T> {
    placeholder: &'m str,
    meaning: T,
    usage: Usage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Usage {
    Unused,
    Used,
}

impl<'m> Placeholders<'m> {
    /// Reads them from a request that has an expression.
    pub(crate) fn read(members: Members<'m>) -> Result<Self, Refusal> {
        for (member, prefix) in [(NAMES, '#'), (VALUES, ':')] {
            if let Some(map) = members.map(member)? {
                check_keys(member, prefix, map.keys().map(String::as_str))?;
            }
        }
        let names = members.attribute_names()?.unwrap_or_default();
        if let Some((placeholder, _)) = names.iter().find(|(_, name)| name.is_empty()) {
            return Err(PlaceholderError::EmptyName((*placeholder).to_owned()).into());
        }
        let values = members.attribute_values()?.unwrap_or_default();
        Ok(Self { names: entries(names), values: entries(values) })
    }

    /// What `#name` stands for.
    pub(super) fn name(&mut self, placeholder: &str) -> Option<&'m str> {
        take(&mut self.names, placeholder).copied()
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

fn check_keys<'k>(
    member: &'static str,
    prefix: char,
    keys: impl ExactSizeIterator<Item = &'k str>,
) -> Result<(), PlaceholderError> {
    if keys.len() == 0 {
        return Err(PlaceholderError::Empty(member));
    }
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    for key in keys {
        if !key.strip_prefix(prefix).is_some_and(is_word) {
            return Err(PlaceholderError::InvalidKey { member, key: key.to_owned() });
        }
    }
    Ok(())
}

fn entries<'m, T>(pairs: Vec<(&'m str, T)>) -> Vec<Entry<'m, T>> {
    pairs.into_iter().map(|(placeholder, meaning)| Entry { placeholder, meaning, usage: Usage::Unused }).collect()
}

fn take<'e, T>(entries: &'e mut [Entry<'_, T>], placeholder: &str) -> Option<&'e T> {
    let entry = entries.iter_mut().find(|entry| entry.placeholder == placeholder)?;
    entry.usage = Usage::Used;
    Some(&entry.meaning)
}

fn finish<T>(member: &'static str, entries: &[Entry<'_, T>]) -> Result<(), PlaceholderError> {
    let unused = entries.iter().filter(|entry| entry.usage == Usage::Unused);
    let keys: Vec<_> = unused.map(|entry| entry.placeholder.to_owned()).collect();
    if keys.is_empty() { Ok(()) } else { Err(PlaceholderError::Unused { member, keys }) }
}
