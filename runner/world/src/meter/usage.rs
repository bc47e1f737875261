//! `Usage`: how much of each usage type was used up to an instant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Quantity;

/// Quantities by service and usage type. Take one before a step and one after, and [`Usage::since`] is what the step
/// used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage(BTreeMap<(String, String), Quantity>);

impl Usage {
    /// How much of `usage_type` of `service` was used.
    #[must_use]
    pub fn of(&self, service: &str, usage_type: &str) -> Quantity {
        self.0.get(&(service.to_owned(), usage_type.to_owned())).copied().unwrap_or_default()
    }

    /// Service, usage type and quantity of everything that was used, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, Quantity)> {
        self.0.iter().map(|((service, usage_type), quantity)| (service.as_str(), usage_type.as_str(), *quantity))
    }

    /// What was used between `mark` and this usage; usage types of which nothing was used are left out.
    #[must_use]
    pub fn since(&self, mark: &Self) -> Self {
        let mut since = Self::default();
        for (service, usage_type, quantity) in self.iter() {
            let used = quantity.minus(mark.of(service, usage_type));
            if used > Quantity(0) {
                since.add(service, usage_type, used);
            }
        }
        since
    }

    pub(super) fn add(&mut self, service: &str, usage_type: &str, quantity: Quantity) {
        let total = self.0.entry((service.to_owned(), usage_type.to_owned())).or_default();
        *total = total.plus(quantity);
    }
}
