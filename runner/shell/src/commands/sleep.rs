//! `sleep`: moves virtual time, or really waits under the wall clock.

use std::sync::Arc;
use std::time::Duration;

use labs_world::BoxFuture;

use crate::command::{CommandInvocation, CommandOutcome, ShellCommand};
use crate::commands::duration;
use crate::step_clock::StepClock;

/// The `sleep` command.
pub(crate) struct Sleep(Arc<StepClock>);

impl Sleep {
    /// `sleep` on this clock.
    pub(crate) fn new(clock: &Arc<StepClock>) -> Self {
        Self(Arc::clone(clock))
    }

    async fn sleep(&self, args: &[String]) -> CommandOutcome {
        if args.is_empty() {
            return CommandOutcome::failure(1, "sleep: missing operand\n");
        }
        let mut total = Duration::ZERO;
        for arg in args {
            match duration::parse(arg) {
                Ok(duration) => total = total.saturating_add(duration),
                Err(error) => return CommandOutcome::failure(1, format!("sleep: {error}\n")),
            }
        }
        self.0.sleep(total.min(duration::LONGEST)).await;
        CommandOutcome::default()
    }
}

impl ShellCommand for Sleep {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(self.sleep(invocation.args))
    }
}
