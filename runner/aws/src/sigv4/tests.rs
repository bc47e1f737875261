//! Signatures from AWS's published test suite (`get-vanilla`, `get-vanilla-query-order-key-case`, `post-vanilla`) and from
//! botocore 1.43.11 for the same key and instant.

use std::time::Duration;

use http::request::Parts;
use labs_world::Timestamp;

use super::canonical::{ALGORITHM, signature};
use super::verify::{verify_expiry, verify_head};
use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const DYNAMODB: [(&str, &str); 2] =
    [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "DynamoDB_20120810.ListTables")];

/// Method, address, headers, body, session token, service, signature.
type Row<'a> = (&'a str, &'a str, Vec<(&'a str, &'a str)>, &'a [u8], Option<&'a str>, &'a str, &'a str);

fn now() -> Timestamp {
    "2015-08-30T12:36:00Z".parse().unwrap()
}

fn request(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = http::Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

fn credentials(session_token: Option<&str>) -> Credentials {
    Credentials {
        access_key: "AKIDEXAMPLE".into(),
        secret_key: SECRET.into(),
        session_token: session_token.map(str::to_owned),
    }
}

fn keys() -> KeySet {
    KeySet::new([("AKIDEXAMPLE".to_owned(), SECRET.to_owned())])
}

/// A signed ListTables call.
fn signed() -> Parts {
    let mut parts = request("POST", "/", &[("host", "127.0.0.1:4566"), DYNAMODB[0], DYNAMODB[1]]);
    sign(&mut parts, b"{}", &credentials(None), "us-east-1", "dynamodb", now()).unwrap();
    parts
}

fn check_with(parts: &Parts, body: &[u8], skew: Skew) -> Result<String, AuthError> {
    verify(&keys(), parts, body, "dynamodb", skew)
}

fn set(parts: &mut Parts, name: &'static str, value: &str) {
    parts.headers.insert(name, value.parse().unwrap());
}

/// Replaces text in the `Authorization` header.
fn forge(from: &str, to: &str) -> Parts {
    let mut parts = signed();
    let authorization = parts.headers["authorization"].to_str().unwrap().to_owned();
    assert!(authorization.contains(from), "{authorization}");
    set(&mut parts, "authorization", &authorization.replace(from, to));
    parts
}

#[test]
fn signatures_are_those_of_aws() {
    let local = ("host", "127.0.0.1:4566");
    let published = ("host", "example.amazonaws.com");
    let rows: [Row<'_>; 6] = [
        (
            "GET",
            "/",
            vec![published],
            b"",
            None,
            "service",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "GET",
            "/?Param2=value2&Param1=value1",
            vec![published],
            b"",
            None,
            "service",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "POST",
            "/",
            vec![published],
            b"",
            None,
            "service",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
        (
            "POST",
            "/",
            vec![local, DYNAMODB[0], DYNAMODB[1]],
            b"{}",
            None,
            "dynamodb",
            "73d466343ca7f35dc7784565fd569295c9caa69395eeb50afad228e8f85b8754",
        ),
        (
            "POST",
            "/",
            vec![local, DYNAMODB[0], DYNAMODB[1]],
            b"{}",
            Some("TOKEN"),
            "dynamodb",
            "be1e94c8f033a8af40f6fcf2de8a80b1e86915c8abdcfa579dcee66598b7a8d2",
        ),
        (
            "GET",
            "/a%20b/%E1%88%B4?x=%2F&y=a%2Bb",
            vec![local, ("my-header", "a   b  c ")],
            b"",
            None,
            "dynamodb",
            "355c669ccfe8cc8026b68749385aedb17735f7a7ab764dac3f7abd3608447a45",
        ),
    ];
    for (method, uri, headers, body, token, service, expected) in rows {
        let mut parts = request(method, uri, &headers);
        sign(&mut parts, body, &credentials(token), "us-east-1", service, now()).unwrap();
        let authorization = parts.headers["authorization"].to_str().unwrap();
        assert!(authorization.ends_with(&format!("Signature={expected}")), "{method} {uri}: {authorization}");
        let verified = verify(&keys(), &parts, body, service, Skew::Near(now()));
        assert_eq!(verified.as_deref(), Ok("AKIDEXAMPLE"), "{method} {uri}");
    }
}

#[test]
fn a_presigned_request_is_let_in() {
    let uri = "/?b=1&a=%20&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2F\
               dynamodb%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&\
               X-Amz-Signature=f4da07b0e431bf57b20cef71c34c75b67c67f8a8eb067755a2e9f865d34b037d";
    let host = [("host", "127.0.0.1:4566")];
    let later = |seconds| Skew::Near(now().plus(Duration::from_secs(seconds)));
    let parts = request("GET", uri, &host);
    assert_eq!(check_with(&parts, b"", later(900)).as_deref(), Ok("AKIDEXAMPLE"));
    assert_eq!(claimed_scope(&parts).unwrap().service, "dynamodb");
    let error = check_with(&parts, b"", later(901)).unwrap_err();
    assert!(error.to_string().starts_with("Signature expired: 20150830T123600Z is now earlier than"), "{error}");
    assert_eq!(check_with(&request("GET", &uri.replace("b=1", "b=2"), &host), b"", later(0)), Err(AuthError::Mismatch));
    let error = check_with(&request("GET", &uri.replace("&X-Amz-SignedHeaders=host", ""), &host), b"", later(0));
    assert_eq!(
        error.unwrap_err().to_string(),
        "AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters."
    );
}

#[test]
fn any_change_of_what_is_signed_is_noticed() {
    assert_eq!(check_with(&signed(), b"{}", Skew::Ignored).as_deref(), Ok("AKIDEXAMPLE"));
    assert_eq!(check_with(&signed(), b"{ }", Skew::Ignored), Err(AuthError::Mismatch));
    let mut target = signed();
    set(&mut target, "x-amz-target", "DynamoDB_20120810.DeleteTable");
    assert_eq!(check_with(&target, b"{}", Skew::Ignored), Err(AuthError::Mismatch));
    // The hash that a client states does not take the place of the body.
    let mut stated = signed();
    set(&mut stated, "x-amz-content-sha256", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    assert_eq!(check_with(&stated, b"{\"Limit\":1}", Skew::Ignored), Err(AuthError::Mismatch));
    assert_eq!(check_with(&forge("us-east-1", "us-east-2"), b"{}", Skew::Ignored), Err(AuthError::Mismatch));
}

#[test]
fn what_is_not_signed_or_not_wholly_is_refused() {
    let mut missing = signed();
    missing.headers.remove("authorization");
    assert_eq!(check_with(&missing, b"{}", Skew::Ignored), Err(AuthError::MissingToken));
    set(&mut missing, "authorization", "Bearer abc");
    assert_eq!(check_with(&missing, b"{}", Skew::Ignored), Err(AuthError::MissingToken));
    let bare = request("POST", "/", &[("authorization", "AWS4-")]);
    assert_eq!(
        check_with(&bare, b"", Skew::Ignored).unwrap_err().to_string(),
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. \
         Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either \
         a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-"
    );
}

#[test]
fn a_wrong_scope_is_named() {
    let message = |parts: Parts| check_with(&parts, b"{}", Skew::Ignored).unwrap_err().to_string();
    assert_eq!(message(forge("/dynamodb/", "/s3/")), "Credential should be scoped to correct service: 'dynamodb'. ");
    assert_eq!(
        message(forge("aws4_request,", "aws5_request,")),
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. "
    );
    assert_eq!(
        message(forge("/20150830/", "/20150829/")),
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
         '20150829' != '20150830', from '20150830T123600Z'."
    );
    assert!(message(forge("/aws4_request", "")).starts_with("Credential must have exactly 5"));
    assert!(message(forge(";host;", ";")).starts_with("'Host' or ':authority' must be"));
    assert_eq!(check_with(&forge("AKIDEXAMPLE", "AKIDOTHER"), b"{}", Skew::Ignored), Err(AuthError::UnknownKey));
}

#[test]
fn the_time_of_a_signature_counts_unless_time_is_virtual() {
    let at = |text: &str| Skew::Near(text.parse().unwrap());
    assert!(check_with(&signed(), b"{}", at("2015-08-30T12:41:00Z")).is_ok());
    assert!(check_with(&signed(), b"{}", at("2015-08-30T12:31:00Z")).is_ok());
    assert_eq!(
        check_with(&signed(), b"{}", at("2015-08-30T12:45:00Z")).unwrap_err().to_string(),
        "Signature expired: 20150830T123600Z is now earlier than 20150830T124000Z (20150830T124500Z - 5 min.)"
    );
    assert_eq!(
        check_with(&signed(), b"{}", at("2015-08-30T12:30:59Z")).unwrap_err().to_string(),
        "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)"
    );
    assert!(check_with(&signed(), b"{}", Skew::Ignored).is_ok());
}

#[test]
fn an_unsigned_payload_is_let_in_when_that_is_signed() {
    let mut parts = request("POST", "/", &[("host", "h"), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")]);
    let scope = Scope {
        access_key: "AKIDEXAMPLE".into(),
        date: "20150830".into(),
        region: "us-east-1".into(),
        service: "dynamodb".into(),
        terminator: "aws4_request".into(),
    };
    set(&mut parts, "x-amz-date", "20150830T123600Z");
    let signed = ["host", "x-amz-content-sha256", "x-amz-date"];
    let value = signature(&parts, &signed, None, "UNSIGNED-PAYLOAD", "20150830T123600Z", &scope, SECRET);
    let names = signed.join(";");
    let authorization = format!("{ALGORITHM} Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={value}");
    set(&mut parts, "authorization", &authorization);
    assert_eq!(check_with(&parts, b"anything", Skew::Ignored).as_deref(), Ok("AKIDEXAMPLE"));
}

/// The URL is from boto3 1.43.11 (`signature_version="s3v4"`).
#[test]
fn a_presigned_request_of_s3_is_let_in_until_its_time_is_over() {
    let uri = "/b1/a%20b%2B%C3%A9?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261123%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261123T001023Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=ceeb9f93a7d22cf4b35a13f533028a24f46cfc66d7d05c316db037da3464fbce";
    let signed = Timestamp::from_millis(1_795_392_623_000);
    let keys = KeySet::new([("AKIDEXAMPLE".to_owned(), "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned())]);
    let parts = request("GET", uri, &[("host", "localhost:18999")]);
    let at = |seconds| signed.plus(Duration::from_secs(seconds));
    let check =
        |parts: &Parts, seconds| verify_head(&keys, parts, Skew::Near(at(seconds))).map(|verified| verified.access_key);
    assert_eq!(check(&parts, 60).as_deref(), Ok("AKIDEXAMPLE"));
    assert!(matches!(check(&parts, 61), Err(AuthError::Expired { until, .. }) if until == at(60)));
    assert_eq!(
        check(&request("GET", &uri.replace("/b1/", "/b2/"), &[("host", "localhost:18999")]), 0),
        Err(AuthError::Mismatch)
    );
    // Servers that know no keys look at the time only.
    assert_eq!(verify_expiry(&parts, at(60)), Ok(()));
    assert!(matches!(verify_expiry(&parts, at(61)), Err(AuthError::Expired { .. })));
    let older = request("GET", "/b/k?AWSAccessKeyId=A&Signature=x&Expires=100", &[]);
    assert_eq!(verify_expiry(&older, Timestamp::from_millis(100_000)), Ok(()));
    assert!(matches!(verify_expiry(&older, Timestamp::from_millis(100_001)), Err(AuthError::Expired { .. })));
    assert_eq!(check(&older, 0), Err(AuthError::Version2));
}
