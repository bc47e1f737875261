//! `Members`, the input of one call, taken member by member, and what can be wrong with it before anything is looked up.
//!
//! The boundary has held the input against the service model: kinds of values, required members, enums, limits, patterns. None
//! of that is worded here a second time; an engine that is called without a boundary answers `RequestError::NotValidated`. What
//! the boundary leaves to the engine is the inside of attribute values, the names of placeholders, and names given as ARNs.

use labs_world::{Document, Map, World};

use crate::error::Refusal;
use crate::expression::PlaceholderError;
use crate::table::TableError;
use crate::value::{Item, ValueError, item_from_document};

/// What is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RequestError {
    /// The operation is none of this engine's.
    #[error("The operation {0} is not supported by this version of the local DynamoDB engine.")]
    UnknownOperation(String),
    /// Members that AWS has and this engine does not support. They are never ignored.
    #[error(
        "{} of {operation} {} not supported by this version of the local DynamoDB engine; it supports {}.",
        members.join(", "), if members.len() == 1 { "is" } else { "are" }, supported.join(", ")
    )]
    Unsupported {
        /// The operation.
        operation: &'static str,
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
    /// `ReturnValues` of PutItem and DeleteItem.
    #[error("ReturnValues can only be ALL_OLD or NONE")]
    ReturnValues,
    /// `Select` SPECIFIC_ATTRIBUTES without naming any.
    #[error("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")]
    SelectNeedsProjection,
    /// `Select` ALL_PROJECTED_ATTRIBUTES on a table.
    #[error("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")]
    SelectNeedsIndex,
    /// Query without a key condition.
    #[error("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")]
    NoKeyCondition,
    /// ExclusiveStartKey does not have the attributes of the key.
    #[error("The provided starting key is invalid")]
    StartKeyInvalid,
    /// Scan's longer form of the same.
    #[error("The provided starting key is invalid: The provided key element does not match the schema")]
    StartKeyNotTheSchema,
    /// ExclusiveStartKey lies in another partition than the query.
    #[error("The provided starting key is outside query boundaries based on provided conditions")]
    StartKeyOutside,
    /// ExclusiveStartKey is not selected by the condition on the sort key.
    #[error("The provided starting key does not match the range key predicate")]
    StartKeyNotSelected,
    /// An item is too large.
    #[error("Item size has exceeded the maximum allowed size")]
    ItemTooLarge,
    /// An item becomes too large by an update, or the update itself is too large.
    #[error("Item size to update has exceeded the maximum allowed size")]
    UpdateTooLarge,
}

impl RequestError {
    /// The error code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::UnknownOperation(_) => "UnknownOperationException",
            _ => "ValidationException",
        }
    }
}

/// An enum of the service's model: a closed list of words.
pub(crate) trait Choice: Copy + 'static {
    /// The member that carries it.
    const MEMBER: &'static str;
    /// The words and what they stand for.
    const WORDS: &'static [(&'static str, Self)];
}

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
    pub(crate) fn only(&self, operation: &'static str, supported: &[&'static str]) -> Result<(), RequestError> {
        let members: Vec<_> = self
            .0
            .iter()
            .filter(|(name, value)| **value != Document::Null && !supported.contains(&name.as_str()))
            .map(|(name, _)| name.clone())
            .collect();
        if members.is_empty() {
            return Ok(());
        }
        Err(RequestError::Unsupported { operation, members, supported: supported.to_vec() })
    }

    /// The member, if it is given.
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

    /// A truth value.
    pub(crate) fn flag(&mut self, member: &'static str) -> Result<Option<bool>, RequestError> {
        match self.take(member) {
            None => Ok(None),
            Some(Document::Bool(value)) => Ok(Some(value)),
            Some(_) => Err(RequestError::NotValidated { member }),
        }
    }

    /// A whole number of at least 1.
    pub(crate) fn positive(&mut self, member: &'static str) -> Result<Option<usize>, RequestError> {
        let Some(value) = self.take(member) else { return Ok(None) };
        match value.as_i64().map(usize::try_from) {
            Some(Ok(number)) if number > 0 => Ok(Some(number)),
            _ => Err(RequestError::NotValidated { member }),
        }
    }

    /// A map.
    pub(crate) fn map(&mut self, member: &'static str) -> Result<Option<Map>, RequestError> {
        match self.take(member) {
            None => Ok(None),
            Some(Document::Map(map)) => Ok(Some(map)),
            Some(_) => Err(RequestError::NotValidated { member }),
        }
    }

    /// A structure.
    pub(crate) fn structure(&mut self, member: &'static str) -> Result<Option<Self>, RequestError> {
        Ok(self.map(member)?.map(Self))
    }

    /// A list of structures.
    pub(crate) fn structures(&mut self, member: &'static str) -> Result<Option<Vec<Self>>, RequestError> {
        let elements = match self.take(member) {
            None => return Ok(None),
            Some(Document::List(elements)) => elements,
            Some(_) => return Err(RequestError::NotValidated { member }),
        };
        let structure = |element| match element {
            Document::Map(members) => Ok(Self(members)),
            _ => Err(RequestError::NotValidated { member }),
        };
        elements.into_iter().map(structure).collect::<Result<_, _>>().map(Some)
    }

    /// A word of an enum.
    pub(crate) fn choice<C: Choice>(&mut self) -> Result<Option<C>, RequestError> {
        let Some(word) = self.text(C::MEMBER)? else { return Ok(None) };
        match C::WORDS.iter().find(|(name, _)| *name == word) {
            Some((_, choice)) => Ok(Some(*choice)),
            None => Err(RequestError::NotValidated { member: C::MEMBER }),
        }
    }

    /// An item or a key.
    pub(crate) fn item(&mut self, member: &str) -> Result<Option<Item>, ValueError> {
        self.take(member).map(item_from_document).transpose()
    }

    /// The value of a member that must be given.
    pub(crate) fn required<T>(member: &'static str, value: Option<T>) -> Result<T, RequestError> {
        value.ok_or(RequestError::NotValidated { member })
    }

    /// `TableName`, which may also be the ARN of a table, as the name of a table. Other accounts and regions have no tables.
    pub(crate) fn table_name(&mut self, world: &World) -> Result<String, Refusal> {
        let given = Self::required("TableName", self.text("TableName")?)?;
        if !given.starts_with("arn:") {
            return Ok(given);
        }
        let own = format!("arn:aws:dynamodb:{}:{}:table/", world.region(), world.account());
        Ok(given.strip_prefix(&own).map(str::to_owned).ok_or(TableError::NotFound)?)
    }

    /// Refuses expression attribute names and values in a request that has no expression to use them.
    pub(crate) fn no_placeholders(&self) -> Result<(), PlaceholderError> {
        for member in ["ExpressionAttributeNames", "ExpressionAttributeValues"] {
            if self.0.get(member).is_some_and(|value| *value != Document::Null) {
                return Err(PlaceholderError::WithoutExpression(member));
            }
        }
        Ok(())
    }
}
