//! ListParts: the parts of an upload that have come, a page at a time.

use labs_world::{ByteStream, Document, Map, Reply};

use super::{OBJECT, Operation, count, limit, size};
use crate::checksum;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::multipart::{self, StoredPart, Upload};
use crate::object;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListParts",
    members: &[OBJECT, &["MaxParts", "PartNumberMarker", "UploadId"]],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let upload = multipart::require(engine.store(), &request.bucket, &request.key, &request.upload)?;
    let parts = multipart::parts(engine.store(), &request.bucket, &upload.id)?;
    Ok(reply(engine, request, &upload, parts))
}

struct Request {
    bucket: String,
    key: String,
    upload: String,
    limit: usize,
    marker: u16,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        Ok(Self {
            bucket: members.bucket()?,
            key: members.key()?,
            upload: members.required("UploadId")?,
            limit: limit(&mut members, "MaxParts", "max-parts")?,
            marker: marker(&mut members)?,
        })
    }
}

/// `PartNumberMarker`: the number after which a page begins.
pub(super) fn marker(members: &mut Members) -> Result<u16, Refusal> {
    let Some(number) = members.number("PartNumberMarker")? else { return Ok(0) };
    // A number beyond all parts is no error; no part comes after it.
    u16::try_from(number.min(i64::from(u16::MAX))).map_err(|_| Refusal::InvalidArgument {
        message: "Argument part-number-marker must be an integer between 0 and 2147483647".to_owned(),
        argument: "part-number-marker",
        value: number.to_string(),
    })
}

fn reply(engine: &S3, request: Request, upload: &Upload, parts: Vec<(u16, StoredPart)>) -> Reply {
    let after: Vec<_> = parts.into_iter().filter(|(number, _)| *number > request.marker).collect();
    let shown = after.get(..request.limit.min(after.len())).unwrap_or_default();
    let next = shown.last().map_or(request.marker, |last| last.0);
    let owner = || Map::from_iter([("ID".to_owned(), Document::from(engine.owner()))]);
    let part = |(number, part): &(u16, StoredPart)| {
        let mut entry = Map::from_iter([
            ("PartNumber".to_owned(), i64::from(*number).into()),
            ("LastModified".to_owned(), part.modified.into()),
            ("ETag".to_owned(), object::quoted(&object::hexadecimal(&part.md5)).into()),
            ("Size".to_owned(), size(part.size)),
        ]);
        if let Some(algorithm) = upload.algorithm {
            checksum::tell_part(algorithm, &part.checksum, &mut entry);
        }
        Document::from(entry)
    };
    let mut reply = Map::from_iter([
        ("Bucket".to_owned(), request.bucket.into()),
        ("Key".to_owned(), request.key.into()),
        ("UploadId".to_owned(), request.upload.into()),
        ("PartNumberMarker".to_owned(), i64::from(request.marker).into()),
        ("NextPartNumberMarker".to_owned(), i64::from(next).into()),
        ("MaxParts".to_owned(), count(request.limit)),
        ("IsTruncated".to_owned(), (shown.len() < after.len() && request.limit > 0).into()),
        ("Initiator".to_owned(), owner().into()),
        ("Owner".to_owned(), owner().into()),
        ("StorageClass".to_owned(), upload.properties.class.name().into()),
    ]);
    if !shown.is_empty() {
        reply.insert("Parts".to_owned(), shown.iter().map(part).collect::<Vec<_>>().into());
    }
    if let Some(algorithm) = upload.algorithm {
        reply.insert("ChecksumAlgorithm".to_owned(), algorithm.name().into());
        reply.insert("ChecksumType".to_owned(), upload.checksum_type.name().into());
    }
    Reply::new(reply)
}
