//! Text → [`Number`]: DynamoDB's grammar for numbers and the limits that hold when one is read.
//!
//! The exponent is read as a 64-bit integer and only compared with the limits, so an absurd one costs nothing. Digits are
//! looked at once, however many there are.

use super::{MAX_ADJUSTED, MAX_DIGITS, MIN_ADJUSTED, Number, NumberError, Sign};

impl Number {
    /// Reads `[+-]digits[.digits][e[+-]digits]`, with digits on at least one side of the point.
    pub(crate) fn parse(text: &str) -> Result<Self, NumberError> {
        let literal = Literal::split(text).ok_or_else(|| NumberError::NotNumeric(text.to_owned()))?;
        literal.number()
    }
}

/// The parts of a number's text.
struct Literal<'t> {
    sign: Sign,
    whole: &'t [u8],
    fraction: &'t [u8],
    /// `None` when the text has no `e`.
    exponent: Option<i64>,
}

impl<'t> Literal<'t> {
    fn split(text: &'t str) -> Option<Self> {
        let (sign, unsigned) = match text.strip_prefix(['+', '-']) {
            Some(rest) if text.starts_with('-') => (Sign::Negative, rest),
            Some(rest) => (Sign::Positive, rest),
            None => (Sign::Positive, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(read_exponent(exponent)?)),
            None => (unsigned, None),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits_only(whole) || !digits_only(fraction) {
            return None;
        }
        Some(Self { sign, whole: whole.as_bytes(), fraction: fraction.as_bytes(), exponent })
    }

    fn number(&self) -> Result<Number, NumberError> {
        let digits = || self.whole.iter().chain(self.fraction).map(|byte| byte - b'0');
        let Some(first) = digits().position(|digit| digit != 0) else {
            return self.zero();
        };
        let length = self.whole.len() + self.fraction.len();
        let trailing = self.fraction.iter().rev().chain(self.whole.iter().rev()).take_while(|byte| **byte == b'0');
        let significant = length - first - trailing.count();
        let exponent = self.exponent.unwrap_or(0);
        // Weight of the digit at place `i`, counted from the left: whole.len() - 1 - i, shifted by the exponent.
        let weight = |place: usize| exponent.saturating_add(as_i64(self.whole.len()) - 1 - as_i64(place));
        if weight(first) > MAX_ADJUSTED {
            Err(NumberError::Overflow)
        } else if weight(first) < MIN_ADJUSTED {
            Err(NumberError::Underflow)
        } else if u32::try_from(significant).map_or(true, |count| count > MAX_DIGITS) {
            Err(NumberError::TooPrecise)
        } else {
            let coefficient =
                digits().skip(first).take(significant).fold(0u128, |sum, digit| sum * 10 + u128::from(digit));
            Number::new(self.sign, coefficient, weight(first + significant - 1))
        }
    }

    /// DynamoDB checks the exponent that a zero is written with: `0e126` overflows.
    fn zero(&self) -> Result<Number, NumberError> {
        let Some(exponent) = self.exponent else { return Ok(Number::ZERO) };
        match exponent.saturating_sub(as_i64(self.fraction.len())) {
            MIN_ADJUSTED..=MAX_ADJUSTED => Ok(Number::ZERO),
            below if below < MIN_ADJUSTED => Err(NumberError::Underflow),
            _ => Err(NumberError::Overflow),
        }
    }
}

/// An exponent that fits 64 bits. A longer one makes the whole text not a number, as in DynamoDB.
fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn as_i64(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_refused_with_its_text() {
        for text in [
            "", " 5", "5 ", "1.2.3", "+e2", "e2", ".", "-", "+", "1e", "1e+", "0x10", "NaN", "Infinity", "1_000", "١",
            "--1",
        ] {
            assert_eq!(Number::parse(text), Err(NumberError::NotNumeric(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn digits_on_one_side_of_the_point_suffice() {
        assert_eq!(Number::parse(".5").unwrap().to_string(), "0.5");
        assert_eq!(Number::parse("5.").unwrap().to_string(), "5");
    }

    #[test]
    fn the_38th_digit_is_kept_and_the_39th_refused() {
        let kept = "12345678901234567890123456789012345678";
        assert_eq!(Number::parse(kept).unwrap().to_string(), kept);
        assert_eq!(Number::parse(&format!("{kept}9")), Err(NumberError::TooPrecise));
        assert_eq!(Number::parse(&format!("0.{kept}9")), Err(NumberError::TooPrecise));
        assert!(Number::parse(&format!("000{kept}000")).is_ok(), "zeros around the digits are not significant");
    }

    #[test]
    fn the_range_ends_where_dynamodb_says() {
        assert!(Number::parse("9.9999999999999999999999999999999999999E+125").is_ok());
        assert!(Number::parse("-9.9999999999999999999999999999999999999E+125").is_ok());
        assert!(Number::parse("1E-130").is_ok());
        for over in ["1E126", "-1e126", "0.1e127", "1e2147483647", "1e2147483648", "1e99999999999"] {
            assert_eq!(Number::parse(over), Err(NumberError::Overflow), "{over}");
        }
        for under in ["1E-131", "-1e-131", "1e-2147483648", "1e-99999999999"] {
            assert_eq!(Number::parse(under), Err(NumberError::Underflow), "{under}");
        }
        let beyond = "1e9223372036854775808";
        assert_eq!(Number::parse(beyond), Err(NumberError::NotNumeric(beyond.to_owned())));
    }

    #[test]
    fn the_exponent_of_a_zero_is_checked_too() {
        assert_eq!(Number::parse("0e125"), Ok(Number::ZERO));
        assert_eq!(Number::parse("0e126"), Err(NumberError::Overflow));
        assert_eq!(Number::parse("0e-131"), Err(NumberError::Underflow));
        assert_eq!(Number::parse(&format!("0.{}", "0".repeat(300))), Ok(Number::ZERO));
    }

    #[test]
    fn a_million_digits_cost_one_look_each() {
        let zeros = "0".repeat(1_000_000);
        assert_eq!(Number::parse(&format!("{zeros}7")).unwrap().to_string(), "7");
        assert_eq!(Number::parse(&"7".repeat(1_000_000)), Err(NumberError::Overflow));
        assert_eq!(Number::parse(&format!("0.{}", "7".repeat(1_000_000))), Err(NumberError::TooPrecise));
    }
}
