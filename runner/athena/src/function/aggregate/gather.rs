//! `Gather`: an accumulator that keeps the columns of its group and computes when asked.
//!
//! Memory grows with the group; what is common and has a running form uses that instead. Rows keep the order of arrival, so
//! `ORDER BY` inside the call works, and the oldest leave first when a window slides.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, new_empty_array},
        compute::concat,
        datatypes::DataType,
    },
    common::{Result, ScalarValue, utils::SingleRowListArrayBuilder},
    logical_expr::Accumulator,
};

use crate::{
    function::{
        error::wrong_column,
        row::{Typed, Value},
        scalar::conform,
    },
    trino_type::TrinoType,
};

/// The rows of one group.
pub(in crate::function) struct Group<'a> {
    pub(super) name: &'static str,
    /// Columns of exactly the types of the signature.
    pub(super) columns: Vec<ArrayRef>,
    pub(super) rows: usize,
    pub(super) result_type: &'a TrinoType,
    /// The type that the result must have.
    pub(super) result: &'a DataType,
}

/// What is computed from a group.
pub(in crate::function) type Finish = fn(&Group<'_>) -> Result<ScalarValue>;

impl Group<'_> {
    pub(super) fn column(&self, at: usize) -> Result<&ArrayRef> {
        self.columns.get(at).ok_or_else(|| wrong_column(self.name))
    }

    pub(super) fn typed<'b, A: Value<'b>>(&'b self, at: usize) -> Result<Typed<'b, A>> {
        Typed::new(self.column(at)?).ok_or_else(|| wrong_column(self.name))
    }

    /// The values of a column that are not NULL.
    pub(super) fn values<'b, A: Value<'b>>(&'b self, at: usize) -> Result<Vec<A>> {
        let column = self.typed::<A>(at)?;
        Ok((0..self.rows).filter_map(|row| column.get(row)).collect())
    }

    /// The result NULL.
    pub(super) fn null(&self) -> Result<ScalarValue> {
        ScalarValue::try_new_null(self.result)
    }

    /// The result from a column of one row.
    pub(super) fn one(&self, column: ArrayRef) -> Result<ScalarValue> {
        ScalarValue::try_from_array(&conform(column, self.result)?, 0)
    }
}

/// Keeps columns.
#[derive(Debug)]
pub(super) struct Gather {
    name: &'static str,
    kept: Kept,
    result_type: TrinoType,
    result: DataType,
    finish: Finish,
}

/// Columns in pieces.
#[derive(Debug)]
pub(super) struct Kept {
    types: Vec<DataType>,
    pieces: Vec<Vec<ArrayRef>>,
    /// Rows of the first piece that a sliding window has passed.
    passed: usize,
    rows: usize,
}

impl Kept {
    pub(super) fn new(types: Vec<DataType>) -> Self {
        Self { types, pieces: Vec::new(), passed: 0, rows: 0 }
    }

    pub(super) fn add(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let rows = columns.first().map_or(0, |column| column.len());
        if rows == 0 {
            return Ok(());
        }
        let piece = columns.iter().zip(&self.types).map(|(column, kind)| conform(Arc::clone(column), kind));
        self.pieces.push(piece.collect::<Result<_>>()?);
        self.rows += rows;
        // Small pieces cost more than their values.
        if self.pieces.len() >= 256 && self.rows < self.pieces.len() * 64 {
            let whole = self.columns()?;
            self.passed = 0;
            self.pieces = vec![whole];
        }
        Ok(())
    }

    fn pass(&mut self, rows: usize) {
        self.passed += rows;
        self.rows -= rows.min(self.rows);
    }

    pub(super) fn columns(&self) -> Result<Vec<ArrayRef>> {
        let whole = |(at, kind): (usize, &DataType)| {
            let pieces: Vec<&dyn Array> =
                self.pieces.iter().filter_map(|piece| piece.get(at)).map(|column| column.as_ref()).collect();
            if pieces.is_empty() {
                return Ok(new_empty_array(kind));
            }
            let column = concat(&pieces)?;
            let passed = self.passed.min(column.len());
            Ok(column.slice(passed, column.len() - passed))
        };
        self.types.iter().enumerate().map(whole).collect()
    }

    pub(super) fn state(&self) -> Result<Vec<ScalarValue>> {
        let list = |column| SingleRowListArrayBuilder::new(column).with_nullable(true).build_list_scalar();
        Ok(self.columns()?.into_iter().map(list).collect())
    }

    pub(super) fn merge(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = states.first().map_or(0, |state| state.len());
        for row in 0..rows {
            let piece: Vec<ArrayRef> = states
                .iter()
                .filter_map(|state| state.as_list_opt::<i32>())
                .filter(|lists| lists.is_valid(row))
                .map(|lists| lists.value(row))
                .collect();
            if piece.len() == states.len() {
                self.add(&piece)?;
            }
        }
        Ok(())
    }

    pub(super) fn size(&self) -> usize {
        self.pieces.iter().flatten().map(|column| column.get_array_memory_size()).sum()
    }
}

impl Gather {
    pub(super) fn new(
        name: &'static str,
        types: Vec<DataType>,
        result_type: TrinoType,
        result: DataType,
        finish: Finish,
    ) -> Self {
        Self { name, kept: Kept::new(types), result_type, result, finish }
    }
}

impl Accumulator for Gather {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.kept.add(values)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let group = Group {
            name: self.name,
            columns: self.kept.columns()?,
            rows: self.kept.rows,
            result_type: &self.result_type,
            result: &self.result,
        };
        (self.finish)(&group)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.kept.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.kept.state()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.kept.merge(states)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.kept.pass(values.first().map_or(0, |column| column.len()));
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }
}
