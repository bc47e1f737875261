//! Signing requests in the header form.

use http::HeaderValue;
use http::header::{AUTHORIZATION, InvalidHeaderValue};
use http::request::Parts;
use labs_world::Timestamp;

use super::authorization::text;
use super::canonical::{ALGORITHM, hash, signature};
use super::credentials::{Credentials, Scope};

/// Headers that proxies and HTTP libraries change, so they are never signed.
const UNSIGNED: [&str; 6] =
    ["authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"];

/// Adds `X-Amz-Date`, `X-Amz-Security-Token` and `Authorization` to a request that has its `Host` and all other headers. What
/// an `X-Amz-Content-SHA256` among them says is the hash of the payload, such as `UNSIGNED-PAYLOAD`.
///
/// # Errors
/// When the keys or the region hold characters that no header can carry.
pub fn sign(
    request: &mut Parts,
    body: &[u8],
    credentials: &Credentials,
    region: &str,
    service: &str,
    now: Timestamp,
) -> Result<(), InvalidHeaderValue> {
    let instant = basic_format(now);
    request.headers.insert("x-amz-date", HeaderValue::from_str(&instant)?);
    if let Some(token) = &credentials.session_token {
        request.headers.insert("x-amz-security-token", HeaderValue::from_str(token)?);
    }
    let scope = Scope {
        access_key: credentials.access_key.clone(),
        date: instant.chars().take(8).collect(),
        region: region.to_owned(),
        service: service.to_owned(),
        terminator: "aws4_request".to_owned(),
    };
    let mut signed: Vec<&str> =
        request.headers.keys().map(http::HeaderName::as_str).filter(|name| !UNSIGNED.contains(name)).collect();
    signed.sort_unstable();
    signed.dedup();
    let stated = text(&request.headers, "x-amz-content-sha256").map(str::to_owned);
    let payload = stated.unwrap_or_else(|| hash(body));
    let value = signature(request, &signed, None, &payload, &instant, &scope, &credentials.secret_key);
    let authorization = format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={value}",
        scope.access_key,
        signed.join(";")
    );
    request.headers.insert(AUTHORIZATION, HeaderValue::from_str(&authorization)?);
    Ok(())
}

/// `20150830T123600Z`.
pub(super) fn basic_format(instant: Timestamp) -> String {
    let instant = jiff::Timestamp::from_millisecond(instant.as_millis()).unwrap_or(jiff::Timestamp::MAX);
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}
