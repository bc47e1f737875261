//! `ConsoleSession`: one chapter's world and shell; turns a command into evidence.

use std::sync::Arc;

use labs_grade::{Bill, CannotRun, Evidence, Interruption, Session, Work};
use labs_shell::{LimitHit, StepShell};
use labs_world::{BoxFuture, World};

/// A world with a shell in it.
pub(super) struct ConsoleSession {
    world: Arc<World>,
    shell: Box<dyn StepShell>,
}

impl ConsoleSession {
    /// A session of `world`, whose shell is `shell`.
    pub(super) fn new(world: Arc<World>, shell: Box<dyn StepShell>) -> Self {
        Self { world, shell }
    }
}

impl Session for ConsoleSession {
    fn run<'a>(&'a mut self, work: Work<'a>) -> BoxFuture<'a, Evidence> {
        Box::pin(async move {
            let position = self.world.trail().position();
            let outcome = self.shell.run(work.code).await;
            Evidence {
                stdout: outcome.stdout,
                stderr: outcome.stderr,
                status: Some(outcome.status),
                events: self.world.trail().since(position),
                interruption: outcome.limit.as_ref().map(interruption),
            }
        })
    }

    fn write_file<'a>(&'a mut self, path: &'a str, content: &'a str) -> BoxFuture<'a, Result<(), CannotRun>> {
        Box::pin(async move {
            let written = self.shell.write_file(path, content.as_bytes()).await;
            written.map_err(|error| CannotRun::new(error, "make the file of the guide smaller"))
        })
    }

    fn bill(&self) -> Bill {
        self.world.meter().bill(self.world.clock().now())
    }
}

fn interruption(hit: &LimitHit) -> Interruption {
    Interruption::Limit { what: hit.limit.name().to_owned(), allowed: hit.value.clone() }
}
