//! The full disk, met by the real libraries: a child process, which may not write files beyond a small size, writes until
//! it is refused and must still be able to close its store. The child is this test binary, started again by a shell that
//! sets the limit, so that no small disk has to be made.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::conformance::block_on;
use super::{BackendKind, Durability, Store, StoreError, open};

const FOLDER: &str = "LABS_WORLD_FULL_TEST_FOLDER";
const KIND: &str = "LABS_WORLD_FULL_TEST_BACKEND";
const KEPT: &str = "LABS_WORLD_FULL_TEST_KEPT";

/// The child: says how many writes were acknowledged before one was refused, and that the store could be closed.
#[test]
fn child_that_writes_until_it_is_refused() {
    let (Ok(folder), Ok(kind)) = (std::env::var(FOLDER), std::env::var(KIND)) else { return };
    let durability = if std::env::var_os(KEPT).is_some() { Durability::Flushed } else { Durability::Volatile };
    let folder = Path::new(&folder);
    let opened = open(BackendKind::from_name(&kind).unwrap(), &folder.join("store"), folder).unwrap();
    let store = Store::new(opened.backend, durability);
    for n in 0..400_u32 {
        let written: Result<(), StoreError> = block_on(store.write(|transaction| {
            transaction.put("t", n.to_be_bytes().to_vec(), vec![7; 15_000]);
            Ok(())
        }));
        if let Err(refused) = written {
            println!("\nrefused {n} {refused}");
            break;
        }
    }
    drop(store);
    println!("\nclosed");
}

/// What the child printed, or `None` when it did not end.
fn said(kind: BackendKind, folder: &Path, durability: Durability) -> Option<String> {
    let mut command = Command::new("sh");
    // The blocks of the limit are of 512 bytes or of 1024: one megabyte or two.
    command.args(["-c", "trap '' XFSZ; ulimit -S -f 2048; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
    command.args(["--exact", "store::full_disk::child_that_writes_until_it_is_refused", "--nocapture"]);
    command.env(FOLDER, folder).env(KIND, kind.name()).stdout(Stdio::piped()).stderr(Stdio::null());
    if durability == Durability::Flushed {
        command.env(KEPT, "yes");
    }
    let mut child = command.spawn().unwrap();
    let late = Instant::now() + Duration::from_secs(8);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > late {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Some(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap())
}

#[test]
fn a_store_on_a_full_disk_can_be_closed_and_keeps_what_it_acknowledged() {
    for kind in BackendKind::PERSISTENT {
        let folder = tempfile::tempdir().unwrap();
        let said = said(kind, folder.path(), Durability::Flushed);
        let said = said.unwrap_or_else(|| panic!("{kind}: the store was never closed"));
        let refused = said.lines().find_map(|line| line.strip_prefix("refused ")).unwrap();
        let (acknowledged, reason) = refused.split_once(' ').unwrap();
        assert!(reason.ends_with("start it again; what was acknowledged is safe"), "{kind}: {reason}");
        assert!(said.contains("\nclosed\n"), "{kind}: {said}");
        let backend = open(kind, &folder.path().join("store"), folder.path()).unwrap().backend;
        for n in 0..acknowledged.parse::<u32>().unwrap() {
            assert!(backend.get("t", &n.to_be_bytes()).unwrap().is_some(), "{kind}: {n} of {acknowledged} is gone");
        }
    }
}

#[test]
fn a_store_that_is_thrown_away_can_be_closed_on_a_full_disk() {
    for kind in BackendKind::PERSISTENT {
        let folder = tempfile::tempdir().unwrap();
        let said = said(kind, folder.path(), Durability::Volatile);
        let said = said.unwrap_or_else(|| panic!("{kind}: the store was never closed"));
        assert!(said.contains("\nclosed\n"), "{kind}: {said}");
    }
}
