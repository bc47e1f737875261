//! AWS Signature Version 4: checking what clients send, signing what we send.
//!
//! `canonical.rs` is the calculation that both share, `authorization.rs` reads what a request claims, `verify.rs` checks
//! it, `sign.rs` signs. S3's own rules (paths encoded once, chunked payloads) are not here yet; they come with S3.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

mod authorization;
mod canonical;
mod credentials;
mod sign;
mod verify;

pub use authorization::claimed_scope;
pub use credentials::{Credentials, KeySet, Scope};
pub use sign::sign;
pub use verify::{AuthError, Skew, verify};

#[cfg(test)]
mod tests;
