//! Matchers: how the evidence of a step is compared with what its guide expects. One file a matcher, each with the same
//! parts in the same order: its entry of the table, the judgement. What an author may write is judged by `labs-guide`.
//!
//! A matcher gives a verdict and never an error. The table is `table.rs`; what several matchers share is in `json_value.rs`
//! (comparing values by path), `line_difference.rs` (showing text) and `redaction.rs` (ids, times and the like).

mod contains;
mod error;
mod json;
mod json_subset;
mod json_value;
mod line_difference;
mod lines;
mod redaction;
mod table;

pub(crate) use json_value::values_of;
pub(crate) use redaction::Redactions;
pub(crate) use table::{Question, Stream, entry};
