//! How many bytes a bucket stores in each storage class, kept in the same batch as the write that changes it.

use labs_world::store::Transaction;
use labs_world::{Timestamp, World};
use serde::{Deserialize, Serialize};

use super::Reader;
use crate::error::Refusal;
use crate::metering;
use crate::object::StorageClass;

/// Tree of the sums, by bucket.
const STORED: &str = "s3.stored";

/// Bytes by storage class.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Stored(Vec<(StorageClass, u64)>);

impl Stored {
    /// The bytes of one class.
    pub(crate) fn bytes(&self, class: StorageClass) -> u64 {
        self.0.iter().find(|entry| entry.0 == class).map_or(0, |entry| entry.1)
    }

    fn slot(&mut self, class: StorageClass) -> &mut u64 {
        let at = match self.0.iter().position(|entry| entry.0 == class) {
            Some(at) => at,
            None => {
                self.0.push((class, 0));
                self.0.len() - 1
            }
        };
        #[expect(clippy::indexing_slicing, reason = "the position was just found or made")]
        &mut self.0[at].1
    }
}

/// What a bucket stores.
pub(crate) fn stored(reader: &impl Reader, bucket: &str) -> Result<Stored, Refusal> {
    match reader.read(STORED, bucket.as_bytes())? {
        None => Ok(Stored::default()),
        Some(stored) => {
            postcard::from_bytes(&stored).map_err(|_| Refusal::Damaged { what: format!("sizes of bucket `{bucket}`") })
        }
    }
}

/// Takes note that bytes came to a bucket and that bytes left it, and tells the meter.
pub(crate) fn weigh(
    transaction: &mut Transaction<'_>,
    world: &World,
    bucket: &str,
    came: &[(StorageClass, u64)],
    left: &[(StorageClass, u64)],
) -> Result<(), Refusal> {
    let mut stored = stored(transaction, bucket)?;
    for (class, bytes) in came {
        let slot = stored.slot(*class);
        *slot = slot.saturating_add(*bytes);
    }
    for (class, bytes) in left {
        let slot = stored.slot(*class);
        *slot = slot.saturating_sub(*bytes);
    }
    let bytes =
        postcard::to_stdvec(&stored).map_err(|_| Refusal::Damaged { what: format!("sizes of bucket `{bucket}`") })?;
    transaction.put(STORED, bucket.to_owned().into_bytes(), bytes);
    metering::stand(world.meter(), bucket, &stored, world.clock().now());
    Ok(())
}

/// Forgets what a bucket stored, at `at`.
pub(crate) fn remove_stored(transaction: &mut Transaction<'_>, world: &World, bucket: &str, at: Timestamp) {
    transaction.remove(STORED, bucket.to_owned().into_bytes());
    metering::stand(world.meter(), bucket, &Stored::default(), at);
}
