//! CreateBucket: a name and a tree for objects.

use labs_world::{ByteStream, Map, Reply};

use super::Operation;
use crate::bucket::{self, Bucket};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::request::Members;
use crate::tagging::{self, Tagged, Tags};

/// The region whose endpoint takes no location and answers 200 to owners that create a bucket again.
const FIRST_REGION: &str = "us-east-1";

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "CreateBucket",
    members: &[&["ACL", "Bucket", "CreateBucketConfiguration", "ObjectOwnership"]],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    act(engine, &request).await?;
    Ok(reply(engine, &request))
}

struct Request {
    bucket: String,
    location: Option<String>,
    tags: Tags,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let bucket = members.bucket()?;
        bucket::check_name(&bucket)?;
        if members.text("ACL")?.is_some_and(|acl| acl != "private") {
            return Err(Refusal::AccessControlListNotSupported);
        }
        if let Some(other) = members.text("ObjectOwnership")?.filter(|ownership| ownership != "BucketOwnerEnforced") {
            return Err(Refusal::Unsupported {
                operation: OPERATION.name,
                what: format!("ObjectOwnership {other}"),
                instead: "leave it out, or write BucketOwnerEnforced".to_owned(),
            });
        }
        let (mut location, mut tags) = (None, Tags::new());
        if let Some(mut configuration) = members.structure("CreateBucketConfiguration")? {
            configuration.only(OPERATION.name, &[&["LocationConstraint", "Tags"]])?;
            location = configuration.text("LocationConstraint")?;
            tags = tagging::of_list(&mut configuration, "Tags", Tagged::Bucket)?;
        }
        Ok(Self { bucket, location, tags })
    }

    fn check_location(&self, region: &str) -> Result<(), Refusal> {
        match self.location.as_deref() {
            None if region == FIRST_REGION => Ok(()),
            None => Err(Refusal::IllegalLocationConstraint { location: None }),
            Some(FIRST_REGION) => Err(Refusal::InvalidLocationConstraint { location: FIRST_REGION.to_owned() }),
            Some("EU") if region == "eu-west-1" => Ok(()),
            Some(location) if location == region => Ok(()),
            Some(location) => Err(Refusal::IllegalLocationConstraint { location: Some(location.to_owned()) }),
        }
    }
}

async fn act(engine: &S3, request: &Request) -> Result<(), Refusal> {
    let region = engine.world().region();
    request.check_location(region)?;
    engine
        .store()
        .write(|transaction| match bucket::find(transaction, &request.bucket)? {
            Some(_) if region == FIRST_REGION => Ok(()),
            Some(bucket) => Err(Refusal::BucketAlreadyOwnedByYou { bucket: bucket.name }),
            None => {
                let (name, tags) = (request.bucket.clone(), request.tags.clone());
                bucket::save(transaction, &Bucket { name, created: engine.now(), tags })
            }
        })
        .await
}

fn reply(engine: &S3, request: &Request) -> Reply {
    let location = match engine.world().region() {
        FIRST_REGION => format!("/{}", request.bucket),
        _ => format!("http://{}.s3.amazonaws.com/", request.bucket),
    };
    Reply::new(Map::from_iter([("Location".to_owned(), location.into())]))
}

#[cfg(test)]
mod tests {
    use labs_world::{World, WorldOptions};

    use crate::testing::{Engine, json, refused};

    #[tokio::test]
    async fn an_accepted_request_answers_what_s3_answers() {
        let engine = Engine::new();
        assert_eq!(engine.call("CreateBucket", json!({"Bucket": "lake"})).await, json!({"Location": "/lake"}));
        assert_eq!(
            engine.call("CreateBucket", json!({"Bucket": "lake"})).await,
            json!({"Location": "/lake"}),
            "us-east-1"
        );
        let tags = json!({"Bucket": "sea", "CreateBucketConfiguration": {"Tags": [{"Key": "a", "Value": "b"}]}});
        engine.call("CreateBucket", tags).await;
        assert_eq!(
            engine.call("GetBucketTagging", json!({"Bucket": "sea"})).await,
            json!({"TagSet": [{"Key": "a", "Value": "b"}]})
        );
    }

    #[tokio::test]
    async fn other_regions_want_their_name_and_refuse_a_second_time() {
        let options = WorldOptions { region: Some("eu-west-1".to_owned()), ..WorldOptions::default() };
        let engine = Engine::of(World::temporary(&options).unwrap());
        let at =
            |location: &str| json!({"Bucket": "lake", "CreateBucketConfiguration": {"LocationConstraint": location}});
        assert_eq!(
            engine.fail("CreateBucket", json!({"Bucket": "lake"})).await.0,
            "IllegalLocationConstraintException"
        );
        assert_eq!(engine.fail("CreateBucket", at("eu-north-1")).await.0, "IllegalLocationConstraintException");
        let reply = engine.call("CreateBucket", at("eu-west-1")).await;
        assert_eq!(reply, json!({"Location": "http://lake.s3.amazonaws.com/"}));
        let sentence = "Your previous request to create the named bucket succeeded and you already own it.";
        assert_eq!(
            engine.fail("CreateBucket", at("eu-west-1")).await,
            refused("BucketAlreadyOwnedByYou", sentence, 409)
        );
        let location = engine.call("GetBucketLocation", json!({"Bucket": "lake"})).await;
        assert_eq!(location, json!({"LocationConstraint": "eu-west-1"}));
    }

    #[tokio::test]
    async fn a_refused_request_answers_s3s_words() {
        let engine = Engine::new();
        let error = engine.fail("CreateBucket", json!({"Bucket": "My_Lake"})).await;
        assert_eq!(error, refused("InvalidBucketName", "The specified bucket is not valid.", 400));
        let error = engine.fail("CreateBucket", json!({"Bucket": "lake", "ObjectLockEnabledForBucket": true})).await;
        assert!(
            error.0 == "NotImplemented" && error.1.starts_with("ObjectLockEnabledForBucket of CreateBucket"),
            "{error:?}"
        );
    }
}
