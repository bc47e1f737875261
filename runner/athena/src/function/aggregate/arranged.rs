//! `Arranged`: hands the rows of a group to another accumulator in the order of the call's ORDER BY, and each different row once
//! when the call says DISTINCT.
//!
//! Rows are kept and arranged at the end, so that several calls of one query may ask for several orders, and the order holds
//! however many partitions there are.

use std::collections::HashSet;

use datafusion::{
    arrow::{
        array::{ArrayRef, UInt32Array},
        compute::{SortColumn, SortOptions, lexsort_to_indices, take_arrays},
        datatypes::DataType,
        row::{RowConverter, SortField},
    },
    common::{Result, ScalarValue},
    logical_expr::Accumulator,
};

use super::gather::Kept;

/// Which rows are handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    All,
    Different,
}

/// Keeps rows, and passes them on when asked.
#[derive(Debug)]
pub(super) struct Arranged {
    kept: Kept,
    arguments: usize,
    rows: Rows,
    order: Vec<SortOptions>,
    inner: Box<dyn Accumulator>,
}

impl Arranged {
    /// `arguments` are the types of the call's arguments, `order` those of its ORDER BY, which follow them in every batch.
    pub(super) fn new(
        arguments: Vec<DataType>,
        order: Vec<(DataType, SortOptions)>,
        rows: Rows,
        inner: Box<dyn Accumulator>,
    ) -> Self {
        let count = arguments.len();
        let (types, order): (Vec<_>, Vec<_>) = order.into_iter().unzip();
        Self { kept: Kept::new(arguments.into_iter().chain(types).collect()), arguments: count, rows, order, inner }
    }
}

/// The first row of each different one.
pub(super) fn first_rows(columns: &[ArrayRef]) -> Result<UInt32Array> {
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone())).collect();
    let converter = RowConverter::new(fields)?;
    let rows = converter.convert_columns(columns)?;
    let mut seen = HashSet::with_capacity(rows.num_rows());
    let first = |(at, row): (usize, _)| seen.insert(row).then_some(at as u32);
    Ok(rows.iter().enumerate().filter_map(first).collect::<Vec<_>>().into())
}

impl Accumulator for Arranged {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.kept.add(values)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mut columns = self.kept.columns()?;
        let order = columns.split_off(self.arguments.min(columns.len()));
        let order: Vec<SortColumn> = order
            .into_iter()
            .zip(&self.order)
            .map(|(values, options)| SortColumn { values, options: Some(*options) })
            .collect();
        if !order.is_empty() {
            columns = take_arrays(&columns, &lexsort_to_indices(&order, None)?, None)?;
        }
        if self.rows == Rows::Different {
            columns = take_arrays(&columns, &first_rows(&columns)?, None)?;
        }
        self.inner.update_batch(&columns)?;
        self.inner.evaluate()
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.kept.size() + self.inner.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.kept.state()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.kept.merge(states)
    }
}
