//! The `labs` binary: one file a verb under `verb/`, and the only place that wires engines together (`workshop/`).
//!
//! What a verb means is decided in the library crates; here is the command line, the terminal and the exit code. Wording of
//! what cannot be done is in `trouble.rs`, the numbers of exit codes in `exit.rs`.

mod cli;
mod embedded;
mod exit;
mod folders;
mod grading;
mod guide_edit;
mod host_files;
mod invocation;
mod runtime;
mod serving;
mod sources;
mod surface;
mod terminal;
mod trouble;
mod verb;
mod workshop;

use std::io::Write as _;
use std::panic;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{BookVerb, Cli, Verb};
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

fn main() -> ExitCode {
    report_panics_as_bugs();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error).into(),
    };
    let terminal = Terminal::new(cli.color);
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(|| run(&cli, &terminal)));
    let exit = match outcome {
        Ok(Ok(exit)) => exit,
        Ok(Err(trouble)) => {
            say(&terminal, &trouble);
            trouble.exit()
        }
        Err(_) => Exit::Bug,
    };
    exit.into()
}

/// Dispatches to the verb.
fn run(cli: &Cli, terminal: &Terminal) -> Result<Exit, Trouble> {
    let labs = cli.labs.as_deref();
    match &cli.verb {
        None => verb::welcome::run(terminal, labs),
        Some(Verb::Check(args)) => verb::check::run(args, terminal, labs),
        Some(Verb::Run(args)) => verb::run::run(args, terminal, labs),
        Some(Verb::List(args)) => verb::list::run(args, terminal, labs),
        Some(Verb::Lint(args)) => verb::lint::run(args, terminal, labs),
        Some(Verb::Accept(args)) => verb::accept::run(args, terminal, labs),
        Some(Verb::Serve(args)) => verb::serve::run(args, terminal, labs),
        Some(Verb::Env(args)) => verb::env::run(args, terminal),
        Some(Verb::Aws(args)) => verb::aws::run(args),
        Some(Verb::Clock(args)) => verb::clock::run(args, terminal),
        Some(Verb::Data(args)) => verb::data::run(args, terminal, labs),
        Some(Verb::Book(BookVerb::Build { out })) => verb::book::build(out, terminal, labs),
        Some(Verb::Doctor(args)) => verb::doctor::run(args, terminal, labs),
        Some(Verb::Completions { shell }) => verb::completions::run(*shell, terminal),
        Some(Verb::Man) => verb::man::run(terminal),
    }
}

/// Help and version go to standard output and are no error; everything else is wrong usage.
fn usage(error: &clap::Error) -> Exit {
    // A closed pipe behind `labs --help | head -1` is nobody's trouble.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::AllRight }
}

fn say(terminal: &Terminal, trouble: &Trouble) {
    if !trouble.is_quiet() {
        // Standard error is the last place to complain to.
        let _ = writeln!(terminal.stderr(), "labs: {trouble}");
    }
}

/// A panic is our bug: one line that says so and asks for a report, instead of a trace that means nothing to a learner.
fn report_panics_as_bugs() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let payload = info.payload();
        let words = payload
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        let _ = writeln!(
            std::io::stderr(),
            "This is a bug in labs {}: {words} ({place}). Please report it, with the command that you typed.",
            env!("CARGO_PKG_VERSION"),
        );
    }));
}
