//! Comparisons that DataFusion does otherwise: NaN equals nothing and −0 is 0, intervals by their length, arrays, maps and
//! rows item by item with the three values of SQL.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, BooleanArray, make_comparator},
        compute::SortOptions,
        datatypes::{DataType, Float32Type, Float64Type, IntervalMonthDayNanoType, IntervalYearMonthType},
    },
    common::Result,
};

use crate::{
    query_error::ErrorKind,
    trino::{
        cast::millis_of,
        operation::{Kernel, column, expected, raise},
        tree::Comparison,
    },
};

fn holds<T: PartialOrd>(operator: Comparison, a: &T, b: &T) -> bool {
    match operator {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => a < b,
        Comparison::LessOrEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterOrEqual => a >= b,
    }
}

fn pairs<T>(
    left: impl Iterator<Item = Option<T>>,
    right: impl Iterator<Item = Option<T>>,
    f: impl Fn(T, T) -> bool,
) -> ArrayRef {
    Arc::new(left.zip(right).map(|(a, b)| Some(f(a?, b?))).collect::<BooleanArray>())
}

/// Two columns of reals or doubles.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct FloatCompare(pub(in crate::trino) Comparison);

impl Kernel for FloatCompare {
    fn name(&self) -> &'static str {
        self.0.symbol()
    }

    fn run(&self, columns: &[ArrayRef], _: usize, _: &DataType) -> Result<ArrayRef> {
        let (left, right) = (column(columns, 0)?, column(columns, 1)?);
        if let (Some(left), Some(right)) =
            (left.as_primitive_opt::<Float64Type>(), right.as_primitive_opt::<Float64Type>())
        {
            return Ok(pairs(left.iter(), right.iter(), |a, b| holds(self.0, &a, &b)));
        }
        let (left, right) = (left.as_primitive_opt::<Float32Type>(), right.as_primitive_opt::<Float32Type>());
        let (left, right) = (expected(left)?, expected(right)?);
        Ok(pairs(left.iter(), right.iter(), |a, b| holds(self.0, &a, &b)))
    }
}

/// Two columns of intervals of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct IntervalCompare(pub(in crate::trino) Comparison);

impl Kernel for IntervalCompare {
    fn name(&self) -> &'static str {
        self.0.symbol()
    }

    fn run(&self, columns: &[ArrayRef], _: usize, _: &DataType) -> Result<ArrayRef> {
        let (left, right) = (column(columns, 0)?, column(columns, 1)?);
        if let (Some(left), Some(right)) =
            (left.as_primitive_opt::<IntervalYearMonthType>(), right.as_primitive_opt::<IntervalYearMonthType>())
        {
            return Ok(pairs(left.iter(), right.iter(), |a, b| holds(self.0, &a, &b)));
        }
        let left = expected(left.as_primitive_opt::<IntervalMonthDayNanoType>())?;
        let right = expected(right.as_primitive_opt::<IntervalMonthDayNanoType>())?;
        Ok(pairs(left.iter(), right.iter(), |a, b| holds(self.0, &millis_of(a), &millis_of(b))))
    }
}

/// `=` of arrays, maps, rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct NestedEqual;

impl Kernel for NestedEqual {
    fn name(&self) -> &'static str {
        "="
    }

    fn run(&self, columns: &[ArrayRef], rows: usize, _: &DataType) -> Result<ArrayRef> {
        let (left, right) = (column(columns, 0)?, column(columns, 1)?);
        let row = |row| {
            if left.is_null(row) || right.is_null(row) { Ok(None) } else { equal(left, row, right, row) }
        };
        Ok(Arc::new((0..rows).map(row).collect::<Result<BooleanArray>>()?))
    }
}

/// Whether two values are equal; `None` is SQL's unknown.
fn equal(left: &ArrayRef, i: usize, right: &ArrayRef, j: usize) -> Result<Option<bool>> {
    if left.is_null(i) || right.is_null(j) {
        return Ok(None);
    }
    if let (Some(a), Some(b)) = (left.as_list_opt::<i32>(), right.as_list_opt::<i32>()) {
        let (a, b) = (a.value(i), b.value(j));
        if a.len() != b.len() {
            return Ok(Some(false));
        }
        return all((0..a.len()).map(|at| equal(&a, at, &b, at)));
    }
    if let (Some(a), Some(b)) = (left.as_struct_opt(), right.as_struct_opt()) {
        return all(a.columns().iter().zip(b.columns()).map(|(a, b)| equal(a, i, b, j)));
    }
    if let (Some(a), Some(b)) = (left.as_map_opt(), right.as_map_opt()) {
        let (a, b) = (a.value(i), b.value(j));
        if a.len() != b.len() {
            return Ok(Some(false));
        }
        let (keys, other) = (column(a.columns(), 0)?, column(b.columns(), 0)?);
        let (values, others) = (column(a.columns(), 1)?, column(b.columns(), 1)?);
        return all((0..a.len()).map(|at| {
            for to in 0..b.len() {
                if equal(keys, at, other, to)? == Some(true) {
                    return equal(values, at, others, to);
                }
            }
            Ok(Some(false))
        }));
    }
    if let (Some(a), Some(b)) = (left.as_primitive_opt::<Float64Type>(), right.as_primitive_opt::<Float64Type>()) {
        return Ok(Some(a.value(i) == b.value(j)));
    }
    if let (Some(a), Some(b)) = (left.as_primitive_opt::<Float32Type>(), right.as_primitive_opt::<Float32Type>()) {
        return Ok(Some(a.value(i) == b.value(j)));
    }
    Ok(Some(make_comparator(left, right, SortOptions::default())?(i, j).is_eq()))
}

/// AND of the three values.
fn all(parts: impl Iterator<Item = Result<Option<bool>>>) -> Result<Option<bool>> {
    let mut known = true;
    for part in parts {
        match part? {
            Some(false) => return Ok(Some(false)),
            Some(true) => {}
            None => known = false,
        }
    }
    Ok(known.then_some(true))
}

/// `IS DISTINCT FROM` of reals and doubles, where NaN is no different from NaN.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct DistinctFrom;

impl Kernel for DistinctFrom {
    fn name(&self) -> &'static str {
        "is distinct from"
    }

    fn run(&self, columns: &[ArrayRef], rows: usize, _: &DataType) -> Result<ArrayRef> {
        let (left, right) = (column(columns, 0)?, column(columns, 1)?);
        let number = |column: &ArrayRef, row: usize| -> Result<Option<f64>> {
            if column.is_null(row) {
                return Ok(None);
            }
            match (column.as_primitive_opt::<Float64Type>(), column.as_primitive_opt::<Float32Type>()) {
                (Some(column), _) => Ok(Some(column.value(row))),
                (_, Some(column)) => Ok(Some(f64::from(column.value(row)))),
                _ => Err(raise(
                    ErrorKind::NotSupported,
                    "IS DISTINCT FROM over such values is not supported by this engine",
                )),
            }
        };
        let row = |row| {
            Ok(Some(match (number(left, row)?, number(right, row)?) {
                (Some(a), Some(b)) => a != b && !(a.is_nan() && b.is_nan()),
                (None, None) => false,
                _ => true,
            }))
        };
        Ok(Arc::new((0..rows).map(row).collect::<Result<BooleanArray>>()?))
    }
}
