//! `+ - * / %` of numbers. Integers overflow with an error, decimals follow Trino's rules of precision and scale, doubles
//! and reals follow IEEE.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Decimal128Array, PrimitiveArray},
        compute::kernels::numeric,
        datatypes::{ArrowPrimitiveType, DataType, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, i256},
    },
    common::{DataFusionError, Result},
};

use crate::{
    query_error::ErrorKind,
    trino::{
        operation::{Kernel, column, expected, raise},
        tree::Arithmetic,
    },
    trino_type::TrinoType,
};

/// An operator on two columns of one type: an integer, real or double.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct NumberOperation(pub(in crate::trino) Arithmetic);

impl Kernel for NumberOperation {
    fn name(&self) -> &'static str {
        self.0.symbol()
    }

    fn run(&self, columns: &[ArrayRef], _: usize, result: &DataType) -> Result<ArrayRef> {
        let (left, right) = (column(columns, 0)?, column(columns, 1)?);
        let computed = match self.0 {
            Arithmetic::Add => numeric::add(left, right),
            Arithmetic::Subtract => numeric::sub(left, right),
            Arithmetic::Multiply => numeric::mul(left, right),
            Arithmetic::Divide => numeric::div(left, right),
            Arithmetic::Modulus => numeric::rem(left, right),
        };
        match computed {
            Ok(column) => Ok(column),
            // Arrow says only that some row has failed; the message names the row's values.
            Err(_) => match result {
                DataType::Int8 => slow::<Int8Type>(self.0, left, right, "tinyint"),
                DataType::Int16 => slow::<Int16Type>(self.0, left, right, "smallint"),
                DataType::Int32 => slow::<Int32Type>(self.0, left, right, "integer"),
                DataType::Int64 => slow::<Int64Type>(self.0, left, right, "bigint"),
                _ => expected(None),
            },
        }
    }
}

fn slow<T>(operator: Arithmetic, left: &ArrayRef, right: &ArrayRef, name: &str) -> Result<ArrayRef>
where
    T: ArrowPrimitiveType,
    T::Native: Into<i64> + TryFrom<i128>,
{
    let (left, right) = (expected(left.as_primitive_opt::<T>())?, expected(right.as_primitive_opt::<T>())?);
    let one = |pair: (Option<T::Native>, Option<T::Native>)| -> Result<Option<T::Native>> {
        let (Some(a), Some(b)) = pair else { return Ok(None) };
        let (a, b): (i64, i64) = (a.into(), b.into());
        let (a, b) = (i128::from(a), i128::from(b));
        let (value, what) = match operator {
            Arithmetic::Add => (a + b, "addition"),
            Arithmetic::Subtract => (a - b, "subtraction"),
            Arithmetic::Multiply => (a * b, "multiplication"),
            Arithmetic::Divide if b != 0 => (a / b, "division"),
            Arithmetic::Modulus if b != 0 => (a % b, "modulus"),
            Arithmetic::Divide | Arithmetic::Modulus => return Err(division_by_zero()),
        };
        match T::Native::try_from(value) {
            Ok(value) => Ok(Some(value)),
            Err(_) => {
                let message = format!("{name} {what} overflow: {a} {} {b}", operator.symbol());
                Err(raise(ErrorKind::NumericValueOutOfRange, message))
            }
        }
    };
    let rows = left.iter().zip(right.iter()).map(one).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(PrimitiveArray::<T>::from_iter(rows)))
}

pub(super) fn division_by_zero() -> DataFusionError {
    raise(ErrorKind::DivisionByZero, "Division by zero")
}

/// The type of an operator on two decimals; `None` when its scale would not fit.
pub(in crate::trino) fn decimal_result(operator: Arithmetic, left: (u8, i8), right: (u8, i8)) -> Option<TrinoType> {
    let ((p, s), (q, t)) = ((i16::from(left.0), i16::from(left.1)), (i16::from(right.0), i16::from(right.1)));
    let (precision, scale) = match operator {
        Arithmetic::Add | Arithmetic::Subtract => ((p - s).max(q - t) + 1 + s.max(t), s.max(t)),
        Arithmetic::Multiply => (p + q, s + t),
        Arithmetic::Divide => (p + t + (t - s).max(0), s.max(t)),
        Arithmetic::Modulus => ((p - s).min(q - t) + s.max(t), s.max(t)),
    };
    let precision = precision.clamp(1, 38);
    (scale <= precision).then_some(())?;
    Some(TrinoType::Decimal(u8::try_from(precision).ok()?, i8::try_from(scale).ok()?))
}

/// An operator on two decimal columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct DecimalOperation(pub(in crate::trino) Arithmetic);

impl Kernel for DecimalOperation {
    fn name(&self) -> &'static str {
        self.0.symbol()
    }

    fn run(&self, columns: &[ArrayRef], _: usize, result: &DataType) -> Result<ArrayRef> {
        let (left, right) = (column(columns, 0)?, column(columns, 1)?);
        let (DataType::Decimal128(_, s), DataType::Decimal128(_, t)) = (left.data_type(), right.data_type()) else {
            return expected(None);
        };
        let &DataType::Decimal128(precision, scale) = result else { return expected(None) };
        let (s, t) = (power(*s), power(*t));
        let (left, right) = (
            expected(left.as_primitive_opt::<Decimal128Type>())?,
            expected(right.as_primitive_opt::<Decimal128Type>())?,
        );
        let unit = power(scale);
        let limit = power(precision.cast_signed());
        let one = |pair: (Option<i128>, Option<i128>)| -> Result<Option<i128>> {
            let (Some(a), Some(b)) = pair else { return Ok(None) };
            // Widened, nothing below can overflow: 38 digits times 38 digits fit into 256 bits.
            let (a, b) = (i256::from_i128(a), i256::from_i128(b));
            let (x, y) = (scaled(a, unit, s), scaled(b, unit, t));
            let value = match self.0 {
                Arithmetic::Add => x.and_then(|x| x.checked_add(y?)),
                Arithmetic::Subtract => x.and_then(|x| x.checked_sub(y?)),
                Arithmetic::Multiply => a.checked_mul(b),
                Arithmetic::Divide | Arithmetic::Modulus if b == i256::ZERO => return Err(division_by_zero()),
                Arithmetic::Modulus => x.and_then(|x| x.checked_rem(y?)),
                // a/10^s divided by b/10^t at the result's scale: a · 10^(scale + t − s) / b.
                Arithmetic::Divide => {
                    let numerator = a.checked_mul(unit).and_then(|a| a.checked_mul(t));
                    numerator.zip(b.checked_mul(s)).and_then(|(numerator, b)| rounded(numerator, b))
                }
            };
            let value = value.filter(|value| *value < limit && *value > limit.wrapping_neg()).and_then(i256::to_i128);
            value.map(Some).ok_or_else(|| raise(ErrorKind::NumericValueOutOfRange, "Decimal overflow"))
        };
        let rows = left.iter().zip(right.iter()).map(one).collect::<Result<Vec<_>>>()?;
        Ok(Arc::new(Decimal128Array::from(rows).with_precision_and_scale(precision, scale)?))
    }
}

fn power(exponent: i8) -> i256 {
    i256::from_i128(10_i128.pow(u32::from(exponent.clamp(0, 38).unsigned_abs())))
}

/// A value of scale `own` at the scale `unit`, which is not smaller.
fn scaled(value: i256, unit: i256, own: i256) -> Option<i256> {
    value.checked_mul(unit.checked_div(own)?)
}

/// Division that rounds halves away from zero.
fn rounded(numerator: i256, denominator: i256) -> Option<i256> {
    let quotient = numerator.checked_div(denominator)?;
    let rest = numerator.checked_rem(denominator)?;
    let twice = rest.checked_mul(i256::from_i128(2))?;
    if twice.wrapping_abs() < denominator.wrapping_abs() {
        return Some(quotient);
    }
    let negative = (numerator < i256::ZERO) != (denominator < i256::ZERO);
    quotient.checked_add(i256::from_i128(if negative { -1 } else { 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_get_the_precision_that_trino_documents() {
        let result = |operator, left, right| decimal_result(operator, left, right).unwrap().to_string();
        assert_eq!(result(Arithmetic::Add, (10, 2), (5, 1)), "decimal(11,2)");
        assert_eq!(result(Arithmetic::Multiply, (10, 2), (5, 1)), "decimal(15,3)");
        assert_eq!(result(Arithmetic::Divide, (10, 2), (5, 1)), "decimal(11,2)");
        assert_eq!(result(Arithmetic::Modulus, (10, 2), (5, 1)), "decimal(6,2)");
        assert_eq!(result(Arithmetic::Add, (38, 0), (38, 0)), "decimal(38,0)");
    }
}
