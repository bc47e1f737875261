//! `Money`: an exact amount of US dollars.

use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Picodollars in one dollar.
const DOLLAR: u64 = 1_000_000_000_000;

/// Decimals that a picodollar needs.
const DECIMALS: usize = 12;

/// Whole picodollars (10⁻¹² USD). One DynamoDB write request unit costs 625,000 of them. Sums stop at 18 million dollars
/// instead of wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(u64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount in picodollars.
    #[must_use]
    pub const fn from_picodollars(picodollars: u64) -> Self {
        Self(picodollars)
    }

    /// The amount in picodollars.
    #[must_use]
    pub const fn picodollars(self) -> u64 {
        self.0
    }

    /// The sum of both.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left of this amount without `other`; nothing when `other` is greater.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

impl fmt::Display for Money {
    /// In dollars, exact, with two decimals or as many as it takes: `$1.50`, `$0.000042`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:0DECIMALS$}", self.0 % DOLLAR);
        write!(f, "${}.{:0<2}", self.0 / DOLLAR, decimals.trim_end_matches('0'))
    }
}

/// The text is no exact amount of dollars.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no amount of dollars: write digits, a point and at most {DECIMALS} decimals, as in 0.625")]
pub struct ParseMoneyError(pub String);

impl FromStr for Money {
    type Err = ParseMoneyError;

    /// Reads dollars without a sign: `0.625`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || ParseMoneyError(text.to_owned());
        let (dollars, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(dollars) || !all_digits(decimals) || decimals.len() > DECIMALS {
            return Err(refused());
        }
        let picodollars: u64 = format!("{decimals:0<DECIMALS$}").parse().map_err(|_| refused())?;
        let dollars: u64 = dollars.parse().map_err(|_| refused())?;
        let whole = dollars.checked_mul(DOLLAR).and_then(|whole| whole.checked_add(picodollars));
        whole.map(Self).ok_or_else(refused)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn money_shows_two_decimals_or_as_many_as_it_takes() {
        let shown = |text: &str| text.parse::<Money>().unwrap().to_string();
        assert_eq!(shown("0"), "$0.00");
        assert_eq!(shown("1.5"), "$1.50");
        assert_eq!(shown("0.000042"), "$0.000042");
        assert_eq!(shown("0.000000000001"), "$0.000000000001");
        assert_eq!(shown("18000000"), "$18000000.00");
    }

    #[test]
    fn what_is_no_exact_amount_is_refused() {
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "0.0000000000001", "19000000", "1,5", "$1"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn display_and_parse_are_inverse(picodollars: u64) {
            let money = Money::from_picodollars(picodollars);
            prop_assert_eq!(money.to_string().trim_start_matches('$').parse(), Ok(money));
        }
    }
}
