//! Casts of single values, with the sentences of their failures.

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray},
        compute::cast,
        datatypes::{
            DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
            TimeUnit,
        },
    },
    common::{DataFusionError, Result},
};

use super::text::{self, Moment, nanos_per_tick};
use crate::{
    function::{double_text, value_text},
    query_error::{ErrorKind, QueryError},
    trino::operation::{expected, raise},
    trino_type::TrinoType,
};

/// A value that is cast.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Boolean(bool),
    Integer(i64),
    Real(f32),
    Double(f64),
    /// Unscaled value and scale.
    Decimal(i128, i8),
    Text(&'a str),
    Day(i32),
    /// Nanoseconds of the day.
    Time(i64),
    /// Nanoseconds since 1970 of the wall clock.
    Wall(i128),
    /// Nanoseconds since 1970 of UTC, and of the zone's wall clock.
    Zoned(i128, i128),
}

/// Why a value cannot be cast.
#[derive(Debug)]
pub(super) struct Failure(QueryError);

impl Failure {
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self(QueryError::new(ErrorKind::InvalidCastArgument, message))
    }

    pub(super) fn overflow() -> Self {
        Self::invalid("Value is out of range")
    }

    fn refused(message: impl Into<String>) -> Self {
        Self(QueryError::not_supported(message))
    }

    /// What this engine cannot do is never NULL.
    pub(super) fn may_be_null(&self) -> bool {
        self.0.kind != ErrorKind::NotSupported
    }

    pub(super) fn error(self) -> DataFusionError {
        DataFusionError::External(Box::new(self.0))
    }
}

/// The value of a row; `None` is NULL.
pub(super) fn read<'a>(column: &'a ArrayRef, row: usize, kind: &TrinoType) -> Result<Option<Value<'a>>> {
    if column.is_null(row) {
        return Ok(None);
    }
    let number = |column: &ArrayRef| -> Result<i64> {
        let one = cast(&column.slice(row, 1), &DataType::Int64)?;
        Ok(expected(one.as_primitive_opt::<Int64Type>())?.value(0))
    };
    Ok(Some(match kind {
        TrinoType::Boolean => Value::Boolean(expected(column.as_boolean_opt())?.value(row)),
        TrinoType::TinyInt => Value::Integer(expected(column.as_primitive_opt::<Int8Type>())?.value(row).into()),
        TrinoType::SmallInt => Value::Integer(expected(column.as_primitive_opt::<Int16Type>())?.value(row).into()),
        TrinoType::Integer => Value::Integer(expected(column.as_primitive_opt::<Int32Type>())?.value(row).into()),
        TrinoType::BigInt => Value::Integer(expected(column.as_primitive_opt::<Int64Type>())?.value(row)),
        TrinoType::Real => Value::Real(expected(column.as_primitive_opt::<Float32Type>())?.value(row)),
        TrinoType::Double => Value::Double(expected(column.as_primitive_opt::<Float64Type>())?.value(row)),
        TrinoType::Decimal(_, scale) => {
            Value::Decimal(expected(column.as_primitive_opt::<Decimal128Type>())?.value(row), *scale)
        }
        TrinoType::Varchar(_) => Value::Text(expected(column.as_string_opt::<i32>())?.value(row)),
        TrinoType::Date => Value::Day(expected(column.as_primitive_opt::<Date32Type>())?.value(row)),
        TrinoType::Time(_) => {
            let unit = match column.data_type() {
                DataType::Time32(unit) | DataType::Time64(unit) => *unit,
                _ => return expected(None),
            };
            Value::Time(number(column)? * (1_000_000_000 / ticks_per_second(unit)))
        }
        TrinoType::Timestamp(_) | TrinoType::TimestampWithTimeZone(_) => {
            let DataType::Timestamp(unit, zone) = column.data_type() else { return expected(None) };
            let nanos = i128::from(number(column)?) * i128::from(1_000_000_000 / ticks_per_second(*unit));
            match zone {
                None => Value::Wall(nanos),
                Some(zone) if zone.eq_ignore_ascii_case("utc") => Value::Zoned(nanos, nanos),
                Some(_) => {
                    let written = value_text(column, row).unwrap_or_default();
                    let wall = text::moment(&written).map(|moment| moment.nanos);
                    Value::Zoned(nanos, expected(wall)?)
                }
            }
        }
        _ => return Err(raise(ErrorKind::NotSupported, format!("CAST from {kind} is not supported by this engine"))),
    }))
}

fn ticks_per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

type Converted<T> = Result<T, Failure>;

impl Value<'_> {
    pub(super) fn boolean(self) -> Converted<bool> {
        match self {
            Self::Boolean(value) => Ok(value),
            Self::Integer(value) => Ok(value != 0),
            Self::Real(value) => Ok(value != 0.0),
            Self::Double(value) => Ok(value != 0.0),
            Self::Decimal(value, _) => Ok(value != 0),
            Self::Text(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "t" | "1" => Ok(true),
                "false" | "f" | "0" => Ok(false),
                _ => Err(Failure::invalid(format!("Cannot cast '{text}' to BOOLEAN"))),
            },
            _ => Err(Failure::overflow()),
        }
    }

    /// `name` is how Trino's messages call the type.
    pub(super) fn integer<T: TryFrom<i128>>(self, name: &str) -> Converted<T> {
        let lower = if name == "INT" { "integer".to_owned() } else { name.to_lowercase() };
        let fit = |value: i128, message: String| T::try_from(value).map_err(|_| Failure::invalid(message));
        match self {
            Self::Boolean(value) => fit(value.into(), String::new()),
            Self::Integer(value) => T::try_from(value.into()).map_err(|_| {
                Failure(QueryError::new(ErrorKind::InvalidCastArgument, format!("Out of range for {lower}: {value}")))
            }),
            Self::Real(value) => float(f64::from(value), &lower)
                .and_then(|value| fit(value, format!("Unable to cast {value} to {lower}"))),
            Self::Double(value) => {
                float(value, &lower).and_then(|value| fit(value, format!("Unable to cast {value} to {lower}")))
            }
            Self::Decimal(value, scale) => {
                let rounded = divided(value, scale);
                let written = crate::function::decimal_text(value, scale);
                fit(rounded, format!("Cannot cast '{written}' to {}", if name == "INT" { "INTEGER" } else { name }))
            }
            Self::Text(text) => {
                let (_, digits) = text::signed(text);
                let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
                let value = text.strip_prefix('+').unwrap_or(text).parse::<i128>().ok().filter(|_| plain);
                value
                    .and_then(|value| T::try_from(value).ok())
                    .ok_or_else(|| Failure::invalid(format!("Cannot cast '{text}' to {name}")))
            }
            _ => Err(Failure::overflow()),
        }
    }

    pub(super) fn double(self) -> Converted<f64> {
        match self {
            Self::Boolean(value) => Ok(f64::from(u8::from(value))),
            #[expect(clippy::cast_precision_loss, reason = "the cast is asked for")]
            Self::Integer(value) => Ok(value as f64),
            Self::Real(value) => Ok(value.into()),
            Self::Double(value) => Ok(value),
            Self::Decimal(value, scale) => {
                crate::function::decimal_text(value, scale).parse().map_err(|_| Failure::overflow())
            }
            Self::Text(text) => {
                java_number(text).ok_or_else(|| Failure::invalid(format!("Cannot cast '{text}' to DOUBLE")))
            }
            _ => Err(Failure::overflow()),
        }
    }

    pub(super) fn real(self) -> Converted<f32> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "the cast is asked for")]
            Self::Integer(value) => Ok(value as f32),
            Self::Text(text) => {
                java_number(text).ok_or_else(|| Failure::invalid(format!("Cannot cast '{text}' to REAL")))
            }
            Self::Decimal(value, scale) => {
                crate::function::decimal_text(value, scale).parse().map_err(|_| Failure::overflow())
            }
            #[expect(clippy::cast_possible_truncation, reason = "the cast is asked for")]
            other => other.double().map(|value| value as f32),
        }
    }

    pub(super) fn decimal(self, precision: u8, scale: i8) -> Converted<i128> {
        let limit = 10_i128.pow(precision.into());
        let kind = format!("DECIMAL({precision}, {scale})");
        let (unscaled, written) = match self {
            Self::Boolean(value) => (exact(i128::from(value), 0, scale), value.to_string()),
            Self::Integer(value) => (exact(value.into(), 0, scale), value.to_string()),
            Self::Decimal(value, own) => (exact(value, own, scale), crate::function::decimal_text(value, own)),
            Self::Real(value) => (digits_at(&format!("{value}"), scale), format!("{value}")),
            Self::Double(value) => (digits_at(&format!("{value}"), scale), double_text(value)),
            Self::Text(text) => {
                let trimmed = text.trim();
                let plain =
                    java_number::<f64>(trimmed).is_some() && !trimmed.ends_with(|c: char| c.is_ascii_alphabetic());
                if !plain {
                    let message = format!("Cannot cast VARCHAR '{text}' to {kind}. Value is not a number.");
                    return Err(Failure::invalid(message));
                }
                (digits_at(trimmed, scale), text.to_owned())
            }
            _ => return Err(Failure::overflow()),
        };
        let fits = unscaled.filter(|value| value.unsigned_abs() < limit.unsigned_abs());
        fits.ok_or_else(|| match self {
            Self::Text(_) => Failure::invalid(format!("Cannot cast VARCHAR '{written}' to {kind}. Value too large.")),
            Self::Double(_) => Failure::invalid(format!("Cannot cast DOUBLE '{written}' to {kind}")),
            Self::Real(_) => Failure::invalid(format!("Cannot cast REAL '{written}' to {kind}")),
            Self::Decimal(..) => Failure::invalid(format!("Cannot cast DECIMAL '{written}' to {kind}")),
            _ => Failure::invalid(format!("Cannot cast BIGINT '{written}' to {kind}")),
        })
    }

    pub(super) fn text(self, column: &ArrayRef, row: usize, length: Option<u32>) -> Converted<String> {
        let limit = length.map_or(usize::MAX, |length| length as usize);
        if let Self::Text(text) = self {
            return Ok(match text.char_indices().nth(limit) {
                Some((end, _)) => text.get(..end).unwrap_or(text).to_owned(),
                None => text.to_owned(),
            });
        }
        let written = value_text(column, row).unwrap_or_default();
        if written.chars().count() > limit {
            return Err(Failure::invalid(format!("Value {written} cannot be represented as varchar({limit})")));
        }
        Ok(written)
    }

    pub(super) fn date(self, _: &ArrayRef) -> Converted<i32> {
        let day = |nanos: i128| i32::try_from(nanos.div_euclid(86_400_000_000_000)).map_err(|_| Failure::overflow());
        match self {
            Self::Day(day) => Ok(day),
            Self::Wall(nanos) | Self::Zoned(_, nanos) => day(nanos),
            Self::Text(written) => {
                text::date(written).ok_or_else(|| Failure::invalid(format!("Value cannot be cast to date: {written}")))
            }
            _ => Err(Failure::overflow()),
        }
    }

    pub(super) fn time(self, digits: u8) -> Converted<i64> {
        let day = 86_400_000_000_000_i128;
        let of_day = match self {
            Self::Time(nanos) => i128::from(nanos),
            Self::Wall(nanos) | Self::Zoned(_, nanos) => nanos.rem_euclid(day),
            Self::Text(written) => {
                let invalid = || Failure::invalid(format!("Value cannot be cast to time: {written}"));
                text::time(written).map(i128::from).ok_or_else(invalid)?
            }
            _ => return Err(Failure::overflow()),
        };
        let ticks = rounded(of_day, digits).rem_euclid(day / nanos_per_tick(digits));
        i64::try_from(ticks).map_err(|_| Failure::overflow())
    }

    pub(super) fn timestamp(self, digits: u8) -> Converted<i64> {
        let nanos = match self {
            Self::Day(day) => i128::from(day) * 86_400_000_000_000,
            Self::Wall(nanos) | Self::Zoned(_, nanos) => nanos,
            Self::Text(written) => {
                let invalid = || Failure::invalid(format!("Value cannot be cast to timestamp: {written}"));
                let Moment { nanos, zone, .. } = text::moment(written).ok_or_else(invalid)?;
                if zone.is_some() {
                    return Err(invalid());
                }
                nanos
            }
            _ => return Err(Failure::overflow()),
        };
        i64::try_from(rounded(nanos, digits)).map_err(|_| Failure::overflow())
    }

    pub(super) fn zoned(self, digits: u8) -> Converted<i64> {
        let nanos = match self {
            Self::Zoned(nanos, _) | Self::Wall(nanos) => nanos,
            Self::Day(day) => i128::from(day) * 86_400_000_000_000,
            Self::Text(written) => {
                let invalid =
                    || Failure::invalid(format!("Value cannot be cast to timestamp with time zone: {written}"));
                let Moment { nanos, zone, .. } = text::moment(written).ok_or_else(invalid)?;
                let utc = zone.is_none_or(|zone| zone.eq_ignore_ascii_case("utc") || zone == "Z");
                if !utc {
                    let message = "CAST of text with another zone than UTC to timestamp with time zone";
                    return Err(Failure::refused(format!("{message} is not supported by this engine: {written}")));
                }
                nanos
            }
            _ => return Err(Failure::overflow()),
        };
        i64::try_from(rounded(nanos, digits)).map_err(|_| Failure::overflow())
    }
}

/// Nanoseconds in units of so many digits of a second, halves up.
fn rounded(nanos: i128, digits: u8) -> i128 {
    let unit = nanos_per_tick(digits);
    // A precision between Arrow's units rounds to its own digit first.
    let own = 10_i128.pow(9 - u32::from(digits.min(9)));
    ((nanos + own / 2).div_euclid(own) * own).div_euclid(unit)
}

/// A double as a whole number, halves away from zero.
fn float(value: f64, name: &str) -> Converted<i128> {
    if !value.is_finite() || value.abs() > 1e30 {
        return Err(Failure::invalid(format!("Unable to cast {} to {name}", double_text(value))));
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    let whole = value.round() as i128;
    Ok(whole)
}

/// An unscaled decimal as a whole number, halves away from zero.
fn divided(value: i128, scale: i8) -> i128 {
    let unit = 10_i128.pow(scale.max(0).unsigned_abs().into());
    let (whole, rest) = (value / unit, value % unit);
    if rest.unsigned_abs() * 2 >= unit.unsigned_abs() && rest != 0 { whole + rest.signum() } else { whole }
}

/// An unscaled decimal at another scale.
fn exact(value: i128, own: i8, scale: i8) -> Option<i128> {
    if scale >= own {
        return value.checked_mul(10_i128.checked_pow((scale - own).unsigned_abs().into())?);
    }
    Some(divided(value, own - scale))
}

/// Digits in plain or exponent notation at a scale, halves away from zero.
fn digits_at(written: &str, scale: i8) -> Option<i128> {
    let (mantissa, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    let (negative, digits) = text::signed(mantissa);
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // The value is `all` · 10^(exponent − digits of the fraction); wanted is its product with 10^scale.
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?.checked_add(i32::from(scale))?;
    let magnitude = if shift >= 0 {
        let zeros = usize::try_from(shift).ok().filter(|zeros| *zeros <= 400)?;
        all.push_str(&"0".repeat(zeros));
        all.trim_start_matches('0').to_owned()
    } else {
        let drop = usize::try_from(-shift).ok()?;
        let kept = all.len().checked_sub(drop);
        let (kept, next) = match kept {
            Some(kept) => all.split_at_checked(kept)?,
            None => ("", "0"),
        };
        let kept = kept.trim_start_matches('0');
        let value: i128 = if kept.is_empty() { 0 } else { kept.parse().ok()? };
        let up = next.bytes().next().is_some_and(|digit| digit >= b'5');
        let value = value.checked_add(up.into())?;
        return Some(if negative { -value } else { value });
    };
    let value: i128 = if magnitude.is_empty() { 0 } else { magnitude.parse().ok()? };
    Some(if negative { -value } else { value })
}

/// A number as Java's `parseDouble` reads it.
fn java_number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let trimmed = text.trim();
    let (_, plain) = text::signed(trimmed);
    let name = matches!(plain, "NaN" | "Infinity");
    let digits = plain.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.');
    if !name && !digits {
        return None;
    }
    let cut = if digits { trimmed.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(trimmed) } else { trimmed };
    cut.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(Value::Double(2.5).integer::<i64>("BIGINT").unwrap(), 3);
        assert_eq!(Value::Double(-2.5).integer::<i64>("BIGINT").unwrap(), -3);
        assert_eq!(Value::Decimal(15, 1).integer::<i32>("INT").unwrap(), 2);
        assert_eq!(Value::Decimal(-149, 2).integer::<i32>("INT").unwrap(), -1);
        assert_eq!(Value::Double(1.005).decimal(3, 2).unwrap(), 101);
        assert_eq!(Value::Text("1e3").decimal(5, 1).unwrap(), 10_000);
        assert_eq!(Value::Text("0.05").decimal(5, 1).unwrap(), 1);
        assert_eq!(Value::Text("0.004").decimal(5, 1).unwrap(), 0);
    }

    #[test]
    fn text_is_read_strictly() {
        assert!(Value::Text(" 1").integer::<i32>("INT").is_err());
        assert!(Value::Text("1.0").integer::<i32>("INT").is_err());
        assert_eq!(Value::Text("+1").integer::<i32>("INT").unwrap(), 1);
        assert!(Value::Text("inf").double().is_err());
        assert!(Value::Text("").double().is_err());
        assert_eq!(Value::Text(" 1.5d ").double().unwrap(), 1.5);
        assert!(Value::Text("yes").boolean().is_err());
    }
}
