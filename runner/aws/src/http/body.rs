//! Reading request bodies: never more than DynamoDB takes, packed or not.

use std::io::Read as _;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use flate2::read::{GzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use http_body_util::BodyExt as _;

use super::route::header;

/// DynamoDB takes 16 MiB.
pub(super) const MAX_BODY: usize = 16 * 1024 * 1024;

/// How much of a body that is too large is read and thrown away, so that its sender gets to read the answer.
const MAX_DRAINED: usize = 4 * MAX_BODY;

/// Why a body cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum BodyError {
    /// It is larger than AWS takes.
    #[error("the request body is larger than 16 MB, which is the most that the service takes")]
    TooLarge,
    /// It is packed in a way that is not known here.
    #[error("the content encoding `{0}` is not supported; use gzip, deflate or none")]
    Encoding(String),
    /// It broke off, or it is not packed as it says.
    #[error("the request body could not be read: {0}")]
    Broken(String),
}

/// Reads and unpacks a body.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, BodyError> {
    let bytes = collect(body).await?;
    match header(headers, CONTENT_ENCODING.as_str()).map(str::trim) {
        None | Some("" | "identity") => Ok(bytes),
        Some(encoding) if encoding.eq_ignore_ascii_case("gzip") => unpack(GzDecoder::new(bytes.as_ref())),
        Some(encoding) if encoding.eq_ignore_ascii_case("deflate") => unpack(ZlibDecoder::new(bytes.as_ref())),
        Some(encoding) => Err(BodyError::Encoding(encoding.to_owned())),
    }
}

async fn collect(mut body: Body) -> Result<Bytes, BodyError> {
    let mut bytes = BytesMut::new();
    let mut total = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| BodyError::Broken(error.to_string()))?;
        let Some(data) = frame.data_ref() else { continue };
        total = total.saturating_add(data.len());
        if total > MAX_DRAINED {
            break;
        }
        if total > MAX_BODY {
            bytes = BytesMut::new();
        } else {
            bytes.extend_from_slice(data);
        }
    }
    if total > MAX_BODY { Err(BodyError::TooLarge) } else { Ok(bytes.freeze()) }
}

/// The limit holds for what comes out, so a small body that unpacks to gigabytes costs no more than an honest one.
fn unpack(decoder: impl std::io::Read) -> Result<Bytes, BodyError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BODY).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(limit).read_to_end(&mut bytes).map_err(|error| BodyError::Broken(error.to_string()))?;
    if bytes.len() > MAX_BODY { Err(BodyError::TooLarge) } else { Ok(Bytes::from(bytes)) }
}
