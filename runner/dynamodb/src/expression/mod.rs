//! Expressions: one lexer and one parser for everything that DynamoDB writes as text.

mod error;

pub(crate) use error::{ExpressionError, KeyConditionError, PlaceholderError, UpdateError};
