//! GetObject: an object's bytes, all of them, a range or a part, and what is known of it.

use std::ops::Range;

use labs_world::{ByteStream, Map, Reply, Timestamp};

use super::{OBJECT, Operation, count, size};
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
    if let Some(checksum) = &object.checksum
        && request.checksums == Checksums::Told
        && *extent == Extent::Whole
    {
        checksum.tell(&mut reply);
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
