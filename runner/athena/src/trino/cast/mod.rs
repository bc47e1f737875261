//! CAST and TRY_CAST: which there are, which DataFusion does as Trino does, and our own for the rest.
//!
//! `text` reads values from text, `value` converts single values, `column` whole columns, `calendar` counts days.

pub(super) mod calendar;
mod column;
mod document;
pub(super) mod text;
mod value;

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::ArrayRef,
        datatypes::{DataType, IntervalMonthDayNano},
    },
    common::{Result, ScalarValue},
    logical_expr::{self, Expr},
};

use super::{
    operation::{Kernel, column as column_at},
    tree::Fallibility,
    typed::{Typed, null, utc},
};
use crate::{
    query_error::{ErrorKind, QueryError},
    trino_type::TrinoType,
};

/// A cast of columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Cast {
    from: TrinoType,
    to: TrinoType,
    fallibility: Fallibility,
}

impl Kernel for Cast {
    fn name(&self) -> &'static str {
        match self.fallibility {
            Fallibility::Fail => "cast",
            Fallibility::Null => "try_cast",
        }
    }

    fn run(&self, columns: &[ArrayRef], _: usize, result: &DataType) -> Result<ArrayRef> {
        column::convert(column_at(columns, 0)?, &self.from, &self.to, result, self.fallibility)
    }
}

/// The value in another type.
///
/// # Errors
/// `TYPE_MISMATCH` when Trino has no such cast, `NOT_SUPPORTED` when this engine has not.
pub(super) fn cast(value: Typed, to: &TrinoType, fallibility: Fallibility) -> Result<Typed, QueryError> {
    let from = value.kind.clone();
    if from == *to {
        return Ok(value);
    }
    match way(&from, to) {
        Way::None => Err(QueryError::new(ErrorKind::TypeMismatch, format!("Cannot cast {from} to {to}"))),
        Way::Refused => {
            Err(QueryError::not_supported(format!("CAST from {from} to {to} is not supported by this engine")))
        }
        Way::Same => Ok(Typed { kind: to.clone(), ..value }),
        Way::Null if value.constant().is_some() => Ok(null(to)),
        Way::Null => {
            let data = crate::trino::typed::carrier(to, &utc());
            Ok(Typed { expr: logical_expr::cast(value.expr, data.clone()), kind: to.clone(), data })
        }
        Way::Native => {
            let zone = zone_of(&value.data);
            let data = crate::trino::typed::carrier(to, &zone);
            if let Some(constant) = value.constant()
                && let Ok(constant) = constant.cast_to(&data)
            {
                return Ok(Typed { expr: Expr::Literal(constant, None), kind: to.clone(), data });
            }
            Ok(Typed { expr: logical_expr::cast(value.expr, data.clone()), kind: to.clone(), data })
        }
        Way::Own => {
            let data = crate::trino::typed::carrier(to, &zone_of(&value.data));
            let kernel = Cast { from, to: to.clone(), fallibility };
            if let (Some(constant), false) = (value.constant(), matches!(to, TrinoType::Json | TrinoType::Char(_)))
                && let Ok(column) = constant.to_array()
                && let Ok(column) = kernel.run(&[column], 1, &data)
                && let Ok(constant) = ScalarValue::try_from_array(&column, 0)
            {
                return Ok(Typed { expr: Expr::Literal(constant, None), kind: to.clone(), data });
            }
            Ok(Typed::operation_as(kernel, vec![value.expr], to.clone(), data))
        }
    }
}

/// The zone of a result: that of the source, or the session's.
fn zone_of(data: &DataType) -> Arc<str> {
    match data {
        DataType::Timestamp(_, Some(zone)) => Arc::clone(zone),
        DataType::List(item) => zone_of(item.data_type()),
        _ => utc(),
    }
}

/// How one type becomes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Only the name of the type changes.
    Same,
    /// From NULL.
    Null,
    /// DataFusion does it as Trino does.
    Native,
    /// Ours.
    Own,
    /// Trino has it, this engine has not.
    Refused,
    /// Trino has it not.
    None,
}

fn way(from: &TrinoType, to: &TrinoType) -> Way {
    use TrinoType::{
        Array, BigInt, Boolean, Char, Date, Decimal, Double, IntervalDayToSecond, IntervalYearToMonth, Json, Map, Real,
        Row, Time, Timestamp, TimestampWithTimeZone, Unknown, Varbinary, Varchar,
    };
    let rank = |kind: &TrinoType| match kind {
        TrinoType::TinyInt => Some(1),
        TrinoType::SmallInt => Some(2),
        TrinoType::Integer => Some(3),
        BigInt => Some(4),
        _ => None,
    };
    let number = |kind: &TrinoType| rank(kind).is_some() || matches!(kind, Real | Double | Decimal(..));
    match (from, to) {
        (Unknown, _) => Way::Null,
        (a, b) if a == b => Way::Same,
        (Varchar(_), Varchar(None)) => Way::Same,
        (Varchar(Some(a)), Varchar(Some(b))) if a <= b => Way::Same,
        (_, Char(_)) | (Char(_), _) => Way::Refused,
        (_, Json) | (Json, _) => document::way(from, to),
        (a, b) if rank(a).is_some() && rank(b).is_some() => {
            if rank(a) < rank(b) {
                Way::Native
            } else {
                Way::Own
            }
        }
        (a, Double) if rank(a).is_some() => Way::Native,
        (Real, Double) => Way::Native,
        (Decimal(p, s), Decimal(q, t)) if s <= t && i16::from(*p) - i16::from(*s) <= i16::from(*q) - i16::from(*t) => {
            Way::Native
        }
        (a, b) if number(a) && (number(b) || *b == Boolean) => Way::Own,
        (Boolean, b) if number(b) => Way::Own,
        (Varchar(_), Varchar(Some(_))) => Way::Own,
        (Varchar(_), Varbinary) => Way::Own,
        (Varchar(_), b) if number(b) => Way::Own,
        (Varchar(_), Boolean | Date | Time(_) | Timestamp(_) | TimestampWithTimeZone(_)) => Way::Own,
        (Boolean | Date | Time(_) | Timestamp(_) | TimestampWithTimeZone(_), Varchar(_)) => Way::Own,
        (a, Varchar(_)) if number(a) => Way::Own,
        (IntervalDayToSecond | IntervalYearToMonth, Varchar(_)) => Way::Refused,
        (Date | Timestamp(_) | TimestampWithTimeZone(_), Date | Timestamp(_) | TimestampWithTimeZone(_)) => Way::Own,
        (Time(_), Time(_)) | (Timestamp(_) | TimestampWithTimeZone(_), Time(_)) => Way::Own,
        (Time(_), Timestamp(_) | TimestampWithTimeZone(_)) => Way::Refused,
        (Array(a), Array(b)) => within([way(a, b)]),
        (Map(k, v), Map(l, w)) => within([way(k, l), way(v, w)]),
        (Row(a), Row(b)) if a.len() == b.len() => within(a.iter().zip(b).map(|((_, a), (_, b))| way(a, b))),
        _ => Way::None,
    }
}

/// The way of a type from those of its parts.
fn within(parts: impl IntoIterator<Item = Way>) -> Way {
    match parts.into_iter().max() {
        Some(Way::None) => Way::None,
        Some(Way::Refused) => Way::Refused,
        _ => Way::Own,
    }
}

/// Milliseconds of an interval of days to seconds.
pub(super) fn millis_of(value: IntervalMonthDayNano) -> i64 {
    i64::from(value.days).saturating_mul(86_400_000).saturating_add(value.nanoseconds / 1_000_000)
}

/// The interval of so many milliseconds.
pub(super) fn interval_of(millis: i64) -> Option<IntervalMonthDayNano> {
    let days = i32::try_from(millis / 86_400_000).ok()?;
    Some(IntervalMonthDayNano { months: 0, days, nanoseconds: (millis % 86_400_000) * 1_000_000 })
}

/// A literal timestamp with zone in another zone.
pub(super) fn moved(value: &ScalarValue, zone: &Arc<str>) -> Option<ScalarValue> {
    let zone = Some(Arc::clone(zone));
    Some(match value {
        ScalarValue::TimestampSecond(tick, Some(_)) => ScalarValue::TimestampSecond(*tick, zone),
        ScalarValue::TimestampMillisecond(tick, Some(_)) => ScalarValue::TimestampMillisecond(*tick, zone),
        ScalarValue::TimestampMicrosecond(tick, Some(_)) => ScalarValue::TimestampMicrosecond(*tick, zone),
        ScalarValue::TimestampNanosecond(tick, Some(_)) => ScalarValue::TimestampNanosecond(*tick, zone),
        _ => return None,
    })
}
