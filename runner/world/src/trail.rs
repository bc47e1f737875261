//! The event trail: which calls the world has seen, in order, with their outcomes.
//!
//! The AWS boundary writes it, grading reads it (an expected error code is compared with what the service really
//! answered, not with words on a screen). It is kept in memory and bounded; it is not a log of data.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::time::Timestamp;

/// Events beyond this many push the oldest out.
const CAPACITY: usize = 10_000;

/// One call and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When the call ended, by the world's clock.
    pub time: Timestamp,
    /// Endpoint prefix of the service.
    pub service: String,
    /// Operation as AWS spells it.
    pub operation: String,
    /// The request id that the caller saw.
    pub request_id: String,
    /// `None` for success, else the bare error code.
    pub error_code: Option<String>,
    /// What kept the call from an answer that AWS could have given; `None` for every answer that a learner can bring about.
    pub trouble: Option<Trouble>,
}

/// A call failed through nothing that its caller did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The engine panicked, or answered with what its model does not have: a fault of labs.
    Defect {
        /// Which engine did what, in words.
        what: String,
    },
    /// The machine gave out below the engine: a full disk, for example.
    Place {
        /// What the machine refused, in words.
        cause: String,
    },
}

/// Calls in the order in which they ended.
#[derive(Debug, Default)]
pub struct Trail(Mutex<Events>);

#[derive(Debug, Default)]
struct Events {
    /// Number of events that were ever recorded.
    total: u64,
    kept: VecDeque<Event>,
}

impl Trail {
    /// Appends one event.
    pub fn record(&self, event: Event) {
        let mut events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if events.kept.len() == CAPACITY {
            events.kept.pop_front();
        }
        events.kept.push_back(event);
        events.total += 1;
    }

    /// How many events were ever recorded; pass it to [`Trail::since`] to read what follows.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).total
    }

    /// The kept events from `position` on.
    #[must_use]
    pub fn since(&self, position: u64) -> Vec<Event> {
        let events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = events.total.saturating_sub(position);
        let skip = events.kept.len().saturating_sub(usize::try_from(wanted).unwrap_or(usize::MAX));
        events.kept.iter().skip(skip).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(operation: &str) -> Event {
        Event {
            time: Timestamp::from_millis(0),
            service: "dynamodb".into(),
            operation: operation.into(),
            request_id: String::new(),
            error_code: None,
            trouble: None,
        }
    }

    #[test]
    fn since_returns_what_came_after_the_position() {
        let trail = Trail::default();
        trail.record(event("CreateTable"));
        let position = trail.position();
        trail.record(event("PutItem"));
        let names: Vec<_> = trail.since(position).into_iter().map(|e| e.operation).collect();
        assert_eq!(names, ["PutItem"]);
    }

    #[test]
    fn the_oldest_events_make_room() {
        let trail = Trail::default();
        for _ in 0..=CAPACITY {
            trail.record(event("PutItem"));
        }
        assert_eq!(trail.since(0).len(), CAPACITY);
        assert_eq!(trail.position(), CAPACITY as u64 + 1);
    }
}
