//! Which operator two types mean, in Trino's words when none.

use datafusion::{
    arrow::datatypes::DataType,
    common::ScalarValue,
    logical_expr::{Expr, Like, Operator, binary_expr},
};

use super::{Analysed, Analyzer, expression::field_at, mismatch, unsupported};
use crate::{
    function::common_type,
    query_error::Position,
    trino::{
        operator::{
            DecimalOperation, DistinctFrom, FloatCompare, IntervalCompare, LikePattern, NestedEqual, NumberOperation,
            TemporalOperation, decimal_result,
            nested::{ArraySubscript, MapSubscript},
        },
        tree::{Arithmetic, Comparison},
        typed::{Typed, null},
    },
    trino_type::TrinoType,
};

/// Whether DataFusion compares values of a type as Trino does.
pub(super) fn exact(kind: &TrinoType) -> bool {
    use TrinoType::{Array, IntervalDayToSecond, IntervalYearToMonth, Map, Real, Row};
    !matches!(kind, Real | TrinoType::Double | Array(_) | Map(..) | Row(_) | IntervalDayToSecond | IntervalYearToMonth)
}

fn integer(kind: &TrinoType) -> bool {
    matches!(kind, TrinoType::TinyInt | TrinoType::SmallInt | TrinoType::Integer | TrinoType::BigInt)
}

fn number(kind: &TrinoType) -> bool {
    integer(kind) || matches!(kind, TrinoType::Real | TrinoType::Double | TrinoType::Decimal(..))
}

fn interval(kind: &TrinoType) -> bool {
    matches!(kind, TrinoType::IntervalDayToSecond | TrinoType::IntervalYearToMonth)
}

fn moment(kind: &TrinoType) -> bool {
    matches!(kind, TrinoType::Date | TrinoType::Time(_) | TrinoType::Timestamp(_) | TrinoType::TimestampWithTimeZone(_))
}

fn no_operator(left: &TrinoType, symbol: &str, right: &TrinoType, at: Position) -> crate::query_error::QueryError {
    mismatch(at, format!("Cannot apply operator: {left} {symbol} {right}"))
}

/// The decimal that an integer type is in arithmetic.
fn as_decimal(kind: &TrinoType) -> Option<(u8, i8)> {
    Some(match kind {
        TrinoType::Decimal(precision, scale) => (*precision, *scale),
        TrinoType::TinyInt => (3, 0),
        TrinoType::SmallInt => (5, 0),
        TrinoType::Integer => (10, 0),
        TrinoType::BigInt => (19, 0),
        _ => return None,
    })
}

impl Analyzer<'_> {
    pub(super) fn arithmetic(&self, operator: Arithmetic, left: Typed, right: Typed, at: Position) -> Analysed<Typed> {
        let symbol = operator.symbol();
        let refuse = || Err(no_operator(&left.kind, symbol, &right.kind, at));
        // NULL is of whatever type the other side is.
        if left.kind == TrinoType::Unknown || right.kind == TrinoType::Unknown {
            let other = if left.kind == TrinoType::Unknown { &right.kind } else { &left.kind };
            let kind = match other {
                TrinoType::Unknown => TrinoType::Integer,
                kind if number(kind) || interval(kind) => kind.clone(),
                kind if moment(kind) && matches!(operator, Arithmetic::Add | Arithmetic::Subtract) => kind.clone(),
                _ => return refuse(),
            };
            return Ok(null(&kind));
        }
        if !number(&left.kind) || !number(&right.kind) {
            return self.temporal(operator, left, right, at);
        }
        if let (Some(a), Some(b)) = (as_decimal(&left.kind), as_decimal(&right.kind))
            && !(integer(&left.kind) && integer(&right.kind))
        {
            let Some(kind) = decimal_result(operator, a, b) else {
                return Err(mismatch(at, format!("DECIMAL scale must be in range [0, precision (38)]: {}", a.1 + b.1)));
            };
            let left = self.coerce(left, &TrinoType::Decimal(a.0, a.1), at)?;
            let right = self.coerce(right, &TrinoType::Decimal(b.0, b.1), at)?;
            return Ok(Typed::operation(DecimalOperation(operator), vec![left.expr, right.expr], kind));
        }
        let Some(kind) = common_type(&left.kind, &right.kind) else { return refuse() };
        let (left, right) = (self.coerce(left, &kind, at)?, self.coerce(right, &kind, at)?);
        Ok(Typed::operation(NumberOperation(operator), vec![left.expr, right.expr], kind))
    }

    fn temporal(&self, operator: Arithmetic, left: Typed, right: Typed, at: Position) -> Analysed<Typed> {
        use TemporalOperation::{Add, AddIntervals, Difference, Divide, Multiply, Subtract, SubtractIntervals};
        let refuse = || Err(no_operator(&left.kind, operator.symbol(), &right.kind, at));
        let (a, b) = (left.kind.clone(), right.kind.clone());
        let (operation, kind, first, second) = match operator {
            Arithmetic::Add if moment(&a) && interval(&b) => (Add, a, left, right),
            Arithmetic::Add if interval(&a) && moment(&b) => (Add, b, right, left),
            Arithmetic::Subtract if moment(&a) && interval(&b) => (Subtract, a, left, right),
            Arithmetic::Add if interval(&a) && a == b => (AddIntervals, a, left, right),
            Arithmetic::Subtract if interval(&a) && a == b => (SubtractIntervals, a, left, right),
            Arithmetic::Subtract if moment(&a) && moment(&b) => {
                let common = match common_type(&a, &b) {
                    Some(common) if !matches!(common, TrinoType::Time(_)) => common,
                    _ => return refuse(),
                };
                let (left, right) = (self.coerce(left, &common, at)?, self.coerce(right, &common, at)?);
                (Difference, TrinoType::IntervalDayToSecond, left, right)
            }
            Arithmetic::Multiply if interval(&a) && number(&b) => (Multiply, a, left, right),
            Arithmetic::Multiply if number(&a) && interval(&b) => (Multiply, b, right, left),
            Arithmetic::Divide if interval(&a) && number(&b) => (Divide, a, left, right),
            _ => return refuse(),
        };
        if matches!(kind, TrinoType::Time(_)) && second.kind == TrinoType::IntervalYearToMonth {
            return Err(no_operator(&first.kind, operator.symbol(), &second.kind, at));
        }
        let second =
            if matches!(operation, Multiply | Divide) { self.coerce(second, &TrinoType::Double, at)? } else { second };
        let data = match (&operation, &first.data) {
            (Add | Subtract, data @ DataType::Timestamp(..)) => data.clone(),
            _ => crate::trino::typed::carrier(&kind, &crate::trino::typed::utc()),
        };
        Ok(Typed::operation_as(operation, vec![first.expr, second.expr], kind, data))
    }

    pub(super) fn negative(&self, value: Typed, at: Position) -> Analysed<Typed> {
        let zero = match &value.kind {
            TrinoType::Unknown => return Ok(null(&TrinoType::Integer)),
            TrinoType::Double => Some(ScalarValue::Float64(Some(-0.0))),
            TrinoType::Real => Some(ScalarValue::Float32(Some(-0.0))),
            kind if integer(kind) => ScalarValue::new_zero(&value.data).ok(),
            _ => None,
        };
        if let Some(zero) = zero {
            let kind = value.kind.clone();
            let zero = Expr::Literal(zero, None);
            return Ok(Typed::operation(NumberOperation(Arithmetic::Subtract), vec![zero, value.expr], kind));
        }
        match &value.kind {
            TrinoType::Decimal(..) => {
                let kind = value.kind.clone();
                let zero = Expr::Literal(ScalarValue::Decimal128(Some(0), 1, 0), None);
                Ok(Typed::operation(DecimalOperation(Arithmetic::Subtract), vec![zero, value.expr], kind))
            }
            kind if interval(kind) => {
                let kind = value.kind.clone();
                let minus = Expr::Literal(ScalarValue::Float64(Some(-1.0)), None);
                Ok(Typed::operation(TemporalOperation::Multiply, vec![value.expr, minus], kind))
            }
            other => Err(mismatch(at, format!("Cannot negate {other}"))),
        }
    }

    pub(super) fn compare(&self, operator: Comparison, left: Typed, right: Typed, at: Position) -> Analysed<Typed> {
        let Some(common) = common_type(&left.kind, &right.kind) else {
            return Err(no_operator(&left.kind, operator.symbol(), &right.kind, at));
        };
        let ordered = !matches!(operator, Comparison::Equal | Comparison::NotEqual);
        if common == TrinoType::Unknown {
            return Ok(null(&TrinoType::Boolean));
        }
        let unordered = matches!(common, TrinoType::Map(..) | TrinoType::Json);
        if ordered && unordered {
            return Err(no_operator(&left.kind, operator.symbol(), &right.kind, at));
        }
        if common == TrinoType::Json {
            return Err(unsupported(
                at,
                "Comparing json values is not supported by this engine; compare json_format(...)",
            ));
        }
        let (left, right) = (self.coerce(left, &common, at)?, self.coerce(right, &common, at)?);
        match common {
            TrinoType::Real | TrinoType::Double => Ok(floats(operator, left, right)),
            TrinoType::IntervalDayToSecond | TrinoType::IntervalYearToMonth => {
                Ok(Typed::operation(IntervalCompare(operator), vec![left.expr, right.expr], TrinoType::Boolean))
            }
            TrinoType::Array(_) | TrinoType::Map(..) | TrinoType::Row(_) => {
                if ordered {
                    let message = format!("{} of type {common} is not supported by this engine", operator.symbol());
                    return Err(unsupported(at, message));
                }
                let equal = Typed::operation(NestedEqual, vec![left.expr, right.expr], TrinoType::Boolean);
                Ok(if operator == Comparison::NotEqual {
                    Typed::boolean(Expr::Not(Box::new(equal.expr)))
                } else {
                    equal
                })
            }
            TrinoType::Char(_) => Err(unsupported(at, "Comparing char values is not supported by this engine")),
            _ => Ok(Typed::boolean(binary_expr(
                one_zone(left.expr, &left.data),
                native(operator),
                one_zone(right.expr, &right.data),
            ))),
        }
    }

    pub(super) fn distinct(&self, left: Typed, right: Typed, at: Position) -> Analysed<Typed> {
        let Some(common) = common_type(&left.kind, &right.kind) else {
            return Err(no_operator(&left.kind, "IS DISTINCT FROM", &right.kind, at));
        };
        let (left, right) = (self.coerce(left, &common, at)?, self.coerce(right, &common, at)?);
        if exact(&common) {
            return Ok(Typed::boolean(binary_expr(left.expr, Operator::IsDistinctFrom, right.expr)));
        }
        match common {
            TrinoType::Real | TrinoType::Double => {
                Ok(Typed::operation(DistinctFrom, vec![left.expr, right.expr], TrinoType::Boolean))
            }
            other => Err(unsupported(at, format!("IS DISTINCT FROM of type {other} is not supported by this engine"))),
        }
    }

    pub(super) fn like(&self, value: Typed, pattern: Typed, escape: Option<Typed>, at: Position) -> Analysed<Typed> {
        let text = |value: Typed, what: &str| match value.kind {
            TrinoType::Varchar(_) => Ok(value),
            TrinoType::Unknown => Ok(null(&TrinoType::Varchar(None))),
            ref other => Err(mismatch(at, format!("{what} must evaluate to a varchar (actual: {other})"))),
        };
        let value = text(value, "Left side of LIKE expression")?;
        let pattern = text(pattern, "Pattern for LIKE expression")?;
        if let (None, Some(written)) = (&escape, pattern.constant_text())
            && !written.contains('\\')
        {
            let like = Like::new(false, Box::new(value.expr), Box::new(pattern.expr), None, false);
            return Ok(Typed::boolean(Expr::Like(like)));
        }
        let mut arguments = vec![value.expr, pattern.expr];
        if let Some(escape) = escape {
            arguments.push(text(escape, "Escape for LIKE expression")?.expr);
        }
        Ok(Typed::operation(LikePattern, arguments, TrinoType::Boolean))
    }

    pub(super) fn subscript(&self, base: Typed, index: Typed, at: Position) -> Analysed<Typed> {
        let refuse = || Err(mismatch(at, format!("Cannot use {} for subscript of {}", index.kind, base.kind)));
        match base.kind.clone() {
            TrinoType::Array(item) => {
                if !integer(&index.kind) && index.kind != TrinoType::Unknown {
                    return refuse();
                }
                let data = item_data(&base.data, &item);
                let index = self.coerce(index, &TrinoType::BigInt, at)?;
                Ok(Typed::operation_as(ArraySubscript, vec![base.expr, index.expr], *item, data))
            }
            TrinoType::Map(key, value) => {
                if common_type(&key, &index.kind).as_ref() != Some(&*key) && !matches!(*key, TrinoType::Varchar(_)) {
                    return refuse();
                }
                if matches!(*key, TrinoType::Varchar(_))
                    && !matches!(index.kind, TrinoType::Varchar(_) | TrinoType::Unknown)
                {
                    return refuse();
                }
                let index = match (&*key, &index.kind) {
                    (TrinoType::Varchar(_), TrinoType::Varchar(_)) => index,
                    _ => self.coerce(index, &key, at)?,
                };
                Ok(Typed::operation(MapSubscript, vec![base.expr, index.expr], *value))
            }
            TrinoType::Row(fields) => {
                let place = match index.constant() {
                    Some(ScalarValue::Int32(Some(place))) => {
                        usize::try_from(*place).ok().and_then(|at| at.checked_sub(1))
                    }
                    _ => return Err(mismatch(at, "Subscript expression on ROW requires a constant index")),
                };
                match place.and_then(|place| Some((place, fields.get(place)?.1.clone()))) {
                    Some((place, kind)) => Ok(field_at(base.expr, place, kind)),
                    None => {
                        Err(mismatch(at, format!("ROW index out of bounds: {}", place.map_or(0, |place| place + 1))))
                    }
                }
            }
            _ => refuse(),
        }
    }
}

fn item_data(list: &DataType, item: &TrinoType) -> DataType {
    match list {
        DataType::List(field) => field.data_type().clone(),
        _ => crate::trino::typed::carrier(item, &crate::trino::typed::utc()),
    }
}

/// Timestamps of all zones compare by their instants.
fn one_zone(value: Expr, data: &DataType) -> Expr {
    match data {
        DataType::Timestamp(unit, Some(zone)) if &**zone != "UTC" => {
            datafusion::logical_expr::cast(value, DataType::Timestamp(*unit, Some(crate::trino::typed::utc())))
        }
        _ => value,
    }
}

fn native(operator: Comparison) -> Operator {
    match operator {
        Comparison::Equal => Operator::Eq,
        Comparison::NotEqual => Operator::NotEq,
        Comparison::Less => Operator::Lt,
        Comparison::LessOrEqual => Operator::LtEq,
        Comparison::Greater => Operator::Gt,
        Comparison::GreaterOrEqual => Operator::GtEq,
    }
}

/// A comparison of doubles or reals. Against a plain constant DataFusion's own comparison stands beside ours: it says no less,
/// and it is the one that skips row groups of Parquet.
fn floats(operator: Comparison, left: Typed, right: Typed) -> Typed {
    let plain = |value: &Typed| match value.constant() {
        Some(ScalarValue::Float64(Some(value))) => value.is_finite() && *value != 0.0,
        Some(ScalarValue::Float32(Some(value))) => value.is_finite() && *value != 0.0,
        _ => false,
    };
    let column = |value: &Typed| matches!(value.expr, Expr::Column(_));
    let prunes = (plain(&left) && column(&right)) || (plain(&right) && column(&left));
    let ours =
        Typed::operation(FloatCompare(operator), vec![left.expr.clone(), right.expr.clone()], TrinoType::Boolean);
    if prunes && operator != Comparison::NotEqual {
        return Typed::boolean(binary_expr(left.expr, native(operator), right.expr).and(ours.expr));
    }
    ours
}
