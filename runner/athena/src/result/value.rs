//! Values as Athena writes them: the text of one cell.
//!
//! Sources: recorded results of Athena engine version 3. Inside arrays, maps and rows texts stand without quotes and NULL is
//! `null`. Which form a value takes follows its [`TrinoType`], because Arrow does not know `json` or the kind of a row.

use std::fmt::{self, Write};

use datafusion::arrow::array::timezone::Tz;
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, IntervalDayTimeType, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType,
    Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimeUnit,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use datafusion::arrow::temporal_conversions::as_datetime_with_timezone;

use super::java_double::write_java;
use crate::trino_type::TrinoType;

/// Whether a cell holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(crate) enum Cell {
    /// It is NULL; nothing was written.
    Null,
    /// Its text was written.
    Text,
}

/// Appends the text of one cell.
///
/// # Errors
/// When the array is not what its type says.
pub(crate) fn write_cell(
    out: &mut String,
    array: &ArrayRef,
    row: usize,
    data_type: &TrinoType,
) -> Result<Cell, fmt::Error> {
    if array.is_null(row) || *array.data_type() == DataType::Null {
        return Ok(Cell::Null);
    }
    write_value(out, array, row, data_type)?;
    Ok(Cell::Text)
}

/// What stands inside of arrays, maps and rows.
fn write_inner(out: &mut String, array: &ArrayRef, row: usize, data_type: &TrinoType) -> fmt::Result {
    match write_cell(out, array, row, data_type)? {
        Cell::Null => out.write_str("null"),
        Cell::Text => Ok(()),
    }
}

fn primitive<T: ArrowPrimitiveType>(array: &ArrayRef, row: usize) -> Result<T::Native, fmt::Error> {
    array.as_primitive_opt::<T>().map(|values| values.value(row)).ok_or(fmt::Error)
}

fn write_value(out: &mut String, array: &ArrayRef, row: usize, data_type: &TrinoType) -> fmt::Result {
    match array.data_type() {
        DataType::Boolean => {
            let value = array.as_boolean_opt().ok_or(fmt::Error)?.value(row);
            out.write_str(if value { "true" } else { "false" })
        }
        DataType::Int8 => write!(out, "{}", primitive::<Int8Type>(array, row)?),
        DataType::Int16 => write!(out, "{}", primitive::<Int16Type>(array, row)?),
        DataType::Int32 => write!(out, "{}", primitive::<Int32Type>(array, row)?),
        DataType::Int64 => write!(out, "{}", primitive::<Int64Type>(array, row)?),
        DataType::Float32 => write_java(out, primitive::<Float32Type>(array, row)?),
        DataType::Float64 => write_java(out, primitive::<Float64Type>(array, row)?),
        DataType::Decimal128(_, scale) => write_decimal(out, primitive::<Decimal128Type>(array, row)?, *scale),
        DataType::Utf8 => out.write_str(array.as_string_opt::<i32>().ok_or(fmt::Error)?.value(row)),
        DataType::LargeUtf8 => out.write_str(array.as_string_opt::<i64>().ok_or(fmt::Error)?.value(row)),
        DataType::Utf8View => out.write_str(array.as_string_view_opt().ok_or(fmt::Error)?.value(row)),
        DataType::Binary => write_hex(out, array.as_binary_opt::<i32>().ok_or(fmt::Error)?.value(row)),
        DataType::LargeBinary => write_hex(out, array.as_binary_opt::<i64>().ok_or(fmt::Error)?.value(row)),
        DataType::BinaryView => write_hex(out, array.as_binary_view_opt().ok_or(fmt::Error)?.value(row)),
        DataType::Date32 => write_date(out, i64::from(primitive::<Date32Type>(array, row)?)),
        DataType::Time32(TimeUnit::Second) => {
            write_time(out, i64::from(primitive::<Time32SecondType>(array, row)?), Unit::SECOND)
        }
        DataType::Time32(_) => write_time(out, i64::from(primitive::<Time32MillisecondType>(array, row)?), Unit::MILLI),
        DataType::Time64(TimeUnit::Nanosecond) => {
            write_time(out, primitive::<Time64NanosecondType>(array, row)?, Unit::NANO)
        }
        DataType::Time64(_) => write_time(out, primitive::<Time64MicrosecondType>(array, row)?, Unit::MICRO),
        DataType::Timestamp(unit, zone) => write_timestamp(out, array, row, *unit, zone.as_deref()),
        DataType::Interval(unit) => write_interval(out, array, row, *unit, data_type),
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => {
            let TrinoType::Array(item) = data_type else { return Err(fmt::Error) };
            write_list(out, &elements(array, row)?, item)
        }
        DataType::Map(..) => {
            let TrinoType::Map(key, value) = data_type else { return Err(fmt::Error) };
            let entries = array.as_map_opt().ok_or(fmt::Error)?.value(row);
            let (keys, values) = (entries.columns().first(), entries.columns().get(1));
            let (keys, values) = keys.zip(values).ok_or(fmt::Error)?;
            out.write_str("{")?;
            for at in 0..entries.len() {
                separate(out, at)?;
                write_inner(out, keys, at, key)?;
                out.write_str("=")?;
                write_inner(out, values, at, value)?;
            }
            out.write_str("}")
        }
        DataType::Struct(_) => {
            let TrinoType::Row(fields) = data_type else { return Err(fmt::Error) };
            let columns = array.as_struct_opt().ok_or(fmt::Error)?.columns();
            out.write_str("{")?;
            for (at, (column, (name, field))) in columns.iter().zip(fields).enumerate() {
                separate(out, at)?;
                match name {
                    Some(name) => write!(out, "{name}=")?,
                    None => write!(out, "field{at}=")?,
                }
                write_inner(out, column, row, field)?;
            }
            out.write_str("}")
        }
        _ => Err(fmt::Error),
    }
}

fn separate(out: &mut String, at: usize) -> fmt::Result {
    if at > 0 { out.write_str(", ") } else { Ok(()) }
}

fn elements(array: &ArrayRef, row: usize) -> Result<ArrayRef, fmt::Error> {
    if let Some(list) = array.as_list_opt::<i32>() {
        Ok(list.value(row))
    } else if let Some(list) = array.as_list_opt::<i64>() {
        Ok(list.value(row))
    } else {
        Ok(array.as_fixed_size_list_opt().ok_or(fmt::Error)?.value(row))
    }
}

fn write_list(out: &mut String, items: &ArrayRef, item: &TrinoType) -> fmt::Result {
    out.write_str("[")?;
    for at in 0..items.len() {
        separate(out, at)?;
        write_inner(out, items, at, item)?;
    }
    out.write_str("]")
}

fn write_decimal(out: &mut String, value: i128, scale: i8) -> fmt::Result {
    let Ok(scale @ 1..) = usize::try_from(scale) else { return write!(out, "{value}") };
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at_checked(digits.len() - scale).ok_or(fmt::Error)?;
    write!(out, "{}{whole}.{fraction}", if value < 0 { "-" } else { "" })
}

fn write_hex(out: &mut String, bytes: &[u8]) -> fmt::Result {
    for (at, byte) in bytes.iter().enumerate() {
        let space = if at > 0 { " " } else { "" };
        write!(out, "{space}{byte:02x}")?;
    }
    Ok(())
}

/// A fraction of a second.
#[derive(Clone, Copy)]
struct Unit {
    per_second: i64,
    digits: usize,
}

impl Unit {
    const SECOND: Self = Self { per_second: 1, digits: 0 };
    const MILLI: Self = Self { per_second: 1_000, digits: 3 };
    const MICRO: Self = Self { per_second: 1_000_000, digits: 6 };
    const NANO: Self = Self { per_second: 1_000_000_000, digits: 9 };

    fn of(unit: TimeUnit) -> Self {
        match unit {
            TimeUnit::Second => Self::SECOND,
            TimeUnit::Millisecond => Self::MILLI,
            TimeUnit::Microsecond => Self::MICRO,
            TimeUnit::Nanosecond => Self::NANO,
        }
    }
}

const SECONDS_OF_A_DAY: i64 = 86_400;

/// `days` since 1970-01-01 in the proleptic Gregorian calendar, years of at least four digits.
fn write_date(out: &mut String, days: i64) -> fmt::Result {
    let (year, month, day) = civil(days);
    let sign = if year < 0 { "-" } else { "" };
    write!(out, "{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
}

/// Year, month and day of a day number, by eras of 400 years that begin in March.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn write_time(out: &mut String, value: i64, unit: Unit) -> fmt::Result {
    let seconds = value.div_euclid(unit.per_second);
    write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
    write_fraction(out, value, unit)
}

fn write_fraction(out: &mut String, value: i64, unit: Unit) -> fmt::Result {
    if unit.digits == 0 {
        return Ok(());
    }
    write!(out, ".{:0width$}", value.rem_euclid(unit.per_second), width = unit.digits)
}

fn write_wall_time(out: &mut String, value: i64, unit: Unit) -> fmt::Result {
    let seconds = value.div_euclid(unit.per_second);
    write_date(out, seconds.div_euclid(SECONDS_OF_A_DAY))?;
    let of_day = seconds.rem_euclid(SECONDS_OF_A_DAY);
    write!(out, " {:02}:{:02}:{:02}", of_day / 3600, of_day / 60 % 60, of_day % 60)?;
    write_fraction(out, value, unit)
}

fn write_timestamp(out: &mut String, array: &ArrayRef, row: usize, unit: TimeUnit, zone: Option<&str>) -> fmt::Result {
    let value = match unit {
        TimeUnit::Second => primitive::<TimestampSecondType>(array, row)?,
        TimeUnit::Millisecond => primitive::<TimestampMillisecondType>(array, row)?,
        TimeUnit::Microsecond => primitive::<TimestampMicrosecondType>(array, row)?,
        TimeUnit::Nanosecond => primitive::<TimestampNanosecondType>(array, row)?,
    };
    let unit = Unit::of(unit);
    let Some(zone) = zone else { return write_wall_time(out, value, unit) };
    let seconds = value.div_euclid(unit.per_second);
    let offset = offset_seconds(seconds, zone).ok_or(fmt::Error)?;
    let local = value.checked_add(offset.checked_mul(unit.per_second).ok_or(fmt::Error)?).ok_or(fmt::Error)?;
    write_wall_time(out, local, unit)?;
    let zone = if matches!(zone, "+00:00" | "Z") { "UTC" } else { zone };
    write!(out, " {zone}")
}

/// How far a zone is ahead of UTC at an instant.
fn offset_seconds(seconds: i64, zone: &str) -> Option<i64> {
    if zone == "UTC" {
        return Some(0);
    }
    let zone: Tz = zone.parse().ok()?;
    let there = as_datetime_with_timezone::<TimestampSecondType>(seconds, zone)?;
    Some(there.naive_local().and_utc().timestamp() - seconds)
}

fn write_interval(
    out: &mut String,
    array: &ArrayRef,
    row: usize,
    unit: IntervalUnit,
    data_type: &TrinoType,
) -> fmt::Result {
    match unit {
        IntervalUnit::YearMonth => write_months(out, i64::from(primitive::<IntervalYearMonthType>(array, row)?)),
        IntervalUnit::DayTime => {
            let value = primitive::<IntervalDayTimeType>(array, row)?;
            write_duration(out, i64::from(value.days) * SECONDS_OF_A_DAY * 1_000 + i64::from(value.milliseconds))
        }
        IntervalUnit::MonthDayNano => {
            let value = primitive::<IntervalMonthDayNanoType>(array, row)?;
            if *data_type == TrinoType::IntervalYearToMonth
                || (value.days == 0 && value.nanoseconds == 0 && value.months != 0)
            {
                return write_months(out, i64::from(value.months));
            }
            write_duration(out, i64::from(value.days) * SECONDS_OF_A_DAY * 1_000 + value.nanoseconds / 1_000_000)
        }
    }
}

/// `1-3`: a year and three months.
fn write_months(out: &mut String, months: i64) -> fmt::Result {
    let sign = if months < 0 { "-" } else { "" };
    let months = months.unsigned_abs();
    write!(out, "{sign}{}-{}", months / 12, months % 12)
}

/// `2 03:04:05.678`: days and the time of a day.
fn write_duration(out: &mut String, millis: i64) -> fmt::Result {
    let sign = if millis < 0 { "-" } else { "" };
    let millis = millis.unsigned_abs();
    let seconds = millis / 1_000;
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    write!(out, "{sign}{days} {:02}:{:02}:{:02}.{:03}", of_day / 3600, of_day / 60 % 60, of_day % 60, millis % 1_000)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{
        BinaryArray, Date32Array, Decimal128Array, Int32Array, Int32Builder, IntervalDayTimeArray,
        IntervalYearMonthArray, ListArray, MapBuilder, NullArray, StringArray, StringBuilder, StructArray,
        Time32MillisecondArray, TimestampMicrosecondArray, TimestampMillisecondArray,
    };
    use datafusion::arrow::datatypes::{Field, IntervalDayTime};

    use super::*;

    fn shown(array: impl Array + 'static) -> Vec<Option<String>> {
        let array: ArrayRef = Arc::new(array);
        let data_type = TrinoType::of(&Field::new("x", array.data_type().clone(), true)).unwrap();
        (0..array.len())
            .map(|row| {
                let mut out = String::new();
                match write_cell(&mut out, &array, row, &data_type).unwrap() {
                    Cell::Null => None,
                    Cell::Text => Some(out),
                }
            })
            .collect()
    }

    fn one(array: impl Array + 'static) -> String {
        shown(array).remove(0).unwrap()
    }

    #[test]
    fn scalars_are_written_as_athena_writes_them() {
        assert_eq!(shown(Int32Array::from(vec![Some(-7), None])), [Some("-7".to_owned()), None]);
        assert_eq!(shown(NullArray::new(1)), [None]);
        let decimals = Decimal128Array::from(vec![5, -5, 123_456]).with_precision_and_scale(10, 2).unwrap();
        assert_eq!(shown(decimals), ["0.05", "-0.05", "1234.56"].map(|text| Some(text.to_owned())));
        assert_eq!(one(BinaryArray::from(vec![b"\x01\xfe".as_slice()])), "01 fe");
        assert_eq!(one(StringArray::from(vec!["a \"b\""])), "a \"b\"");
    }

    #[test]
    fn times_are_written_as_athena_writes_them() {
        let dates = Date32Array::from(vec![0, -1, 19_782, 11_016, -719_529, 2_932_896]);
        let expected = ["1970-01-01", "1969-12-31", "2024-02-29", "2000-02-29", "-0001-12-31", "9999-12-31"];
        assert_eq!(shown(dates), expected.map(|text| Some(text.to_owned())));
        assert_eq!(one(TimestampMillisecondArray::from(vec![1_577_882_096_789])), "2020-01-01 12:34:56.789");
        assert_eq!(one(TimestampMillisecondArray::from(vec![-1])), "1969-12-31 23:59:59.999");
        assert_eq!(one(TimestampMicrosecondArray::from(vec![1])), "1970-01-01 00:00:00.000001");
        assert_eq!(one(TimestampMillisecondArray::from(vec![0]).with_timezone("UTC")), "1970-01-01 00:00:00.000 UTC");
        let hanoi = TimestampMillisecondArray::from(vec![1_767_225_600_000]).with_timezone("Asia/Ho_Chi_Minh");
        assert_eq!(one(hanoi), "2026-01-01 07:00:00.000 Asia/Ho_Chi_Minh");
        let behind = TimestampMillisecondArray::from(vec![0]).with_timezone("-03:30");
        assert_eq!(one(behind), "1969-12-31 20:30:00.000 -03:30");
        assert_eq!(one(Time32MillisecondArray::from(vec![45_296_789])), "12:34:56.789");
        assert_eq!(one(IntervalYearMonthArray::from(vec![15])), "1-3");
        let interval = IntervalDayTimeArray::from(vec![IntervalDayTime::new(2, 11_045_678)]);
        assert_eq!(one(interval), "2 03:04:05.678");
    }

    #[test]
    fn nested_values_stand_without_quotes() {
        let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), None])]);
        assert_eq!(one(list), "[1, null]");
        let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
        map.keys().append_value("k");
        map.values().append_value(1);
        map.keys().append_value("l");
        map.values().append_null();
        map.append(true).unwrap();
        assert_eq!(one(map.finish()), "{k=1, l=null}");
        let field = |name: &str, data_type| Arc::new(Field::new(name, data_type, true));
        let row = |names: [&str; 2]| {
            StructArray::from(vec![
                (field(names[0], DataType::Int32), Arc::new(Int32Array::from(vec![1])) as ArrayRef),
                (field(names[1], DataType::Utf8), Arc::new(StringArray::from(vec!["x"])) as ArrayRef),
            ])
        };
        assert_eq!(one(row(["id", "name"])), "{id=1, name=x}");
        assert_eq!(one(row(["c0", "c1"])), "{field0=1, field1=x}");
    }
}
