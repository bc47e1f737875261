//! One time for a script: the world's clock and the runtime's timers, kept together.
//!
//! In a world with virtual time the shell's thread runs on a paused runtime, whose time moves only when everything in the
//! script waits for a timer. So `sleep`, `timeout`, `read -t`, `$SECONDS` and `time` see virtual time, and two sleeps side
//! by side take as long as the longer one. [`StepClock`] carries each movement over to the other side.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};
use std::time::Duration;

use labs_world::{Timestamp, World};
use tokio::runtime::Handle;
use tokio::time::Instant;

/// The time that a script sees.
pub(crate) struct StepClock {
    world: Arc<World>,
    /// What both clocks showed when they were tied together. Nothing under the wall clock, and nothing while the timers
    /// were moved only to stop a script.
    origin: Mutex<Option<(Instant, Timestamp)>>,
}

impl StepClock {
    /// The clock of a shell in `world`.
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { world, origin: Mutex::new(None) }
    }

    /// The world whose clock this is.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// Ties the runtime's time to the world's, on the shell's thread, inside its runtime, which is paused when the
    /// world's time is virtual. Under the wall clock it does nothing.
    pub(crate) fn start(&self) {
        if self.world.clock().is_virtual() {
            *self.origin() = Some((Instant::now(), self.world.clock().now()));
        }
    }

    /// The present instant, on the shell's thread: the later of the two clocks, to which the world's is moved.
    pub(crate) fn now(&self) -> Timestamp {
        let world = self.world.clock().now();
        let ahead = self.timers().map_or(Duration::ZERO, |timers| timers.since(world));
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

    /// Waits as `sleep` does: in virtual time at once when nothing else runs.
    pub(crate) async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
        self.now();
    }

    /// From another thread: moves the timers of `runtime` past every deadline of a script that does not stop. The world's
    /// time stays where it is; [`StepClock::start`] ties the two together again.
    pub(crate) fn expire(&self, runtime: &Handle, past: Duration) {
        if self.origin().take().is_some() {
            let _inside = runtime.enter();
            let mut moved = pin!(tokio::time::advance(past.saturating_add(Duration::from_secs(1))));
            // The first poll moves the time; what follows only yields to tasks that this thread does not have.
            let _ = moved.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        }
    }

    /// What the runtime's timers make of the time.
    fn timers(&self) -> Option<Timestamp> {
        self.origin().map(|(started, at)| at.plus(started.elapsed()))
    }

    fn origin(&self) -> MutexGuard<'_, Option<(Instant, Timestamp)>> {
        self.origin.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
