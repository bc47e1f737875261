//! `labs clock` inside a step: shows and advances the world's time. The other verbs of `labs` are refused by name, because
//! a step that runs `labs check` would run itself.

use std::sync::Arc;

use labs_world::{BoxFuture, Timestamp};

use crate::command::{CommandInvocation, CommandOutcome, ShellCommand};
use crate::commands::duration;
use crate::step_clock::StepClock;

const USAGE: &str = "\
usage: labs clock                     show the time of this world
       labs clock now                 the same
       labs clock advance DURATION    move it forward: 90s, 30m, 1h, 2d
";

/// The `labs` command of console steps.
pub(crate) struct Labs(Arc<StepClock>);

impl Labs {
    /// `labs` on this clock.
    pub(crate) fn new(clock: &Arc<StepClock>) -> Self {
        Self(Arc::clone(clock))
    }

    fn call(&self, args: &[String]) -> CommandOutcome {
        let words: Vec<&str> = args.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["clock", "--help" | "-h"] | ["--help" | "-h"] => CommandOutcome::success(USAGE),
            ["clock"] | ["clock", "now"] => Self::show(self.0.now()),
            ["clock", "advance", text] => match duration::parse(text) {
                Err(error) => CommandOutcome::failure(2, format!("labs clock advance: {error}\n")),
                Ok(by) => {
                    self.0.now();
                    match self.0.world().clock().advance(by) {
                        Ok(now) => Self::show(now),
                        Err(error) => CommandOutcome::failure(5, format!("labs clock advance: {error}\n")),
                    }
                }
            },
            ["clock", "advance", ..] => {
                CommandOutcome::failure(2, format!("labs clock advance: give one duration\n{USAGE}"))
            }
            ["clock", word, ..] => CommandOutcome::failure(2, format!("labs clock: no `{word}`\n{USAGE}")),
            [verb, ..] => CommandOutcome::failure(
                2,
                format!("labs: `labs {verb}` cannot run inside a step; of `labs`, a step knows only `labs clock`\n"),
            ),
            [] => CommandOutcome::failure(2, USAGE),
        }
    }

    fn show(now: Timestamp) -> CommandOutcome {
        CommandOutcome::success(format!("{now}\n"))
    }
}

impl ShellCommand for Labs {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(async move { self.call(invocation.args) })
    }
}
