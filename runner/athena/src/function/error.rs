//! Errors of running functions: a [`QueryError`] inside the error that travels through DataFusion.

use datafusion::common::DataFusionError;

use crate::query_error::{ErrorKind, QueryError};

/// Wraps an error so that it comes out of DataFusion whole.
pub(super) fn raise(error: QueryError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// `INVALID_FUNCTION_ARGUMENT`.
pub(super) fn invalid(message: impl Into<String>) -> DataFusionError {
    raise(QueryError::new(ErrorKind::InvalidFunctionArgument, message))
}

/// `NUMERIC_VALUE_OUT_OF_RANGE`.
pub(super) fn out_of_range(message: impl Into<String>) -> DataFusionError {
    raise(QueryError::new(ErrorKind::NumericValueOutOfRange, message))
}

/// `DIVISION_BY_ZERO`.
pub(super) fn division_by_zero() -> DataFusionError {
    raise(QueryError::new(ErrorKind::DivisionByZero, "Division by zero"))
}

/// `EXCEEDED_MEMORY_LIMIT`.
pub(super) fn too_much() -> DataFusionError {
    let message = "A function makes more than 2147483647 bytes or items of one batch of rows";
    raise(QueryError::new(ErrorKind::ExceededMemoryLimit, message))
}

/// `NOT_SUPPORTED`.
pub(super) fn not_supported(message: impl Into<String>) -> DataFusionError {
    raise(QueryError::not_supported(message))
}

/// The rule that a column did not have the type that its signature promised: our own fault.
pub(super) fn wrong_column(name: &str) -> DataFusionError {
    DataFusionError::Internal(format!("function {name} got a column of another type than its signature says"))
}
