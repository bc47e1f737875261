//! Who may talk to the server: only those who call it by a loopback name.
//!
//! A page of a stranger's site can make the learner's browser send requests to 127.0.0.1, directly or through a name that
//! resolves to it. The `Origin` and `Host` headers tell such requests from honest ones.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{HOST, ORIGIN};
use http::request::Parts;

/// Why a request is turned away at the door.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// There is no host name, or more than one.
    #[error("a request to this server names its host exactly once, in the `Host` header")]
    NoHost,
    /// The host name is not a loopback name.
    #[error(
        "this server answers to loopback names only (localhost, *.localhost, 127.0.0.1, [::1]), not to `{0}`; \
         use http://localhost with the port of the server"
    )]
    Host(String),
    /// The page that sent the request does not come from this machine.
    #[error("this server takes requests of pages from loopback addresses only, not from `{0}`")]
    Origin(String),
}

impl Refusal {
    /// How HTTP says it.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NoHost => StatusCode::BAD_REQUEST,
            Self::Host(_) | Self::Origin(_) => StatusCode::FORBIDDEN,
        }
    }
}

/// Stands before a surface that is none of AWS's and answers refusals in plain words.
pub(super) async fn stand(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match admit(&parts) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => (refusal.status(), format!("{refusal}\n")).into_response(),
    }
}

/// Checks the names by which a request calls the server.
pub(super) fn admit(request: &Parts) -> Result<(), Refusal> {
    let mut hosts = request.headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next(), request.uri.authority()) {
        // The name in an absolute request target comes before the header.
        (Some(_), None, Some(authority)) => authority.as_str().to_owned(),
        (Some(host), None, None) => String::from_utf8_lossy(host.as_bytes()).into_owned(),
        _ => return Err(Refusal::NoHost),
    };
    if !is_loopback_authority(&host) {
        return Err(Refusal::Host(host));
    }
    for origin in request.headers.get_all(ORIGIN) {
        let origin = String::from_utf8_lossy(origin.as_bytes()).into_owned();
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if !authority.is_some_and(is_loopback_authority) {
            return Err(Refusal::Origin(origin));
        }
    }
    Ok(())
}

/// Whether `host` or `host:port` is a loopback name: `localhost`, `*.localhost`, `127.0.0.1`, `[::1]`.
#[must_use]
pub fn is_loopback_authority(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some(("::1", "")) => return true,
            Some(("::1", rest)) => match rest.strip_prefix(':') {
                Some(port) => ("localhost", Some(port)),
                None => return false,
            },
            _ => return false,
        },
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    if port.is_some_and(|port| port.is_empty() || port.parse::<u16>().is_err() || port.starts_with('+')) {
        return false;
    }
    let host = host.to_ascii_lowercase();
    host == "127.0.0.1"
        || host == "localhost"
        || host.strip_suffix(".localhost").is_some_and(|name| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_are_let_in() {
        for name in [
            "localhost",
            "LocalHost:4566",
            "127.0.0.1",
            "127.0.0.1:1",
            "[::1]",
            "[::1]:4566",
            "bucket.localhost",
            "my.bucket.localhost:4566",
        ] {
            assert!(is_loopback_authority(name), "{name}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for name in [
            "",
            ":",
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "127.0.0.2",
            "0.0.0.0",
            "[::]",
            "[::1",
            "[::1]x",
            "::1",
            "localhost:",
            "localhost:x",
            "localhost:+1",
            "localhost:99999",
            ".localhost",
            "a b.localhost",
            "user@localhost",
            "localhost/",
            "localhost.",
            "notlocalhost",
        ] {
            assert!(!is_loopback_authority(name), "{name}");
        }
    }

    #[test]
    fn a_page_from_elsewhere_is_not_let_in() {
        let admit = |headers: &[(&str, &str)]| {
            let mut request = http::Request::builder().uri("/");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            admit(&request.body(()).unwrap().into_parts().0)
        };
        let host = ("host", "localhost:4566");
        assert_eq!(admit(&[host]), Ok(()));
        assert_eq!(admit(&[host, ("origin", "http://localhost:3000")]), Ok(()));
        for origin in ["null", "http://example.com", "file://", "http://localhost.example.com", "localhost"] {
            assert_eq!(admit(&[host, ("origin", origin)]), Err(Refusal::Origin(origin.to_owned())));
        }
        assert_eq!(admit(&[]), Err(Refusal::NoHost));
        assert_eq!(admit(&[host, host]), Err(Refusal::NoHost));
        assert_eq!(admit(&[("host", "evil.example")]), Err(Refusal::Host("evil.example".to_owned())));
    }
}
