//! `abs`, `mod`, `sign`: the result has the type of the argument.

use datafusion::{arrow::array::ArrayRef, common::Result};

use crate::{
    function::{
        error::{division_by_zero, out_of_range},
        scalar::Call,
        spec::{Draft, scalar},
    },
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "abs",
            &[
                "abs(tinyint) -> tinyint",
                "abs(smallint) -> smallint",
                "abs(integer) -> integer",
                "abs(bigint) -> bigint",
                "abs(real) -> real",
                "abs(double) -> double",
                "abs(decimal(p,s)) -> decimal(p,s)",
            ],
            abs,
        ),
        scalar(
            "sign",
            &[
                "sign(tinyint) -> tinyint",
                "sign(smallint) -> smallint",
                "sign(integer) -> integer",
                "sign(bigint) -> bigint",
                "sign(real) -> real",
                "sign(double) -> double",
                "sign(decimal(p,s)) -> decimal(p,s)",
            ],
            sign,
        )
        .result(|types, result| match types {
            [TrinoType::Decimal(..)] => TrinoType::Decimal(1, 0),
            _ => result,
        }),
        scalar(
            "mod",
            &[
                "mod(tinyint, tinyint) -> tinyint",
                "mod(smallint, smallint) -> smallint",
                "mod(integer, integer) -> integer",
                "mod(bigint, bigint) -> bigint",
                "mod(real, real) -> real",
                "mod(double, double) -> double",
                "mod(decimal(p,s), decimal(p,s)) -> decimal(p,s)",
            ],
            modulus,
        )
        .result(|types, result| match types {
            [TrinoType::Decimal(p, s), TrinoType::Decimal(q, t)] => {
                let before = (i16::from(*p) - i16::from(*s)).min(i16::from(*q) - i16::from(*t));
                let scale = *s.max(t);
                TrinoType::Decimal((before + i16::from(scale)).clamp(1, 38) as u8, scale)
            }
            _ => result,
        }),
    ]
}

fn abs(call: &Call<'_>) -> Result<ArrayRef> {
    macro_rules! checked {
        ($kind:ty, $name:literal) => {
            call.map1(|value: $kind| {
                value.checked_abs().ok_or_else(|| {
                    out_of_range(concat!("Value -", stringify!($kind), " is out of range for abs(", $name, ")"))
                })
            })
        };
    }
    match call.types {
        [TrinoType::TinyInt] => checked!(i8, "tinyint"),
        [TrinoType::SmallInt] => checked!(i16, "smallint"),
        [TrinoType::Integer] => checked!(i32, "integer"),
        [TrinoType::BigInt] => checked!(i64, "bigint"),
        [TrinoType::Real] => call.map1(f32::abs),
        [TrinoType::Decimal(..)] => call.map1(i128::abs),
        _ => call.map1(f64::abs),
    }
}

fn sign(call: &Call<'_>) -> Result<ArrayRef> {
    match call.types {
        [TrinoType::TinyInt] => call.map1(i8::signum),
        [TrinoType::SmallInt] => call.map1(i16::signum),
        [TrinoType::Integer] => call.map1(i32::signum),
        [TrinoType::BigInt] => call.map1(i64::signum),
        [TrinoType::Decimal(..)] => super::rounding::decimals(call.map1(i128::signum)?, call.result),
        [TrinoType::Real] => call.map1(|value: f32| if value == 0.0 { value } else { value.signum() }),
        _ => call.map1(|value: f64| if value == 0.0 { value } else { value.signum() }),
    }
}

fn modulus(call: &Call<'_>) -> Result<ArrayRef> {
    macro_rules! checked {
        ($kind:ty) => {
            call.map2(|value: $kind, by: $kind| match by {
                0 => Err(division_by_zero()),
                by => Ok(value.wrapping_rem(by)),
            })
        };
    }
    match call.types {
        [TrinoType::TinyInt, _] => checked!(i8),
        [TrinoType::SmallInt, _] => checked!(i16),
        [TrinoType::Integer, _] => checked!(i32),
        [TrinoType::BigInt, _] => checked!(i64),
        [TrinoType::Decimal(_, s), TrinoType::Decimal(_, t)] => {
            let scale = *s.max(t);
            let power = |from: i8| 10i128.checked_pow(u32::from((scale - from).unsigned_abs()));
            let (Some(a), Some(b)) = (power(*s), power(*t)) else { return Err(out_of_range("Decimal overflow")) };
            let column = call.map2(|value: i128, by: i128| {
                let value = value.checked_mul(a).ok_or_else(|| out_of_range("Decimal overflow"))?;
                let by = by.checked_mul(b).ok_or_else(|| out_of_range("Decimal overflow"))?;
                value.checked_rem(by).ok_or_else(division_by_zero)
            })?;
            super::rounding::decimals(column, call.result)
        }
        [TrinoType::Real, _] => call.map2(|value: f32, by: f32| value % by),
        _ => call.map2(|value: f64, by: f64| value % by),
    }
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{double, failure_columns, int, show_columns};

    #[test]
    fn mod_has_the_sign_of_the_dividend() {
        assert_eq!(show_columns("mod", vec![int(&[7, -7, 7]), int(&[3, 3, -3])]), ["1", "-1", "1"]);
        assert_eq!(failure_columns("mod", vec![int(&[1]), int(&[0])]), "Division by zero");
        assert_eq!(show_columns("mod", vec![double(&[5.5]), double(&[0.0])]), ["NaN"]);
    }

    #[test]
    fn abs_of_the_smallest_integer_is_an_error() {
        assert!(failure_columns("abs", vec![int(&[i64::MIN])]).contains("out of range"));
        assert_eq!(show_columns("abs", vec![int(&[-5, 5])]), ["5", "5"]);
        assert_eq!(show_columns("sign", vec![double(&[-2.5, 0.0, f64::NAN])]), ["-1.0", "0.0", "NaN"]);
    }
}
