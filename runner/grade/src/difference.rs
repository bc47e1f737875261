//! `Difference`: how what came differs from what was expected, ready to be shown in any form.
//!
//! Matchers make it, reporters word it. Texts in here are already cut to a readable size and free of characters that
//! could hide something or move a cursor.

use serde::Serialize;

/// One mismatch between expectation and evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "difference", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Difference {
    /// Text that differs by lines, as a unified difference: `-` expected, `+` came.
    Text {
        /// The lines with their marks; invisible characters are made visible.
        diff: Cut,
    },
    /// A line that should occur and does not, or not after the ones before it.
    MissingLine {
        /// The expected line.
        line: String,
        /// Number of the line within the expectation, from 1.
        number: usize,
        /// Whether the text occurs earlier in the output.
        earlier: Occurs,
        /// The output.
        came: Cut,
    },
    /// JSON values that differ.
    Json {
        /// The first differences, by path.
        differences: Vec<JsonDifference>,
        /// How many more there are.
        more: usize,
    },
    /// The output is no JSON.
    NotJson {
        /// What the JSON reader says.
        reason: String,
        /// The output.
        came: Cut,
    },
    /// Another error code came, or none.
    Error {
        /// The expected code.
        expected: String,
        /// The code of the last call that failed.
        came: Option<String>,
        /// The calls that were made: `PutItem`.
        calls: Vec<String>,
        /// What was printed.
        screen: Cut,
    },
    /// The right error code came, but the step did not end as failed.
    NoFailure {
        /// The expected code.
        expected: String,
    },
    /// The right error code came with other words.
    ErrorText {
        /// The words that should be contained.
        expected: String,
        /// What was printed: standard output, then standard error.
        came: Cut,
    },
}

/// Whether something occurs at another place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Occurs {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// One difference between two JSON values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonDifference {
    /// Where: `.Item.Year.N`; `.` is the whole value.
    pub path: String,
    /// The expected value as JSON, cut; absent when nothing was expected there.
    pub expected: Option<String>,
    /// The value that came as JSON, cut; absent when nothing is there.
    pub came: Option<String>,
}

/// A text of which only the beginning is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Cut {
    /// The kept lines.
    pub lines: Vec<String>,
    /// How many lines were left out.
    pub more: usize,
}
