//! Bytes that come in: kept, measured and summed in one pass, without ever being in memory as a whole.

use std::sync::{Arc, Mutex, PoisonError};
use std::{io, mem};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use labs_world::{ByteStream, ObjectError, ObjectId, Objects, ServiceError};
use md5::{Digest as _, Md5};

use crate::checksum::{self, Algorithm, Hasher};
use crate::error::Refusal;
use crate::request::Members;

/// The most that one request may bring: 5 GiB.
pub(crate) const MAX_UPLOAD: u64 = 5 << 30;

/// What a request says about its body.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    length: Option<u64>,
    md5: Option<Vec<u8>>,
    /// The algorithm that the request names, by itself or with a value.
    pub(crate) algorithm: Option<Algorithm>,
    value: Option<Vec<u8>>,
}

/// Bytes that were kept.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) id: ObjectId,
    pub(crate) size: u64,
    pub(crate) md5: [u8; 16],
    checksums: Vec<(Algorithm, Vec<u8>)>,
}

impl Received {
    /// The checksum by one of the algorithms that were asked for.
    pub(crate) fn checksum(&self, algorithm: Algorithm) -> &[u8] {
        self.checksums.iter().find(|sum| sum.0 == algorithm).map_or(&[], |sum| sum.1.as_slice())
    }
}

impl Claims {
    /// The members that requests with a body may have.
    pub(crate) const MEMBERS: &'static [&'static str] = &[
        "ContentLength",
        "ContentMD5",
        "ChecksumAlgorithm",
        "ChecksumCRC32",
        "ChecksumCRC32C",
        "ChecksumCRC64NVME",
        "ChecksumSHA1",
        "ChecksumSHA256",
    ];

    /// Takes them from a request.
    pub(crate) fn read(operation: &'static str, members: &mut Members) -> Result<Self, Refusal> {
        let length = match members.number("ContentLength")? {
            None => None,
            Some(length) => Some(u64::try_from(length).map_err(|_| Refusal::NotValidated { member: "ContentLength" })?),
        };
        if let Some(proposed) = length.filter(|length| *length > MAX_UPLOAD) {
            return Err(Refusal::EntityTooLarge { proposed, allowed: MAX_UPLOAD });
        }
        let md5 = match members.text("ContentMD5")? {
            None => None,
            Some(given) => Some(checksum::decoded(&given, 16).ok_or(Refusal::InvalidDigest { given })?),
        };
        let named = algorithm(operation, members)?;
        let mut values = values(members)?.into_iter();
        let value = values.next();
        if values.next().is_some() {
            return Err(Refusal::InvalidRequest {
                message: "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."
                    .to_owned(),
            });
        }
        let (algorithm, value) = match value {
            None => (named, None),
            Some((algorithm, value)) => (Some(algorithm), Some(value)),
        };
        Ok(Self { length, md5, algorithm, value })
    }

    fn check(&self, received: &Received) -> Result<(), Refusal> {
        if self.length.is_some_and(|length| received.size < length) {
            return Err(Refusal::IncompleteBody);
        }
        let algorithm = self.algorithm.unwrap_or_default();
        let sums = [
            ("Content-MD5", &self.md5, received.md5.as_slice()),
            (algorithm.name(), &self.value, received.checksum(algorithm)),
        ];
        for (name, expected, calculated) in sums {
            if let Some(expected) = expected
                && expected != calculated
            {
                let (expected, calculated) = (checksum::encoded(expected), checksum::encoded(calculated));
                return Err(Refusal::BadDigest { name, expected, calculated });
            }
        }
        Ok(())
    }
}

/// `ChecksumAlgorithm`, one of those that are supported.
pub(crate) fn algorithm(operation: &'static str, members: &mut Members) -> Result<Option<Algorithm>, Refusal> {
    let Some(name) = members.text("ChecksumAlgorithm")? else { return Ok(None) };
    let known = Algorithm::of_name(&name);
    known.map(Some).ok_or_else(|| {
        let names: Vec<_> = Algorithm::ALL.iter().map(|row| row.0).collect();
        let (what, instead) = (format!("ChecksumAlgorithm {name}"), format!("use one of {}", names.join(", ")));
        Refusal::Unsupported { operation, what, instead }
    })
}

/// The checksums that a request gives by value.
pub(crate) fn values(members: &mut Members) -> Result<Vec<(Algorithm, Vec<u8>)>, Refusal> {
    let mut values = Vec::new();
    for &(name, member, algorithm) in Algorithm::ALL {
        if let Some(given) = members.text(member)? {
            let value = checksum::decoded(&given, algorithm.length()).ok_or_else(|| Refusal::InvalidRequest {
                message: format!("Value for x-amz-checksum-{} header is invalid.", name.to_lowercase()),
            })?;
            values.push((algorithm, value));
        }
    }
    Ok(values)
}

/// Keeps what `body` brings and holds it against the claims. The checksum that they name is made, and the one that is wanted.
pub(crate) async fn receive(
    objects: &Objects,
    body: Option<ByteStream>,
    claims: &Claims,
    wanted: Algorithm,
) -> Result<Received, Refusal> {
    let body = body.unwrap_or_else(|| Box::pin(stream::empty()));
    let received = keep(objects, body, &[claims.algorithm.unwrap_or(wanted), wanted]).await?;
    claims.check(&received)?;
    Ok(received)
}

/// Keeps what `body` brings.
pub(crate) async fn keep(objects: &Objects, body: ByteStream, algorithms: &[Algorithm]) -> Result<Received, Refusal> {
    let sums = Arc::new(Mutex::new(Sums::new(algorithms)));
    let kept = objects.put_stream(summed(body, &sums)).await;
    let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
    match kept {
        Ok((id, size)) => {
            let (md5, checksums) = mem::take(&mut *sums).finish();
            Ok(Received { id, size, md5, checksums })
        }
        Err(ObjectError::Interrupted { reason }) => Err(sums.trouble.take().unwrap_or(Refusal::Interrupted { reason })),
        Err(other) => Err(other.into()),
    }
}

/// Reads what `body` brings and keeps nothing of it but the sums: MD5, and the checksum by `algorithm`.
pub(crate) async fn sum(body: ByteStream, algorithm: Algorithm) -> Result<([u8; 16], Vec<u8>), Refusal> {
    let sums = Arc::new(Mutex::new(Sums::new(&[algorithm])));
    let mut body = summed(body, &sums);
    while let Some(piece) = body.next().await {
        piece.map_err(|error| Refusal::Interrupted { reason: error.to_string() })?;
    }
    drop(body);
    let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
    let (md5, checksums) = mem::take(&mut *sums).finish();
    Ok((md5, checksums.into_iter().next().map(|sum| sum.1).unwrap_or_default()))
}

/// The same stream, whose bytes are summed while they pass.
fn summed(body: ByteStream, sums: &Arc<Mutex<Sums>>) -> ByteStream {
    let sums = Arc::clone(sums);
    Box::pin(body.map(move |piece| sums.lock().unwrap_or_else(PoisonError::into_inner).take(piece)))
}

/// What has come so far.
#[derive(Default)]
struct Sums {
    md5: Md5,
    checksums: Vec<(Algorithm, Hasher)>,
    size: u64,
    /// What stopped it.
    trouble: Option<Refusal>,
}

impl Sums {
    fn new(algorithms: &[Algorithm]) -> Self {
        let mut sums = Self::default();
        for &algorithm in algorithms {
            if !sums.checksums.iter().any(|sum| sum.0 == algorithm) {
                sums.checksums.push((algorithm, Hasher::new(algorithm)));
            }
        }
        sums
    }

    fn finish(self) -> ([u8; 16], Vec<(Algorithm, Vec<u8>)>) {
        let checksums = self.checksums.into_iter().map(|(algorithm, hasher)| (algorithm, hasher.finish()));
        (self.md5.finalize().into(), checksums.collect())
    }

    fn take(&mut self, piece: io::Result<Bytes>) -> io::Result<Bytes> {
        let piece = piece.inspect_err(|error| {
            // Whoever feeds the stream may know better than "it stopped", as when a trailing checksum does not fit.
            let told = error.get_ref().and_then(|inner| inner.downcast_ref::<ServiceError>());
            self.trouble = told.map(|error| Refusal::Sender(Box::new(error.clone())));
        })?;
        self.size += piece.len() as u64;
        if self.size > MAX_UPLOAD {
            self.trouble = Some(Refusal::EntityTooLarge { proposed: self.size, allowed: MAX_UPLOAD });
            return Err(io::Error::other("more than one request may bring"));
        }
        self.md5.update(&piece);
        self.checksums.iter_mut().for_each(|(_, hasher)| hasher.update(&piece));
        Ok(piece)
    }
}
