//! `Number`: a number as a text has it, exact, for comparing the cells of result tables.
//!
//! `3`, `3.0` and `3E0` are one number. Texts with more than 38 digits, and `NaN` or `Infinity`, are none here and are
//! compared as texts.

/// A decimal number: `mantissa` times ten to the power of `exponent`. The mantissa does not end in zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Number {
    mantissa: i128,
    exponent: i32,
}

impl Number {
    /// Reads `-12.50`, `1.0E20`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (digits, power) = match unsigned.split_once(['e', 'E']) {
            Some((digits, power)) => (digits, power.parse::<i32>().ok().filter(|power| power.abs() <= 1_000)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || (digits.contains('.') && fraction.is_empty())
            || !all_digits(whole)
            || !all_digits(fraction)
        {
            return None;
        }
        let joined = format!("{whole}{fraction}");
        let trimmed = joined.trim_start_matches('0').trim_end_matches('0');
        if trimmed.len() > 38 {
            return None;
        }
        let zeros = joined.len() - joined.trim_end_matches('0').len();
        let mantissa: i128 = if trimmed.is_empty() { 0 } else { trimmed.parse().ok()? };
        let exponent = power - i32::try_from(fraction.len()).ok()? + i32::try_from(zeros).ok()?;
        Some(match mantissa {
            0 => Self { mantissa: 0, exponent: 0 },
            _ => Self { mantissa: if negative { -mantissa } else { mantissa }, exponent },
        })
    }

    /// Whether both are no further apart than `tolerance`, which is not negative.
    pub(crate) fn within(self, other: Self, tolerance: Self) -> bool {
        let lowest = self.exponent.min(other.exponent).min(tolerance.exponent);
        let scaled = |number: Self| {
            let power = u32::try_from(number.exponent.checked_sub(lowest)?).ok()?;
            number.mantissa.checked_mul(10_i128.checked_pow(power)?)
        };
        let exact = || scaled(self)?.checked_sub(scaled(other)?)?.checked_abs().zip(scaled(tolerance));
        match exact() {
            Some((apart, allowed)) => apart <= allowed,
            None => (self.approximate() - other.approximate()).abs() <= tolerance.approximate(),
        }
    }

    /// For sorting.
    #[expect(clippy::cast_precision_loss, reason = "this is the approximation that callers ask for")]
    pub(crate) fn approximate(self) -> f64 {
        self.mantissa as f64 * 10_f64.powi(self.exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect(text)
    }

    #[test]
    fn what_is_worth_the_same_is_equal() {
        for (a, b) in [
            ("3", "3.0"),
            ("1.0E20", "100000000000000000000"),
            ("-0.50", "-.5e0".replace("-.", "-0.").as_str()),
            ("0", "-0.00"),
            ("+7", "007"),
        ] {
            assert_eq!(number(a), number(b), "{a} {b}");
        }
        assert_ne!(number("9007199254740993"), number("9007199254740992"));
        for text in ["", "-", ".", "1.", ".5", "1e", "NaN", "Infinity", "1,5", "0x1", " 1", &"9".repeat(39)] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_tolerance_is_exact() {
        assert!(number("0.31").within(number("0.30"), number("0.01")));
        assert!(!number("0.3100001").within(number("0.30"), number("0.01")));
        assert!(number("1e300").within(number("1e300"), number("0")));
        assert!(!number("1e300").within(number("-1e300"), number("1")));
        assert!(number("-1").within(number("1"), number("2.0")));
    }
}
