//! Aggregate functions: many rows to one value.
//!
//! [`AggregateFunction`] carries a row of the table into DataFusion. A row either gathers a group's columns and computes at
//! the end ([`Method::Gather`]), keeps a running total ([`Method::Running`]), or lets DataFusion's own accumulator work where
//! it is proven to do what Trino does ([`Method::Delegate`]).

mod distinct;
mod function;
mod gather;
mod total;

use std::sync::Arc;

use datafusion::{functions_aggregate as existing, logical_expr::AggregateUDF};

pub(super) use function::{AggregateFunction, Method};
pub(super) use total::divide_half_up;

use super::spec::{Draft, Special, aggregate, special};

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let mut rows = vec![
        aggregate("count", &["count() -> bigint", "count(any) -> bigint"], Method::Whole(existing::count::count_udaf)),
        aggregate("max", &["max(T) T:orderable -> T"], Method::Whole(existing::min_max::max_udaf)),
        aggregate("min", &["min(T) T:orderable -> T"], Method::Whole(existing::min_max::min_udaf)),
        special("grouping", &["grouping(any, any...) -> integer"], Special::Grouping),
    ];
    rows.extend(total::functions());
    rows
}

/// An accumulator of DataFusion for every form of the row.
fn always(udaf: fn() -> Arc<AggregateUDF>) -> Method {
    Method::Delegate(udaf)
}
