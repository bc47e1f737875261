//! `Number`: DynamoDB's number type, exact decimal with up to 38 significant digits.
//!
//! Always normalised, so that `100`, `1E2` and `100.0` are one value, one key and one member of a set. Text comes in through
//! `parse.rs`, sums through `arithmetic.rs`, the size that a number has in an item through `size.rs`; the bytes of a key
//! are the business of [`crate::key`].

mod arithmetic;
mod parse;
mod size;

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Most significant digits that a number may have.
pub(crate) const MAX_DIGITS: u32 = 38;
/// Exponent of the first digit of the greatest magnitude, 9.99…E125.
pub(crate) const MAX_ADJUSTED: i64 = 125;
/// Exponent of the first digit of the smallest magnitude, 1E-130.
pub(crate) const MIN_ADJUSTED: i64 = -130;

/// Which side of zero a number lies on; zero counts as positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Sign {
    /// Below zero.
    Negative,
    /// Zero and above.
    Positive,
}

/// `coefficient × 10^exponent` with a sign. The coefficient has at most 38 digits and does not end in 0, unless it is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Number {
    sign: Sign,
    exponent: i16,
    coefficient: u128,
}

/// Why a number is refused, in DynamoDB's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NumberError {
    /// The text is not a decimal number.
    #[error("The parameter cannot be converted to a numeric value: {0}")]
    NotNumeric(String),
    /// The magnitude is 1E126 or more.
    #[error("Number overflow. Attempting to store a number with magnitude larger than supported range")]
    Overflow,
    /// The magnitude is below 1E-130 but not zero.
    #[error("Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    Underflow,
    /// More than 38 significant digits.
    #[error("Attempting to store more than 38 significant digits in a Number")]
    TooPrecise,
}

impl Number {
    /// Zero.
    pub(crate) const ZERO: Self = Self { sign: Sign::Positive, exponent: 0, coefficient: 0 };

    /// The number `coefficient × 10^exponent`, normalised and checked against the limits.
    pub(crate) fn new(sign: Sign, coefficient: u128, exponent: i64) -> Result<Self, NumberError> {
        if coefficient == 0 {
            return Ok(Self::ZERO);
        }
        let (mut coefficient, mut exponent) = (coefficient, exponent);
        while coefficient % 10 == 0 {
            coefficient /= 10;
            exponent = exponent.saturating_add(1);
        }
        let digits = count_digits(coefficient);
        let adjusted = exponent.saturating_add(i64::from(digits) - 1);
        if adjusted > MAX_ADJUSTED {
            Err(NumberError::Overflow)
        } else if adjusted < MIN_ADJUSTED {
            Err(NumberError::Underflow)
        } else if digits > MAX_DIGITS {
            Err(NumberError::TooPrecise)
        } else {
            // The range above bounds the exponent to -167..=125.
            let exponent = i16::try_from(exponent).map_err(|_| NumberError::Overflow)?;
            Ok(Self { sign, exponent, coefficient })
        }
    }

    /// Which side of zero it lies on.
    pub(crate) fn sign(self) -> Sign {
        self.sign
    }

    /// The digits as a whole number that does not end in 0; 0 for zero.
    pub(crate) fn coefficient(self) -> u128 {
        self.coefficient
    }

    /// Number of significant digits; 0 for zero.
    pub(crate) fn digits(self) -> u32 {
        count_digits(self.coefficient)
    }

    /// Exponent of the first significant digit: 2 for 123, -1 for 0.5. Meaningless for zero.
    pub(crate) fn adjusted_exponent(self) -> i16 {
        // At most 38 digits, so the sum stays far inside 16 bits.
        self.exponent.saturating_add(i16::try_from(self.digits()).unwrap_or(0)).saturating_sub(1)
    }

    /// The order of two magnitudes, signs left aside.
    fn cmp_magnitude(self, other: Self) -> Ordering {
        match (self.coefficient, other.coefficient) {
            (0, 0) => Ordering::Equal,
            (0, _) => Ordering::Less,
            (_, 0) => Ordering::Greater,
            _ => self
                .adjusted_exponent()
                .cmp(&other.adjusted_exponent())
                .then_with(|| self.left_aligned().cmp(&other.left_aligned())),
        }
    }

    /// The coefficient padded with zeros on the right to 38 digits, so that first digits meet first digits.
    fn left_aligned(self) -> u128 {
        let missing = MAX_DIGITS.saturating_sub(self.digits());
        self.coefficient.saturating_mul(10u128.saturating_pow(missing))
    }
}

/// Decimal digits of `value`; none for 0.
fn count_digits(value: u128) -> u32 {
    value.checked_ilog10().map_or(0, |log| log + 1)
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.sign, other.sign) {
            (Sign::Negative, Sign::Positive) => Ordering::Less,
            (Sign::Positive, Sign::Negative) => Ordering::Greater,
            (Sign::Positive, Sign::Positive) => self.cmp_magnitude(*other),
            (Sign::Negative, Sign::Negative) => other.cmp_magnitude(*self),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    /// Plain notation without exponent, as DynamoDB returns numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sign == Sign::Negative {
            f.write_str("-")?;
        }
        let digits = self.coefficient.to_string();
        match usize::try_from(self.exponent) {
            Ok(zeros) => write!(f, "{digits}{:0<zeros$}", ""),
            Err(_) => {
                let decimals = usize::from(self.exponent.unsigned_abs());
                match digits.len().checked_sub(decimals).filter(|whole| *whole > 0) {
                    Some(whole) => {
                        let (whole, fraction) = digits.split_at(whole);
                        write!(f, "{whole}.{fraction}")
                    }
                    None => write!(f, "0.{digits:0>decimals$}"),
                }
            }
        }
    }
}

#[cfg(test)]
pub(crate) use tests::any_number;

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use bigdecimal::BigDecimal;
    use proptest::prelude::*;

    use super::*;

    /// Numbers of all magnitudes and lengths that DynamoDB can hold.
    pub(crate) fn any_number() -> impl Strategy<Value = Number> {
        (any::<bool>(), 0u128..10u128.pow(38), 0u32..38, -167i64..=125).prop_filter_map(
            "in range",
            |(negative, digits, shorten, exponent)| {
                let sign = if negative { Sign::Negative } else { Sign::Positive };
                let coefficient = digits / 10u128.pow(shorten);
                Number::new(sign, coefficient, exponent).ok()
            },
        )
    }

    fn oracle(number: Number) -> BigDecimal {
        BigDecimal::from_str(&number.to_string()).unwrap()
    }

    #[test]
    fn output_is_plain_and_normalised() {
        for (given, shown) in [
            ("0", "0"),
            ("-0", "0"),
            ("+5", "5"),
            ("00042", "42"),
            ("3.1400", "3.14"),
            ("1.5E2", "150"),
            ("1e-7", "0.0000001"),
            ("-12.5e-1", "-1.25"),
            ("100", "100"),
        ] {
            assert_eq!(Number::parse(given).unwrap().to_string(), shown, "{given}");
        }
        assert_eq!(Number::parse("1E125").unwrap().to_string(), format!("1{}", "0".repeat(125)));
    }

    #[test]
    fn one_value_has_one_form() {
        let numbers: Vec<_> = ["100", "1E2", "100.00", "0.1e3"].iter().map(|t| Number::parse(t).unwrap()).collect();
        assert!(numbers.iter().all(|n| *n == numbers[0]), "{numbers:?}");
    }

    proptest! {
        #[test]
        fn display_and_parse_are_inverse(number in any_number()) {
            prop_assert_eq!(Number::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn order_is_that_of_the_values(a in any_number(), b in any_number()) {
            prop_assert_eq!(a.cmp(&b), oracle(a).cmp(&oracle(b)));
        }
    }
}
