//! AWS Signature Version 4: checking what clients send, signing what we send.
//!
//! `canonical.rs` is the calculation that both share, `authorization.rs` reads what a request claims, `verify.rs` checks
//! it, `chunks.rs` checks the signatures inside of S3's bodies, `sign.rs` signs. Paths of S3 are taken as they are, all others
//! are normalised and encoded a second time.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

mod authorization;
mod canonical;
mod chunks;
mod credentials;
mod sign;
mod verify;

pub use authorization::claimed_scope;
pub(crate) use authorization::{claimed_key, is_version_2};
pub(crate) use canonical::hex;
pub(crate) use chunks::ChunkSigner;
pub use credentials::{Credentials, KeySet, Scope};
pub use sign::sign;
pub use verify::{AuthError, Skew, verify};
pub(crate) use verify::{verify_expiry, verify_head};

#[cfg(test)]
mod tests;
