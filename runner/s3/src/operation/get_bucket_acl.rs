//! GetBucketAcl: the one list that a bucket without lists has, full control for its owner.

use labs_world::{ByteStream, Document, Map, Reply};

use super::{BUCKET, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetBucketAcl",
    members: &[BUCKET],
    tier: Tier::Two,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    bucket::require(engine.store(), &request.bucket)?;
    Ok(reply(engine))
}

struct Request {
    bucket: String,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        Ok(Self { bucket: members.bucket()? })
    }
}

fn reply(engine: &S3) -> Reply {
    let id = || ("ID".to_owned(), Document::from(engine.owner()));
    let grantee = Map::from_iter([id(), ("Type".to_owned(), "CanonicalUser".into())]);
    let grant =
        Map::from_iter([("Grantee".to_owned(), grantee.into()), ("Permission".to_owned(), "FULL_CONTROL".into())]);
    Reply::new(Map::from_iter([
        ("Owner".to_owned(), Map::from_iter([id()]).into()),
        ("Grants".to_owned(), vec![Document::from(grant)].into()),
    ]))
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn what_buckets_here_never_have_is_told_truthfully() {
        let engine = Engine::with_bucket().await;
        let bucket = json!({"Bucket": "lake"});
        let acl = engine.call("GetBucketAcl", bucket.clone()).await;
        let owner = &acl["Owner"];
        let grant = json!({"Grantee": {"ID": owner["ID"], "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"});
        assert_eq!(acl["Grants"], json!([grant]));
        assert_eq!(engine.call("GetBucketVersioning", bucket.clone()).await, json!({}));
        assert_eq!(engine.call("GetBucketLocation", bucket).await, json!({}));
    }
}
