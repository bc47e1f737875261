//! Errors of planning and running, as Athena would say them.

use datafusion::{arrow::error::ArrowError, common::DataFusionError};

use crate::query_error::{ErrorKind, QueryError};

impl QueryError {
    /// What DataFusion says, in Trino's words. Errors of this crate come out whole; prose of DataFusion never does.
    pub(crate) fn from_datafusion(error: DataFusionError) -> Self {
        if let Some(own) = own(&error) {
            return own;
        }
        // DataFusion's own check of its plan: a rule lost an order that another one counted on.
        if matches!(&error, DataFusionError::Context(check, _) if check == "SanityCheckPlan") {
            return Self::not_supported("This combination of UNION, JOIN and ORDER BY is not supported by this engine");
        }
        let root = error.find_root();
        let message = root.strip_backtrace();
        #[cfg(test)]
        eprintln!("DEBUG {error}");
        match root {
            DataFusionError::ResourcesExhausted(_) => Self::new(
                ErrorKind::ExceededMemoryLimit,
                "Query exceeded the memory limit of this engine for one query",
            ),
            DataFusionError::ArrowError(arrow, _) => match arrow.as_ref() {
                ArrowError::DivideByZero => Self::new(ErrorKind::DivisionByZero, "Division by zero"),
                ArrowError::ArithmeticOverflow(_) => Self::new(ErrorKind::NumericValueOutOfRange, "numeric overflow"),
                ArrowError::CastError(_) => Self::new(ErrorKind::InvalidCastArgument, "Value cannot be cast"),
                _ => internal("computing a column"),
            },
            _ if message.contains("more than one row") => {
                Self::new(ErrorKind::SubqueryMultipleRows, "Scalar sub-query has returned multiple rows")
            }
            _ if message.contains("OuterReferenceColumn")
                || message.to_lowercase().contains("correlated")
                || message.contains("Physical plan does not support logical expression") =>
            {
                Self::not_supported("Given correlated subquery is not supported")
            }
            DataFusionError::NotImplemented(_) => {
                Self::not_supported("This query needs something that this engine does not have")
            }
            DataFusionError::ObjectStore(_) | DataFusionError::IoError(_) | DataFusionError::ParquetError(_) => {
                Self::new(
                    ErrorKind::HiveCannotOpenSplit,
                    "Error opening a file of the table: it is not what the table says",
                )
            }
            DataFusionError::Plan(_) | DataFusionError::SchemaError(..) => internal("planning the query"),
            _ => internal("running the query"),
        }
    }
}

fn internal(what: &str) -> QueryError {
    QueryError::new(
        ErrorKind::GenericInternalError,
        format!("The engine failed in {what}; this is a defect of labs, please report it with the query"),
    )
}

/// The error of this crate inside, however it is wrapped.
fn own(error: &DataFusionError) -> Option<QueryError> {
    match error {
        DataFusionError::External(inner) => {
            if let Some(own) = inner.downcast_ref::<QueryError>() {
                return Some(own.clone());
            }
            inner.downcast_ref::<DataFusionError>().and_then(own)
        }
        DataFusionError::ArrowError(arrow, _) => match arrow.as_ref() {
            ArrowError::ExternalError(inner) => match inner.downcast_ref::<QueryError>() {
                Some(own) => Some(own.clone()),
                None => inner.downcast_ref::<DataFusionError>().and_then(own),
            },
            _ => None,
        },
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => own(inner),
        DataFusionError::Shared(inner) => own(inner),
        DataFusionError::Collection(all) => all.iter().find_map(own),
        _ => None,
    }
}
