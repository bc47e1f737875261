//! `WorldError`: why a world could not be opened or made, and what to do about each reason.

use std::path::PathBuf;

use crate::disk::DiskError;
use crate::store::{BackendKind, StoreError};
use crate::world::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use crate::world_file::{WORLD_FILE, WorldFileError};

/// A world could not be opened or made. All of them mean: it cannot run here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorldError {
    /// Another process, or another part of this one, has the world open.
    #[error(
        "the world at {} is in use{}: stop that process (Ctrl-C ends `labs serve`), or choose another folder",
        dir.display(),
        pid.map(|pid| format!(" by process {pid}")).unwrap_or_default()
    )]
    Locked {
        /// The world's folder.
        dir: PathBuf,
        /// The process that holds it, where that is known.
        pid: Option<u32>,
    },
    /// The path leads to a file.
    #[error("{} is a file, and a world needs a folder: choose another path", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// The folder holds other things, and a world is not made among them.
    #[error(
        "{} holds `{found}` but no {WORLD_FILE}, so it is not a world, and none is made among other files: choose an empty \
         or a new folder",
        dir.display()
    )]
    NotAWorld {
        /// The folder.
        dir: PathBuf,
        /// One of the things in it.
        found: String,
    },
    /// The folder's `world.toml` cannot be used.
    #[error(transparent)]
    Format(#[from] WorldFileError),
    /// The options ask for something else than the world was made with.
    #[error(
        "the world at {} was made with the {what} `{has}`, not `{wanted}`: leave the option out, or choose another folder",
        dir.display()
    )]
    Differs {
        /// The world's folder.
        dir: PathBuf,
        /// What differs: `backend`, `account` or `region`.
        what: &'static str,
        /// What the world has.
        has: String,
        /// What the options ask for.
        wanted: String,
    },
    /// The account is none that AWS could have.
    #[error("`{account}` is no AWS account: give twelve digits, as in {DEFAULT_ACCOUNT}")]
    Account {
        /// What was given.
        account: String,
    },
    /// The region is none that AWS could have.
    #[error("`{region}` is no AWS region: give one in AWS's form, as in {DEFAULT_REGION}")]
    Region {
        /// What was given.
        region: String,
    },
    /// A world in memory was asked to live in a folder.
    #[error(
        "a world in memory has no folder: choose {} for {}",
        BackendKind::PERSISTENT.map(BackendKind::name).join(" or "),
        dir.display()
    )]
    NotPersistent {
        /// The folder.
        dir: PathBuf,
    },
    /// The file system refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The store could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system has no randomness for ids.
    #[error("the system gave no randomness for ids ({0}): try again, or give a seed")]
    Randomness(#[from] getrandom::Error),
}
