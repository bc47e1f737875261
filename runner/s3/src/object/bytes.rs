//! The bytes of objects as streams, read piece after piece.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use labs_world::{ByteStream, ObjectId, World};

use super::Piece;
use crate::error::Refusal;

/// The bytes of `pieces` that lie in `range`.
///
/// The first piece is looked at before anything is answered; trouble with a later one breaks the stream off.
pub(crate) fn open(world: &Arc<World>, pieces: &[Piece], range: Range<u64>) -> Result<ByteStream, Refusal> {
    let slices = slices(pieces, range);
    if let Some((id, _)) = slices.first() {
        world.objects().size(id)?;
    }
    let world = Arc::clone(world);
    let opened = stream::iter(slices).then(move |(id, range)| {
        let world = Arc::clone(&world);
        async move { world.objects().open(&id, range).await.map_err(io::Error::other) }
    });
    Ok(Box::pin(opened.try_flatten()))
}

/// Which bytes of which pieces a range consists of.
fn slices(pieces: &[Piece], range: Range<u64>) -> Vec<(ObjectId, Range<u64>)> {
    let mut slices = Vec::new();
    let mut before = 0;
    for piece in pieces {
        let from = range.start.clamp(before, before + piece.size) - before;
        let to = range.end.clamp(before, before + piece.size) - before;
        if from < to {
            slices.push((piece.id, from..to));
        }
        before += piece.size;
    }
    slices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_over_pieces_is_cut_at_their_ends() {
        let id = |byte: u8| ObjectId::of(&[byte]);
        let pieces = [Piece { id: id(1), size: 10 }, Piece { id: id(2), size: 0 }, Piece { id: id(3), size: 5 }];
        assert_eq!(slices(&pieces, 0..15), [(id(1), 0..10), (id(3), 0..5)]);
        assert_eq!(slices(&pieces, 9..11), [(id(1), 9..10), (id(3), 0..1)]);
        assert_eq!(slices(&pieces, 10..12), [(id(3), 0..2)]);
        assert_eq!(slices(&pieces, 3..3), []);
    }
}
