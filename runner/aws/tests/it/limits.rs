//! Requests that are too large, too deep or too slow.

use std::io::Write as _;

use crate::wire::Server;

const LIMIT: usize = 16 * 1024 * 1024;

fn head(extra: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\n\
         Content-Type: application/x-amz-json-1.0\r\n{extra}\r\n\r\n"
    )
}

/// An object of exactly this many bytes.
fn padded(length: usize) -> Vec<u8> {
    let mut body = vec![b' '; length];
    body[0] = b'{';
    body[length - 1] = b'}';
    body
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() + 1024);
    for chunk in body.chunks(1 << 16) {
        write!(bytes, "{:x}\r\n", chunk.len()).unwrap();
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    bytes
}

#[tokio::test]
async fn a_body_of_16_mib_is_taken_and_one_byte_more_is_not() {
    let server = Server::start().await;
    for (length, status) in [(LIMIT, 200), (LIMIT + 1, 413)] {
        let body = padded(length);
        let plain = [head(&format!("Content-Length: {length}")).into_bytes(), body.clone()].concat();
        assert_eq!(server.raw(&plain).await.unwrap().status, status, "{length} with a length");
        let in_chunks = [head("Transfer-Encoding: chunked").into_bytes(), chunked(&body)].concat();
        assert_eq!(server.raw(&in_chunks).await.unwrap().status, status, "{length} in chunks");
    }
    server.assert_alive().await;
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_much_is_refused() {
    let server = Server::start().await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&padded(LIMIT + 1)).unwrap();
    let packed = gzip.finish().unwrap();
    let head = head(&format!("Content-Encoding: gzip\r\nContent-Length: {}", packed.len()));
    let answer = server.raw(&[head.into_bytes(), packed].concat()).await.unwrap();
    assert_eq!((answer.status, answer.code().as_str()), (413, "RequestEntityTooLargeException"));
}

#[tokio::test]
async fn two_hundred_thousand_levels_do_not_end_the_server() {
    let server = Server::start().await;
    let levels = 200_000;
    for (open, close) in [(r#"{"L":["#, "]}"), (r#"{"M":{"a":"#, "}}"), ("[", "]"), (r#"{"a":"#, "}")] {
        let value = format!("{}{}", open.repeat(levels), close.repeat(levels));
        for body in [
            format!(r#"{{"TableName":"abc","Key":{{"a":{value}}}}}"#),
            format!(r#"{{"TableName":"abc","Key":{{}},"Unknown":{value}}}"#),
            value,
        ] {
            let answer = server.call("GetItem", &body).await;
            assert!(answer.status == 400 || answer.status == 200, "{}", answer.text());
        }
    }
    server.assert_alive().await;
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused() {
    let server = Server::start().await;
    let long = "a".repeat(20 * 1024);
    let many: String = (0..200).map(|number| format!("X-{number}: y\r\n")).collect();
    for request in [
        format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {long}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"),
    ] {
        let answer = server.raw(request.as_bytes()).await.expect("an answer");
        assert!((400..500).contains(&answer.status), "{}", answer.status);
    }
    server.assert_alive().await;
}

#[tokio::test]
async fn a_client_that_stalls_holds_up_nobody() {
    let server = Server::start().await;
    let mut stalled = Vec::new();
    for _ in 0..50 {
        let mut stream = server.connect().await;
        tokio::io::AsyncWriteExt::write_all(&mut stream, head("Content-Length: 100").as_bytes()).await.unwrap();
        stalled.push(stream);
    }
    server.assert_alive().await;
}
