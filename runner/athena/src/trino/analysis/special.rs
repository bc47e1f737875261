//! Functions that are written in other terms: IF, COALESCE, NULLIF, TRY, the moments of the query, GROUPING, EXTRACT,
//! AT TIME ZONE.

use std::{str::FromStr, sync::Arc};

use datafusion::{
    arrow::{array::timezone::Tz, datatypes::DataType},
    common::ScalarValue,
    logical_expr::cast,
};

use super::{
    Analysed, Analyzer,
    aggregation::GroupingCall,
    boolean, mismatch, placed,
    scope::{Clause, Scope},
    unsupported,
};
use crate::{
    function::Special,
    query_error::{ErrorKind, Position, QueryError},
    trino::{
        operator::lenient,
        tree::{Arguments, Call, Comparison, Expression, Name},
        typed::{Typed, utc},
    },
    trino_type::TrinoType,
};

impl Analyzer<'_> {
    pub(super) fn special(
        &mut self,
        special: Special,
        call: &Call,
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<Typed> {
        let millis = self.session.now().as_millis();
        let day = millis.div_euclid(86_400_000);
        let of_day = i32::try_from(millis.rem_euclid(86_400_000)).unwrap_or(0);
        let arguments = self.arguments(call, scope)?;
        let moment = matches!(
            special,
            Special::Now | Special::CurrentDate | Special::CurrentTime | Special::LocalTime | Special::LocalTimestamp
        );
        if moment && !arguments.is_empty() {
            return Err(wrong_arguments(call, &arguments, at));
        }
        match special {
            Special::If => {
                let mut arguments = arguments.into_iter();
                let (condition, then, otherwise, more) =
                    (arguments.next(), arguments.next(), arguments.next(), arguments.next());
                let (Some(condition), Some(then), None) = (condition, then, more) else {
                    return Err(syntax(at, "Invalid number of arguments for 'if' function"));
                };
                let otherwise = otherwise.unwrap_or_else(|| Typed::literal(ScalarValue::Null, TrinoType::Unknown));
                let message = |kind: &str| format!("IF condition must evaluate to a boolean (actual: {kind})");
                let condition = boolean(condition, at, message)?;
                self.choose(vec![condition], vec![then], otherwise, "Result types for IF", at)
            }
            Special::Coalesce => {
                if arguments.len() < 2 {
                    return Err(syntax(at, "The 'coalesce' function must have at least two arguments"));
                }
                self.coalesce(arguments, at)
            }
            Special::Nullif => {
                let mut arguments = arguments.into_iter();
                let (Some(first), Some(second), None) = (arguments.next(), arguments.next(), arguments.next()) else {
                    return Err(syntax(at, "Invalid number of arguments for 'nullif' function"));
                };
                if crate::function::common_type(&first.kind, &second.kind).is_none() {
                    let message = format!("Types are not comparable with NULLIF: {} vs {}", first.kind, second.kind);
                    return Err(mismatch(at, message));
                }
                if first.kind == TrinoType::Unknown {
                    return Ok(first);
                }
                let equal = self.compare(Comparison::Equal, first.clone(), second, at)?.expr;
                let nothing = Typed::literal(ScalarValue::Null, TrinoType::Unknown);
                self.choose(vec![equal], vec![nothing], first, "NULLIF operands", at)
            }
            Special::Now => {
                let now = ScalarValue::TimestampMillisecond(Some(millis), Some(utc()));
                Ok(Typed::literal(now, TrinoType::TimestampWithTimeZone(3)))
            }
            Special::LocalTimestamp => {
                Ok(Typed::literal(ScalarValue::TimestampMillisecond(Some(millis), None), TrinoType::Timestamp(3)))
            }
            Special::CurrentDate => {
                let day = i32::try_from(day).unwrap_or(i32::MAX);
                Ok(Typed::literal(ScalarValue::Date32(Some(day)), TrinoType::Date))
            }
            Special::LocalTime => Ok(Typed::literal(ScalarValue::Time32Millisecond(Some(of_day)), TrinoType::Time(3))),
            Special::CurrentTime => Err(unsupported(
                at,
                "current_time is not supported by this engine (time with time zone): use localtime",
            )),
            Special::Grouping => {
                if !matches!(scope.clause, Clause::Open(_) | Clause::Window(_)) {
                    return Err(unsupported(at, "GROUPING cannot stand here"));
                }
                let arguments = arguments.into_iter().map(|argument| argument.expr).collect();
                Ok(Typed::operation(GroupingCall, arguments, TrinoType::Integer))
            }
        }
    }

    /// `try(x)`: NULL where x fails.
    pub(super) fn try_call(&mut self, call: &Call, at: Position, scope: &Scope<'_>) -> Analysed<Typed> {
        let (Arguments::List(list), false) = (&call.arguments, call.over.is_some() || call.distinct) else {
            return Err(syntax(at, "The 'try' function must have exactly one argument"));
        };
        let [argument] = list.as_slice() else {
            return Err(syntax(at, "The 'try' function must have exactly one argument"));
        };
        let value = self.expression(argument, scope)?;
        let expr = lenient(value.expr).ok_or_else(|| {
            unsupported(
                at,
                "TRY around CASE, IF, COALESCE, AND, OR or a lambda that can fail is not supported by this engine",
            )
        })?;
        Ok(Typed { expr, ..value })
    }

    /// `EXTRACT(YEAR FROM x)`
    pub(super) fn extract(
        &mut self,
        field: &Name,
        value: &Expression,
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<Typed> {
        let function = match field.text.to_ascii_uppercase().as_str() {
            "YEAR" => "year",
            "QUARTER" => "quarter",
            "MONTH" => "month",
            "WEEK" => "week",
            "DAY" | "DAY_OF_MONTH" => "day",
            "DAY_OF_WEEK" | "DOW" => "day_of_week",
            "DAY_OF_YEAR" | "DOY" => "day_of_year",
            "YEAR_OF_WEEK" | "YOW" => "year_of_week",
            "HOUR" => "hour",
            "MINUTE" => "minute",
            "SECOND" => "second",
            "TIMEZONE_HOUR" => "timezone_hour",
            "TIMEZONE_MINUTE" => "timezone_minute",
            _ => return Err(syntax(field.at, format!("Invalid EXTRACT field: {}", field.text))),
        };
        let value = self.expression(value, scope)?;
        let kind = value.kind.clone();
        self.apply(function, vec![value], at, scope).map_err(|error| match error.kind {
            ErrorKind::FunctionNotFound => {
                mismatch(at, format!("Cannot extract {} from {kind}", field.text.to_ascii_uppercase()))
            }
            _ => error,
        })
    }

    /// `x AT TIME ZONE 'zone'`
    pub(super) fn at_time_zone(&mut self, value: Typed, zone: Typed, at: Position) -> Analysed<Typed> {
        let digits = match value.kind {
            TrinoType::Timestamp(digits) | TrinoType::TimestampWithTimeZone(digits) => digits,
            ref other => {
                let message =
                    format!("Type of value must be a time or timestamp with or without time zone (actual {other})");
                return Err(mismatch(at, message));
            }
        };
        let Some(name) = zone.constant_text() else {
            return Err(unsupported(at, "AT TIME ZONE takes a time zone that is written in the query in this engine"));
        };
        let name = zone_name(name).map_err(placed(at))?;
        let zoned = TrinoType::TimestampWithTimeZone(digits);
        let value = self.coerce(value, &zoned, at)?;
        let data = crate::trino::typed::carrier(&zoned, &name);
        let expr = match (&value.expr, &data) {
            (datafusion::logical_expr::Expr::Literal(literal, _), DataType::Timestamp(..)) => {
                let moved = crate::trino::cast::moved(literal, &name);
                moved.map_or_else(
                    || cast(value.expr.clone(), data.clone()),
                    |moved| Typed::literal(moved, zoned.clone()).expr,
                )
            }
            _ => cast(value.expr, data.clone()),
        };
        Ok(Typed { expr, kind: zoned, data })
    }
}

/// A time zone that exists.
pub(in crate::trino) fn zone_name(name: &str) -> Result<Arc<str>, QueryError> {
    let known = if name.eq_ignore_ascii_case("utc") || name == "Z" { "UTC" } else { name };
    match Tz::from_str(known) {
        Ok(_) => Ok(Arc::from(known)),
        Err(_) => {
            Err(QueryError::new(ErrorKind::InvalidFunctionArgument, format!("'{name}' is not a valid time zone")))
        }
    }
}

/// `JSON '…'`
pub(super) fn json_literal(text: Typed) -> Result<Typed, QueryError> {
    let written = text.constant_text().unwrap_or_default().to_owned();
    match serde_json::from_str::<serde_json::Value>(&written) {
        Ok(value) => Ok(Typed {
            expr: crate::trino::operation::Operation::expression(
                crate::trino::operator::nested::Retype,
                &TrinoType::Json,
                DataType::Utf8,
                vec![datafusion::logical_expr::lit(value.to_string())],
            ),
            kind: TrinoType::Json,
            data: DataType::Utf8,
        }),
        Err(_) => Err(QueryError::new(ErrorKind::InvalidLiteral, format!("'{written}' is not a valid JSON literal"))),
    }
}

fn wrong_arguments(call: &Call, arguments: &[Typed], at: Position) -> QueryError {
    let kinds = arguments.iter().map(|argument| argument.kind.to_string()).collect::<Vec<_>>().join(", ");
    let name = call.name.text.to_lowercase();
    let message = format!("Unexpected parameters ({kinds}) for function {name}. Expected: {name}()");
    QueryError::at(ErrorKind::FunctionNotFound, at, message)
}

fn syntax(at: Position, message: impl Into<String>) -> QueryError {
    QueryError::at(ErrorKind::SyntaxError, at, message)
}
