//! `Members`, the input of one call, read member by member, and what can be wrong with it before anything is looked up.
//!
//! The boundary has validated types and constraints already; what is read here is checked all the same, so that an engine
//! that is called without a boundary answers with an error and not with a panic.

use labs_world::{Document, Map, World};

use crate::error::Refusal;
use crate::expression::PlaceholderError;
use crate::table::TableError;
use crate::value::{AttributeValue, Item, ValueError, item_from_document};

/// Longest name of a table.
const MAX_TABLE_NAME: usize = 255;
/// The characters that a table's name may have, as the service writes them.
const TABLE_NAME_PATTERN: &str = "[a-zA-Z0-9_.-]+";

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
    /// A member breaks a constraint of the service's model.
    #[error("1 validation error detected: Value {} at '{member}' failed to satisfy constraint: {constraint}", quoted(value.as_deref()))]
    Constraint {
        /// The member, its first letter in lower case.
        member: String,
        /// The value that was given, if any.
        value: Option<String>,
        /// The constraint, in the service's words.
        constraint: String,
    },
    /// A member has a wrong type.
    #[error("{member} is not a {expected}")]
    WrongType {
        /// The member.
        member: String,
        /// What it must be.
        expected: &'static str,
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

fn quoted(value: Option<&str>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| format!("'{value}'"))
}

impl RequestError {
    /// The error code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::UnknownOperation(_) => "UnknownOperationException",
            Self::WrongType { .. } => "SerializationException",
            _ => "ValidationException",
        }
    }
}

/// An enum of the service's model: a closed list of words.
pub(crate) trait Choice: Copy + 'static {
    /// The member that carries it.
    const MEMBER: &'static str;
    /// The words in the order in which the service lists them in its errors.
    const WORDS: &'static [(&'static str, Self)];
}

/// The members of one call's input. A null is the same as an absent member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Members<'m>(&'m Map);

impl<'m> Members<'m> {
    /// The members of `map`.
    pub(crate) fn new(map: &'m Map) -> Self {
        Self(map)
    }

    /// Refuses members that are not in `supported`, all of them by name.
    pub(crate) fn only(self, operation: &'static str, supported: &[&'static str]) -> Result<(), RequestError> {
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
    pub(crate) fn get(self, member: &str) -> Option<&'m Document> {
        self.0.get(member).filter(|value| **value != Document::Null)
    }

    /// A text.
    pub(crate) fn text(self, member: &str) -> Result<Option<&'m str>, RequestError> {
        self.typed(member, "string", Document::as_str)
    }

    /// A whole number.
    pub(crate) fn whole(self, member: &str) -> Result<Option<i64>, RequestError> {
        self.typed(member, "whole number", Document::as_i64)
    }

    /// A truth value.
    pub(crate) fn flag(self, member: &str) -> Result<Option<bool>, RequestError> {
        self.typed(member, "boolean", Document::as_bool)
    }

    /// A structure.
    pub(crate) fn structure(self, member: &str) -> Result<Option<Members<'m>>, RequestError> {
        Ok(self.map(member)?.map(Members))
    }

    /// A map.
    pub(crate) fn map(self, member: &str) -> Result<Option<&'m Map>, RequestError> {
        self.typed(member, "structure or map", Document::as_map)
    }

    /// A list of structures; empty when it is not given.
    pub(crate) fn structures(self, member: &str) -> Result<Vec<Members<'m>>, RequestError> {
        let list = self.typed(member, "list", Document::as_list)?.unwrap_or_default();
        list.iter()
            .map(|element| element.as_map().map(Members).ok_or_else(|| wrong_type(member, "list of structures")))
            .collect()
    }

    fn typed<T>(
        self,
        member: &str,
        expected: &'static str,
        read: impl Fn(&'m Document) -> Option<T>,
    ) -> Result<Option<T>, RequestError> {
        match self.get(member) {
            Some(value) => read(value).map(Some).ok_or_else(|| wrong_type(member, expected)),
            None => Ok(None),
        }
    }

    /// A word of an enum.
    pub(crate) fn choice<C: Choice>(self) -> Result<Option<C>, RequestError> {
        let Some(word) = self.text(C::MEMBER)? else { return Ok(None) };
        match C::WORDS.iter().find(|(name, _)| *name == word) {
            Some((_, choice)) => Ok(Some(*choice)),
            None => {
                let words: Vec<_> = C::WORDS.iter().map(|(name, _)| *name).collect();
                Err(constraint(
                    C::MEMBER,
                    Some(word),
                    format!("Member must satisfy enum value set: [{}]", words.join(", ")),
                ))
            }
        }
    }

    /// The value of a member that must be given.
    pub(crate) fn required<T>(member: &str, value: Option<T>) -> Result<T, RequestError> {
        value.ok_or_else(|| constraint(member, None, "Member must not be null".to_owned()))
    }

    /// `TableName`, which may also be the ARN of a table, as the name of a table. Other accounts and regions have no tables.
    pub(crate) fn table_name(self, world: &World) -> Result<&'m str, Refusal> {
        let given = Self::required("TableName", self.text("TableName")?)?;
        let name = if given.starts_with("arn:") {
            let own = format!("arn:aws:dynamodb:{}:{}:table/", world.region(), world.account());
            given.strip_prefix(&own).ok_or(TableError::NotFound)?
        } else {
            given
        };
        let broken = if name.is_empty() {
            "Member must have length greater than or equal to 1".to_owned()
        } else if name.len() > MAX_TABLE_NAME {
            format!("Member must have length less than or equal to {MAX_TABLE_NAME}")
        } else if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)) {
            format!("Member must satisfy regular expression pattern: {TABLE_NAME_PATTERN}")
        } else {
            return Ok(name);
        };
        Err(constraint("TableName", Some(given), broken).into())
    }

    /// A whole number of at least 1.
    pub(crate) fn positive(self, member: &str) -> Result<Option<usize>, RequestError> {
        match self.whole(member)? {
            None => Ok(None),
            Some(number) => match usize::try_from(number) {
                Ok(number) if number > 0 => Ok(Some(number)),
                _ => {
                    let broken = "Member must have value greater than or equal to 1".to_owned();
                    Err(constraint(member, Some(&number.to_string()), broken))
                }
            },
        }
    }

    /// An item or a key.
    pub(crate) fn item(self, member: &str) -> Result<Option<Item>, ValueError> {
        self.get(member).map(item_from_document).transpose()
    }

    /// `ExpressionAttributeNames` as pairs; the names themselves are checked by the expression.
    pub(crate) fn attribute_names(self) -> Result<Option<Vec<(&'m str, &'m str)>>, RequestError> {
        let Some(map) = self.map("ExpressionAttributeNames")? else { return Ok(None) };
        let pair = |(placeholder, name): (&'m String, &'m Document)| {
            let name = name.as_str().ok_or_else(|| wrong_type("ExpressionAttributeNames", "map of strings"))?;
            Ok((placeholder.as_str(), name))
        };
        map.iter().map(pair).collect::<Result<_, _>>().map(Some)
    }

    /// `ExpressionAttributeValues` as pairs; the placeholders themselves are checked by the expression.
    pub(crate) fn attribute_values(self) -> Result<Option<Vec<(&'m str, AttributeValue)>>, Refusal> {
        let Some(map) = self.map("ExpressionAttributeValues")? else { return Ok(None) };
        let pair = |(placeholder, value): (&'m String, &'m Document)| {
            Ok((placeholder.as_str(), AttributeValue::from_document(value)?))
        };
        map.iter().map(pair).collect::<Result<_, _>>().map(Some)
    }

    /// Refuses expression attribute names and values in a request that has no expression to use them.
    pub(crate) fn no_placeholders(self) -> Result<(), PlaceholderError> {
        for member in ["ExpressionAttributeNames", "ExpressionAttributeValues"] {
            if self.get(member).is_some() {
                return Err(PlaceholderError::WithoutExpression(member));
            }
        }
        Ok(())
    }
}

fn wrong_type(member: &str, expected: &'static str) -> RequestError {
    RequestError::WrongType { member: member.to_owned(), expected }
}

/// The error for a broken constraint of the service's model.
pub(crate) fn constraint(member: &str, value: Option<&str>, constraint: String) -> RequestError {
    let mut letters = member.chars();
    let member = letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect();
    RequestError::Constraint { member, value: value.map(str::to_owned), constraint }
}
