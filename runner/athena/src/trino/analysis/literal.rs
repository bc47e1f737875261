//! Literals: numbers, dates, times, timestamps with and without zone, intervals.

use datafusion::{arrow::datatypes::IntervalMonthDayNano, common::ScalarValue};

use super::{Analysed, placed};
use crate::{
    query_error::{ErrorKind, Position, QueryError},
    trino::{
        cast::{self, text},
        tree::{Expression, Fallibility, IntervalLiteral, Kind, Unit},
        typed::Typed,
    },
    trino_type::TrinoType,
};

/// The value of a literal of the tree.
pub(super) fn literal(expression: &Expression) -> Analysed<Typed> {
    let at = expression.at;
    match &expression.kind {
        Kind::Integer(digits) => {
            let number: i64 =
                digits.parse().map_err(|_| invalid_literal(at, format!("Invalid numeric literal: {digits}")))?;
            Ok(match i32::try_from(number) {
                Ok(number) => Typed::literal(ScalarValue::Int32(Some(number)), TrinoType::Integer),
                Err(_) => Typed::literal(ScalarValue::Int64(Some(number)), TrinoType::BigInt),
            })
        }
        Kind::Decimal(digits) | Kind::DecimalText(digits) => {
            let invalid = || invalid_literal(at, format!("Invalid decimal literal: {digits}"));
            let (value, precision, scale) = text::decimal_literal(digits).ok_or_else(invalid)?;
            let kind = TrinoType::Decimal(precision, scale);
            Ok(Typed::literal(ScalarValue::Decimal128(Some(value), precision, scale), kind))
        }
        Kind::Double(digits) => {
            let number: f64 =
                digits.parse().map_err(|_| invalid_literal(at, format!("Invalid numeric literal: {digits}")))?;
            Ok(Typed::literal(ScalarValue::Float64(Some(number)), TrinoType::Double))
        }
        Kind::Typed(kind, written) => {
            let length = u32::try_from(written.chars().count()).unwrap_or(u32::MAX);
            let text = Typed::literal(ScalarValue::Utf8(Some(written.clone())), TrinoType::Varchar(Some(length)));
            if *kind == TrinoType::Json {
                return super::special::json_literal(text).map_err(placed(at));
            }
            let value = cast::cast(text, kind, Fallibility::Fail).map_err(placed(at))?;
            let invalid = || invalid_literal(at, format!("'{written}' is not a valid {kind} literal"));
            if let TrinoType::Date = kind
                && text::date(written).is_none()
            {
                return Err(invalid());
            }
            Ok(value)
        }
        Kind::Timestamp(written) => {
            let invalid = || invalid_literal(at, format!("'{written}' is not a valid TIMESTAMP literal"));
            text::timestamp_literal(written).ok_or_else(invalid)
        }
        Kind::Time(written) => {
            let invalid = || invalid_literal(at, format!("'{written}' is not a valid TIME literal"));
            text::time_literal(written).ok_or_else(invalid)
        }
        Kind::Interval(interval) => {
            let invalid = || {
                let to = interval.to.map_or(String::new(), |to| format!(" TO {}", to.word()));
                let what = format!("'{}' is not a valid INTERVAL literal {}{to}", interval.text, interval.from.word());
                invalid_literal(at, what)
            };
            interval_value(interval).ok_or_else(invalid)
        }
        _ => Err(invalid_literal(at, "a literal was expected")),
    }
}

/// `'2-3' YEAR TO MONTH`, `'1 02:03:04.5' DAY TO SECOND`, `'10' MINUTE`
fn interval_value(interval: &IntervalLiteral) -> Option<Typed> {
    let IntervalLiteral { negative, text, from, to } = interval;
    let to = to.unwrap_or(*from);
    let (own, text) = match text.trim().strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.trim().trim_start_matches('+')),
    };
    let sign = if *negative == own { 1_i64 } else { -1 };
    let (mut rest, mut months, mut millis) = (text, 0_i64, 0_i64);
    for unit in Unit::ALL.into_iter().filter(|unit| from <= unit && *unit <= to) {
        if unit != *from {
            let before = match unit {
                Unit::Month => '-',
                Unit::Hour => ' ',
                Unit::Minute | Unit::Second => ':',
                Unit::Year | Unit::Day => return None,
            };
            rest = rest.strip_prefix(before)?;
        }
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at_checked(end)?;
        let number: i64 = digits.parse().ok()?;
        rest = after;
        match unit {
            Unit::Year => months = months.checked_add(number.checked_mul(12)?)?,
            Unit::Month => months = months.checked_add(number)?,
            Unit::Day => millis = millis.checked_add(number.checked_mul(86_400_000)?)?,
            Unit::Hour => millis = millis.checked_add(number.checked_mul(3_600_000)?)?,
            Unit::Minute => millis = millis.checked_add(number.checked_mul(60_000)?)?,
            Unit::Second => {
                millis = millis.checked_add(number.checked_mul(1000)?)?;
                if let Some(fraction) = rest.strip_prefix('.') {
                    if fraction.is_empty()
                        || fraction.len() > 3
                        || !fraction.bytes().all(|digit| digit.is_ascii_digit())
                    {
                        return None;
                    }
                    millis = millis.checked_add(format!("{fraction:0<3}").parse().ok()?)?;
                    rest = "";
                }
            }
        }
    }
    if !rest.is_empty() || (*from <= Unit::Month) != (to <= Unit::Month) {
        return None;
    }
    if *from <= Unit::Month {
        let months = i32::try_from(months * sign).ok()?;
        return Some(Typed::literal(ScalarValue::IntervalYearMonth(Some(months)), TrinoType::IntervalYearToMonth));
    }
    Some(Typed::literal(day_to_second(millis * sign)?, TrinoType::IntervalDayToSecond))
}

fn day_to_second(millis: i64) -> Option<ScalarValue> {
    let value = cast::interval_of(millis)?;
    let IntervalMonthDayNano { .. } = value;
    Some(ScalarValue::IntervalMonthDayNano(Some(value)))
}

/// A literal that does not hold what it says.
fn invalid_literal(at: Position, message: impl Into<String>) -> QueryError {
    QueryError::at(ErrorKind::InvalidLiteral, at, message)
}
