//! Lets a [`ShellCommand`] be called from a script: words, standard input and files in, bytes and status out.
//!
//! A command may wait for another thread (a store that flushes). The paused runtime would take that for idleness and jump
//! to its next timer, so a blocking task holds its time still until the command is done.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::task::Poll;

use bashkit::{Builtin, BuiltinContext, ExecResult, FileSystem, FileType, Metadata, async_trait, normalize_path};
use labs_world::{BoxFuture, Timestamp};

use crate::bashkit_shell::files::{from_system_time, named_by, to_system_time};
use crate::command::{CommandFiles, CommandInvocation, CommandOutcome, PathKind, PathMetadata, ShellCommand};
use crate::error::{FileProblem, ShellError};
use crate::step_clock::StepClock;

/// A command of ours as bashkit calls it.
pub(crate) struct Adapter {
    command: Arc<dyn ShellCommand>,
    clock: Arc<StepClock>,
    waits: Waits,
}

/// What a command may wait for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// The timers of the shell's runtime, as `sleep` does: its time has to move meanwhile.
    ForTimers,
    /// Another thread: the runtime's time has to stand still meanwhile.
    ForOthers,
}

impl Adapter {
    /// `command` with the time of its shell.
    pub(crate) fn new(command: Arc<dyn ShellCommand>, clock: Arc<StepClock>, waits: Waits) -> Self {
        Self { command, clock, waits }
    }
}

#[async_trait]
impl Builtin for Adapter {
    async fn execute(&self, context: BuiltinContext<'_>) -> bashkit::Result<ExecResult> {
        let cwd = context.cwd.to_string_lossy().into_owned();
        let files = Files { tree: Arc::clone(&context.fs), cwd: context.cwd.clone() };
        let invocation = CommandInvocation {
            args: context.args,
            stdin: context.stdin_bytes().unwrap_or_default(),
            environment: context.env,
            cwd: &cwd,
            files: &files,
        };
        // The world must show the timers' time to the command, and the timers the time that the command moved.
        self.clock.now();
        let outcome = match self.waits {
            Waits::ForTimers => self.command.run(invocation).await,
            Waits::ForOthers => holding_time(self.command.run(invocation)).await,
        };
        self.clock.settle().await;
        refresh_time_variables(&self.clock, context.variables);
        Ok(result(outcome))
    }
}

fn result(outcome: CommandOutcome) -> ExecResult {
    ExecResult {
        stdout: outcome.stdout.into(),
        stderr: outcome.stderr.into(),
        exit_code: outcome.status,
        ..ExecResult::default()
    }
}

/// Polls `future` to its end; as soon as it has to wait, the runtime's time is held still.
async fn holding_time<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut held: Option<mpsc::Sender<()>> = None;
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(output),
        Poll::Pending => {
            held.get_or_insert_with(|| {
                let (release, released) = mpsc::channel();
                tokio::task::spawn_blocking(move || released.recv());
                release
            });
            Poll::Pending
        }
    })
    .await
}

/// Sets the variables that bash computes and bashkit does not know.
pub(crate) fn refresh_time_variables(clock: &StepClock, variables: &mut HashMap<String, String>) {
    for (name, value) in time_variables(clock) {
        variables.insert(name.to_owned(), value);
    }
}

/// `EPOCHSECONDS` and `EPOCHREALTIME` at the present instant.
pub(crate) fn time_variables(clock: &StepClock) -> [(&'static str, String); 2] {
    let millis = clock.now().as_millis();
    let (seconds, rest) = (millis.div_euclid(1000), millis.rem_euclid(1000));
    [("EPOCHSECONDS", seconds.to_string()), ("EPOCHREALTIME", format!("{seconds}.{rest:03}000"))]
}

/// The files of a script as a command sees them.
struct Files {
    tree: Arc<dyn FileSystem>,
    cwd: PathBuf,
}

impl Files {
    fn absolute(&self, path: &str) -> PathBuf {
        normalize_path(&self.cwd.join(path))
    }
}

impl CommandFiles for Files {
    fn read<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Vec<u8>, ShellError>> {
        Box::pin(async move {
            let absolute = self.absolute(path);
            self.tree.read_file(&absolute).await.map_err(|error| named_by(path, &error))
        })
    }

    fn write<'a>(&'a self, path: &'a str, content: &'a [u8]) -> BoxFuture<'a, Result<(), ShellError>> {
        Box::pin(async move {
            let absolute = self.absolute(path);
            self.tree.write_file(&absolute, content).await.map_err(|error| named_by(path, &error))
        })
    }

    fn exists<'a>(&'a self, path: &'a str) -> BoxFuture<'a, bool> {
        Box::pin(async move { self.tree.exists(&self.absolute(path)).await.unwrap_or(false) })
    }

    fn create_folder<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<(), ShellError>> {
        Box::pin(async move {
            let absolute = self.absolute(path);
            self.tree.mkdir(&absolute, false).await.map_err(|error| named_by(path, &error))
        })
    }

    fn metadata<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<PathMetadata, ShellError>> {
        Box::pin(async move {
            let absolute = self.absolute(path);
            let found = self.tree.stat(&absolute).await;
            found.map(|it| path_metadata(&absolute, &it)).map_err(|error| named_by(path, &error))
        })
    }

    fn entries<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Vec<(String, PathMetadata)>, ShellError>> {
        Box::pin(async move {
            let folder = self.absolute(path);
            let found = self.tree.read_dir(&folder).await.map_err(|error| named_by(path, &error))?;
            let mut entries = Vec::with_capacity(found.len());
            for entry in found {
                // A folder lists its links as links; what they lead to is what counts.
                let path = folder.join(&entry.name);
                let target = match entry.metadata.file_type {
                    FileType::Symlink => self.tree.stat(&path).await.unwrap_or(entry.metadata),
                    _ => entry.metadata,
                };
                entries.push((entry.name, path_metadata(&path, &target)));
            }
            entries.sort_by(|(left, _), (right, _)| left.cmp(right));
            Ok(entries)
        })
    }

    fn remove<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<(), ShellError>> {
        Box::pin(async move {
            let absolute = self.absolute(path);
            let found = self.tree.lstat(&absolute).await.map_err(|error| named_by(path, &error))?;
            if found.file_type.is_dir() {
                return Err(ShellError::File { path: path.to_owned(), problem: FileProblem::IsFolder });
            }
            self.tree.remove(&absolute, false).await.map_err(|error| named_by(path, &error))
        })
    }

    fn set_modified<'a>(&'a self, path: &'a str, modified: Timestamp) -> BoxFuture<'a, Result<(), ShellError>> {
        Box::pin(async move {
            let absolute = self.absolute(path);
            let set = self.tree.set_modified_time(&absolute, to_system_time(modified)).await;
            set.map_err(|error| named_by(path, &error))
        })
    }

    fn file_limit(&self) -> u64 {
        self.tree.limits().max_file_size
    }
}

/// The tree shows its devices as files; they are all in one folder, where nothing else can be made.
fn path_metadata(path: &Path, found: &Metadata) -> PathMetadata {
    let kind = match found.file_type {
        FileType::File if !path.starts_with("/dev") => PathKind::File,
        FileType::Directory => PathKind::Folder,
        _ => PathKind::Special,
    };
    PathMetadata { kind, size: found.size, modified: from_system_time(found.modified) }
}
