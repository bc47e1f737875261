//! Exit codes: the one place that knows their numbers. The book's page on commands lists the same table.

use std::process::ExitCode;

use labs_grade::Conclusion;

/// How `labs` ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All that was attempted is right; what was skipped or not started is counted and shown.
    AllRight,
    /// Some step failed, or was skipped under `--no-skip`.
    SomethingFailed,
    /// The command line is wrong.
    Usage,
    /// A lab is invalid.
    InvalidLab,
    /// The selection matches nothing.
    NothingSelected,
    /// It cannot run here: lock, port, disk, permission, newer format.
    CannotRunHere,
    /// Our bug.
    Bug,
    /// Ctrl-C; 128 plus the signal's number, as shells have it.
    Interrupted,
    /// The reader of standard output went away before everything was written; 128 plus the signal's number.
    ClosedPipe,
    /// The AWS CLI's own code, from `labs aws`.
    Aws(u8),
}

impl Exit {
    /// The number that the shell sees.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::AllRight => 0,
            Self::SomethingFailed => 1,
            Self::Usage => 2,
            Self::InvalidLab => 3,
            Self::NothingSelected => 4,
            Self::CannotRunHere => 5,
            Self::Bug => 70,
            Self::Interrupted => 130,
            Self::ClosedPipe => 141,
            Self::Aws(code) => code,
        }
    }
}

/// What skipped steps mean for the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Skips {
    /// They are counted and shown, and nothing more.
    AreCounted,
    /// They count as failed: `--no-skip`.
    Fail,
}

impl Exit {
    /// How the process ends after a run.
    pub(crate) fn of(conclusion: Conclusion, skips: Skips) -> Self {
        match conclusion {
            Conclusion::AllRight => Self::AllRight,
            Conclusion::RightWithSkips if skips == Skips::Fail => Self::SomethingFailed,
            Conclusion::RightWithSkips => Self::AllRight,
            Conclusion::NothingSelected => Self::NothingSelected,
            Conclusion::SomethingFailed => Self::SomethingFailed,
            Conclusion::CannotRun => Self::CannotRunHere,
            Conclusion::Cancelled => Self::Interrupted,
            // `OurBug`, and a conclusion that this table does not know, which would be our bug as well.
            _ => Self::Bug,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
