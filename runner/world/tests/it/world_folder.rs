//! Opening, reopening, refusing and throwing away worlds.

use std::fs;
use std::path::Path;

use labs_world::store::BackendKind;
use labs_world::{DEFAULT_START, World, WorldError, WorldFileError, WorldOptions};

use crate::{entries, put};

fn with_backend(backend: BackendKind) -> WorldOptions {
    WorldOptions { backend: Some(backend), ..WorldOptions::default() }
}

fn refusal(dir: &Path, options: &WorldOptions) -> WorldError {
    match World::open(dir, options) {
        Ok(_) => panic!("{} was opened", dir.display()),
        Err(error) => error,
    }
}

#[test]
fn a_world_keeps_what_was_written_and_what_it_was_made_with() {
    for backend in BackendKind::PERSISTENT {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("new/world");
        let made = WorldOptions {
            account: Some("000000000042".into()),
            region: Some("eu-west-1".into()),
            ..with_backend(backend)
        };
        put(&World::open(&dir, &made).unwrap(), "music", "a", "1");
        let again = World::open(&dir, &WorldOptions::default()).unwrap();
        put(&again, "music", "b", "1");
        assert_eq!(entries(&again, "music"), ["a=1", "b=1"], "{backend}");
        assert_eq!((again.account(), again.region()), ("000000000042", "eu-west-1"));
        assert_eq!(again.dir(), Some(dir.as_path()));
        assert!(again.recovered().is_empty());
    }
}

#[test]
fn a_world_in_use_is_refused_with_its_holder() {
    let dir = tempfile::tempdir().unwrap();
    let held = World::open(dir.path(), &WorldOptions::default()).unwrap();
    let error = refusal(dir.path(), &WorldOptions::default()).to_string();
    assert!(error.contains(&dir.path().display().to_string()), "{error}");
    assert!(error.contains(&format!("process {}", std::process::id())), "{error}");
    assert!(error.contains("Ctrl-C"), "{error}");
    drop(held);
    World::open(dir.path(), &WorldOptions::default()).unwrap();
}

#[test]
fn another_world_than_the_one_that_is_there_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    World::open(dir.path(), &with_backend(BackendKind::Redb)).unwrap();
    let error = refusal(dir.path(), &with_backend(BackendKind::Sled)).to_string();
    assert!(error.contains("backend `redb`, not `sled`"), "{error}");
    let other = WorldOptions { region: Some("eu-west-1".into()), ..WorldOptions::default() };
    let error = refusal(dir.path(), &other).to_string();
    assert!(error.contains("region `us-east-1`, not `eu-west-1`"), "{error}");
}

#[test]
fn a_file_where_the_folder_should_be_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("notes");
    fs::write(&file, "notes").unwrap();
    assert!(matches!(refusal(&file, &WorldOptions::default()), WorldError::NotAFolder { .. }));
    assert!(matches!(refusal(&file.join("world"), &WorldOptions::default()), WorldError::Disk(_)));
    assert_eq!(fs::read_to_string(&file).unwrap(), "notes");
}

#[test]
fn a_folder_of_other_files_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("thesis.txt"), "").unwrap();
    let error = refusal(dir.path(), &WorldOptions::default());
    assert!(error.to_string().contains("`thesis.txt`"), "{error}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_store_without_its_format_file_is_not_started_afresh() {
    let dir = tempfile::tempdir().unwrap();
    World::open(dir.path(), &WorldOptions::default()).unwrap();
    fs::remove_file(dir.path().join("world.toml")).unwrap();
    let error = refusal(dir.path(), &WorldOptions::default());
    assert!(matches!(error, WorldError::Format(WorldFileError::Damaged { .. })), "{error}");
}

#[test]
fn a_newer_world_asks_for_an_upgrade() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("world.toml"), "format = 99\n").unwrap();
    let error = refusal(dir.path(), &WorldOptions::default()).to_string();
    assert!(error.contains("format 99") && error.contains("upgrade labs"), "{error}");
}

#[test]
fn what_aws_could_not_have_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let account = WorldOptions { account: Some("12".into()), ..WorldOptions::default() };
    assert!(matches!(refusal(dir.path(), &account), WorldError::Account { .. }));
    let region = WorldOptions { region: Some("../x".into()), ..WorldOptions::default() };
    assert!(matches!(refusal(dir.path(), &region), WorldError::Region { .. }));
    assert!(matches!(refusal(dir.path(), &with_backend(BackendKind::Memory)), WorldError::NotPersistent { .. }));
}

#[test]
fn a_temporary_world_leaves_nothing_behind() {
    for backend in BackendKind::PERSISTENT {
        let parent = tempfile::tempdir().unwrap();
        let world = World::temporary_in(parent.path(), &with_backend(backend)).unwrap();
        put(&world, "music", "a", "1");
        assert_eq!(entries(&world, "music"), ["a=1"]);
        assert!(world.dir().unwrap().starts_with(parent.path()));
        drop(world);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0, "{backend}");
    }
}

#[test]
fn a_temporary_world_removes_those_of_killed_processes() {
    let parent = tempfile::tempdir().unwrap();
    let left = parent.path().join(".labs-temporary-left");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("lock"), "temporary 1\n").unwrap();
    fs::write(left.join("world.toml"), "").unwrap();
    let first = World::temporary_in(parent.path(), &WorldOptions::default()).unwrap();
    let _second = World::temporary_in(parent.path(), &WorldOptions::default()).unwrap();
    assert!(!left.exists());
    put(&first, "music", "a", "1");
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 2);
}

#[test]
fn a_world_in_memory_has_no_folder() {
    let parent = tempfile::tempdir().unwrap();
    let world = World::temporary_in(parent.path(), &with_backend(BackendKind::Memory)).unwrap();
    put(&world, "music", "a", "1");
    assert_eq!((entries(&world, "music").len(), world.dir()), (1, None));
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    assert_eq!(World::in_memory(7, DEFAULT_START).dir(), None);
}

/// A device that is always full stands where the world's format file is first written.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_with_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", dir.path().join("world.toml.new")).unwrap();
    let error = refusal(dir.path(), &WorldOptions::default()).to_string();
    assert!(error.contains("world.toml.new") && error.contains("free some space"), "{error}");
}

/// `/sys` takes no new folders, not even from root.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_place_is_told_with_the_way_out() {
    let error = refusal(Path::new("/sys/kernel/labs-world"), &WorldOptions::default()).to_string();
    assert!(error.contains("/sys/kernel/labs-world") && error.contains("; "), "{error}");
    assert!(error.contains("choose"), "{error}");
}
