//! `Lines`: the lines of one file, as its bytes come. A line ends with a line feed, a carriage return, or both.

use std::ops::Range;

use bytes::Bytes;
use datafusion::error::Result;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::super::lake::external;
use crate::query_error::{ErrorKind, QueryError};

/// The longest line, in bytes, as in Trino.
const LONGEST: usize = 100 << 20;

/// A file in lines.
pub(super) struct Lines {
    source: BoxStream<'static, Result<Bytes>>,
    buffer: Vec<u8>,
    /// Where the next line begins.
    at: usize,
    /// Up to where no end of a line was found.
    searched: usize,
    ended: bool,
}

impl Lines {
    /// The lines of what comes.
    pub(super) fn new(source: BoxStream<'static, Result<Bytes>>) -> Self {
        Self { source, buffer: Vec::new(), at: 0, searched: 0, ended: false }
    }

    /// The next line that is whole, without its end; `None` when more bytes are needed or there are none.
    pub(super) fn buffered(&mut self) -> Option<&[u8]> {
        let found = self.find();
        found.and_then(|line| self.buffer.get(line))
    }

    fn find(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let rest = self.buffer.get(self.searched..)?;
        match rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            Some(found) => {
                let end = self.searched + found;
                let next = match (self.buffer.get(end), self.buffer.get(end + 1)) {
                    (Some(b'\r'), Some(b'\n')) => end + 2,
                    // The line feed of the pair may be yet to come.
                    (Some(b'\r'), None) if !self.ended => {
                        self.searched = end;
                        return None;
                    }
                    _ => end + 1,
                };
                (self.at, self.searched) = (next, next);
                Some(start..end)
            }
            None if self.ended && start < self.buffer.len() => {
                (self.at, self.searched) = (self.buffer.len(), self.buffer.len());
                Some(start..self.buffer.len())
            }
            None => {
                self.searched = self.buffer.len();
                None
            }
        }
    }

    /// Reads on; `false` when there is nothing more.
    ///
    /// # Errors
    /// When the bytes cannot be read or a line has no end.
    pub(super) async fn fill(&mut self) -> Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.buffer.drain(..self.at);
        self.searched -= self.at;
        self.at = 0;
        match self.source.next().await {
            Some(bytes) => self.buffer.extend_from_slice(&bytes?),
            None => self.ended = true,
        }
        if self.buffer.len() > LONGEST {
            let why = format!("A line of a text file is longer than {LONGEST} bytes");
            return Err(external(QueryError::new(ErrorKind::HiveCursorError, why)));
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn lines_are_the_same_however_the_bytes_come() {
        let text = b"a\nb\r\n\rc\r\r\nd";
        for size in 1..=text.len() {
            let chunks: Vec<_> = text.chunks(size).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
            let mut lines = Lines::new(stream::iter(chunks).boxed());
            let mut found = Vec::new();
            loop {
                while let Some(line) = lines.buffered() {
                    found.push(String::from_utf8(line.to_vec()).unwrap());
                }
                if !lines.fill().await.unwrap() {
                    break;
                }
            }
            assert_eq!(found, ["a", "b", "", "c", "", "d"], "{size}");
        }
    }
}
