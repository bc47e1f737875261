//! `Statistics`: what a query read and wrote, and how long that is said to have taken.
//!
//! Times are a function of the work alone, so that the same query over the same data reports the same times on any machine: a
//! fixed cost of each stage, reading at [`BYTES_A_MILLISECOND`], writing at [`ROWS_A_MILLISECOND`].

use labs_world::{Document, Map};
use serde::{Deserialize, Serialize};

/// Assumed speed of reading: 64 MiB a second.
const BYTES_A_MILLISECOND: u64 = 64 << 10;
/// Assumed speed of making rows.
const ROWS_A_MILLISECOND: u64 = 500;

/// What a query did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Statistics {
    /// Bytes of text files and of Parquet column chunks that were read.
    pub(crate) scanned: u64,
    /// Rows that came out of the files.
    pub(crate) rows_read: u64,
    /// Rows of the result.
    pub(crate) rows_written: u64,
    /// Bytes of the result object.
    pub(crate) bytes_written: u64,
    /// Whether the query came to its engine at all; one that does not has neither times nor a scan.
    pub(crate) ran: bool,
}

/// The stages of a query, in milliseconds.
pub(crate) struct Times {
    pub(crate) queue: u64,
    pub(crate) pre_processing: u64,
    pub(crate) planning: u64,
    pub(crate) engine: u64,
    pub(crate) processing: u64,
}

impl Times {
    /// All stages; planning is a part of the engine's time.
    pub(crate) fn total(&self) -> u64 {
        self.queue + self.pre_processing + self.engine + self.processing
    }
}

impl Statistics {
    /// How long the stages are said to have taken.
    pub(crate) fn times(&self) -> Times {
        if !self.ran {
            return Times { queue: 0, pre_processing: 0, planning: 0, engine: 0, processing: 0 };
        }
        let planning = 60;
        let work =
            self.scanned / BYTES_A_MILLISECOND + self.rows_read.saturating_add(self.rows_written) / ROWS_A_MILLISECOND;
        Times { queue: 50, pre_processing: 30, planning, engine: planning + 140 + work, processing: 20 }
    }

    /// `Statistics` of the API.
    pub(crate) fn document(&self) -> Map {
        let times = self.times();
        let mut out = Map::new();
        for (member, value) in [
            ("EngineExecutionTimeInMillis", times.engine),
            ("DataScannedInBytes", self.scanned),
            ("TotalExecutionTimeInMillis", times.total()),
            ("QueryQueueTimeInMillis", times.queue),
            ("ServicePreProcessingTimeInMillis", times.pre_processing),
            ("QueryPlanningTimeInMillis", times.planning),
            ("ServiceProcessingTimeInMillis", times.processing),
        ] {
            out.insert(member.to_owned(), number(value));
        }
        let reuse = Map::from_iter([("ReusedPreviousResult".to_owned(), Document::Bool(false))]);
        out.insert("ResultReuseInformation".to_owned(), reuse.into());
        out
    }

    /// `QueryRuntimeStatistics` of the API, without the stages, of which this engine has none.
    pub(crate) fn runtime_document(&self) -> Map {
        let times = self.times();
        let timeline = [
            ("QueryQueueTimeInMillis", times.queue),
            ("ServicePreProcessingTimeInMillis", times.pre_processing),
            ("QueryPlanningTimeInMillis", times.planning),
            ("EngineExecutionTimeInMillis", times.engine),
            ("ServiceProcessingTimeInMillis", times.processing),
            ("TotalExecutionTimeInMillis", times.total()),
        ];
        let rows = [
            ("InputRows", self.rows_read),
            ("InputBytes", self.scanned),
            ("OutputRows", self.rows_written),
            ("OutputBytes", self.bytes_written),
        ];
        Map::from_iter([("Timeline".to_owned(), numbers(&timeline)), ("Rows".to_owned(), numbers(&rows))])
    }
}

fn number(value: u64) -> Document {
    Document::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

fn numbers(members: &[(&str, u64)]) -> Document {
    Document::Map(members.iter().map(|(name, value)| ((*name).to_owned(), number(*value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_follow_the_work_and_nothing_else() {
        let one = Statistics { scanned: 64 << 20, rows_read: 0, rows_written: 1, bytes_written: 9, ran: true };
        assert_eq!(one.times().engine, 200 + 1024);
        assert_eq!(one.times().total(), 50 + 30 + 1224 + 20);
        assert_eq!(one.document(), one.document());
        assert_eq!(Statistics::default().times().total(), 0);
    }
}
