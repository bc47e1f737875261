//! Rows of text: delimited (LazySimpleSerDe), CSV (OpenCSVSerde) and JSON lines.
//!
//! `scan` reads file after file and line after line (`lines`), a [`TextFormat`] cuts a line into fields, `column` collects values
//! of any type, `value` reads single ones.

mod column;
mod format;
mod json;
mod lazy_simple;
mod lines;
mod open_csv;
mod scan;
mod value;

pub(super) use format::TextFormat;
pub(super) use scan::TextScan;
pub(super) use value::{parse_date, parse_timestamp};
