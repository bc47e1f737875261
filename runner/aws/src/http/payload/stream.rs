//! The stream that an engine reads: pieces as they arrive, and an error at the end when a promise is broken.

use std::io;
use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::HeaderMap;
use http_body_util::BodyExt as _;
use labs_world::{ByteStream, ServiceError};

use super::checksum::Hasher;
use super::chunked::{ChunkError, Decoder};
use super::plan::{Digest, Expected, MALFORMED_TRAILER, Plan, base64, invalid};
use crate::http::route::header;
use crate::sigv4::hex;

/// How long a client may be silent in the middle of a body.
const PATIENCE: Duration = Duration::from_secs(60);

/// How much of a body that nobody wants is read and thrown away, so that its sender gets to read the answer.
const MAX_DRAINED: usize = 64 * 1024 * 1024;

/// How long that may take.
const DRAIN_PATIENCE: Duration = Duration::from_secs(10);

/// A body that is being read.
struct Reading {
    source: Source,
    decoder: Option<Decoder>,
    /// What has arrived and is not taken apart yet.
    input: Bytes,
    checks: Vec<(Expected, Hasher)>,
    length: Option<u64>,
    seen: u64,
    is_over: bool,
}

/// The connection's side of a body.
struct Source {
    body: Option<Body>,
    /// Whether the client sends without being asked to go on.
    sends: bool,
}

impl Drop for Source {
    /// A client that sends on without looking would find its connection closed before it reads why.
    fn drop(&mut self) {
        let Some(mut body) = self.body.take().filter(|_| self.sends) else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(tokio::time::timeout(DRAIN_PATIENCE, async move {
            let mut drained = 0;
            while let Some(Ok(frame)) = body.frame().await {
                drained += frame.data_ref().map_or(0, Bytes::len);
                if drained > MAX_DRAINED {
                    break;
                }
            }
        }));
    }
}

/// The body as an engine reads it.
pub(in crate::http) fn open(plan: Plan, body: Body) -> ByteStream {
    let reading = Reading {
        source: Source { body: Some(body), sends: !plan.waits },
        decoder: plan.decoder,
        input: Bytes::new(),
        checks: plan
            .expected
            .into_iter()
            .map(|expected| {
                let hasher = Hasher::new(expected.algorithm);
                (expected, hasher)
            })
            .collect(),
        length: plan.length,
        seen: 0,
        is_over: false,
    };
    Box::pin(stream::unfold(reading, |mut reading| async move {
        if reading.is_over {
            return None;
        }
        match reading.next().await {
            Ok(Some(piece)) => Some((Ok(piece), reading)),
            Ok(None) => None,
            Err(error) => {
                reading.is_over = true;
                Some((Err(io::Error::new(io::ErrorKind::InvalidData, error)), reading))
            }
        }
    }))
}

/// A body that nobody wants. Its sender gets to read the answer.
pub(in crate::http) fn discard(headers: &HeaderMap, body: Body) {
    let waits = header(headers, "expect").is_some();
    drop(Source { body: Some(body), sends: !waits });
}

/// All of a body that is small.
pub(in crate::http) async fn collect(mut body: ByteStream, most: usize) -> Result<Bytes, ServiceError> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| told(&error))?;
        if bytes.len() + piece.len() > most {
            return Err(invalid("MaxMessageLengthExceeded", "Your request was too big."));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

/// The refusal that an error of such a stream carries.
fn told(error: &io::Error) -> ServiceError {
    let told = error.get_ref().and_then(|inner| inner.downcast_ref::<ServiceError>()).cloned();
    told.unwrap_or_else(incomplete)
}

impl Reading {
    async fn next(&mut self) -> Result<Option<Bytes>, ServiceError> {
        loop {
            if let Some(decoder) = &mut self.decoder {
                if let Some(data) = decoder.next(&mut self.input).map_err(refusal)? {
                    return self.pass(data).map(Some);
                }
            } else if !self.input.is_empty() {
                let data = std::mem::take(&mut self.input);
                return self.pass(data).map(Some);
            }
            let Some(body) = &mut self.source.body else { return self.end().map(|()| None) };
            self.source.sends = true;
            match tokio::time::timeout(PATIENCE, body.frame()).await {
                Ok(Some(Ok(frame))) => self.input = frame.into_data().unwrap_or_default(),
                Ok(None) => self.source.body = None,
                Ok(Some(Err(_))) => {
                    self.source.body = None;
                    return Err(incomplete());
                }
                Err(_) => {
                    self.source.body = None;
                    return Err(invalid(
                        "RequestTimeout",
                        "Your socket connection to the server was not read from or written to within the timeout \
                         period. Idle connections will be closed.",
                    ));
                }
            }
        }
    }

    fn pass(&mut self, data: Bytes) -> Result<Bytes, ServiceError> {
        self.seen += data.len() as u64;
        if self.length.is_some_and(|length| self.seen > length) {
            return Err(incomplete());
        }
        for (_, hasher) in &mut self.checks {
            hasher.update(&data);
        }
        Ok(data)
    }

    fn end(&mut self) -> Result<(), ServiceError> {
        self.is_over = true;
        let trailers = match self.decoder.take() {
            Some(decoder) => decoder.finish().map_err(refusal)?,
            None => Vec::new(),
        };
        if self.length.is_some_and(|length| self.seen < length) {
            return Err(incomplete());
        }
        for (expected, hasher) in self.checks.drain(..) {
            check(expected, &hasher.finish(), &trailers)?;
        }
        Ok(())
    }
}

fn check(expected: Expected, digest: &[u8], trailers: &[(String, String)]) -> Result<(), ServiceError> {
    let algorithm = expected.algorithm;
    let promised = match expected.digest {
        Digest::Payload(promised) => {
            let computed = hex(digest);
            if promised == computed {
                return Ok(());
            }
            let message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
            return Err(invalid("XAmzContentSHA256Mismatch", message)
                .with("ClientComputedContentSHA256", promised)
                .with("S3ComputedContentSHA256", computed));
        }
        Digest::Md5(promised) => {
            let computed = base64(digest);
            if promised == computed {
                return Ok(());
            }
            return Err(invalid("BadDigest", "The Content-MD5 you specified did not match what we received.")
                .with("ExpectedDigest", promised)
                .with("CalculatedDigest", computed));
        }
        Digest::Checksum(promised) => promised,
        Digest::Trailer => {
            let name = format!("x-amz-checksum-{}", algorithm.name().to_ascii_lowercase());
            match trailers.iter().find(|(known, _)| *known == name) {
                Some((_, value)) if algorithm.is_digest(value) => value.clone(),
                Some(_) => {
                    return Err(invalid("InvalidRequest", format!("Value for {name} trailing header is invalid.")));
                }
                None => return Err(invalid("MalformedTrailerError", MALFORMED_TRAILER)),
            }
        }
    };
    if promised == base64(digest) {
        return Ok(());
    }
    let message = format!("The {} you specified did not match the calculated checksum.", algorithm.name());
    Err(invalid("BadDigest", message))
}

/// S3 has one sentence for too little, too much and a connection that broke.
fn incomplete() -> ServiceError {
    invalid("IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header")
}

fn refusal(error: ChunkError) -> ServiceError {
    match error {
        ChunkError::Malformed => invalid("IncompleteBody", "The request body terminated unexpectedly"),
        ChunkError::Trailer => invalid("MalformedTrailerError", MALFORMED_TRAILER),
        ChunkError::TooSmall => ServiceError::client(
            "InvalidChunkSizeError",
            "Only the last chunk is allowed to have a size less than 8192 bytes",
        )
        .with_status(403),
        ChunkError::Signature => ServiceError::client(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing \
             method.",
        )
        .with_status(403),
    }
}
