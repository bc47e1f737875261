//! Thousands of requests that nobody thought of: always an answer, never a panic, and the server works afterwards.
//!
//! Each case sends a dozen requests over real connections, so that 256 cases are some thousands.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::test_runner::Config;
use tokio::runtime::Runtime;

use crate::wire::Server;

/// Valid requests to be damaged.
const VALID: [(&str, &str); 5] = [
    ("ListTables", r#"{"Limit":10,"ExclusiveStartTableName":"Music"}"#),
    ("GetItem", r#"{"TableName":"Music","Key":{"a":{"S":"x"},"b":{"B":"AP8="},"c":{"N":"1"}},"ConsistentRead":true}"#),
    (
        "PutItem",
        r#"{"TableName":"Music","Item":{"m":{"M":{"l":{"L":[{"NULL":true},{"SS":["a"]}]}}}},"ReturnValues":"NONE"}"#,
    ),
    (
        "Query",
        r##"{"TableName":"Music","KeyConditionExpression":"#a = :v","ExpressionAttributeNames":{"#a":"a"},"ExpressionAttributeValues":{":v":{"S":"x"}}}"##,
    ),
    (
        "CreateTable",
        r#"{"TableName":"Music","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST"}"#,
    ),
];

/// One server for all cases of a test.
fn with_server(check: impl AsyncFn(&Server)) {
    static SERVER: OnceLock<(Runtime, Server)> = OnceLock::new();
    let (runtime, server) = SERVER.get_or_init(|| {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(Server::start());
        (runtime, server)
    });
    runtime.block_on(check(server));
}

/// JSON of any shape whose names are often those of the model.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let name = prop_oneof![
        prop::sample::select(
            &[
                "TableName",
                "Key",
                "Item",
                "Limit",
                "S",
                "N",
                "B",
                "SS",
                "BS",
                "M",
                "L",
                "NULL",
                "KeySchema",
                "AttributeName",
                "AttributesToGet",
                "ReturnValues",
                "Select",
                "BillingMode"
            ][..]
        )
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        name.clone().prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A valid body with bytes changed, cut out or put in.
fn damaged() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let damage = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..4);
    (prop::sample::select(&VALID[..]), damage).prop_map(|((operation, body), damage)| {
        let mut body = body.as_bytes().to_vec();
        for (at, byte, how) in damage {
            if body.is_empty() {
                break;
            }
            let at = at.index(body.len());
            match how {
                0 => body[at] = byte,
                1 => drop(body.remove(at)),
                _ => body.insert(at, byte),
            }
        }
        (operation, body)
    })
}

fn assert_judged(status: u16, code: &str, body: &[u8]) {
    let is_judged = matches!(
        (status, code),
        (200, "") | (400, "SerializationException" | "ValidationException" | "ResourceNotFoundException")
    );
    assert!(is_judged, "{status} {code} for {}", String::from_utf8_lossy(body));
}

async fn send(server: &Server, operation: &str, body: &[u8]) {
    let target = format!("DynamoDB_20120810.{operation}");
    let headers = [("X-Amz-Target", target.as_str()), ("Content-Type", "application/x-amz-json-1.0")];
    let answer = server.request("POST", "/", &headers, body).await;
    assert_judged(answer.status, &answer.code(), body);
}

#[test]
fn any_json_is_judged() {
    proptest!(Config::with_cases(256), |(bodies in prop::collection::vec(json(), 4))| {
        with_server(async |server| {
            for (body, (operation, _)) in bodies.iter().zip(VALID) {
                let body = serde_json::to_vec(body).unwrap();
                send(server, operation, &body).await;
            }
        });
    });
    with_server(Server::assert_alive);
}

#[test]
fn any_damage_to_a_valid_request_is_judged() {
    proptest!(Config::with_cases(256), |(requests in prop::collection::vec(damaged(), 6))| {
        with_server(async |server| {
            for (operation, body) in &requests {
                send(server, operation, body).await;
            }
        });
    });
    with_server(Server::assert_alive);
}

#[test]
fn any_bytes_are_answered_or_dropped() {
    proptest!(Config::with_cases(128), |(bytes in prop::collection::vec(any::<u8>(), 0..512), as_body in any::<bool>())| {
        with_server(async |server| {
            if as_body {
                send(server, "GetItem", &bytes).await;
            } else {
                // Whatever the answer is, there is an end to waiting for it.
                let _ = server.raw(&bytes).await;
            }
        });
    });
    with_server(Server::assert_alive);
}

#[test]
fn any_headers_are_answered() {
    let names = prop::sample::select(
        &[
            "X-Amz-Target",
            "Authorization",
            "X-Amz-Date",
            "Content-Type",
            "Host",
            "Origin",
            "Content-Encoding",
            "X-Amz-Content-Sha256",
            "X-Amz-Security-Token",
            "Accept",
        ][..],
    );
    let values = prop_oneof![
        "[ -~]{0,60}",
        "DynamoDB_20120810\\.[a-zA-Z]{0,12}",
        "AWS4-HMAC-SHA256 [ -~]{0,60}",
        "AWS4-HMAC-SHA256 Credential=[a-z0-9/]{0,40}, SignedHeaders=[a-z;]{0,20}, Signature=[0-9a-f]{0,10}",
        "[a-z.]{0,10}localhost(:[0-9]{0,6})?",
    ];
    let headers = prop::collection::vec((names, values), 0..6);
    let paths = "/([a-zA-Z0-9._~%-]{0,8}/?){0,3}(\\?[a-zA-Z0-9=&%+-]{0,30})?";
    proptest!(Config::with_cases(256), |(headers in headers, path in paths, post in any::<bool>())| {
        with_server(async |server| {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = server.request(if post { "POST" } else { "GET" }, &path, &headers, b"{}").await;
            assert!(matches!(answer.status, 200 | 400 | 403 | 404 | 415 | 501), "{} {}", answer.status, answer.text());
        });
    });
    with_server(Server::assert_alive);
}
