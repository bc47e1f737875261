//! `Quantity`: an amount of one usage type.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Millionths in one unit.
pub(super) const MILLION: u64 = 1_000_000;

/// Bytes in the gigabyte that AWS bills.
const GIGABYTE: u128 = 1 << 30;

/// A quantity of one usage type, in millionths of its unit: half a read request unit is 500,000. Arithmetic stops at the
/// greatest quantity, 18 million million units, instead of wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub u64);

impl Quantity {
    /// `units` whole units.
    #[must_use]
    pub const fn whole(units: u64) -> Self {
        Self(units.saturating_mul(MILLION))
    }

    /// `halves` halves of a unit, as DynamoDB counts eventually consistent reads.
    #[must_use]
    pub const fn halves(halves: u64) -> Self {
        Self(halves.saturating_mul(MILLION / 2))
    }

    /// `bytes` in gigabytes of 2^30 bytes, rounded up to the next millionth.
    #[must_use]
    pub fn gigabytes(bytes: u64) -> Self {
        let millionths = (u128::from(bytes) * u128::from(MILLION)).div_ceil(GIGABYTE);
        Self(u64::try_from(millionths).unwrap_or(u64::MAX))
    }

    /// The sum of both.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left of this one without `other`; nothing when `other` is greater.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// This quantity, `times` times.
    #[must_use]
    pub const fn times(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl fmt::Display for Quantity {
    /// In units, with as many decimals as it takes: `12`, `0.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (units, millionths) = (self.0 / MILLION, self.0 % MILLION);
        if millionths == 0 {
            return write!(f, "{units}");
        }
        let decimals = format!("{millionths:06}");
        write!(f, "{units}.{}", decimals.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_shows_only_the_decimals_it_has() {
        let shown: Vec<_> =
            [Quantity::whole(12), Quantity::halves(1), Quantity(1), Quantity(0)].map(|q| q.to_string()).into();
        assert_eq!(shown, ["12", "0.5", "0.000001", "0"]);
    }

    #[test]
    fn bytes_round_up_to_a_millionth_of_a_gigabyte() {
        assert_eq!(Quantity::gigabytes(1 << 30), Quantity::whole(1));
        assert_eq!(Quantity::gigabytes(0), Quantity(0));
        assert_eq!(Quantity::gigabytes(1), Quantity(1));
        assert_eq!(Quantity::gigabytes(1074), Quantity(2));
    }

    #[test]
    fn arithmetic_stops_at_its_ends() {
        assert_eq!(Quantity(u64::MAX).plus(Quantity(1)), Quantity(u64::MAX));
        assert_eq!(Quantity::whole(u64::MAX).times(2), Quantity(u64::MAX));
        assert_eq!(Quantity(1).minus(Quantity(2)), Quantity(0));
    }
}
