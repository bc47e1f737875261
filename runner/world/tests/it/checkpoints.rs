//! Taking, keeping and restoring checkpoints.

use std::fs;
use std::time::Duration;

use labs_world::meter::Quantity;
use labs_world::store::BackendKind;
use labs_world::{Checkpoint, CheckpointError, ObjectId, World, WorldOptions};

use crate::{entries, put, runtime};

const BACKENDS: [BackendKind; 3] = [BackendKind::Sled, BackendKind::Redb, BackendKind::Memory];

fn temporary(backend: BackendKind) -> World {
    let start = Some(labs_world::DEFAULT_START);
    let options = WorldOptions {
        seed: Some(7),
        virtual_start: start,
        backend: Some(backend),
        account: Some("000000000042".to_owned()),
        region: Some("eu-west-1".to_owned()),
    };
    World::temporary(&options).unwrap()
}

/// Does something with every part of a world; what it does depends on the world's time and ids.
fn live(world: &World, part: &str) {
    for _ in 0..3 {
        let id = world.ids().uuid();
        put(world, "items", &id, part);
        put(world, "times", part, &world.clock().advance(Duration::from_secs(1000)).unwrap().to_string());
        runtime().block_on(world.objects().put(format!("{part} {id}"))).unwrap();
        world.meter().record("dynamodb", "WriteRequestUnits", Quantity::whole(1));
        let now = world.clock().now();
        world.meter().stand(&id, "dynamodb", "WriteCapacityUnit-Hrs", Quantity::whole(2), now).unwrap();
    }
}

/// Everything that can be seen of a world.
fn sight(world: &World) -> String {
    let now = world.clock().now();
    let checkpoint = world.checkpoint().unwrap();
    format!(
        "{now} {} {} {:?} {:?} {:?} {:?} {} {}",
        world.account(),
        world.region(),
        entries(world, "items"),
        entries(world, "times"),
        checkpoint.objects(),
        world.meter().bill(now),
        checkpoint.batches(),
        world.ids().uuid(),
    )
}

#[test]
fn a_restored_world_goes_on_as_if_nothing_had_happened() {
    for backend in BACKENDS {
        let first = temporary(backend);
        live(&first, "A");
        let checkpoint = first.checkpoint().unwrap();
        live(&first, "B");
        let wanted = sight(&first);
        drop(first);
        for other in BACKENDS {
            let second = World::restore(&checkpoint, other).unwrap();
            assert_eq!(entries(&second, "times").len(), 1);
            live(&second, "B");
            assert_eq!(sight(&second), wanted, "{backend} restored on {other}");
        }
    }
}

#[test]
fn a_checkpoint_does_not_change_when_its_world_does() {
    let world = temporary(BackendKind::Memory);
    live(&world, "A");
    let checkpoint = world.checkpoint().unwrap();
    let (batches, objects) = (checkpoint.batches(), checkpoint.objects().to_vec());
    live(&world, "B");
    assert_eq!((checkpoint.batches(), checkpoint.objects()), (batches, objects.as_slice()));
    assert_eq!(objects.len(), 3);
}

#[test]
fn a_saved_checkpoint_is_the_same_after_loading() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("after-step-3.checkpoint");
    for backend in BACKENDS {
        let first = temporary(backend);
        live(&first, "A");
        first.checkpoint().unwrap().save(&file).unwrap();
        live(&first, "B");
        let second = World::restore(&Checkpoint::load(&file).unwrap(), backend).unwrap();
        live(&second, "B");
        assert_eq!(sight(&second), sight(&first));
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_world_that_is_kept_has_no_checkpoints() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::open(dir.path(), &WorldOptions::default()).unwrap();
    assert!(matches!(world.checkpoint(), Err(CheckpointError::NotRecorded)));
}

#[test]
fn an_object_that_is_gone_is_told_by_its_id() {
    let world = temporary(BackendKind::Sled);
    let id = runtime().block_on(world.objects().put("music")).unwrap();
    let checkpoint = world.checkpoint().unwrap();
    let name = id.to_string();
    fs::remove_file(world.dir().unwrap().join("objects").join(&name[..2]).join(&name[2..])).unwrap();
    let error = World::restore(&checkpoint, BackendKind::Memory).map(drop).unwrap_err();
    assert!(error.to_string().contains(&name), "{error}");
}

#[test]
fn any_changed_byte_of_a_saved_checkpoint_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("checkpoint");
    let world = temporary(BackendKind::Memory);
    live(&world, "A");
    world.checkpoint().unwrap().save(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    let refusal = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        match Checkpoint::load(&file) {
            Ok(_) => panic!("a damaged checkpoint was loaded"),
            Err(error) => error.to_string(),
        }
    };
    for at in 0..whole.len() {
        let mut turned = whole.clone();
        turned[at] ^= 1;
        refusal(&turned);
    }
    for length in 0..whole.len() {
        let error = refusal(&whole[..length]);
        assert!(error.contains("cut short") || error.contains("not a checkpoint"), "{error}");
    }
    let error = refusal(&[whole.as_slice(), b"more"].concat());
    assert!(error.contains("added at its end"), "{error}");
    let error = refusal(b"{\"lab\": \"dynamodb\"}");
    assert!(error.contains("is not a checkpoint"), "{error}");
    let mut newer = whole.clone();
    newer[8] = 2;
    let error = refusal(&newer);
    assert!(error.contains("format 2") && error.contains("upgrade labs"), "{error}");
}

#[test]
fn the_objects_of_a_checkpoint_outlive_its_world() {
    let parent = tempfile::tempdir().unwrap();
    let options = WorldOptions { virtual_start: Some(labs_world::DEFAULT_START), ..WorldOptions::default() };
    let world = World::temporary_in(parent.path(), &options).unwrap();
    runtime().block_on(world.objects().put("music")).unwrap();
    let checkpoint = world.checkpoint().unwrap();
    drop(world);
    let restored = World::restore(&checkpoint, BackendKind::Sled).unwrap();
    drop(checkpoint);
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0, "the folder goes with its last holder");
    assert!(restored.objects().exists(&ObjectId::of(b"music")).unwrap());
}
