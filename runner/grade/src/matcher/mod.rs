//! Matchers: how the evidence of a step is compared with what its guide expects. One file a matcher, each with the same
//! parts in the same order: its entry of the table, the judgement, the renewal for `labs accept`. What an author may write is judged by `labs-guide`.
//!
//! A matcher gives a verdict and never an error. The table is `table.rs`; what several matchers share is in `json_value.rs`
//! (comparing values by path), `line_difference.rs` (showing text), `row_alignment.rs` (telling rows apart), `line_renewal.rs` and
//! `json_renewal.rs` (writing anew) and `redaction.rs` (ids, times and the like).

mod contains;
mod error;
mod json;
mod json_renewal;
mod json_schema;
mod json_subset;
mod json_value;
mod line_difference;
mod line_renewal;
mod lines;
mod redaction;
mod regex;
mod renewal;
mod row_alignment;
mod rows;
mod table;

pub(crate) use json_value::values_of;
pub(crate) use redaction::Redactions;
pub use renewal::{ByHand, Renewal};
pub(crate) use rows::type_holds;
pub(crate) use table::{Question, Stream, entry};
