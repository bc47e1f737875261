//! `TableDifference`: how a result table differs from the one that is expected.
//!
//! The matcher `rows` makes it (`matcher/rows.rs`, `matcher/row_alignment.rs`), `report/table.rs` shows it. Cells are cut to a readable size;
//! `None` is NULL.

use serde::Serialize;

/// The cells of a row.
pub type Row = Vec<Option<String>>;

/// How two tables differ. At least one of `header`, `types` and `rows` says something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableDifference {
    /// Names of the columns that are expected.
    pub columns: Vec<String>,
    /// Number of rows that are expected.
    pub expected_rows: usize,
    /// Number of rows that came.
    pub came_rows: usize,
    /// How the header differs.
    pub header: Vec<HeaderDifference>,
    /// Which columns have another type.
    pub types: Vec<TypeDifference>,
    /// How the rows differ.
    pub rows: RowsDifference,
}

/// One difference between two headers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum HeaderDifference {
    /// A column is not there.
    Missing {
        /// Its name.
        column: String,
    },
    /// A column is there that nobody expects.
    Extra {
        /// Its name.
        column: String,
    },
    /// The column at this place has another name.
    Renamed {
        /// The expected name.
        expected: String,
        /// The name that came.
        came: String,
    },
    /// The columns are those that are expected, in another order.
    OtherOrder {
        /// The names as they came.
        came: Vec<String>,
    },
}

/// A column of another type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TypeDifference {
    /// Its name.
    pub column: String,
    /// The expected type.
    pub expected: String,
    /// The type that came.
    pub came: String,
}

/// How rows differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "are", rename_all = "snake_case")]
pub enum RowsDifference {
    /// They are the same.
    Same,
    /// They cannot be compared, because expected columns are missing.
    NotCompared,
    /// They are the same in another order.
    OtherOrder {
        /// The first places at which they differ.
        moved: Vec<MovedRow>,
        /// At how many further places they differ.
        more: usize,
    },
    /// They are others.
    Others(OtherRows),
}

/// A place at which another row stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedRow {
    /// The place, from 1.
    pub number: usize,
    /// The row that is expected there.
    pub expected: Row,
    /// The row that came there.
    pub came: Row,
}

/// Rows that differ, aligned by a key where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct OtherRows {
    /// The columns by which rows were aligned; when there are none, changed cells are found by the number of their row.
    pub key: Vec<String>,
    /// Cells that differ in rows that are there on both sides.
    pub changed: Vec<ChangedCell>,
    /// How many more such cells there are.
    pub more_changed: usize,
    /// Rows that are expected and did not come.
    pub missing: Vec<Row>,
    /// How many more such rows there are.
    pub more_missing: usize,
    /// Rows that came and are not expected.
    pub extra: Vec<Row>,
    /// How many more such rows there are.
    pub more_extra: usize,
    /// How many of all rows that are not expected are expected once and came more often.
    pub repeated: usize,
}

/// A cell that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedCell {
    /// The key of its row.
    pub key: Row,
    /// The number of its row in what came, from 1.
    pub row: usize,
    /// Its column.
    pub column: String,
    /// The expected value.
    pub expected: Option<String>,
    /// The value that came.
    pub came: Option<String>,
    /// What both still share.
    pub note: Option<CellNote>,
}

/// What two cells that differ still share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellNote {
    /// The number, which a column of texts does not compare as such.
    SameNumber,
    /// All but blanks at their ends.
    Blanks,
    /// All but capital letters.
    Case,
}
