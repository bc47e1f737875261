//! `RunOptions`: what the binary decides about a run.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::cancel::Cancel;

/// What the binary decides about a run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Chapters that run side by side. It changes no report.
    pub jobs: NonZeroUsize,
    /// Wall time that opening a world may take, the lab's data included.
    pub open_timeout: Duration,
    /// What measures durations.
    pub stopwatch: Stopwatch,
    /// By which the run can be stopped.
    pub cancel: Cancel,
    /// Whether outputs are compared.
    pub judging: Judging,
    /// How many times longer than its guide says a step may take: more than 1 where programs of the machine run it, because guides
    /// are written for engines that answer at once.
    pub patience: u32,
}

impl Default for RunOptions {
    /// As many jobs as cores, a minute to open a world, real durations, outputs compared.
    fn default() -> Self {
        Self {
            jobs: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            open_timeout: Duration::from_secs(60),
            stopwatch: Stopwatch::real(),
            cancel: Cancel::default(),
            judging: Judging::Compare,
            patience: 1,
        }
    }
}

/// Whether what comes is compared with what the guide says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Judging {
    /// Outputs and exit statuses must be those of the guide.
    #[default]
    Compare,
    /// As [`Judging::Compare`], but outputs that differ fail no step: they are handed out with what they would be if what came
    /// were right.
    Propose,
    /// Anything may come; only what does not run at all, or lacks a value for later steps, fails.
    Show,
}

/// A source of elapsed wall time.
#[derive(Clone)]
pub struct Stopwatch(Arc<dyn Fn() -> Duration + Send + Sync>);

impl Stopwatch {
    /// The system's monotonic clock. It only measures; what a step sees of time is its world's clock.
    #[must_use]
    pub fn real() -> Self {
        let start = Instant::now();
        Self(Arc::new(move || start.elapsed()))
    }

    /// One that stands still, for reports that must not differ.
    #[must_use]
    pub fn stopped() -> Self {
        Self(Arc::new(|| Duration::ZERO))
    }

    /// Time since some fixed instant.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        (self.0)()
    }
}

impl std::fmt::Debug for Stopwatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stopwatch")
    }
}
