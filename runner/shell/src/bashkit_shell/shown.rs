//! What a script has shown so far, for the outcome of one that a limit stopped: bashkit's error carries no output.

use std::sync::{Arc, Mutex, PoisonError};

use bashkit::{OutputCallback, StreamData};

/// Standard output and standard error up to now, each cut at a number of bytes.
#[derive(Clone)]
pub(crate) struct Shown {
    bytes: Arc<Mutex<(Vec<u8>, Vec<u8>)>>,
    most: usize,
}

impl Shown {
    /// Nothing yet, and never more than `most` bytes of each stream.
    pub(crate) fn up_to(most: usize) -> Self {
        Self { bytes: Arc::default(), most }
    }

    /// What bashkit calls with each piece of output.
    pub(crate) fn listener(&self) -> OutputCallback {
        let shown = self.clone();
        Box::new(move |stdout: &StreamData, stderr: &StreamData| {
            let mut bytes = shown.bytes.lock().unwrap_or_else(PoisonError::into_inner);
            let (out, err) = &mut *bytes;
            for (kept, piece) in [(out, stdout), (err, stderr)] {
                let room = shown.most.saturating_sub(kept.len());
                kept.extend(piece.as_bytes().iter().take(room));
            }
        })
    }

    /// Hands over standard output and standard error.
    pub(crate) fn take(&self) -> (Vec<u8>, Vec<u8>) {
        std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
