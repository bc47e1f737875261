//! Signatures inside of a body: each chunk is signed together with the signature before it.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>

use super::canonical::{equal_in_constant_time, hash, hex, hmac};
use super::credentials::Scope;

/// Checks the signatures of the chunks of one body, in their order.
pub(crate) struct ChunkSigner {
    key: Vec<u8>,
    instant: String,
    scope: String,
    /// The signature before the next one: that of the request at first.
    previous: String,
}

impl ChunkSigner {
    pub(super) fn new(key: Vec<u8>, instant: String, scope: &Scope, seed: String) -> Self {
        Self { key, instant, scope: scope.to_string(), previous: seed }
    }

    /// Whether a chunk's signature is right; `hash` is that of its data.
    pub(crate) fn chunk(&mut self, hash_of_data: &str, claimed: &str) -> bool {
        let nothing = hash(b"");
        self.step("AWS4-HMAC-SHA256-PAYLOAD", &format!("{nothing}\n{hash_of_data}"), claimed)
    }

    /// Whether the signature of what stands behind the body is right.
    pub(crate) fn trailer(&mut self, hash_of_lines: &str, claimed: &str) -> bool {
        self.step("AWS4-HMAC-SHA256-TRAILER", hash_of_lines, claimed)
    }

    fn step(&mut self, algorithm: &str, hashes: &str, claimed: &str) -> bool {
        let Self { key, instant, scope, previous } = self;
        let signature = hex(&hmac(key, format!("{algorithm}\n{instant}\n{scope}\n{previous}\n{hashes}").as_bytes()));
        let is_right = equal_in_constant_time(signature.as_bytes(), claimed.as_bytes());
        self.previous = signature;
        is_right
    }
}
