//! From a request to a call and back, one file a protocol.

pub(super) mod json;
pub(super) mod query;
mod refusal;
pub(super) mod rest;

use http::request::Parts;

use super::exchange::Shared;
use crate::sigv4::{AuthError, Skew, claimed_key, verify};

/// Who signed a request whose body is at hand, when the keys are known; who claims to have, when they are not.
fn caller(shared: &Shared, parts: &Parts, body: &[u8], signing_name: &str) -> Result<Option<String>, AuthError> {
    match &shared.keys {
        Some(keys) => verify(keys, parts, body, signing_name, skew(shared)).map(Some),
        None => Ok(claimed_key(parts)),
    }
}

/// Clients sign with real time, so that it cannot be held against a virtual clock.
fn skew(shared: &Shared) -> Skew {
    let clock = shared.boundary.world().clock();
    if clock.is_virtual() { Skew::Ignored } else { Skew::Near(clock.now()) }
}
