//! `Conclusion`: how a whole run ended, for the exit code.
//!
//! The numbers live in the binary; here are only the cases, ordered by how they win over each other.

use serde::Serialize;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[must_use]
pub enum Conclusion {
    /// Everything that was attempted is right, and nothing was skipped.
    AllRight,
    /// Everything that was attempted is right, but some steps were skipped: right or wrong depending on `--no-skip`.
    RightWithSkips,
    /// The selection holds neither a step nor an exercise.
    NothingSelected,
    /// Some step failed or was blocked by one that did.
    SomethingFailed,
    /// Some world could not be opened or gave out, so its chapter says nothing.
    CannotRun,
    /// What executes a step panicked: a bug of ours.
    OurBug,
    /// The user stopped the run.
    Cancelled,
}
