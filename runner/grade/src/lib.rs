//! Grading: plans which steps of a guide run in which order, runs them, compares what came with what the guide says, and
//! reports it.
//!
//! This crate knows no engine and no shell by name: the binary hands in a [`Workshop`], which opens one world for each
//! chapter. It parses no Markdown (`labs-guide` does) and prints nothing by itself: a run emits [`Event`]s, and the
//! reporters of [`report`] write them where the binary tells them to. The way through is `plan` → `run` → `matcher` → `event`.

mod cancel;
mod conclusion;
mod difference;
mod event;
mod evidence;
mod json_path;
mod matcher;
mod place;
mod plan;
mod run;
mod tally;
mod verdict;
mod visible;
mod workshop;

pub mod report;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;

pub use cancel::Cancel;
pub use conclusion::Conclusion;
pub use difference::{Cut, Difference, JsonDifference, Occurs};
pub use event::{CommandReport, Event, Role, StepReport};
pub use evidence::{Evidence, Interruption, ResultColumn, ResultTable};
pub use labs_world::meter::Bill;
pub use place::{Place, StepAddress};
pub use plan::{Plan, PlannedChapter, PlannedFile, PlannedItem, PlannedLab, PlannedStep, plan};
pub use run::{Judging, RunOptions, Stopwatch, run};
pub use tally::{Summary, Tally};
pub use verdict::{Blocker, CaptureFault, Failure, Skip, StepVerdict};
pub use workshop::{CannotRun, Session, Work, Workshop};
