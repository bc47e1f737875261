//! `QueryError`: why a statement fails, in the words and numbers that Athena puts into `StateChangeReason` and `AthenaError`.
//!
//! Names and sentences are Trino's; category and type follow Athena's documentation of `AthenaError`. A new kind is one row
//! of [`ErrorKind`]. What is refused because this engine lacks it is [`ErrorKind::NotSupported`] and names the thing.

use std::fmt;

/// Why a statement fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) struct QueryError {
    /// Trino's error name.
    pub(crate) kind: ErrorKind,
    /// Where in the query string, when that is known.
    pub(crate) position: Option<Position>,
    /// The sentence, without name and position.
    pub(crate) message: String,
}

/// A place in a query string; both numbers start at 1, columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: u64,
    pub(crate) column: u64,
}

impl QueryError {
    /// An error without a place.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, position: None, message: message.into() }
    }

    /// An error at a place.
    pub(crate) fn at(kind: ErrorKind, position: Position, message: impl Into<String>) -> Self {
        Self { kind, position: Some(position), message: message.into() }
    }

    /// What Athena's users can write and this engine does not have.
    pub(crate) fn not_supported(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotSupported, what)
    }
}

/// `COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved …`
impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, position, message } = self;
        match kind {
            // Hive's own sentences stand alone: `FAILED: ParseException line 1:0 …`; so do those of StartQueryExecution.
            ErrorKind::HiveDdl | ErrorKind::MalformedQuery | ErrorKind::ExceededResources => {}
            _ => write!(f, "{}: ", kind.name())?,
        }
        if let Some(Position { line, column }) = position {
            write!(f, "line {line}:{column}: ")?;
        }
        f.write_str(message)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $category:literal, $error_type:literal;)*) => {
        /// Trino's error names, with Athena's category (1 system, 2 user, 3 other) and type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum ErrorKind { $($(#[$doc])* $variant,)* }

        impl ErrorKind {
            /// The name before the colon.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// `AthenaError.ErrorCategory`.
            pub(crate) fn category(self) -> i32 {
                match self { $(Self::$variant => $category,)* }
            }

            /// `AthenaError.ErrorType`.
            pub(crate) fn error_type(self) -> i32 {
                match self { $(Self::$variant => $error_type,)* }
            }
        }
    };
}

kinds! {
    /// What StartQueryExecution refuses as `InvalidRequestException` with this `AthenaErrorCode`; the query never starts.
    MalformedQuery = "MALFORMED_QUERY", 2, 1000;
    SyntaxError = "SYNTAX_ERROR", 2, 1000;
    ColumnNotFound = "COLUMN_NOT_FOUND", 2, 1006;
    TableNotFound = "TABLE_NOT_FOUND", 2, 1301;
    SchemaNotFound = "SCHEMA_NOT_FOUND", 2, 1301;
    FunctionNotFound = "FUNCTION_NOT_FOUND", 2, 1303;
    TypeMismatch = "TYPE_MISMATCH", 2, 1002;
    DivisionByZero = "DIVISION_BY_ZERO", 2, 1001;
    InvalidCastArgument = "INVALID_CAST_ARGUMENT", 2, 1100;
    InvalidFunctionArgument = "INVALID_FUNCTION_ARGUMENT", 2, 1000;
    NumericValueOutOfRange = "NUMERIC_VALUE_OUT_OF_RANGE", 2, 1000;
    NotSupported = "NOT_SUPPORTED", 2, 1200;
    AmbiguousName = "AMBIGUOUS_NAME", 2, 1000;
    ExpressionNotAggregate = "EXPRESSION_NOT_AGGREGATE", 2, 1000;
    ExpressionNotScalar = "EXPRESSION_NOT_SCALAR", 2, 1000;
    MissingColumnAliases = "MISMATCHED_COLUMN_ALIASES", 2, 1000;
    InvalidColumnReference = "INVALID_COLUMN_REFERENCE", 2, 1000;
    CatalogNotFound = "CATALOG_NOT_FOUND", 2, 1000;
    DuplicateNamedQuery = "DUPLICATE_NAMED_QUERY", 2, 1000;
    ExpressionNotInDistinct = "EXPRESSION_NOT_IN_DISTINCT", 2, 1000;
    FunctionNotAggregate = "FUNCTION_NOT_AGGREGATE", 2, 1000;
    FunctionNotWindow = "FUNCTION_NOT_WINDOW", 2, 1000;
    InvalidArguments = "INVALID_ARGUMENTS", 2, 1000;
    InvalidLiteral = "INVALID_LITERAL", 2, 1000;
    InvalidParameterUsage = "INVALID_PARAMETER_USAGE", 2, 1000;
    InvalidWindowFrame = "INVALID_WINDOW_FRAME", 2, 1000;
    InvalidWindowReference = "INVALID_WINDOW_REFERENCE", 2, 1000;
    MissingOrderBy = "MISSING_ORDER_BY", 2, 1000;
    MissingOver = "MISSING_OVER", 2, 1000;
    NestedAggregation = "NESTED_AGGREGATION", 2, 1000;
    NestedWindow = "NESTED_WINDOW", 2, 1000;
    SubqueryMultipleRows = "SUBQUERY_MULTIPLE_ROWS", 2, 1000;
    HiveBadData = "HIVE_BAD_DATA", 2, 1000;
    HiveCursorError = "HIVE_CURSOR_ERROR", 2, 1000;
    HiveCannotOpenSplit = "HIVE_CANNOT_OPEN_SPLIT", 2, 1000;
    HiveMetastoreError = "HIVE_METASTORE_ERROR", 2, 1000;
    HiveInvalidMetadata = "HIVE_INVALID_METADATA", 2, 1000;
    HiveInvalidPartitionValue = "HIVE_INVALID_PARTITION_VALUE", 2, 1000;
    /// A query over its memory or its time; Athena says only the sentence.
    ExceededResources = "", 2, 1000;
    ExceededMemoryLimit = "EXCEEDED_MEMORY_LIMIT", 2, 1000;
    /// A sentence of Hive's DDL side, complete in itself.
    HiveDdl = "FAILED", 1, 1003;
    GenericInternalError = "GENERIC_INTERNAL_ERROR", 1, 200;
}
