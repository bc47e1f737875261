//! What a request promises of its body, read from its headers before the body is touched.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use labs_world::ServiceError;

use super::checksum::Algorithm;
use super::chunked::{Decoder, Signatures, Trailing};
use crate::http::route::header;
use crate::sigv4::ChunkSigner;

/// The most that one request may bring.
const MAX_UPLOAD: u64 = 5 * 1024 * 1024 * 1024;

/// Whether a request must say how long its body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Length {
    /// It must: S3 takes no upload of unknown length.
    Demanded,
    /// It need not.
    Free,
}

/// Which promises are about the body itself. In CompleteMultipartUpload a checksum is that of the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Promise {
    /// Checksum headers are those of the body.
    Body,
    /// They are about something else.
    Other,
}

/// One thing that must turn out to be so.
pub(super) struct Expected {
    pub(super) algorithm: Algorithm,
    pub(super) digest: Digest,
}

/// What a digest is compared with, and whose words are used when it differs.
pub(super) enum Digest {
    /// `x-amz-content-sha256`, in hexadecimal.
    Payload(String),
    /// `Content-MD5`, in base64.
    Md5(String),
    /// `x-amz-checksum-…`, in base64.
    Checksum(String),
    /// The same, but it comes behind the body.
    Trailer,
}

/// What becomes of a body.
pub(in crate::http) struct Plan {
    pub(super) decoder: Option<Decoder>,
    pub(super) expected: Vec<Expected>,
    /// How many bytes there must be, once chunks are taken apart.
    pub(super) length: Option<u64>,
    /// Whether the client waits before it sends.
    pub(super) waits: bool,
}

impl Plan {
    /// Reads the promises. `signer` checks the signatures of chunks where the keys are known.
    pub(in crate::http) fn read(
        headers: &HeaderMap,
        signer: Option<ChunkSigner>,
        length: Length,
        promise: Promise,
    ) -> Result<Self, ServiceError> {
        let mut expected = Vec::new();
        let (signatures, trailing) = match header(headers, "x-amz-content-sha256") {
            None | Some("UNSIGNED-PAYLOAD") => (None, Trailing::Nothing),
            Some("STREAMING-AWS4-HMAC-SHA256-PAYLOAD") => (Some(Signatures::Demanded), Trailing::Nothing),
            Some("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER") => (Some(Signatures::Demanded), Trailing::Trailers),
            Some("STREAMING-UNSIGNED-PAYLOAD-TRAILER") => (Some(Signatures::None), Trailing::Trailers),
            Some(hash) if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                let digest = Digest::Payload(hash.to_ascii_lowercase());
                expected.push(Expected { algorithm: Algorithm::Sha256, digest });
                (None, Trailing::Nothing)
            }
            Some(other) if other.starts_with("STREAMING-") => {
                return Err(not_here(format!("x-amz-content-sha256: {other}")));
            }
            Some(other) => {
                return Err(invalid(
                    "InvalidArgument",
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, \
                    STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, \
                    STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
                )
                .with("ArgumentName", "x-amz-content-sha256")
                .with("ArgumentValue", other));
            }
        };
        if let Some(md5) = header(headers, "content-md5") {
            if !Algorithm::Md5.is_digest(md5) {
                return Err(
                    invalid("InvalidDigest", "The Content-MD5 you specified was invalid.").with("Content-MD5", md5)
                );
            }
            expected.push(Expected { algorithm: Algorithm::Md5, digest: Digest::Md5(md5.trim().to_owned()) });
        }
        if promise == Promise::Body {
            expected.extend(checksum(headers, trailing)?);
        }
        let declared = number(headers, CONTENT_LENGTH.as_str())?;
        let decoded = number(headers, "x-amz-decoded-content-length")?;
        let actual = if signatures.is_some() { decoded } else { declared };
        if actual.is_none() && (signatures.is_some() || length == Length::Demanded) {
            let message = "You must provide the Content-Length HTTP header.";
            return Err(ServiceError::client("MissingContentLength", message).with_status(411));
        }
        if let Some(proposed) = actual.filter(|length| *length > MAX_UPLOAD) {
            let message = "Your proposed upload exceeds the maximum allowed size";
            let of = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
            return Err(invalid("EntityTooLarge", message)
                .with("ProposedSize", of(proposed))
                .with("MaxSizeAllowed", of(MAX_UPLOAD)));
        }
        let waits = header(headers, "expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue"));
        let decoder = signatures.map(|signatures| Decoder::new(signatures, trailing, signer));
        Ok(Self { decoder, expected, length: actual, waits })
    }

    /// The length of the body once chunks are taken apart, as far as it is known.
    pub(in crate::http) fn length(&self) -> Option<u64> {
        self.length
    }

    /// Whether the request says nothing by which its body could be checked, apart from its signature.
    pub(in crate::http) fn promises_nothing(&self) -> bool {
        self.expected.iter().all(|expected| matches!(expected.digest, Digest::Payload(_)))
    }

    /// The algorithm of the checksum that comes behind the body.
    pub(in crate::http) fn trailing_algorithm(&self) -> Option<&'static str> {
        let trailing = self.expected.iter().find(|expected| matches!(expected.digest, Digest::Trailer));
        trailing.map(|expected| expected.algorithm.name())
    }
}

/// `Content-Encoding` without `aws-chunked`, which is the business of the wire; `None` when nothing is left.
pub(in crate::http) fn content_encoding(headers: &HeaderMap) -> Option<String> {
    let value = header(headers, CONTENT_ENCODING.as_str())?;
    let kept = value.split(',').map(str::trim).filter(|coding| !coding.eq_ignore_ascii_case("aws-chunked"));
    let kept: Vec<_> = kept.filter(|coding| !coding.is_empty()).collect();
    (!kept.is_empty()).then(|| kept.join(","))
}

/// The one checksum that a request may promise, in a header or behind the body.
fn checksum(headers: &HeaderMap, trailing: Trailing) -> Result<Option<Expected>, ServiceError> {
    let mut found = Vec::new();
    for (name, value) in headers {
        let name = name.as_str();
        if !name.starts_with("x-amz-checksum-")
            || matches!(name, "x-amz-checksum-algorithm" | "x-amz-checksum-mode" | "x-amz-checksum-type")
        {
            continue;
        }
        let Some(algorithm) = Algorithm::of_header(name) else { return Err(not_here(format!("the header {name}"))) };
        let value = value.to_str().unwrap_or_default().trim();
        if !algorithm.is_digest(value) {
            return Err(invalid("InvalidRequest", format!("Value for {name} header is invalid.")));
        }
        found.push(Expected { algorithm, digest: Digest::Checksum(value.to_owned()) });
    }
    let names = header(headers, "x-amz-trailer").unwrap_or_default();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let Some(algorithm) = Algorithm::of_header(&name.to_ascii_lowercase()) else {
            return Err(invalid("InvalidRequest", "The value specified in the x-amz-trailer header is not supported"));
        };
        if trailing == Trailing::Nothing {
            return Err(invalid("MalformedTrailerError", MALFORMED_TRAILER));
        }
        found.push(Expected { algorithm, digest: Digest::Trailer });
    }
    if found.len() > 1 {
        let message = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
        return Err(invalid("InvalidRequest", message));
    }
    if let (None, Some(algorithm)) = (found.first(), header(headers, "x-amz-sdk-checksum-algorithm")) {
        if Algorithm::ALL.iter().all(|known| known.name() != algorithm) {
            return Err(not_here(format!("the checksum algorithm {algorithm}")));
        }
        let message = "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer \
                       headers were found.";
        return Err(invalid("InvalidRequest", message));
    }
    Ok(found.pop())
}

/// S3's words for a trailer that is missing or misshapen.
pub(super) const MALFORMED_TRAILER: &str =
    "The request contained trailing data that was not well-formed or did not conform to our published schema.";

fn number(headers: &HeaderMap, name: &str) -> Result<Option<u64>, ServiceError> {
    let Some(text) = header(headers, name) else { return Ok(None) };
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse().ok().filter(|_| is_number) {
        Some(number) => Ok(Some(number)),
        None => Err(invalid("InvalidArgument", format!("The value of {name} is not a number"))),
    }
}

pub(super) fn invalid(code: &str, message: impl Into<String>) -> ServiceError {
    ServiceError::client(code, message).with_status(400)
}

fn not_here(what: String) -> ServiceError {
    let message = format!("{what} is not supported by this version of labs");
    ServiceError::client("NotImplemented", message).with_status(501)
}

/// Base64 of a digest.
pub(super) fn base64(digest: &[u8]) -> String {
    STANDARD.encode(digest)
}
