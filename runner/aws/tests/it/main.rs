//! Whole-crate tests of the AWS boundary: calls in process, and requests against a server that really listens.
//!
//! One binary for all, because each test binary links everything. `fake.rs` is the engine that stands in for DynamoDB.

mod boundary;
mod fake;
