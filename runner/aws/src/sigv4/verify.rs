//! Checking the signature of a request, in the header form and in the presigned query form.

use std::time::Duration;

use http::request::Parts;
use labs_world::{ServiceError, Timestamp};

use super::authorization::{Claims, SignatureParts, claims, text};
use super::canonical::{ALGORITHM, equal_in_constant_time, hash, signature, signing_key};
use super::chunks::ChunkSigner;
use super::credentials::{KeySet, Scope};
use super::sign::basic_format;

/// How far clocks may be apart.
const MAX_SKEW: Duration = Duration::from_secs(5 * 60);

/// Marks a payload that is not part of the signature.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// Whether the time of a signature matters. Under a virtual clock it does not: clients sign with real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skew {
    /// It must be near this instant.
    Near(Timestamp),
    /// It may be anything.
    Ignored,
}

/// Why a request is not let in. The sentences are AWS's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// It is not signed.
    #[error("Request is missing Authentication Token")]
    MissingToken,
    /// The signature lacks something.
    #[error("{0}")]
    Incomplete(String),
    /// The access key is not known.
    #[error("The security token included in the request is invalid.")]
    UnknownKey,
    /// The signature is not the one that the key gives.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
         Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
    /// The signature is for something else.
    #[error("{0}")]
    Scope(String),
    /// The signature is for another time.
    #[error("{0}")]
    Time(String),
    /// A presigned request came too late.
    #[error("{sentence}")]
    Expired {
        /// The sentence of services other than S3.
        sentence: String,
        /// Until when it held.
        until: Timestamp,
        /// What time it is.
        now: Timestamp,
    },
    /// It is signed in the older way, which is not checked here.
    #[error("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")]
    Version2,
}

/// A request whose signature is right.
pub(crate) struct Verified {
    /// Who signed it.
    pub(crate) access_key: String,
    /// What checks the signatures inside of its body.
    pub(crate) chunks: ChunkSigner,
}

impl From<AuthError> for ServiceError {
    fn from(error: AuthError) -> Self {
        let code = match error {
            AuthError::MissingToken => "MissingAuthenticationTokenException",
            AuthError::Incomplete(_) | AuthError::Version2 => "IncompleteSignatureException",
            AuthError::UnknownKey => "UnrecognizedClientException",
            AuthError::Mismatch | AuthError::Scope(_) | AuthError::Time(_) | AuthError::Expired { .. } => {
                "InvalidSignatureException"
            }
        };
        Self::client(code, error.to_string())
    }
}

/// Checks a request and returns the access key that signed it.
///
/// # Errors
/// [`AuthError`] when it is not signed, or not by one of `keys` for `service`.
pub fn verify(keys: &KeySet, request: &Parts, body: &[u8], service: &str, skew: Skew) -> Result<String, AuthError> {
    let payload = match text(&request.headers, "x-amz-content-sha256") {
        Some(UNSIGNED_PAYLOAD) => UNSIGNED_PAYLOAD.to_owned(),
        _ => hash(body),
    };
    check(keys, request, &payload, service, skew, &complete(request)?).map(|verified| verified.access_key)
}

/// Checks a request of S3 before its body has come: the payload is what the request says that it is, which the body is held
/// against as it comes.
pub(crate) fn verify_head(keys: &KeySet, request: &Parts, skew: Skew) -> Result<Verified, AuthError> {
    let complete = complete(request)?;
    let payload = match text(&request.headers, "x-amz-content-sha256") {
        Some(claimed) => claimed.to_owned(),
        None if complete.leave_out.is_some() => UNSIGNED_PAYLOAD.to_owned(),
        None => return Err(AuthError::Incomplete("x-amz-content-sha256 is missing.".to_owned())),
    };
    check(keys, request, &payload, "s3", skew, &complete)
}

/// Checks only whether a presigned request has come in time, for servers that know no keys.
pub(crate) fn verify_expiry(request: &Parts, now: Timestamp) -> Result<(), AuthError> {
    match claims(request) {
        Claims::Query { .. } => {
            let Complete { date, expires, .. } = complete(request)?;
            check_time(parse_instant(&date)?, expires, now)
        }
        Claims::Version2 { expires: Some(expires), .. } => {
            let seconds: i64 = expires.parse().map_err(|_| {
                AuthError::Incomplete(format!("Invalid date (should be seconds since epoch): {expires}"))
            })?;
            let until = Timestamp::from_millis(seconds.saturating_mul(1000));
            if until < now {
                return Err(AuthError::Expired { sentence: "Request has expired".to_owned(), until, now });
            }
            Ok(())
        }
        Claims::Absent | Claims::Header { .. } | Claims::Version2 { .. } => Ok(()),
    }
}

fn complete(request: &Parts) -> Result<Complete, AuthError> {
    match claims(request) {
        Claims::Absent => Err(AuthError::MissingToken),
        Claims::Version2 { .. } => Err(AuthError::Version2),
        Claims::Header { authorization, parts } => complete_header(&authorization, parts),
        Claims::Query { parts, expires, algorithm } => complete_query(parts, expires, algorithm),
    }
}

/// All parts of a signature, present but not yet checked.
struct Complete {
    scope: Scope,
    signed_headers: String,
    signature: String,
    date: String,
    /// How long the signature holds, in the query form.
    expires: Option<Duration>,
    /// The query parameter that is not signed.
    leave_out: Option<&'static str>,
}

fn complete_header(authorization: &str, parts: SignatureParts) -> Result<Complete, AuthError> {
    let lacking = |name| format!("Authorization header requires '{name}' parameter. ");
    let (Some(credential), Some(signature), Some(signed_headers), Some(date)) =
        (&parts.credential, &parts.signature, &parts.signed_headers, &parts.date)
    else {
        let mut message = String::new();
        for (part, name) in [
            (&parts.credential, "Credential"),
            (&parts.signature, "Signature"),
            (&parts.signed_headers, "SignedHeaders"),
        ] {
            if part.is_none() {
                message.push_str(&lacking(name));
            }
        }
        if parts.date.is_none() {
            message.push_str("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        return Err(AuthError::Incomplete(format!("{message}Authorization={authorization}")));
    };
    Ok(Complete {
        scope: scope(credential)?,
        signed_headers: signed_headers.clone(),
        signature: signature.clone(),
        date: date.clone(),
        expires: None,
        leave_out: None,
    })
}

fn complete_query(
    parts: SignatureParts,
    expires: Option<String>,
    algorithm: Option<String>,
) -> Result<Complete, AuthError> {
    let present = |name: &str, value: Option<String>| {
        value.ok_or_else(|| {
            AuthError::Incomplete(format!(
                "AWS query-string parameters must include '{name}'. Re-examine the query-string parameters."
            ))
        })
    };
    let algorithm = present("X-Amz-Algorithm", algorithm)?;
    if algorithm != ALGORITHM {
        return Err(AuthError::Incomplete(format!("Unsupported AWS 'algorithm': '{algorithm}'. ")));
    }
    let expires = expires.map(|seconds| {
        seconds.parse().ok().filter(|seconds| *seconds <= 604_800).map(Duration::from_secs).ok_or_else(|| {
            AuthError::Incomplete(format!("X-Amz-Expires must be a number of seconds up to 604800, not '{seconds}'."))
        })
    });
    Ok(Complete {
        scope: scope(&present("X-Amz-Credential", parts.credential)?)?,
        signature: present("X-Amz-Signature", parts.signature)?,
        signed_headers: present("X-Amz-SignedHeaders", parts.signed_headers)?,
        date: present("X-Amz-Date", parts.date)?,
        expires: expires.transpose()?,
        leave_out: Some("X-Amz-Signature"),
    })
}

fn scope(credential: &str) -> Result<Scope, AuthError> {
    Scope::parse(credential).ok_or_else(|| {
        AuthError::Incomplete(format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, \
             got '{credential}'"
        ))
    })
}

fn check(
    keys: &KeySet,
    request: &Parts,
    payload: &str,
    service: &str,
    skew: Skew,
    claims: &Complete,
) -> Result<Verified, AuthError> {
    let scope = &claims.scope;
    if scope.service != service {
        return Err(AuthError::Scope(format!("Credential should be scoped to correct service: '{service}'. ")));
    }
    if scope.terminator != "aws4_request" {
        let found = &scope.terminator;
        return Err(AuthError::Scope(format!(
            "Credential should be scoped with a valid terminator: 'aws4_request', not '{found}'. "
        )));
    }
    let instant = parse_instant(&claims.date)?;
    let basic = basic_format(instant);
    if !basic.starts_with(&scope.date) || scope.date.len() != 8 {
        return Err(AuthError::Scope(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{}', \
             from '{basic}'.",
            scope.date,
            basic.get(..8).unwrap_or_default()
        )));
    }
    let secret = keys.secret(&scope.access_key).ok_or(AuthError::UnknownKey)?;
    let mut signed: Vec<&str> = claims.signed_headers.split(';').filter(|name| !name.is_empty()).collect();
    signed.sort_unstable();
    if !signed.contains(&"host") {
        return Err(AuthError::Scope(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned(),
        ));
    }
    let calculated = signature(request, &signed, claims.leave_out, payload, &basic, scope, secret);
    if !equal_in_constant_time(calculated.as_bytes(), claims.signature.as_bytes()) {
        return Err(AuthError::Mismatch);
    }
    if let Skew::Near(now) = skew {
        check_time(instant, claims.expires, now)?;
    }
    let chunks = ChunkSigner::new(signing_key(scope, secret), basic, scope, calculated);
    Ok(Verified { access_key: scope.access_key.clone(), chunks })
}

fn check_time(instant: Timestamp, expires: Option<Duration>, now: Timestamp) -> Result<(), AuthError> {
    let minutes = MAX_SKEW.as_secs() / 60;
    if now.plus(MAX_SKEW) < instant {
        return Err(AuthError::Time(format!(
            "Signature not yet current: {} is still later than {} ({} + {minutes} min.)",
            basic_format(instant),
            basic_format(now.plus(MAX_SKEW)),
            basic_format(now)
        )));
    }
    let holds_for = expires.unwrap_or(MAX_SKEW);
    if instant.plus(holds_for) < now {
        let earliest = Timestamp::from_millis(
            now.as_millis().saturating_sub(i64::try_from(holds_for.as_millis()).unwrap_or(i64::MAX)),
        );
        let sentence = format!(
            "Signature expired: {} is now earlier than {} ({} - {} min.)",
            basic_format(instant),
            basic_format(earliest),
            basic_format(now),
            holds_for.as_secs() / 60
        );
        return Err(match expires {
            Some(_) => AuthError::Expired { sentence, until: instant.plus(holds_for), now },
            None => AuthError::Time(sentence),
        });
    }
    Ok(())
}

/// Reads `20150830T123600Z`, or the form of the HTTP `Date` header.
fn parse_instant(date: &str) -> Result<Timestamp, AuthError> {
    let basic = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", date)
        .and_then(|civil| civil.to_zoned(jiff::tz::TimeZone::UTC))
        .map(|zoned| zoned.timestamp());
    basic
        .or_else(|_| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date))
        .map(|instant| Timestamp::from_millis(instant.as_millisecond()))
        .map_err(|_| {
            AuthError::Incomplete(format!(
                "Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
            ))
        })
}
