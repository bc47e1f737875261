//! Whole-crate tests of the AWS boundary: calls in process, and requests against a server that really listens.
//!
//! One binary for all, because each test binary links everything. `fake.rs` is the engine that stands in for DynamoDB,
//! `fake_s3.rs` those for S3 and STS, `wire.rs` the server and a client that sends any bytes whatever.

// `cfg(test)` is always true here; it tells clippy that unwrapping and indexing are a test's business.
#[cfg(test)]
mod boundary;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod fake;
#[cfg(test)]
mod fake_s3;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod remote;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod s3_bodies;
#[cfg(test)]
mod s3_remote;
#[cfg(test)]
mod s3_requests;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod wire;
