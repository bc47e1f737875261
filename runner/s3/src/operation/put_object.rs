//! PutObject: keeps what comes and gives it the key, at once and for everybody.

use labs_world::{ByteStream, Map, Reply};

use super::{OBJECT, Operation, encryption, no_acl};
use crate::body::{self, Claims};
use crate::bucket;
use crate::checksum::Checksum;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object::{self, Object, Piece, Properties};
use crate::precondition::WriteConditions;
use crate::request::Members;
use crate::tagging::{self, Tags};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "PutObject",
    members: &[
        OBJECT,
        &["ACL", "ServerSideEncryption", "Tagging"],
        Claims::MEMBERS,
        Properties::MEMBERS,
        WriteConditions::MEMBERS,
    ],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let object = act(engine, &request, body).await?;
    Ok(reply(&object))
}

/// What is to be written, and when.
pub(crate) struct Request {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) properties: Properties,
    pub(crate) tags: Tags,
    pub(crate) claims: Claims,
    pub(crate) conditions: WriteConditions,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        no_acl(&mut members)?;
        encryption(OPERATION.name, &mut members)?;
        Ok(Self {
            bucket: members.bucket()?,
            key: members.key()?,
            properties: Properties::read(&mut members)?,
            tags: tagging::of_header(&mut members)?,
            claims: Claims::read(OPERATION.name, &mut members)?,
            conditions: WriteConditions::read(OPERATION.name, &mut members)?,
        })
    }
}

/// Writes the object; conditions are judged when the bytes are here, in the moment in which the key changes hands.
pub(crate) async fn act(engine: &S3, request: &Request, body: Option<ByteStream>) -> Result<Object, Refusal> {
    let Request { bucket, key, properties, tags, claims, conditions } = request;
    bucket::require(engine.store(), bucket)?;
    let algorithm = claims.algorithm.unwrap_or_default();
    let received = body::receive(engine.objects(), body, claims, algorithm).await?;
    let object = Object {
        modified: engine.now(),
        size: received.size,
        e_tag: object::hexadecimal(&received.md5),
        pieces: vec![Piece { id: received.id, size: received.size }],
        parts: Vec::new(),
        checksum: Some(Checksum::full(algorithm, received.checksum(algorithm))),
        properties: properties.clone(),
        tags: tags.clone(),
    };
    engine
        .store()
        .write(|transaction| {
            bucket::require(transaction, bucket)?;
            conditions.check(key, object::find(transaction, bucket, key)?.as_ref())?;
            object::save(transaction, engine.world(), bucket, key, &object)
        })
        .await?;
    Ok(object)
}

fn reply(object: &Object) -> Reply {
    let mut reply = Map::from_iter([("ETag".to_owned(), object::quoted(&object.e_tag).into())]);
    if let Some(checksum) = &object.checksum {
        checksum.tell(&mut reply);
    }
    reply.insert("ServerSideEncryption".to_owned(), "AES256".into());
    Reply::new(reply)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json, merged, refused};

    #[tokio::test]
    async fn an_accepted_request_answers_what_s3_answers() {
        let engine = Engine::with_bucket().await;
        assert_eq!(
            engine.put("a", b"123456789").await,
            json!({"ETag": "\"25f9e794323b453885f5181f1b624d0b\"", "ChecksumCRC64NVME": "rosUhgp5mIg=",
                "ChecksumType": "FULL_OBJECT", "ServerSideEncryption": "AES256"})
        );
        let sha = json!({"Bucket": "lake", "Key": "a", "ChecksumAlgorithm": "SHA256"});
        let reply = engine.send("PutObject", sha, b"123456789").await.unwrap().output;
        assert_eq!(reply["ChecksumSHA256"], json!("FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="));
        assert_eq!(engine.put("empty", b"").await["ETag"], json!("\"d41d8cd98f00b204e9800998ecf8427e\""));
        assert_eq!(engine.get("empty").await, b"");
    }

    #[tokio::test]
    async fn what_is_said_of_an_object_is_kept() {
        let engine = Engine::with_bucket().await;
        let said = json!({"ContentType": "text/csv", "CacheControl": "no-cache", "ContentDisposition": "inline",
            "ContentEncoding": "gzip", "ContentLanguage": "vi", "Metadata": {"Owner": "mai"}, "StorageClass": "STANDARD_IA"});
        let put = merged(
            merged(said.clone(), json!({"Bucket": "lake", "Key": "a", "Tagging": "team=data&x=a%20b"})),
            json!({"ContentEncoding": "gzip,aws-chunked"}),
        );
        engine.send("PutObject", put, b"x").await.unwrap();
        let head = engine.call("HeadObject", json!({"Bucket": "lake", "Key": "a"})).await;
        assert_eq!(
            head,
            merged(
                said,
                json!({"AcceptRanges": "bytes", "ContentLength": 1, "ETag": "\"9dd4e461268c8034f5c8564e155c67a6\"",
                "LastModified": head["LastModified"], "Metadata": {"owner": "mai"}, "ServerSideEncryption": "AES256",
                "TagCount": 2})
            )
        );
    }

    #[tokio::test]
    async fn a_body_that_is_not_what_was_announced_is_refused_and_changes_nothing() {
        let engine = Engine::with_objects(&["a"]).await;
        for (claim, code) in [
            (json!({"ContentMD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}), "BadDigest"),
            (json!({"ContentMD5": "xyz"}), "InvalidDigest"),
            (json!({"ChecksumCRC32": "AAAAAA=="}), "BadDigest"),
            (json!({"ChecksumCRC32": "AAAA"}), "InvalidRequest"),
            (json!({"ChecksumCRC32": "AAAAAA==", "ChecksumSHA1": "AAAA"}), "InvalidRequest"),
            (json!({"ContentLength": 100}), "IncompleteBody"),
            (json!({"ContentLength": 6_000_000_000_u64}), "EntityTooLarge"),
            (json!({"ChecksumAlgorithm": "XXHASH64"}), "NotImplemented"),
            (json!({"StorageClass": "SNOW"}), "InvalidStorageClass"),
            (json!({"ACL": "public-read"}), "AccessControlListNotSupported"),
            (json!({"ServerSideEncryption": "aws:kms"}), "NotImplemented"),
            (json!({"Metadata": {"a": "x".repeat(2048)}}), "MetadataTooLarge"),
            (json!({"Tagging": "a=1&a=2"}), "InvalidArgument"),
            (json!({"Key": "k".repeat(1025)}), "KeyTooLongError"),
            (json!({"Bucket": "sea"}), "NoSuchBucket"),
            (json!({"ExpectedBucketOwner": "999999999999"}), "AccessDenied"),
        ] {
            let put = merged(json!({"Bucket": "lake", "Key": "a"}), claim.clone());
            let error = engine.send("PutObject", put, b"other").await.unwrap_err();
            assert_eq!(error.code, code, "{claim}: {error}");
        }
        assert_eq!(engine.get("a").await, b"a");
        engine.put(&"k".repeat(1024), b"x").await;
    }

    #[tokio::test]
    async fn conditions_are_judged_when_the_key_changes_hands() {
        let engine = Engine::with_objects(&["a"]).await;
        let fail = |change| {
            let engine = &engine;
            async move { engine.fail("PutObject", merged(json!({"Bucket": "lake", "Key": "a"}), change)).await }
        };
        let failed =
            refused("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
        assert_eq!(fail(json!({"IfNoneMatch": "*"})).await, failed);
        assert_eq!(fail(json!({"IfMatch": "\"0\""})).await, failed);
        assert_eq!(fail(json!({"IfMatch": "*", "Key": "b"})).await.0, "NoSuchKey");
        assert_eq!(fail(json!({"IfNoneMatch": "\"0\""})).await.0, "NotImplemented");
        engine.call("PutObject", json!({"Bucket": "lake", "Key": "b", "IfNoneMatch": "*"})).await;
        let e_tag = "0cc175b9c0f1b6a831c399e269772661";
        engine.call("PutObject", json!({"Bucket": "lake", "Key": "a", "IfMatch": e_tag})).await;
        assert_eq!(engine.get("a").await, b"");
    }

    #[tokio::test]
    async fn a_key_is_no_path() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::in_folder(folder.path());
        engine.call("CreateBucket", json!({"Bucket": "lake"})).await;
        let keys = [
            "../../etc/passwd",
            "/",
            "//a",
            ".",
            "..",
            "a\\b",
            "C:\\x",
            "CON",
            "\u{0}",
            "é",
            "e\u{301}",
            "\u{202e}x",
            "a\nb",
        ];
        for key in keys {
            engine.put(key, key.as_bytes()).await;
        }
        for key in keys {
            assert_eq!(engine.get(key).await, key.as_bytes(), "{key:?}");
        }
        let listed = engine.call("ListObjectsV2", json!({"Bucket": "lake"})).await;
        assert_eq!(listed["KeyCount"], json!(keys.len()));
        assert!(!folder.path().join("etc").exists());
    }
}
