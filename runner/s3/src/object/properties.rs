//! `Properties`: what a client says about an object when it writes it, kept and told as it was said.

use labs_world::{Document, Map, Timestamp};
use serde::{Deserialize, Serialize};

use super::StorageClass;
use crate::error::Refusal;
use crate::request::Members;

/// The type of objects of which nobody said any.
const DEFAULT_TYPE: &str = "binary/octet-stream";
/// Names and values of user metadata together have at most so many bytes.
const MAX_METADATA: usize = 2048;

/// What was said about an object.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Properties {
    pub(crate) content_type: Option<String>,
    pub(crate) cache_control: Option<String>,
    pub(crate) content_disposition: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) content_language: Option<String>,
    pub(crate) expires: Option<Timestamp>,
    /// User metadata; names are in lower case, as headers are.
    pub(crate) metadata: Vec<(String, String)>,
    pub(crate) class: StorageClass,
}

impl Properties {
    /// The members that carry them.
    pub(crate) const MEMBERS: &'static [&'static str] = &[
        "CacheControl",
        "ContentDisposition",
        "ContentEncoding",
        "ContentLanguage",
        "ContentType",
        "Expires",
        "Metadata",
        "StorageClass",
    ];

    /// Takes them from a request.
    pub(crate) fn read(members: &mut Members) -> Result<Self, Refusal> {
        let metadata = members.texts("Metadata")?.unwrap_or_default();
        let size = metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
        if size > MAX_METADATA {
            return Err(Refusal::MetadataTooLarge { size });
        }
        Ok(Self {
            content_type: members.text("ContentType")?,
            cache_control: members.text("CacheControl")?,
            content_disposition: members.text("ContentDisposition")?,
            // `aws-chunked` says how the bytes travelled and nothing of the object.
            content_encoding: members.text("ContentEncoding")?.and_then(|encoding| without_chunking(&encoding)),
            content_language: members.text("ContentLanguage")?,
            expires: members.timestamp("Expires")?,
            metadata: metadata.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect(),
            class: StorageClass::read(members.text("StorageClass")?)?,
        })
    }

    /// Puts them among a reply's members.
    pub(crate) fn tell(&self, reply: &mut Map) {
        let texts = [
            ("CacheControl", &self.cache_control),
            ("ContentDisposition", &self.content_disposition),
            ("ContentEncoding", &self.content_encoding),
            ("ContentLanguage", &self.content_language),
        ];
        for (member, text) in texts {
            if let Some(text) = text {
                reply.insert(member.to_owned(), text.clone().into());
            }
        }
        let content_type = self.content_type.as_deref().unwrap_or(DEFAULT_TYPE);
        reply.insert("ContentType".to_owned(), content_type.into());
        if let Some(expires) = self.expires {
            reply.insert("Expires".to_owned(), expires.into());
        }
        let metadata: Map = self.metadata.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        reply.insert("Metadata".to_owned(), Document::from(metadata));
        if let Some(class) = self.class.shown() {
            reply.insert("StorageClass".to_owned(), class.into());
        }
    }
}

fn without_chunking(encoding: &str) -> Option<String> {
    let kept: Vec<_> = encoding.split(',').map(str::trim).filter(|coding| *coding != "aws-chunked").collect();
    (!kept.is_empty()).then(|| kept.join(","))
}
