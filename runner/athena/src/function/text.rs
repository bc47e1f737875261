//! Values as text: what `CAST(x AS varchar)` gives for plain values, and Athena's brackets for arrays, maps and rows.

use datafusion::arrow::{
    array::{Array, ArrayRef, AsArray},
    datatypes::{
        DataType, Date32Type, Decimal128Type, Field, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType, TimeUnit,
    },
};

use super::datetime::{local_text, milliseconds_text};
use crate::result::{Cell, write_cell};
use crate::trino_type::TrinoType;

/// A double as Java writes it: `1.0`, `1.0E20`, `NaN`, `Infinity`.
pub(crate) fn double_text(value: f64) -> String {
    java(value.abs(), &format!("{value:?}"), &format!("{value:e}"))
}

/// A real as Java writes it.
pub(crate) fn real_text(value: f32) -> String {
    java(f64::from(value.abs()), &format!("{value:?}"), &format!("{value:e}"))
}

fn java(size: f64, plain: &str, exponent: &str) -> String {
    if size.is_nan() {
        return "NaN".to_owned();
    }
    if size.is_infinite() {
        return if plain.starts_with('-') { "-Infinity".to_owned() } else { "Infinity".to_owned() };
    }
    // Between these limits Java writes no exponent.
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        return match plain.contains('e') {
            false => plain.to_owned(),
            true => format!("{size}"),
        };
    }
    match exponent.split_once('e') {
        Some((digits, power)) if digits.contains('.') => format!("{digits}E{power}"),
        Some((digits, power)) => format!("{digits}.0E{power}"),
        None => plain.to_owned(),
    }
}

/// An unscaled decimal with its scale: `-0.05`.
pub(crate) fn decimal_text(value: i128, scale: i8) -> String {
    let Ok(scale @ 1..) = usize::try_from(scale) else { return value.to_string() };
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    format!("{}{whole}.{fraction}", if value < 0 { "-" } else { "" })
}

/// The text of a value; `None` for NULL.
pub(crate) fn value_text(column: &ArrayRef, row: usize) -> Option<String> {
    if row >= column.len() || column.is_null(row) {
        return None;
    }
    let known = match column.data_type() {
        DataType::Null => return None,
        DataType::Boolean => column.as_boolean_opt().map(|column| column.value(row).to_string()),
        DataType::Int8 => column.as_primitive_opt::<Int8Type>().map(|column| column.value(row).to_string()),
        DataType::Int16 => column.as_primitive_opt::<Int16Type>().map(|column| column.value(row).to_string()),
        DataType::Int32 => column.as_primitive_opt::<Int32Type>().map(|column| column.value(row).to_string()),
        DataType::Int64 => column.as_primitive_opt::<Int64Type>().map(|column| column.value(row).to_string()),
        DataType::Float32 => column.as_primitive_opt::<Float32Type>().map(|column| real_text(column.value(row))),
        DataType::Float64 => column.as_primitive_opt::<Float64Type>().map(|column| double_text(column.value(row))),
        DataType::Decimal128(_, scale) => {
            column.as_primitive_opt::<Decimal128Type>().map(|column| decimal_text(column.value(row), *scale))
        }
        DataType::Utf8 => column.as_string_opt::<i32>().map(|column| column.value(row).to_owned()),
        DataType::Binary => column.as_binary_opt::<i32>().map(|column| spaced_hex(column.value(row))),
        DataType::Date32 => column
            .as_primitive_opt::<Date32Type>()
            .and_then(|column| column.value_as_date(row))
            .map(|day| day.to_string()),
        DataType::Timestamp(TimeUnit::Millisecond, zone) => {
            let value = column.as_primitive_opt::<datafusion::arrow::datatypes::TimestampMillisecondType>()?.value(row);
            match zone {
                None => milliseconds_text(value),
                Some(zone) => local_text(value, zone),
            }
        }
        DataType::Interval(IntervalUnit::MonthDayNano) => {
            column.as_primitive_opt::<IntervalMonthDayNanoType>().map(|column| {
                let value = column.value(row);
                interval_text(value.months, i64::from(value.days) * 86_400_000 + value.nanoseconds / 1_000_000)
            })
        }
        DataType::Interval(IntervalUnit::YearMonth) => {
            column.as_primitive_opt::<IntervalYearMonthType>().map(|column| interval_text(column.value(row), 0))
        }
        DataType::List(_) => column.as_list_opt::<i32>().map(|lists| {
            let items = lists.value(row);
            let items: Vec<_> = (0..items.len()).map(|at| inside(&items, at)).collect();
            format!("[{}]", items.join(", "))
        }),
        DataType::Map(..) => column.as_map_opt().map(|maps| {
            let entries: ArrayRef = std::sync::Arc::new(maps.value(row));
            let (keys, values) =
                (entries.as_struct().columns().first().cloned(), entries.as_struct().columns().get(1).cloned());
            let pairs: Vec<_> = match keys.zip(values) {
                Some((keys, values)) => {
                    (0..keys.len()).map(|at| format!("{}={}", inside(&keys, at), inside(&values, at))).collect()
                }
                None => Vec::new(),
            };
            format!("{{{}}}", pairs.join(", "))
        }),
        DataType::Struct(fields) => column.as_struct_opt().map(|rows| {
            let named = |(at, field): (usize, &ArrayRef)| {
                let name = fields.get(at).map_or("", |field| field.name().as_str());
                match name.strip_prefix('c').is_some_and(|rest| rest.parse::<usize>().is_ok()) {
                    // Trino numbers the fields of a row without names.
                    true => format!("field{at}={}", inside(field, row)),
                    false => format!("{name}={}", inside(field, row)),
                }
            };
            let fields: Vec<_> = rows.columns().iter().enumerate().map(named).collect();
            format!("{{{}}}", fields.join(", "))
        }),
        _ => None,
    };
    // Everything else is written as results are.
    known.or_else(|| {
        let kind = TrinoType::of(&Field::new("", column.data_type().clone(), true))?;
        let mut text = String::new();
        let written = write_cell(&mut text, column, row, &kind).ok()?;
        matches!(written, Cell::Text).then_some(text)
    })
}

fn inside(column: &ArrayRef, row: usize) -> String {
    value_text(column, row).unwrap_or_else(|| "null".to_owned())
}

/// `01 ff`, as Athena shows bytes.
fn spaced_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// `1-2` years and months, or `3 04:05:06.789` days and time.
fn interval_text(months: i32, milliseconds: i64) -> String {
    if months != 0 {
        let sign = if months < 0 { "-" } else { "" };
        return format!("{sign}{}-{}", months.abs() / 12, months.abs() % 12);
    }
    let sign = if milliseconds < 0 { "-" } else { "" };
    let all = milliseconds.unsigned_abs();
    let (days, rest) = (all / 86_400_000, all % 86_400_000);
    let (hours, minutes, seconds) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    format!("{sign}{days} {hours:02}:{minutes:02}:{seconds:02}.{:03}", rest % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floating_point_is_written_as_java_writes_it() {
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (1e20, "1.0E20"),
            (1.5e-5, "1.5E-5"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (0.001, "0.001"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (value, text) in cases {
            assert_eq!(double_text(value), text);
        }
        assert_eq!(real_text(3.4e38), "3.4E38");
        assert_eq!(real_text(0.1), "0.1");
    }

    #[test]
    fn decimals_keep_their_scale() {
        assert_eq!(decimal_text(-5, 2), "-0.05");
        assert_eq!(decimal_text(12345, 2), "123.45");
        assert_eq!(decimal_text(7, 0), "7");
    }

    #[test]
    fn intervals_have_trinos_two_shapes() {
        assert_eq!(interval_text(14, 0), "1-2");
        assert_eq!(interval_text(0, -93_784_005), "-1 02:03:04.005");
    }
}
