//! URL functions.
//!
//! Source: Trino's "URL functions". What is no URL gives NULL; parts are decoded, a part that is absent is the empty text
//! (NULL for `url_extract_parameter` and `url_extract_port`).

use super::{
    error::invalid,
    spec::{Draft, scalar},
};

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let part = |name, text: &'static str, f: fn(&Parts<'_>) -> String| {
        scalar(name, &[text], move |call| call.map1(|url: &str| Parts::of(url).map(|parts| f(&parts))))
    };
    vec![
        part("url_extract_protocol", "url_extract_protocol(varchar) -> varchar", |url| url.scheme.to_owned()),
        part("url_extract_host", "url_extract_host(varchar) -> varchar", |url| url.host.to_owned()),
        part("url_extract_path", "url_extract_path(varchar) -> varchar", |url| percent_decoded(url.path)),
        part("url_extract_query", "url_extract_query(varchar) -> varchar", |url| percent_decoded(url.query)),
        part("url_extract_fragment", "url_extract_fragment(varchar) -> varchar", |url| percent_decoded(url.fragment)),
        scalar("url_extract_port", &["url_extract_port(varchar) -> bigint"], |call| {
            call.map1(|url: &str| Parts::of(url).and_then(|parts| parts.port))
        }),
        scalar("url_extract_parameter", &["url_extract_parameter(varchar, varchar) -> varchar"], |call| {
            call.map2(|url: &str, name: &str| {
                let parts = Parts::of(url)?;
                let mut pairs = parts.query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
                pairs.find(|(key, _)| percent_decoded(key) == name).map(|(_, value)| percent_decoded(value))
            })
        }),
        scalar("url_encode", &["url_encode(varchar) -> varchar"], |call| call.map1(encode)),
        scalar("url_decode", &["url_decode(varchar) -> varchar"], |call| {
            call.map1(|text: &str| {
                decode(text).ok_or_else(|| invalid(format!("Illegal hex characters in escape (%) pattern: {text}")))
            })
        }),
    ]
}

/// The parts of a URL, as they are written.
#[derive(Debug, PartialEq, Default)]
struct Parts<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<i64>,
    path: &'a str,
    query: &'a str,
    fragment: &'a str,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Option<Self> {
        let allowed = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"{}|\\^`".contains(c);
        if !url.chars().all(allowed) {
            return None;
        }
        let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let scheme_like = |scheme: &str| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        };
        let (scheme, rest) = match rest.split_once(':') {
            Some((scheme, after)) if scheme_like(scheme) => (scheme, after),
            _ => ("", rest),
        };
        let Some(after) = rest.strip_prefix("//") else {
            // `mailto:a@b` has no path that a learner could mean.
            let path = if scheme.is_empty() || rest.starts_with('/') { rest } else { "" };
            return Some(Self { scheme, path, query, fragment, ..Self::default() });
        };
        let at = after.find('/').unwrap_or(after.len());
        let (authority, path) = after.split_at_checked(at)?;
        let server = authority.rsplit_once('@').map_or(authority, |(_, server)| server);
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if !port.is_empty() && !port.contains(']') => (host, Some(port.parse().ok()?)),
            Some((host, "")) => (host, None),
            _ => (server, None),
        };
        Some(Self { scheme, host, port, path, query, fragment })
    }
}

/// As an HTML form encodes: letters, digits and `.-*_` stay, a space becomes `+`.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn decode(text: &str) -> Option<String> {
    let wrong = text
        .split('%')
        .skip(1)
        .any(|rest| !rest.get(..2).is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit())));
    (!wrong).then(|| percent_decoded(&text.replace('+', " ")))
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{failure, show};

    const URL: &str = "http://user@example.com:8080/path1/p%20q?k1=v1&k2=v%202&k3#Ref1";

    #[test]
    fn the_parts_of_a_url() {
        for (name, expected) in [
            ("url_extract_protocol", "http"),
            ("url_extract_host", "example.com"),
            ("url_extract_port", "8080"),
            ("url_extract_path", "/path1/p q"),
            ("url_extract_query", "k1=v1&k2=v 2&k3"),
            ("url_extract_fragment", "Ref1"),
        ] {
            assert_eq!(show(name, &[&[URL, "not a url", "\0"]]), [expected, "NULL", "NULL"], "{name}");
        }
        let columns: [&[&str]; 2] = [&[URL, URL, URL], &["k2", "k3", "k9"]];
        assert_eq!(show("url_extract_parameter", &columns), ["v 2", "", "NULL"]);
        assert_eq!(show("url_extract_port", &[&["http://example.com/"]]), ["NULL"]);
    }

    #[test]
    fn encoding_there_and_back() {
        assert_eq!(show("url_encode", &[&["a b&ệ"]]), ["a+b%26%E1%BB%87"]);
        assert_eq!(show("url_decode", &[&["a+b%26%E1%BB%87"]]), ["a b&ệ"]);
        assert!(failure("url_decode", &[&["%zz"]]).starts_with("Illegal hex characters"));
    }
}
