//! What mdBook logs while it works.
//!
//! mdBook reports some faults of a page only in its log and builds on. Here its warnings and errors are kept, and the build fails on
//! them. The subscriber is set for the current thread and for the duration of one call, so a program's own logging is untouched.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::error::LoggedMessage;

type Messages = Arc<Mutex<Vec<LoggedMessage>>>;

/// Runs `work` and returns with its result what was logged as warning or error meanwhile, in order.
pub(crate) fn capture<T>(work: impl FnOnce() -> T) -> (T, Vec<LoggedMessage>) {
    let messages = Messages::default();
    let subscriber = tracing_subscriber::registry().with(Capture(Arc::clone(&messages)));
    let result = tracing::subscriber::with_default(subscriber, work);
    let logged = std::mem::take(&mut *messages.lock().unwrap_or_else(PoisonError::into_inner));
    (result, logged)
}

struct Capture(Messages);

impl<S: Subscriber> Layer<S> for Capture {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let level = match *event.metadata().level() {
            Level::ERROR => "ERROR",
            Level::WARN => "WARN",
            _ => return,
        };
        let mut text = Text(String::new());
        event.record(&mut text);
        let message = LoggedMessage { level, target: event.metadata().target().to_owned(), message: text.0 };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(message);
    }
}

/// An event's message, then its other fields as `name=value`.
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a string cannot fail.
        let _ = match field.name() {
            "message" => write!(self.0, "{value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_and_errors_are_kept_in_order_and_the_rest_is_dropped() {
        let (result, logged) = capture(|| {
            tracing::info!("quiet");
            tracing::warn!("unclosed {}", "tag");
            tracing::error!(page = 3, "broken");
            7
        });
        assert_eq!(result, 7);
        let lines: Vec<_> = logged.iter().map(|one| format!("{} {}", one.level, one.message)).collect();
        assert_eq!(lines, ["WARN unclosed tag", "ERROR broken page=3"]);
    }
}
