//! Opening the storage library of a world's folder by its kind.
//!
//! A storage library whose file was cut to nothing takes it for a new one. Each store on a disk therefore begins with an
//! entry of ours and a file beside it that says so: a store that has the file but not the entry has lost its contents and
//! is reported as damaged instead of being opened empty.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::memory::Memory;
use super::redb::Redb;
use super::{Backend, BackendKind, Batch, StoreError, sled_open};
use crate::disk::DiskError;

/// The file that says that the store has its first entry.
const BEGUN: &str = "begun";

/// The tree of that entry, which is its key too. Engines name their trees after themselves and never this.
const OURS: &str = "labs-store";

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
    let (backend, recovered): (Arc<dyn Backend>, _) = match kind {
        BackendKind::Sled => {
            let (sled, recovered) = sled_open::open(folder, aside)?;
            (Arc::new(sled), Vec::from_iter(recovered))
        }
        BackendKind::Redb => (Arc::new(Redb::open(folder)?), Vec::new()),
        BackendKind::Memory => return Ok(Opened { backend: Arc::new(Memory::default()), recovered: Vec::new() }),
    };
    refuse_emptied(backend.as_ref(), folder)?;
    Ok(Opened { backend, recovered })
}

/// Tells a store that lost its contents from a new one, and makes a new one known.
fn refuse_emptied(backend: &dyn Backend, folder: &Path) -> Result<(), StoreError> {
    let begun = folder.join(BEGUN);
    if begun.try_exists().map_err(DiskError::when("read", &begun))? {
        return match backend.get(OURS, OURS.as_bytes())? {
            Some(_) => Ok(()),
            None => Err(StoreError::Damaged {
                path: folder.to_owned(),
                reason: "its files are shorter than they were, and what it held is gone".to_owned(),
            }),
        };
    }
    let mut first = Batch::default();
    first.put(OURS, OURS, "1");
    backend.apply(&first)?;
    backend.flush()?;
    File::create_new(&begun).map(drop).map_err(DiskError::when("create", &begun))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_lost_its_contents_is_not_taken_for_a_new_one() {
        for (kind, file) in [(BackendKind::Sled, "db"), (BackendKind::Redb, "world.redb")] {
            let dir = tempfile::tempdir().unwrap();
            let folder = dir.path().join("store");
            open(kind, &folder, dir.path()).unwrap();
            fs::write(folder.join(file), "").unwrap();
            match open(kind, &folder, dir.path()) {
                Ok(_) => panic!("{kind} was opened empty"),
                Err(error) => assert!(matches!(error, StoreError::Damaged { .. }), "{kind}: {error}"),
            }
        }
    }

    #[test]
    fn a_redb_file_full_of_something_else_is_damage() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("store");
        open(BackendKind::Redb, &folder, dir.path()).unwrap();
        let file = folder.join("world.redb");
        let whole = fs::read(&file).unwrap();
        let mut turned = whole.clone();
        turned.iter_mut().for_each(|byte| *byte = !*byte);
        for damaged in [vec![b'x'; 9000], whole[..whole.len() / 2].to_vec(), whole[..100].to_vec(), turned] {
            fs::write(&file, damaged).unwrap();
            match open(BackendKind::Redb, &folder, dir.path()) {
                Ok(_) => panic!("opened"),
                Err(error) => assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}"),
            }
        }
    }
}
