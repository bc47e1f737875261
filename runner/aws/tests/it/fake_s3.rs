//! Engines for the models of S3 and STS: one keeps objects in memory and remembers what it was asked, one knows its caller.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use labs_aws::Boundary;
use labs_world::{
    BoxFuture, ByteStream, Call, DEFAULT_START, Document, Map, Reply, Service, ServiceError, Timestamp, World,
};

use crate::fake::one;

/// What an engine saw of a call.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) operation: String,
    pub(crate) input: Map,
    pub(crate) access_key: Option<String>,
}

/// Objects in memory. The bucket `sink` counts what it is given and keeps nothing, `zeros` has an object of any size, and
/// `lazy` answers without reading.
#[derive(Default)]
pub(crate) struct FakeS3 {
    objects: Mutex<BTreeMap<String, Bytes>>,
    pub(crate) seen: Mutex<Vec<Seen>>,
}

pub(crate) fn text(map: &Map, name: &str) -> String {
    map.get(name).and_then(Document::as_str).unwrap_or_default().to_owned()
}

fn map<const N: usize>(members: [(&str, Document); N]) -> Map {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl FakeS3 {
    async fn answer(&self, call: Call) -> Result<Reply, ServiceError> {
        let Call { operation, input, body, caller, .. } = call;
        let seen = Seen { operation: operation.clone(), input: input.clone(), access_key: caller.access_key };
        self.seen.lock().unwrap().push(seen);
        let (bucket, key) = (text(&input, "Bucket"), text(&input, "Key"));
        let path = format!("{bucket}/{key}");
        match operation.as_str() {
            "ListBuckets" => {
                let created = Timestamp::from_millis(1_767_225_600_000);
                let bucket = map([("Name", "lake".into()), ("CreationDate", created.into())]);
                Ok(Reply::new(one("Buckets", vec![bucket.into()])))
            }
            "GetBucketLocation" => Ok(Reply::new(one("LocationConstraint", "eu-west-1"))),
            "PutObject" if bucket == "lazy" => {
                Err(ServiceError::client("NoSuchBucket", "The specified bucket does not exist"))
            }
            "PutObject" => {
                let (size, bytes) = read(body.unwrap(), bucket != "sink").await?;
                self.objects.lock().unwrap().insert(path, bytes);
                Ok(Reply::new(map([("ETag", format!("\"{size}\"").into()), ("Size", Document::Integer(size))])))
            }
            "GetObject" if bucket == "zeros" => {
                let size: i64 = key.parse().unwrap();
                Ok(Reply::streaming(one("ContentLength", Document::Integer(size)), zeros(size)))
            }
            "GetObject" | "HeadObject" => self.get(&operation, &input, &path),
            "DeleteObjects" => Ok(Reply::new(one("Deleted", input["Delete"].as_map().unwrap()["Objects"].clone()))),
            "ListObjectsV2" => {
                let objects = self.objects.lock().unwrap();
                let contents = objects.iter().map(|(path, bytes)| {
                    let key = path.split_once('/').unwrap().1;
                    map([("Key", key.into()), ("Size", Document::Integer(bytes.len() as i64))]).into()
                });
                let contents: Vec<Document> = contents.collect();
                // Of a list whose elements stand alone nothing is left when it is empty.
                let mut output = one("Name", bucket);
                if !contents.is_empty() {
                    output.insert("Contents".into(), contents.into());
                }
                Ok(Reply::new(output))
            }
            _ => Ok(Reply::new(Map::new())),
        }
    }

    fn get(&self, operation: &str, input: &Map, path: &str) -> Result<Reply, ServiceError> {
        let Some(bytes) = self.objects.lock().unwrap().get(path).cloned() else {
            let error = ServiceError::client("NoSuchKey", "The specified key does not exist.");
            return Err(error.with("Key", text(input, "Key")));
        };
        let etag = format!("\"{}\"", bytes.len());
        if text(input, "IfNoneMatch") == etag {
            return Err(ServiceError::client("NotModified", "Not Modified").with_status(304).with("ETag", etag));
        }
        let mut output = map([
            ("ETag", etag.into()),
            ("LastModified", Timestamp::from_millis(1_767_225_600_000).into()),
            ("Metadata", one("colour", "blue").into()),
        ]);
        let range = text(input, "Range");
        let bytes = match range.strip_prefix("bytes=0-") {
            Some(last) => bytes.slice(..=last.parse::<usize>().unwrap()),
            None => bytes,
        };
        output.insert("ContentLength".into(), Document::Integer(bytes.len() as i64));
        if operation == "HeadObject" {
            return Ok(Reply::new(output));
        }
        let is_range = !range.is_empty();
        if is_range {
            output.insert("ContentRange".into(), "bytes 0-4/11".into());
        }
        let mut reply = Reply::streaming(output, Box::pin(stream::iter([Ok(bytes)])));
        reply.status = is_range.then_some(206);
        Ok(reply)
    }
}

/// A body to its end: its size, and its bytes when they are wanted.
async fn read(mut body: ByteStream, keep: bool) -> Result<(i64, Bytes), ServiceError> {
    let (mut size, mut bytes) = (0, Vec::new());
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| {
            let told = error.get_ref().and_then(|inner| inner.downcast_ref::<ServiceError>());
            told.expect("a refusal travels in the stream").clone()
        })?;
        size += piece.len() as i64;
        if keep {
            bytes.extend_from_slice(&piece);
        }
    }
    Ok((size, bytes.into()))
}

fn zeros(size: i64) -> ByteStream {
    const PIECE: i64 = 64 * 1024;
    static ZEROS: [u8; PIECE as usize] = [0; PIECE as usize];
    Box::pin(stream::unfold(size, |left| async move {
        let piece = left.min(PIECE);
        (piece > 0).then(|| (Ok(Bytes::from_static(&ZEROS[..piece as usize])), left - piece))
    }))
}

impl Service for FakeS3 {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn operations(&self) -> Vec<&'static str> {
        vec![
            "CompleteMultipartUpload",
            "CopyObject",
            "CreateBucket",
            "DeleteObject",
            "DeleteObjects",
            "GetBucketLocation",
            "GetObject",
            "HeadObject",
            "ListBuckets",
            "ListObjectsV2",
            "PutObject",
            "UploadPart",
        ]
    }

    fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
        Box::pin(self.answer(call))
    }
}

struct FakeSts;

impl Service for FakeSts {
    fn name(&self) -> &'static str {
        "sts"
    }

    fn operations(&self) -> Vec<&'static str> {
        vec!["AssumeRole", "GetCallerIdentity"]
    }

    fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
        Box::pin(async move {
            match call.operation.as_str() {
                "AssumeRole" => {
                    Err(ServiceError::client("AccessDenied", text(&call.input, "RoleArn")).with_status(403))
                }
                _ => Ok(Reply::new(one("Account", "123456789012"))),
            }
        })
    }
}

/// The fakes behind a boundary, in a virtual world.
pub(crate) fn boundary() -> (Arc<Boundary>, Arc<FakeS3>) {
    let world = Arc::new(World::in_memory(7, DEFAULT_START));
    let s3 = Arc::new(FakeS3::default());
    let services: Vec<Arc<dyn Service>> = vec![Arc::new(crate::fake::Fake), s3.clone(), Arc::new(FakeSts)];
    (Arc::new(Boundary::new(world, services).unwrap()), s3)
}
