//! `Workshop` and `Session`: the seam between grading and everything that can execute a step.
//!
//! The binary implements both: a session is one world with its engines and its shell. Grading calls them and never asks
//! which engine answers. A session is used by one thread at a time and dropped when its chapter is over.

use std::error::Error;
use std::time::Duration;

use labs_guide::{Chapter, Lab, Language};
use labs_world::BoxFuture;
use labs_world::meter::Bill;

use crate::Evidence;

/// Opens worlds.
pub trait Workshop: Send + Sync {
    /// The languages that sessions of this workshop can run. Steps in any other are skipped by name, never passed.
    fn languages(&self) -> &[Language];

    /// Opens a fresh world for one run of `chapter`: clock and seed from the manifest, the lab's data written into the
    /// virtual folder.
    ///
    /// The labs of today give all their chapters the same start, so `labs` reads `lab` alone. A world belongs to a chapter all
    /// the same, and a workshop must be able to tell for which one it opens: the tests of this crate close single chapters.
    ///
    /// # Errors
    /// [`CannotRun`] when the world cannot be had here, with what to do about it.
    fn open<'a>(&'a self, lab: &'a Lab, chapter: &'a Chapter) -> BoxFuture<'a, Result<Box<dyn Session>, CannotRun>>;
}

/// One open world, with the state that steps leave behind: variables, working folder, files, tables.
///
/// The methods run on a thread of their own, so blocking one for long hurts nobody else. A session should stop a
/// step by itself when its time is over; where it does not, the future is dropped, and so is the session.
pub trait Session: Send {
    /// Executes one command of a step and says what came of it. A failing command is evidence, not an error.
    fn run<'a>(&'a mut self, work: Work<'a>) -> BoxFuture<'a, Evidence>;

    /// Writes a file that the guide gives into the virtual folder; `path` is relative and has no `..`.
    ///
    /// # Errors
    /// [`CannotRun`] when the file cannot be kept.
    fn write_file<'a>(&'a mut self, path: &'a str, content: &'a str) -> BoxFuture<'a, Result<(), CannotRun>>;

    /// Reads a file of the virtual folder; `None` when there is none. `path` is relative and has no `..`.
    ///
    /// # Errors
    /// [`CannotRun`] when the folder cannot be read.
    fn read_file<'a>(&'a mut self, path: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, CannotRun>>;

    /// What AWS would have charged for everything that this world has done so far.
    fn bill(&self) -> Bill;
}

/// One command to execute.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// What executes it; one of [`Workshop::languages`].
    pub language: Language,
    /// The text, without prompts, with captured values pasted in.
    pub code: &'a str,
    /// The database that SQL runs in; the service's default when absent.
    pub database: Option<&'a str>,
    /// Wall time that is left to the step. A session stops then and says
    /// [`Interruption::TimedOut`](crate::Interruption::TimedOut); one that goes on is given up a moment later.
    pub timeout: Duration,
}

/// The world, or something that it needs, cannot be had on this machine now: a lock, a full disk, a missing permission.
///
/// This is neither the learner's nor the author's fault, so it is never a verdict on a step.
#[derive(Debug, thiserror::Error)]
#[error("{cause}; {remedy}")]
pub struct CannotRun {
    /// What is in the way.
    #[source]
    pub cause: Box<dyn Error + Send + Sync>,
    /// What the user can do about it: "close the other `labs serve`".
    pub remedy: String,
}

impl CannotRun {
    /// A cause with its remedy.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>, remedy: impl Into<String>) -> Self {
        Self { cause: cause.into(), remedy: remedy.into() }
    }
}
