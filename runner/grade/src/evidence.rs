//! `Evidence`: what really happened when one command ran.
//!
//! Evidence is raw and complete as far as the session's limits let it be; redaction, cutting and wording are the
//! business of `matcher` and `report`.

use std::time::Duration;

use labs_world::trail;

/// What one command printed, how it ended, and which calls the world saw meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Standard output; for SQL and HTTP the rendered result.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// The result table of a SQL step; `None` for statements that return none and for every other language.
    pub table: Option<ResultTable>,
    /// Exit status; `None` when the command did not come to its end.
    pub status: Option<i32>,
    /// The calls that the command made, in the order in which they ended.
    pub events: Vec<trail::Event>,
    /// Why the command did not come to its end.
    pub interruption: Option<Interruption>,
}

/// A result table as a client of the service sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResultTable {
    /// The columns, in order.
    pub columns: Vec<ResultColumn>,
    /// The rows; each has one cell a column. A cell is the service's text for the value, `None` for NULL.
    pub rows: Vec<Vec<Option<String>>>,
}

/// One column of a [`ResultTable`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultColumn {
    /// The name, as in the header.
    pub name: String,
    /// The type as the service names it: `varchar`, `bigint`, `decimal(10,2)`.
    pub data_type: String,
}

impl Evidence {
    /// What a terminal would show: standard output, then standard error.
    #[must_use]
    pub fn screen(&self) -> Vec<u8> {
        [self.stdout.as_slice(), self.stderr.as_slice()].concat()
    }

    /// Evidence of a command that was cut short.
    #[must_use]
    pub fn interrupted(interruption: Interruption) -> Self {
        Self { interruption: Some(interruption), ..Self::default() }
    }
}

/// Why a command did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interruption {
    /// It took more wall time than the step may.
    TimedOut {
        /// The limit.
        after: Duration,
    },
    /// It hit a limit of the session: output size, memory, number of loops or commands.
    Limit {
        /// What is limited, in words: "output".
        what: String,
        /// How much is allowed, in words: "1 MiB".
        allowed: String,
    },
    /// What executes it panicked, or an engine that it called did: a bug of ours.
    Crashed {
        /// The panic's message, or what the engine did.
        message: String,
    },
    /// The machine gave out in the middle: a full disk, for example.
    CannotRun {
        /// What is in the way.
        cause: String,
        /// What the user can do about it.
        remedy: String,
    },
    /// The user stopped the run.
    Cancelled,
}
