//! `TemporaryFolder`: the folder of a world that is thrown away.
//!
//! It is removed when its last holder drops it. A killed process cannot do that, so its folder stays until a later run
//! sweeps: the lock in it tells whether its process still runs, so a living world is never removed, and nothing is
//! removed that does not say of itself that it is temporary. The lock is therefore the last thing that is removed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::lock::{LOCK_FILE, Lifetime, LockError, WorldLock};

/// What the names of temporary worlds begin with.
const PREFIX: &str = ".labs-temporary-";

/// A fresh folder can be taken for an abandoned one in the moment before its lock is held; then another is made, at most
/// this many times.
const ATTEMPTS: u32 = 16;

/// A folder that goes when it is dropped.
#[derive(Debug)]
pub(crate) struct TemporaryFolder {
    path: PathBuf,
    /// Released after the folder is gone.
    _lock: WorldLock,
}

impl TemporaryFolder {
    /// Makes a locked folder in `parent`.
    pub(crate) fn make(parent: &Path) -> Result<Self, DiskError> {
        let mut attempts = 1;
        loop {
            let made = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent);
            let folder = made.map_err(DiskError::when("create a folder in", parent))?;
            match WorldLock::take(folder.path(), Lifetime::Temporary) {
                // A sweep that held the lock before us has removed the folder under it.
                Ok(_) if attempts < ATTEMPTS && !folder.path().exists() => {}
                Ok(lock) => return Ok(Self { path: folder.keep(), _lock: lock }),
                Err(LockError::Held(_)) if attempts < ATTEMPTS => {}
                Err(LockError::Disk(gone)) if attempts < ATTEMPTS && gone.kind == io::ErrorKind::NotFound => {}
                Err(LockError::Held(_)) => {
                    let busy = io::Error::from(io::ErrorKind::ResourceBusy);
                    return Err(DiskError::when("lock", folder.path())(busy));
                }
                Err(LockError::Disk(error)) => return Err(error),
            }
            attempts += 1;
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _left_for_the_next_run = remove(&self.path);
    }
}

/// Removes a folder whose lock is held, the lock last: killed at any moment, this leaves a folder that a sweep knows.
fn remove(dir: &Path) -> io::Result<()> {
    // A storage library that is still closing may put a last file there, so the folder is looked at until it is bare.
    while remove_all_but_lock(dir)? > 0 {}
    fs::remove_file(dir.join(LOCK_FILE))?;
    fs::remove_dir(dir)
}

/// Returns how many things it removed.
fn remove_all_but_lock(dir: &Path) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_name() == LOCK_FILE {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
        removed += 1;
    }
    Ok(removed)
}

/// Removes the temporary worlds in `parent` whose processes no longer run. What cannot be read or removed belongs to
/// somebody else and is left alone.
pub(crate) fn sweep(parent: &Path) {
    for dir in candidates(parent) {
        if let Some(_lock) = WorldLock::take_abandoned(&dir) {
            let _left_for_the_next_run = remove(&dir);
        } else {
            // Before its lock was made, or after it was removed, a folder is empty; any other stays.
            let _not_empty = fs::remove_dir(&dir);
        }
    }
}

fn candidates(parent: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let ours = |entry: &fs::DirEntry| {
        entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX))
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
    };
    entries.filter_map(Result::ok).filter(ours).map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use std::io::BufRead;

    use super::*;

    #[test]
    fn a_temporary_folder_goes_when_it_is_dropped() {
        let parent = tempfile::tempdir().unwrap();
        let folder = TemporaryFolder::make(parent.path()).unwrap();
        let path = folder.path().to_owned();
        assert!(path.exists());
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn a_sweep_removes_the_folders_of_the_dead_and_no_others() {
        let parent = tempfile::tempdir().unwrap();
        let living = TemporaryFolder::make(parent.path()).unwrap();

        let dead = parent.path().join(format!("{PREFIX}dead"));
        fs::create_dir(&dead).unwrap();
        drop(WorldLock::take(&dead, Lifetime::Temporary).unwrap());
        fs::write(dead.join("object"), "left over").unwrap();

        let kept = parent.path().join(format!("{PREFIX}kept"));
        fs::create_dir(&kept).unwrap();
        drop(WorldLock::take(&kept, Lifetime::Kept).unwrap());

        let strange = parent.path().join("music");
        fs::create_dir(&strange).unwrap();
        drop(WorldLock::take(&strange, Lifetime::Temporary).unwrap());

        sweep(parent.path());
        assert!(!dead.exists());
        assert!(living.path().exists() && kept.exists() && strange.exists());
    }

    const PARENT: &str = "LABS_WORLD_SWEEP_TEST_PARENT";

    /// The child: makes, fills and drops temporary folders until it is killed.
    #[test]
    fn child_that_makes_and_drops_until_it_is_killed() {
        let Some(parent) = std::env::var_os(PARENT) else { return };
        println!("\nready");
        loop {
            let folder = TemporaryFolder::make(Path::new(&parent)).unwrap();
            for n in 0..20 {
                fs::write(folder.path().join(format!("{n}")), "").unwrap();
            }
        }
    }

    #[test]
    fn a_process_that_is_killed_at_any_moment_leaves_nothing_that_a_sweep_does_not_remove() {
        let parent = tempfile::tempdir().unwrap();
        let mut left = 0;
        for round in 0..30_u64 {
            let mut child = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "temporary::tests::child_that_makes_and_drops_until_it_is_killed", "--nocapture"])
                .env(PARENT, parent.path())
                .stdout(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            let mut lines = io::BufReader::new(child.stdout.take().unwrap()).lines();
            assert!(lines.any(|line| line.unwrap() == "ready"));
            std::thread::sleep(std::time::Duration::from_micros(round * 7919 % 5_000));
            child.kill().unwrap();
            child.wait().unwrap();
            left += candidates(parent.path()).len();
            sweep(parent.path());
            assert_eq!(candidates(parent.path()), Vec::<PathBuf>::new(), "round {round}");
        }
        assert!(left > 0, "no kill fell on a folder");
    }
}
