//! Doubles and reals as Java prints them, which is how Trino shows them: `1.0`, `1.0E20`, `1.0E-5`, `NaN`, `Infinity`.

use std::fmt::{self, LowerExp, Write};

/// Appends `value` in the notation of `Double.toString`: plain from 10⁻³ up to 10⁷, scientific beyond, always with a decimal
/// point and never with more digits than it takes to read the same number back.
pub(crate) fn write_java<F: LowerExp + Into<f64> + Copy>(out: &mut impl Write, value: F) -> fmt::Result {
    let wide: f64 = value.into();
    if wide.is_nan() {
        return out.write_str("NaN");
    }
    if wide.is_infinite() {
        return out.write_str(if wide > 0.0 { "Infinity" } else { "-Infinity" });
    }
    if wide == 0.0 {
        return out.write_str(if wide.is_sign_negative() { "-0.0" } else { "0.0" });
    }
    // Rust's shortest form: `-1.25e-5`. The width decides the digits: a real has fewer than the double that it widens to.
    let shortest = format!("{value:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    out.write_str(sign)?;
    if !(-3..7).contains(&exponent) {
        let fraction = if fraction.is_empty() { "0" } else { fraction };
        return write!(out, "{whole}.{fraction}E{exponent}");
    }
    let Ok(places) = usize::try_from(exponent) else {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        return write!(out, "0.{}{whole}{fraction}", "0".repeat(zeros));
    };
    match fraction.split_at_checked(places) {
        Some((moved, rest)) => write!(out, "{whole}{moved}.{}", if rest.is_empty() { "0" } else { rest }),
        None => write!(out, "{whole}{fraction}{}.0", "0".repeat(places - fraction.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn java(value: f64) -> String {
        let mut out = String::new();
        write_java(&mut out, value).unwrap();
        out
    }

    #[test]
    fn doubles_are_written_as_java_writes_them() {
        let cases = [
            (1.0, "1.0"),
            (-1.5, "-1.5"),
            (0.001, "0.001"),
            (0.000_99, "9.9E-4"),
            (1e7, "1.0E7"),
            (9_999_999.0, "9999999.0"),
            (1_234_567.25, "1234567.25"),
            (12_345_678.5, "1.23456785E7"),
            (1e20, "1.0E20"),
            (1e-5, "1.0E-5"),
            (123.0, "123.0"),
            (100.0, "100.0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
            (-0.0, "-0.0"),
            (f64::MAX, "1.7976931348623157E308"),
            (5e-324, "5.0E-324"),
        ];
        for (value, expected) in cases {
            assert_eq!(java(value), expected);
        }
        let mut real = String::new();
        write_java(&mut real, 0.1f32).unwrap();
        assert_eq!(real, "0.1");
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_reads_back(bits in proptest::num::u64::ANY) {
            let value = f64::from_bits(bits);
            if value.is_finite() {
                proptest::prop_assert_eq!(java(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
            }
        }
    }
}
