//! What can be wrong with a filter expression, or with a partition that it is asked of.

/// Why a filter is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// It is not an expression that Glue has.
    #[error("Unsupported expression '{expression}': {reason}")]
    Unsupported {
        /// The whole expression.
        expression: String,
        /// What was met and what was expected.
        reason: String,
    },
    /// It names a column that is no partition key.
    #[error("Invalid partition expression! Unknown column '{column}'; the partition keys are {}", keys.join(", "))]
    UnknownColumn {
        /// The column.
        column: String,
        /// The partition keys.
        keys: Vec<String>,
    },
    /// It names a column, and the table has no partition keys.
    #[error("Invalid partition expression! Unknown column '{0}'; the table has no partition keys")]
    NotPartitioned(String),
    /// The type of a key cannot be compared.
    #[error("Unknown type : '{0}'")]
    UnknownType(String),
    /// A literal is not a value of its key's type.
    #[error("{0}")]
    Literal(NotAValue),
    /// LIKE on a key that is not text.
    #[error("{0} data type doesn't support operation 'LIKE'")]
    Like(&'static str),
    /// A partition's value is not a value of its key's type: the catalog's state, not the expression, is wrong.
    #[error("{0}")]
    StoredValue(NotAValue),
}

/// A text is not a value of a type, in Glue's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAValue {
    /// Of an integer type.
    #[error("For input string: \"{0}\" is not an integer.")]
    Integer(String),
    /// Of `decimal`.
    #[error("{0} is not a decimal.")]
    Decimal(String),
    /// Of `date`.
    #[error("{0} is not a date.")]
    Date(String),
    /// Of `timestamp`.
    #[error("Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] {0} is not a timestamp.")]
    Timestamp(String),
}

impl FilterError {
    /// Glue's error code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::StoredValue(_) => "InvalidStateException",
            _ => "InvalidInputException",
        }
    }
}
