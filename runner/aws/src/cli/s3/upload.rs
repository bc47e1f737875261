//! Bytes that go up: in one call below 8 MiB, in parts from there on, never more than a part in memory.

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use labs_world::{ByteStream, Document, Map};

use super::client::{Client, input, text};
use super::properties::Properties;
use super::transfer::Failure;

/// From this size on uploads, downloads and copies are made in parts, and so large is a part.
pub(super) const PART: u64 = 8 << 20;
/// An upload has at most so many parts.
const MAX_PARTS: u64 = 10_000;

/// The size of parts of which at most ten thousand hold `size` bytes.
pub(super) fn part_size(size: Option<u64>) -> u64 {
    let mut part = PART;
    while size.is_some_and(|size| size.div_ceil(part) > MAX_PARTS) {
        part *= 2;
    }
    part
}

/// Where an upload goes and what is said of it.
pub(super) struct Upload<'a> {
    pub(super) client: Client<'a>,
    pub(super) properties: &'a Properties,
    pub(super) bucket: &'a str,
    pub(super) key: &'a str,
    /// The name that suggests the content type.
    pub(super) name: &'a str,
}

impl Upload<'_> {
    /// Sends what `content` brings; `size` is what is known of it before.
    pub(super) async fn send(&self, content: ByteStream, size: Option<u64>) -> Result<(), Failure> {
        let part = part_size(size);
        let mut pieces = Pieces { content, buffer: BytesMut::new() };
        let first = pieces.next(part, self.name).await?;
        let mut input = self.place();
        input.extend(self.properties.of_upload(self.name));
        if (first.len() as u64) < PART {
            input.insert("ContentLength".to_owned(), length(&first));
            self.client.call("PutObject", input, Some(first)).await?;
            return Ok(());
        }
        let reply = self.client.call("CreateMultipartUpload", input, None).await?.output;
        let multipart = Multipart { client: self.client, place: self.place(), id: text(&reply, "UploadId") };
        let sent = self.send_parts(&multipart, pieces, first, part).await;
        multipart.end(sent).await
    }

    async fn send_parts(
        &self,
        multipart: &Multipart<'_>,
        mut pieces: Pieces,
        first: Bytes,
        part: u64,
    ) -> Result<Vec<Document>, Failure> {
        let mut parts = Vec::new();
        let mut next = first;
        while !next.is_empty() {
            let number = parts.len() + 1;
            let mut input = multipart.part(number);
            input.insert("ChecksumAlgorithm".to_owned(), self.properties.upload_algorithm().into());
            input.insert("ContentLength".to_owned(), length(&next));
            let reply = self.client.call("UploadPart", input, Some(next)).await?.output;
            parts.push(completed(number, &reply));
            next = pieces.next(part, self.name).await?;
        }
        Ok(parts)
    }

    fn place(&self) -> Map {
        input([("Bucket", self.bucket.into()), ("Key", self.key.into())])
    }
}

/// An upload in parts that has begun.
pub(super) struct Multipart<'a> {
    pub(super) client: Client<'a>,
    /// Bucket and key.
    pub(super) place: Map,
    pub(super) id: Option<String>,
}

impl Multipart<'_> {
    /// The members of a call about a part.
    pub(super) fn part(&self, number: usize) -> Map {
        let mut input = self.whole();
        input.insert("PartNumber".to_owned(), i64::try_from(number).unwrap_or(i64::MAX).into());
        input
    }

    fn whole(&self) -> Map {
        let mut input = self.place.clone();
        input.insert("UploadId".to_owned(), self.id.clone().unwrap_or_default().into());
        input
    }

    /// Makes an object of the parts, or forgets them when one of them failed.
    pub(super) async fn end(&self, sent: Result<Vec<Document>, Failure>) -> Result<(), Failure> {
        let completed = match sent {
            Ok(parts) => {
                let mut input = self.whole();
                let parts = Map::from_iter([("Parts".to_owned(), Document::List(parts))]);
                input.insert("MultipartUpload".to_owned(), parts.into());
                self.client.call("CompleteMultipartUpload", input, None).await.map_err(Failure::from)
            }
            Err(failure) => Err(failure),
        };
        if completed.is_err() {
            // What cannot be forgotten is listed by ListMultipartUploads; the first failure is the one to tell.
            let _ignored = self.client.call("AbortMultipartUpload", self.whole(), None).await;
        }
        completed.map(|_| ())
    }
}

/// A part as the completing call names it: with its ETag and the checksum that came with it.
pub(super) fn completed(number: usize, reply: &Map) -> Document {
    let mut part = Map::from_iter([("PartNumber".to_owned(), i64::try_from(number).unwrap_or(i64::MAX).into())]);
    for (member, value) in reply {
        if member == "ETag" || (member.starts_with("Checksum") && member != "ChecksumType") {
            part.insert(member.clone(), value.clone());
        }
    }
    part.into()
}

fn length(bytes: &Bytes) -> Document {
    i64::try_from(bytes.len()).unwrap_or(i64::MAX).into()
}

/// A stream that is read by pieces of one size.
struct Pieces {
    content: ByteStream,
    buffer: BytesMut,
}

impl Pieces {
    /// The next `size` bytes; fewer at the end, none behind it.
    async fn next(&mut self, size: u64, name: &str) -> Result<Bytes, Failure> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        while self.buffer.len() < size {
            match self.content.next().await {
                Some(Ok(piece)) => self.buffer.extend_from_slice(&piece),
                Some(Err(error)) => return Err(Failure::File { path: name.to_owned(), error }),
                None => break,
            }
        }
        let size = size.min(self.buffer.len());
        Ok(self.buffer.split_to(size).freeze())
    }
}
