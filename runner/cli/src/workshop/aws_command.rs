//! `aws` as a command of the shell: the words of the step go to the boundary in this process.

use std::sync::Arc;
use std::time::Duration;

use labs_aws::Boundary;
use labs_aws::cli::{self, Invocation, Pause, Target};
use labs_shell::{CommandInvocation, CommandOutcome, ShellCommand};
use labs_world::{BoxFuture, World};

use super::shell_files::ShellFiles;

/// The `aws` command of one world.
pub(super) struct AwsCommand {
    world: Arc<World>,
    boundary: Arc<Boundary>,
}

impl AwsCommand {
    /// An `aws` that calls `boundary`, whose engines live in `world`.
    pub(super) fn new(world: Arc<World>, boundary: Arc<Boundary>) -> Self {
        Self { world, boundary }
    }
}

impl ShellCommand for AwsCommand {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(async move {
            let outcome = cli::run(Invocation {
                args: invocation.args,
                env: &|name| invocation.variable(name).map(str::to_owned),
                files: &ShellFiles::new(invocation),
                endpoint: &*self.boundary,
                target: Target { region: self.world.region(), url: None },
                pause: &WorldPause(&self.world),
                terminal: None,
            })
            .await;
            CommandOutcome { stdout: outcome.stdout, stderr: outcome.stderr, status: outcome.status }
        })
    }
}

/// `aws … wait` in a step puts the virtual clock forward.
struct WorldPause<'a>(&'a World);

impl Pause for WorldPause<'_> {
    fn pause(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.0.clock().sleep(duration))
    }
}
