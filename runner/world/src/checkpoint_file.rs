//! The file of a [`Checkpoint`]: magic, version, and a checksummed body, followed by the bytes of the objects.
//!
//! Version 1 is the only one so far. Everything is checked when the file is read (the body by its SHA-256, each object by
//! its id), so that restoring cannot fail half-way over a damaged file.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Buf, Bytes};
use serde::{Deserialize, Serialize};

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::disk::DiskError;
use crate::ids::IdsState;
use crate::meter::MeterState;
use crate::object_id::ObjectId;
use crate::objects::Objects;
use crate::store::Batch;
use crate::time::Timestamp;

const MAGIC: &[u8; 8] = b"LABSCKPT";

/// The version that this program writes, and the newest that it reads.
const FORMAT: u32 = 1;

/// Version 1, field by field, in postcard's encoding.
#[derive(Serialize, Deserialize)]
struct Body1 {
    account: String,
    region: String,
    virtual_time: Option<Timestamp>,
    ids: IdsState,
    meter: MeterState,
    batches: Vec<Batch>,
    /// Ids and sizes, in the order in which the objects follow.
    objects: Vec<(ObjectId, u64)>,
}

impl Checkpoint {
    /// Writes the checkpoint, objects included, to the file at `path`, which it replaces in one step.
    ///
    /// # Errors
    /// [`CheckpointError::Disk`] when the file system refuses, [`CheckpointError::Object`] when an object is gone.
    pub fn save(&self, path: &Path) -> Result<(), CheckpointError> {
        let mut objects = Vec::with_capacity(self.objects.len());
        for id in &self.objects {
            objects.push((*id, self.source.size(id)?));
        }
        let body = Body1 {
            account: self.account.clone(),
            region: self.region.clone(),
            virtual_time: self.virtual_time,
            ids: self.ids.clone(),
            meter: self.meter.clone(),
            batches: self.batches.iter().map(|batch| Batch::clone(batch)).collect(),
            objects,
        };
        let body = postcard::to_stdvec(&body)
            .map_err(|error| CheckpointError::Damaged { path: path.to_owned(), reason: error.to_string() })?;
        let mut partial = path.as_os_str().to_owned();
        partial.push(".new");
        let partial = PathBuf::from(partial);
        let refused = |error| DiskError::when("write", &partial)(error);
        let mut file = BufWriter::new(File::create(&partial).map_err(refused)?);
        write_head(&mut file, &body).map_err(refused)?;
        for id in &self.objects {
            let bytes = self.source.read(id)?;
            file.write_all(&bytes).map_err(refused)?;
        }
        let file = file.into_inner().map_err(|error| refused(error.into_error()))?;
        file.sync_all().map_err(refused)?;
        fs::rename(&partial, path).map_err(DiskError::when("write", path))?;
        Ok(())
    }

    /// Reads the checkpoint that [`Checkpoint::save`] wrote to `path`; its objects are held in memory.
    ///
    /// # Errors
    /// [`CheckpointError::Newer`], [`CheckpointError::NotACheckpoint`] or [`CheckpointError::Damaged`] for what the file
    /// may be instead, [`CheckpointError::Disk`] when it cannot be read.
    pub fn load(path: &Path) -> Result<Self, CheckpointError> {
        let bytes = Bytes::from(fs::read(path).map_err(DiskError::when("read", path))?);
        let damaged = |reason: &str| CheckpointError::Damaged { path: path.to_owned(), reason: reason.to_owned() };
        let Some(mut rest) = bytes.starts_with(MAGIC).then(|| bytes.slice(MAGIC.len()..)) else {
            return Err(CheckpointError::NotACheckpoint { path: path.to_owned() });
        };
        let short = |_| damaged("it is cut short");
        let found = rest.try_get_u32_le().map_err(short)?;
        if found > FORMAT {
            return Err(CheckpointError::Newer { path: path.to_owned(), found, known: FORMAT });
        }
        let length = rest.try_get_u64_le().map_err(short)?;
        let checksum = take(&mut rest, 32).ok_or_else(|| damaged("it is cut short"))?;
        let body = take(&mut rest, length).ok_or_else(|| damaged("it is cut short"))?;
        if ObjectId::of(&body).as_bytes().as_slice() != checksum {
            return Err(damaged("its checksum does not fit its contents"));
        }
        let (body, left): (Body1, _) = postcard::take_from_bytes(&body).map_err(|error| damaged(&error.to_string()))?;
        if found != FORMAT || !left.is_empty() {
            return Err(damaged("its head does not fit its contents"));
        }
        let mut objects = BTreeMap::new();
        for (id, size) in &body.objects {
            let object = take(&mut rest, *size).ok_or_else(|| damaged("it is cut short"))?;
            if ObjectId::of(&object) != *id {
                return Err(damaged(&format!("object {id} in it is not as it was written")));
            }
            objects.insert(*id, object);
        }
        if !rest.is_empty() {
            return Err(damaged("something was added at its end"));
        }
        Ok(Self {
            account: body.account,
            region: body.region,
            virtual_time: body.virtual_time,
            ids: body.ids,
            meter: body.meter,
            batches: body.batches.into_iter().map(Arc::new).collect(),
            objects: body.objects.into_iter().map(|(id, _)| id).collect(),
            source: Arc::new(Objects::holding(objects)),
        })
    }
}

fn write_head(file: &mut impl Write, body: &[u8]) -> io::Result<()> {
    file.write_all(MAGIC)?;
    file.write_all(&FORMAT.to_le_bytes())?;
    file.write_all(&(body.len() as u64).to_le_bytes())?;
    file.write_all(ObjectId::of(body).as_bytes())?;
    file.write_all(body)
}

/// The next `length` bytes, if there are that many.
fn take(rest: &mut Bytes, length: u64) -> Option<Bytes> {
    let length = usize::try_from(length).ok().filter(|length| *length <= rest.len())?;
    Some(rest.split_to(length))
}
