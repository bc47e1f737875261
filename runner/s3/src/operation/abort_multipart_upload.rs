//! AbortMultipartUpload: forgets an upload and its parts.

use labs_world::{ByteStream, Map, Reply};

use super::{OBJECT, Operation};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::multipart;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "AbortMultipartUpload",
    members: &[OBJECT, &["UploadId"]],
    tier: Tier::Free,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    act(engine, &request).await?;
    Ok(Reply::new(Map::new()))
}

struct Request {
    bucket: String,
    key: String,
    upload: String,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        Ok(Self { bucket: members.bucket()?, key: members.key()?, upload: members.required("UploadId")? })
    }
}

async fn act(engine: &S3, request: &Request) -> Result<(), Refusal> {
    let Request { bucket, key, upload } = request;
    engine
        .store()
        .write(|transaction| {
            let upload = multipart::require(transaction, bucket, key, upload)?;
            multipart::remove(transaction, engine.world(), bucket, &upload)
        })
        .await
}
