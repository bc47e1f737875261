//! `Members`, the input of one call, taken member by member.
//!
//! The boundary has held the input against the service model: kinds of values, required members, enums. None of that is worded
//! here a second time; an engine that is called without a boundary answers [`Refusal::NotValidated`].

use labs_world::{Document, Map, Timestamp};

use crate::error::Refusal;
use crate::object::StorageClass;

/// The members of one call's input. A null is the same as an absent member. Reading a member takes it out, so that nothing of
/// what a client sent is copied.
#[derive(Debug)]
pub(crate) struct Members(Map);

impl Members {
    /// The members of `map`.
    pub(crate) fn new(map: Map) -> Self {
        Self(map)
    }

    /// Refuses members that are not in `supported`, all of them by name.
    pub(crate) fn only(&self, operation: &'static str, supported: &[&[&'static str]]) -> Result<(), Refusal> {
        let unsupported: Vec<_> = self
            .0
            .iter()
            .filter(|(name, value)| {
                **value != Document::Null && !supported.iter().any(|list| list.contains(&name.as_str()))
            })
            .map(|(name, _)| name.as_str())
            .collect();
        if unsupported.is_empty() {
            return Ok(());
        }
        let supported = supported.concat().join(", ");
        let instead = format!("it supports {supported}");
        Err(Refusal::Unsupported { operation, what: unsupported.join(", "), instead })
    }

    /// Takes what callers say about the owners of buckets and refuses what is not so: every bucket is the account's.
    pub(crate) fn expected_owners(&mut self, account: &str) -> Result<(), Refusal> {
        for member in ["ExpectedBucketOwner", "ExpectedSourceBucketOwner"] {
            if self.text(member)?.is_some_and(|owner| owner != account) {
                return Err(Refusal::AccessDenied);
            }
        }
        Ok(())
    }

    /// The storage class that the request names, without taking it.
    pub(crate) fn storage_class_asked(&self) -> Option<StorageClass> {
        self.0.get("StorageClass").and_then(Document::as_str).and_then(StorageClass::of_name)
    }

    /// Whether the member is given, without taking it.
    pub(crate) fn has(&self, member: &str) -> bool {
        self.0.get(member).is_some_and(|value| *value != Document::Null)
    }

    /// The member, if it is given.
    fn take(&mut self, member: &str) -> Option<Document> {
        self.0.swap_remove(member).filter(|value| *value != Document::Null)
    }

    /// A text.
    pub(crate) fn text(&mut self, member: &'static str) -> Result<Option<String>, Refusal> {
        match self.take(member) {
            None => Ok(None),
            Some(Document::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::NotValidated { member }),
        }
    }

    /// A text that must be given.
    pub(crate) fn required(&mut self, member: &'static str) -> Result<String, Refusal> {
        self.text(member)?.ok_or(Refusal::NotValidated { member })
    }

    /// A truth value; absent is false.
    pub(crate) fn flag(&mut self, member: &'static str) -> Result<bool, Refusal> {
        match self.take(member) {
            None => Ok(false),
            Some(Document::Bool(value)) => Ok(value),
            Some(_) => Err(Refusal::NotValidated { member }),
        }
    }

    /// A whole number.
    pub(crate) fn number(&mut self, member: &'static str) -> Result<Option<i64>, Refusal> {
        match self.take(member) {
            None => Ok(None),
            Some(Document::Integer(number)) => Ok(Some(number)),
            Some(_) => Err(Refusal::NotValidated { member }),
        }
    }

    /// An instant.
    pub(crate) fn timestamp(&mut self, member: &'static str) -> Result<Option<Timestamp>, Refusal> {
        match self.take(member) {
            None => Ok(None),
            Some(Document::Timestamp(instant)) => Ok(Some(instant)),
            Some(_) => Err(Refusal::NotValidated { member }),
        }
    }

    /// A map from texts to texts.
    pub(crate) fn texts(&mut self, member: &'static str) -> Result<Option<Vec<(String, String)>>, Refusal> {
        let entries = match self.take(member) {
            None => return Ok(None),
            Some(Document::Map(entries)) => entries,
            Some(_) => return Err(Refusal::NotValidated { member }),
        };
        let entry = |(name, value)| match value {
            Document::String(text) => Ok((name, text)),
            _ => Err(Refusal::NotValidated { member }),
        };
        entries.into_iter().map(entry).collect::<Result<_, _>>().map(Some)
    }

    /// A structure.
    pub(crate) fn structure(&mut self, member: &'static str) -> Result<Option<Self>, Refusal> {
        match self.take(member) {
            None => Ok(None),
            Some(Document::Map(members)) => Ok(Some(Self(members))),
            Some(_) => Err(Refusal::NotValidated { member }),
        }
    }

    /// A list of structures.
    pub(crate) fn structures(&mut self, member: &'static str) -> Result<Option<Vec<Self>>, Refusal> {
        let elements = match self.take(member) {
            None => return Ok(None),
            Some(Document::List(elements)) => elements,
            Some(_) => return Err(Refusal::NotValidated { member }),
        };
        let structure = |element| match element {
            Document::Map(members) => Ok(Self(members)),
            _ => Err(Refusal::NotValidated { member }),
        };
        elements.into_iter().map(structure).collect::<Result<_, _>>().map(Some)
    }

    /// A list of texts.
    pub(crate) fn list(&mut self, member: &'static str) -> Result<Option<Vec<String>>, Refusal> {
        let elements = match self.take(member) {
            None => return Ok(None),
            Some(Document::List(elements)) => elements,
            Some(_) => return Err(Refusal::NotValidated { member }),
        };
        let text = |element| match element {
            Document::String(text) => Ok(text),
            _ => Err(Refusal::NotValidated { member }),
        };
        elements.into_iter().map(text).collect::<Result<_, _>>().map(Some)
    }

    /// `Bucket`.
    pub(crate) fn bucket(&mut self) -> Result<String, Refusal> {
        self.required("Bucket")
    }

    /// `Key`, which has at most 1,024 bytes.
    pub(crate) fn key(&mut self) -> Result<String, Refusal> {
        let key = self.required("Key")?;
        crate::object::check_key(&key)?;
        Ok(key)
    }

    /// `VersionId`. Buckets here have no versions, and the version of such a bucket's objects is called `null`.
    pub(crate) fn version(&mut self) -> Result<(), Refusal> {
        match self.text("VersionId")? {
            Some(version) if version != "null" => Err(Refusal::InvalidArgument {
                message: "Invalid version id specified".to_owned(),
                argument: "versionId",
                value: version,
            }),
            _ => Ok(()),
        }
    }
}
