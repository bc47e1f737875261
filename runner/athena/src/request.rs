//! `Members`, the input of one call, taken member by member.
//!
//! The boundary has held the input against the service model: kinds of values, required members, enums, limits, patterns. None
//! of that is worded here a second time; an engine that is called without a boundary answers [`RequestError::NotValidated`].
//! A member that this engine does not support is refused by name, unless what it says is what happens anyway.

use labs_world::{Document, Map};

/// What is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RequestError {
    /// The operation is none of this engine's.
    #[error("The operation {0} is not supported by this version of the local Athena engine.")]
    UnknownOperation(String),
    /// Members that AWS has and this engine does not support. They are never ignored.
    #[error(
        "{} of {of} {} not supported by this version of the local Athena engine; it supports {}.",
        members.join(", "), if members.len() == 1 { "is" } else { "are" }, supported.join(", ")
    )]
    Unsupported {
        /// The operation or the structure.
        of: &'static str,
        /// The members that were given.
        members: Vec<String>,
        /// The members that may be given.
        supported: Vec<&'static str>,
    },
    /// A member is missing, or is not what the service's model allows. The boundary lets no such call through.
    #[error("{member} is not what the service model allows; send calls through the boundary, which says what is wrong")]
    NotValidated {
        /// The member.
        member: &'static str,
    },
}

/// The members of one structure. A null is the same as an absent member.
#[derive(Debug)]
pub(crate) struct Members(Map);

impl Members {
    /// The members of `map`.
    pub(crate) fn new(map: Map) -> Self {
        Self(map)
    }

    /// Refuses members that are not in `supported`, all of them by name.
    pub(crate) fn only(&self, of: &'static str, supported: &[&'static str]) -> Result<(), RequestError> {
        let says_something = |value: &Document| match value {
            Document::Null => false,
            Document::Map(map) => !map.is_empty(),
            _ => true,
        };
        let members: Vec<_> = self
            .0
            .iter()
            .filter(|(name, value)| says_something(value) && !supported.contains(&name.as_str()))
            .map(|(name, _)| name.clone())
            .collect();
        if members.is_empty() {
            return Ok(());
        }
        Err(RequestError::Unsupported { of, members, supported: supported.to_vec() })
    }

    fn take(&mut self, member: &str) -> Option<Document> {
        self.0.swap_remove(member).filter(|value| *value != Document::Null)
    }

    /// A text.
    pub(crate) fn text(&mut self, member: &'static str) -> Result<Option<String>, RequestError> {
        match self.take(member) {
            None => Ok(None),
            Some(Document::String(text)) => Ok(Some(text)),
            Some(_) => Err(RequestError::NotValidated { member }),
        }
    }

    /// A text that must be given.
    pub(crate) fn required(&mut self, member: &'static str) -> Result<String, RequestError> {
        self.text(member)?.ok_or(RequestError::NotValidated { member })
    }

    /// A truth value.
    pub(crate) fn flag(&mut self, member: &'static str) -> Result<Option<bool>, RequestError> {
        match self.take(member) {
            None => Ok(None),
            Some(Document::Bool(value)) => Ok(Some(value)),
            Some(_) => Err(RequestError::NotValidated { member }),
        }
    }

    /// A whole number that is not negative.
    pub(crate) fn number(&mut self, member: &'static str) -> Result<Option<u64>, RequestError> {
        match self.take(member) {
            None => Ok(None),
            Some(Document::Integer(value)) => {
                u64::try_from(value).map(Some).map_err(|_| RequestError::NotValidated { member })
            }
            Some(_) => Err(RequestError::NotValidated { member }),
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, member: &'static str) -> Result<Vec<String>, RequestError> {
        let items = match self.take(member) {
            None => return Ok(Vec::new()),
            Some(Document::List(items)) => items,
            Some(_) => return Err(RequestError::NotValidated { member }),
        };
        let text = |item| match item {
            Document::String(text) => Ok(text),
            _ => Err(RequestError::NotValidated { member }),
        };
        items.into_iter().map(text).collect()
    }

    /// A structure with these members; empty when it is absent.
    pub(crate) fn structure(&mut self, member: &'static str, supported: &[&'static str]) -> Result<Self, RequestError> {
        let members = match self.take(member) {
            None => Self(Map::new()),
            Some(Document::Map(map)) => Self(map),
            Some(_) => return Err(RequestError::NotValidated { member }),
        };
        members.only(member, supported)?;
        Ok(members)
    }

    /// Everything that was given, in one comparable text.
    pub(crate) fn fingerprint(&self, without: &str) -> String {
        let given = self.0.iter().filter(|(name, value)| name.as_str() != without && **value != Document::Null);
        let mut given: Vec<_> = given.map(|(name, value)| format!("{name}={value:?}")).collect();
        given.sort();
        given.join("\n")
    }
}
