//! Putting and reading object files.

use std::io;
use std::ops::Bound;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use labs_world::store::BackendKind;
use labs_world::{ByteStream, ObjectError, ObjectId, Objects, World, WorldOptions};

use crate::runtime;

fn worlds() -> [World; 2] {
    [BackendKind::Memory, BackendKind::Sled]
        .map(|backend| World::temporary(&WorldOptions { backend: Some(backend), ..WorldOptions::default() }).unwrap())
}

fn body(pieces: Vec<io::Result<Bytes>>) -> ByteStream {
    Box::pin(stream::iter(pieces))
}

async fn read(objects: &Objects, id: &ObjectId, range: impl std::ops::RangeBounds<u64>) -> Vec<u8> {
    let pieces: Vec<Bytes> = objects.open(id, range).await.unwrap().try_collect().await.unwrap();
    pieces.concat()
}

#[test]
fn an_object_is_named_by_its_sha_256_and_kept_once() {
    for world in worlds() {
        let id = runtime().block_on(world.objects().put("music")).unwrap();
        assert_eq!(id, ObjectId::of(b"music"));
        assert_eq!(runtime().block_on(world.objects().put("music")).unwrap(), id);
        assert!(world.objects().exists(&id).unwrap());
        assert!(!world.objects().exists(&ObjectId::of(b"noise")).unwrap());
        assert_eq!(world.objects().size(&id).unwrap(), 5);
    }
}

#[test]
fn a_stream_is_put_without_being_held_and_read_in_pieces() {
    let piece = |n: u8| Ok(Bytes::from(vec![n; 50_000]));
    for world in worlds() {
        runtime().block_on(async {
            let (id, size) = world.objects().put_stream(body((0..10).map(piece).collect())).await.unwrap();
            assert_eq!(size, 500_000);
            let whole = read(world.objects(), &id, ..).await;
            assert_eq!(ObjectId::of(&whole), id);
        });
    }
}

#[test]
fn a_range_is_cut_to_the_object() {
    for world in worlds() {
        runtime().block_on(async {
            let objects = world.objects();
            let id = objects.put("0123456789").await.unwrap();
            assert_eq!(read(objects, &id, 2..5).await, b"234");
            assert_eq!(read(objects, &id, 2..=5).await, b"2345");
            assert_eq!(read(objects, &id, 8..100).await, b"89");
            assert_eq!(read(objects, &id, 100..).await, b"");
            assert_eq!(read(objects, &id, 5..5).await, b"");
            assert_eq!(read(objects, &id, (Bound::Excluded(7), Bound::Included(u64::MAX))).await, b"89");
            assert_eq!(read(objects, &id, (Bound::Excluded(u64::MAX), Bound::Unbounded)).await, b"");
        });
    }
}

#[test]
fn a_stream_that_breaks_off_leaves_nothing() {
    for world in worlds() {
        let broken = body(vec![Ok("half".into()), Err(io::Error::other("the caller hung up"))]);
        let error = runtime().block_on(world.objects().put_stream(broken)).unwrap_err();
        assert!(error.to_string().contains("the caller hung up"), "{error}");
        assert!(!world.objects().exists(&ObjectId::of(b"half")).unwrap());
        if let Some(dir) = world.dir() {
            assert_eq!(std::fs::read_dir(dir.join("objects/partial")).unwrap().count(), 0);
        }
    }
}

#[test]
fn a_put_that_nobody_waits_for_any_more_leaves_nothing() {
    for world in worlds() {
        let endless = body(vec![Ok("half".into())]).chain(stream::pending());
        runtime().block_on(async {
            let put = std::pin::pin!(world.objects().put_stream(Box::pin(endless)));
            // The caller hangs up while the object comes.
            futures_util::future::select(put, Box::pin(tokio::time::sleep(std::time::Duration::from_millis(50)))).await;
        });
        if let Some(dir) = world.dir() {
            assert_eq!(std::fs::read_dir(dir.join("objects/partial")).unwrap().count(), 0);
        }
    }
}

#[test]
fn a_missing_object_is_told_by_its_id() {
    for world in worlds() {
        let id = ObjectId::of(b"never put");
        let outcome = runtime().block_on(world.objects().open(&id, ..)).map(drop);
        assert_eq!(outcome, Err(ObjectError::Missing { id }));
    }
}

#[test]
fn objects_outlive_the_world_that_is_kept_and_half_ones_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::open(dir.path(), &WorldOptions::default()).unwrap();
    let id = runtime().block_on(world.objects().put("music")).unwrap();
    drop(world);
    std::fs::write(dir.path().join("objects/partial/7"), "half").unwrap();
    let world = World::open(dir.path(), &WorldOptions::default()).unwrap();
    assert_eq!(runtime().block_on(read(world.objects(), &id, ..)), b"music");
    assert!(!dir.path().join("objects/partial/7").exists());
}
