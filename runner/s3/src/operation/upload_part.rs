//! UploadPart: keeps a part of an upload under its number.

use labs_world::{ByteStream, Map, Reply};

use super::{OBJECT, Operation};
use crate::body::{self, Claims, Received};
use crate::checksum;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::multipart::{self, StoredPart, Upload};
use crate::object;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "UploadPart",
    members: &[OBJECT, &["PartNumber", "UploadId"], Claims::MEMBERS],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let (upload, received) = act(engine, &request, body).await?;
    Ok(reply(&request, &upload, &received))
}

struct Request {
    place: Place,
    claims: Claims,
}

/// Where a part goes.
pub(super) struct Place {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) upload: String,
    number: u16,
}

impl Place {
    /// Takes it from a request.
    pub(super) fn read(members: &mut Members) -> Result<Self, Refusal> {
        let number = members.number("PartNumber")?.unwrap_or_default();
        let in_range = u16::try_from(number).ok().filter(|number| (1..=10_000).contains(number));
        let refused = || Refusal::InvalidArgument {
            message: "Part number must be an integer between 1 and 10000, inclusive".to_owned(),
            argument: "partNumber",
            value: number.to_string(),
        };
        Ok(Self {
            bucket: members.bucket()?,
            key: members.key()?,
            upload: members.required("UploadId")?,
            number: in_range.ok_or_else(refused)?,
        })
    }

    /// Puts what came there; the upload must still be there.
    pub(super) async fn fill(&self, engine: &S3, upload: &Upload, received: &Received) -> Result<StoredPart, Refusal> {
        let part = StoredPart {
            id: received.id,
            size: received.size,
            md5: received.md5,
            checksum: received.checksum(upload.checksum_algorithm()).to_vec(),
            modified: engine.now(),
        };
        engine
            .store()
            .write(|transaction| {
                let upload = multipart::require(transaction, &self.bucket, &self.key, &self.upload)?;
                multipart::save_part(transaction, engine.world(), &self.bucket, &upload, self.number, &part)
            })
            .await?;
        Ok(part)
    }
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        Ok(Self { place: Place::read(&mut members)?, claims: Claims::read(OPERATION.name, &mut members)? })
    }
}

async fn act(engine: &S3, request: &Request, body: Option<ByteStream>) -> Result<(Upload, Received), Refusal> {
    let Request { place, claims } = request;
    let upload = multipart::require(engine.store(), &place.bucket, &place.key, &place.upload)?;
    // An upload that named no algorithm takes parts with any.
    if let (Some(expected), Some(actual)) = (upload.algorithm, claims.algorithm)
        && expected != actual
    {
        let (expected, actual) = (expected.name().to_lowercase(), actual.name().to_lowercase());
        return Err(Refusal::InvalidRequest {
            message: format!(
                "Checksum Type mismatch occurred, expected checksum Type: {expected}, actual checksum Type: {actual}"
            ),
        });
    }
    let received = body::receive(engine.objects(), body, claims, upload.checksum_algorithm()).await?;
    place.fill(engine, &upload, &received).await?;
    Ok((upload, received))
}

fn reply(request: &Request, upload: &Upload, received: &Received) -> Reply {
    let e_tag = object::quoted(&object::hexadecimal(&received.md5));
    let mut reply = Map::from_iter([("ETag".to_owned(), e_tag.into())]);
    if let Some(algorithm) = request.claims.algorithm.or(upload.algorithm) {
        checksum::tell_part(algorithm, received.checksum(algorithm), &mut reply);
    }
    reply.insert("ServerSideEncryption".to_owned(), "AES256".into());
    Reply::new(reply)
}
