//! Bitwise functions. Integers of every width; shifts past the width give 0, or the sign for arithmetic ones.

use datafusion::{arrow::array::ArrayRef, common::Result};

use crate::{
    function::{
        error::invalid,
        scalar::Call,
        spec::{Draft, scalar},
    },
    trino_type::TrinoType,
};

/// The rows of the group "Bitwise".
pub(in crate::function) fn functions() -> Vec<Draft> {
    let two = |name, text: &'static str, f: fn(i64, i64) -> i64| scalar(name, &[text], move |call| call.map2(f));
    macro_rules! shifts {
        ($name:literal) => {
            [
                concat!($name, "(tinyint, bigint) -> tinyint"),
                concat!($name, "(smallint, bigint) -> smallint"),
                concat!($name, "(integer, bigint) -> integer"),
                concat!($name, "(bigint, bigint) -> bigint"),
            ]
        };
    }
    vec![
        two("bitwise_and", "bitwise_and(bigint, bigint) -> bigint", |a, b| a & b),
        two("bitwise_or", "bitwise_or(bigint, bigint) -> bigint", |a, b| a | b),
        two("bitwise_xor", "bitwise_xor(bigint, bigint) -> bigint", |a, b| a ^ b),
        scalar("bitwise_not", &["bitwise_not(bigint) -> bigint"], |call| call.map1(|value: i64| !value)),
        scalar("bitwise_left_shift", &shifts!("bitwise_left_shift"), |call| shift(call, Shift::Left)),
        scalar("bitwise_right_shift", &shifts!("bitwise_right_shift"), |call| shift(call, Shift::Right)),
        scalar("bitwise_right_shift_arithmetic", &shifts!("bitwise_right_shift_arithmetic"), |call| {
            shift(call, Shift::Arithmetic)
        }),
        scalar("bit_count", &["bit_count(bigint, bigint) -> bigint"], |call| call.map2(bit_count)),
    ]
}

#[derive(Debug, Clone, Copy)]
enum Shift {
    Left,
    Right,
    Arithmetic,
}

fn shift(call: &Call<'_>, shift: Shift) -> Result<ArrayRef> {
    macro_rules! width {
        ($signed:ty, $unsigned:ty) => {
            call.map2(|value: $signed, by: i64| {
                let by = u32::try_from(by).unwrap_or(u32::MAX);
                match shift {
                    Shift::Left => value.checked_shl(by).unwrap_or(0),
                    Shift::Right => (value as $unsigned).checked_shr(by).unwrap_or(0) as $signed,
                    Shift::Arithmetic => value.checked_shr(by).unwrap_or(if value < 0 { -1 } else { 0 }),
                }
            })
        };
    }
    match call.types {
        [TrinoType::TinyInt, _] => width!(i8, u8),
        [TrinoType::SmallInt, _] => width!(i16, u16),
        [TrinoType::Integer, _] => width!(i32, u32),
        _ => width!(i64, u64),
    }
}

fn bit_count(value: i64, bits: i64) -> Result<i64> {
    if !(2..=64).contains(&bits) {
        return Err(invalid(format!("Bits specified in bit_count must be between 2 and 64, got {bits}")));
    }
    let room = 64 - bits;
    if (value << room) >> room != value {
        return Err(invalid(format!(
            "Number must be representable with the bits specified. {value} can not be represented with {bits} bits"
        )));
    }
    Ok(i64::from(((value as u64) << room).count_ones()))
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{failure_columns, int, show_columns};

    #[test]
    fn the_documented_examples() {
        assert_eq!(show_columns("bit_count", vec![int(&[9, 9, -7, -7]), int(&[64, 8, 64, 8])]), ["2", "2", "62", "6"]);
        assert!(failure_columns("bit_count", vec![int(&[300]), int(&[8])]).contains("can not be represented"));
        assert_eq!(show_columns("bitwise_and", vec![int(&[19]), int(&[25])]), ["17"]);
        assert_eq!(show_columns("bitwise_not", vec![int(&[19, -12])]), ["-20", "11"]);
        assert_eq!(show_columns("bitwise_left_shift", vec![int(&[1, -1]), int(&[2, 64])]), ["4", "0"]);
        assert_eq!(show_columns("bitwise_right_shift_arithmetic", vec![int(&[-8, -8]), int(&[1, 80])]), ["-4", "-1"]);
        assert_eq!(show_columns("bitwise_right_shift", vec![int(&[-1]), int(&[63])]), ["1"]);
    }
}
