//! `World`: the one thing that all engines of a run share, and how it comes to be.
//!
//! A world is a folder (`world.toml`, `lock`, `store/`, `objects/`) or, for runs that are thrown away, a temporary folder
//! or nothing but memory. Opening is here; what the parts do is in their own files. Engines get a world from the binary
//! or a test and never make one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::disk::DiskError;
use crate::lock::{LOCK_FILE, Lifetime, LockError, WorldLock};
use crate::meter::Meter;
use crate::objects::Objects;
use crate::store::{self, BackendKind, Durability, Opened, Store};
use crate::temporary::{self, TemporaryFolder};
use crate::trail::Trail;
use crate::world_error::WorldError;
use crate::world_file::{WORLD_FILE, WORLD_FILE_NEW, WorldFile, WorldFileError};
use crate::{Clock, Ids, Timestamp};

/// The account of worlds that name no other: the one of AWS's own examples.
pub const DEFAULT_ACCOUNT: &str = "123456789012";

/// The region of worlds that name no other.
pub const DEFAULT_REGION: &str = "us-east-1";

/// The folder of the store within a world.
const STORE: &str = "store";

/// The folder of the object files within a world.
const OBJECTS: &str = "objects";

/// How a world is opened or made. `WorldOptions::default()` is `labs serve`: wall clock, random ids, and for what is
/// fixed when a world is made, the world's own choice or the defaults.
#[derive(Debug, Clone, Default)]
pub struct WorldOptions {
    /// Seed of ids and randomness; `None` takes them from the system.
    pub seed: Option<u64>,
    /// Start of virtual time, each time that the world is opened; `None` means the wall clock.
    pub virtual_start: Option<Timestamp>,
    /// The storage library. `None`: the one that an existing world has, sled for a new one.
    pub backend: Option<BackendKind>,
    /// Twelve digits. `None`: the account that an existing world has, [`DEFAULT_ACCOUNT`] for a new one.
    pub account: Option<String>,
    /// `None`: the region that an existing world has, [`DEFAULT_REGION`] for a new one.
    pub region: Option<String>,
}

/// Clock, ids, store, objects, trail and meter of one run or one served folder. Dropping it closes the store and lets go
/// of the folder: a temporary one is removed, any other is unlocked.
pub struct World {
    clock: Clock,
    ids: Ids,
    trail: Trail,
    meter: Meter,
    account: String,
    region: String,
    recovered: Vec<PathBuf>,
    // The order of these three matters when a world is dropped.
    store: Store,
    objects: Arc<Objects>,
    home: Home,
}

/// Where a world lives.
enum Home {
    Memory,
    /// In a folder that stays; the lock is held as long as the world is.
    Kept(PathBuf, #[expect(dead_code, reason = "held, not read: dropping it lets the next process in")] WorldLock),
    /// In a folder that goes with its last holder; checkpoints hold it too, through the objects.
    Temporary(Arc<TemporaryFolder>),
}

impl World {
    /// Opens the world in `dir`, or makes one there if `dir` is empty or does not exist. Acknowledged writes survive a
    /// kill of the process. The store and the objects are kept; the meter, the trail and the ids start anew.
    ///
    /// # Errors
    /// [`WorldError`], each kind with what to do about it.
    pub fn open(dir: &Path, options: &WorldOptions) -> Result<Self, WorldError> {
        if options.backend == Some(BackendKind::Memory) {
            return Err(WorldError::NotPersistent { dir: dir.to_owned() });
        }
        match fs::metadata(dir) {
            Ok(found) if !found.is_dir() => return Err(WorldError::NotAFolder { path: dir.to_owned() }),
            Ok(_) => {}
            Err(absent) if absent.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(dir).map_err(DiskError::when("create the folder", dir))?;
            }
            Err(other) => return Err(DiskError::when("open the folder", dir)(other).into()),
        }
        refuse_strange_folder(dir)?;
        let lock = WorldLock::take(dir, Lifetime::Kept).map_err(|refused| lock_error(dir, refused))?;
        let file = match WorldFile::read(dir)? {
            Some(file) => {
                refuse_differences(dir, &file, options)?;
                file
            }
            None => {
                let file = new_file(options)?;
                file.write(dir)?;
                file
            }
        };
        let Opened { backend, recovered } = store::open(file.backend, &dir.join(STORE), dir)?;
        let store = Store::new(backend, Durability::Flushed);
        let objects = Objects::in_folder(&dir.join(OBJECTS), Durability::Flushed, None)?;
        let world =
            Self::assemble(source_of_ids(options)?, options, file, store, objects, Home::Kept(dir.to_owned(), lock));
        Ok(Self { recovered, ..world })
    }

    /// Makes a world that is thrown away: in a folder of its own below the system's temporary folder, removed when the
    /// world is dropped, or in memory for [`BackendKind::Memory`]. Nothing waits for the disk, and every batch is
    /// recorded for checkpoints, so its memory grows with what is written.
    ///
    /// A process that is killed cannot remove its folder; each call therefore first removes the temporary worlds of
    /// processes that no longer run.
    ///
    /// # Errors
    /// [`WorldError`], each kind with what to do about it.
    pub fn temporary(options: &WorldOptions) -> Result<Self, WorldError> {
        Self::temporary_in(&std::env::temp_dir(), options)
    }

    /// [`World::temporary`] with another folder than the system's to put temporary worlds in.
    ///
    /// # Errors
    /// [`WorldError`], each kind with what to do about it.
    pub fn temporary_in(parent: &Path, options: &WorldOptions) -> Result<Self, WorldError> {
        let file = new_file(options)?;
        let (store, objects, home) = match file.backend {
            BackendKind::Memory => (memory_store(), Objects::in_memory(), Home::Memory),
            kind => {
                temporary::sweep(parent);
                let folder = Arc::new(TemporaryFolder::make(parent)?);
                let dir = folder.path();
                file.write(dir)?;
                let store = Store::new(store::open(kind, &dir.join(STORE), dir)?.backend, Durability::Volatile);
                let objects = Objects::in_folder(&dir.join(OBJECTS), Durability::Volatile, Some(Arc::clone(&folder)))?;
                (store, objects, Home::Temporary(folder))
            }
        };
        store.start_recording();
        Ok(Self::assemble(source_of_ids(options)?, options, file, store, objects, home))
    }

    /// A world in memory, with virtual time and seeded ids, for graded runs and tests. Every batch is recorded for
    /// checkpoints.
    #[must_use]
    pub fn in_memory(seed: u64, start: Timestamp) -> Self {
        let options = WorldOptions { virtual_start: Some(start), ..WorldOptions::default() };
        let store = memory_store();
        store.start_recording();
        Self::assemble(Ids::seeded(seed), &options, default_file(), store, Objects::in_memory(), Home::Memory)
    }

    /// What this world holds now, to be restored later. Take it between calls: what a call under way does may be in it
    /// half, the store's batch without the meter's usage.
    ///
    /// # Errors
    /// [`CheckpointError::NotRecorded`] for a world that was opened with [`World::open`]: only worlds that are thrown away
    /// record what they do.
    pub fn checkpoint(&self) -> Result<Checkpoint, CheckpointError> {
        let batches = self.store.recorded().ok_or(CheckpointError::NotRecorded)?;
        Ok(Checkpoint {
            account: self.account.clone(),
            region: self.region.clone(),
            virtual_time: self.clock.is_virtual().then(|| self.clock.now()),
            ids: self.ids.state(),
            meter: self.meter.snapshot(),
            batches,
            objects: self.objects.manifest(),
            source: Arc::clone(&self.objects),
        })
    }

    /// A fresh temporary world (for [`BackendKind::Memory`], one in memory) that holds what `checkpoint` held and goes on
    /// exactly as its world would have: the same time, the same next id, the same bill. Only the event trail starts
    /// empty.
    ///
    /// # Errors
    /// [`CheckpointError`] when the world cannot be made or an object of the checkpoint is gone.
    pub fn restore(checkpoint: &Checkpoint, backend: BackendKind) -> Result<Self, CheckpointError> {
        let options = WorldOptions {
            seed: Some(0),
            virtual_start: checkpoint.virtual_time,
            backend: Some(backend),
            account: Some(checkpoint.account.clone()),
            region: Some(checkpoint.region.clone()),
        };
        let mut world = Self::temporary(&options)?;
        world.ids = Ids::at(&checkpoint.ids);
        world.meter = Meter::at(checkpoint.meter.clone());
        for id in &checkpoint.objects {
            world.objects.adopt(&checkpoint.source, id)?;
        }
        world.store.replay(&checkpoint.batches)?;
        Ok(world)
    }

    fn assemble(ids: Ids, options: &WorldOptions, file: WorldFile, store: Store, objects: Objects, home: Home) -> Self {
        Self {
            clock: options.virtual_start.map_or_else(Clock::wall, Clock::virtual_from),
            ids,
            trail: Trail::default(),
            meter: Meter::default(),
            account: file.account,
            region: file.region,
            recovered: Vec::new(),
            store,
            objects: Arc::new(objects),
            home,
        }
    }

    /// The clock that everything in this world takes its time from.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The source of ids and randomness.
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The object files.
    #[must_use]
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// The event trail.
    #[must_use]
    pub fn trail(&self) -> &Trail {
        &self.trail
    }

    /// The meter.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The account that owns everything in this world.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The region of this world.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The world's folder; `None` for a world in memory.
    #[must_use]
    pub fn dir(&self) -> Option<&Path> {
        match &self.home {
            Home::Memory => None,
            Home::Kept(dir, _) => Some(dir),
            Home::Temporary(folder) => Some(folder.path()),
        }
    }

    /// Folders into which opening moved leftovers of an abrupt stop; empty nearly always. Whoever opened the world
    /// should tell its user about them.
    #[must_use]
    pub fn recovered(&self) -> &[PathBuf] {
        &self.recovered
    }
}

fn memory_store() -> Store {
    Store::new(Arc::new(store::Memory::default()), Durability::Volatile)
}

fn source_of_ids(options: &WorldOptions) -> Result<Ids, getrandom::Error> {
    options.seed.map_or_else(Ids::random, |seed| Ok(Ids::seeded(seed)))
}

fn lock_error(dir: &Path, refused: LockError) -> WorldError {
    match refused {
        LockError::Held(pid) => WorldError::Locked { dir: dir.to_owned(), pid },
        LockError::Disk(error) => error.into(),
    }
}

/// What a new world's `world.toml` says when the options leave everything open.
fn default_file() -> WorldFile {
    WorldFile {
        backend: BackendKind::default(),
        account: DEFAULT_ACCOUNT.to_owned(),
        region: DEFAULT_REGION.to_owned(),
        created_by: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// What a new world's `world.toml` says.
fn new_file(options: &WorldOptions) -> Result<WorldFile, WorldError> {
    let mut file = default_file();
    if let Some(backend) = options.backend {
        file.backend = backend;
    }
    if let Some(account) = &options.account {
        if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(WorldError::Account { account: account.clone() });
        }
        file.account.clone_from(account);
    }
    if let Some(region) = &options.region {
        let in_form = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if region.is_empty() || !region.bytes().all(in_form) {
            return Err(WorldError::Region { region: region.clone() });
        }
        file.region.clone_from(region);
    }
    Ok(file)
}

/// Refuses a folder that is neither empty nor a world. What a killed making of a world leaves, and hidden files of the
/// desktop, do not count.
fn refuse_strange_folder(dir: &Path) -> Result<(), WorldError> {
    if dir.join(WORLD_FILE).exists() {
        return Ok(());
    }
    let mut strange = Vec::new();
    for entry in fs::read_dir(dir).map_err(DiskError::when("read the folder", dir))? {
        let name = entry.map_err(DiskError::when("read the folder", dir))?.file_name().to_string_lossy().into_owned();
        if name == STORE {
            let reason = "it is missing, although the store is there".to_owned();
            return Err(WorldFileError::Damaged { path: dir.join(WORLD_FILE), reason }.into());
        }
        if name != LOCK_FILE && name != WORLD_FILE_NEW && !name.starts_with('.') {
            strange.push(name);
        }
    }
    match strange.into_iter().min() {
        Some(found) => Err(WorldError::NotAWorld { dir: dir.to_owned(), found }),
        None => Ok(()),
    }
}

/// Refuses options that ask for another world than the one that is there.
fn refuse_differences(dir: &Path, file: &WorldFile, options: &WorldOptions) -> Result<(), WorldError> {
    let asked = [
        ("backend", file.backend.name(), options.backend.map(BackendKind::name)),
        ("account", file.account.as_str(), options.account.as_deref()),
        ("region", file.region.as_str(), options.region.as_deref()),
    ];
    for (what, has, wanted) in asked {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != has) {
            return Err(WorldError::Differs {
                dir: dir.to_owned(),
                what,
                has: has.to_owned(),
                wanted: wanted.to_owned(),
            });
        }
    }
    Ok(())
}
