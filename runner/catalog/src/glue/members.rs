//! `Members`, the members of one structure of an input, taken one by one.
//!
//! The boundary has held the input against the service model; nothing of that is worded here a second time. A member that is
//! not in a structure's list is refused by name, at every depth.

use labs_world::{Document, Map, Timestamp};

use super::refusal::Refusal;
use crate::model::Parameters;

/// The members of a structure. A null is the same as an absent member. Reading a member takes it out.
#[derive(Debug)]
pub(super) struct Members(Map);

impl Members {
    /// The members of `map`, which is the input of an operation or a structure within; none but those in `supported`.
    pub(super) fn new(structure: &'static str, map: Map, supported: &[&'static str]) -> Result<Self, Refusal> {
        let unsupported =
            |(name, value): &(&String, &Document)| **value != Document::Null && !supported.contains(&name.as_str());
        let members: Vec<_> = map.iter().filter(unsupported).map(|(name, _)| name.clone()).collect();
        if members.is_empty() {
            return Ok(Self(map));
        }
        Err(Refusal::Unsupported { structure, members, supported: supported.to_vec() })
    }

    fn take(&mut self, member: &str) -> Option<Document> {
        self.0.swap_remove(member).filter(|value| *value != Document::Null)
    }

    /// A member of the kind that `read` accepts.
    fn kind<T>(
        &mut self,
        member: &'static str,
        read: impl FnOnce(Document) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        match self.take(member) {
            None => Ok(None),
            Some(value) => read(value).map(Some).ok_or(Refusal::NotValidated { member }),
        }
    }

    /// A text.
    pub(super) fn text(&mut self, member: &'static str) -> Result<Option<String>, Refusal> {
        self.kind(member, text)
    }

    /// A text that must be given.
    pub(super) fn required(&mut self, member: &'static str) -> Result<String, Refusal> {
        self.text(member)?.ok_or(Refusal::NotValidated { member })
    }

    /// A truth value; false when it is not given.
    pub(super) fn flag(&mut self, member: &'static str) -> Result<bool, Refusal> {
        Ok(self.kind(member, |value| value.as_bool())?.unwrap_or_default())
    }

    /// A whole number.
    pub(super) fn number(&mut self, member: &'static str) -> Result<Option<i64>, Refusal> {
        self.kind(member, |value| value.as_i64())
    }

    /// A number of at least 1.
    pub(super) fn limit(&mut self, member: &'static str, default: usize) -> Result<usize, Refusal> {
        match self.number(member)?.map(usize::try_from) {
            None => Ok(default),
            Some(Ok(limit)) if limit > 0 => Ok(limit),
            Some(_) => Err(Refusal::NotValidated { member }),
        }
    }

    /// An instant.
    pub(super) fn time(&mut self, member: &'static str) -> Result<Option<Timestamp>, Refusal> {
        self.kind(member, |value| match value {
            Document::Timestamp(time) => Some(time),
            _ => None,
        })
    }

    /// A list of texts; empty when it is not given.
    pub(super) fn texts(&mut self, member: &'static str) -> Result<Vec<String>, Refusal> {
        let texts = self.kind(member, |value| match value {
            Document::List(items) => items.into_iter().map(text).collect::<Option<Vec<_>>>(),
            _ => None,
        })?;
        Ok(texts.unwrap_or_default())
    }

    /// A map of texts; empty when it is not given.
    pub(super) fn parameters(&mut self, member: &'static str) -> Result<Parameters, Refusal> {
        let parameters = self.kind(member, |value| match value {
            Document::Map(map) => {
                map.into_iter().map(|(key, value)| Some((key, text(value)?))).collect::<Option<Parameters>>()
            }
            _ => None,
        })?;
        Ok(parameters.unwrap_or_default())
    }

    /// A structure.
    pub(super) fn structure(
        &mut self,
        member: &'static str,
        supported: &[&'static str],
    ) -> Result<Option<Self>, Refusal> {
        let map = self.kind(member, |value| match value {
            Document::Map(map) => Some(map),
            _ => None,
        })?;
        map.map(|map| Self::new(member, map, supported)).transpose()
    }

    /// A list of structures; empty when it is not given.
    pub(super) fn structures(
        &mut self,
        member: &'static str,
        supported: &[&'static str],
    ) -> Result<Vec<Self>, Refusal> {
        let maps = self.kind(member, |value| match value {
            Document::List(items) => items
                .into_iter()
                .map(|item| match item {
                    Document::Map(map) => Some(map),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>(),
            _ => None,
        })?;
        maps.unwrap_or_default().into_iter().map(|map| Self::new(member, map, supported)).collect()
    }

    /// `CatalogId`, which every operation has: no other than the account's own.
    pub(super) fn own_catalog(&mut self, account: &str) -> Result<(), Refusal> {
        match self.text("CatalogId")? {
            Some(id) if id != account => Err(Refusal::OtherCatalog(id)),
            _ => Ok(()),
        }
    }
}

fn text(value: Document) -> Option<String> {
    match value {
        Document::String(text) => Some(text),
        _ => None,
    }
}
