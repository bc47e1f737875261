//! A progress line for long work: on standard error, only on a terminal, gone when the work is done.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use labs_grade::Event;

/// One line that says how far the work is.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A line that shows nothing yet. indicatif itself stays silent where standard error is no terminal.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        Self(bar)
    }

    /// Shows how far a run is.
    pub(crate) fn follow(&self, event: &Event) {
        match event {
            Event::RunStarted { steps, prerequisites, .. } => {
                self.0.set_length(u64::try_from(steps + prerequisites).unwrap_or(u64::MAX));
                if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
                    self.0.set_style(style);
                }
            }
            Event::StepStarted { step } => self.0.set_message(step.to_string()),
            Event::StepFinished(_) => self.0.inc(1),
            _ => {}
        }
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
