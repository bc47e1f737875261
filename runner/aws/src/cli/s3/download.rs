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

/// Whoever takes the pieces.
type Taker = mpsc::Sender<io::Result<Bytes>>;

async fn next(
    mut receiver: mpsc::Receiver<io::Result<Bytes>>,
) -> Option<(io::Result<Bytes>, mpsc::Receiver<io::Result<Bytes>>)> {
    receiver.recv().await.map(|piece| (piece, receiver))
}

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
        let content: ByteStream = Box::pin(stream::unfold(receiver, next));
        let (written, fetched) = future::join(files.write(path, content), self.fetch(sender)).await;
        fetched?;
        written.map(|_| ()).map_err(|error| Failure::File { path: path.to_owned(), error })
    }

    /// The whole object.
    pub(super) async fn read(&self) -> Result<Vec<u8>, Failure> {
        let (sender, mut receiver) = mpsc::channel(4);
        let gather = async {
            let mut whole = Vec::new();
            while let Some(Ok(piece)) = receiver.recv().await {
                let piece: Bytes = piece;
                whole.extend_from_slice(&piece);
            }
            whole
        };
        let (whole, fetched) = future::join(gather, self.fetch(sender)).await;
        fetched.map(|()| whole)
    }

    /// Hands over piece after piece. Trouble is handed over too, so that nobody takes what has come for the whole.
    async fn fetch(&self, taker: Taker) -> Result<(), Failure> {
        let fetched = self.fetch_ranges(&taker).await;
        if fetched.is_err() {
            let _gone = taker.send(Err(io::Error::other("the download broke off"))).await;
        }
        fetched
    }

    async fn fetch_ranges(&self, taker: &Taker) -> Result<(), Failure> {
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
                if taker.send(Ok(piece)).await.is_err() {
                    // Whoever takes the pieces has given up, and says why.
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
