//! `Refusal`, every reason why an operation of this engine says no, and what it becomes on the other side of the seam.
//!
//! Each kind keeps its own sentence beside its own rules; here it gets its error code, and the operations that DynamoDB moved
//! to newer wording in 2026 get the prefix that came with it.

use labs_world::ServiceError;
use labs_world::store::StoreError;

use crate::expression::{ExpressionError, KeyConditionError, PlaceholderError, UpdateError};
use crate::key::{DamagedKey, KeyError};
use crate::request::RequestError;
use crate::table::TableError;
use crate::value::{DamagedItem, ValueError};

/// The prefix of request validation errors since June 2026.
const ENVELOPE: &str = "1 validation error detected: ";

/// Why an operation is refused or fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// A member of the request is wrong, or not supported here.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// An attribute value is malformed.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// An expression is malformed.
    #[error(transparent)]
    Expression(#[from] ExpressionError),
    /// Expression attribute names or values are malformed or unused.
    #[error(transparent)]
    Placeholder(#[from] PlaceholderError),
    /// A key condition does not fit the table's key.
    #[error(transparent)]
    KeyCondition(#[from] KeyConditionError),
    /// An update cannot be applied to the item.
    #[error(transparent)]
    Update(#[from] UpdateError),
    /// A key does not fit the table.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A table is not there, not ready or not well defined.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the store returned is not what was put there.
    #[error(transparent)]
    Damaged(#[from] Damaged),
}

/// What the store returned cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Damaged {
    /// An item.
    #[error(transparent)]
    Item(#[from] DamagedItem),
    /// A key.
    #[error(transparent)]
    Key(#[from] DamagedKey),
    /// A table's description or counters.
    #[error("the stored description of table `{0}` cannot be read back")]
    Table(String),
}

impl From<DamagedItem> for Refusal {
    fn from(damaged: DamagedItem) -> Self {
        Self::Damaged(damaged.into())
    }
}

impl From<DamagedKey> for Refusal {
    fn from(damaged: DamagedKey) -> Self {
        Self::Damaged(damaged.into())
    }
}

/// Which request validation errors of an operation carry the prefix of 2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// PutItem, UpdateItem, DeleteItem: all of them.
    Enveloped,
    /// Query: those about `Select` only.
    SelectEnveloped,
    /// All other operations: none.
    Bare,
}

/// What kind of sentence a refusal is, as far as the prefix is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// Values, expressions, placeholders, ReturnValues.
    RequestValidation,
    /// Select.
    Select,
    /// Keys, structures, limits, tables: never prefixed.
    Plain,
}

impl Refusal {
    /// The error as the boundary sends it, in the wording of the operation.
    pub(crate) fn into_service_error(self, wording: Wording) -> ServiceError {
        let message = match (self.family(), wording) {
            (Family::RequestValidation | Family::Select, Wording::Enveloped)
            | (Family::Select, Wording::SelectEnveloped) => format!("{ENVELOPE}{self}"),
            _ => self.to_string(),
        };
        match &self {
            Self::Store(_) | Self::Damaged(_) => ServiceError::place("InternalServerError", message),
            Self::Table(error) => ServiceError::client(error.code(), message),
            Self::Request(error) => ServiceError::client(error.code(), message),
            _ => ServiceError::client("ValidationException", message),
        }
    }

    fn family(&self) -> Family {
        match self {
            Self::Expression(_)
            | Self::Placeholder(_)
            | Self::Request(RequestError::ReturnValues)
            | Self::Value(
                ValueError::Number(_)
                | ValueError::NullIsFalse
                | ValueError::EmptySet(_)
                | ValueError::DuplicateMember(_),
            ) => Family::RequestValidation,
            Self::Request(RequestError::SelectNeedsProjection | RequestError::SelectNeedsIndex) => Family::Select,
            _ => Family::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use labs_world::Fault;

    use super::*;

    #[test]
    fn the_prefix_depends_on_the_operation_and_the_family() {
        let message = |refusal: Refusal, wording| refusal.into_service_error(wording).message;
        let null = || Refusal::from(ValueError::NullIsFalse);
        assert!(message(null(), Wording::Enveloped).starts_with(ENVELOPE));
        assert!(!message(null(), Wording::Bare).starts_with(ENVELOPE));
        assert!(!message(null(), Wording::SelectEnveloped).starts_with(ENVELOPE));
        let select = || Refusal::from(RequestError::SelectNeedsProjection);
        assert!(message(select(), Wording::SelectEnveloped).starts_with(ENVELOPE));
        assert!(!message(select(), Wording::Bare).starts_with(ENVELOPE));
        assert!(!message(KeyError::NotTheSchema.into(), Wording::Enveloped).starts_with(ENVELOPE));
    }

    #[test]
    fn trouble_with_the_store_is_the_places_fault() {
        let halted = StoreError::Halted { reason: "no storage space".into() };
        for refusal in [Refusal::from(DamagedKey), Refusal::from(halted)] {
            let error = refusal.into_service_error(Wording::Bare);
            assert_eq!((error.code.as_str(), error.fault), ("InternalServerError", Fault::Place));
        }
    }
}
