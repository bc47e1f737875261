//! Opening a sled folder with care, because sled 0.34.7 has known faults there.
//!
//! An abrupt stop can leave a half-written `snap.*.generating` behind that sled then takes for its newest snapshot and
//! reports as corruption; some damaged files make it panic instead. A snapshot only saves sled from reading its whole
//! log, so snapshots are what is moved aside (never deleted) before one more attempt; after that the store is reported
//! as damaged. Faults were checked against spacejam/sled issues 1387, 1527 and 1533.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io, thread};

use super::StoreError;
use super::sled::{Sled, store_error};
use crate::disk::DiskError;

/// Bytes that sled may use for pages in memory. Its real use is several times this.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// sled releases its own file lock a moment after its last handle is gone. The world's lock already keeps other
/// processes out, so a locked file can only be that, and is waited for: this many times, this long each.
const LOCK_ATTEMPTS: u32 = 200;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// Opens or creates the sled store in `folder`. What had to be moved aside for it goes to a new `recovered-<n>` folder
/// in `aside`, which is returned.
pub(super) fn open(folder: &Path, aside: &Path) -> Result<(Sled, Vec<PathBuf>), StoreError> {
    let mut moved = Vec::new();
    moved.extend(move_aside(folder, aside, |name| name.starts_with("snap.") && name.ends_with(".generating"))?);
    let fault = match attempt(folder) {
        Ok(db) => return Ok((Sled::new(db, folder.to_owned()), moved)),
        Err(fault @ StoreError::Damaged { .. }) => fault,
        Err(other) => return Err(other),
    };
    match move_aside(folder, aside, |name| name.starts_with("snap."))? {
        None => Err(fault),
        Some(snapshots) => {
            moved.push(snapshots);
            attempt(folder).map(|db| (Sled::new(db, folder.to_owned()), moved))
        }
    }
}

/// One try, with the lock of a handle that is still being dropped waited for.
fn attempt(folder: &Path) -> Result<sled::Db, StoreError> {
    for _ in 0..LOCK_ATTEMPTS {
        match guarded(folder) {
            Err(StoreError::Disk(refusal)) if refusal.reason.starts_with("could not acquire lock") => {
                thread::sleep(LOCK_PAUSE);
            }
            outcome => return outcome,
        }
    }
    guarded(folder)
}

/// sled's own opening, with its panics on damaged files turned into errors. Nothing of ours is shared with the closure,
/// and the database that panicked is never used.
fn guarded(folder: &Path) -> Result<sled::Db, StoreError> {
    let config = sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    match catch_unwind(AssertUnwindSafe(|| config.open())) {
        Ok(opened) => opened.map_err(|error| store_error(folder, error)),
        Err(panic) => Err(StoreError::Damaged { path: folder.to_owned(), reason: words_of(panic.as_ref()) }),
    }
}

/// What a panic said.
pub(super) fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    words
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "the storage library gave up without a word".to_owned())
}

/// Moves the files of `folder` that `chosen` picks by name into a fresh `recovered-<n>` of `aside`; `None` when there
/// are none.
fn move_aside(folder: &Path, aside: &Path, chosen: impl Fn(&str) -> bool) -> Result<Option<PathBuf>, DiskError> {
    let mut files = Vec::new();
    match fs::read_dir(folder) {
        Err(absent) if absent.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(other) => return Err(DiskError::when("read the folder", folder)(other)),
        Ok(entries) => {
            for entry in entries {
                let name = entry.map_err(DiskError::when("read the folder", folder))?.file_name();
                if name.to_str().is_some_and(&chosen) {
                    files.push(name);
                }
            }
        }
    }
    if files.is_empty() {
        return Ok(None);
    }
    files.sort();
    let target = fresh_folder(aside)?;
    for name in files {
        let (from, to) = (folder.join(&name), target.join(&name));
        fs::rename(&from, &to).map_err(DiskError::when("move aside", &from))?;
    }
    Ok(Some(target))
}

/// Creates the first `recovered-<n>` that does not exist yet.
fn fresh_folder(aside: &Path) -> Result<PathBuf, DiskError> {
    let mut n = 1_u32;
    loop {
        let target = aside.join(format!("recovered-{n}"));
        match fs::create_dir(&target) {
            Ok(()) => return Ok(target),
            Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists && n < u32::MAX => n += 1,
            Err(other) => return Err(DiskError::when("create the folder", &target)(other)),
        }
    }
}
