//! `sum`, `avg`, `count_if`, `bool_and`, `bool_or`, `every`.
//!
//! Sums of bigint and of decimals are checked; the average of decimals keeps the scale and rounds half up; sums of doubles run
//! in DataFusion's accumulator.

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray},
        datatypes::{DataType, Decimal128Type, Float64Type, Int64Type},
    },
    common::{Result, ScalarValue},
    functions_aggregate::{
        average::avg_udaf,
        bool_and_or::{bool_and_udaf, bool_or_udaf},
        sum::sum_udaf,
    },
    logical_expr::Accumulator,
};

use super::{
    always,
    function::{Method, Running},
    gather::Group,
};
use crate::{
    function::{
        error::{out_of_range, wrong_column},
        spec::{Draft, aggregate},
    },
    trino_type::TrinoType,
};

const SUM: [&str; 4] =
    ["sum(bigint) -> bigint", "sum(double) -> double", "sum(real) -> real", "sum(decimal(p,s)) -> decimal(p,s)"];
const AVG: [&str; 4] =
    ["avg(bigint) -> double", "avg(double) -> double", "avg(real) -> real", "avg(decimal(p,s)) -> decimal(p,s)"];

pub(super) fn functions() -> Vec<Draft> {
    vec![
        aggregate("sum", &SUM, Method::Choose(sum)).result(|types, result| match types {
            [TrinoType::Decimal(_, scale)] => TrinoType::Decimal(38, *scale),
            _ => result,
        }),
        aggregate("avg", &AVG, Method::Choose(avg)),
        aggregate("count_if", &["count_if(boolean) -> bigint"], Method::Gather(count_if)),
        aggregate("bool_and", &["bool_and(boolean) -> boolean"], always(bool_and_udaf)),
        aggregate("every", &["every(boolean) -> boolean"], always(bool_and_udaf)),
        aggregate("bool_or", &["bool_or(boolean) -> boolean"], always(bool_or_udaf)),
    ]
}

fn sum(types: &[TrinoType]) -> Method {
    match types.first() {
        Some(TrinoType::Double) => Method::Delegate(sum_udaf),
        Some(TrinoType::Real) => Method::Running(Running { start: |kind| Reals::start(kind, Give::Sum), state: reals }),
        _ => Method::Running(Running { start: |kind| Total::start(kind, Give::Sum), state: totals }),
    }
}

fn avg(types: &[TrinoType]) -> Method {
    match types.first() {
        Some(TrinoType::Double) => Method::Delegate(avg_udaf),
        Some(TrinoType::Real | TrinoType::BigInt) => {
            Method::Running(Running { start: |kind| Reals::start(kind, Give::Average), state: reals })
        }
        _ => Method::Running(Running { start: |kind| Total::start(kind, Give::Average), state: totals }),
    }
}

fn count_if(group: &Group<'_>) -> Result<ScalarValue> {
    let column = group.column(0)?.as_boolean_opt().ok_or_else(|| wrong_column(group.name))?;
    Ok(ScalarValue::Int64(Some(column.true_count() as i64)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Give {
    Sum,
    Average,
}

fn totals(_: &TrinoType) -> Vec<DataType> {
    vec![DataType::Decimal128(38, 0), DataType::Int64]
}

/// An exact total of bigints or of unscaled decimals.
#[derive(Debug)]
struct Total {
    kind: TrinoType,
    give: Give,
    total: i128,
    count: i64,
}

impl Total {
    fn start(kind: &TrinoType, give: Give) -> Box<dyn Accumulator> {
        Box::new(Self { kind: kind.clone(), give, total: 0, count: 0 })
    }

    fn add(&mut self, value: i128, count: i64) -> Result<()> {
        let total = self.total.checked_add(value);
        match self.kind {
            TrinoType::BigInt => {
                self.total = total
                    .filter(|total| i64::try_from(*total).is_ok())
                    .ok_or_else(|| out_of_range(format!("bigint addition overflow: {} + {value}", self.total)))?;
            }
            _ => {
                let largest = 10i128.pow(38);
                self.total = total
                    .filter(|total| (-largest..=largest).contains(total) && total.abs() != largest)
                    .ok_or_else(|| out_of_range("Decimal overflow"))?;
            }
        }
        self.count += count;
        Ok(())
    }

    fn each(&mut self, column: &ArrayRef, sign: i64) -> Result<()> {
        if let Some(column) = column.as_primitive_opt::<Int64Type>() {
            for value in column.iter().flatten() {
                self.add(i128::from(value) * i128::from(sign), sign)?;
            }
            return Ok(());
        }
        let column = column.as_primitive_opt::<Decimal128Type>().ok_or_else(|| wrong_column("sum"))?;
        for value in column.iter().flatten() {
            self.add(value * i128::from(sign), sign)?;
        }
        Ok(())
    }
}

impl Accumulator for Total {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        values.first().map_or(Ok(()), |column| self.each(column, 1))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let any = self.count > 0;
        Ok(match (&self.kind, self.give) {
            (TrinoType::Decimal(_, scale), Give::Sum) => ScalarValue::Decimal128(any.then_some(self.total), 38, *scale),
            (TrinoType::Decimal(precision, scale), Give::Average) => {
                let average = any.then(|| divide_half_up(self.total, i128::from(self.count)));
                ScalarValue::Decimal128(average, *precision, *scale)
            }
            _ => ScalarValue::Int64(any.then_some(self.total).and_then(|total| i64::try_from(total).ok())),
        })
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![ScalarValue::Decimal128(Some(self.total), 38, 0), ScalarValue::Int64(Some(self.count))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let [totals, counts] = states else { return Err(wrong_column("sum")) };
        let totals = totals.as_primitive_opt::<Decimal128Type>().ok_or_else(|| wrong_column("sum"))?;
        let counts = counts.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong_column("sum"))?;
        for (total, count) in totals.iter().flatten().zip(counts.iter().flatten()) {
            self.add(total, count)?;
        }
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        values.first().map_or(Ok(()), |column| self.each(column, -1))
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }
}

/// A quotient rounded half away from zero.
pub(in crate::function) fn divide_half_up(value: i128, by: i128) -> i128 {
    let (quotient, rest) = (value / by, value % by);
    if rest.unsigned_abs() * 2 >= by.unsigned_abs() {
        return quotient + if (value < 0) == (by < 0) { 1 } else { -1 };
    }
    quotient
}

fn reals(_: &TrinoType) -> Vec<DataType> {
    vec![DataType::Float64, DataType::Int64]
}

/// A total of reals, or of the bigints of an average, kept as a double.
#[derive(Debug)]
struct Reals {
    kind: TrinoType,
    give: Give,
    total: f64,
    count: i64,
}

impl Reals {
    fn start(kind: &TrinoType, give: Give) -> Box<dyn Accumulator> {
        Box::new(Self { kind: kind.clone(), give, total: 0.0, count: 0 })
    }

    fn each(&mut self, column: &ArrayRef, sign: i64) -> Result<()> {
        let column = datafusion::arrow::compute::cast(column, &DataType::Float64)?;
        let column = column.as_primitive_opt::<Float64Type>().ok_or_else(|| wrong_column("sum"))?;
        for value in column.iter().flatten() {
            self.total += value * sign as f64;
            self.count += sign;
        }
        Ok(())
    }
}

impl Accumulator for Reals {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        values.first().map_or(Ok(()), |column| self.each(column, 1))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let value = match self.give {
            Give::Sum => self.total,
            Give::Average => self.total / self.count as f64,
        };
        let value = (self.count > 0).then_some(value);
        Ok(match self.kind {
            TrinoType::Real => ScalarValue::Float32(value.map(|value| value as f32)),
            _ => ScalarValue::Float64(value),
        })
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![ScalarValue::Float64(Some(self.total)), ScalarValue::Int64(Some(self.count))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let [totals, counts] = states else { return Err(wrong_column("sum")) };
        let totals = totals.as_primitive_opt::<Float64Type>().ok_or_else(|| wrong_column("sum"))?;
        let counts = counts.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong_column("sum"))?;
        self.total += totals.iter().flatten().sum::<f64>();
        self.count += counts.iter().flatten().sum::<i64>();
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        values.first().map_or(Ok(()), |column| self.each(column, -1))
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }
}
