//! Opens a shell and is its handle: hands scripts to the worker's thread and watches the wall clock meanwhile.
//!
//! The runner's own runtime is never blocked and never needed: a script that hangs is cancelled, and if that does not
//! stop it within a grace period its thread is given up and the shell with it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use labs_world::BoxFuture;
use tokio::sync::oneshot;

use crate::bashkit_shell::files::VirtualFiles;
use crate::bashkit_shell::hits::{self, Hits};
use crate::bashkit_shell::stack;
use crate::bashkit_shell::worker::{Cancellation, Job, NO_TIME_LIMIT, Worker};
use crate::error::ShellError;
use crate::limits::ShellLimits;
use crate::shell::{ShellOptions, ShellOutcome, StepShell};
use crate::step_clock::StepClock;

/// How long a cancelled script may take to notice.
pub(crate) const NOTICE: Duration = Duration::from_millis(300);
/// How long a script may take to stop, its deadline passed, before its thread is given up.
const GRACE: Duration = Duration::from_secs(3);

/// The handle that the runner holds.
struct Shell {
    /// Taken when the shell is dropped, which ends the worker.
    jobs: Option<tokio::sync::mpsc::UnboundedSender<Job>>,
    /// Disconnected when the worker has ended and let go of its world.
    ended: mpsc::Receiver<()>,
    cancellation: Arc<Cancellation>,
    files: VirtualFiles,
    limits: ShellLimits,
    variables: Vec<(String, String)>,
    /// Set when a script could not be stopped; shared with the watchdog that finds out.
    lost: Arc<AtomicBool>,
    deadline: Deadline,
}

/// See [`crate::open`].
pub(crate) fn open(options: ShellOptions) -> Result<Box<dyn StepShell>, ShellError> {
    let is_virtual = options.world.clock().is_virtual();
    let clock = Arc::new(StepClock::new(Arc::clone(&options.world)));
    let hits = Arc::new(Hits::default());
    let files = VirtualFiles::new(Arc::clone(&clock), options.limits.clone(), Arc::clone(&hits));
    for (path, content) in &options.files {
        files.place(path, content)?;
    }
    let cancellation = Arc::new(Cancellation::default());
    let limits = options.limits.clone();
    let worker = Worker::new(options, Arc::clone(&clock), files.clone(), hits, Arc::clone(&cancellation));
    let (jobs, received) = tokio::sync::mpsc::unbounded_channel();
    let start = |error: std::io::Error| ShellError::Start { reason: error.to_string() };
    // Paused from its first instant, so that its milliseconds are those of the world's clock.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(is_virtual).build().map_err(start)?;
    let deadline = Deadline { clock, runtime: runtime.handle().clone() };
    let (ending, ended) = mpsc::channel();
    thread::Builder::new()
        .name("console step".to_owned())
        .stack_size(stack::BYTES)
        .spawn(move || {
            runtime.block_on(worker.serve(received));
            // Background jobs of a script hold the world too.
            drop(runtime);
            drop(ending);
        })
        .map_err(start)?;
    Ok(Box::new(Shell {
        jobs: Some(jobs),
        ended,
        cancellation,
        files,
        limits,
        variables: Vec::new(),
        lost: Arc::new(AtomicBool::new(false)),
        deadline,
    }))
}

impl Shell {
    fn check(&self) -> Result<(), ShellError> {
        if self.lost.load(Ordering::SeqCst) { Err(ShellError::Lost) } else { Ok(()) }
    }
}

impl StepShell for Shell {
    fn run<'a>(&'a mut self, script: &'a str, limit: Duration) -> BoxFuture<'a, ShellOutcome> {
        Box::pin(async move {
            if let Err(error) = self.check() {
                return refused(&error);
            }
            let limit = limit.min(self.limits.wall_time);
            let (reply, answer) = oneshot::channel();
            let reply = Reply::new(reply);
            let (done, watched) = mpsc::channel();
            let mut stop = StopOnDrop { watchdog: Some(done.clone()) };
            let job = Job {
                script: script.to_owned(),
                limit,
                variables: std::mem::take(&mut self.variables),
                reply: reply.clone(),
                done,
            };
            let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
            if !sent {
                return refused(&ShellError::Lost);
            }
            let watchdog = Watchdog {
                watched,
                reply,
                cancellation: Arc::clone(&self.cancellation),
                limit,
                lost: Arc::clone(&self.lost),
                deadline: self.deadline.clone(),
            };
            if let Err(error) = thread::Builder::new().name("console step limit".to_owned()).spawn(|| watchdog.watch())
            {
                self.cancellation.cancel();
                return refused(&ShellError::Start { reason: error.to_string() });
            }
            let outcome = answer.await.unwrap_or_else(|_| refused(&ShellError::Lost));
            stop.watchdog = None;
            outcome
        })
    }

    fn write_file<'a>(&'a mut self, path: &'a str, content: &'a [u8]) -> BoxFuture<'a, Result<(), ShellError>> {
        Box::pin(async move {
            self.check()?;
            self.files.place(path, content)
        })
    }

    fn read_file<'a>(&'a mut self, path: &'a str) -> BoxFuture<'a, Result<Vec<u8>, ShellError>> {
        Box::pin(async move {
            self.check()?;
            self.files.fetch(path)
        })
    }

    fn set_variable(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }
}

impl Drop for Shell {
    /// Ends the worker and waits until it has let go of its world, so that a temporary world is gone before the process
    /// is. A script that cannot be stopped is not waited for.
    fn drop(&mut self) {
        self.jobs = None;
        self.cancellation.cancel();
        let _ = self.ended.recv_timeout(GRACE);
    }
}

/// The outcome of a script that was not run at all.
fn refused(error: &ShellError) -> ShellOutcome {
    ShellOutcome { stderr: format!("{error}\n").into_bytes(), status: 1, ..ShellOutcome::default() }
}

/// Where the outcome goes, from whoever has one first: the worker or the watchdog.
#[derive(Clone)]
pub(crate) struct Reply(Arc<Mutex<Option<oneshot::Sender<ShellOutcome>>>>);

impl Reply {
    fn new(sender: oneshot::Sender<ShellOutcome>) -> Self {
        Self(Arc::new(Mutex::new(Some(sender))))
    }

    /// Answers unless somebody has.
    pub(crate) fn answer(&self, outcome: ShellOutcome) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(sender) = sender {
            // The runner may have stopped waiting; then nobody wants the outcome.
            let _ = sender.send(outcome);
        }
    }
}

/// Watches one script by the wall clock, on a thread of its own, because a busy script blocks the worker's.
struct Watchdog {
    /// Closed when the script has ended; a message says that the runner no longer waits for it.
    watched: mpsc::Receiver<()>,
    reply: Reply,
    cancellation: Arc<Cancellation>,
    limit: Duration,
    lost: Arc<AtomicBool>,
    deadline: Deadline,
}

/// Lets bashkit's own deadline pass. Some busy code (`jq`) looks at nothing else.
#[derive(Clone)]
struct Deadline {
    clock: Arc<StepClock>,
    runtime: tokio::runtime::Handle,
}

impl Watchdog {
    fn watch(self) {
        if !self.is_running_after(self.limit) {
            return;
        }
        self.cancellation.cancel();
        if !self.is_running_after(NOTICE) {
            return;
        }
        self.deadline.clock.expire(&self.deadline.runtime, NO_TIME_LIMIT);
        if !self.is_running_after(GRACE) {
            return;
        }
        self.lost.store(true, Ordering::SeqCst);
        let hit = hits::wall_time(self.limit);
        let stderr = format!("{hit}\n{}\n", ShellError::Lost).into_bytes();
        self.reply.answer(ShellOutcome { stdout: Vec::new(), stderr, status: 124, limit: Some(hit) });
    }

    /// Waits for the script's end, for so long at most, or until the runner wants it to end.
    fn is_running_after(&self, wait: Duration) -> bool {
        !matches!(self.watched.recv_timeout(wait), Err(mpsc::RecvTimeoutError::Disconnected))
    }
}

/// Tells the watchdog to stop the script at once when the runner stops waiting for it, which drops this.
struct StopOnDrop {
    watchdog: Option<mpsc::Sender<()>>,
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        if let Some(watchdog) = self.watchdog.take() {
            // A watchdog that is gone has nothing left to stop.
            let _ = watchdog.send(());
        }
    }
}
