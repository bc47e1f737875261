//! The meter: what engines used, and the bill that AWS would have sent for it.
//!
//! Engines report usage in AWS's own units; the dated price table (`prices.toml`) turns it into money. Quantities are
//! whole millionths and money is whole picodollars, so that sums do not depend on the order of reports.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A quantity of one usage type, in millionths of its unit: half a read request unit is 500,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Quantity(pub u64);

impl Quantity {
    /// `units` whole units.
    #[must_use]
    pub const fn whole(units: u64) -> Self {
        Self(units.saturating_mul(1_000_000))
    }

    /// `halves` halves of a unit, as DynamoDB counts eventually consistent reads.
    #[must_use]
    pub const fn halves(halves: u64) -> Self {
        Self(halves.saturating_mul(500_000))
    }
}

/// Adds up what engines use.
#[derive(Debug, Default)]
pub struct Meter(Mutex<BTreeMap<(String, String), Quantity>>);

impl Meter {
    /// Adds `quantity` of `usage_type` (AWS's name in bills: `WriteRequestUnits`) to what `service` has used.
    pub fn record(&self, service: &str, usage_type: &str, quantity: Quantity) {
        let mut totals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let total = totals.entry((service.to_owned(), usage_type.to_owned())).or_default();
        total.0 = total.0.saturating_add(quantity.0);
    }
}
