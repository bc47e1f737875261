//! Opening the storage library of a world's folder by its kind.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::memory::Memory;
use super::redb::Redb;
use super::{Backend, BackendKind, StoreError, sled_open};
use crate::disk::DiskError;

/// A backend, ready for [`super::Store::new`].
pub struct Opened {
    /// The backend.
    pub backend: Arc<dyn Backend>,
    /// Folders into which leftovers of an abrupt stop had to be moved; empty nearly always.
    pub recovered: Vec<PathBuf>,
}

/// Opens or creates a store of `kind` in `folder`; leftovers that stand in the way are moved into `recovered-<n>` folders
/// of `aside`. [`BackendKind::Memory`] touches neither.
///
/// # Errors
/// [`StoreError`] when the disk refuses or the files are damaged. One process may have a folder open at a time; seeing to
/// that is the world's business.
pub fn open(kind: BackendKind, folder: &Path, aside: &Path) -> Result<Opened, StoreError> {
    if kind != BackendKind::Memory {
        fs::create_dir_all(folder).map_err(DiskError::when("create the folder", folder))?;
    }
    Ok(match kind {
        BackendKind::Sled => {
            let (backend, recovered) = sled_open::open(folder, aside)?;
            Opened { backend: Arc::new(backend), recovered }
        }
        BackendKind::Redb => Opened { backend: Arc::new(Redb::open(folder)?), recovered: Vec::new() },
        BackendKind::Memory => Opened { backend: Arc::new(Memory::default()), recovered: Vec::new() },
    })
}
