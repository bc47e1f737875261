//! GetObjectAttributes: ETag, checksum, parts, storage class and size, as many of them as are asked for.

use labs_world::{ByteStream, Document, Map, Reply};

use super::list_parts::marker;
use super::{OBJECT, Operation, count, limit, size};
use crate::checksum::{self, ChecksumType};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object::{self, Object, Part};
use crate::request::Members;

/// The attributes that there are.
const ATTRIBUTES: &[&str] = &["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetObjectAttributes",
    members: &[OBJECT, &["MaxParts", "ObjectAttributes", "PartNumberMarker", "VersionId"]],
    tier: Tier::Two,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let object = object::require(engine.store(), &request.bucket, &request.key)?;
    Ok(reply(&request, &object))
}

struct Request {
    bucket: String,
    key: String,
    attributes: Vec<String>,
    limit: usize,
    marker: u16,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        members.version()?;
        let attributes = members.list("ObjectAttributes")?.unwrap_or_default();
        let unknown = attributes.iter().find(|attribute| !ATTRIBUTES.contains(&attribute.as_str()));
        if attributes.is_empty() || unknown.is_some() {
            return Err(Refusal::InvalidArgument {
                message: "Invalid attribute name specified.".to_owned(),
                argument: "x-amz-object-attributes",
                value: unknown.cloned().unwrap_or_default(),
            });
        }
        Ok(Self {
            bucket: members.bucket()?,
            key: members.key()?,
            attributes,
            limit: limit(&mut members, "MaxParts", "max-parts")?,
            marker: marker(&mut members)?,
        })
    }
}

fn reply(request: &Request, object: &Object) -> Reply {
    let asked = |attribute: &str| request.attributes.iter().any(|asked| asked == attribute);
    let mut reply = Map::from_iter([("LastModified".to_owned(), object.modified.into())]);
    if asked("ETag") {
        reply.insert("ETag".to_owned(), object.e_tag.as_str().into());
    }
    if let (true, Some(checksum)) = (asked("Checksum"), &object.checksum) {
        let mut value = Map::new();
        checksum.tell(&mut value);
        // The number of parts, which stands behind the value everywhere else, is not told here.
        let bare = checksum.value.split('-').next().unwrap_or_default();
        value.insert(checksum.algorithm.member().to_owned(), bare.into());
        reply.insert("Checksum".to_owned(), value.into());
    }
    if asked("ObjectParts") && !object.parts.is_empty() {
        reply.insert("ObjectParts".to_owned(), parts(request, object).into());
    }
    if asked("StorageClass") {
        reply.insert("StorageClass".to_owned(), object.class().name().into());
    }
    if asked("ObjectSize") {
        reply.insert("ObjectSize".to_owned(), size(object.size));
    }
    Reply::new(reply)
}

/// The parts; one by one only where the object's checksum is made of theirs.
fn parts(request: &Request, object: &Object) -> Map {
    let mut told = Map::from_iter([("TotalPartsCount".to_owned(), count(object.parts.len()))]);
    let Some(checksum) = object.checksum.as_ref().filter(|checksum| checksum.kind == ChecksumType::Composite) else {
        return told;
    };
    let after: Vec<_> = object.parts.iter().filter(|part| part.number > request.marker).collect();
    let shown = after.get(..request.limit.min(after.len())).unwrap_or_default();
    let part = |part: &&Part| {
        let mut entry = Map::from_iter([
            ("PartNumber".to_owned(), i64::from(part.number).into()),
            ("Size".to_owned(), size(part.size)),
        ]);
        checksum::tell_part(checksum.algorithm, &part.checksum, &mut entry);
        Document::from(entry)
    };
    let next = shown.last().map_or(request.marker, |last| last.number);
    told.insert("PartNumberMarker".to_owned(), i64::from(request.marker).into());
    told.insert("NextPartNumberMarker".to_owned(), i64::from(next).into());
    told.insert("MaxParts".to_owned(), count(request.limit));
    told.insert("IsTruncated".to_owned(), (shown.len() < after.len()).into());
    if !shown.is_empty() {
        told.insert("Parts".to_owned(), shown.iter().map(part).collect::<Vec<_>>().into());
    }
    told
}
