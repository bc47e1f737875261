//! `CopySource`: the bucket and the key that a copy is made of, URL-encoded as in its header.

use percent_encoding::percent_decode_str;

use crate::error::Refusal;
use crate::request::Members;

/// Where a copy comes from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CopySource {
    pub(crate) bucket: String,
    pub(crate) key: String,
}

impl CopySource {
    /// Takes it from a request.
    pub(crate) fn read(operation: &'static str, members: &mut Members) -> Result<Self, Refusal> {
        let value = members.text("CopySource")?.unwrap_or_default();
        if value.starts_with("arn:") {
            return Err(Refusal::Unsupported {
                operation,
                what: format!("CopySource {value}"),
                instead: "write the bucket, a slash and the key".to_owned(),
            });
        }
        let refused = |message: &str| Refusal::InvalidArgument {
            message: message.to_owned(),
            argument: "x-amz-copy-source",
            value: value.clone(),
        };
        let (path, version) = value.split_once("?versionId=").unwrap_or((&value, "null"));
        if version != "null" {
            return Err(refused("Invalid version id specified"));
        }
        let decoded = percent_decode_str(path).decode_utf8();
        let decoded = decoded.map_err(|_| refused("Invalid copy source encoding."))?;
        match decoded.strip_prefix('/').unwrap_or(&decoded).split_once('/') {
            Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => {
                Ok(Self { bucket: bucket.to_owned(), key: key.to_owned() })
            }
            _ => Err(refused("Copy Source must mention the source bucket and key: sourcebucket/sourcekey")),
        }
    }
}

#[cfg(test)]
mod tests {
    use labs_world::Map;

    use super::*;

    fn read(value: &str) -> Result<CopySource, Refusal> {
        CopySource::read("CopyObject", &mut Members::new(Map::from_iter([("CopySource".to_owned(), value.into())])))
    }

    #[test]
    fn a_source_is_a_bucket_and_a_key() {
        let source = |bucket: &str, key: &str| CopySource { bucket: bucket.to_owned(), key: key.to_owned() };
        assert_eq!(read("lake/a/b.csv").unwrap(), source("lake", "a/b.csv"));
        assert_eq!(read("/lake/d%E1%BB%AF%20li%E1%BB%87u+1%25?versionId=null").unwrap(), source("lake", "dữ liệu+1%"));
    }

    #[test]
    fn what_is_no_source_is_refused() {
        for value in ["", "lake", "lake/", "/", "/lake", "lake/%ff", "lake/a?versionId=3", "arn:aws:s3:::lake/a"] {
            assert!(read(value).is_err(), "{value}");
        }
    }
}
