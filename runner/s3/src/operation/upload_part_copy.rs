//! UploadPartCopy: keeps bytes of another object as a part of an upload.

use labs_world::{ByteStream, Map, Reply};

use super::upload_part::Place;
use super::{OBJECT, Operation};
use crate::body::{self, MAX_UPLOAD};
use crate::checksum;
use crate::copy_source::CopySource;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::multipart::{self, StoredPart, Upload};
use crate::object;
use crate::precondition::{ReadConditions, Unmodified};
use crate::range;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "UploadPartCopy",
    members: &[
        OBJECT,
        &["CopySource", "CopySourceRange", "ExpectedSourceBucketOwner", "PartNumber", "UploadId"],
        ReadConditions::SOURCE_MEMBERS,
    ],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let (upload, part) = act(engine, &request).await?;
    Ok(reply(&upload, &part))
}

struct Request {
    place: Place,
    source: CopySource,
    range: Option<String>,
    conditions: ReadConditions,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        Ok(Self {
            place: Place::read(&mut members)?,
            source: CopySource::read(OPERATION.name, &mut members)?,
            range: members.text("CopySourceRange")?,
            conditions: ReadConditions::read_source(&mut members)?,
        })
    }
}

async fn act(engine: &S3, request: &Request) -> Result<(Upload, StoredPart), Refusal> {
    let Request { place, source, range, conditions } = request;
    let upload = multipart::require(engine.store(), &place.bucket, &place.key, &place.upload)?;
    let object = object::require(engine.store(), &source.bucket, &source.key)?;
    conditions.check(&object, Unmodified::Failed)?;
    object.class().require_readable()?;
    let bytes = match range {
        None => 0..object.size,
        Some(header) => {
            let refused = |message: String| Refusal::InvalidArgument {
                message,
                argument: "x-amz-copy-source-range",
                value: header.clone(),
            };
            let form = "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the \
                        zero-based offsets of the first and last bytes to copy";
            let (first, last) = range::first_and_last(header).ok_or_else(|| refused(form.to_owned()))?;
            if last >= object.size {
                let size = object.size;
                return Err(refused(format!("Range specified is not valid for source object of size: {size}")));
            }
            first..last + 1
        }
    };
    if bytes.end - bytes.start > MAX_UPLOAD {
        return Err(too_large());
    }
    let stream = object::open(engine.world(), &object.pieces, bytes)?;
    let received = body::keep(engine.objects(), stream, &[upload.checksum_algorithm()]).await?;
    let part = place.fill(engine, &upload, &received).await?;
    Ok((upload, part))
}

/// A source of more than 5 GiB.
pub(super) fn too_large() -> Refusal {
    Refusal::InvalidRequest {
        message: format!(
            "The specified copy source is larger than the maximum allowable size for a copy source: {MAX_UPLOAD}"
        ),
    }
}

fn reply(upload: &Upload, part: &StoredPart) -> Reply {
    let mut result = Map::from_iter([
        ("ETag".to_owned(), object::quoted(&object::hexadecimal(&part.md5)).into()),
        ("LastModified".to_owned(), part.modified.into()),
    ]);
    if let Some(algorithm) = upload.algorithm {
        checksum::tell_part(algorithm, &part.checksum, &mut result);
    }
    Reply::new(Map::from_iter([
        ("CopyPartResult".to_owned(), result.into()),
        ("ServerSideEncryption".to_owned(), "AES256".into()),
    ]))
}
