//! `aws-chunked`: a body in chunks, each with its signature when the body is signed, with checksums behind it when the
//! request says so.
//!
//! The decoder reads and writes nothing itself. Data goes on as it arrives, whatever the size of a chunk; the signature of
//! a chunk is checked at its end. <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>

use bytes::{Buf as _, Bytes};
use sha2::{Digest as _, Sha256};

use crate::sigv4::{ChunkSigner, hex};

/// The longest line between chunks: a size and a signature have 100 bytes.
const MAX_LINE: usize = 1024;

/// The most that may stand behind the body.
const MAX_TRAILERS: usize = 8;

/// S3 takes smaller chunks only at the end.
const MIN_CHUNK: u64 = 8192;

/// Why a body is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ChunkError {
    /// It is not made of chunks.
    #[error("the body is not aws-chunked")]
    Malformed,
    /// What stands behind it is not what a trailer looks like.
    #[error("the trailer is malformed")]
    Trailer,
    /// A chunk before the last is too small.
    #[error("only the last chunk may have less than 8192 bytes")]
    TooSmall,
    /// A signature is not the one that the key gives.
    #[error("the signature of a chunk is wrong")]
    Signature,
}

/// Whether chunks carry signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signatures {
    /// Every chunk does.
    Demanded,
    /// None does.
    None,
}

/// Whether something stands behind the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trailing {
    /// Lines like `x-amz-checksum-crc32:AAAAAA==`.
    Trailers,
    /// Nothing.
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Size,
    Data,
    DataEnd,
    Trailers,
    End,
}

/// A body in the course of being taken apart.
pub(super) struct Decoder {
    state: State,
    line: Vec<u8>,
    left: u64,
    last_was_small: bool,
    signatures: Signatures,
    trailing: Trailing,
    signer: Option<ChunkSigner>,
    /// Signature and hash of the chunk that is being read.
    claimed: String,
    hash: Sha256,
    trailers: Vec<(String, String)>,
}

impl Decoder {
    /// Signatures are checked when there is a signer; they must be there whenever they are demanded.
    pub(super) fn new(signatures: Signatures, trailing: Trailing, signer: Option<ChunkSigner>) -> Self {
        Self {
            state: State::Size,
            line: Vec::new(),
            left: 0,
            last_was_small: false,
            signatures,
            trailing,
            signer,
            claimed: String::new(),
            hash: Sha256::new(),
            trailers: Vec::new(),
        }
    }

    /// Takes from `input` until there is data to pass on; `None` when more input is needed.
    pub(super) fn next(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, ChunkError> {
        while input.has_remaining() {
            match self.state {
                State::Data => {
                    let len = usize::try_from(self.left).unwrap_or(usize::MAX).min(input.len());
                    let data = input.split_to(len);
                    self.left -= len as u64;
                    if self.signer.is_some() {
                        self.hash.update(&data);
                    }
                    if self.left == 0 {
                        self.chunk_ends()?;
                        self.state = State::DataEnd;
                    }
                    return Ok(Some(data));
                }
                State::End => return Err(ChunkError::Malformed),
                State::Size | State::DataEnd | State::Trailers => {
                    if let Some(line) = self.line(input)? {
                        self.line_ends(&line)?;
                    }
                }
            }
        }
        Ok(None)
    }

    /// The trailers of a body that has ended as it should.
    pub(super) fn finish(self) -> Result<Vec<(String, String)>, ChunkError> {
        match self.state {
            State::End => Ok(self.trailers),
            State::Trailers => Err(ChunkError::Trailer),
            _ => Err(ChunkError::Malformed),
        }
    }

    /// A whole line without its end; `None` when it has not come yet.
    fn line(&mut self, input: &mut Bytes) -> Result<Option<String>, ChunkError> {
        let end = input.iter().position(|byte| *byte == b'\n');
        let taken = input.split_to(end.map_or(input.len(), |end| end + 1));
        if self.line.len() + taken.len() > MAX_LINE {
            return Err(ChunkError::Malformed);
        }
        self.line.extend_from_slice(&taken);
        if end.is_none() {
            return Ok(None);
        }
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8(line).map_err(|_| ChunkError::Malformed)?;
        let line = line.strip_suffix('\n').unwrap_or(&line);
        Ok(Some(line.strip_suffix('\r').unwrap_or(line).to_owned()))
    }

    fn line_ends(&mut self, line: &str) -> Result<(), ChunkError> {
        match self.state {
            State::Size => self.size(line),
            State::DataEnd if line.is_empty() => {
                self.state = State::Size;
                Ok(())
            }
            State::Trailers => self.trailer(line),
            State::DataEnd | State::Data | State::End => Err(ChunkError::Malformed),
        }
    }

    fn size(&mut self, line: &str) -> Result<(), ChunkError> {
        let mut parts = line.split(';');
        let size = parts.next().unwrap_or_default().trim();
        if size.is_empty() || size.len() > 16 || !size.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ChunkError::Malformed);
        }
        self.left = u64::from_str_radix(size, 16).map_err(|_| ChunkError::Malformed)?;
        let claimed = parts.find_map(|part| part.trim().strip_prefix("chunk-signature="));
        match (self.signatures, claimed) {
            (Signatures::Demanded, Some(claimed)) => claimed.clone_into(&mut self.claimed),
            (Signatures::Demanded, None) => return Err(ChunkError::Malformed),
            (Signatures::None, _) => {}
        }
        if self.left > 0 {
            if self.last_was_small {
                return Err(ChunkError::TooSmall);
            }
            self.last_was_small = self.left < MIN_CHUNK;
            self.state = State::Data;
            return Ok(());
        }
        self.chunk_ends()?;
        self.state = State::Trailers;
        Ok(())
    }

    fn chunk_ends(&mut self) -> Result<(), ChunkError> {
        let hash = std::mem::take(&mut self.hash).finalize();
        if self.signatures == Signatures::None {
            return Ok(());
        }
        let is_right = self.signer.as_mut().is_none_or(|signer| signer.chunk(&hex(&hash), &self.claimed));
        if is_right { Ok(()) } else { Err(ChunkError::Signature) }
    }

    fn trailer(&mut self, line: &str) -> Result<(), ChunkError> {
        if line.is_empty() {
            let is_signed = self.trailers.iter().any(|(name, _)| name == TRAILER_SIGNATURE);
            let demanded = self.signatures == Signatures::Demanded && self.trailing == Trailing::Trailers;
            if demanded != is_signed {
                return Err(ChunkError::Trailer);
            }
            self.trailers.retain(|(name, _)| name != TRAILER_SIGNATURE);
            self.state = State::End;
            return Ok(());
        }
        if self.trailing == Trailing::Nothing {
            return Err(ChunkError::Malformed);
        }
        let (name, value) = line.split_once(':').ok_or(ChunkError::Trailer)?;
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_owned());
        if self.trailers.len() == MAX_TRAILERS || self.trailers.iter().any(|(known, _)| *known == name) {
            return Err(ChunkError::Trailer);
        }
        if let (TRAILER_SIGNATURE, Some(signer)) = (name.as_str(), &mut self.signer) {
            let canonical: String = self.trailers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
            if !signer.trailer(&hex(&Sha256::digest(canonical)), &value) {
                return Err(ChunkError::Signature);
            }
        }
        self.trailers.push((name, value));
        Ok(())
    }
}

const TRAILER_SIGNATURE: &str = "x-amz-trailer-signature";

#[cfg(test)]
mod tests {
    use super::*;

    /// Data and trailers.
    type Decoded = (Vec<u8>, Vec<(String, String)>);

    /// Feeds the body in pieces of this size.
    fn decode(mut decoder: Decoder, body: &[u8], piece: usize) -> Result<Decoded, ChunkError> {
        let mut data = Vec::new();
        for piece in body.chunks(piece) {
            let mut input = Bytes::copy_from_slice(piece);
            while let Some(part) = decoder.next(&mut input)? {
                data.extend_from_slice(&part);
            }
        }
        Ok((data, decoder.finish()?))
    }

    fn plain(trailing: Trailing) -> Decoder {
        Decoder::new(Signatures::None, trailing, None)
    }

    /// The body that botocore 1.43.11 sends for `hello world` over TLS.
    #[test]
    fn the_chunks_of_todays_clients_are_read_whatever_the_pieces() {
        let body = b"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";
        for piece in 1..=body.len() {
            let (data, trailers) = decode(plain(Trailing::Trailers), body, piece).unwrap();
            assert_eq!(data, b"hello world");
            assert_eq!(trailers, [("x-amz-checksum-crc32".to_owned(), "DUoRhQ==".to_owned())]);
        }
        assert_eq!(decode(plain(Trailing::Nothing), b"0\r\n\r\n", 9), Ok((Vec::new(), Vec::new())));
    }

    #[test]
    fn what_is_not_so_is_refused() {
        let long = format!("{}\r\n", "0".repeat(2000));
        for (body, expected) in [
            ("", ChunkError::Malformed),
            ("b\r\nhello", ChunkError::Malformed),
            ("zz\r\n", ChunkError::Malformed),
            ("-1\r\n", ChunkError::Malformed),
            ("+1\r\na\r\n", ChunkError::Malformed),
            ("11111111111111111\r\n", ChunkError::Malformed),
            ("3\r\nabcd\r\n0\r\n\r\n", ChunkError::Malformed),
            ("0\r\n\r\nmore", ChunkError::Malformed),
            ("0\r\n", ChunkError::Trailer),
            ("0\r\nnothing\r\n\r\n", ChunkError::Trailer),
            ("0\r\na:1\r\na:2\r\n\r\n", ChunkError::Trailer),
            ("1\r\na\r\n1\r\nb\r\n0\r\n\r\n", ChunkError::TooSmall),
            (long.as_str(), ChunkError::Malformed),
        ] {
            assert_eq!(decode(plain(Trailing::Trailers), body.as_bytes(), 7).unwrap_err(), expected, "{body:?}");
        }
        let unsigned = Decoder::new(Signatures::Demanded, Trailing::Nothing, None);
        assert_eq!(decode(unsigned, b"1\r\na\r\n0\r\n\r\n", 7).unwrap_err(), ChunkError::Malformed);
        assert_eq!(decode(plain(Trailing::Nothing), b"0\r\na:b\r\n\r\n", 7).unwrap_err(), ChunkError::Malformed);
    }
}
