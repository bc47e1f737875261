//! CopyObject: gives an object's bytes a second key. The bytes themselves are not copied, since they never change.

use labs_world::{ByteStream, Map, Reply};

use super::upload_part_copy::too_large;
use super::{OBJECT, Operation, encryption, no_acl};
use crate::body::{self, MAX_UPLOAD};
use crate::bucket;
use crate::checksum::{Algorithm, Checksum, ChecksumType};
use crate::copy_source::CopySource;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object::{self, Object, Properties};
use crate::precondition::{ReadConditions, Unmodified, WriteConditions};
use crate::request::Members;
use crate::tagging::{self, Tags};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "CopyObject",
    members: &[
        OBJECT,
        &[
            "ACL",
            "ChecksumAlgorithm",
            "CopySource",
            "ExpectedSourceBucketOwner",
            "MetadataDirective",
            "ServerSideEncryption",
            "Tagging",
            "TaggingDirective",
        ],
        Properties::MEMBERS,
        ReadConditions::SOURCE_MEMBERS,
        WriteConditions::MEMBERS,
    ],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let object = act(engine, &request).await?;
    Ok(reply(&object))
}

struct Request {
    bucket: String,
    key: String,
    source: CopySource,
    /// What the request says of the copy; where the source's own word holds, only the storage class counts.
    properties: Properties,
    metadata: Directive,
    tags: Tags,
    tagging: Directive,
    algorithm: Option<Algorithm>,
    source_conditions: ReadConditions,
    conditions: WriteConditions,
    changes: Changes,
}

/// Whose word holds for the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Directive {
    Copy,
    Replace,
}

/// Whether the request names anything that a copy onto itself may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Changes {
    Something,
    Nothing,
}

impl Directive {
    fn read(members: &mut Members, member: &'static str, argument: &'static str) -> Result<Self, Refusal> {
        match members.text(member)?.as_deref() {
            None | Some("COPY") => Ok(Self::Copy),
            Some("REPLACE") => Ok(Self::Replace),
            Some(other) => Err(Refusal::InvalidArgument {
                message: format!(
                    "Unknown {} directive.",
                    if member == "MetadataDirective" { "metadata" } else { "tagging" }
                ),
                argument,
                value: other.to_owned(),
            }),
        }
    }
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        no_acl(&mut members)?;
        let metadata = Directive::read(&mut members, "MetadataDirective", "x-amz-metadata-directive")?;
        let named = members.storage_class_asked().is_some() || members.has("ServerSideEncryption");
        encryption(OPERATION.name, &mut members)?;
        Ok(Self {
            bucket: members.bucket()?,
            key: members.key()?,
            source: CopySource::read(OPERATION.name, &mut members)?,
            properties: Properties::read(&mut members)?,
            metadata,
            tags: tagging::of_header(&mut members)?,
            tagging: Directive::read(&mut members, "TaggingDirective", "x-amz-tagging-directive")?,
            algorithm: body::algorithm(OPERATION.name, &mut members)?,
            source_conditions: ReadConditions::read_source(&mut members)?,
            conditions: WriteConditions::read(OPERATION.name, &mut members)?,
            changes: if named || metadata == Directive::Replace { Changes::Something } else { Changes::Nothing },
        })
    }
}

async fn act(engine: &S3, request: &Request) -> Result<Object, Refusal> {
    let Request { bucket, key, source, .. } = request;
    bucket::require(engine.store(), bucket)?;
    let original = object::require(engine.store(), &source.bucket, &source.key)?;
    request.source_conditions.check(&original, Unmodified::Failed)?;
    if (&source.bucket, &source.key) == (bucket, key) && request.changes == Changes::Nothing {
        return Err(Refusal::InvalidRequest {
            message:
                "This copy request is illegal because it is trying to copy an object to itself without changing the \
                      object's metadata, storage class, website redirect location or encryption attributes."
                    .to_owned(),
        });
    }
    original.class().require_readable()?;
    if original.size > MAX_UPLOAD {
        return Err(too_large());
    }
    let copy = copy(engine, request, original).await?;
    engine
        .store()
        .write(|transaction| {
            bucket::require(transaction, bucket)?;
            request.conditions.check(key, object::find(transaction, bucket, key)?.as_ref())?;
            object::save(transaction, engine.world(), bucket, key, &copy)
        })
        .await?;
    Ok(copy)
}

/// The copy of an object. A copy of what came in parts has none: its ETag and its checksum are those of its bytes.
async fn copy(engine: &S3, request: &Request, original: Object) -> Result<Object, Refusal> {
    let before = original.checksum.as_ref();
    let algorithm = request.algorithm.or(before.map(|checksum| checksum.algorithm)).unwrap_or_default();
    let kept = before
        .filter(|checksum| checksum.algorithm == algorithm && checksum.kind == ChecksumType::FullObject)
        .filter(|_| original.parts.is_empty())
        .cloned();
    let (e_tag, checksum) = match kept {
        Some(checksum) => (original.e_tag, checksum),
        None => {
            let bytes = object::open(engine.world(), &original.pieces, 0..original.size)?;
            let (md5, value) = body::sum(bytes, algorithm).await?;
            (object::hexadecimal(&md5), Checksum::full(algorithm, &value))
        }
    };
    let properties = match request.metadata {
        Directive::Replace => request.properties.clone(),
        Directive::Copy => Properties { class: request.properties.class, ..original.properties },
    };
    let tags = match request.tagging {
        Directive::Replace => request.tags.clone(),
        Directive::Copy => original.tags,
    };
    Ok(Object {
        modified: engine.now(),
        size: original.size,
        e_tag,
        pieces: original.pieces,
        parts: Vec::new(),
        checksum: Some(checksum),
        properties,
        tags,
    })
}

fn reply(object: &Object) -> Reply {
    let mut result = Map::from_iter([
        ("ETag".to_owned(), object::quoted(&object.e_tag).into()),
        ("LastModified".to_owned(), object.modified.into()),
    ]);
    if let Some(checksum) = &object.checksum {
        checksum.tell(&mut result);
    }
    Reply::new(Map::from_iter([
        ("CopyObjectResult".to_owned(), result.into()),
        ("ServerSideEncryption".to_owned(), "AES256".into()),
    ]))
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json, merged, refused};

    fn copy(change: serde_json::Value) -> serde_json::Value {
        merged(json!({"Bucket": "lake", "Key": "copy", "CopySource": "lake/a"}), change)
    }

    async fn original() -> Engine {
        let engine = Engine::with_bucket().await;
        let put = json!({"Bucket": "lake", "Key": "a", "ContentType": "text/csv", "Metadata": {"x": "1"}, "Tagging": "t=1",
            "StorageClass": "STANDARD_IA"});
        engine.send("PutObject", put, b"0123456789").await.unwrap();
        engine
    }

    #[tokio::test]
    async fn an_accepted_request_answers_what_s3_answers() {
        let engine = original().await;
        engine.advance(60);
        let reply = engine.call("CopyObject", copy(json!({}))).await;
        assert_eq!(
            reply["CopyObjectResult"],
            json!({"ETag": "\"781e5e245d69b566979b86e28d23f2c7\"", "LastModified": 1_767_225_660.0, "ChecksumType": "FULL_OBJECT",
                "ChecksumCRC64NVME": reply["CopyObjectResult"]["ChecksumCRC64NVME"]})
        );
        let head = engine.call("HeadObject", json!({"Bucket": "lake", "Key": "copy"})).await;
        assert_eq!(
            (&head["ContentType"], &head["Metadata"], &head["TagCount"]),
            (&json!("text/csv"), &json!({"x": "1"}), &json!(1))
        );
        assert_eq!(head["StorageClass"], json!(null), "the class is not copied");
        assert_eq!(engine.get("copy").await, b"0123456789");
    }

    #[tokio::test]
    async fn directives_say_whose_word_holds() {
        let engine = original().await;
        let replace =
            json!({"MetadataDirective": "REPLACE", "ContentType": "text/plain", "TaggingDirective": "REPLACE"});
        engine.call("CopyObject", copy(replace)).await;
        let head = engine.call("HeadObject", json!({"Bucket": "lake", "Key": "copy"})).await;
        assert_eq!(
            (&head["ContentType"], &head["Metadata"], &head["TagCount"]),
            (&json!("text/plain"), &json!({}), &json!(null))
        );
        let sha = engine.call("CopyObject", copy(json!({"ChecksumAlgorithm": "SHA1"}))).await;
        assert_eq!(sha["CopyObjectResult"]["ChecksumSHA1"], json!("h6zsF82dzSCnFsws9nQXtxyKcBY="));
    }

    #[tokio::test]
    async fn a_copy_onto_itself_must_change_something() {
        let engine = original().await;
        let onto = |change| merged(copy(json!({"Key": "a"})), change);
        let (code, message, status) = engine.fail("CopyObject", onto(json!({}))).await;
        assert_eq!((code.as_str(), status), ("InvalidRequest", 400));
        assert!(message.starts_with("This copy request is illegal because"), "{message}");
        engine.call("CopyObject", onto(json!({"MetadataDirective": "REPLACE"}))).await;
        engine.call("CopyObject", onto(json!({"StorageClass": "STANDARD_IA"}))).await;
    }

    #[tokio::test]
    async fn a_refused_request_answers_s3s_words() {
        let engine = original().await;
        let failed =
            refused("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
        assert_eq!(engine.fail("CopyObject", copy(json!({"CopySourceIfMatch": "\"0\""}))).await, failed);
        assert_eq!(engine.fail("CopyObject", copy(json!({"CopySourceIfNoneMatch": "*"}))).await, failed);
        assert_eq!(
            engine.fail("CopyObject", copy(json!({"IfNoneMatch": "*", "Key": "a", "StorageClass": "STANDARD"}))).await,
            failed
        );
        assert_eq!(engine.fail("CopyObject", copy(json!({"CopySource": "lake/none"}))).await.0, "NoSuchKey");
        assert_eq!(engine.fail("CopyObject", copy(json!({"CopySource": "sea/a"}))).await.0, "NoSuchBucket");
        assert_eq!(engine.fail("CopyObject", copy(json!({"MetadataDirective": "KEEP"}))).await.0, "InvalidArgument");
    }
}
