//! One time for a script: the world's clock and the runtime's timers, kept together.
//!
//! In a world with virtual time the shell's thread runs on a paused runtime, whose time moves only when everything in the
//! script waits for a timer. So `sleep`, `timeout`, `read -t`, `$SECONDS` and `time` see virtual time, and two sleeps side
//! by side take as long as the longer one. [`StepClock`] carries each movement over to the other side.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use labs_world::{Timestamp, World};
use tokio::time::Instant;

/// The time that a script sees.
pub(crate) struct StepClock {
    world: Arc<World>,
    /// What both clocks showed when the shell's thread started; set only under virtual time.
    origin: OnceLock<(Instant, Timestamp)>,
}

impl StepClock {
    /// The clock of a shell in `world`.
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { world, origin: OnceLock::new() }
    }

    /// The world whose clock this is.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// Ties the runtime's time to the world's; called once, on the shell's thread, inside its runtime, which is paused
    /// when the world's time is virtual. Under the wall clock it does nothing.
    pub(crate) fn start(&self) {
        if self.world.clock().is_virtual() && self.origin.get().is_none() {
            let _ = self.origin.set((Instant::now(), self.world.clock().now()));
        }
    }

    /// The present instant, on the shell's thread: the later of the two clocks, to which the world's is moved.
    pub(crate) fn now(&self) -> Timestamp {
        let world = self.world.clock().now();
        let timers = self.timers();
        let ahead = timers.map_or(Duration::ZERO, |timers| timers.since(world));
        if ahead.is_zero() { world } else { self.world.clock().advance(ahead).unwrap_or(world) }
    }

    /// Moves the timers to the world's time, after something else than a timer has moved it.
    pub(crate) async fn settle(&self) {
        let now = self.now();
        if let Some(timers) = self.timers() {
            let behind = now.since(timers);
            if !behind.is_zero() {
                tokio::time::advance(behind).await;
            }
        }
    }

    #[expect(dead_code, reason = "the `sleep` of the next slice calls it")]
    /// Waits as `sleep` does: in virtual time at once when nothing else runs.
    pub(crate) async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
        self.now();
    }

    /// What the runtime's timers make of the time.
    fn timers(&self) -> Option<Timestamp> {
        self.origin.get().map(|(started, at)| at.plus(started.elapsed()))
    }
}
