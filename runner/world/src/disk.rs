//! `DiskError`: the system refused something on a file or folder of a world.
//!
//! The one place that words such refusals, so that a full disk reads the same whether the store, an object file or the
//! world's format file met it. What a damaged file means is not decided here but where the file is read.

use std::io;
use std::path::{Path, PathBuf};

/// A refusal of the file system, with the advice that fits its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}", self.told(), again(*kind))]
pub struct DiskError {
    /// What was tried, as a verb that stands before the path: `create the folder`.
    pub action: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// The system's kind of refusal.
    pub kind: io::ErrorKind,
    /// The system's words.
    pub reason: String,
}

impl DiskError {
    /// The refusal and what to mend, without what to do after that.
    pub(crate) fn told(&self) -> String {
        format!("cannot {} {}: {}; {}", self.action, self.path.display(), self.reason, advice(self.kind))
    }

    /// For `map_err`: wraps what the system says about `action` on `path`.
    pub(crate) fn when(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { action, path, kind: source.kind(), reason: source.to_string() }
    }
}

/// What to do next about a refusal of this kind.
fn advice(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::PermissionDenied => "make the folder writable for you, or choose another one",
        io::ErrorKind::ReadOnlyFilesystem => "its file system is read-only: choose a folder on another one",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space there",
        io::ErrorKind::NotFound => "check that the folder still exists and that nothing else removes its files",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "something else stands in its place: move it away, or choose another folder"
        }
        _ => "check the disk and the folder",
    }
}

/// What to do once a refusal of this kind is mended, where the mending alone does not say it.
fn again(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::AlreadyExists => "",
        _ => ", then try again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_with_the_place_and_the_way_out() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = DiskError::when("write", Path::new("world/store"))(full);
        assert_eq!(
            error.to_string(),
            "cannot write world/store: no storage space; free some space there, then try again"
        );
    }
}
