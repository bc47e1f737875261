//! `ScanMeter`: DataScannedInBytes of one query, and the limit on it.
//!
//! What counts: a text file with all its bytes, compressed as they lie in S3, when its reading begins; of a Parquet file the
//! byte ranges of the column chunks and pages that are read, not its footer and its indexes. So `count(*)` over Parquet scans
//! nothing, a pruned partition, row group or page costs nothing, and a LIMIT that is reached spares the files after it.

use std::sync::atomic::{AtomicU64, Ordering};

/// What one query has read so far.
#[derive(Debug, Default)]
pub(crate) struct ScanMeter {
    bytes: AtomicU64,
    rows: AtomicU64,
    /// `BytesScannedCutoffPerQuery`.
    cutoff: Option<u64>,
}

/// A query has read more than its work group allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Bytes scanned limit was exceeded")]
pub(super) struct CutOff;

impl ScanMeter {
    /// Nothing read, and at most so much to read.
    pub(crate) fn new(cutoff: Option<u64>) -> Self {
        Self { cutoff, ..Self::default() }
    }

    /// Counts bytes that are about to be read.
    ///
    /// # Errors
    /// [`CutOff`] when that is more than is allowed.
    pub(super) fn read(&self, bytes: u64) -> Result<(), CutOff> {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if self.is_cut_off() { Err(CutOff) } else { Ok(()) }
    }

    /// Counts rows that came out of files.
    pub(crate) fn count_rows(&self, rows: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
    }

    /// Bytes so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Rows so far.
    pub(crate) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Whether more was read than is allowed.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.cutoff.is_some_and(|cutoff| self.bytes() > cutoff)
    }
}
