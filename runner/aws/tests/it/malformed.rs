//! More than a hundred malformed requests by hand, each with the answer that it must get.
//!
//! Three tables: bodies of calls, requests with odd heads, and bytes that are hardly HTTP. Every server stays alive.

use crate::wire::Server;

/// Operation, body, code, part of the message.
const BODIES: [(&str, &str, &str, &str); 62] = [
    // No JSON object at all: AWS answers without any message.
    ("ListTables", "", "SerializationException", ""),
    ("ListTables", " ", "SerializationException", ""),
    ("ListTables", "hi", "SerializationException", ""),
    ("ListTables", "[]", "SerializationException", ""),
    ("ListTables", "null", "SerializationException", ""),
    ("ListTables", "true", "SerializationException", ""),
    ("ListTables", "5", "SerializationException", ""),
    ("ListTables", "\"{}\"", "SerializationException", ""),
    ("ListTables", "{", "SerializationException", ""),
    ("ListTables", "}", "SerializationException", ""),
    ("ListTables", "{}{}", "SerializationException", ""),
    ("ListTables", "{}]", "SerializationException", ""),
    ("ListTables", "{,}", "SerializationException", ""),
    ("ListTables", "{\"Limit\":1,}", "SerializationException", ""),
    ("ListTables", "{\"Limit\"}", "SerializationException", ""),
    ("ListTables", "{\"Limit\":}", "SerializationException", ""),
    ("ListTables", "{\"Limit\":01}", "SerializationException", ""),
    ("ListTables", "{\"Limit\":+1}", "SerializationException", ""),
    ("ListTables", "{\"Limit\":NaN}", "SerializationException", ""),
    ("ListTables", "{Limit:1}", "SerializationException", ""),
    ("ListTables", "{'Limit':1}", "SerializationException", ""),
    ("ListTables", "{1:1}", "SerializationException", ""),
    ("ListTables", "{\"ExclusiveStartTableName\":\"a\nb\"}", "SerializationException", ""),
    ("ListTables", "{\"ExclusiveStartTableName\":\"\\x\"}", "SerializationException", ""),
    ("ListTables", "{\"ExclusiveStartTableName\":\"\\uD800\"}", "SerializationException", ""),
    ("ListTables", "{\"ExclusiveStartTableName\":\"abc", "SerializationException", ""),
    ("ListTables", "/* a */ {}", "SerializationException", ""),
    ("ListTables", "\u{feff}{}", "SerializationException", ""),
    ("ListTables", "{\"a\":[1}", "SerializationException", ""),
    ("ListTables", "Action=ListTables", "SerializationException", ""),
    // Values of the wrong type.
    ("ListTables", "{\"Limit\":\"10\"}", "SerializationException", "STRING_VALUE cannot be converted to Integer"),
    ("ListTables", "{\"Limit\":true}", "SerializationException", "TRUE_VALUE cannot be converted to Integer"),
    ("ListTables", "{\"Limit\":{}}", "SerializationException", "Start of structure or map found where not expected"),
    ("ListTables", "{\"Limit\":[1]}", "SerializationException", "Unrecognized collection type class java.lang.Integer"),
    (
        "ListTables",
        "{\"Limit\":9999999999}",
        "SerializationException",
        "Numeric value (9999999999) out of range of int",
    ),
    ("ListTables", "{\"Limit\":1e400}", "SerializationException", ""),
    ("GetItem", "{\"TableName\":5}", "SerializationException", "NUMBER_VALUE cannot be converted to String"),
    ("GetItem", "{\"TableName\":5.5}", "SerializationException", "DECIMAL_VALUE cannot be converted to String"),
    (
        "GetItem",
        "{\"TableName\":[\"a\"]}",
        "SerializationException",
        "Unrecognized collection type class java.lang.String",
    ),
    ("GetItem", "{\"Key\":5}", "SerializationException", "Unexpected field type"),
    ("GetItem", "{\"Key\":[]}", "SerializationException", "Unrecognized collection type java.util.Map<"),
    ("GetItem", "{\"Key\":{\"a\":5}}", "SerializationException", "Unexpected value type in payload"),
    ("GetItem", "{\"Key\":{\"a\":{\"N\":5}}}", "SerializationException", "NUMBER_VALUE cannot be converted to String"),
    ("GetItem", "{\"Key\":{\"a\":{\"B\":\"a\"}}}", "SerializationException", "multiple of 4 bytes but found: 1"),
    ("GetItem", "{\"Key\":{\"a\":{\"B\":\"\u{ff}aa\"}}}", "SerializationException", "Invalid Base64 character"),
    ("GetItem", "{\"Key\":{\"a\":{\"BS\":[\"====\"]}}}", "SerializationException", "Invalid last non-pad"),
    (
        "GetItem",
        "{\"Key\":{\"a\":{\"BOOL\":\"true\"}}}",
        "SerializationException",
        "Unexpected token received from parser",
    ),
    ("GetItem", "{\"Key\":{\"a\":{\"SS\":\"x\"}}}", "SerializationException", "Unexpected field type"),
    ("GetItem", "{\"Key\":{\"a\":{\"L\":{}}}}", "SerializationException", "Start of structure or map found"),
    (
        "GetItem",
        "{\"Key\":{\"a\":{\"M\":{\"b\":[]}}}}",
        "SerializationException",
        "Unrecognized collection type class com.amazonaws",
    ),
    ("GetItem", "{\"AttributesToGet\":{\"a\":1}}", "SerializationException", "Start of structure or map found"),
    ("CreateTable", "{\"KeySchema\":[\"pk\"]}", "SerializationException", "Unexpected value type in payload"),
    // Values that the model does not allow.
    ("GetItem", "{}", "ValidationException", "Value null at 'tableName'"),
    ("GetItem", "{\"TableName\":null}", "ValidationException", "Value null at 'tableName'"),
    ("GetItem", "{\"TableName\":\"\"}", "ValidationException", "Value at 'TableName' failed"),
    ("GetItem", "{\"TableName\":\"a b\"}", "ValidationException", "regular expression pattern: [a-zA-Z0-9_.-]+"),
    (
        "GetItem",
        "{\"TableName\":\"../../etc/passwd\"}",
        "ValidationException",
        "Value '../../etc/passwd' at 'tableName'",
    ),
    ("GetItem", "{\"TableName\":\"abc\"}", "ValidationException", "Value null at 'key'"),
    ("ListTables", "{\"Limit\":0}", "ValidationException", "Value '0' at 'limit'"),
    ("ListTables", "{\"Limit\":-2147483648}", "ValidationException", "Value '-2147483648' at 'limit'"),
    ("Query", "{\"TableName\":\"abc\",\"Select\":\"ALL\"}", "ValidationException", "Value 'ALL' at 'select'"),
    ("CreateTable", "{\"TableName\":\"abc\",\"KeySchema\":[]}", "ValidationException", "Value '[]' at 'keySchema'"),
];

const JSON: &str = "Content-Type: application/x-amz-json-1.0";
const LIST: &str = "X-Amz-Target: DynamoDB_20120810.ListTables";

/// Request line without the version, headers, body, status, part of the body.
const HEADS: [(&str, &[&str], &str, u16, &str); 34] = [
    ("POST /", &[JSON], "{}", 400, "UnknownOperationException\",\"message\":\"the request names no operation"),
    ("POST /", &[JSON], "hi", 400, "SerializationException\"}"),
    ("POST /", &[JSON, "X-Amz-Target:"], "{}", 400, "UnknownOperationException"),
    ("POST /", &[JSON, "X-Amz-Target: whatever"], "{}", 400, "`whatever` in X-Amz-Target is not"),
    ("POST /", &[JSON, "X-Amz-Target: ."], "{}", 400, "UnknownOperationException"),
    ("POST /", &[JSON, "X-Amz-Target: DynamoDB_20120810"], "{}", 400, "UnknownOperationException"),
    ("POST /", &[JSON, "X-Amz-Target: DynamoDB_20120810."], "{}", 400, "UnknownOperationException"),
    ("POST /", &[JSON, "X-Amz-Target: DynamoDB_20111205.ListTables"], "{}", 400, "UnknownOperationException"),
    ("POST /", &[JSON, "X-Amz-Target: dynamodb_20120810.ListTables"], "{}", 400, "UnknownOperationException"),
    ("POST /", &[JSON, "X-Amz-Target: DynamoDB_20120810.ListTable"], "{}", 400, "did you mean ListTables?"),
    (
        "POST /",
        &[JSON, "X-Amz-Target: DynamoDB_20120810.listtables"],
        "{}",
        400,
        "DynamoDB has no operation listtables",
    ),
    ("POST /", &[JSON, "X-Amz-Target: DynamoDB_20120810.SearchVectors"], "{}", 400, "has no operation SearchVectors"),
    (
        "POST /",
        &[JSON, "X-Amz-Target: DynamoDB_20120810.ImportTable"],
        "{}",
        400,
        "does not support the operation ImportTable of DynamoDB",
    ),
    ("POST /", &[JSON, "X-Amz-Target: DynamoDB_20120810.List\u{e9}"], "{}", 400, "UnknownOperationException"),
    ("POST /", &[LIST], "{}", 404, "<UnknownOperationException/>"),
    ("POST /", &[LIST, "Content-Type: text/plain"], "{}", 404, "<UnknownOperationException/>"),
    ("POST /", &[LIST, "Content-Type: application/x-www-form-urlencoded"], "Action=ListTables", 404, "<Unknown"),
    ("POST /", &[LIST, "Content-Type: application/jsonx"], "{}", 404, "<UnknownOperationException/>"),
    ("POST /", &[LIST, "Content-Type:"], "{}", 404, "<UnknownOperationException/>"),
    ("PUT /", &[LIST, JSON], "{}", 404, "<UnknownOperationException/>"),
    ("DELETE /", &[LIST, JSON], "", 404, "<UnknownOperationException/>"),
    ("OPTIONS /", &[], "", 404, "<UnknownOperationException/>"),
    ("BREW /", &[], "", 404, "<UnknownOperationException/>"),
    ("POST /tables", &[LIST, JSON], "{}", 404, "<UnknownOperationException/>"),
    ("GET /favicon.ico", &[], "", 404, "<UnknownOperationException/>"),
    ("GET /_labs", &[], "", 404, "<UnknownOperationException/>"),
    ("GET /../../etc/passwd", &[], "", 404, "<UnknownOperationException/>"),
    ("POST /", &[LIST, JSON, "Content-Encoding: br"], "{}", 415, "`br` is not supported"),
    ("POST /", &[LIST, JSON, "Content-Encoding: gzip"], "{}", 400, "could not be read"),
    ("POST /", &[LIST, JSON, "Host: evil.example"], "{}", 403, "not to `evil.example`"),
    ("POST /", &[LIST, JSON, "Host: localhost@evil.example"], "{}", 403, "loopback names only"),
    ("POST /", &[LIST, JSON, "Origin: null"], "{}", 403, "not from `null`"),
    ("POST http://evil.example/", &[LIST, JSON, "Host: localhost"], "{}", 403, "not to `evil.example`"),
    ("POST /?X-Amz-Signature=0&X-Amz-Credential=a/b", &[LIST, JSON], "hi", 400, "SerializationException"),
];

/// Bytes as they are; `None` when closing without an answer is right.
const RAW: [(&[u8], Option<u16>); 21] = [
    (b"", None),
    (b"\r\n", None),
    (b"GET", None),
    (b"GET / HTTP/1.1\r\nHost: loc", None),
    (b"\x00\x01\x02\x03\r\n\r\n", Some(400)),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", Some(400)),
    (b"hello\r\n\r\n", Some(400)),
    (b"GET /\r\n\r\n", Some(400)),
    (b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", Some(400)),
    (b"GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", Some(400)),
    (b"GET / HTTP/1.1\r\n\r\n", Some(400)),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", Some(400)),
    (b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n", Some(400)),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nBad Name: x\r\n\r\n", Some(400)),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n", Some(400)),
    (b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n", Some(403)),
    (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", Some(400)),
    (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", Some(400)),
    (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", Some(400)),
    (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Some(400)),
    (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{}", Some(400)),
];

#[tokio::test]
async fn bodies_that_are_wrong_are_refused_in_the_words_of_the_service() {
    let server = Server::start().await;
    for (operation, body, code, message) in BODIES {
        let answer = server.call(operation, body).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, code), "{operation} {body}: {}", answer.text());
        let found = answer.message();
        assert!(found.contains(message) && message.is_empty() == found.is_empty(), "{operation} {body}: {found}");
    }
    server.assert_alive().await;
}

#[tokio::test]
async fn odd_heads_are_answered() {
    let server = Server::start().await;
    for (line, headers, body, status, expected) in HEADS {
        let mut request = format!("{line} HTTP/1.1\r\n");
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            request.push_str("Host: localhost\r\n");
        }
        for header in headers {
            request.push_str(&format!("{header}\r\n"));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        let answer = server.raw(request.as_bytes()).await.expect("an answer");
        assert_eq!(answer.status, status, "{line} {headers:?}: {}", answer.text());
        assert!(answer.text().contains(expected), "{line} {headers:?}: {}", answer.text());
        assert_eq!(answer.header("x-amzn-requestid").len(), 52, "{line} {headers:?}");
    }
    server.assert_alive().await;
}

#[tokio::test]
async fn bytes_that_are_hardly_http_are_answered_or_dropped() {
    let server = Server::start().await;
    for (bytes, status) in RAW {
        let answer = server.raw(bytes).await;
        assert_eq!(answer.map(|answer| answer.status), status, "{:?}", String::from_utf8_lossy(bytes));
    }
    server.assert_alive().await;
}
