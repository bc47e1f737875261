//! `Distinct`: hands each different row of a group to another accumulator once, in the order of first arrival.

use std::collections::HashSet;

use datafusion::{
    arrow::{
        array::{ArrayRef, UInt32Array},
        compute::take_arrays,
        datatypes::DataType,
        row::{RowConverter, SortField},
    },
    common::{Result, ScalarValue},
    logical_expr::Accumulator,
};

use super::gather::Kept;

/// Keeps rows, and passes the different ones on when asked.
#[derive(Debug)]
pub(super) struct Distinct {
    kept: Kept,
    inner: Box<dyn Accumulator>,
}

impl Distinct {
    pub(super) fn new(types: Vec<DataType>, inner: Box<dyn Accumulator>) -> Self {
        Self { kept: Kept::new(types), inner }
    }
}

/// The first row of each different one.
pub(in crate::function) fn first_rows(columns: &[ArrayRef]) -> Result<UInt32Array> {
    let converter =
        RowConverter::new(columns.iter().map(|column| SortField::new(column.data_type().clone())).collect())?;
    let rows = converter.convert_columns(columns)?;
    let mut seen = HashSet::with_capacity(rows.num_rows());
    let first = |(at, row): (usize, _)| seen.insert(row).then_some(at as u32);
    Ok(rows.iter().enumerate().filter_map(first).collect::<Vec<_>>().into())
}

impl Accumulator for Distinct {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.kept.add(values)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let columns = self.kept.columns()?;
        let first = first_rows(&columns)?;
        self.inner.update_batch(&take_arrays(&columns, &first, None)?)?;
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
