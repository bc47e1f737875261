//! ListObjectsV2: keys in UTF-8 binary order, rolled up at a delimiter, a page at a time.

use labs_world::{ByteStream, Document, Map, Reply};

use super::{BUCKET, Encoding, Operation, count, limit};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::listing::{self, After, Page, Selection};
use crate::metering::Tier;
use crate::object::{self, Object};
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListObjectsV2",
    members: &[
        BUCKET,
        &[
            "ContinuationToken",
            "Delimiter",
            "EncodingType",
            "FetchOwner",
            "MaxKeys",
            "Prefix",
            "RequestPayer",
            "StartAfter",
        ],
    ],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let page = act(engine, &request.bucket, &request.selection)?;
    Ok(reply(engine, &request, page))
}

struct Request {
    bucket: String,
    selection: Selection,
    start_after: Option<String>,
    token: Option<String>,
    owner: Owner,
    encoding: Encoding,
}

/// Whether entries tell their owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Told,
    Kept,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let token = members.text("ContinuationToken")?;
        let start_after = members.text("StartAfter")?;
        let after = match (&token, &start_after) {
            (Some(token), _) => Some(After::of_token(token)?),
            (None, Some(key)) => Some(After::Key(key.clone())),
            (None, None) => None,
        };
        let selection = Selection {
            prefix: members.text("Prefix")?.unwrap_or_default(),
            delimiter: members.text("Delimiter")?.unwrap_or_default(),
            after,
            limit: limit(&mut members, "MaxKeys", "max-keys")?,
        };
        Ok(Self {
            bucket: members.bucket()?,
            selection,
            start_after,
            token,
            owner: if members.flag("FetchOwner")? { Owner::Told } else { Owner::Kept },
            encoding: Encoding::read(&mut members)?,
        })
    }
}

/// The page, of both versions of the operation.
pub(super) fn act(engine: &S3, bucket: &str, selection: &Selection) -> Result<Page<Object>, Refusal> {
    bucket::require(engine.store(), bucket)?;
    listing::page(selection, |start| object::scan(engine.store(), bucket, start))
}

fn reply(engine: &S3, request: &Request, page: Page<Object>) -> Reply {
    let keys = page.entries.len() + page.prefixes.len();
    let next = page.next.clone();
    let mut reply = listed(engine, &request.bucket, &request.selection, request.encoding, request.owner, page);
    reply.insert("KeyCount".to_owned(), count(keys));
    if let Some(token) = &request.token {
        reply.insert("ContinuationToken".to_owned(), token.as_str().into());
    }
    if let Some(next) = next {
        reply.insert("NextContinuationToken".to_owned(), next.token().into());
    }
    if let Some(start) = &request.start_after {
        reply.insert("StartAfter".to_owned(), request.encoding.of(start).into());
    }
    Reply::new(reply)
}

/// What the answers of both versions have in common.
pub(super) fn listed(
    engine: &S3,
    bucket: &str,
    selection: &Selection,
    encoding: Encoding,
    owner: Owner,
    page: Page<Object>,
) -> Map {
    let mut reply = Map::from_iter([
        ("IsTruncated".to_owned(), page.next.is_some().into()),
        ("Name".to_owned(), bucket.into()),
        ("Prefix".to_owned(), encoding.of(&selection.prefix).into()),
        ("MaxKeys".to_owned(), count(selection.limit)),
    ]);
    let entry = |(key, object): (String, Object)| {
        let mut entry = object.listed(encoding.of(&key));
        if owner == Owner::Told {
            entry.insert("Owner".to_owned(), Map::from_iter([("ID".to_owned(), engine.owner().into())]).into());
        }
        Document::from(entry)
    };
    if !page.entries.is_empty() {
        reply.insert("Contents".to_owned(), page.entries.into_iter().map(entry).collect::<Vec<_>>().into());
    }
    tell_groups(&mut reply, &selection.delimiter, &page.prefixes, encoding);
    reply
}

/// The delimiter and what was rolled up at it.
pub(super) fn tell_groups(reply: &mut Map, delimiter: &str, prefixes: &[String], encoding: Encoding) {
    if !delimiter.is_empty() {
        reply.insert("Delimiter".to_owned(), encoding.of(delimiter).into());
    }
    if !prefixes.is_empty() {
        let group =
            |prefix: &String| Document::from(Map::from_iter([("Prefix".to_owned(), encoding.of(prefix).into())]));
        reply.insert("CommonPrefixes".to_owned(), prefixes.iter().map(group).collect::<Vec<_>>().into());
    }
    encoding.tell(reply);
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::testing::{Engine, json, merged, refused};

    fn keys(reply: &Value) -> Vec<&str> {
        reply["Contents"].as_array().into_iter().flatten().map(|it| it["Key"].as_str().unwrap()).collect()
    }

    fn prefixes(reply: &Value) -> Vec<&str> {
        reply["CommonPrefixes"].as_array().into_iter().flatten().map(|it| it["Prefix"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn an_accepted_request_answers_what_s3_answers() {
        let engine = Engine::with_objects(&["a/1", "a/2", "b c+é~"]).await;
        let reply = engine.call("ListObjectsV2", json!({"Bucket": "lake", "Delimiter": "/", "FetchOwner": true})).await;
        let owner = &reply["Contents"][0]["Owner"]["ID"];
        assert_eq!(
            reply,
            json!({"IsTruncated": false, "Name": "lake", "Prefix": "", "MaxKeys": 1000, "Delimiter": "/", "KeyCount": 2,
                "Contents": [{"Key": "b c+é~", "LastModified": 1_767_225_600.0, "ETag": reply["Contents"][0]["ETag"],
                    "ChecksumAlgorithm": ["CRC64NVME"], "ChecksumType": "FULL_OBJECT", "Size": 7, "StorageClass": "STANDARD",
                    "Owner": {"ID": owner}}],
                "CommonPrefixes": [{"Prefix": "a/"}]})
        );
        let encoded =
            engine.call("ListObjectsV2", json!({"Bucket": "lake", "EncodingType": "url", "Prefix": "b "})).await;
        assert_eq!((keys(&encoded), &encoded["Prefix"]), (vec!["b+c%2B%C3%A9%7E"], &json!("b+")));
    }

    #[tokio::test]
    async fn pages_go_on_where_the_last_one_ended() {
        let engine = Engine::with_objects(&["a/1", "a/2", "b", "c/1", "d"]).await;
        let list = json!({"Bucket": "lake", "Delimiter": "/", "MaxKeys": 2});
        let first = engine.call("ListObjectsV2", list.clone()).await;
        assert_eq!((keys(&first), prefixes(&first), &first["IsTruncated"]), (vec!["b"], vec!["a/"], &json!(true)));
        let next = merged(list.clone(), json!({"ContinuationToken": first["NextContinuationToken"]}));
        let second = engine.call("ListObjectsV2", next).await;
        assert_eq!((keys(&second), prefixes(&second), &second["IsTruncated"]), (vec!["d"], vec!["c/"], &json!(false)));
        let after = engine.call("ListObjectsV2", json!({"Bucket": "lake", "StartAfter": "a/1"})).await;
        assert_eq!(keys(&after), ["a/2", "b", "c/1", "d"]);
        let none = engine.call("ListObjectsV2", json!({"Bucket": "lake", "MaxKeys": 0})).await;
        assert_eq!((keys(&none).len(), &none["IsTruncated"], &none["KeyCount"]), (0, &json!(false), &json!(0)));
    }

    #[tokio::test]
    async fn the_first_version_goes_on_from_a_key() {
        let engine = Engine::with_objects(&["a/1", "a/2", "b", "c"]).await;
        let list = json!({"Bucket": "lake", "Delimiter": "/", "MaxKeys": 1});
        let first = engine.call("ListObjects", list.clone()).await;
        assert_eq!((prefixes(&first), &first["NextMarker"]), (vec!["a/"], &json!("a/")));
        let second = engine.call("ListObjects", merged(list, json!({"Marker": "a/"}))).await;
        assert_eq!((keys(&second), &second["NextMarker"]), (vec!["b"], &json!("b")));
        let plain = engine.call("ListObjects", json!({"Bucket": "lake", "MaxKeys": 1})).await;
        assert_eq!((&plain["IsTruncated"], &plain["NextMarker"]), (&json!(true), &json!(null)));
    }

    #[tokio::test]
    async fn a_refused_request_answers_s3s_words() {
        let engine = Engine::with_bucket().await;
        let list = |change| merged(json!({"Bucket": "lake"}), change);
        let token = refused("InvalidArgument", "The continuation token provided is incorrect", 400);
        assert_eq!(engine.fail("ListObjectsV2", list(json!({"ContinuationToken": "x"}))).await, token);
        let limit = refused("InvalidArgument", "Argument max-keys must be an integer between 0 and 2147483647", 400);
        assert_eq!(engine.fail("ListObjectsV2", list(json!({"MaxKeys": -1}))).await, limit);
        assert_eq!(engine.fail("ListObjectsV2", list(json!({"Bucket": "sea"}))).await.0, "NoSuchBucket");
    }
}
