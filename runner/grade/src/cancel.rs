//! `Cancel`: the token by which the binary (Ctrl-C, a closed pipe) asks a run to end.
//!
//! Cancelling is a request: the step at hand is cut short, nothing more is started, and the run still reports what it
//! has. Clones share one state.

use tokio::sync::watch;

/// A request to stop, shared by everybody who holds a clone.
#[derive(Debug, Clone)]
pub struct Cancel(watch::Sender<bool>);

impl Default for Cancel {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Cancel {
    /// Asks for the end. Asking again changes nothing.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether the end was asked for.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the end is asked for; at once when it was.
    pub async fn cancelled(&self) {
        // The sender lives in `self`, so waiting cannot fail before the token is dropped.
        let _ = self.0.subscribe().wait_for(|cancelled| *cancelled).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_clone_hears_of_the_cancellation() {
        let token = Cancel::default();
        let clone = token.clone();
        assert!(!clone.is_cancelled());
        token.cancel();
        clone.cancelled().await;
        assert!(clone.is_cancelled());
    }
}
