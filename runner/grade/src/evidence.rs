//! `Evidence`: what really happened when one command ran.
//!
//! Evidence is raw and complete as far as the session's limits let it be; redaction, cutting and wording are the
//! business of `matcher` and `report`.

use std::cmp::Ordering;
use std::time::Duration;

use labs_guide::TextTable;
use labs_world::meter::Bill;
use labs_world::trail;

use crate::number::Number;
use crate::row_order::RowOrder;

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
    /// Names that the service gives a failure which is no failed call: `TABLE_NOT_FOUND` of a query.
    pub error_names: Vec<String>,
    /// The bytes that a query scanned; `None` where nothing is scanned.
    pub bytes_scanned: Option<u64>,
    /// What AWS would have charged for the command; `None` where nobody measured.
    pub bill: Option<Bill>,
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
    /// Whether the statement gives the rows an order.
    pub order: RowOrder,
}

impl ResultTable {
    /// The table as a screen shows it: in the notation of guides, columns aligned.
    #[must_use]
    pub fn to_text(&self) -> String {
        let columns = self.columns.iter().map(|column| column.name.clone()).collect();
        TextTable { columns, types: None, rows: self.rows.clone() }.render()
    }

    /// Sorts the rows by their columns from left to right, numbers by what they are worth, NULL last. What a service returns in any order
    /// it likes is shown in this one.
    pub fn sort(&mut self) {
        let numbers = |cell: &str| Number::parse(cell).map(Number::approximate);
        let compare = |one: &Option<String>, other: &Option<String>| match (one, other) {
            (Some(one), Some(other)) => match (numbers(one), numbers(other)) {
                (Some(a), Some(b)) => a.total_cmp(&b).then_with(|| one.cmp(other)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => one.cmp(other),
            },
            (one, other) => one.is_none().cmp(&other.is_none()),
        };
        self.rows.sort_by(|one, other| {
            one.iter()
                .zip(other)
                .map(|(one, other)| compare(one, other))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        });
    }
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

    /// Adds what the next command of the same step gave; the status and the table are the last one's.
    pub(crate) fn append(&mut self, next: &Self) {
        self.stdout.extend_from_slice(&next.stdout);
        self.stderr.extend_from_slice(&next.stderr);
        self.events.extend_from_slice(&next.events);
        self.error_names.clone_from(&next.error_names);
        self.status = next.status;
        self.table.clone_from(&next.table);
        self.bytes_scanned = match (self.bytes_scanned, next.bytes_scanned) {
            (Some(one), Some(other)) => Some(one.saturating_add(other)),
            (one, other) => one.or(other),
        };
        match (&mut self.bill, &next.bill) {
            (Some(bill), Some(next)) => bill.add(next),
            (bill, next) => *bill = bill.take().or_else(|| next.clone()),
        }
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
