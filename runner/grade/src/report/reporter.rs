//! `Reporter`: the shape of every consumer of events.

use std::io::{self, Write};

use crate::event::Event;

/// Writes one form of a run.
pub trait Reporter {
    /// Takes the next event and writes what it adds.
    ///
    /// # Errors
    /// When `out` fails, for example because its reader has gone; the caller stops the run then.
    fn report(&mut self, event: &Event, out: &mut dyn Write) -> io::Result<()>;
}
