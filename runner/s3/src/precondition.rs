//! Conditions on requests: `If-Match` and its three siblings for reading and for the source of a copy, two for writing.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html>

use labs_world::Timestamp;

use crate::error::Refusal;
use crate::object::Object;
use crate::request::Members;

/// Conditions on what is read.
#[derive(Debug, Default)]
pub(crate) struct ReadConditions {
    matches: Option<String>,
    none_match: Option<String>,
    modified_since: Option<Timestamp>,
    unmodified_since: Option<Timestamp>,
}

/// What a reader that has the object already hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unmodified {
    /// 304, for reading.
    NotModified,
    /// 412, for copying.
    Failed,
}

impl ReadConditions {
    /// The members of reading.
    pub(crate) const MEMBERS: &'static [&'static str] =
        &["IfMatch", "IfNoneMatch", "IfModifiedSince", "IfUnmodifiedSince"];
    /// The members of copying.
    pub(crate) const SOURCE_MEMBERS: &'static [&'static str] =
        &["CopySourceIfMatch", "CopySourceIfNoneMatch", "CopySourceIfModifiedSince", "CopySourceIfUnmodifiedSince"];

    /// Takes those of reading from a request.
    pub(crate) fn read(members: &mut Members) -> Result<Self, Refusal> {
        Ok(Self {
            matches: members.text("IfMatch")?,
            none_match: members.text("IfNoneMatch")?,
            modified_since: members.timestamp("IfModifiedSince")?,
            unmodified_since: members.timestamp("IfUnmodifiedSince")?,
        })
    }

    /// Takes those of copying from a request.
    pub(crate) fn read_source(members: &mut Members) -> Result<Self, Refusal> {
        Ok(Self {
            matches: members.text("CopySourceIfMatch")?,
            none_match: members.text("CopySourceIfNoneMatch")?,
            modified_since: members.timestamp("CopySourceIfModifiedSince")?,
            unmodified_since: members.timestamp("CopySourceIfUnmodifiedSince")?,
        })
    }

    /// Holds an object against them. A condition on the ETag outweighs the one on the time that goes with it.
    pub(crate) fn check(&self, object: &Object, unmodified: Unmodified) -> Result<(), Refusal> {
        match (&self.matches, self.unmodified_since) {
            (Some(tags), _) if !names(tags, object) => {
                return Err(Refusal::PreconditionFailed { condition: "If-Match" });
            }
            (None, Some(instant)) if object.modified > instant => {
                return Err(Refusal::PreconditionFailed { condition: "If-Unmodified-Since" });
            }
            _ => {}
        }
        let condition = match (&self.none_match, self.modified_since) {
            (Some(tags), _) if names(tags, object) => "If-None-Match",
            (None, Some(instant)) if object.modified <= instant => "If-Modified-Since",
            _ => return Ok(()),
        };
        Err(match unmodified {
            Unmodified::NotModified => Refusal::NotModified,
            Unmodified::Failed => Refusal::PreconditionFailed { condition },
        })
    }
}

/// Conditions on what is written over or deleted.
#[derive(Debug, Default)]
pub(crate) struct WriteConditions {
    matches: Option<String>,
    absent: bool,
}

impl WriteConditions {
    /// The members.
    pub(crate) const MEMBERS: &'static [&'static str] = &["IfMatch", "IfNoneMatch"];

    /// Takes them from a request. `If-None-Match` takes `*` alone, as in S3.
    pub(crate) fn read(operation: &'static str, members: &mut Members) -> Result<Self, Refusal> {
        let absent = match members.text("IfNoneMatch")?.as_deref() {
            None => false,
            Some("*") => true,
            Some(other) => {
                let (what, instead) =
                    (format!("IfNoneMatch {other}"), "use * to write only where nothing is".to_owned());
                return Err(Refusal::Unsupported { operation, what, instead });
            }
        };
        Ok(Self { matches: members.text("IfMatch")?, absent })
    }

    /// The condition on the ETag alone.
    pub(crate) fn matching(e_tag: Option<String>) -> Self {
        Self { matches: e_tag, absent: false }
    }

    /// Holds what is there now against them.
    pub(crate) fn check(&self, key: &str, present: Option<&Object>) -> Result<(), Refusal> {
        match (present, &self.matches) {
            (Some(_), _) if self.absent => Err(Refusal::PreconditionFailed { condition: "If-None-Match" }),
            (Some(object), Some(tags)) if !names(tags, object) => {
                Err(Refusal::PreconditionFailed { condition: "If-Match" })
            }
            (None, Some(_)) => Err(Refusal::NoSuchKey { key: key.to_owned() }),
            _ => Ok(()),
        }
    }
}

/// Whether one of the ETags of a header, quoted or not, is the object's; `*` is everybody's.
fn names(tags: &str, object: &Object) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").trim_matches('"').to_owned();
    tags.trim() == "*" || tags.split(',').any(|tag| bare(tag) == object.e_tag)
}
