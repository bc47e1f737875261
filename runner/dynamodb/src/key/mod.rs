//! Primary keys: their schema, their values and the bytes whose order is the order of the values.
//!
//! `schema.rs` takes keys out of items and requests in DynamoDB's words, `codec.rs` turns them into the keys of a store tree
//! and back. What a key condition selects is decided in [`crate::expression`].

mod codec;
mod number;
mod schema;

pub(crate) use codec::{DamagedKey, encode, encode_prefix};
pub(crate) use schema::{KeyAttribute, KeyError, KeySchema, KeyType, KeyValue};
