//! DeleteObjects: up to a thousand keys at once, each with its own fate.

use labs_world::{ByteStream, Document, Map, Reply};

use super::{BUCKET, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object;
use crate::precondition::WriteConditions;
use crate::request::Members;

/// Keys of one request at most.
const MAX_KEYS: usize = 1000;

/// The entry of the table of operations. The boundary has held the body against the checksum that comes with it.
pub(super) const OPERATION: Operation = Operation {
    name: "DeleteObjects",
    members: &[BUCKET, &["ChecksumAlgorithm", "Delete", "RequestPayer"]],
    tier: Tier::Free,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let fates = act(engine, &request).await?;
    Ok(reply(&request, fates))
}

struct Request {
    bucket: String,
    victims: Vec<Victim>,
    successes: Successes,
}

struct Victim {
    key: String,
    conditions: WriteConditions,
}

/// Whether the answer names what was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Successes {
    Told,
    Kept,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let mut delete = members.structure("Delete")?.ok_or(Refusal::MalformedXml)?;
        let mut victims = Vec::new();
        for mut object in delete.structures("Objects")?.unwrap_or_default() {
            object.only(OPERATION.name, &[&["ETag", "Key", "VersionId"]])?;
            object.version()?;
            let key = object.text("Key")?.filter(|key| !key.is_empty()).ok_or(Refusal::MalformedXml)?;
            victims.push(Victim { key, conditions: WriteConditions::matching(object.text("ETag")?) });
        }
        if victims.is_empty() || victims.len() > MAX_KEYS {
            return Err(Refusal::MalformedXml);
        }
        let successes = if delete.flag("Quiet")? { Successes::Kept } else { Successes::Told };
        Ok(Self { bucket: members.bucket()?, victims, successes })
    }
}

/// What became of each key, in the order of the request.
async fn act(engine: &S3, request: &Request) -> Result<Vec<Result<(), Refusal>>, Refusal> {
    let Request { bucket, victims, .. } = request;
    engine
        .store()
        .write(|transaction| {
            bucket::require(transaction, bucket)?;
            let mut fates = Vec::with_capacity(victims.len());
            for Victim { key, conditions } in victims {
                let present = object::find(transaction, bucket, key)?;
                let fate = conditions.check(key, present.as_ref());
                if fate.is_ok() {
                    object::remove(transaction, engine.world(), bucket, key)?;
                }
                fates.push(fate);
            }
            Ok(fates)
        })
        .await
}

fn reply(request: &Request, fates: Vec<Result<(), Refusal>>) -> Reply {
    let (mut deleted, mut errors) = (Vec::new(), Vec::new());
    for (Victim { key, .. }, fate) in request.victims.iter().zip(fates) {
        let mut entry = Map::from_iter([("Key".to_owned(), Document::from(key.as_str()))]);
        match fate {
            Ok(()) if request.successes == Successes::Kept => {}
            Ok(()) => deleted.push(entry.into()),
            Err(refusal) => {
                entry.insert("Code".to_owned(), refusal.code().into());
                entry.insert("Message".to_owned(), refusal.to_string().into());
                errors.push(entry.into());
            }
        }
    }
    let mut reply = Map::new();
    for (member, list) in [("Deleted", deleted), ("Errors", errors)] {
        if !list.is_empty() {
            reply.insert(member.to_owned(), Document::List(list));
        }
    }
    Reply::new(reply)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json, merged};

    #[tokio::test]
    async fn each_key_has_its_own_fate() {
        let engine = Engine::with_objects(&["a", "b", "c"]).await;
        let objects = json!([{"Key": "a"}, {"Key": "none"}, {"Key": "b", "ETag": "\"0\""}]);
        let delete = json!({"Bucket": "lake", "Delete": {"Objects": objects}});
        let reply = engine.call("DeleteObjects", delete).await;
        assert_eq!(
            reply,
            json!({"Deleted": [{"Key": "a"}, {"Key": "none"}],
                "Errors": [{"Key": "b", "Code": "PreconditionFailed",
                    "Message": "At least one of the pre-conditions you specified did not hold"}]})
        );
        let quiet = json!({"Bucket": "lake", "Delete": {"Quiet": true, "Objects": [{"Key": "b"}]}});
        assert_eq!(engine.call("DeleteObjects", quiet).await, json!({}));
        let listed = engine.call("ListObjectsV2", json!({"Bucket": "lake"})).await;
        assert_eq!((&listed["KeyCount"], &listed["Contents"][0]["Key"]), (&json!(1), &json!("c")));
    }

    #[tokio::test]
    async fn a_refused_request_answers_s3s_words() {
        let engine = Engine::with_bucket().await;
        let many: Vec<_> = (0..1001).map(|n| json!({"Key": n.to_string()})).collect();
        for objects in [json!([]), json!(many), json!([{"Key": ""}])] {
            let delete = json!({"Bucket": "lake", "Delete": {"Objects": objects}});
            assert_eq!(engine.fail("DeleteObjects", delete).await.0, "MalformedXML");
        }
        let size = merged(json!({"Bucket": "lake"}), json!({"Delete": {"Objects": [{"Key": "a", "Size": 1}]}}));
        assert_eq!(engine.fail("DeleteObjects", size).await.0, "NotImplemented");
    }
}
