//! `OutputChange`: an expectation that does not hold any more, with what it would be if what came were right.
//!
//! Runs that judge by [`Judging::Propose`](crate::Judging::Propose) hand these out, for `labs accept`; the file is written by the binary.

use labs_guide::{Source, Span};

use crate::difference::Difference;
use crate::matcher::Renewal;
use crate::place::Place;

/// One expectation of a step that differs from what came.
#[derive(Debug, Clone)]
pub struct OutputChange {
    /// The matcher's name: `json subset`.
    pub matcher: &'static str,
    /// Where the expectation stands: its fence, or the first line below a command.
    pub place: Place,
    /// The file that was compared instead of what was printed.
    pub file: Option<String>,
    /// The chapter that was read.
    pub source: Source,
    /// The expectation's body in that chapter.
    pub body: Span,
    /// What differs.
    pub difference: Difference,
    /// What the expectation would be.
    pub renewal: Renewal,
}
