//! `Meter`: adds up what engines use, at once and by the hour.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::standing::Standing;
use super::{Bill, PriceTable, Quantity, Usage};
use crate::time::Timestamp;

/// The meter of one world.
#[derive(Debug, Default)]
pub struct Meter(Mutex<MeterState>);

/// Everything that a meter knows, for checkpoints.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct MeterState {
    /// What was used and is over.
    used: Usage,
    /// What still stands, by the id under which it was reported.
    standing: BTreeMap<String, Standing>,
}

/// Standing usage was reported in the wrong order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StandingError {
    /// The id stands already.
    #[error("the meter already has standing usage `{id}`; change it or end it first")]
    Standing {
        /// The id.
        id: String,
    },
    /// Nothing stands under the id.
    #[error("the meter has no standing usage `{id}`; it was never reported, or has ended")]
    Unknown {
        /// The id.
        id: String,
    },
}

impl Meter {
    /// Adds `quantity` of `usage_type` (AWS's name in bills: `WriteRequestUnits`) to what `service` has used.
    pub fn record(&self, service: &str, usage_type: &str, quantity: Quantity) {
        self.state().used.add(service, usage_type, quantity);
    }

    /// From `at` on, `per_hour` of `usage_type` is used in every hour, until the same `id` is changed or ended. Each
    /// started hour of the world's clock is billed in full, at the highest quantity that stood in it, as AWS bills
    /// provisioned capacity. The id is the engine's own, such as a table's ARN with the usage type.
    ///
    /// # Errors
    /// [`StandingError::Standing`] when the id stands already.
    pub fn stand(
        &self,
        id: &str,
        service: &str,
        usage_type: &str,
        per_hour: Quantity,
        at: Timestamp,
    ) -> Result<(), StandingError> {
        match self.state().standing.entry(id.to_owned()) {
            Entry::Occupied(_) => Err(StandingError::Standing { id: id.to_owned() }),
            Entry::Vacant(place) => {
                place.insert(Standing::new(service, usage_type, per_hour, at));
                Ok(())
            }
        }
    }

    /// From `at` on, the hourly quantity of `id` is another one.
    ///
    /// # Errors
    /// [`StandingError::Unknown`] when nothing stands under the id.
    pub fn change(&self, id: &str, per_hour: Quantity, at: Timestamp) -> Result<(), StandingError> {
        let mut state = self.state();
        let standing = state.standing.get_mut(id).ok_or_else(|| StandingError::Unknown { id: id.to_owned() })?;
        standing.change(per_hour, at);
        Ok(())
    }

    /// From `at` on, nothing stands under `id`. What it cost until then stays on the bill.
    ///
    /// # Errors
    /// [`StandingError::Unknown`] when nothing stands under the id.
    pub fn end(&self, id: &str, at: Timestamp) -> Result<(), StandingError> {
        let mut state = self.state();
        let ended = state.standing.remove(id).ok_or_else(|| StandingError::Unknown { id: id.to_owned() })?;
        state.used.add(&ended.service, &ended.usage_type, ended.until(at));
        Ok(())
    }

    /// What was used up to `now`; keep it as a mark for [`Meter::bill_since`] or [`Usage::since`].
    #[must_use]
    pub fn usage(&self, now: Timestamp) -> Usage {
        let state = self.state();
        let mut usage = state.used.clone();
        for standing in state.standing.values() {
            usage.add(&standing.service, &standing.usage_type, standing.until(now));
        }
        usage
    }

    /// The bill for everything up to `now`.
    #[must_use]
    pub fn bill(&self, now: Timestamp) -> Bill {
        self.bill_since(&Usage::default(), now)
    }

    /// The bill for what was used after `mark`, up to `now`.
    #[must_use]
    pub fn bill_since(&self, mark: &Usage, now: Timestamp) -> Bill {
        Bill::between(PriceTable::embedded(), mark, &self.usage(now))
    }

    /// Everything that the meter knows, for checkpoints.
    pub(crate) fn snapshot(&self) -> MeterState {
        self.state().clone()
    }

    /// The meter that goes on from what another one knew.
    pub(crate) fn at(state: MeterState) -> Self {
        Self(Mutex::new(state))
    }

    fn state(&self) -> MutexGuard<'_, MeterState> {
        // Nothing that holds the lock can panic half-way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "table/Music/write";

    fn at(time: &str) -> Timestamp {
        format!("2026-01-01T{time}:00Z").parse().unwrap()
    }

    fn provisioned() -> Meter {
        let meter = Meter::default();
        meter.stand(ID, "dynamodb", "WriteCapacityUnit-Hrs", Quantity::whole(5), at("00:00")).unwrap();
        meter
    }

    #[test]
    fn reports_add_up_in_any_order() {
        let (one, other) = (Meter::default(), Meter::default());
        let reports = [("ReadRequestUnits", 1), ("WriteRequestUnits", 3), ("ReadRequestUnits", 4)];
        for (usage_type, halves) in reports {
            one.record("dynamodb", usage_type, Quantity::halves(halves));
        }
        for (usage_type, halves) in reports.into_iter().rev() {
            other.record("dynamodb", usage_type, Quantity::halves(halves));
        }
        assert_eq!(one.bill(at("00:00")), other.bill(at("00:00")));
        assert_eq!(one.bill(at("00:00")).total().to_string(), "$0.00000125");
    }

    #[test]
    fn provisioned_capacity_is_paid_by_the_started_hour() {
        let meter = provisioned();
        assert_eq!(meter.bill(at("00:00")).total().to_string(), "$0.00325");
        meter.change(ID, Quantity::whole(10), at("00:30")).unwrap();
        assert_eq!(meter.bill(at("01:30")).total().to_string(), "$0.013");
        meter.end(ID, at("01:30")).unwrap();
        assert_eq!(meter.bill(at("23:00")).total().to_string(), "$0.013");
    }

    #[test]
    fn a_mark_splits_the_bill_in_two() {
        let meter = provisioned();
        meter.record("dynamodb", "ReadRequestUnits", Quantity::halves(1));
        let mark = meter.usage(at("00:30"));
        meter.record("dynamodb", "ReadRequestUnits", Quantity::halves(3));
        let step = meter.bill_since(&mark, at("00:40"));
        assert_eq!(step.lines.len(), 1, "the hour was paid before the mark: {step:?}");
        assert_eq!(step.total().to_string(), "$0.0000001875");
    }

    #[test]
    fn standing_usage_out_of_order_is_refused_by_name() {
        let meter = provisioned();
        let again = meter.stand(ID, "dynamodb", "WriteCapacityUnit-Hrs", Quantity::whole(5), at("00:00"));
        assert!(matches!(again, Err(StandingError::Standing { .. })));
        meter.end(ID, at("00:00")).unwrap();
        assert!(meter.end(ID, at("00:00")).unwrap_err().to_string().contains(ID));
        assert!(meter.change(ID, Quantity::whole(1), at("00:00")).is_err());
    }
}
