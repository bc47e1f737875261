//! Expressions: one lexer and one parser for everything that DynamoDB writes as text.
//!
//! Text becomes tokens (`lexer.rs`), tokens become a syntax tree (`syntax.rs`, `parser.rs` with `condition.rs` and
//! `update.rs`), and the tree is checked and its placeholders are filled in (`resolve.rs` with
//! `functions.rs` and `operand_types.rs`). What comes out is a
//! [`KeyCondition`] that selects a range of keys or an [`Update`] that turns one item into another. Conditions of all kinds
//! are parsed already; filters, conditions on writes and projections need only their meaning.

mod apply;
mod condition;
mod error;
mod functions;
mod key_condition;
#[cfg(test)]
mod key_condition_test;
mod lexer;
mod operand_types;
mod parser;
mod path;
mod placeholders;
mod project;
mod reserved;
mod resolve;
mod syntax;
mod update;
#[cfg(test)]
mod update_test;

pub(crate) use apply::{Applied, Update};
pub(crate) use error::{ExpressionError, KeyConditionError, PlaceholderError, UpdateError};
pub(crate) use key_condition::KeyCondition;
pub(crate) use placeholders::Placeholders;
pub(crate) use project::project;
