//! Every stored format that was ever written can still be read. The fixtures are real files of their time and never
//! change; a new format adds one.

use std::fs;
use std::path::{Path, PathBuf};

use labs_world::store::BackendKind;
use labs_world::{Checkpoint, ObjectId, World, WorldOptions};

use crate::{entries, put, runtime};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A copy to open: opening a world writes to it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What the fixtures hold.
fn fill(world: &World) {
    for n in 0..20 {
        put(world, "music", &format!("song-{n:02}"), "1");
        put(world, "musicians", &format!("band-{n:02}"), "2");
    }
    runtime().block_on(world.objects().put("cover")).unwrap();
}

fn assert_filled(world: &World) {
    let (music, musicians) = (entries(world, "music"), entries(world, "musicians"));
    assert_eq!((music.len(), musicians.len()), (20, 20));
    assert_eq!(music.first().map(String::as_str), Some("song-00=1"));
    assert_eq!(musicians.last().map(String::as_str), Some("band-19=2"));
    assert!(world.objects().exists(&ObjectId::of(b"cover")).unwrap());
    assert_eq!((world.account(), world.region()), ("123456789012", "us-east-1"));
}

#[test]
fn a_world_of_format_1_opens() {
    for backend in BackendKind::PERSISTENT {
        let dir = tempfile::tempdir().unwrap();
        copy(&fixture(&format!("format-1-{backend}")), dir.path());
        let world = World::open(dir.path(), &WorldOptions::default()).unwrap();
        assert_filled(&world);
        put(&world, "music", "song-20", "1");
        assert_eq!(entries(&world, "music").len(), 21);
        assert!(world.recovered().is_empty());
    }
}

#[test]
fn a_checkpoint_of_format_1_loads() {
    let checkpoint = Checkpoint::load(&fixture("format-1.checkpoint")).unwrap();
    let world = World::restore(&checkpoint, BackendKind::Memory).unwrap();
    assert_filled(&world);
    assert_eq!(world.clock().now().to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(world.ids().uuid(), World::in_memory(7, labs_world::DEFAULT_START).ids().uuid());
}

/// Writes the fixtures of the present format where `LABS_WORLD_FIXTURES` says; otherwise it only proves that what it
/// would write can be read.
#[test]
fn what_is_written_now_can_be_read() {
    let scratch = tempfile::tempdir().unwrap();
    let place = std::env::var_os("LABS_WORLD_FIXTURES").map_or_else(|| scratch.path().to_owned(), PathBuf::from);
    for backend in BackendKind::PERSISTENT {
        let dir = place.join(format!("format-1-{backend}"));
        let options = WorldOptions { backend: Some(backend), ..WorldOptions::default() };
        fill(&World::open(&dir, &options).unwrap());
        assert_filled(&World::open(&dir, &WorldOptions::default()).unwrap());
    }
    let world = World::in_memory(7, labs_world::DEFAULT_START);
    fill(&world);
    let file = place.join("format-1.checkpoint");
    world.checkpoint().unwrap().save(&file).unwrap();
    assert_filled(&World::restore(&Checkpoint::load(&file).unwrap(), BackendKind::Memory).unwrap());
}
