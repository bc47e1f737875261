//! Opening a sled folder with care, because sled 0.34.7 has known faults there.
//!
//! A snapshot saves sled from reading its whole log. An abrupt stop can leave one half-written, which sled then takes for
//! its newest and reports as corruption; so half-written ones are moved aside (never deleted) first. A whole snapshot
//! stays even when opening fails: without it sled would take a log that lost its end for a short one. Some damaged files
//! make sled panic; that becomes an error too. The faults are those of spacejam/sled issues 1387, 1527 and 1533.

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

/// Opens or creates the sled store in `folder`. Half-written snapshots go to a new `recovered-<n>` folder in `aside`,
/// which is returned.
pub(super) fn open(folder: &Path, aside: &Path) -> Result<(Sled, Option<PathBuf>), StoreError> {
    let moved = move_aside(&half_written_snapshots(folder)?, aside)?;
    Ok((Sled::new(attempt(folder)?, folder.to_owned()), moved))
}

/// Snapshots that sled was still writing, or whose checksum tells that they were never finished.
fn half_written_snapshots(folder: &Path) -> Result<Vec<PathBuf>, DiskError> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(folder) {
        Err(absent) if absent.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(other) => return Err(DiskError::when("read the folder", folder)(other)),
        Ok(entries) => entries,
    };
    for entry in entries {
        let path = entry.map_err(DiskError::when("read the folder", folder))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with("snap.") {
            let bytes = fs::read(&path).map_err(DiskError::when("read", &path))?;
            if name.ends_with(".generating") || !is_whole(&bytes) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a snapshot ends in the checksum of its contents: eight bytes of length stand before the four of the checksum.
fn is_whole(snapshot: &[u8]) -> bool {
    let Some((rest, checksum)) = snapshot.split_last_chunk::<4>() else { return false };
    let Some((contents, _length)) = rest.split_last_chunk::<8>() else { return false };
    !contents.is_empty() && crc32fast::hash(contents) == u32::from_le_bytes(*checksum)
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

/// Moves `files` into a fresh `recovered-<n>` of `aside`; `None` when there are none.
fn move_aside(files: &[PathBuf], aside: &Path) -> Result<Option<PathBuf>, DiskError> {
    if files.is_empty() {
        return Ok(None);
    }
    let target = fresh_folder(aside)?;
    for file in files {
        if let Some(name) = file.file_name() {
            fs::rename(file, target.join(name)).map_err(DiskError::when("move aside", file))?;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Backend, Batch, KeyRange, Order};

    /// A closed store in `dir` with 200 entries and a snapshot.
    fn closed(dir: &Path) -> PathBuf {
        let folder = dir.join("store");
        let (sled, _) = open(&folder, dir).unwrap();
        let mut batch = Batch::default();
        (0..200_u32).for_each(|n| batch.put("t", n.to_be_bytes().to_vec(), vec![7; 100]));
        sled.apply(&batch).unwrap();
        sled.flush().unwrap();
        drop(sled);
        // sled writes a snapshot when it is opened over a log.
        open(&folder, dir).unwrap();
        assert!(!snapshots(&folder).is_empty());
        folder
    }

    fn snapshots(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap.")).collect()
    }

    fn entries(sled: &Sled) -> usize {
        sled.range("t", &KeyRange::all(), Order::Ascending).map(Result::unwrap).count()
    }

    fn damage(folder: &Path, dir: &Path) -> String {
        match open(folder, dir) {
            Ok((sled, _)) => panic!("opened with {} entries", entries(&sled)),
            Err(error) => {
                assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
                error.to_string()
            }
        }
    }

    #[test]
    fn a_snapshot_that_was_being_written_is_moved_aside() {
        let dir = tempfile::tempdir().unwrap();
        let folder = closed(dir.path());
        let leftover = "snap.FFFFFFFFFFFFFFFF.generating";
        fs::write(folder.join(leftover), "half").unwrap();
        let (sled, moved) = open(&folder, dir.path()).unwrap();
        assert_eq!(entries(&sled), 200);
        assert_eq!(moved, Some(dir.path().join("recovered-1")));
        assert_eq!(fs::read_to_string(dir.path().join("recovered-1").join(leftover)).unwrap(), "half");
    }

    #[test]
    fn a_half_snapshot_is_moved_aside_and_the_log_read_instead() {
        let dir = tempfile::tempdir().unwrap();
        let folder = closed(dir.path());
        for (n, half) in [(1, 0), (2, 8), (3, 40)] {
            for snapshot in snapshots(&folder) {
                let bytes = fs::read(&snapshot).unwrap();
                fs::write(&snapshot, &bytes[..half]).unwrap();
            }
            let (sled, moved) = open(&folder, dir.path()).unwrap();
            assert_eq!(entries(&sled), 200);
            assert_eq!(moved, Some(dir.path().join(format!("recovered-{n}"))));
        }
    }

    #[test]
    fn a_whole_store_moves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = closed(dir.path());
        let (sled, moved) = open(&folder, dir.path()).unwrap();
        assert_eq!((entries(&sled), moved), (200, None));
    }

    #[test]
    fn a_log_that_lost_its_end_is_damage_and_nothing_is_touched() {
        let dir = tempfile::tempdir().unwrap();
        let folder = closed(dir.path());
        let before = snapshots(&folder);
        fs::write(folder.join("db"), "").unwrap();
        let error = damage(&folder, dir.path());
        assert!(error.contains("nothing was deleted"), "{error}");
        assert_eq!(snapshots(&folder), before);
        assert!(!dir.path().join("recovered-1").exists());
    }

    #[test]
    fn a_damaged_configuration_is_damage() {
        let dir = tempfile::tempdir().unwrap();
        let folder = closed(dir.path());
        fs::write(folder.join("conf"), "segment_size: many and more").unwrap();
        damage(&folder, dir.path());
    }

    #[test]
    fn a_panic_of_the_library_is_told_in_its_words() {
        let panicked = catch_unwind(|| std::panic::resume_unwind(Box::new("called offsets on Uninitialized")));
        assert_eq!(words_of(panicked.unwrap_err().as_ref()), "called offsets on Uninitialized");
        let panicked = catch_unwind(|| std::panic::resume_unwind(Box::new(format!("page {} is gone", 7))));
        assert_eq!(words_of(panicked.unwrap_err().as_ref()), "page 7 is gone");
    }
}
