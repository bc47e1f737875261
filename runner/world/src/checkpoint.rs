//! `Checkpoint`: what a world held at one moment, as the log of its batches and what else shapes its future.
//!
//! Taking one is cheap: batches and objects are shared with the world, not copied. [`World::checkpoint`] takes it,
//! [`World::restore`] replays it into a fresh world; the storage library's own files are never copied. How it is kept
//! in a file is in `checkpoint_file.rs`.
//!
//! [`World::checkpoint`]: crate::World::checkpoint
//! [`World::restore`]: crate::World::restore

use std::path::PathBuf;
use std::sync::Arc;

use crate::disk::DiskError;
use crate::ids::IdsState;
use crate::meter::MeterState;
use crate::object_id::ObjectId;
use crate::objects::{ObjectError, Objects};
use crate::store::{Batch, StoreError};
use crate::time::Timestamp;
use crate::world_error::WorldError;

/// One moment of a world. It keeps the objects of a temporary world readable, and so its folder, for as long as it
/// lives.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    pub(crate) account: String,
    pub(crate) region: String,
    /// `None` for the wall clock.
    pub(crate) virtual_time: Option<Timestamp>,
    pub(crate) ids: IdsState,
    pub(crate) meter: MeterState,
    pub(crate) batches: Vec<Arc<Batch>>,
    pub(crate) objects: Vec<ObjectId>,
    /// Where the objects can be read.
    pub(crate) source: Arc<Objects>,
}

impl Checkpoint {
    /// How many batches the log has.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.batches.len()
    }

    /// The objects that existed, in the order of their ids.
    #[must_use]
    pub fn objects(&self) -> &[ObjectId] {
        &self.objects
    }
}

/// A checkpoint could not be taken, kept or restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The world does not record its batches.
    #[error("this world does not record what it does, so it has no checkpoints: only temporary worlds do")]
    NotRecorded,
    /// A later program wrote the file.
    #[error(
        "the checkpoint {} has format {found}, and this program reads formats up to {known}: upgrade labs, or take the \
         checkpoint again",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format version.
        found: u32,
        /// The newest version that this program reads.
        known: u32,
    },
    /// The file is not a checkpoint.
    #[error("{} is not a checkpoint: give a file that labs has saved as one", path.display())]
    NotACheckpoint {
        /// The file.
        path: PathBuf,
    },
    /// The file is not as it was written.
    #[error("the checkpoint {} is damaged: {reason}; take the checkpoint again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file cannot be read or written.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// An object of the checkpoint cannot be read, or not be put into the new world.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// The log cannot be replayed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The new world cannot be made.
    #[error(transparent)]
    World(#[from] WorldError),
}
