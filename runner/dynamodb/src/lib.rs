//! DynamoDB on the world's store: tables, items, expressions and capacity, without any wire.
//!
//! [`DynamoDb`] is a [`labs_world::Service`]. An operation is one file in `operation/`; `value`, `number` and `key` are
//! the data model, `expression` the little languages, `table` what is stored where. HTTP, JSON and the checks of the service
//! model are in `labs-aws`, which calls this crate and is not called by it.

mod capacity;
mod engine;
mod error;
mod expression;
mod key;
mod metering;
mod number;
mod operation;
mod page;
mod request;
mod table;
mod value;

#[cfg(test)]
mod model_test;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod without_boundary_test;

pub use engine::{Delays, DynamoDb, OpenError};
