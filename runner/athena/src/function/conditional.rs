//! Conditional functions, and `try`.
//!
//! Source: Trino's "Conditional expressions". All but `try` are written as `CASE` by the rewriter. `try(x)` reaches this table
//! as `try(lambda of x)`: the lambda is run over all rows, and again row by row only when that fails.

use datafusion::{
    arrow::{
        array::{ArrayRef, BooleanArray, UInt32Array, new_null_array},
        compute::concat,
    },
    common::{DataFusionError, Result},
};
use std::sync::Arc;

use super::{
    lambda::LambdaCall,
    scalar::conform,
    spec::{Draft, Special, higher_order, special},
};
use crate::query_error::{ErrorKind, QueryError};

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    vec![
        special("if", &["if(boolean, T) -> T", "if(boolean, T, T) -> T"], Special::If),
        special("coalesce", &["coalesce(T, T...) -> T"], Special::Coalesce),
        special("nullif", &["nullif(any, any) -> any"], Special::Nullif),
        // The parameter carries nothing: a lambda needs one to be written in SQL.
        higher_order("try", &["try(function(boolean, T)) -> T"], try_each),
    ]
}

/// What `try` turns into NULL; every other error is passed on.
fn caught(error: &DataFusionError) -> bool {
    match error {
        DataFusionError::External(inner) => match inner.downcast_ref::<QueryError>() {
            Some(error) => matches!(
                error.kind,
                ErrorKind::DivisionByZero
                    | ErrorKind::InvalidCastArgument
                    | ErrorKind::InvalidFunctionArgument
                    | ErrorKind::NumericValueOutOfRange
            ),
            None => false,
        },
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => caught(inner),
        DataFusionError::Shared(inner) => caught(inner),
        DataFusionError::ArrowError(error, _) => matches!(
            **error,
            datafusion::arrow::error::ArrowError::DivideByZero
                | datafusion::arrow::error::ArrowError::CastError(_)
                | datafusion::arrow::error::ArrowError::ParseError(_)
                | datafusion::arrow::error::ArrowError::ArithmeticOverflow(_)
        ),
        _ => false,
    }
}

fn try_each(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let nothing = |rows: usize| -> ArrayRef { Arc::new(BooleanArray::new_null(rows)) };
    let all = UInt32Array::from_iter_values(0..call.rows as u32);
    match call.evaluate(0, &[nothing(call.rows)], &all) {
        Err(error) if caught(&error) => {}
        done => return conform(done?, call.result),
    }
    let mut rows = Vec::with_capacity(call.rows);
    for row in 0..call.rows as u32 {
        rows.push(match call.evaluate(0, &[nothing(1)], &UInt32Array::from(vec![row])) {
            Err(error) if caught(&error) => new_null_array(call.result, 1),
            done => conform(done?, call.result)?,
        });
    }
    Ok(concat(&rows.iter().map(AsRef::as_ref).collect::<Vec<_>>())?)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{query, try_query};

    #[test]
    fn try_turns_failing_rows_into_null() {
        let from = "FROM (VALUES ('a,b', 2), ('a', 0), ('c', 1)) t(s, n)";
        assert_eq!(query(&format!("SELECT try(nothing -> split_part(s, ',', n)) {from}")), ["b", "NULL", "c"]);
        assert_eq!(query("SELECT try(nothing -> mod(5, n)) FROM (VALUES (0), (3)) t(n)"), ["NULL", "2"]);
        assert!(try_query(&format!("SELECT split_part(s, ',', n) {from}")).is_err());
    }
}
