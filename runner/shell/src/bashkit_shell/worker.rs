//! The thread that owns the interpreter: builds it, runs one script after the other, and turns results into outcomes.
//!
//! What the interpreter would take from the host is replaced here: variables, commands, files, the seed of `$RANDOM`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use bashkit::{Bash, Error, ExecOptions, ExecResult, ExecutionLimits, MemoryLimits, PosixFs, SessionLimits};
use labs_world::World;
use tokio::sync::{Notify, mpsc as async_mpsc};

use crate::bashkit_shell::adapter::{Adapter, Waits, time_variables};
use crate::bashkit_shell::files::VirtualFiles;
use crate::bashkit_shell::hits::{self, Hits, Remembered};
use crate::bashkit_shell::open::{NOTICE, Reply};
use crate::bashkit_shell::shown::Shown;
use crate::bashkit_shell::yes::Yes;
use crate::bashkit_shell::{braces, guards, tool_limits, tools};
use crate::command::ShellCommand;
use crate::commands;
use crate::limits::{Limit, LimitHit, ShellLimits};
use crate::shell::{HOME, ShellOptions, ShellOutcome};
use crate::step_clock::StepClock;

/// bashkit's own time limit counts virtual time, which a step may move by years; the watchdog holds the real one.
pub(crate) const NO_TIME_LIMIT: Duration = Duration::from_secs(100 * 366 * 86_400);
/// The user and host of every step, whatever the machine.
const USER: &str = "learner";
const HOST: &str = "labs";

/// One script to run.
pub(crate) struct Job {
    pub(crate) script: String,
    /// Wall time that the script may take.
    pub(crate) limit: Duration,
    /// Variables that the runner set since the last script.
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) reply: Reply,
    /// Dropped when the script has ended.
    pub(crate) done: mpsc::Sender<()>,
}

/// Stops a running script from another thread.
#[derive(Default)]
pub(crate) struct Cancellation {
    /// bashkit's flag, which busy code looks at.
    flag: Mutex<Arc<AtomicBool>>,
    /// Wakes a script that waits.
    wake: Notify,
}

impl Cancellation {
    /// Stops the script that runs now; without one, nothing.
    pub(crate) fn cancel(&self) {
        self.flag.lock().unwrap_or_else(PoisonError::into_inner).store(true, Ordering::SeqCst);
        self.wake.notify_waiters();
    }

    fn is_cancelled(&self) -> bool {
        self.flag.lock().unwrap_or_else(PoisonError::into_inner).load(Ordering::SeqCst)
    }

    fn reset(&self, flag: Arc<AtomicBool>) {
        flag.store(false, Ordering::SeqCst);
        *self.flag.lock().unwrap_or_else(PoisonError::into_inner) = flag;
    }

    async fn cancelled(&self) {
        loop {
            let woken = self.wake.notified();
            if self.is_cancelled() {
                return;
            }
            woken.await;
        }
    }
}

/// The owner of the interpreter.
pub(crate) struct Worker {
    environment: Vec<(String, String)>,
    commands: Vec<(String, Arc<dyn ShellCommand>)>,
    world: Arc<World>,
    limits: ShellLimits,
    clock: Arc<StepClock>,
    files: VirtualFiles,
    hits: Arc<Hits>,
    cancellation: Arc<Cancellation>,
}

impl Worker {
    /// What a shell with these options runs on.
    pub(crate) fn new(
        options: ShellOptions,
        clock: Arc<StepClock>,
        files: VirtualFiles,
        hits: Arc<Hits>,
        cancellation: Arc<Cancellation>,
    ) -> Self {
        let ShellOptions { world, environment, commands, limits, files: _ } = options;
        Self { environment, commands, world, limits, clock, files, hits, cancellation }
    }

    /// Runs scripts until the handle is gone.
    pub(crate) async fn serve(self, mut jobs: async_mpsc::UnboundedReceiver<Job>) {
        self.clock.start();
        let mut built_for = self.limits.wall_time;
        let mut bash = self.build(built_for);
        self.seed(&mut bash).await;
        while let Some(job) = jobs.recv().await {
            self.clock.settle().await;
            if !self.world.clock().is_virtual() && built_for != job.limit {
                // Under the wall clock bashkit's own limit is the only one that some busy code looks at.
                built_for = job.limit;
                bash = self.rebuilt(&bash, built_for);
            }
            let outcome = self.run(&mut bash, &job).await;
            if self.cancellation.is_cancelled() {
                self.clock.start();
                // Background jobs of the stopped script would go on in the next one; a new interpreter has none.
                bash = self.rebuilt(&bash, built_for);
            }
            job.reply.answer(outcome);
            drop(job.done);
        }
    }

    async fn run(&self, bash: &mut Bash, job: &Job) -> ShellOutcome {
        self.cancellation.reset(bash.cancellation_token());
        self.hits.take();
        if let Some(hit) = braces::too_large(&job.script) {
            self.hits.record(hit);
            return self.outcome(job, Ok(ExecResult::default()), (Vec::new(), Vec::new()));
        }
        for (name, value) in &job.variables {
            bash.set_env(name, value);
        }
        let shown = Shown::up_to(self.limits.output_bytes);
        let script = async {
            self.refresh(bash).await;
            bash.exec_with_options(&job.script, ExecOptions::new().streaming(shown.listener())).await
        };
        let result = tokio::select! {
            result = script => result,
            () = self.cancellation.cancelled() => Err(Error::Cancelled),
        };
        self.clock.now();
        self.outcome(job, result, shown.take())
    }

    /// Before each script: the variables that bash computes and bashkit does not know.
    async fn refresh(&self, bash: &mut Bash) {
        let [(seconds, at), (real, now)] = time_variables(&self.clock);
        self.prepare(bash, &format!("{seconds}={at} {real}={now}")).await;
    }

    /// Before the first script: `$RANDOM` gets the world's seed, `$SRANDOM` (bashkit asks the system) its numbers, `$IFS`
    /// the value that bashkit leaves out, and `time` a report without the processor's time, which bashkit does not know.
    async fn seed(&self, bash: &mut Bash) {
        let seed = self.world.ids().bits() & 0x7fff_ffff;
        let ifs = r"IFS=$' \t\n'";
        let report = r"TIMEFORMAT=$'\nreal\t%3lR\nuser\t0m0.000s\nsys\t0m0.000s'";
        self.prepare(bash, &format!("RANDOM={seed}; declare -n SRANDOM=RANDOM; {ifs}; {report}")).await;
    }

    async fn prepare(&self, bash: &mut Bash, script: &str) {
        // Assignments fail only where a step made the variable read-only; then its value is the step's own wish.
        let _ = bash.exec(script).await;
    }

    /// A new interpreter in the state of `bash`.
    fn rebuilt(&self, bash: &Bash, wall: Duration) -> Bash {
        let mut fresh = self.build(wall);
        fresh.restore_shell_state(&bash.shell_state());
        fresh
    }

    fn build(&self, wall: Duration) -> Bash {
        let limits = &self.limits;
        let execution = ExecutionLimits::new()
            .max_work_units(1_000_000_000)
            .max_aggregate_input_bytes(u64::MAX)
            .max_live_intermediate_bytes(limits.memory_bytes)
            .max_commands(limits.commands)
            .max_loop_iterations(limits.loop_iterations)
            .max_total_loop_iterations(limits.loop_iterations)
            .max_function_depth(limits.depth)
            .max_input_bytes(limits.script_bytes)
            .max_stdout_bytes(limits.output_bytes)
            .max_stderr_bytes(limits.output_bytes)
            // A moment later than the watchdog, which tells bashkit why the script ends.
            .timeout(if self.world.clock().is_virtual() { NO_TIME_LIMIT } else { wall.saturating_add(NOTICE) });
        let mut builder = Bash::builder()
            .fs(Arc::new(PosixFs::new(self.files.clone())))
            .rootfs(false)
            .username(USER)
            .hostname(HOST)
            .cwd(HOME)
            .env("HOME", HOME)
            .limits(execution)
            .session_limits(SessionLimits::unlimited())
            .builtin_filter(tools::is_kept)
            .before_tool(guards::before_tool(Arc::clone(&self.clock), self.files.clone(), Arc::clone(&self.hits)))
            .command("yes", Yes(Arc::clone(&self.hits)))
            .memory_limits(MemoryLimits::new().max_total_variable_bytes(limits.variable_bytes))
            .fixed_epoch(self.clock.now().as_millis().div_euclid(1000));
        for (name, value) in &self.environment {
            builder = builder.env(name, value);
        }
        for (name, command) in commands::all(&self.clock) {
            builder = builder.builtin(name, Box::new(Adapter::new(command, Arc::clone(&self.clock), Waits::ForTimers)));
        }
        for (name, command) in &self.commands {
            let adapter = Adapter::new(Arc::clone(command), Arc::clone(&self.clock), Waits::ForOthers);
            builder = builder.builtin(name, Box::new(adapter));
        }
        builder.build()
    }

    /// The outcome of a script; `shown` is what it had put out when it was stopped.
    fn outcome(&self, job: &Job, result: Result<ExecResult, Error>, shown: (Vec<u8>, Vec<u8>)) -> ShellOutcome {
        let Remembered { limit: recorded, refusals, ran } = self.hits.take();
        let mut outcome = ShellOutcome { stdout: shown.0, stderr: shown.1, ..ShellOutcome::default() };
        match result {
            Ok(result) => {
                let cut = result.stdout_truncated || result.stderr_truncated;
                outcome.stdout = result.stdout.into_bytes();
                outcome.stderr = result.stderr.into_bytes();
                outcome.status = result.exit_code & 0xff;
                outcome.limit =
                    cut.then(|| LimitHit::new(Limit::Output, format!("{} bytes", self.limits.output_bytes)));
            }
            Err(Error::ResourceLimit(exceeded)) => outcome.limit = Some(hits::named(&exceeded, job.limit)),
            Err(Error::Cancelled) => outcome.limit = Some(hits::wall_time(job.limit)),
            Err(error) => {
                outcome.limit = hits::worded(&error);
                let told = error.syntax_report("bash", &job.script).unwrap_or_else(|| format!("bash: {error}\n"));
                outcome.stderr.extend_from_slice(told.as_bytes());
                outcome.status = 2;
            }
        }
        outcome.limit = recorded.or(outcome.limit).or_else(|| tool_limits::told(&outcome.stderr, &ran));
        for refusal in &refusals {
            outcome.stderr = refusal.told_in(&outcome.stderr);
            outcome.status = outcome.status.max(1);
        }
        if let Some(hit) = &outcome.limit {
            if !outcome.stderr.is_empty() && !outcome.stderr.ends_with(b"\n") {
                outcome.stderr.push(b'\n');
            }
            outcome.stderr.extend_from_slice(format!("{hit}\n").as_bytes());
            outcome.status = if hit.limit == Limit::WallTime { 124 } else { outcome.status.max(1) };
        }
        outcome
    }
}
