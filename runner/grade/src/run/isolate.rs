//! Isolation: work of a session on a thread of its own, with a wall-time limit, its panics caught.
//!
//! A thread of its own, because a session may compute for long without ever waiting, and a limit that only holds for the
//! polite is none. When the limit is reached the work is dropped at its next wait, and a moment is given to it for that, so
//! that a world has its folder removed before the process ends. Work that never waits keeps its thread until the process
//! ends, so the binary shuts its runtime down without waiting for such threads.

use std::any::Any;
use std::time::Duration;

use labs_world::BoxFuture;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::cancel::Cancel;

/// What work that was cut off gets to let go of what it holds.
const GRACE: Duration = Duration::from_secs(1);

/// How isolated work ended.
pub(super) enum Isolated<T> {
    /// It came to its end.
    Done(T),
    /// It took too long.
    TimedOut,
    /// It panicked.
    Crashed {
        /// The panic's message.
        message: String,
    },
    /// The run was stopped meanwhile.
    Cancelled,
}

/// Runs `work` to its end, to `limit`, or to the run's cancellation, whichever comes first.
pub(super) async fn isolated<T: Send + 'static>(
    limit: Duration,
    cancel: &Cancel,
    work: impl FnOnce() -> BoxFuture<'static, T> + Send + 'static,
) -> Isolated<T> {
    let runtime = Handle::current();
    // Dropping it tells the thread to stop.
    let (alive, gone) = oneshot::channel::<()>();
    let mut task = tokio::task::spawn_blocking(move || {
        runtime.block_on(async move {
            tokio::select! {
                biased;
                _ = gone => None,
                done = work() => Some(done),
            }
        })
    });
    let cut_off = tokio::select! {
        biased;
        ended = &mut task => return match ended {
            Ok(Some(done)) => Isolated::Done(done),
            Ok(None) => Isolated::Cancelled,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => Isolated::Crashed { message: panic_message(&*panic) },
                // The runtime is shutting down.
                Err(_) => Isolated::Cancelled,
            },
        },
        () = cancel.cancelled() => Isolated::Cancelled,
        () = tokio::time::sleep(limit) => Isolated::TimedOut,
    };
    drop(alive);
    // Whether the thread comes back in time changes nothing for the verdict.
    let _ = tokio::time::timeout(GRACE, task).await;
    cut_off
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without a message").to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Instant;

    use super::*;

    const LIMIT: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn work_that_ends_in_time_gives_its_value() {
        let done = isolated(Duration::from_secs(10), &Cancel::default(), || Box::pin(async { 7 })).await;
        assert!(matches!(done, Isolated::Done(7)));
    }

    #[tokio::test]
    async fn work_that_waits_for_ever_is_cut_off() {
        let done = isolated(LIMIT, &Cancel::default(), || Box::pin(std::future::pending::<()>())).await;
        assert!(matches!(done, Isolated::TimedOut));
    }

    #[tokio::test]
    async fn work_that_never_waits_is_cut_off_too() {
        let started = Instant::now();
        let spin = move || -> BoxFuture<'static, ()> {
            Box::pin(async move {
                while started.elapsed() < Duration::from_secs(3) {
                    std::hint::spin_loop();
                }
            })
        };
        assert!(matches!(isolated(LIMIT, &Cancel::default(), spin).await, Isolated::TimedOut));
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    }

    #[tokio::test]
    async fn work_that_is_cut_off_has_let_go_before_anything_else_happens() {
        struct Held(Arc<AtomicBool>);
        impl Drop for Held {
            fn drop(&mut self) {
                std::thread::sleep(LIMIT);
                self.0.store(true, Ordering::SeqCst);
            }
        }
        let gone = Arc::new(AtomicBool::new(false));
        let held = Held(Arc::clone(&gone));
        let work = || -> BoxFuture<'static, ()> {
            Box::pin(async move {
                let _held = held;
                std::future::pending().await
            })
        };
        isolated(LIMIT, &Cancel::default(), work).await;
        assert!(gone.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_panic_becomes_its_message() {
        let crash = || -> BoxFuture<'static, ()> { Box::pin(async { panic!("table {} is gone", 7) }) };
        let Isolated::Crashed { message } = isolated(Duration::from_secs(10), &Cancel::default(), crash).await else {
            panic!("must be caught")
        };
        assert_eq!(message, "table 7 is gone");
    }

    #[tokio::test]
    async fn cancelling_cuts_off() {
        let cancel = Cancel::default();
        cancel.cancel();
        let done = isolated(Duration::from_secs(10), &cancel, || Box::pin(std::future::pending::<()>())).await;
        assert!(matches!(done, Isolated::Cancelled));
    }
}
