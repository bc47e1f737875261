//! `StepVerdict`: what became of one step, with typed reasons.
//!
//! A verdict is never an error: a wrong answer, a hung step and a missing language are all outcomes of a run that worked.
//! The wording of each lives in `report/wording.rs`.

use std::time::Duration;

use serde::Serialize;

use crate::difference::{Cut, Difference};
use crate::place::{Place, StepAddress};

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[must_use]
pub enum StepVerdict {
    /// It ran, and everything that the guide expects came.
    Passed,
    /// It ran, and something else came.
    Failed {
        /// What is wrong.
        failure: Failure,
    },
    /// It was not run, or not judged, and that is nobody's fault.
    Skipped {
        /// Why.
        skip: Skip,
    },
    /// It was not run, because of something before it.
    Blocked {
        /// By what.
        by: Blocker,
    },
}

/// Why a step failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Failure {
    /// A command ended with another exit status than the guide says.
    Status {
        /// The command.
        command: String,
        /// Where it stands.
        place: Place,
        /// What the guide says; 0 unless written.
        expected: i32,
        /// What came; absent when the command has no status.
        status: Option<i32>,
    },
    /// It took too long.
    TimedOut {
        /// The limit.
        #[serde(serialize_with = "seconds")]
        after: Duration,
    },
    /// It hit a limit of the session.
    Limit {
        /// What is limited.
        what: String,
        /// How much is allowed.
        allowed: String,
    },
    /// What executes it panicked, or an engine that it called did.
    Crashed {
        /// The panic's message, or what the engine did.
        message: String,
    },
    /// The output is not what the guide says.
    Mismatch {
        /// The matcher's name: `json subset`.
        matcher: &'static str,
        /// Where the expected output stands.
        place: Place,
        /// The file that was compared instead of what was printed.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<String>,
        /// What differs.
        difference: Box<Difference>,
    },
    /// A `check` of the step is not met.
    Requirement {
        /// Its key: `bytes-scanned-max`.
        name: String,
        /// Where the `check` stands.
        place: Place,
        /// What its author says when it fails.
        say: Option<String>,
        /// What is in the way.
        unmet: Unmet,
    },
    /// A value for later steps is not in the output.
    Capture {
        /// Name of the capture.
        name: String,
        /// Its path; empty when it takes the whole output.
        path: String,
        /// Where it is written.
        place: Place,
        /// What is in the way.
        fault: CaptureFault,
    },
}

/// Why a requirement is not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "unmet", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unmet {
    /// A text is not in what was printed.
    TextMissing {
        /// The text.
        text: String,
        /// What was printed.
        came: Cut,
    },
    /// A text is in what was printed.
    TextUnwanted {
        /// The text.
        text: String,
        /// What was printed.
        came: Cut,
    },
    /// There is no result table.
    NoTable,
    /// The result has another number of rows.
    RowCount {
        /// The expected number.
        expected: u64,
        /// The number that came.
        came: u64,
    },
    /// The result has other columns.
    Columns {
        /// The expected names.
        expected: Vec<String>,
        /// The names that came.
        came: Vec<String>,
    },
    /// The columns have other types.
    Types {
        /// The expected types.
        expected: Vec<String>,
        /// The types that came.
        came: Vec<String>,
    },
    /// More was used than is allowed.
    TooMuch {
        /// What: "scanned".
        what: &'static str,
        /// How much is allowed, as the guide has it.
        allowed: String,
        /// How much it was.
        used: String,
    },
    /// Nothing measured what is limited.
    NotMeasured,
    /// The price of something is not known, so the cost is not.
    NotPriced {
        /// The usage types.
        usage: Vec<String>,
    },
}

/// Why a captured value is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum CaptureFault {
    /// Standard output is no JSON.
    NotJson {
        /// What the JSON reader says.
        reason: String,
    },
    /// The output has no such member.
    NoMember {
        /// How far the path leads: `.Table`.
        found: String,
        /// The members that are there.
        members: Vec<String>,
    },
    /// The list is shorter than that.
    NoElement {
        /// How far the path leads: `.Items`.
        found: String,
        /// Its length.
        length: usize,
    },
    /// The path goes on into a value that has no parts, or ends at `null`.
    NoValue {
        /// How far the path leads.
        found: String,
        /// What is there: "a string".
        is: &'static str,
    },
    /// The whole output was asked for and is empty.
    Empty,
}

/// Why a step was not run, or not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Skip {
    /// Nothing here executes its language.
    Language {
        /// The language: `python`.
        language: &'static str,
    },
    /// It ran, but this version cannot judge one of its outputs.
    Matcher {
        /// The matcher: `rows`.
        matcher: &'static str,
        /// Where the expected output stands.
        place: Place,
    },
    /// It needs a step that was skipped.
    Needs {
        /// That step.
        step: StepAddress,
    },
}

/// What keeps a step from running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "blocker", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Blocker {
    /// A step that it needs, or whose captured value it pastes, has failed; or a step took the whole world with it.
    Step {
        /// That step.
        step: StepAddress,
    },
    /// The world cannot be had, or gave out.
    World {
        /// What is in the way.
        cause: String,
        /// What the user can do about it.
        remedy: String,
    },
    /// Opening the world panicked: a bug of ours.
    Crash {
        /// The panic's message.
        message: String,
    },
}

fn seconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}
