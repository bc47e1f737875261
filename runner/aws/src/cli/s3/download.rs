//! Bytes that come down: in one call below 8 MiB, range by range from there on, into a file or to standard output.

use std::io;

use bytes::Bytes;
use futures_util::{StreamExt as _, future, stream};
use labs_world::{ByteStream, Map};
use tokio::sync::mpsc;

use super::super::files::Files;
use super::client::{Client, input};
use super::transfer::Failure;
use super::upload::PART;

/// An object that is to be fetched.
pub(super) struct Download<'a> {
    pub(super) client: Client<'a>,
    pub(super) bucket: &'a str,
    pub(super) key: &'a str,
    pub(super) size: u64,
    /// Later ranges must be of the object whose first range came.
    pub(super) e_tag: Option<&'a str>,
    /// Members that the line adds.
    pub(super) members: Map,
}

impl Download<'_> {
    /// Writes the object to a file. The file appears whole or not at all.
    pub(super) async fn save(&self, files: &dyn Files, path: &str) -> Result<(), Failure> {
        let (sender, receiver) = mpsc::channel(4);
        let content: ByteStream = Box::pin(stream::unfold(receiver, async |mut receiver: mpsc::Receiver<_>| {
            receiver.recv().await.map(|piece| (piece, receiver))
        }));
        let fetch = async {
            let fetched = self.fetch(async |piece| sender.send(Ok(piece)).await.is_ok()).await;
            if fetched.is_err() {
                // The writer must not take what has come for the whole.
                let _gone = sender.send(Err(io::Error::other("the download broke off"))).await;
            }
            drop(sender);
            fetched
        };
        let (written, fetched) = future::join(files.write(path, content), fetch).await;
        fetched?;
        written.map(|_| ()).map_err(|error| Failure::File { path: path.to_owned(), error })
    }

    /// The whole object.
    pub(super) async fn read(&self) -> Result<Vec<u8>, Failure> {
        let mut whole = Vec::new();
        self.fetch(async |piece| {
            whole.extend_from_slice(&piece);
            true
        })
        .await?;
        Ok(whole)
    }

    /// Hands over piece after piece, until `take` wants no more.
    async fn fetch(&self, mut take: impl AsyncFnMut(Bytes) -> bool) -> Result<(), Failure> {
        let mut start = 0;
        loop {
            let mut input = input([("Bucket", self.bucket.into()), ("Key", self.key.into())]);
            input.extend(self.members.clone());
            if self.size >= PART {
                let last = (start + PART).min(self.size) - 1;
                input.insert("Range".to_owned(), format!("bytes={start}-{last}").into());
                if let Some(e_tag) = self.e_tag {
                    input.insert("IfMatch".to_owned(), e_tag.into());
                }
            }
            let reply = self.client.call("GetObject", input, None).await?;
            let mut body = reply.body.unwrap_or_else(|| Box::pin(stream::empty()));
            while let Some(piece) = body.next().await {
                let piece = piece.map_err(|error| Failure::File { path: self.key.to_owned(), error })?;
                if !take(piece).await {
                    return Ok(());
                }
            }
            start += PART;
            if self.size < PART || start >= self.size {
                return Ok(());
            }
        }
    }
}
