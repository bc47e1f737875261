//! `Difference`: how what came differs from what was expected, ready to be shown in any form.
//!
//! Matchers make it, reporters word it. Texts in here are already cut to a readable size and free of characters that
//! could hide something or move a cursor.

use serde::Serialize;

use crate::table_difference::TableDifference;

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
    /// A line is not what the regular expression at its place says, or there is no such line on one of the sides.
    Pattern {
        /// Number of the line, from 1.
        number: usize,
        /// The regular expression; absent when no line is expected.
        pattern: Option<String>,
        /// The line; absent when none came.
        line: Option<String>,
        /// The output.
        came: Cut,
    },
    /// JSON that its schema does not accept.
    Schema {
        /// The first faults.
        faults: Vec<SchemaFault>,
        /// How many more there are.
        more: usize,
    },
    /// A result table that differs.
    Table(Box<TableDifference>),
    /// A result table is expected, and the statement returned none.
    NoTable {
        /// What was printed.
        came: Cut,
    },
    /// The expected table, with captured values in it, cannot be read.
    NoExpectedTable {
        /// Why.
        reason: String,
    },
    /// The file that is compared is not there.
    NoFile {
        /// Its path in the virtual folder.
        path: String,
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

/// A place at which a value is not what a JSON Schema says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemaFault {
    /// Where: `.Items[0].Year`; `.` is the whole value.
    pub path: String,
    /// The keyword that refuses it.
    pub keyword: String,
    /// What the keyword wants, in words.
    pub wanted: String,
    /// The value that came as JSON, cut.
    pub came: String,
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
