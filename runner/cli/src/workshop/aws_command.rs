//! `aws` as a command of the shell: the words of the step go to the boundary in this process.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use labs_aws::Boundary;
use labs_aws::cli::{self, Files, Invocation, Pause, Target};
use labs_shell::{CommandFiles, CommandInvocation, CommandOutcome, FileProblem, ShellCommand, ShellError};
use labs_world::{BoxFuture, World};

/// The `aws` command of one world.
pub(super) struct AwsCommand {
    world: Arc<World>,
    boundary: Boundary,
}

impl AwsCommand {
    /// An `aws` that calls `boundary`, whose engines live in `world`.
    pub(super) fn new(world: Arc<World>, boundary: Boundary) -> Self {
        Self { world, boundary }
    }
}

impl ShellCommand for AwsCommand {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(async move {
            let outcome = cli::run(Invocation {
                args: invocation.args,
                env: &|name| invocation.variable(name).map(str::to_owned),
                files: &ShellFiles(invocation.files),
                endpoint: &self.boundary,
                target: Target { region: self.world.region(), url: None },
                pause: &WorldPause(&self.world),
            })
            .await;
            CommandOutcome { stdout: outcome.stdout, stderr: outcome.stderr, status: outcome.status }
        })
    }
}

/// The shell's virtual files, as the `aws` command reads parameters from them.
struct ShellFiles<'a>(&'a dyn CommandFiles);

impl Files for ShellFiles<'_> {
    fn read<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        Box::pin(async move { self.0.read(path).await.map_err(io_error) })
    }
}

/// The system's kind of error for the shell's, because the `aws` command words them as Python does on a real system.
fn io_error(error: ShellError) -> io::Error {
    let kind = match &error {
        ShellError::File { problem: FileProblem::NotFound, .. } => io::ErrorKind::NotFound,
        ShellError::File { problem: FileProblem::IsFolder, .. } => io::ErrorKind::IsADirectory,
        ShellError::File { problem: FileProblem::NotFolder, .. } => io::ErrorKind::NotADirectory,
        ShellError::File { problem: FileProblem::NotPermitted, .. } => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

/// `aws … wait` in a step puts the virtual clock forward.
struct WorldPause<'a>(&'a World);

impl Pause for WorldPause<'_> {
    fn pause(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.0.clock().sleep(duration))
    }
}
