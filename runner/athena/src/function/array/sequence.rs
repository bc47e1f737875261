//! `sequence` of bigints, dates and timestamps.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, Date32Array, Int64Array, ListArray, TimestampMillisecondArray},
        buffer::{NullBuffer, OffsetBuffer},
        compute::cast,
        datatypes::{DataType, IntervalMonthDayNano, IntervalUnit},
    },
    common::Result,
};

use crate::{
    function::{
        datetime::add_interval,
        error::{invalid, wrong_column},
        row::{Day, Millis},
        scalar::{Call, conform},
        spec::{Draft, scalar},
    },
    trino_type::TrinoType,
};

const MOST: usize = 10_000;

pub(super) fn functions() -> Vec<Draft> {
    vec![scalar(
        "sequence",
        &[
            "sequence(bigint, bigint) -> array(bigint)",
            "sequence(bigint, bigint, bigint) -> array(bigint)",
            "sequence(date, date) -> array(date)",
            "sequence(date, date, interval) -> array(date)",
            "sequence(timestamp, timestamp, interval) -> array(timestamp)",
        ],
        sequence,
    )]
}

#[derive(Clone, Copy)]
enum Step {
    Number(i64),
    /// Months and milliseconds.
    Interval(i64, i64),
}

impl Step {
    fn sign(self) -> i64 {
        match self {
            Self::Number(step) => step.signum(),
            Self::Interval(months, millis) => if months != 0 { months } else { millis }.signum(),
        }
    }

    /// The value `times` steps after `start`.
    fn after(self, start: i64, times: i64) -> Option<i64> {
        match self {
            Self::Number(step) => start.checked_add(step.checked_mul(times)?),
            Self::Interval(months, millis) => {
                add_interval(start, months.checked_mul(times)?, millis.checked_mul(times)?)
            }
        }
    }
}

fn sequence(call: &Call<'_>) -> Result<ArrayRef> {
    let kind = call.types.first().ok_or_else(|| wrong_column(call.name))?;
    let ends: Box<dyn Fn(usize) -> Option<(i64, i64)>> = match kind {
        TrinoType::Date => {
            let (a, b) = (call.column::<Day>(0)?, call.column::<Day>(1)?);
            let millis = |Day(day)| i64::from(day) * 86_400_000;
            Box::new(move |row| a.get(row).map(millis).zip(b.get(row).map(millis)))
        }
        TrinoType::Timestamp(_) => {
            let (a, b) = (call.column::<Millis>(0)?, call.column::<Millis>(1)?);
            Box::new(move |row| a.get(row).zip(b.get(row)).map(|(Millis(a), Millis(b))| (a, b)))
        }
        _ => {
            let (a, b) = (call.column::<i64>(0)?, call.column::<i64>(1)?);
            Box::new(move |row| a.get(row).zip(b.get(row)))
        }
    };
    let steps: Box<dyn Fn(usize, i64, i64) -> Option<Step>> = match call.types.get(2) {
        None => {
            let date = *kind == TrinoType::Date;
            Box::new(move |_, a, b| {
                let sign = if a <= b { 1 } else { -1 };
                Some(if date { Step::Interval(0, sign * 86_400_000) } else { Step::Number(sign) })
            })
        }
        Some(TrinoType::BigInt) => {
            let steps = call.column::<i64>(2)?;
            Box::new(move |row, _, _| steps.get(row).map(Step::Number))
        }
        Some(_) => {
            let wide = cast(call.argument(2)?, &DataType::Interval(IntervalUnit::MonthDayNano))?;
            Box::new(move |row, _, _| {
                let column = crate::function::row::Typed::<IntervalMonthDayNano>::new(&wide)?;
                let interval = column.get(row)?;
                let millis = i64::from(interval.days) * 86_400_000 + interval.nanoseconds / 1_000_000;
                Some(Step::Interval(interval.months.into(), millis))
            })
        }
    };
    let (mut values, mut lengths, mut valid) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..call.rows {
        let found = ends(row).and_then(|(a, b)| Some((a, b, steps(row, a, b)?)));
        valid.push(found.is_some());
        let start = values.len();
        if let Some((from, to, step)) = found {
            fill(from, to, step, &mut values)?;
        }
        lengths.push(values.len() - start);
    }
    let values: ArrayRef = match kind {
        TrinoType::Date => {
            Arc::new(Date32Array::from_iter_values(values.iter().map(|value| value.div_euclid(86_400_000) as i32)))
        }
        TrinoType::Timestamp(_) => Arc::new(TimestampMillisecondArray::from(values)),
        _ => Arc::new(Int64Array::from(values)),
    };
    let DataType::List(item) = call.result else { return Err(wrong_column(call.name)) };
    let values = conform(values, item.data_type())?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), offsets, values, Some(NullBuffer::from(valid)))?))
}

fn fill(from: i64, to: i64, step: Step, values: &mut Vec<i64>) -> Result<()> {
    let sign = step.sign();
    if sign == 0 {
        return Err(invalid("step must not be zero"));
    }
    if (from > to && sign > 0) || (from < to && sign < 0) {
        return Err(invalid(
            "sequence stop value should be greater than or equal to start value if step is greater than zero otherwise \
             stop should be less than or equal to start",
        ));
    }
    for times in 0.. {
        let Some(value) = step.after(from, times) else { return Ok(()) };
        if (sign > 0 && value > to) || (sign < 0 && value < to) {
            return Ok(());
        }
        if times as usize >= MOST {
            return Err(invalid("result of sequence function must not have more than 10000 entries"));
        }
        values.push(value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{call, date, failure_columns, int, show_columns, text, timestamp};

    #[test]
    fn numbers_up_and_down() {
        assert_eq!(show_columns("sequence", vec![int(&[1, 3]), int(&[3, 1])]), ["[1, 2, 3]", "[3, 2, 1]"]);
        assert_eq!(show_columns("sequence", vec![int(&[1]), int(&[8]), int(&[3])]), ["[1, 4, 7]"]);
        assert_eq!(failure_columns("sequence", vec![int(&[1]), int(&[8]), int(&[0])]), "step must not be zero");
        assert!(failure_columns("sequence", vec![int(&[5]), int(&[1]), int(&[1])]).starts_with("sequence stop value"));
        assert!(failure_columns("sequence", vec![int(&[5]), int(&[1_000_000])]).contains("10000"));
    }

    #[test]
    fn days_and_hours() {
        assert_eq!(show_columns("sequence", vec![date(&[0]), date(&[2])]), ["[1970-01-01, 1970-01-02, 1970-01-03]"]);
        let hour = call("parse_duration", vec![text(&["1h"])]).unwrap();
        assert_eq!(
            show_columns("sequence", vec![timestamp(&[0]), timestamp(&[7_200_000]), hour]),
            ["[1970-01-01 00:00:00.000, 1970-01-01 01:00:00.000, 1970-01-01 02:00:00.000]"]
        );
    }
}
