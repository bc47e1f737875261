//! `round`, `ceiling`, `ceil`, `floor`, `truncate`. Halves go away from zero.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray},
        datatypes::{DataType, Decimal128Type},
    },
    common::Result,
};

use crate::{
    function::{
        aggregate::divide_half_up,
        error::{out_of_range, wrong_column},
        scalar::Call,
        spec::{Draft, scalar},
    },
    trino_type::TrinoType,
};

macro_rules! every_number {
    ($name:literal) => {
        [
            concat!($name, "(tinyint) -> tinyint"),
            concat!($name, "(smallint) -> smallint"),
            concat!($name, "(integer) -> integer"),
            concat!($name, "(bigint) -> bigint"),
            concat!($name, "(real) -> real"),
            concat!($name, "(double) -> double"),
            concat!($name, "(decimal(p,s)) -> decimal(p,s)"),
        ]
    };
}

pub(super) fn functions() -> Vec<Draft> {
    let mut round = every_number!("round").to_vec();
    round.extend([
        "round(tinyint, bigint) -> tinyint",
        "round(smallint, bigint) -> smallint",
        "round(integer, bigint) -> integer",
        "round(bigint, bigint) -> bigint",
        "round(real, bigint) -> real",
        "round(double, bigint) -> double",
        "round(decimal(p,s), bigint) -> decimal(p,s)",
    ]);
    vec![
        scalar("round", &round, rounded).result(|types, result| match types {
            [TrinoType::Decimal(p, s)] => whole(*p, *s),
            [TrinoType::Decimal(p, s), _] => TrinoType::Decimal((p + 1).min(38), *s),
            _ => result,
        }),
        scalar("ceiling", &every_number!("ceiling"), |call| to_whole(call, f64::ceil, f32::ceil, ceiling))
            .result(limit),
        scalar("ceil", &every_number!("ceil"), |call| to_whole(call, f64::ceil, f32::ceil, ceiling)).result(limit),
        scalar("floor", &every_number!("floor"), |call| to_whole(call, f64::floor, f32::floor, i128::div_euclid))
            .result(limit),
        scalar(
            "truncate",
            &[
                "truncate(real) -> real",
                "truncate(double) -> double",
                "truncate(decimal(p,s)) -> decimal(p,s)",
                "truncate(decimal(p,s), bigint) -> decimal(p,s)",
            ],
            truncate,
        )
        .result(|types, result| match types {
            [TrinoType::Decimal(p, s)] => TrinoType::Decimal(p.saturating_sub(s.unsigned_abs()).max(1), 0),
            _ => result,
        }),
    ]
}

/// The type of a decimal rounded to its whole part, which may grow by a digit.
fn whole(precision: u8, scale: i8) -> TrinoType {
    TrinoType::Decimal((precision - scale.unsigned_abs().min(precision) + u8::from(scale > 0)).clamp(1, 38), 0)
}

fn limit(types: &[TrinoType], result: TrinoType) -> TrinoType {
    match types {
        [TrinoType::Decimal(p, s)] => whole(*p, *s),
        _ => result,
    }
}

fn ceiling(value: i128, by: i128) -> i128 {
    -(-value).div_euclid(by)
}

/// Gives unscaled numbers the decimal type that the call promised.
pub(super) fn decimals(column: ArrayRef, kind: &DataType) -> Result<ArrayRef> {
    let column = column.as_primitive_opt::<Decimal128Type>().ok_or_else(|| wrong_column("round"))?;
    Ok(Arc::new(column.clone().with_data_type(kind.clone())))
}

fn power(digits: u32) -> Result<i128> {
    10i128.checked_pow(digits).ok_or_else(|| out_of_range("Decimal overflow"))
}

fn to_whole(
    call: &Call<'_>,
    double: fn(f64) -> f64,
    real: fn(f32) -> f32,
    decimal: fn(i128, i128) -> i128,
) -> Result<ArrayRef> {
    match call.types {
        [TrinoType::Double] => call.map1(double),
        [TrinoType::Real] => call.map1(real),
        [TrinoType::Decimal(_, scale)] => {
            let by = power(u32::from(scale.unsigned_abs()))?;
            decimals(call.map1(|value: i128| decimal(value, by))?, call.result)
        }
        _ => call.argument(0).cloned(),
    }
}

fn rounded(call: &Call<'_>) -> Result<ArrayRef> {
    macro_rules! integers {
        ($kind:ty, $name:literal) => {
            call.map2(|value: $kind, places: i64| {
                <$kind>::try_from(round_integer(value.into(), places))
                    .map_err(|_| out_of_range(format!("{}: {value}", concat!($name, " out of range"))))
            })
        };
    }
    match call.types {
        [TrinoType::Double] => call.map1(|value: f64| round_double(value, 0)),
        [TrinoType::Real] => call.map1(|value: f32| round_double(value.into(), 0) as f32),
        [TrinoType::Decimal(..)] => to_whole(call, f64::round, f32::round, divide_half_up),
        [_] => call.argument(0).cloned(),
        [TrinoType::TinyInt, _] => integers!(i8, "tinyint"),
        [TrinoType::SmallInt, _] => integers!(i16, "smallint"),
        [TrinoType::Integer, _] => integers!(i32, "integer"),
        [TrinoType::BigInt, _] => integers!(i64, "bigint"),
        [TrinoType::Decimal(_, scale), _] => {
            let scale = i64::from(*scale);
            let column = call.map2(|value: i128, places: i64| match scale - places {
                ..=0 => value,
                drop @ 1..=38 => match 10i128.checked_pow(drop as u32) {
                    Some(by) => divide_half_up(value, by) * by,
                    None => 0,
                },
                _ => 0,
            })?;
            decimals(column, call.result)
        }
        [TrinoType::Real, _] => call.map2(|value: f32, places: i64| round_double(value.into(), places) as f32),
        _ => call.map2(round_double),
    }
}

fn round_integer(value: i64, places: i64) -> i128 {
    let value = i128::from(value);
    match places {
        0.. => value,
        -19..=-1 => {
            let by = 10i128.pow(places.unsigned_abs() as u32);
            divide_half_up(value, by) * by
        }
        _ => 0,
    }
}

fn round_double(value: f64, places: i64) -> f64 {
    if !value.is_finite() {
        return value;
    }
    let places = places.clamp(-400, 400) as i32;
    let factor = 10f64.powi(places);
    let scaled = value.abs() * factor;
    if factor == 0.0 {
        return 0.0;
    }
    // Past 2^53 a double has no fraction left to round, and what scaling would break is left alone.
    if !scaled.is_finite() || scaled >= 9_007_199_254_740_992.0 {
        return value;
    }
    let floor = scaled.floor();
    let rounded = if scaled - floor >= 0.5 { floor + 1.0 } else { floor };
    (rounded / factor).copysign(value)
}

fn truncate(call: &Call<'_>) -> Result<ArrayRef> {
    match call.types {
        [TrinoType::Double] => call.map1(f64::trunc),
        [TrinoType::Real] => call.map1(f32::trunc),
        [TrinoType::Decimal(_, scale)] => {
            let by = power(u32::from(scale.unsigned_abs()))?;
            decimals(call.map1(|value: i128| value / by)?, call.result)
        }
        [TrinoType::Decimal(_, scale), _] => {
            let scale = i64::from(*scale);
            let column = call.map2(|value: i128, places: i64| match scale - places {
                ..=0 => value,
                drop @ 1..=38 => 10i128.checked_pow(drop as u32).map_or(0, |by| value / by * by),
                _ => 0,
            })?;
            decimals(column, call.result)
        }
        _ => Err(wrong_column(call.name)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, Decimal128Array};

    use crate::{
        function::testing::{double, int, integer, show_columns, type_of},
        trino_type::TrinoType,
    };

    fn decimal(values: &[i128], precision: u8, scale: i8) -> ArrayRef {
        Arc::new(Decimal128Array::from(values.to_vec()).with_precision_and_scale(precision, scale).unwrap())
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(show_columns("round", vec![double(&[2.5, -2.5, 0.49, f64::NAN])]), ["3.0", "-3.0", "0.0", "NaN"]);
        assert_eq!(
            show_columns("round", vec![double(&[0.12345, -1.005, 1e300]), int(&[4, 1, 2])]),
            ["0.1235", "-1.0", "1.0E300"]
        );
        assert_eq!(show_columns("round", vec![int(&[125, -125, 7]), int(&[-1, -1, 2])]), ["130", "-130", "7"]);
        assert_eq!(show_columns("round", vec![integer(&[7])]), ["7"]);
    }

    #[test]
    fn decimals_round_exactly() {
        assert_eq!(show_columns("round", vec![decimal(&[250, -250, 149], 5, 2)]), ["3", "-3", "1"]);
        assert_eq!(show_columns("round", vec![decimal(&[255, -255], 5, 2), int(&[1, 1])]), ["2.60", "-2.60"]);
        assert_eq!(show_columns("floor", vec![decimal(&[-151, 151], 5, 2)]), ["-2", "1"]);
        assert_eq!(show_columns("ceiling", vec![decimal(&[-151, 151], 5, 2)]), ["-1", "2"]);
        assert_eq!(show_columns("truncate", vec![decimal(&[-159, 159], 5, 2), int(&[1, 1])]), ["-1.50", "1.50"]);
        assert_eq!(type_of("round", &[TrinoType::Decimal(5, 2)]), "decimal(4,0)");
        assert_eq!(type_of("floor", &[TrinoType::Integer]), "integer");
    }
}
