//! Dates, times, timestamps and intervals under `+` and `-`, intervals under `*` and `/`.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Date32Array, Float64Array, IntervalYearMonthArray, PrimitiveArray},
        compute::cast,
        datatypes::{
            ArrowPrimitiveType, DataType, Date32Type, Float64Type, Int64Type, IntervalMonthDayNanoType, IntervalUnit,
            IntervalYearMonthType, TimeUnit,
        },
    },
    common::Result,
};

use crate::{
    query_error::ErrorKind,
    trino::{
        cast::{calendar, interval_of, millis_of},
        operation::{Kernel, column, expected, raise},
    },
};

/// What is done to two columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) enum TemporalOperation {
    /// Date, time or timestamp, and an interval to add.
    Add,
    /// … to take away.
    Subtract,
    /// Two dates or two timestamps: an interval of days to seconds.
    Difference,
    /// Two intervals of one kind.
    AddIntervals,
    SubtractIntervals,
    /// An interval and a double.
    Multiply,
    Divide,
}

impl Kernel for TemporalOperation {
    fn name(&self) -> &'static str {
        match self {
            Self::Add | Self::AddIntervals => "+",
            Self::Subtract | Self::Difference | Self::SubtractIntervals => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }

    fn run(&self, columns: &[ArrayRef], rows: usize, result: &DataType) -> Result<ArrayRef> {
        let (left, right) = (column(columns, 0)?, column(columns, 1)?);
        match self {
            Self::Add => moved(left, right, 1),
            Self::Subtract => moved(left, right, -1),
            Self::Difference => {
                let (a, b) = (instants(left)?, instants(right)?);
                intervals(rows, |row| {
                    Ok(a.get(row).copied().flatten().zip(b.get(row).copied().flatten()).map(|(a, b)| a - b))
                })
            }
            Self::AddIntervals | Self::SubtractIntervals => {
                let sign = if *self == Self::AddIntervals { 1 } else { -1 };
                let add = |pair: Option<(i64, i64)>| match pair {
                    None => Ok(None),
                    Some((a, b)) => b.checked_mul(sign).and_then(|b| a.checked_add(b)).map(Some).ok_or_else(overflow),
                };
                let (a, b) = (lengths(left)?, lengths(right)?);
                let row = |row: usize| add(a.get(row).copied().flatten().zip(b.get(row).copied().flatten()));
                of_kind(result, rows, row)
            }
            Self::Multiply | Self::Divide => {
                let a = lengths(left)?;
                let factor = cast(right, &DataType::Float64)?;
                let factor: &Float64Array = expected(factor.as_primitive_opt::<Float64Type>())?;
                let row = |row: usize| {
                    let (Some(length), true) = (a.get(row).copied().flatten(), factor.is_valid(row)) else {
                        return Ok(None);
                    };
                    let factor = factor.value(row);
                    #[expect(clippy::cast_precision_loss, reason = "Trino multiplies intervals as doubles")]
                    let value = if *self == Self::Multiply { length as f64 * factor } else { length as f64 / factor };
                    if !value.is_finite() || value.abs() > 9e18 {
                        return Err(overflow());
                    }
                    #[expect(clippy::cast_possible_truncation, reason = "checked above; Trino cuts the fraction")]
                    let value = value as i64;
                    Ok(Some(value))
                };
                of_kind(result, rows, row)
            }
        }
    }
}

fn overflow() -> datafusion::common::DataFusionError {
    raise(ErrorKind::NumericValueOutOfRange, "interval overflow")
}

/// Months of intervals of years, milliseconds of intervals of days.
fn lengths(column: &ArrayRef) -> Result<Vec<Option<i64>>> {
    if let Some(months) = column.as_primitive_opt::<IntervalYearMonthType>() {
        return Ok(months.iter().map(|months| months.map(i64::from)).collect());
    }
    let column = expected(column.as_primitive_opt::<IntervalMonthDayNanoType>())?;
    Ok(column.iter().map(|value| value.map(millis_of)).collect())
}

fn of_kind(result: &DataType, rows: usize, value: impl Fn(usize) -> Result<Option<i64>>) -> Result<ArrayRef> {
    if matches!(result, DataType::Interval(IntervalUnit::YearMonth)) {
        let months = |row| value(row)?.map(|months| i32::try_from(months).map_err(|_| overflow())).transpose();
        return Ok(Arc::new((0..rows).map(months).collect::<Result<IntervalYearMonthArray>>()?));
    }
    intervals(rows, value)
}

fn intervals(rows: usize, value: impl Fn(usize) -> Result<Option<i64>>) -> Result<ArrayRef> {
    let one = |row| value(row)?.map(|millis| interval_of(millis).ok_or_else(overflow)).transpose();
    Ok(Arc::new((0..rows).map(one).collect::<Result<PrimitiveArray<IntervalMonthDayNanoType>>>()?))
}

/// Milliseconds since 1970 of dates and timestamps.
fn instants(column: &ArrayRef) -> Result<Vec<Option<i64>>> {
    if let Some(days) = column.as_primitive_opt::<Date32Type>() {
        return Ok(days.iter().map(|day| day.map(|day| i64::from(day) * 86_400_000)).collect());
    }
    let DataType::Timestamp(unit, _) = column.data_type() else { return expected(None) };
    let (per_second, values) = (per_second(*unit), ticks(column)?);
    Ok(values.into_iter().map(|tick| tick.map(|tick| of_unit(tick, per_second))).collect())
}

fn of_unit(tick: i64, per_second: i64) -> i64 {
    if per_second >= 1000 { tick.div_euclid(per_second / 1000) } else { tick.saturating_mul(1000 / per_second) }
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

/// The plain numbers of a column of times or timestamps.
fn ticks(column: &ArrayRef) -> Result<Vec<Option<i64>>> {
    let numbers = cast(column, &DataType::Int64)?;
    Ok(expected(numbers.as_primitive_opt::<Int64Type>())?.iter().collect())
}

fn moved(left: &ArrayRef, right: &ArrayRef, sign: i64) -> Result<ArrayRef> {
    let steps = lengths(right)?;
    let months = right.data_type() == &DataType::Interval(IntervalUnit::YearMonth);
    let out_of_range = |what: &str| raise(ErrorKind::NumericValueOutOfRange, format!("{what} overflow"));
    if let Some(days) = left.as_primitive_opt::<Date32Type>() {
        let row = |(day, step): (Option<i32>, &Option<i64>)| {
            let (Some(day), Some(step)) = (day, step) else { return Ok(None) };
            let step = step * sign;
            if months {
                return calendar::add_months(i64::from(day), step)
                    .and_then(|day| i32::try_from(day).ok())
                    .map(Some)
                    .ok_or_else(|| out_of_range("date"));
            }
            if step % 86_400_000 != 0 {
                let message = "Cannot add hour, minutes or seconds to a date";
                return Err(raise(ErrorKind::InvalidFunctionArgument, message));
            }
            let moved = i64::from(day).checked_add(step / 86_400_000).and_then(|day| i32::try_from(day).ok());
            moved.map(Some).ok_or_else(|| out_of_range("date"))
        };
        let days = days.iter().zip(&steps).map(row).collect::<Result<Vec<_>>>()?;
        return Ok(Arc::new(Date32Array::from(days)));
    }
    let (unit, time) = match left.data_type() {
        DataType::Timestamp(unit, zone) => {
            let utc = zone.as_ref().is_none_or(|zone| zone.eq_ignore_ascii_case("utc") || &**zone == "+00:00");
            if months && !utc {
                let message = "An interval of years or months and a timestamp of another zone than UTC";
                return Err(raise(ErrorKind::NotSupported, format!("{message} are not supported by this engine")));
            }
            (*unit, false)
        }
        DataType::Time32(unit) | DataType::Time64(unit) => (*unit, true),
        _ => return expected(None),
    };
    let (second, values) = (per_second(unit), ticks(left)?);
    let day = second * 86_400;
    let row = |(tick, step): (Option<i64>, &Option<i64>)| {
        let (Some(tick), Some(step)) = (tick, step) else { return Ok(None) };
        let step = step * sign;
        if months {
            let date = calendar::add_months(tick.div_euclid(day), step).and_then(|days| days.checked_mul(day));
            return date
                .and_then(|date| date.checked_add(tick.rem_euclid(day)))
                .map(Some)
                .ok_or_else(|| out_of_range("timestamp"));
        }
        let step = if second >= 1000 {
            step.checked_mul(second / 1000)
        } else if step % (1000 / second) == 0 {
            Some(step / (1000 / second))
        } else {
            let message = "An interval with fractions of a second and a timestamp(0) are not supported by this engine";
            return Err(raise(ErrorKind::NotSupported, message));
        };
        let moved = step.and_then(|step| tick.checked_add(step)).ok_or_else(|| out_of_range("timestamp"))?;
        Ok(Some(if time { moved.rem_euclid(day) } else { moved }))
    };
    let moved = values.into_iter().zip(&steps).map(row).collect::<Result<Vec<_>>>()?;
    let moved = PrimitiveArray::<Int64Type>::from(moved);
    if let DataType::Time32(_) = left.data_type() {
        let small = cast(&(Arc::new(moved) as ArrayRef), &DataType::Int32)?;
        return Ok(cast(&small, left.data_type())?);
    }
    retagged(moved, left.data_type())
}

/// Numbers under the type of times; a cast would read a timestamp's zone.
fn retagged(numbers: PrimitiveArray<Int64Type>, kind: &DataType) -> Result<ArrayRef> {
    debug_assert_eq!(Int64Type::DATA_TYPE, DataType::Int64);
    let data = numbers.to_data().into_builder().data_type(kind.clone()).build()?;
    Ok(datafusion::arrow::array::make_array(data))
}
