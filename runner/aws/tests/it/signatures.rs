//! A server with keys lets in only what is signed with one of them.

use labs_aws::http::ServerConfig;
use labs_aws::sigv4::{Credentials, KeySet, sign};
use labs_world::Timestamp;

use crate::wire::{Answer, Server};

const TARGET: (&str, &str) = ("X-Amz-Target", "DynamoDB_20120810.ListTables");
const JSON: (&str, &str) = ("Content-Type", "application/x-amz-json-1.0");

async fn server() -> Server {
    let keys = KeySet::new([("AKIDEXAMPLE".to_owned(), "secret".to_owned())]);
    Server::with(ServerConfig { keys: Some(keys), ..ServerConfig::default() }).await
}

/// ListTables, signed with these keys in 2015: the clock of the test's world is virtual, so the date does not matter.
async fn list_tables(server: &Server, access_key: &str, secret_key: &str) -> Answer {
    let host = server.address.to_string();
    let request = http::Request::builder().method("POST").uri("/").header("host", &host);
    let (mut parts, ()) = request.header(TARGET.0, TARGET.1).header(JSON.0, JSON.1).body(()).unwrap().into_parts();
    let credentials = Credentials { access_key: access_key.into(), secret_key: secret_key.into(), session_token: None };
    let then: Timestamp = "2015-08-30T12:36:00Z".parse().unwrap();
    sign(&mut parts, b"{}", &credentials, "us-east-1", "dynamodb", then).unwrap();
    let headers: Vec<(&str, &str)> =
        parts.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    server.request("POST", "/", &headers, b"{}").await
}

#[tokio::test]
async fn a_signed_call_is_let_in_and_its_key_is_known_to_the_engine() {
    let answer = list_tables(&server().await, "AKIDEXAMPLE", "secret").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"TableNames":["Music","AKIDEXAMPLE"]}"#));
}

#[tokio::test]
async fn other_keys_are_not() {
    let server = server().await;
    let answer = list_tables(&server, "AKIDEXAMPLE", "guess").await;
    assert_eq!((answer.status, answer.code().as_str()), (400, "InvalidSignatureException"));
    let answer = list_tables(&server, "AKIDOTHER", "secret").await;
    assert_eq!((answer.status, answer.code().as_str()), (400, "UnrecognizedClientException"));
    assert_eq!(answer.message(), "The security token included in the request is invalid.");
}

/// The checksums are those that a public test pins for the real service's answers.
#[tokio::test]
async fn unsigned_calls_get_the_answers_of_dynamodb() {
    let server = server().await;
    let json = ("Content-Type", "application/json");
    let rows = [
        (None, "MissingAuthenticationTokenException", "2088342776"),
        (Some("AWS4"), "MissingAuthenticationTokenException", "2088342776"),
        (Some("AWS4-"), "IncompleteSignatureException", "1828866742"),
    ];
    for (authorization, code, checksum) in rows {
        let mut headers = vec![TARGET, json];
        headers.extend(authorization.map(|value| ("Authorization", value)));
        let answer = server.request("POST", "/", &headers, b"{}").await;
        assert_eq!((answer.status, answer.code().as_str()), (400, code), "{}", answer.text());
        assert_eq!(answer.header("x-amz-crc32"), checksum, "{}", answer.text());
    }
}

#[tokio::test]
async fn a_server_without_keys_does_not_look() {
    let server = Server::start().await;
    let answer = list_tables(&server, "anything", "at all").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"TableNames":["Music","anything"]}"#));
}
