//! ListBuckets: the account's buckets, a page at a time where one is asked for.

use labs_world::{ByteStream, Document, Map, Reply};

use super::Operation;
use crate::bucket::{self, Bucket};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::listing::After;
use crate::metering::Tier;
use crate::request::Members;

/// Buckets of a page at most.
const MAX_BUCKETS: usize = 10_000;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListBuckets",
    members: &[&["BucketRegion", "ContinuationToken", "MaxBuckets", "Prefix"]],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let outcome = act(engine, &request)?;
    Ok(reply(engine, request, outcome))
}

struct Request {
    prefix: Option<String>,
    region: Option<String>,
    after: Option<String>,
    limit: usize,
    paged: Paged,
}

/// Whether the request has any parameter; only then does the answer tell regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paged {
    Yes,
    No,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let prefix = members.text("Prefix")?;
        let region = members.text("BucketRegion")?;
        let after = members.text("ContinuationToken")?.map(|token| After::of_token(&token)).transpose()?;
        let limit = members.number("MaxBuckets")?;
        let paged = if prefix.is_some() || region.is_some() || after.is_some() || limit.is_some() {
            Paged::Yes
        } else {
            Paged::No
        };
        let limit = match limit.map(|limit| (limit, usize::try_from(limit))) {
            None => MAX_BUCKETS,
            Some((_, Ok(limit @ 1..=MAX_BUCKETS))) => limit,
            Some((limit, _)) => {
                return Err(Refusal::InvalidArgument {
                    message: format!("Argument max-buckets must be an integer between 1 and {MAX_BUCKETS}"),
                    argument: "max-buckets",
                    value: limit.to_string(),
                });
            }
        };
        Ok(Self { prefix, region, after: after.map(After::into_text), limit, paged })
    }

    fn selects(&self, bucket: &Bucket, region: &str) -> bool {
        self.prefix.as_ref().is_none_or(|prefix| bucket.name.starts_with(prefix))
            && self.region.as_ref().is_none_or(|asked| asked == region)
    }
}

struct Outcome {
    buckets: Vec<Bucket>,
    next: Option<After>,
}

fn act(engine: &S3, request: &Request) -> Result<Outcome, Refusal> {
    let region = engine.world().region();
    let mut all = bucket::all(engine.store(), request.after.as_deref())
        .filter(|bucket| bucket.as_ref().map_or(true, |bucket| request.selects(bucket, region)));
    let buckets = all.by_ref().take(request.limit).collect::<Result<Vec<_>, _>>()?;
    let more = all.next().transpose()?.is_some();
    let next = buckets.last().filter(|_| more).map(|last| After::Key(last.name.clone()));
    Ok(Outcome { buckets, next })
}

fn reply(engine: &S3, request: Request, outcome: Outcome) -> Reply {
    let region = engine.world().region();
    let bucket = |bucket: Bucket| {
        let mut entry = Map::from_iter([
            ("Name".to_owned(), bucket.name.into()),
            ("CreationDate".to_owned(), bucket.created.into()),
        ]);
        if request.paged == Paged::Yes {
            entry.insert("BucketRegion".to_owned(), region.into());
        }
        Document::from(entry)
    };
    let owner = Map::from_iter([("ID".to_owned(), engine.owner().into())]);
    let mut reply = Map::from_iter([
        ("Buckets".to_owned(), outcome.buckets.into_iter().map(bucket).collect::<Vec<_>>().into()),
        ("Owner".to_owned(), owner.into()),
    ]);
    if let Some(next) = outcome.next {
        reply.insert("ContinuationToken".to_owned(), next.token().into());
    }
    if let Some(prefix) = request.prefix {
        reply.insert("Prefix".to_owned(), prefix.into());
    }
    Reply::new(reply)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn buckets_come_in_the_order_of_their_names_a_page_at_a_time() {
        let engine = Engine::new();
        for bucket in ["sea", "lake-2", "lake-1"] {
            engine.call("CreateBucket", json!({"Bucket": bucket})).await;
        }
        let names = |reply: &serde_json::Value| -> Vec<String> {
            reply["Buckets"].as_array().unwrap().iter().map(|it| it["Name"].as_str().unwrap().to_owned()).collect()
        };
        let all = engine.call("ListBuckets", json!({})).await;
        assert_eq!(names(&all), ["lake-1", "lake-2", "sea"]);
        assert_eq!(
            (all["Owner"]["ID"].as_str().unwrap().len(), &all["Buckets"][0]["BucketRegion"]),
            (64, &json!(null))
        );
        let first = engine.call("ListBuckets", json!({"MaxBuckets": 1, "Prefix": "lake"})).await;
        assert_eq!(
            (names(&first), &first["Buckets"][0]["BucketRegion"]),
            (vec!["lake-1".to_owned()], &json!("us-east-1"))
        );
        let next = json!({"MaxBuckets": 1, "Prefix": "lake", "ContinuationToken": first["ContinuationToken"]});
        let second = engine.call("ListBuckets", next).await;
        assert_eq!((names(&second), &second["ContinuationToken"]), (vec!["lake-2".to_owned()], &json!(null)));
    }
}
