//! Sums and differences of numbers, exact or refused: DynamoDB never rounds.

use super::{Number, NumberError, Sign};

/// Two numbers whose lowest digits lie this far or farther below the highest one, and apart from each other, have an exact
/// sum of more than 38 digits: the lowest digit stays, and a borrow takes at most one place off the top.
const FARTHEST: i64 = 40;

impl Number {
    /// `self + other`.
    pub(crate) fn plus(self, other: Self) -> Result<Self, NumberError> {
        if self.coefficient == 0 {
            return Ok(other);
        }
        if other.coefficient == 0 {
            return Ok(self);
        }
        let (a, b) = (i64::from(self.exponent), i64::from(other.exponent));
        let low = a.min(b);
        let top = i64::from(self.adjusted_exponent().max(other.adjusted_exponent())) + 1;
        if a != b && top - low >= FARTHEST {
            return Err(NumberError::TooPrecise);
        }
        // An operand that does not fit 128 bits has 39 digits; no other operand takes one off again.
        let scaled = |number: Self, exponent: i64| {
            u32::try_from(exponent - low)
                .ok()
                .and_then(|shift| 10u128.checked_pow(shift))
                .and_then(|factor| number.coefficient.checked_mul(factor))
                .ok_or(NumberError::TooPrecise)
        };
        let (left, right) = (scaled(self, a)?, scaled(other, b)?);
        if self.sign == other.sign {
            let sum = left.checked_add(right).ok_or(NumberError::TooPrecise)?;
            Self::new(self.sign, sum, low)
        } else if left >= right {
            Self::new(self.sign, left - right, low)
        } else {
            Self::new(other.sign, right - left, low)
        }
    }

    /// `self - other`.
    pub(crate) fn minus(self, other: Self) -> Result<Self, NumberError> {
        self.plus(other.negated())
    }

    fn negated(self) -> Self {
        let sign = match (self.coefficient, self.sign) {
            (0, _) | (_, Sign::Negative) => Sign::Positive,
            (_, Sign::Positive) => Sign::Negative,
        };
        Self { sign, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use bigdecimal::BigDecimal;
    use proptest::prelude::*;

    use super::*;
    use crate::number::any_number;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    /// What the sum must be: the exact decimal read back through the grammar and its limits.
    fn oracle(a: Number, b: Number) -> Result<Number, NumberError> {
        let exact = BigDecimal::from_str(&a.to_string()).unwrap() + BigDecimal::from_str(&b.to_string()).unwrap();
        Number::parse(&exact.to_plain_string())
    }

    #[test]
    fn sums_are_exact() {
        for (a, b, sum) in
            [("0.1", "0.2", "0.3"), ("10", "-10", "0"), ("1E37", "1", "10000000000000000000000000000000000001")]
        {
            assert_eq!(number(a).plus(number(b)).unwrap().to_string(), sum, "{a} + {b}");
        }
        assert_eq!(number("1E38").minus(number("1")).unwrap().to_string(), "9".repeat(38));
    }

    #[test]
    fn a_sum_outside_the_range_is_refused() {
        assert_eq!(number("9.9e125").plus(number("9.9e125")), Err(NumberError::Overflow));
        assert_eq!(number("1.5e-130").minus(number("1e-130")), Err(NumberError::Underflow));
    }

    #[test]
    fn a_sum_of_more_than_38_digits_is_refused() {
        for (a, b) in
            [("1E38", "1"), ("1e125", "1e-130"), ("4E38", "-1"), ("9999999999999999999999999999999999999.9", "0.05")]
        {
            assert_eq!(number(a).plus(number(b)), Err(NumberError::TooPrecise), "{a} + {b}");
        }
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_oracle(a in any_number(), b in any_number()) {
            prop_assert_eq!(a.plus(b), oracle(a, b));
        }

        #[test]
        fn sums_of_neighbours_are_those_of_the_oracle(a in any_number(), digits in 0u128..10u128.pow(38), shift in -40i64..40) {
            let exponent = i64::from(a.exponent) + shift;
            if let Ok(b) = Number::new(Sign::Negative, digits, exponent) {
                prop_assert_eq!(a.plus(b), oracle(a, b));
                prop_assert_eq!(a.minus(b), oracle(a, b.negated()));
            }
        }
    }
}
