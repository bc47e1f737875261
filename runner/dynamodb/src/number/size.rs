//! The bytes that a number takes of an item's 400 KB.
//!
//! One byte, plus one for each two digits before the point, plus one for each two after it, plus one below zero; digits that
//! straddle the point are counted in two halves. This is what the service does; the developer guide's sentence about it is
//! an approximation.

use super::{Number, Sign};

impl Number {
    /// Size in bytes: 1 for zero, at most 22.
    pub(crate) fn size(self) -> usize {
        if self.coefficient == 0 {
            return 1;
        }
        let digits = self.digits();
        let decimals = u32::from(self.exponent.min(0).unsigned_abs());
        let (whole, fraction) = match digits.checked_sub(decimals) {
            Some(0) | None => (0, digits),
            Some(whole) => (whole, decimals),
        };
        let sign = u32::from(self.sign == Sign::Negative);
        usize::try_from(1 + whole.div_ceil(2) + fraction.div_ceil(2) + sign).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_measured_on_the_service() {
        for (text, bytes) in [
            ("0", 1),
            ("1", 2),
            ("12", 2),
            ("123", 3),
            ("1234", 3),
            ("12345678901234567890123456789012345678", 20),
            ("0042", 2),
            ("100", 2),
            ("1010", 3),
            ("0.0000001", 2),
            ("1E125", 2),
            ("1E-100", 2),
            ("1.5", 3),
            ("15", 2),
            ("1.200", 3),
            ("1.234", 4),
            ("3.14159", 5),
            ("123456", 4),
            ("100.5", 4),
            ("0.15", 2),
            ("-42", 3),
            ("-0", 1),
        ] {
            assert_eq!(Number::parse(text).unwrap().size(), bytes, "{text}");
        }
    }
}
