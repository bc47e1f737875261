//! Kernels of Trino's operators, where they differ from DataFusion's: numbers that refuse to overflow, doubles that compare
//! as IEEE says, dates and intervals, LIKE without a hidden escape, subscripts, rows.

mod arithmetic;
mod compare;
mod lazy;
mod like;
pub(super) mod nested;
mod temporal;
mod tries;

pub(super) use arithmetic::{DecimalOperation, NumberOperation, decimal_result};
pub(super) use compare::{DistinctFrom, FloatCompare, IntervalCompare, NestedEqual};
pub(super) use lazy::boolean_case;
pub(super) use like::LikePattern;
pub(super) use temporal::TemporalOperation;
pub(super) use tries::{fallible, lenient};
