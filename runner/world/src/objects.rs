//! `Objects`: immutable files that are named by the SHA-256 of what is in them.
//!
//! S3 objects and the like keep their bytes here and their names in the store; no path is ever built from a user's text.
//! An object is written under a temporary name and takes its place when it is whole, so a killed process leaves no half
//! objects. Nothing is removed here: an object that nobody names any more costs its space until its world is thrown away, and
//! nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, SeekFrom};
use std::ops::{Bound, Range, RangeBounds};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use crate::disk::DiskError;
use crate::object_id::ObjectId;
use crate::service::ByteStream;
use crate::store::Durability;
use crate::temporary::TemporaryFolder;

/// Where objects are while they are written.
const PARTIAL: &str = "partial";

/// Objects are read in pieces of at most this many bytes.
const PIECE: usize = 64 * 1024;

/// The objects of a world. The asynchronous methods need a tokio runtime when the world has a folder.
#[derive(Debug)]
pub struct Objects {
    place: Place,
    /// Objects that were put since the world was opened, for checkpoints.
    put: Mutex<BTreeSet<ObjectId>>,
}

#[derive(Debug)]
enum Place {
    Memory(Mutex<BTreeMap<ObjectId, Bytes>>),
    Folder(Folder),
}

#[derive(Debug)]
struct Folder {
    dir: PathBuf,
    durability: Durability,
    /// Number of the next temporary name.
    next: AtomicU64,
    /// Keeps a temporary world's folder for as long as somebody may read its objects.
    _home: Option<Arc<TemporaryFolder>>,
}

/// An object could not be put or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectError {
    /// The file system refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// No object has this id.
    #[error("there is no object {id} in this world; its folder may have been changed by something else")]
    Missing {
        /// The id.
        id: ObjectId,
    },
    /// The stream that the object came from broke off; nothing was kept.
    #[error("the object's bytes stopped coming: {reason}; send it again")]
    Interrupted {
        /// The stream's words.
        reason: String,
    },
    /// The bytes are not the ones that the id names.
    #[error("object {id} is damaged: its bytes have the SHA-256 {found}; put it back from a copy")]
    Damaged {
        /// The id.
        id: ObjectId,
        /// What the bytes really are.
        found: ObjectId,
    },
}

impl Objects {
    pub(crate) fn in_memory() -> Self {
        Self { place: Place::Memory(Mutex::default()), put: Mutex::default() }
    }

    /// Objects in memory that are known to be what their ids say.
    pub(crate) fn holding(objects: BTreeMap<ObjectId, Bytes>) -> Self {
        let put = objects.keys().copied().collect();
        Self { place: Place::Memory(Mutex::new(objects)), put: Mutex::new(put) }
    }

    /// Objects in `dir`, which is made if need be. What a killed process left half-written there is removed: the caller
    /// holds the world's lock.
    pub(crate) fn in_folder(
        dir: &Path,
        durability: Durability,
        home: Option<Arc<TemporaryFolder>>,
    ) -> Result<Self, DiskError> {
        let partial = dir.join(PARTIAL);
        match fs::remove_dir_all(&partial) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(DiskError::when("clear the folder", &partial)(error));
            }
            _ => {}
        }
        fs::create_dir_all(&partial).map_err(DiskError::when("create the folder", &partial))?;
        let folder = Folder { dir: dir.to_owned(), durability, next: AtomicU64::new(0), _home: home };
        Ok(Self { place: Place::Folder(folder), put: Mutex::default() })
    }

    /// Keeps `bytes` and returns their id. Putting the same bytes again is free.
    ///
    /// # Errors
    /// [`ObjectError::Disk`] when the file system refuses.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<ObjectId, ObjectError> {
        let whole = stream::once(std::future::ready(Ok(bytes.into())));
        self.put_pieces(whole).await.map(|(id, _size)| id)
    }

    /// Keeps what `body` brings, without holding it in memory, and returns its id and its size in bytes.
    ///
    /// # Errors
    /// [`ObjectError::Interrupted`] when the stream fails, [`ObjectError::Disk`] when the file system refuses; nothing is
    /// kept then.
    pub async fn put_stream(&self, body: ByteStream) -> Result<(ObjectId, u64), ObjectError> {
        self.put_pieces(body).await
    }

    async fn put_pieces(
        &self,
        body: impl Stream<Item = io::Result<Bytes>> + Send,
    ) -> Result<(ObjectId, u64), ObjectError> {
        let (id, size) = match &self.place {
            Place::Memory(objects) => {
                let (id, bytes) = gather(body).await?;
                let size = size_of(&bytes);
                lock(objects).entry(id).or_insert(bytes);
                (id, size)
            }
            Place::Folder(folder) => folder.put(body).await?,
        };
        lock(&self.put).insert(id);
        Ok((id, size))
    }

    /// Whether the object is here.
    ///
    /// # Errors
    /// [`ObjectError::Disk`] when the file system cannot tell.
    pub fn exists(&self, id: &ObjectId) -> Result<bool, ObjectError> {
        match self.size(id) {
            Ok(_) => Ok(true),
            Err(ObjectError::Missing { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// The object's size in bytes.
    ///
    /// # Errors
    /// [`ObjectError::Missing`], or [`ObjectError::Disk`] when the file system cannot tell.
    pub fn size(&self, id: &ObjectId) -> Result<u64, ObjectError> {
        match &self.place {
            Place::Memory(objects) => lock(objects).get(id).map(size_of).ok_or(ObjectError::Missing { id: *id }),
            Place::Folder(folder) => {
                let path = folder.path(id);
                fs::metadata(&path).map(|found| found.len()).map_err(|error| missing_or(id, "read", &path, error))
            }
        }
    }

    /// The bytes of the object that lie in `range`, which is cut to the object's size, as a stream.
    ///
    /// # Errors
    /// [`ObjectError::Missing`], or [`ObjectError::Disk`] when the file cannot be opened. A read that fails later is an
    /// item of the stream.
    pub async fn open(&self, id: &ObjectId, range: impl RangeBounds<u64>) -> Result<ByteStream, ObjectError> {
        let Range { start, end } = cut(&range, self.size(id)?);
        match &self.place {
            Place::Memory(objects) => {
                let bytes = lock(objects).get(id).cloned().ok_or(ObjectError::Missing { id: *id })?;
                let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                let piece = bytes.slice(index(start)..index(end));
                Ok(Box::pin(stream::once(std::future::ready(Ok(piece)))))
            }
            Place::Folder(folder) => {
                let path = folder.path(id);
                let opened = tokio::fs::File::open(&path).await;
                let mut file = opened.map_err(|error| missing_or(id, "open", &path, error))?;
                file.seek(SeekFrom::Start(start)).await.map_err(DiskError::when("read", &path))?;
                Ok(Box::pin(stream::try_unfold(file.take(end - start), next_piece)))
            }
        }
    }

    /// The whole object, checked against its id.
    pub(crate) fn read(&self, id: &ObjectId) -> Result<Bytes, ObjectError> {
        let bytes = match &self.place {
            Place::Memory(objects) => lock(objects).get(id).cloned().ok_or(ObjectError::Missing { id: *id })?,
            Place::Folder(folder) => {
                let path = folder.path(id);
                fs::read(&path).map(Bytes::from).map_err(|error| missing_or(id, "read", &path, error))?
            }
        };
        let found = ObjectId::of(&bytes);
        if found == *id { Ok(bytes) } else { Err(ObjectError::Damaged { id: *id, found }) }
    }

    /// Takes over an object from another world, by a second name for the same file where the system can do that.
    pub(crate) fn adopt(&self, from: &Self, id: &ObjectId) -> Result<(), ObjectError> {
        if let (Place::Folder(ours), Place::Folder(theirs)) = (&self.place, &from.place)
            && let path = ours.prepared_path(id)?
            && fs::hard_link(theirs.path(id), path).is_ok()
        {
            lock(&self.put).insert(*id);
            return Ok(());
        }
        let bytes = from.read(id)?;
        lock(&self.put).insert(*id);
        match &self.place {
            Place::Memory(objects) => {
                lock(objects).insert(*id, bytes);
                Ok(())
            }
            Place::Folder(folder) => {
                let partial = folder.partial_path();
                fs::write(&partial, &bytes).map_err(DiskError::when("write", &partial))?;
                folder.settle(&partial, id)
            }
        }
    }

    /// The objects that were put since the world was opened, in the order of their ids.
    pub(crate) fn manifest(&self) -> Vec<ObjectId> {
        lock(&self.put).iter().copied().collect()
    }
}

impl Folder {
    fn path(&self, id: &ObjectId) -> PathBuf {
        let name = id.to_string();
        // Two levels, because some file systems slow down with very many files in one folder.
        let (shelf, rest) = name.split_at_checked(2).unwrap_or(("", &name));
        self.dir.join(shelf).join(rest)
    }

    /// The path of an object that is about to be made.
    fn prepared_path(&self, id: &ObjectId) -> Result<PathBuf, DiskError> {
        let path = self.path(id);
        if let Some(shelf) = path.parent() {
            fs::create_dir_all(shelf).map_err(DiskError::when("create the folder", shelf))?;
        }
        Ok(path)
    }

    fn partial_path(&self) -> PathBuf {
        self.dir.join(PARTIAL).join(self.next.fetch_add(1, Ordering::Relaxed).to_string())
    }

    async fn put(&self, body: impl Stream<Item = io::Result<Bytes>> + Send) -> Result<(ObjectId, u64), ObjectError> {
        let partial = Partial(self.partial_path());
        let (id, size) = self.write(&partial.0, body).await?;
        self.settle(&partial.0, &id)?;
        Ok((id, size))
    }

    async fn write(
        &self,
        partial: &Path,
        body: impl Stream<Item = io::Result<Bytes>> + Send,
    ) -> Result<(ObjectId, u64), ObjectError> {
        let mut body = pin!(body);
        let mut file = tokio::fs::File::create(partial).await.map_err(DiskError::when("create", partial))?;
        let (mut hasher, mut size) = (Sha256::new(), 0);
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(interrupted)?;
            hasher.update(&piece);
            size += size_of(&piece);
            file.write_all(&piece).await.map_err(DiskError::when("write", partial))?;
        }
        file.flush().await.map_err(DiskError::when("write", partial))?;
        if self.durability == Durability::Flushed {
            file.sync_all().await.map_err(DiskError::when("write", partial))?;
        }
        Ok((ObjectId::from_hasher(hasher), size))
    }

    /// Gives a whole temporary file its lasting name.
    fn settle(&self, partial: &Path, id: &ObjectId) -> Result<(), ObjectError> {
        let path = self.prepared_path(id)?;
        fs::rename(partial, &path).map_err(DiskError::when("write", &path))?;
        Ok(())
    }
}

/// A temporary file, which is removed unless it has got its lasting name: also when whoever put the object stopped waiting.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        let _left_for_the_next_opening = fs::remove_file(&self.0);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every holder leaves the map whole at each step, so a poisoned lock is still good.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn gather(body: impl Stream<Item = io::Result<Bytes>> + Send) -> Result<(ObjectId, Bytes), ObjectError> {
    let mut body = pin!(body);
    let mut whole = Vec::new();
    while let Some(piece) = body.next().await {
        whole.extend_from_slice(&piece.map_err(interrupted)?);
    }
    Ok((ObjectId::of(&whole), whole.into()))
}

async fn next_piece(
    mut file: tokio::io::Take<tokio::fs::File>,
) -> io::Result<Option<(Bytes, tokio::io::Take<tokio::fs::File>)>> {
    let mut piece = vec![0; PIECE];
    let length = file.read(&mut piece).await?;
    piece.truncate(length);
    match length {
        0 if file.limit() > 0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the object's file became shorter")),
        0 => Ok(None),
        _ => Ok(Some((Bytes::from(piece), file))),
    }
}

/// The part of `range` that an object of `size` bytes has.
fn cut(range: &impl RangeBounds<u64>, size: u64) -> Range<u64> {
    let start = match range.start_bound() {
        Bound::Included(at) => *at,
        Bound::Excluded(at) => at.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(at) => at.saturating_add(1),
        Bound::Excluded(at) => *at,
        Bound::Unbounded => size,
    };
    let end = end.min(size);
    start.min(end)..end
}

fn size_of(bytes: &Bytes) -> u64 {
    bytes.len() as u64
}

fn interrupted(error: io::Error) -> ObjectError {
    ObjectError::Interrupted { reason: error.to_string() }
}

fn missing_or(id: &ObjectId, action: &'static str, path: &Path, error: io::Error) -> ObjectError {
    if error.kind() == io::ErrorKind::NotFound {
        ObjectError::Missing { id: *id }
    } else {
        DiskError::when(action, path)(error).into()
    }
}
