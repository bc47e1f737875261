//! `WorldLock`: one process a world, by a locked file in its folder.
//!
//! The system releases the lock when the process ends, however it ends, so a leftover `lock` file never has to be removed.
//! The file also says who holds it, for the message that the next comer reads, and whether its world is a temporary one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::disk::DiskError;

/// The locked file's name.
pub(crate) const LOCK_FILE: &str = "lock";

/// First word of the lock file of a world that may be removed once nobody holds it.
const TEMPORARY: &str = "temporary";

/// First word of the lock file of every other world.
const KEPT: &str = "kept";

/// Whether a world outlives its run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// Somebody's folder.
    Kept,
    /// Removed after the run, or by a later one.
    Temporary,
}

/// Why a lock was not taken.
#[derive(Debug)]
pub(crate) enum LockError {
    /// Somebody has it; the process id is theirs, where the file tells it.
    Held(Option<u32>),
    /// The file could not be made or read.
    Disk(DiskError),
}

impl From<DiskError> for LockError {
    fn from(error: DiskError) -> Self {
        Self::Disk(error)
    }
}

/// A held lock; dropping it lets the next process in.
#[derive(Debug)]
pub(crate) struct WorldLock {
    /// Kept open, because the lock lives as long as the file does.
    _file: File,
}

impl WorldLock {
    /// Takes the lock of the world in `dir` without waiting.
    pub(crate) fn take(dir: &Path, lifetime: Lifetime) -> Result<Self, LockError> {
        let path = dir.join(LOCK_FILE);
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(DiskError::when("open", &path))?;
        lock(&mut file, &path)?;
        let word = match lifetime {
            Lifetime::Kept => KEPT,
            Lifetime::Temporary => TEMPORARY,
        };
        let said = format!("{word} {}\n", std::process::id());
        let written =
            file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).and_then(|_| file.write_all(said.as_bytes()));
        written.map_err(DiskError::when("write", &path))?;
        Ok(Self { _file: file })
    }

    /// Takes the lock of a temporary world that nobody holds any more, without changing the file; `None` when it is held,
    /// is not there, or belongs to a world that is kept. A file that says nothing was being made when its process ended;
    /// it counts as temporary when there is nothing else in the folder.
    pub(crate) fn take_abandoned(dir: &Path) -> Option<Self> {
        let path = dir.join(LOCK_FILE);
        if !fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let mut file = OpenOptions::new().read(true).write(true).open(&path).ok()?;
        lock(&mut file, &path).ok()?;
        let said = contents(&mut file).ok()?;
        let alone = || fs::read_dir(dir).is_ok_and(|entries| entries.count() == 1);
        let temporary = said.split(' ').next() == Some(TEMPORARY) || (said.is_empty() && alone());
        temporary.then_some(Self { _file: file })
    }
}

fn lock(file: &mut File, path: &Path) -> Result<(), LockError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(LockError::Held(holder(file))),
        Err(TryLockError::Error(error)) => Err(LockError::Disk(DiskError::when("lock", path)(error))),
    }
}

/// The process id that the holder wrote, if it got that far.
fn holder(file: &mut File) -> Option<u32> {
    contents(file).ok()?.split_whitespace().nth(1)?.parse().ok()
}

/// The first bytes of the file; more is never written there.
fn contents(file: &mut File) -> io::Result<String> {
    let mut said = String::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(64).read_to_string(&mut said)?;
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_lock_tells_its_holder() {
        let dir = tempfile::tempdir().unwrap();
        let _held = WorldLock::take(dir.path(), Lifetime::Kept).unwrap();
        let refused = WorldLock::take(dir.path(), Lifetime::Kept).unwrap_err();
        assert!(matches!(refused, LockError::Held(Some(pid)) if pid == std::process::id()), "{refused:?}");
    }

    #[test]
    fn a_released_lock_can_be_taken_again() {
        let dir = tempfile::tempdir().unwrap();
        drop(WorldLock::take(dir.path(), Lifetime::Kept).unwrap());
        WorldLock::take(dir.path(), Lifetime::Kept).unwrap();
    }

    #[test]
    fn only_a_temporary_world_without_holder_is_abandoned() {
        let dir = tempfile::tempdir().unwrap();
        assert!(WorldLock::take_abandoned(dir.path()).is_none(), "no lock file");
        let held = WorldLock::take(dir.path(), Lifetime::Temporary).unwrap();
        assert!(WorldLock::take_abandoned(dir.path()).is_none(), "held");
        drop(held);
        assert!(WorldLock::take_abandoned(dir.path()).is_some());
        drop(WorldLock::take(dir.path(), Lifetime::Kept).unwrap());
        assert!(WorldLock::take_abandoned(dir.path()).is_none(), "kept");
        fs::write(dir.path().join(LOCK_FILE), "").unwrap();
        assert!(WorldLock::take_abandoned(dir.path()).is_some(), "never finished");
        fs::write(dir.path().join("world.toml"), "").unwrap();
        assert!(WorldLock::take_abandoned(dir.path()).is_none(), "nothing says that this may go");
    }
}
