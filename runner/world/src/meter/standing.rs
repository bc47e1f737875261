//! `Standing`: usage that goes on by itself, such as provisioned capacity, and is billed by the hour.
//!
//! Each hour of the world's clock (00:00 to 01:00 UTC and so on) that has been started is billed in full, at the highest
//! quantity that stood in it. An hour that is over at its very end does not start the next one. The state is three
//! numbers and a sum, however long the thing stands.

use serde::{Deserialize, Serialize};

use super::Quantity;
use crate::time::Timestamp;

const HOUR: i64 = 3_600_000;

/// One thing that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) service: String,
    pub(super) usage_type: String,
    /// What stands now, for each hour.
    per_hour: Quantity,
    /// Since when.
    since: Timestamp,
    hours: Hours,
}

/// Hours that are settled, and the one that may still rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Hours {
    settled: Quantity,
    /// Number of the hour since 1970, and the highest quantity in it.
    open: Option<(i64, Quantity)>,
}

impl Standing {
    pub(super) fn new(service: &str, usage_type: &str, per_hour: Quantity, at: Timestamp) -> Self {
        let (service, usage_type) = (service.to_owned(), usage_type.to_owned());
        Self { service, usage_type, per_hour, since: at, hours: Hours::default() }
    }

    /// Another quantity stands from `at` on.
    pub(super) fn change(&mut self, per_hour: Quantity, at: Timestamp) {
        self.hours.add(self.per_hour, self.since, at);
        (self.per_hour, self.since) = (per_hour, self.since.max(at));
    }

    /// Everything that must be paid if it stands until `now`.
    pub(super) fn until(&self, now: Timestamp) -> Quantity {
        let mut hours = self.hours;
        hours.add(self.per_hour, self.since, now);
        hours.settled.plus(hours.open.map_or(Quantity(0), |(_, highest)| highest))
    }
}

impl Hours {
    /// `quantity` stood from `from` to `to`; what runs backwards counts as the moment `from`.
    fn add(&mut self, quantity: Quantity, from: Timestamp, to: Timestamp) {
        let first = from.as_millis().div_euclid(HOUR);
        // The last hour that `to` lies in or ends; the hour of `from` is started in any case.
        let last = to.as_millis().saturating_sub(1).div_euclid(HOUR).max(first);
        match &mut self.open {
            Some((hour, highest)) if *hour == first => *highest = quantity.max(*highest),
            _ => self.start(first, quantity),
        }
        if last > first {
            let between = u64::try_from(last - first - 1).unwrap_or(u64::MAX);
            self.settled = self.settled.plus(quantity.times(between));
            self.start(last, quantity);
        }
    }

    fn start(&mut self, hour: i64, quantity: Quantity) {
        if let Some((_, highest)) = self.open.replace((hour, quantity)) {
            self.settled = self.settled.plus(highest);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(time: &str) -> Timestamp {
        format!("2026-01-01T{time}Z").parse().unwrap()
    }

    fn five_from(time: &str) -> Standing {
        Standing::new("dynamodb", "WriteCapacityUnit-Hrs", Quantity::whole(5), at(time))
    }

    fn paid(standing: &Standing, time: &str) -> u64 {
        standing.until(at(time)).0 / 1_000_000
    }

    #[test]
    fn a_started_hour_is_paid_in_full() {
        let standing = five_from("00:00:00");
        assert_eq!(paid(&standing, "00:00:00"), 5);
        assert_eq!(paid(&standing, "01:00:00"), 5);
        assert_eq!(paid(&standing, "01:00:00.001"), 10);
        assert_eq!(paid(&standing, "23:00:00"), 5 * 23);
    }

    #[test]
    fn hours_are_those_of_the_clock() {
        let standing = five_from("00:59:59");
        assert_eq!(paid(&standing, "01:00:00"), 5);
        assert_eq!(paid(&standing, "01:00:01"), 10);
    }

    #[test]
    fn the_highest_quantity_of_an_hour_is_paid() {
        let mut standing = five_from("00:10:00");
        standing.change(Quantity::whole(50), at("00:20:00"));
        standing.change(Quantity::whole(1), at("00:30:00"));
        assert_eq!(paid(&standing, "00:40:00"), 50);
        assert_eq!(paid(&standing, "01:30:00"), 51);
        standing.change(Quantity::whole(2), at("02:00:00"));
        assert_eq!(paid(&standing, "02:00:00"), 53);
    }

    #[test]
    fn a_clock_that_runs_backwards_costs_nothing() {
        let mut standing = five_from("05:00:00");
        standing.change(Quantity::whole(1), at("04:00:00"));
        assert_eq!(paid(&standing, "03:00:00"), 5);
    }

    proptest! {
        /// The sum without a list of hours is the sum over the list of hours.
        #[test]
        fn the_sum_is_that_of_every_started_hour(steps in prop::collection::vec((0..10_i64 * HOUR, 0..9_u64), 1..8)) {
            let mut now = Timestamp::from_millis(0);
            let mut standing = Standing::new("s", "u", Quantity(3), now);
            let mut hours = std::collections::BTreeMap::from([(0, 3)]);
            let mut quantity = 3;
            for (wait, next) in steps {
                let then = Timestamp::from_millis(now.as_millis() + wait);
                for hour in now.as_millis() / HOUR..(then.as_millis() + HOUR - 1) / HOUR {
                    let highest = hours.entry(hour).or_insert(0);
                    *highest = quantity.max(*highest);
                }
                standing.change(Quantity(next), then);
                (now, quantity) = (then, next);
                let highest = hours.entry(now.as_millis() / HOUR).or_insert(0);
                *highest = quantity.max(*highest);
            }
            prop_assert_eq!(standing.until(now).0, hours.values().sum::<u64>());
        }
    }
}
