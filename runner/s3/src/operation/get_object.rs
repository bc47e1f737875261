//! GetObject: an object's bytes, all of them, a range or a part, and what is known of it.

use std::ops::Range;

use labs_world::{ByteStream, Map, Reply, Timestamp};

use super::{OBJECT, Operation, count, size};
use crate::checksum::{self, ChecksumType};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object::{self, Object};
use crate::precondition::{ReadConditions, Unmodified};
use crate::range;
use crate::request::Members;

/// Further members of GetObject and HeadObject.
pub(super) const MEMBERS: &[&str] = &[
    "ChecksumMode",
    "PartNumber",
    "Range",
    "ResponseCacheControl",
    "ResponseContentDisposition",
    "ResponseContentEncoding",
    "ResponseContentLanguage",
    "ResponseContentType",
    "ResponseExpires",
    "VersionId",
];

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetObject",
    members: &[OBJECT, MEMBERS, ReadConditions::MEMBERS],
    tier: Tier::Two,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let found = act(engine, &request)?;
    found.object.class().require_readable()?;
    let bytes = object::open(engine.world(), &found.object.pieces, found.bytes.clone())?;
    let Reply { output, status, .. } = reply(&request, &found);
    Ok(Reply { output, body: Some(bytes), status })
}

/// Which bytes of which object are asked for, and how the answer is to look.
pub(super) struct Request {
    bucket: String,
    key: String,
    range: Option<String>,
    part: Option<i64>,
    conditions: ReadConditions,
    checksums: Checksums,
    overrides: Overrides,
}

/// Whether checksums are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Checksums {
    Told,
    Kept,
}

/// Headers that the request puts in place of the object's own.
struct Overrides {
    texts: Vec<(&'static str, String)>,
    expires: Option<Timestamp>,
}

impl Request {
    pub(super) fn read(mut members: Members) -> Result<Self, Refusal> {
        members.version()?;
        let mut texts = Vec::new();
        for (member, overridden) in [
            ("ResponseCacheControl", "CacheControl"),
            ("ResponseContentDisposition", "ContentDisposition"),
            ("ResponseContentEncoding", "ContentEncoding"),
            ("ResponseContentLanguage", "ContentLanguage"),
            ("ResponseContentType", "ContentType"),
        ] {
            if let Some(text) = members.text(member)? {
                texts.push((overridden, text));
            }
        }
        let request = Self {
            bucket: members.bucket()?,
            key: members.key()?,
            range: members.text("Range")?,
            part: members.number("PartNumber")?,
            conditions: ReadConditions::read(&mut members)?,
            checksums: match members.text("ChecksumMode")?.as_deref() {
                Some("ENABLED") => Checksums::Told,
                _ => Checksums::Kept,
            },
            overrides: Overrides { texts, expires: members.timestamp("ResponseExpires")? },
        };
        if request.range.is_some() && request.part.is_some() {
            let message = "Cannot specify both Range header and partNumber query parameter".to_owned();
            return Err(Refusal::InvalidRequest { message });
        }
        Ok(request)
    }
}

/// An object and the bytes of it that were asked for.
pub(super) struct Found {
    pub(super) object: Object,
    pub(super) bytes: Range<u64>,
    /// Whether the answer is one about a part of the object.
    pub(super) extent: Extent,
}

/// How much of an object an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Partial,
}

pub(super) fn act(engine: &S3, request: &Request) -> Result<Found, Refusal> {
    let object = object::require(engine.store(), &request.bucket, &request.key)?;
    request.conditions.check(&object, Unmodified::NotModified)?;
    let asked = match (&request.range, request.part) {
        (Some(header), _) => range::of_header(header, object.size)?,
        (None, Some(number)) => Some(part(&object, number)?),
        (None, None) => None,
    };
    let extent = if asked.is_some() { Extent::Partial } else { Extent::Whole };
    Ok(Found { bytes: asked.unwrap_or(0..object.size), object, extent })
}

/// The bytes of a part; an object that did not come in parts is its own first part.
fn part(object: &Object, number: i64) -> Result<Range<u64>, Refusal> {
    if object.parts.is_empty() && number == 1 {
        return Ok(0..object.size);
    }
    let mut start = 0;
    for part in &object.parts {
        if i64::from(part.number) == number {
            return Ok(start..start + part.size);
        }
        start += part.size;
    }
    Err(Refusal::InvalidPartNumber { number, count: object.parts.len().max(1) })
}

/// Puts the checksum of what is sent among the reply's members, where S3 has one: of whole objects, and of the parts of objects
/// whose own checksum is made of theirs.
fn tell_checksum(request: &Request, found: &Found, reply: &mut Map) {
    let Found { object, extent, .. } = found;
    let Some(checksum) = &object.checksum else { return };
    let part = object.parts.iter().find(|part| Some(i64::from(part.number)) == request.part);
    match (extent, part) {
        (Extent::Whole, _) => checksum.tell(reply),
        (Extent::Partial, Some(part)) if checksum.kind == ChecksumType::Composite || object.parts.len() == 1 => {
            checksum::tell_part(checksum.algorithm, &part.checksum, reply);
            reply.insert("ChecksumType".to_owned(), checksum.kind.name().into());
        }
        (Extent::Partial, None) if request.part.is_some() => checksum.tell(reply),
        _ => {}
    }
}

/// The answer without bytes.
pub(super) fn reply(request: &Request, found: &Found) -> Reply {
    let Found { object, bytes, extent } = found;
    let mut reply = Map::new();
    object.tell(&mut reply);
    reply.insert("ContentLength".to_owned(), size(bytes.end - bytes.start));
    if *extent == Extent::Partial && object.size > 0 {
        reply.insert("ContentRange".to_owned(), range::content_range(bytes, object.size).into());
    }
    if request.part.is_some() && !object.parts.is_empty() {
        reply.insert("PartsCount".to_owned(), count(object.parts.len()));
    }
    if request.checksums == Checksums::Told {
        tell_checksum(request, found, &mut reply);
    }
    for (member, text) in &request.overrides.texts {
        reply.insert((*member).to_owned(), text.clone().into());
    }
    if let Some(expires) = request.overrides.expires {
        reply.insert("Expires".to_owned(), expires.into());
    }
    let status = (*extent == Extent::Partial).then_some(206);
    Reply { output: reply, body: None, status }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json, merged, refused};

    async fn digits() -> Engine {
        let engine = Engine::with_bucket().await;
        engine.put("digits", b"0123456789").await;
        engine
    }

    fn get(change: serde_json::Value) -> serde_json::Value {
        merged(json!({"Bucket": "lake", "Key": "digits"}), change)
    }

    #[tokio::test]
    async fn an_accepted_request_answers_what_s3_answers() {
        let engine = digits().await;
        let answer = engine.send("GetObject", get(json!({"ChecksumMode": "ENABLED"})), b"").await.unwrap();
        assert_eq!((answer.bytes.as_slice(), answer.status), (&b"0123456789"[..], None));
        assert_eq!(
            answer.output,
            json!({"AcceptRanges": "bytes", "LastModified": 1_767_225_600.0, "ContentLength": 10,
                "ETag": "\"781e5e245d69b566979b86e28d23f2c7\"", "ChecksumCRC64NVME": answer.output["ChecksumCRC64NVME"],
                "ChecksumType": "FULL_OBJECT", "ContentType": "binary/octet-stream", "ServerSideEncryption": "AES256",
                "Metadata": {}})
        );
        assert!(answer.output["ChecksumCRC64NVME"].is_string());
    }

    #[tokio::test]
    async fn a_range_is_sent_with_its_place() {
        let engine = digits().await;
        for (range, bytes, place) in [
            ("bytes=0-3", "0123", "bytes 0-3/10"),
            ("bytes=8-99", "89", "bytes 8-9/10"),
            ("bytes=-1", "9", "bytes 9-9/10"),
        ] {
            let answer =
                engine.send("GetObject", get(json!({"Range": range, "ChecksumMode": "ENABLED"})), b"").await.unwrap();
            assert_eq!((answer.bytes.as_slice(), answer.status), (bytes.as_bytes(), Some(206)));
            assert_eq!(
                (&answer.output["ContentRange"], &answer.output["ContentLength"]),
                (&json!(place), &json!(bytes.len()))
            );
            assert_eq!(
                answer.output["ChecksumCRC64NVME"],
                json!(null),
                "the checksum of all bytes is not that of some"
            );
        }
        let error = engine.send("GetObject", get(json!({"Range": "bytes=10-"})), b"").await.unwrap_err();
        assert_eq!((error.code.as_str(), error.status), ("InvalidRange", Some(416)));
        assert_eq!(error.members["ActualObjectSize"].as_str(), Some("10"));
        assert_eq!(
            engine.fail("HeadObject", get(json!({"Range": "bytes=10-"}))).await,
            refused("416", "Requested Range Not Satisfiable", 416)
        );
        assert_eq!(
            engine.fail("GetObject", get(json!({"Range": "bytes=0-1", "PartNumber": 1}))).await.0,
            "InvalidRequest"
        );
        assert_eq!(engine.fail("GetObject", get(json!({"PartNumber": 2}))).await.0, "InvalidPartNumber");
        assert_eq!(engine.send("GetObject", get(json!({"PartNumber": 1})), b"").await.unwrap().bytes.len(), 10);
    }

    #[tokio::test]
    async fn conditions_follow_the_rfc() {
        let engine = digits().await;
        let tag = "\"781e5e245d69b566979b86e28d23f2c7\"";
        let (at, before, after) = (1_767_225_600, 1_767_225_599, 1_767_225_601);
        for (conditions, outcome) in [
            (json!({"IfMatch": tag}), ""),
            (json!({"IfMatch": "\"other\""}), "PreconditionFailed"),
            (json!({"IfMatch": tag, "IfUnmodifiedSince": before}), ""),
            (json!({"IfUnmodifiedSince": before}), "PreconditionFailed"),
            (json!({"IfUnmodifiedSince": at}), ""),
            (json!({"IfNoneMatch": tag}), "NotModified"),
            (json!({"IfNoneMatch": "*"}), "NotModified"),
            (json!({"IfNoneMatch": "\"other\"", "IfModifiedSince": after}), ""),
            (json!({"IfModifiedSince": at}), "NotModified"),
            (json!({"IfModifiedSince": before}), ""),
        ] {
            let got = engine.send("GetObject", get(conditions.clone()), b"").await;
            assert_eq!(got.map_or_else(|error| error.code, |_| String::new()), outcome, "{conditions}");
        }
        assert_eq!(
            engine.fail("HeadObject", get(json!({"IfNoneMatch": tag}))).await,
            refused("304", "Not Modified", 304)
        );
    }

    #[tokio::test]
    async fn a_request_may_put_headers_in_place_of_the_objects_own() {
        let engine = digits().await;
        let answer =
            engine.call("GetObject", get(json!({"ResponseContentType": "text/plain", "ResponseExpires": 5}))).await;
        assert_eq!((&answer["ContentType"], &answer["Expires"]), (&json!("text/plain"), &json!(5.0)));
    }

    #[tokio::test]
    async fn a_refused_request_answers_s3s_words() {
        let engine = digits().await;
        let missing = refused("NoSuchKey", "The specified key does not exist.", 404);
        assert_eq!(engine.fail("GetObject", get(json!({"Key": "other"}))).await, missing);
        assert_eq!(engine.fail("HeadObject", get(json!({"Key": "other"}))).await, refused("404", "Not Found", 404));
        let gone = refused("NoSuchBucket", "The specified bucket does not exist", 404);
        assert_eq!(engine.fail("GetObject", get(json!({"Bucket": "sea"}))).await, gone);
        assert_eq!(engine.fail("GetObject", get(json!({"VersionId": "3"}))).await.0, "InvalidArgument");
        engine
            .call(
                "CopyObject",
                json!({"Bucket": "lake", "Key": "old", "CopySource": "lake/digits", "StorageClass": "GLACIER"}),
            )
            .await;
        let archived = refused("InvalidObjectState", "The operation is not valid for the object's storage class", 403);
        assert_eq!(engine.fail("GetObject", get(json!({"Key": "old"}))).await, archived);
    }
}
