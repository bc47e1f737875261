//! `Limits`: how much one query may take before it fails alone.

use std::time::Duration;

/// What one query may take. The defaults are generous for labs and safe for a laptop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes that its operators may hold: hash tables, sort buffers, the rows of its result.
    pub memory: usize,
    /// Wall time from its start to its end.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 512 << 20, time: Duration::from_secs(120) }
    }
}
