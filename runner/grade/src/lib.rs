//! Grading: plans which steps of a guide run in which order, runs them, compares what came with what the guide says, and
//! reports it.
//!
//! This crate knows no engine and no shell by name: the binary hands in a [`Workshop`], which opens one world for each
//! chapter. It parses no Markdown (`labs-guide` does) and prints nothing by itself: a run emits [`Event`]s, and the
//! reporters of [`report`] write them where the binary tells them to. The way through is `plan` → `run` → `matcher` → `event`.

mod cancel;
mod change;
mod conclusion;
mod difference;
mod event;
mod evidence;
mod json_path;
mod matcher;
mod number;
mod place;
mod plan;
mod requirement;
mod row_order;
mod run;
mod table_difference;
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
pub use change::OutputChange;
pub use conclusion::Conclusion;
pub use difference::{Cut, Difference, JsonDifference, Occurs, SchemaFault};
pub use event::{CommandReport, Event, Role, StepReport};
pub use evidence::{Evidence, Interruption, ResultColumn, ResultTable};
pub use labs_world::meter::Bill;
pub use matcher::{ByHand, Renewal};
pub use place::{Place, StepAddress};
pub use plan::{Plan, PlannedChapter, PlannedFile, PlannedItem, PlannedLab, PlannedStep, plan};
pub use row_order::RowOrder;
pub use run::{Judging, RunOptions, Stopwatch, run};
pub use table_difference::{
    CellNote, ChangedCell, HeaderDifference, MovedRow, OtherRows, Row, RowsDifference, TableDifference, TypeDifference,
};
pub use tally::{Summary, Tally};
pub use verdict::{Blocker, CaptureFault, Failure, Skip, StepVerdict, Unmet};
pub use workshop::{CannotRun, Session, Work, Workshop};
