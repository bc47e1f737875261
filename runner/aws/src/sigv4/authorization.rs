//! What a request says about its signature, in the `Authorization` header or in its query string.

use http::HeaderMap;
use http::request::Parts;

use super::canonical::parameters;
use super::credentials::Scope;

/// The claims of a request. Nothing here is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Claims {
    /// None at all, or of another scheme.
    Absent,
    /// In the `Authorization` header, which is kept for messages.
    Header { authorization: String, parts: SignatureParts },
    /// Of the older version, which only S3 ever takes: `Authorization: AWS …` or `AWSAccessKeyId` in the query string. When it
    /// holds until then, the seconds since the epoch.
    Version2 { access_key: String, expires: Option<String> },
    /// In the query string.
    Query { parts: SignatureParts, expires: Option<String>, algorithm: Option<String> },
}

/// The parts of a signature that both forms have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct SignatureParts {
    pub(super) credential: Option<String>,
    pub(super) signed_headers: Option<String>,
    pub(super) signature: Option<String>,
    /// `X-Amz-Date`, or the `Date` header where there is none.
    pub(super) date: Option<String>,
}

pub(super) fn claims(request: &Parts) -> Claims {
    if let Some(authorization) = text(&request.headers, "authorization")
        && authorization.starts_with("AWS4-")
    {
        return Claims::Header {
            parts: header_parts(&request.headers, authorization),
            authorization: authorization.to_owned(),
        };
    }
    let older = text(&request.headers, "authorization").and_then(|authorization| authorization.strip_prefix("AWS "));
    if let Some((access_key, _)) = older.and_then(|claim| claim.split_once(':')) {
        return Claims::Version2 { access_key: access_key.to_owned(), expires: None };
    }
    let mut parts = SignatureParts::default();
    let (mut expires, mut algorithm) = (None, None);
    let (mut older_key, mut older_signature, mut older_expires) = (None, None, None);
    for (name, value) in parameters(request.uri.query().unwrap_or_default()) {
        let slot = match name.as_str() {
            "X-Amz-Algorithm" => &mut algorithm,
            "X-Amz-Credential" => &mut parts.credential,
            "X-Amz-Date" => &mut parts.date,
            "X-Amz-Expires" => &mut expires,
            "X-Amz-SignedHeaders" => &mut parts.signed_headers,
            "X-Amz-Signature" => &mut parts.signature,
            "AWSAccessKeyId" => &mut older_key,
            "Signature" => &mut older_signature,
            "Expires" => &mut older_expires,
            _ => continue,
        };
        *slot = Some(value);
    }
    if parts.credential.is_none() && parts.signature.is_none() && algorithm.is_none() {
        return match (older_key, older_signature) {
            (Some(access_key), Some(_)) => Claims::Version2 { access_key, expires: older_expires },
            _ => Claims::Absent,
        };
    }
    Claims::Query { parts, expires, algorithm }
}

/// The scope that a request claims to be signed for, checked or not: it tells which service the client means.
#[must_use]
pub fn claimed_scope(request: &Parts) -> Option<Scope> {
    match claims(request) {
        Claims::Absent | Claims::Version2 { .. } => None,
        Claims::Header { parts, .. } | Claims::Query { parts, .. } => Scope::parse(parts.credential.as_deref()?),
    }
}

/// The access key that a request claims to be signed with, checked or not.
#[must_use]
pub(crate) fn claimed_key(request: &Parts) -> Option<String> {
    match claims(request) {
        Claims::Version2 { access_key, .. } => Some(access_key),
        _ => claimed_scope(request).map(|scope| scope.access_key),
    }
}

/// Whether a request is signed in a way that only S3 takes.
#[must_use]
pub(crate) fn is_version_2(request: &Parts) -> bool {
    matches!(claims(request), Claims::Version2 { .. })
}

fn header_parts(headers: &HeaderMap, authorization: &str) -> SignatureParts {
    let mut parts = SignatureParts {
        date: text(headers, "x-amz-date").or_else(|| text(headers, "date")).map(str::to_owned),
        ..SignatureParts::default()
    };
    let after = authorization.split_once(' ').map_or("", |(_, after)| after);
    for pair in after.split(',') {
        let Some((name, value)) = pair.trim().split_once('=') else { continue };
        let slot = match name {
            "Credential" => &mut parts.credential,
            "SignedHeaders" => &mut parts.signed_headers,
            "Signature" => &mut parts.signature,
            _ => continue,
        };
        *slot = Some(value.to_owned());
    }
    parts
}

/// A header as text; `None` when it is absent or not text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
