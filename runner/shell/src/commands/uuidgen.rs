//! `uuidgen`: random UUIDs from the world.

use std::sync::Arc;

use labs_world::BoxFuture;

use crate::command::{CommandInvocation, CommandOutcome, ShellCommand};
use crate::step_clock::StepClock;

/// The `uuidgen` command.
pub(crate) struct Uuidgen(Arc<StepClock>);

impl Uuidgen {
    /// `uuidgen` in this clock's world.
    pub(crate) fn new(clock: &Arc<StepClock>) -> Self {
        Self(Arc::clone(clock))
    }

    fn call(&self, args: &[String]) -> CommandOutcome {
        match args.iter().find(|arg| !matches!(arg.as_str(), "-r" | "--random")) {
            None => CommandOutcome::success(format!("{}\n", self.0.world().ids().uuid())),
            Some(other) => CommandOutcome::failure(
                1,
                format!("uuidgen: `{other}` is not supported in a console step; it makes random UUIDs only (-r)\n"),
            ),
        }
    }
}

impl ShellCommand for Uuidgen {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(async move { self.call(invocation.args) })
    }
}
