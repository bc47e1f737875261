//! What well-formed requests get: headers, error shapes, other services, the door.

use std::io::Write as _;

use axum::Router;
use axum::routing::get;
use labs_aws::http::ServerConfig;
use tokio::io::AsyncWriteExt as _;

use crate::wire::{Server, read_answer};

const JSON: (&str, &str) = ("Content-Type", "application/x-amz-json-1.0");

#[tokio::test]
async fn a_reply_has_the_headers_of_dynamodb() {
    let server = Server::start().await;
    let answer = server.call("ListTables", "{}").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"TableNames":["Music",""]}"#));
    assert_eq!(answer.header("content-type"), "application/x-amz-json-1.0");
    assert_eq!(answer.header("server"), "Server");
    assert_eq!(answer.header("x-amz-crc32"), crc32fast::hash(&answer.body).to_string());
    // The world's clock, not the wall's.
    assert_eq!(answer.header("date"), "Thu, 01 Jan 2026 00:00:00 GMT");
    let id = answer.header("x-amzn-requestid");
    assert!(id.len() == 52 && id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()), "{id}");
    assert_eq!(server.boundary.world().trail().since(0)[0].request_id, id);
    server.stop().await;
}

#[tokio::test]
async fn every_kind_of_value_travels_both_ways() {
    let server = Server::start().await;
    let item = r#"{"s":{"S":"ă \"quoted\" \u0000"},"n":{"N":"-0.50"},"b":{"B":"AP8="},"bs":{"BS":["AA==",""]},"l":{"L":[{"NULL":true},{"M":{"x":{"BOOL":false}}}]},"e":{"SS":[]}}"#;
    let answer = server.call("GetItem", &format!(r#"{{"TableName":"abc","Key":{item}}}"#)).await;
    assert_eq!(answer.text(), format!(r#"{{"Item":{item}}}"#));
}

#[tokio::test]
async fn empty_structures_and_no_structures_are_told_apart() {
    let server = Server::start().await;
    assert_eq!(server.call("PutItem", r#"{"TableName":"abc","Item":{}}"#).await.text(), "{}");
    let body = r#"{"ResourceArn":"arn:aws:dynamodb:us-east-1:123456789012:table/abc","Tags":[]}"#;
    let answer = server.call("TagResource", body).await;
    assert_eq!((answer.status, answer.text().as_str(), answer.header("content-length")), (200, "", "0"));
}

#[tokio::test]
async fn errors_have_their_prefix_and_status() {
    let server = Server::start().await;
    let rows = [
        (
            r#"{"TableName":"missing"}"#,
            400,
            r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}"#,
        ),
        (
            r#"{"TableName":"failing"}"#,
            500,
            r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"the fake was asked to fail"}"#,
        ),
        (
            r#"{"TableName":5}"#,
            400,
            r#"{"__type":"com.amazon.coral.service#SerializationException","Message":"NUMBER_VALUE cannot be converted to String"}"#,
        ),
        (
            "{}",
            400,
            r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null"}"#,
        ),
    ];
    for (body, status, expected) in rows {
        let answer = server.call("Scan", body).await;
        assert_eq!((answer.status, answer.text().as_str()), (status, expected));
        assert_eq!(answer.header("content-type"), "application/x-amz-json-1.0");
        assert_eq!(answer.header("x-amz-crc32"), crc32fast::hash(&answer.body).to_string());
    }
    let codes: Vec<_> =
        server.boundary.world().trail().since(0).into_iter().filter_map(|event| event.error_code).collect();
    let expected =
        ["ResourceNotFoundException", "InternalServerError", "SerializationException", "ValidationException"];
    assert_eq!(codes, expected);
}

#[tokio::test]
async fn an_engine_that_panics_leaves_the_server_alive() {
    let server = Server::start().await;
    let answer = server.call("Scan", r#"{"TableName":"panics"}"#).await;
    assert_eq!((answer.status, answer.code().as_str()), (500, "InternalServerError"));
    server.assert_alive().await;
}

#[tokio::test]
async fn replies_have_the_content_type_of_their_request() {
    let server = Server::start().await;
    for kind in ["application/json", "application/x-amz-json-1.0", "application/x-amz-json-1.1"] {
        let sent = format!("{kind}; charset=utf-8");
        let headers = [("Content-Type", sent.as_str()), ("X-Amz-Target", "DynamoDB_20120810.ListTables")];
        let answer = server.request("POST", "/", &headers, b"{}").await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind));
    }
}

#[tokio::test]
async fn the_health_answer_names_the_host() {
    let server = Server::start().await;
    let answer = server.request("GET", "/", &[("Host", "localhost:4566")], b"").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "healthy: localhost:4566"));
    assert_eq!(server.request("HEAD", "/", &[], b"").await.text(), "");
}

#[tokio::test]
async fn one_connection_carries_many_requests() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    for _ in 0..3 {
        let request = "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\n\
                       Content-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n{}";
        stream.write_all(request.as_bytes()).await.unwrap();
        assert_eq!(read_answer(&mut stream).await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn packed_bodies_are_unpacked() {
    let server = Server::start().await;
    let body = br#"{"Limit":1}"#;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(body).unwrap();
    let mut deflate = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    deflate.write_all(body).unwrap();
    for (encoding, packed) in [("gzip", gzip.finish().unwrap()), ("deflate", deflate.finish().unwrap())] {
        let headers = [JSON, ("X-Amz-Target", "DynamoDB_20120810.ListTables"), ("Content-Encoding", encoding)];
        let answer = server.request("POST", "/", &headers, &packed).await;
        assert_eq!(answer.status, 200, "{encoding}: {}", answer.text());
    }
}

#[tokio::test]
async fn services_without_an_engine_are_named() {
    let server = Server::start().await;
    let scope = |service: &str| {
        format!(
            "AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
        )
    };
    let rows = [
        ("POST", "/", vec![JSON, ("X-Amz-Target", "AmazonAthena.ListWorkGroups")], None, "Amazon Athena is not part"),
        ("POST", "/", vec![JSON, ("X-Amz-Target", "AWSGlue.GetDatabases")], Some("glue"), "AWS Glue is not part"),
        (
            "POST",
            "/",
            vec![JSON, ("X-Amz-Target", "DynamoDBStreams_20120810.ListStreams")],
            Some("dynamodb"),
            "Amazon DynamoDB Streams is not part",
        ),
        ("GET", "/", vec![], Some("s3"), "<Code>NotImplemented</Code><Message>Amazon S3 is not part"),
        ("PUT", "/bucket/key", vec![], Some("s3"), "Amazon S3 is not part"),
        ("GET", "/", vec![("Host", "bucket.localhost")], None, "Amazon S3 is not part"),
        ("POST", "/", vec![], Some("sts"), "<ErrorResponse>"),
        ("POST", "/", vec![], Some("sqs"), "the service `sqs` is not part"),
        (
            "POST",
            "/",
            vec![JSON, ("X-Amz-Target", "AmazonSQS.ListQueues")],
            Some("sqs"),
            "the service `sqs` is not part",
        ),
    ];
    for (method, path, mut headers, signed_for, expected) in rows {
        let authorization = signed_for.map(scope);
        if let Some(authorization) = &authorization {
            headers.push(("Authorization", authorization));
        }
        let answer = server.request(method, path, &headers, b"").await;
        assert_eq!(answer.status, 501, "{expected}");
        assert!(answer.text().contains(expected), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_host_that_names_the_service_is_the_service() {
    let server = Server::start().await;
    let headers = [("Host", "dynamodb.us-east-1.localhost:80")];
    assert_eq!(server.request("GET", "/", &headers, b"").await.status, 200);
}

#[tokio::test]
async fn a_page_on_this_machine_may_call_and_others_may_not() {
    let server = Server::start().await;
    let here = ("Origin", "http://localhost:3000");
    let asked = [here, ("Access-Control-Request-Headers", "x-amz-target"), ("Access-Control-Request-Method", "POST")];
    let answer = server.request("OPTIONS", "/", &asked, b"").await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, "*"));
    assert_eq!(answer.header("access-control-allow-headers"), "x-amz-target");
    assert_eq!(answer.header("access-control-allow-methods"), "POST");
    assert_eq!(answer.header("access-control-max-age"), "172800");
    let headers = [here, JSON, ("X-Amz-Target", "DynamoDB_20120810.ListTables")];
    let answer = server.request("POST", "/", &headers, b"{}").await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, "*"));
    let headers = [("Origin", "https://evil.example"), JSON, ("X-Amz-Target", "DynamoDB_20120810.ListTables")];
    let answer = server.request("POST", "/", &headers, b"{}").await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, ""));
}

#[tokio::test]
async fn the_control_routes_stand_behind_the_same_door() {
    let control = Router::new().route("/clock", get(|| async { "noon" }));
    let server = Server::with(ServerConfig { control: Some(control), ..ServerConfig::default() }).await;
    assert_eq!(server.request("GET", "/_labs/clock", &[], b"").await.text(), "noon");
    assert_eq!(server.request("GET", "/_labs/clock", &[("Host", "evil.example")], b"").await.status, 403);
    assert_eq!(server.request("GET", "/_labs/other", &[], b"").await.status, 404);
    let without = Server::start().await;
    assert_eq!(without.request("GET", "/_labs/clock", &[], b"").await.status, 404);
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_lets_go_of_idle_connections() {
    let server = Server::start().await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    assert_eq!(read_answer(&mut idle).await.unwrap().status, 200);
    server.stop().await;
    assert!(read_answer(&mut idle).await.is_none());
}
