//! CreateMultipartUpload: begins an upload and says under which id its parts may come.

use labs_world::{ByteStream, Map, Reply};

use super::{OBJECT, Operation, encryption, no_acl};
use crate::body;
use crate::bucket;
use crate::checksum::{Algorithm, ChecksumType};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::multipart::{self, Upload};
use crate::object::Properties;
use crate::request::Members;
use crate::tagging::{self, Tags};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "CreateMultipartUpload",
    members: &[
        OBJECT,
        &["ACL", "ChecksumAlgorithm", "ChecksumType", "ServerSideEncryption", "Tagging"],
        Properties::MEMBERS,
    ],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let upload = act(engine, &request).await?;
    Ok(reply(&request.bucket, upload))
}

struct Request {
    bucket: String,
    key: String,
    properties: Properties,
    tags: Tags,
    algorithm: Option<Algorithm>,
    checksum_type: ChecksumType,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        no_acl(&mut members)?;
        encryption(OPERATION.name, &mut members)?;
        let algorithm = body::algorithm(OPERATION.name, &mut members)?;
        Ok(Self {
            bucket: members.bucket()?,
            key: members.key()?,
            properties: Properties::read(&mut members)?,
            tags: tagging::of_header(&mut members)?,
            algorithm,
            checksum_type: checksum_type(&mut members, algorithm)?,
        })
    }
}

fn checksum_type(members: &mut Members, algorithm: Option<Algorithm>) -> Result<ChecksumType, Refusal> {
    let refused = |message: String| Refusal::InvalidRequest { message };
    let Some(name) = members.text("ChecksumType")? else {
        return Ok(algorithm.unwrap_or_default().default_type());
    };
    let kind = ChecksumType::of_name(&name)
        .ok_or_else(|| refused("Value for x-amz-checksum-type header is invalid.".to_owned()))?;
    match algorithm {
        None => Err(refused(
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.".to_owned(),
        )),
        Some(algorithm) if algorithm.allows(kind) => Ok(kind),
        Some(algorithm) => Err(refused(format!(
            "The {name} checksum type cannot be used with the {} checksum algorithm.",
            algorithm.name().to_lowercase()
        ))),
    }
}

async fn act(engine: &S3, request: &Request) -> Result<Upload, Refusal> {
    let initiated = engine.now();
    let upload = Upload {
        id: Upload::new_id(engine.world().ids(), engine.world().clock().now()),
        key: request.key.clone(),
        initiated,
        properties: request.properties.clone(),
        tags: request.tags.clone(),
        algorithm: request.algorithm,
        checksum_type: request.checksum_type,
    };
    engine
        .store()
        .write(|transaction| {
            bucket::require(transaction, &request.bucket)?;
            multipart::save(transaction, &request.bucket, &upload)
        })
        .await?;
    Ok(upload)
}

fn reply(bucket: &str, upload: Upload) -> Reply {
    let mut reply = Map::from_iter([
        ("Bucket".to_owned(), bucket.into()),
        ("Key".to_owned(), upload.key.into()),
        ("UploadId".to_owned(), upload.id.into()),
        ("ServerSideEncryption".to_owned(), "AES256".into()),
    ]);
    if let Some(algorithm) = upload.algorithm {
        reply.insert("ChecksumAlgorithm".to_owned(), algorithm.name().into());
        reply.insert("ChecksumType".to_owned(), upload.checksum_type.name().into());
    }
    Reply::new(reply)
}
