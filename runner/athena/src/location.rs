//! `S3Location`: an address like `s3://bucket/prefix/`, of a table, a partition or a result.

use std::fmt;

/// A bucket and a key or the prefix of keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct S3Location {
    pub(crate) bucket: String,
    /// Empty for the whole bucket.
    pub(crate) key: String,
}

impl S3Location {
    /// The parts of an address; `None` when it is not one of S3.
    pub(crate) fn parse(address: &str) -> Option<Self> {
        let rest = ["s3://", "s3a://", "s3n://"].iter().find_map(|scheme| address.strip_prefix(scheme))?;
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        (!bucket.is_empty()).then(|| Self { bucket: bucket.to_owned(), key: key.to_owned() })
    }

    /// The same place as a folder: its key, if there is one, ends with a slash.
    pub(crate) fn folder(mut self) -> Self {
        if !self.key.is_empty() && !self.key.ends_with('/') {
            self.key.push('/');
        }
        self
    }

    /// What lies under the folder with this name.
    pub(crate) fn join(&self, name: &str) -> Self {
        Self { bucket: self.bucket.clone(), key: format!("{}{name}", self.key) }
    }
}

impl fmt::Display for S3Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_bucket_and_a_key() {
        let parsed = |address| S3Location::parse(address).map(|at| (at.bucket.clone(), at.folder().to_string()));
        assert_eq!(parsed("s3://lake/a/b"), Some(("lake".to_owned(), "s3://lake/a/b/".to_owned())));
        assert_eq!(parsed("s3://lake"), Some(("lake".to_owned(), "s3://lake/".to_owned())));
        assert_eq!(parsed("s3://lake/"), Some(("lake".to_owned(), "s3://lake/".to_owned())));
        for wrong in ["", "s3:///a", "file:///etc/passwd", "https://x/y", "/tmp"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
