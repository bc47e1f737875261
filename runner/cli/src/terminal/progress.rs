//! A progress line for long work: on standard error, only on a terminal, gone when the work is done.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// One line that says how far the work is.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A line that shows nothing yet. indicatif itself stays silent where standard error is no terminal.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        Self(bar)
    }

    /// The work has `steps` parts.
    pub(crate) fn begin(&self, steps: u64) {
        self.0.set_length(steps);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
            self.0.set_style(style);
        }
    }

    /// The next part is `what`.
    pub(crate) fn at(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }

    /// One part is done.
    pub(crate) fn step(&self) {
        self.0.inc(1);
    }

    /// Runs `write` with the line out of the way.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
