//! The calculation: canonical request, string to sign, signature.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use http::request::Parts;
use sha2::{Digest, Sha256};

use super::credentials::Scope;

/// Name of the algorithm, first line of the string to sign and first word of the header.
pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The signature of a request in lower-case hexadecimal.
///
/// `signed` are lower-case header names in alphabetical order; `leave_out` is a query parameter that is not signed (the
/// signature itself in presigned requests).
pub(super) fn signature(
    request: &Parts,
    signed: &[&str],
    leave_out: Option<&str>,
    payload_hash: &str,
    instant: &str,
    scope: &Scope,
    secret: &str,
) -> String {
    let path =
        if scope.service == "s3" { path_as_it_is(request.uri.path()) } else { canonical_path(request.uri.path()) };
    let mut canonical = format!(
        "{}\n{path}\n{}\n",
        request.method,
        canonical_query(request.uri.query().unwrap_or_default(), leave_out)
    );
    for name in signed {
        let _ = writeln!(canonical, "{name}:{}", canonical_header(&request.headers, name));
    }
    let _ = write!(canonical, "\n{}\n{payload_hash}", signed.join(";"));
    let to_sign = format!("{ALGORITHM}\n{instant}\n{scope}\n{}", hash(canonical.as_bytes()));
    hex(&hmac(&signing_key(scope, secret), to_sign.as_bytes()))
}

/// The key of one day, region and service.
pub(super) fn signing_key(scope: &Scope, secret: &str) -> Vec<u8> {
    [&scope.date, &scope.region, &scope.service, &scope.terminator]
        .into_iter()
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| hmac(&key, part.as_bytes()))
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn hmac(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// S3's paths: what is between the slashes is encoded once, and nothing is left out.
fn path_as_it_is(path: &str) -> String {
    let path = if path.is_empty() { "/" } else { path };
    path.split('/').map(|segment| encode(&decode_bytes(segment))).collect::<Vec<_>>().join("/")
}

/// The path without `.` and `..`, encoded a second time: the path in a request line is encoded once already.
fn canonical_path(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let mut canonical = String::from("/");
    canonical.push_str(&kept.iter().map(|segment| encode(segment.as_bytes())).collect::<Vec<_>>().join("/"));
    if path.len() > 1 && path.ends_with('/') && !kept.is_empty() {
        canonical.push('/');
    }
    canonical
}

fn canonical_query(query: &str, leave_out: Option<&str>) -> String {
    let mut pairs: Vec<(String, String)> = parameters(query)
        .filter(|(name, _)| Some(name.as_str()) != leave_out)
        .map(|(name, value)| (encode(name.as_bytes()), encode(value.as_bytes())))
        .collect();
    pairs.sort();
    pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// The decoded parameters of a query string. A plus sign is a plus sign here.
pub(super) fn parameters(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    })
}

fn canonical_header(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter().map(|value| {
        let text = String::from_utf8_lossy(value.as_bytes());
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    });
    values.collect::<Vec<_>>().join(",")
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// Percent-decodes; what is not a proper escape stays as it is.
fn decode(text: &str) -> String {
    String::from_utf8_lossy(&decode_bytes(text)).into_owned()
}

fn decode_bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escape = after.get(..2).filter(|_| byte == b'%');
        let value = escape
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match value {
            Some(value) => {
                bytes.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    bytes
}

pub(super) fn equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_and_encoded_twice() {
        for (path, expected) in [
            ("/", "/"),
            ("//", "/"),
            ("/./", "/"),
            ("/foo/..", "/"),
            ("/foo/bar/../..", "/"),
            ("//foo//", "/foo/"),
            ("/./foo", "/foo"),
            ("/%E1%88%B4", "/%25E1%2588%25B4"),
            ("/a~b_c.d-e", "/a~b_c.d-e"),
        ] {
            assert_eq!(canonical_path(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_of_s3_stay_as_they_are() {
        for (path, expected) in [
            ("/", "/"),
            ("", "/"),
            ("/b/a//b/../c%2Bd%20%C3%A9.txt", "/b/a//b/../c%2Bd%20%C3%A9.txt"),
            ("/b/a+b*c", "/b/a%2Bb%2Ac"),
            ("/b/%7e%2f", "/b/~%2F"),
        ] {
            assert_eq!(path_as_it_is(path), expected, "{path}");
        }
    }

    #[test]
    fn queries_are_sorted_after_encoding() {
        for (query, expected) in [
            ("", ""),
            ("Param2=value2&Param1=value1", "Param1=value1&Param2=value2"),
            ("Param1=value2&Param1=Value1", "Param1=Value1&Param1=value2"),
            ("a", "a="),
            ("a=b=c", "a=b%3Dc"),
            ("a=%2f&b=%zz", "a=%2F&b=%25zz"),
            ("a=x+y", "a=x%2By"),
        ] {
            assert_eq!(canonical_query(query, None), expected, "{query}");
        }
        assert_eq!(canonical_query("b=1&X-Amz-Signature=abc", Some("X-Amz-Signature")), "b=1");
    }
}
