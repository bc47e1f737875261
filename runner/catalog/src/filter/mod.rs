//! The filter expressions of GetPartitions: `year = '2024' AND month IN (1, 2)`.
//!
//! Words and signs (`lexer.rs`) become an expression over the partition keys (`parser.rs`), whose literals are read as the type
//! of their key once, before any partition is looked at (`value.rs`); `evaluate.rs` asks it of a partition. Source: the
//! `Expression` of GetPartitions in the AWS Glue API Reference. It names string, date, timestamp, int, bigint, long, tinyint,
//! smallint and decimal as the types of keys; varchar and char are strings here too.

mod error;
mod evaluate;
#[cfg(test)]
mod filter_test;
mod lexer;
mod parser;
mod value;

pub use error::{FilterError, NotAValue};
pub use evaluate::PartitionFilter;
