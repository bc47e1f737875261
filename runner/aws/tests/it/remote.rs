//! `RemoteEndpoint` against a real server: what the `aws` command sees is the same as in process.

use std::sync::Arc;

use labs_aws::http::ServerConfig;
use labs_aws::http::client::AddressError;
use labs_aws::sigv4::{Credentials, KeySet};
use labs_aws::{Endpoint, EndpointError, RemoteEndpoint};
use labs_world::{Call, Clock, Document, Fault, Map};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::fake::one;
use crate::wire::Server;

fn endpoint(url: &str, credentials: Option<Credentials>) -> RemoteEndpoint {
    RemoteEndpoint::new(url, credentials, "us-east-1", Arc::new(Clock::wall())).unwrap()
}

fn get_item() -> Map {
    let mut key = one("b", one("B", Document::Blob(vec![0, 255].into())));
    key.insert("s".into(), one("S", "ă").into());
    let mut input = one("TableName", "Music");
    input.insert("Key".into(), key.into());
    input
}

#[tokio::test]
async fn an_answer_from_afar_is_the_answer_from_near() {
    let server = Server::start().await;
    let remote = endpoint(&format!("http://{}", server.address), None);
    let far = remote.send(Call::new("dynamodb", "GetItem", get_item())).await.unwrap();
    let near = server.boundary.send(Call::new("dynamodb", "GetItem", get_item())).await.unwrap();
    assert_eq!(far.reply.output, near.reply.output);
    assert_eq!(far.request_id, server.boundary.world().trail().since(0)[0].request_id);
    let tags = one("ResourceArn", "arn:aws:dynamodb:us-east-1:123456789012:table/abc");
    let tags = tags.into_iter().chain(one("Tags", Vec::<Document>::new())).collect();
    assert_eq!(remote.send(Call::new("dynamodb", "TagResource", tags)).await.unwrap().reply.output, Map::new());
}

#[tokio::test]
async fn errors_from_afar_are_errors_from_near() {
    let server = Server::start().await;
    let remote = endpoint(&format!("http://{}/", server.address), None);
    for table in ["missing", "failing", "panics", ""] {
        let call = || Call::new("dynamodb", "Scan", one("TableName", table));
        let (Err(EndpointError::Service(far)), Err(EndpointError::Service(near))) =
            (remote.send(call()).await, server.boundary.send(call()).await)
        else {
            panic!("{table}");
        };
        assert_eq!(far, near);
        assert_eq!(far.fault == Fault::Server, table == "failing" || table == "panics");
    }
    let Err(EndpointError::Service(error)) = remote.send(Call::new("dynamodb", "PutItems", Map::new())).await else {
        panic!()
    };
    assert_eq!(error.message, "DynamoDB has no operation PutItems; did you mean PutItem?");
}

#[tokio::test]
async fn credentials_are_used() {
    let keys = KeySet::new([("AKID".to_owned(), "secret".to_owned())]);
    let server = Server::with(ServerConfig { keys: Some(keys), ..ServerConfig::default() }).await;
    let url = format!("http://localhost:{}", server.address.port());
    let credentials = Credentials { access_key: "AKID".into(), secret_key: "secret".into(), session_token: None };
    let call = || Call::new("dynamodb", "ListTables", Map::new());
    let answer = endpoint(&url, Some(credentials)).send(call()).await.unwrap();
    assert_eq!(answer.reply.output["TableNames"].as_list().unwrap()[1].as_str(), Some("AKID"));
    let Err(EndpointError::Service(error)) = endpoint(&url, None).send(call()).await else { panic!() };
    assert_eq!(error.code, "MissingAuthenticationTokenException");
}

#[test]
fn only_addresses_of_this_machine_are_taken() {
    let new = |url: &str| RemoteEndpoint::new(url, None, "us-east-1", Arc::new(Clock::wall())).map(|_| ());
    for url in ["http://localhost:4566", "http://127.0.0.1:4566/", "http://[::1]:4566", "http://dynamodb.localhost"] {
        assert_eq!(new(url), Ok(()), "{url}");
    }
    for url in ["https://localhost", "http://dynamodb.us-east-1.amazonaws.com", "http://10.0.0.1", "ftp://localhost"] {
        assert_eq!(new(url), Err(AddressError::NotLoopback { url: url.to_owned() }), "{url}");
    }
    for url in ["", "localhost:4566", "/", "http://", "not an address"] {
        assert_eq!(new(url), Err(AddressError::NotAnAddress { url: url.to_owned() }), "{url}");
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_said_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = endpoint(&url, None).send(Call::new("dynamodb", "ListTables", Map::new())).await.unwrap_err();
    assert_eq!(error.to_string(), format!("could not connect to the endpoint URL: \"{url}\""));
}

#[tokio::test]
async fn somebody_else_at_the_address_is_said_so() {
    for (answer, expected) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "the body is not a JSON object"),
        ("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "it has the status 500"),
        ("SSH-2.0-OpenSSH\r\n", "the connection broke"),
        ("", "the connection broke"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "it breaks off"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"TableNames\":{}}", "Start of structure or map found"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        });
        let error = endpoint(&url, None).send(Call::new("dynamodb", "ListTables", Map::new())).await.unwrap_err();
        assert!(matches!(error, EndpointError::Garbled { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
        task.await.unwrap();
    }
}
