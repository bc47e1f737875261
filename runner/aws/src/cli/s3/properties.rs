//! What a line says of the objects that it writes: options that become members of the calls.

use labs_world::{Document, Map, Timestamp};

use super::super::error::CliError;
use super::super::shorthand::{self, Shorthand};
use super::content_type;
use super::error::S3Error;
use super::line::Line;

/// Options and the members that they become.
const MEMBERS: &[(&str, &str)] = &[
    ("--acl", "ACL"),
    ("--storage-class", "StorageClass"),
    ("--content-type", "ContentType"),
    ("--cache-control", "CacheControl"),
    ("--content-disposition", "ContentDisposition"),
    ("--content-encoding", "ContentEncoding"),
    ("--content-language", "ContentLanguage"),
    ("--sse", "ServerSideEncryption"),
    ("--request-payer", "RequestPayer"),
];

/// The algorithm of uploads that name none, as in the AWS CLI v2.
const ALGORITHM: &str = "CRC64NVME";

/// What a line says of objects.
#[derive(Debug)]
pub(super) struct Properties {
    members: Map,
    guesses: bool,
    pub(super) algorithm: Option<String>,
    directive: Option<String>,
}

impl Properties {
    /// Takes it from a line.
    pub(super) fn read(line: &Line) -> Result<Self, CliError> {
        let mut members = Map::new();
        for (option, member) in MEMBERS {
            if let Some(value) = line.value(option) {
                members.insert((*member).to_owned(), value.into());
            }
        }
        if let Some(text) = line.value("--expires") {
            members.insert("Expires".to_owned(), instant(text)?.into());
        }
        if let Some(text) = line.value("--metadata") {
            members.insert("Metadata".to_owned(), metadata(text)?.into());
        }
        Ok(Self {
            guesses: !line.has("--no-guess-mime-type") && !members.contains_key("ContentType"),
            algorithm: line.value("--checksum-algorithm").map(str::to_owned),
            directive: line.value("--metadata-directive").map(str::to_owned),
            members,
        })
    }

    /// The members of PutObject and CreateMultipartUpload for a file of this name.
    pub(super) fn of_upload(&self, name: &str) -> Map {
        let mut members = self.members.clone();
        if let Some(guessed) = content_type::guess(name).filter(|_| self.guesses) {
            members.insert("ContentType".to_owned(), guessed.into());
        }
        members.insert("ChecksumAlgorithm".to_owned(), self.upload_algorithm().into());
        members
    }

    /// The checksum algorithm of uploads.
    pub(super) fn upload_algorithm(&self) -> &str {
        self.algorithm.as_deref().unwrap_or(ALGORITHM)
    }

    /// The members of CopyObject.
    pub(super) fn of_copy(&self) -> Map {
        let mut members = self.members.clone();
        if let Some(directive) = self.copy_directive() {
            members.insert("MetadataDirective".to_owned(), directive.into());
        }
        if let Some(algorithm) = &self.algorithm {
            members.insert("ChecksumAlgorithm".to_owned(), algorithm.as_str().into());
        }
        members
    }

    /// The members that begin a copy in parts, whose properties come from the source where the line says nothing else.
    pub(super) fn of_copy_in_parts(&self, source: &Map) -> Map {
        let mut members = Map::new();
        if self.copy_directive() != Some("REPLACE") {
            for member in [
                "CacheControl",
                "ContentDisposition",
                "ContentEncoding",
                "ContentLanguage",
                "ContentType",
                "Expires",
                "Metadata",
            ] {
                if let Some(value) = source.get(member) {
                    members.insert(member.to_owned(), value.clone());
                }
            }
        }
        members.extend(self.members.clone());
        if let Some(algorithm) = &self.algorithm {
            members.insert("ChecksumAlgorithm".to_owned(), algorithm.as_str().into());
        }
        members
    }

    /// Metadata of the line's own means that the source's is replaced.
    fn copy_directive(&self) -> Option<&str> {
        self.directive.as_deref().or(self.members.contains_key("Metadata").then_some("REPLACE"))
    }
}

fn instant(text: &str) -> Result<Timestamp, CliError> {
    text.parse().map_err(|_| S3Error::Expires { text: text.to_owned() }.into())
}

fn metadata(text: &str) -> Result<Map, CliError> {
    let refused = |reason: String| CliError::from(S3Error::Metadata { reason });
    if text.trim_start().starts_with('{') {
        let values: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
        let entry = |(name, value): (String, serde_json::Value)| match value {
            serde_json::Value::String(text) => Ok((name, Document::from(text))),
            _ => Err(refused(format!("the value of {name} is no text"))),
        };
        return values.into_iter().map(entry).collect();
    }
    let members = shorthand::parse(text).map_err(|error| refused(error.to_string()))?;
    let entry = |(name, value): (String, Shorthand)| match value {
        Shorthand::Text(text) => Ok((name, Document::from(text))),
        _ => Err(refused(format!("the value of {name} is no text"))),
    };
    members.into_iter().map(entry).collect()
}
