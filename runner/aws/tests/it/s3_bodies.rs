//! Bodies of uploads: chunked, signed, with checksums, broken in every way.

use labs_aws::http::ServerConfig;
use labs_world::Document;
use tokio::io::AsyncWriteExt as _;

use crate::fake_s3::{boundary, text};
use crate::s3_requests::code;
use crate::wire::{Server, read_answer};

async fn start() -> (Server, std::sync::Arc<crate::fake_s3::FakeS3>) {
    let (boundary, s3) = boundary();
    (Server::of(boundary, ServerConfig::default()).await, s3)
}

const UNSIGNED_TRAILER: (&str, &str) = ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");

#[tokio::test]
async fn chunks_with_a_checksum_behind_them_are_taken_apart_and_checked() {
    let (server, s3) = start().await;
    // What botocore 1.43.11 writes round a body over TLS.
    let headers = [
        UNSIGNED_TRAILER,
        ("Content-Encoding", "gzip,aws-chunked"),
        ("X-Amz-Trailer", "x-amz-checksum-crc32"),
        ("X-Amz-Decoded-Content-Length", "11"),
    ];
    let body = |sum: &str| format!("b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:{sum}\r\n\r\n");
    let answer = server.request("PUT", "/b/k", &headers, body("DUoRhQ==").as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = s3.seen.lock().unwrap()[0].clone();
    assert_eq!(seen.input["ContentLength"], Document::Integer(11));
    assert_eq!(
        (text(&seen.input, "ContentEncoding"), text(&seen.input, "ChecksumAlgorithm")),
        ("gzip".into(), "CRC32".into())
    );
    assert_eq!(server.request("GET", "/b/k", &[], b"").await.text(), "hello world");
    for (body, expected) in [
        (body("DUoRhA=="), "BadDigest"),
        (body("x"), "InvalidRequest"),
        ("b\r\nhello world\r\n0\r\n\r\n".to_owned(), "MalformedTrailerError"),
        ("a\r\nhello worl\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n".to_owned(), "IncompleteBody"),
        ("c\r\nhello world!\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n".to_owned(), "IncompleteBody"),
        ("hello world".to_owned(), "IncompleteBody"),
        ("b\r\nhello".to_owned(), "IncompleteBody"),
        ("b\r\nhello world\r\n".to_owned(), "IncompleteBody"),
        ("ffffffffffffffff\r\nhello".to_owned(), "IncompleteBody"),
        ("1\r\nh\r\na\r\nello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n".to_owned(), "InvalidChunkSizeError"),
    ] {
        let answer = server.request("PUT", "/b/k", &headers, body.as_bytes()).await;
        assert_eq!(code(&answer), expected, "{body}");
    }
    assert_eq!(server.request("GET", "/b/k", &[], b"").await.text(), "hello world");
}

/// The example of AWS's documentation: three chunks, their signatures, the key and the instant.
#[tokio::test]
async fn the_signatures_of_chunks_are_checked() {
    use labs_aws::sigv4::KeySet;
    let (boundary, s3) = boundary();
    let keys =
        KeySet::new([("AKIAIOSFODNN7EXAMPLE".to_owned(), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned())]);
    let server = Server::of(boundary, ServerConfig { keys: Some(keys), ..ServerConfig::default() }).await;
    let headers = [
        ("Host", "localhost"),
        ("x-amz-date", "20130524T000000Z"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("Content-Encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"),
    ];
    let request = |signature: &str| {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;\
             x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature={signature}"
        );
        authorization
    };
    let body = |first: &str, second: &str, last: &str| {
        let mut body = format!("10000;chunk-signature={first}\r\n").into_bytes();
        body.extend([b'a'; 65536]);
        body.extend(format!("\r\n400;chunk-signature={second}\r\n").into_bytes());
        body.extend([b'a'; 1024]);
        body.extend(format!("\r\n0;chunk-signature={last}\r\n\r\n").into_bytes());
        body
    };
    let seed = SEED;
    let authorization = request(seed);
    let mut all = headers.to_vec();
    all.push(("Authorization", authorization.as_str()));
    let answer = server.request("PUT", "/examplebucket/chunkObject.txt", &all, &body(FIRST, SECOND, LAST)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(s3.seen.lock().unwrap()[0].input["ContentLength"], Document::Integer(66560));
    for body in [body(SECOND, SECOND, LAST), body(FIRST, FIRST, LAST), body(FIRST, SECOND, FIRST)] {
        let answer = server.request("PUT", "/examplebucket/chunkObject.txt", &all, &body).await;
        assert_eq!((answer.status, code(&answer).as_str()), (403, "SignatureDoesNotMatch"));
    }
}

const SEED: &str = "79f3d6b4f1feddf0f5c32b61fb435a73e4bbe887a8bc27af60dcc7aa81f9d57a";
const FIRST: &str = "439a9499c3db3a9dedf0e25605b608d7dfa75c296d98cbef67d4a5e423903bb8";
const SECOND: &str = "ad8fdc56a4b87cc2fcdf7a9e6f820b287b2fc35e06252d71c8845a00c9bce403";
const LAST: &str = "cfa7290ba29647986fd3dbcace0097cd5a9f204c8fa49efe3d82042f8c527a9b";

/// Headers, status, code.
type Promise<'a> = (&'a [(&'a str, &'a str)], u16, &'a str);

#[tokio::test]
async fn every_promise_of_a_header_is_held_against_the_body() {
    let (server, _) = start().await;
    let rows: &[Promise<'_>] = &[
        (&[("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==")], 200, ""),
        (&[("Content-MD5", "XUFAKrxLKna5cZ2REBfFkw==")], 400, "BadDigest"),
        (&[("Content-MD5", "nonsense")], 400, "InvalidDigest"),
        (&[("x-amz-checksum-crc32", "NhCmhg==")], 200, ""),
        (&[("x-amz-checksum-crc32", "NhCmhA==")], 400, "BadDigest"),
        (&[("x-amz-checksum-crc32c", "mnG7TA==")], 200, ""),
        (&[("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=")], 400, "BadDigest"),
        (&[("x-amz-checksum-sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00=")], 200, ""),
        (&[("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")], 200, ""),
        (&[("x-amz-checksum-sha256", "NhCmhg==")], 400, "InvalidRequest"),
        (
            &[("x-amz-checksum-crc32", "NhCmhg=="), ("x-amz-checksum-sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00=")],
            400,
            "InvalidRequest",
        ),
        (&[("x-amz-checksum-xxhash64", "AAAAAAAAAAA=")], 501, "NotImplemented"),
        (&[("x-amz-sdk-checksum-algorithm", "CRC32")], 400, "InvalidRequest"),
        (&[("x-amz-content-sha256", "UNSIGNED-PAYLOAD")], 200, ""),
        (
            &[("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")],
            400,
            "XAmzContentSHA256Mismatch",
        ),
        (&[("x-amz-content-sha256", "nonsense")], 400, "InvalidArgument"),
        (&[("x-amz-content-sha256", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD")], 501, "NotImplemented"),
        (&[UNSIGNED_TRAILER], 411, "MissingContentLength"),
    ];
    for (headers, status, expected) in rows {
        let answer = server.request("PUT", "/b/k", headers, b"hello").await;
        assert_eq!(answer.status, *status, "{headers:?} {}", answer.text());
        if *status != 200 {
            assert_eq!(code(&answer), *expected, "{headers:?}");
        }
    }
}

#[tokio::test]
async fn lengths_must_be_told_and_be_true() {
    let (server, _) = start().await;
    let raw = |bytes: &'static str| server.raw(bytes.as_bytes());
    let answer = raw("PUT /b/k HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    assert_eq!((answer.status, code(&answer).as_str()), (411, "MissingContentLength"));
    let answer =
        raw("PUT /b/k HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").await.unwrap();
    assert_eq!((answer.status, code(&answer).as_str()), (411, "MissingContentLength"));
    let answer = raw("PUT /b/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhell").await.unwrap();
    assert_eq!((answer.status, code(&answer).as_str()), (400, "IncompleteBody"));
    let answer =
        raw("PUT /b/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6442450944\r\nExpect: 100-continue\r\n\r\n")
            .await
            .unwrap();
    assert_eq!((answer.status, code(&answer).as_str()), (400, "EntityTooLarge"));
    let huge = format!(
        "PUT /b/k HTTP/1.1\r\nHost: localhost\r\nx-amz-meta-a: {}\r\nContent-Length: 0\r\n\r\n",
        "x".repeat(100_000)
    );
    assert_eq!(server.raw(huge.as_bytes()).await.map(|answer| answer.status), Some(431));
    server.assert_alive().await;
}

#[tokio::test]
async fn a_client_that_waits_is_told_to_go_on_only_when_its_body_is_wanted() {
    let (server, _) = start().await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"PUT /b/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        .await
        .unwrap();
    assert_eq!(read_answer(&mut stream).await.unwrap().status, 100);
    stream.write_all(b"hello").await.unwrap();
    assert_eq!(read_answer(&mut stream).await.unwrap().status, 200);
    let mut stream = server.connect().await;
    stream
        .write_all(b"PUT /lazy/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        .await
        .unwrap();
    assert_eq!(read_answer(&mut stream).await.unwrap().status, 404);
}

#[tokio::test]
async fn a_client_that_does_not_wait_gets_to_read_why_its_body_is_not_wanted() {
    let (server, _) = start().await;
    let body = vec![0; 8 * 1024 * 1024];
    for target in ["/lazy/k", "/b/k?acl"] {
        let answer = server.request("PUT", target, &[], &body).await;
        assert!(answer.status >= 400, "{target}");
    }
}
