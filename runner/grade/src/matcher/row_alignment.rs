//! Comparing the rows of two tables: which rows are the same, and how the others are best told apart.
//!
//! Equal rows are paired first. What remains is aligned by a key: the column, or the two columns, whose values are unique on both
//! sides and are shared by most of the remaining rows, so that a wrong cell is shown as one wrong cell and not as a missing and an
//! unexpected row.

use std::collections::{HashMap, HashSet};

use crate::number::Number;
use crate::row_order::RowOrder;
use crate::table_difference::{CellNote, ChangedCell, MovedRow, OtherRows, Row, RowsDifference};

/// Differences of a kind that are named; the rest is counted.
const NAMED: usize = 10;
/// Characters of a cell that are kept.
const CELL: usize = 60;
/// Above this many rows a side, rows that are equal within a tolerance only are paired as they come.
const SEARCHED: usize = 400;
/// Columns of which pairs are tried as keys.
const PAIRED: usize = 12;

/// A cell as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Cell {
    /// No value.
    Null,
    /// A number in a column of numbers.
    Number(Number),
    /// Anything else.
    Text(String),
}

impl Cell {
    /// The cell of a text; in a column of numbers, what it is worth.
    pub(super) fn of(text: Option<&str>, column: ColumnKind) -> Self {
        let Some(text) = text else { return Self::Null };
        let number = if column == ColumnKind::Numbers { Number::parse(text) } else { None };
        number.map_or_else(|| Self::Text(text.to_owned()), Self::Number)
    }

    fn equals(&self, other: &Self, tolerance: Option<Number>) -> bool {
        match (self, other, tolerance) {
            (Self::Number(one), Self::Number(other), Some(tolerance)) => one.within(*other, tolerance),
            _ => self == other,
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// Numbers, compared by what they are worth.
    Numbers,
    /// Anything else, compared as text.
    Texts,
}

/// The rows of two tables with the same columns.
pub(super) struct Rows<'a> {
    /// Names of the columns.
    pub(super) columns: &'a [String],
    /// The cells that are expected, as they are compared and as they are shown.
    pub(super) expected: Vec<(Vec<Cell>, Row)>,
    /// The cells that came.
    pub(super) came: Vec<(Vec<Cell>, Row)>,
    /// How far numbers may be apart.
    pub(super) tolerance: Option<Number>,
    /// Whether the order counts.
    pub(super) order: RowOrder,
}

impl Rows<'_> {
    /// How the rows differ.
    pub(super) fn difference(&self) -> RowsDifference {
        if self.order == RowOrder::Given && self.expected.len() == self.came.len() && self.moved().next().is_none() {
            return RowsDifference::Same;
        }
        let pairs = self.pairs();
        let missing: Vec<usize> = unpaired(&pairs).collect();
        let paired: HashSet<usize> = pairs.iter().copied().flatten().collect();
        let extra: Vec<usize> = (0..self.came.len()).filter(|row| !paired.contains(row)).collect();
        if !missing.is_empty() || !extra.is_empty() {
            return RowsDifference::Others(self.others(missing, extra));
        }
        if self.order == RowOrder::Free {
            return RowsDifference::Same;
        }
        let more = self.moved().count().saturating_sub(NAMED);
        let place = |row: usize| {
            let shown = |rows: &[(Vec<Cell>, Row)]| rows.get(row).map(|(_, row)| cut_row(row)).unwrap_or_default();
            MovedRow { number: row + 1, expected: shown(&self.expected), came: shown(&self.came) }
        };
        RowsDifference::OtherOrder { moved: self.moved().take(NAMED).map(place).collect(), more }
    }

    /// For each expected row the row that came and is equal to it; no row is taken twice.
    pub(super) fn pairs(&self) -> Vec<Option<usize>> {
        let mut free: HashMap<&[Cell], Vec<usize>> = HashMap::new();
        for (row, (cells, _)) in self.came.iter().enumerate().rev() {
            free.entry(cells).or_default().push(row);
        }
        let mut pairs: Vec<Option<usize>> =
            self.expected.iter().map(|(cells, _)| free.get_mut(cells.as_slice()).and_then(Vec::pop)).collect();
        if self.tolerance.is_some() {
            let rest: Vec<usize> = unpaired(&pairs).collect();
            let mut left: Vec<usize> = free.into_values().flatten().collect();
            left.sort_unstable();
            self.pair_within_tolerance(&rest, &left, &mut pairs);
        }
        pairs
    }

    /// Pairs as many of `rest` with `left` as can be, changing earlier pairs of `rest` where that helps.
    fn pair_within_tolerance(&self, rest: &[usize], left: &[usize], pairs: &mut [Option<usize>]) {
        let searched = rest.len() <= SEARCHED && left.len() <= SEARCHED;
        let mut owners: HashMap<usize, usize> = HashMap::new();
        for row in rest {
            let mut tried = HashSet::new();
            self.find_pair(*row, left, searched, &mut owners, &mut tried);
        }
        for (came, expected) in owners {
            if let Some(pair) = pairs.get_mut(expected) {
                *pair = Some(came);
            }
        }
    }

    /// Whether a row of what came could be found for an expected row: a free one, or one whose owner finds another.
    fn find_pair(
        &self,
        row: usize,
        left: &[usize],
        searched: bool,
        owners: &mut HashMap<usize, usize>,
        tried: &mut HashSet<usize>,
    ) -> bool {
        for candidate in left {
            if tried.contains(candidate) || !self.rows_equal(row, *candidate) {
                continue;
            }
            tried.insert(*candidate);
            let owner = owners.get(candidate).copied();
            let free = match owner {
                None => true,
                Some(owner) => searched && self.find_pair(owner, left, searched, owners, tried),
            };
            if free {
                owners.insert(*candidate, row);
                return true;
            }
        }
        false
    }

    fn cells_of(rows: &[(Vec<Cell>, Row)], row: usize) -> &[Cell] {
        rows.get(row).map(|(cells, _)| cells.as_slice()).unwrap_or_default()
    }

    fn rows_equal(&self, expected: usize, came: usize) -> bool {
        let (expected, came) = (Self::cells_of(&self.expected, expected), Self::cells_of(&self.came, came));
        expected.iter().zip(came).all(|(expected, came)| expected.equals(came, self.tolerance))
    }

    /// The places at which another row stands than is expected there.
    fn moved(&self) -> impl Iterator<Item = usize> {
        (0..self.expected.len()).filter(|row| !self.rows_equal(*row, *row))
    }

    fn others(&self, missing: Vec<usize>, extra: Vec<usize>) -> OtherRows {
        let key = self.key(&missing, &extra);
        let (mut missing, mut extra) = (missing, extra);
        let mut aligned: Vec<(usize, usize)> = Vec::new();
        if let Some(key) = &key {
            let by_key: HashMap<Vec<&Cell>, usize> =
                extra.iter().map(|row| (select(Self::cells_of(&self.came, *row), key), *row)).collect();
            for row in &missing {
                if let Some(came) = by_key.get(&select(Self::cells_of(&self.expected, *row), key)) {
                    aligned.push((*row, *came));
                }
            }
        } else if self.expected.len() == self.came.len() && (self.order == RowOrder::Given || self.expected.len() == 1)
        {
            aligned.extend(missing.iter().filter(|row| extra.contains(row)).map(|row| (*row, *row)));
        }
        missing.retain(|row| aligned.iter().all(|(expected, _)| expected != row));
        extra.retain(|row| aligned.iter().all(|(_, came)| came != row));
        let key = key.unwrap_or_default();
        let mut changed = Vec::new();
        let mut changes = 0_usize;
        for (expected, came) in aligned {
            for column in 0..self.columns.len() {
                if let Some(cell) = self.changed(expected, came, column, &key) {
                    changes += 1;
                    if changed.len() < NAMED {
                        changed.push(cell);
                    }
                }
            }
        }
        let known: HashSet<&[Cell]> = self.expected.iter().map(|(cells, _)| cells.as_slice()).collect();
        let shown = |rows: &[(Vec<Cell>, Row)], places: &[usize]| -> Vec<Row> {
            places.iter().take(NAMED).filter_map(|row| rows.get(*row)).map(|(_, row)| cut_row(row)).collect()
        };
        OtherRows {
            key: key.iter().filter_map(|column| self.columns.get(*column).cloned()).collect(),
            more_changed: changes - changed.len(),
            changed,
            missing: shown(&self.expected, &missing),
            more_missing: missing.len().saturating_sub(NAMED),
            extra: shown(&self.came, &extra),
            more_extra: extra.len().saturating_sub(NAMED),
            repeated: extra.iter().filter(|row| known.contains(Self::cells_of(&self.came, **row))).count(),
        }
    }

    /// The cell of two aligned rows, when it differs.
    fn changed(&self, expected: usize, came: usize, column: usize, key: &[usize]) -> Option<ChangedCell> {
        let cell = |rows, row| Self::cells_of(rows, row).get(column);
        let (one, other) = (cell(&self.expected, expected)?, cell(&self.came, came)?);
        if one.equals(other, self.tolerance) {
            return None;
        }
        let row = &self.came.get(came)?.1;
        let text = |rows: &[(Vec<Cell>, Row)], row: usize| {
            rows.get(row).and_then(|(_, row)| row.get(column)).cloned().flatten()
        };
        let (expected, text) = (text(&self.expected, expected), text(&self.came, came));
        Some(ChangedCell {
            key: key.iter().filter_map(|column| row.get(*column)).map(|cell| cut(cell.as_deref())).collect(),
            row: came + 1,
            column: self.columns.get(column)?.clone(),
            note: note(expected.as_deref(), text.as_deref()),
            expected: cut(expected.as_deref()),
            came: cut(text.as_deref()),
        })
    }

    /// The columns by which the remaining rows are aligned.
    fn key(&self, missing: &[usize], extra: &[usize]) -> Option<Vec<usize>> {
        let singles = (0..self.columns.len()).map(|column| vec![column]);
        let few = self.columns.len().min(PAIRED);
        let pairs = (0..few).flat_map(|one| (one + 1..few).map(move |other| vec![one, other]));
        let best = |candidates: &mut dyn Iterator<Item = Vec<usize>>| {
            let mut best: Option<(usize, Vec<usize>)> = None;
            for key in candidates {
                let shared = self.shared(&key, missing, extra);
                if shared > best.as_ref().map_or(0, |(most, _)| *most) {
                    best = Some((shared, key));
                }
            }
            best.map(|(_, key)| key)
        };
        best(&mut singles.into_iter()).or_else(|| best(&mut pairs.into_iter()))
    }

    /// How many of the remaining rows have the same values of `key` on both sides; 0 when the values are not unique.
    fn shared(&self, key: &[usize], missing: &[usize], extra: &[usize]) -> usize {
        let unique = |rows: &[(Vec<Cell>, Row)]| {
            let mut seen = HashSet::new();
            rows.iter().all(|(cells, _)| {
                let values: Vec<Cell> = select(cells, key).into_iter().cloned().collect();
                !values.contains(&Cell::Null) && seen.insert(values)
            })
        };
        if !unique(&self.expected) || !unique(&self.came) {
            return 0;
        }
        let there: HashSet<Vec<&Cell>> =
            extra.iter().map(|row| select(Self::cells_of(&self.came, *row), key)).collect();
        missing.iter().filter(|row| there.contains(&select(Self::cells_of(&self.expected, **row), key))).count()
    }
}

fn unpaired(pairs: &[Option<usize>]) -> impl Iterator<Item = usize> {
    pairs.iter().enumerate().filter(|(_, pair)| pair.is_none()).map(|(row, _)| row)
}

fn select<'a>(cells: &'a [Cell], key: &[usize]) -> Vec<&'a Cell> {
    key.iter().filter_map(|column| cells.get(*column)).collect()
}

fn note(expected: Option<&str>, came: Option<&str>) -> Option<CellNote> {
    let (expected, came) = (expected?, came?);
    if Number::parse(expected).is_some_and(|number| Number::parse(came) == Some(number)) {
        return Some(CellNote::SameNumber);
    }
    if expected.trim() == came.trim() {
        return Some(CellNote::Blanks);
    }
    (expected.to_lowercase() == came.to_lowercase()).then_some(CellNote::Case)
}

fn cut_row(row: &Row) -> Row {
    row.iter().map(|cell| cut(cell.as_deref())).collect()
}

fn cut(cell: Option<&str>) -> Option<String> {
    cell.map(|text| match text.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    })
}
