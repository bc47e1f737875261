//! The world's clock: wall time for `labs serve`, virtual time for graded runs.
//!
//! Engines and the shell ask this clock and nothing else. Virtual time stands still until somebody advances it or
//! sleeps; that is what makes a run's output repeat, and an hour pass in no time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::time::Timestamp;

/// Where virtual time starts unless a lab says otherwise.
pub const DEFAULT_START: Timestamp = Timestamp::from_millis(1_767_225_600_000); // 2026-01-01T00:00:00Z

/// A source of time.
#[derive(Debug)]
pub struct Clock(Kind);

#[derive(Debug)]
enum Kind {
    Wall,
    Virtual(AtomicI64),
}

/// Wall time cannot be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock of this world is the wall clock and cannot be advanced; graded runs and `labs serve --virtual-clock` have one that can"
)]
pub struct WallClockError;

impl Clock {
    /// The system's time.
    #[must_use]
    pub fn wall() -> Self {
        Self(Kind::Wall)
    }

    /// Time that starts at `start` and moves only when told to.
    #[must_use]
    pub fn virtual_from(start: Timestamp) -> Self {
        Self(Kind::Virtual(AtomicI64::new(start.as_millis())))
    }

    /// Whether this clock moves only when told to.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        matches!(self.0, Kind::Virtual(_))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Kind::Wall => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
                Timestamp::from_millis(0).plus(since)
            }
            Kind::Virtual(millis) => Timestamp::from_millis(millis.load(Ordering::SeqCst)),
        }
    }

    /// Moves virtual time forward and returns the new instant.
    ///
    /// # Errors
    /// [`WallClockError`] when this is the wall clock.
    pub fn advance(&self, by: Duration) -> Result<Timestamp, WallClockError> {
        match &self.0 {
            Kind::Wall => Err(WallClockError),
            Kind::Virtual(millis) => {
                let mut before = millis.load(Ordering::SeqCst);
                loop {
                    let after = Timestamp::from_millis(before).plus(by);
                    match millis.compare_exchange(before, after.as_millis(), Ordering::SeqCst, Ordering::SeqCst) {
                        Ok(_) => return Ok(after),
                        Err(now) => before = now,
                    }
                }
            }
        }
    }

    /// Waits: really on the wall clock, by advancing virtual time otherwise.
    pub async fn sleep(&self, duration: Duration) {
        if self.advance(duration).is_err() {
            tokio::time::sleep(duration).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_time_stands_still_until_advanced() {
        let clock = Clock::virtual_from(DEFAULT_START);
        assert_eq!(clock.now().to_string(), "2026-01-01T00:00:00Z");
        assert_eq!(clock.now(), clock.now());
        clock.advance(Duration::from_secs(3600)).unwrap();
        assert_eq!(clock.now().to_string(), "2026-01-01T01:00:00Z");
    }

    #[test]
    fn wall_time_cannot_be_advanced() {
        assert_eq!(Clock::wall().advance(Duration::from_secs(1)), Err(WallClockError));
    }

    #[test]
    fn virtual_time_stops_at_its_end_instead_of_wrapping() {
        let clock = Clock::virtual_from(Timestamp::from_millis(i64::MAX - 1));
        clock.advance(Duration::MAX).unwrap();
        assert_eq!(clock.now().as_millis(), i64::MAX);
    }

    #[tokio::test]
    async fn sleeping_in_virtual_time_takes_no_time() {
        let clock = Clock::virtual_from(DEFAULT_START);
        clock.sleep(Duration::from_secs(86_400)).await;
        assert_eq!(clock.now().to_string(), "2026-01-02T00:00:00Z");
    }
}
