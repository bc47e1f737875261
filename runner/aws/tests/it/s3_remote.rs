//! `RemoteEndpoint` over the REST and Query protocols: what goes out comes in, and bodies are streamed both ways.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use labs_aws::http::ServerConfig;
use labs_aws::sigv4::{Credentials, KeySet};
use labs_aws::{Endpoint as _, EndpointError, RemoteEndpoint};
use labs_world::{ByteStream, Call, Clock, Document, Map};

use crate::fake::one;
use crate::fake_s3::{boundary, text};
use crate::wire::Server;

async fn start() -> (Server, RemoteEndpoint, Arc<crate::fake_s3::FakeS3>) {
    let (boundary, s3) = boundary();
    let keys = KeySet::new([("AKID".to_owned(), "secret".to_owned())]);
    let server = Server::of(boundary, ServerConfig { keys: Some(keys), ..ServerConfig::default() }).await;
    let credentials = Credentials { access_key: "AKID".into(), secret_key: "secret".into(), session_token: None };
    let url = format!("http://localhost:{}", server.address.port());
    let remote = RemoteEndpoint::new(&url, Some(credentials), "us-east-1", Arc::new(Clock::wall())).unwrap();
    (server, remote, s3)
}

fn object(bucket: &str, key: &str) -> Map {
    Map::from([("Bucket".to_owned(), bucket.into()), ("Key".to_owned(), key.into())])
}

fn body(pieces: Vec<&'static [u8]>) -> Option<ByteStream> {
    Some(Box::pin(stream::iter(pieces.into_iter().map(|piece| Ok(Bytes::from_static(piece))))))
}

async fn read(body: Option<ByteStream>) -> Vec<u8> {
    body.unwrap().map(|piece| piece.unwrap()).collect::<Vec<_>>().await.concat()
}

#[tokio::test]
async fn objects_go_out_and_come_back() {
    let (_server, remote, s3) = start().await;
    for key in ["k", "a//b/../c+d é.txt", "/leading", "q?x=1&y#z", "100%"] {
        let mut call = Call::new("s3", "PutObject", object("b", key));
        call.input.insert("Metadata".into(), one("colour", "blue").into());
        call.body = body(vec![b"hello ", b"world"]);
        let answer = remote.send(call).await.unwrap();
        assert_eq!(text(&answer.reply.output, "ETag"), "\"11\"");
        assert_eq!(answer.request_id.len(), 16);
        let seen = s3.seen.lock().unwrap().last().unwrap().clone();
        assert_eq!((text(&seen.input, "Key"), seen.access_key.as_deref()), (key.to_owned(), Some("AKID")));
        let answer = remote.send(Call::new("s3", "GetObject", object("b", key))).await.unwrap();
        assert_eq!(answer.reply.output["ContentLength"], Document::Integer(11));
        assert!(matches!(answer.reply.output["LastModified"], Document::Timestamp(_)));
        assert_eq!(read(answer.reply.body).await, b"hello world");
    }
    let mut call = Call::new("s3", "PutObject", object("b", "sized"));
    call.input.insert("ContentLength".into(), Document::Integer(2));
    call.body = body(vec![b"h", b"i"]);
    assert_eq!(text(&remote.send(call).await.unwrap().reply.output, "ETag"), "\"2\"");
    let mut call = Call::new("s3", "GetObject", object("b", "k"));
    call.input.insert("Range".into(), "bytes=0-4".into());
    let answer = remote.send(call).await.unwrap();
    assert_eq!((answer.reply.status, read(answer.reply.body).await), (Some(206), b"hello".to_vec()));
}

#[tokio::test]
async fn far_is_near_in_every_protocol() {
    let (server, remote, _) = start().await;
    let calls = || {
        let objects = vec![one("Key", "a&b\u{1}").into(), one("Key", "c").into()];
        let mut delete = one("Bucket", "b");
        delete.insert("Delete".into(), one("Objects", Document::List(objects)).into());
        let mut role = one("RoleArn", "arn:aws:iam::123456789012:role/r");
        role.insert("RoleSessionName".into(), "me".into());
        vec![
            Call::new("s3", "ListBuckets", Map::new()),
            Call::new("s3", "GetBucketLocation", one("Bucket", "b")),
            Call::new("s3", "DeleteObjects", delete),
            Call::new("s3", "ListObjectsV2", one("Bucket", "b")),
            Call::new("s3", "GetObject", object("b", "lost")),
            Call::new("s3", "HeadObject", object("b", "lost")),
            Call::new("s3", "GetBucketAcl", one("Bucket", "b")),
            Call::new("sts", "GetCallerIdentity", Map::new()),
            Call::new("sts", "AssumeRole", Map::new()),
            Call::new("sts", "AssumeRole", role),
        ]
    };
    for (near, far) in calls().into_iter().zip(calls()) {
        let name = near.operation.clone();
        match (server.boundary.send(near).await, remote.send(far).await) {
            (Ok(near), Ok(far)) => assert_eq!(near.reply.output, far.reply.output, "{name}"),
            (Err(EndpointError::Service(near)), Err(EndpointError::Service(far))) => {
                assert_eq!((near.code, near.message, near.members), (far.code, far.message, far.members), "{name}");
            }
            (near, far) => panic!("{name}: {near:?} {far:?}"),
        }
    }
}

#[tokio::test]
async fn an_error_to_head_is_its_status() {
    let (server, _, _) = start().await;
    let Err(EndpointError::Service(error)) =
        server.boundary.send(Call::new("s3", "HeadObject", object("b", "x"))).await
    else {
        panic!()
    };
    assert_eq!((error.code.as_str(), error.message.as_str()), ("404", "Not Found"));
    let told = server.boundary.world().trail().since(0)[0].error_code.clone();
    assert_eq!(told.as_deref(), Some("NoSuchKey"));
}

#[tokio::test]
async fn connections_are_kept() {
    let (_server, remote, _) = start().await;
    // A server of one connection: the second call would wait for ever if it opened another.
    for _ in 0..3 {
        remote.send(Call::new("s3", "ListBuckets", Map::new())).await.unwrap();
    }
}

/// Resident memory of this process in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn large_objects_are_never_held() {
    const SIZE: i64 = 256 * 1024 * 1024;
    static PIECE: [u8; 65536] = [7; 65536];
    let (_server, remote, _) = start().await;
    let before = resident();
    let mut call = Call::new("s3", "PutObject", object("sink", "k"));
    call.input.insert("ContentLength".into(), Document::Integer(SIZE));
    let pieces = stream::iter(0..SIZE / 65536).map(|_| Ok(Bytes::from_static(&PIECE)));
    call.body = Some(Box::pin(pieces));
    let answer = remote.send(call).await.unwrap();
    assert_eq!(text(&answer.reply.output, "ETag"), format!("\"{SIZE}\""));
    let answer = remote.send(Call::new("s3", "GetObject", object("zeros", &SIZE.to_string()))).await.unwrap();
    let mut body = answer.reply.body.unwrap();
    let mut size = 0;
    while let Some(piece) = body.next().await {
        size += piece.unwrap().len() as i64;
    }
    assert_eq!(size, SIZE);
    // Other tests run beside this one; a body that is held would take eight times as much.
    assert!(resident().saturating_sub(before) < 32 * 1024 * 4, "{} KiB", resident() - before);
}
