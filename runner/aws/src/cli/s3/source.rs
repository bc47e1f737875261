//! What there is at one end of a transfer: one file or object, or all below a folder or prefix in the order of their keys.

use labs_world::Timestamp;

use super::super::error::CliError;
use super::super::files::FileKind;
use super::Session;
use super::client::{Found, Listing};
use super::line::Line;
use super::location::{self, Location};
use super::report::Report;

/// A file or an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A file, by its path.
    Local(String),
    /// An object.
    S3 {
        /// Its bucket.
        bucket: String,
        /// Its key.
        key: String,
    },
}

/// One thing to be done something with.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// Its path below the folder or prefix, by which both ends are compared; its name when it stands alone.
    pub(super) path: String,
    pub(super) place: Place,
    /// Unknown of what is only to be deleted.
    pub(super) size: Option<u64>,
    pub(super) modified: Timestamp,
    pub(super) e_tag: Option<String>,
    pub(super) class: Option<String>,
}

/// How much of a location is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The one file or object.
    One,
    /// Everything below.
    Tree,
}

/// What is going to happen to objects: empty ones that stand for folders are deleted, but not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Copy,
    Delete,
}

impl Place {
    /// As the AWS CLI prints it.
    pub(super) fn shown(&self, current: Option<&str>) -> String {
        match self {
            Self::Local(path) => location::shown(path, current),
            Self::S3 { bucket, key } => location::uri(bucket, key),
        }
    }
}

impl Entry {
    fn object(bucket: &str, path: String, found: Found) -> Self {
        Self {
            path,
            place: Place::S3 { bucket: bucket.to_owned(), key: found.key },
            size: Some(found.size),
            modified: found.modified,
            e_tag: found.e_tag,
            class: found.class,
        }
    }

    /// Whether its bytes lie in an archive.
    pub(super) fn is_archived(&self) -> bool {
        matches!(self.class.as_deref(), Some("GLACIER" | "DEEP_ARCHIVE"))
    }
}

/// A prefix that stands for what is below it.
pub(super) fn prefix_of(key: &str) -> String {
    if key.is_empty() || key.ends_with('/') { key.to_owned() } else { format!("{key}/") }
}

impl Session<'_> {
    /// The current folder, where the environment tells it.
    pub(super) fn current(&self) -> Option<String> {
        (self.invocation.env)("PWD").filter(|path| path.starts_with('/'))
    }

    /// What there is at `location`. Files that cannot be copied are passed over with a warning.
    pub(super) async fn entries(
        &self,
        line: &Line,
        location: &Location,
        scope: Scope,
        purpose: Purpose,
        report: &mut Report,
    ) -> Result<Vec<Entry>, CliError> {
        match (location, scope) {
            (Location::Stream, _) => Ok(Vec::new()),
            (Location::Local(path), Scope::One) => Ok(self.file(path, report).await),
            (Location::Local(path), Scope::Tree) => Ok(self.files_below(path, report).await),
            (Location::S3 { bucket, key }, Scope::One) if !key.is_empty() => {
                self.object(line, bucket, key, purpose).await.map(|entry| vec![entry])
            }
            (Location::S3 { bucket, key }, scope) => {
                let prefix = prefix_of(key);
                let listing = Listing {
                    bucket,
                    prefix: &prefix,
                    page_size: line.number("--page-size"),
                    payer: line.value("--request-payer"),
                    ..Listing::default()
                };
                let objects = self.client.objects(&listing).await?;
                let is_meant = |found: &Found| {
                    let is_folder = found.size == 0 && found.key.ends_with('/');
                    // A bucket is no object: without --recursive nothing in it is meant.
                    scope == Scope::Tree && (!is_folder || purpose == Purpose::Delete)
                };
                let entry = |found: Found| {
                    let path = found.key.strip_prefix(&prefix).unwrap_or(&found.key).to_owned();
                    Entry::object(bucket, path, found)
                };
                Ok(objects.into_iter().filter(is_meant).map(entry).collect())
            }
        }
    }

    async fn object(&self, line: &Line, bucket: &str, key: &str, purpose: Purpose) -> Result<Entry, CliError> {
        let name = key.rsplit('/').next().unwrap_or(key).to_owned();
        if purpose == Purpose::Copy {
            let (found, _) = self.client.head(bucket, key, line.value("--request-payer")).await?;
            return Ok(Entry::object(bucket, name, found));
        }
        let place = Place::S3 { bucket: bucket.to_owned(), key: key.to_owned() };
        Ok(Entry { path: name, place, size: None, modified: Timestamp::from_millis(0), e_tag: None, class: None })
    }

    async fn file(&self, path: &str, report: &mut Report) -> Vec<Entry> {
        let file = location::normal(path);
        let current = self.current();
        match self.invocation.files.metadata(path).await {
            Ok(found) if found.kind != FileKind::Special => {
                // A folder keeps its slash; opening it will say that it is one.
                let is_folder = found.kind == FileKind::Folder;
                let name = if is_folder { String::new() } else { file.rsplit('/').next().unwrap_or(&file).to_owned() };
                let place = Place::Local(if is_folder { format!("{file}/") } else { file });
                let (size, modified) = (Some(found.size), found.modified);
                return vec![Entry { path: name, place, size, modified, e_tag: None, class: None }];
            }
            Ok(_) => report.skipped(&location::absolute(path, current.as_deref()), SPECIAL),
            Err(_) => report.skipped(&location::absolute(path, current.as_deref()), MISSING),
        }
        Vec::new()
    }

    async fn files_below(&self, folder: &str, report: &mut Report) -> Vec<Entry> {
        let root = location::normal(folder);
        let current = self.current();
        let shown = |path: &str| location::absolute(path, current.as_deref());
        let Ok(found) = self.invocation.files.list(if root.is_empty() { "." } else { &root }).await else {
            let reason = match self.invocation.files.metadata(folder).await {
                Ok(found) if found.kind == FileKind::Folder => "File/Directory is not readable.",
                _ => MISSING,
            };
            report.skipped(&format!("{}/", shown(folder)), reason);
            return Vec::new();
        };
        let mut entries = Vec::new();
        for file in found {
            let path = location::below(&root, &file.path);
            match file.metadata.kind {
                FileKind::Folder => {}
                FileKind::Special => report.skipped(&shown(&path), SPECIAL),
                FileKind::File => entries.push(Entry {
                    path: file.path,
                    place: Place::Local(path),
                    size: Some(file.metadata.size),
                    modified: file.metadata.modified,
                    e_tag: None,
                    class: None,
                }),
            }
        }
        entries
    }
}

const SPECIAL: &str = "File is character special device, block special device, FIFO, or socket.";
const MISSING: &str = "File does not exist.";
