//! Keys, and the scope that a signature is for.

use std::collections::HashMap;
use std::fmt;

/// What a caller signs with.
#[derive(Clone)]
pub struct Credentials {
    /// `AKIA…`.
    pub access_key: String,
    /// The secret.
    pub secret_key: String,
    /// Token of temporary credentials.
    pub session_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// The keys that a server knows.
#[derive(Clone, Default)]
pub struct KeySet(HashMap<String, String>);

impl KeySet {
    /// The set of these pairs of access key and secret key.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// The secret that belongs to an access key.
    pub(super) fn secret(&self, access_key: &str) -> Option<&str> {
        self.0.get(access_key).map(String::as_str)
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// What a signature is for: `20150830/us-east-1/dynamodb/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Access key in front of the scope.
    pub access_key: String,
    /// `20150830`.
    pub date: String,
    /// `us-east-1`.
    pub region: String,
    /// Signing name of the service.
    pub service: String,
    /// Always `aws4_request` when the client is right.
    pub terminator: String,
}

impl Scope {
    /// Reads the value of `Credential`; `None` unless it has five parts.
    pub(super) fn parse(credential: &str) -> Option<Self> {
        let mut parts = credential.split('/').map(str::to_owned);
        let scope = Self {
            access_key: parts.next()?,
            date: parts.next()?,
            region: parts.next()?,
            service: parts.next()?,
            terminator: parts.next()?,
        };
        parts.next().is_none().then_some(scope)
    }
}

impl fmt::Display for Scope {
    /// Without the access key, as the string to sign has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.date, self.region, self.service, self.terminator)
    }
}
