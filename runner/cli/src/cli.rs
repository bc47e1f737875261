//! The command line: every verb and flag, defined once. Help, completions and the man page come from here.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use labs_world::Timestamp;

use crate::serving::AccessKey;
use crate::surface;

/// Learn the AWS data services hands on: no account, no bill, no network.
#[derive(Debug, Parser)]
#[command(name = "labs", version, propagate_version = true, arg_required_else_help = false)]
#[command(after_help = "\
Start here:
  labs check               run every guided step and see that all is well
  labs list                what there is to learn
  labs serve               AWS services on 127.0.0.1 for the real aws command and SDKs, and the book to read

Exit codes: 0 all right, 1 a step failed, 2 usage, 3 a lab is invalid, 4 nothing selected, 5 cannot run here, 70 our bug,
130 stopped by Ctrl-C, 141 the reader of the output went away.")]
pub(crate) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
    /// Folder with labs, instead of the `labs/` found upwards from here or those in the binary
    #[arg(long, global = true, value_name = "DIR", env = "LABS_DIR")]
    pub(crate) labs: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What `labs` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Run guided steps and compare what comes with what the guide says
    Check(CheckArgs),
    /// Run guided steps and show what really comes, grading nothing
    Run(RunArgs),
    /// List labs, chapters and their times
    List(ListArgs),
    /// Check the guides themselves: format, ids, links between steps
    Lint(LintArgs),
    /// Run guided steps and take over outputs that have changed into the guides, one by one
    Accept(AcceptArgs),
    /// Serve the AWS services and the book on 127.0.0.1
    Serve(ServeArgs),
    /// Print the exports that point real clients at a running `labs serve`
    Env(WorldArgs),
    /// Call the running `labs serve` as the AWS CLI does
    #[command(disable_help_flag = true, disable_version_flag = true)]
    Aws(AwsArgs),
    /// Show or advance the clock of a running `labs serve`
    Clock(ClockArgs),
    /// Write a lab's data set to a folder
    Data(DataArgs),
    /// Build the book
    #[command(subcommand)]
    Book(BookVerb),
    /// Look at this machine: versions, clients, ports, worlds
    Doctor(WorldArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// Arguments of `labs check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// What to check: `dynamodb`, `dynamodb/01-tables-and-items`, `dynamodb/01-tables-and-items#put-kite`; everything when absent
    pub(crate) selection: Vec<String>,
    /// Form of the report on standard output
    #[arg(long, value_name = "FORM", default_value = "human")]
    pub(crate) format: Format,
    /// Also write a JUnit report to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Count skipped steps as failed
    #[arg(long)]
    pub(crate) no_skip: bool,
    /// What runs console steps
    #[arg(long, value_name = "SHELL", default_value = "embedded")]
    pub(crate) shell: ShellKind,
}

/// Arguments of `labs run`.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// What to run, as for `check`
    pub(crate) selection: Vec<String>,
}

/// Arguments of `labs list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// What to list, as for `check`
    pub(crate) selection: Vec<String>,
    /// Form of the list
    #[arg(long, value_name = "FORM", default_value = "human")]
    pub(crate) format: Format,
}

/// Arguments of `labs lint`.
#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// One line a problem (`path:line:col: message`) for editors and CI
    #[arg(long)]
    pub(crate) short: bool,
}

/// Arguments of `labs accept`.
#[derive(Debug, Args)]
pub(crate) struct AcceptArgs {
    /// What to run, as for `check`
    pub(crate) selection: Vec<String>,
    /// Accept every output that can be written, asking nothing
    #[arg(long, conflicts_with = "ask")]
    pub(crate) all: bool,
    /// Ask even where standard input is no terminal: one answer a line
    #[arg(long)]
    pub(crate) ask: bool,
}

/// What runs console steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShellKind {
    /// The shell inside labs: no host file, no network, no program
    Embedded,
    /// This machine's /bin/sh with the `aws` on PATH, for guides that you trust: proves that steps mean the same there
    System,
}

/// How reports are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// For programs: JSON
    Json,
}

/// Which world a verb means.
#[derive(Debug, Args)]
pub(crate) struct WorldArgs {
    /// Folder of the world; by default one in your data folder
    #[arg(long, value_name = "DIR", env = "LABS_WORLD")]
    pub(crate) world: Option<PathBuf>,
}

/// Arguments of `labs serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    /// Port of the AWS services; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = surface::AWS.port)]
    pub(crate) aws_port: u16,
    /// Port of the book; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = surface::BOOK.port)]
    pub(crate) book_port: u16,
    /// Port of MLflow; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = surface::MLFLOW.port)]
    pub(crate) mlflow_port: u16,
    /// Start a virtual clock at this instant, which moves only by `labs clock advance`
    #[arg(long, value_name = "INSTANT")]
    pub(crate) virtual_clock: Option<Timestamp>,
    /// Demand signed requests with this key (repeatable); without it signatures are not checked
    #[arg(long, value_name = "ID:SECRET")]
    pub(crate) access_key: Vec<AccessKey>,
}

/// Arguments of `labs aws`.
#[derive(Debug, Args)]
pub(crate) struct AwsArgs {
    /// Everything that follows, as the AWS CLI takes it
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    pub(crate) args: Vec<String>,
}

/// Arguments of `labs clock`.
#[derive(Debug, Args)]
pub(crate) struct ClockArgs {
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    /// What to do; shows the time when absent
    #[command(subcommand)]
    pub(crate) verb: Option<ClockVerb>,
}

/// What `labs clock` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum ClockVerb {
    /// Show the time
    Now,
    /// Move a virtual clock forward
    Advance {
        /// How far: 90s, 30m, 1h, 2d
        #[arg(value_parser = labs_shell::parse_duration)]
        by: Duration,
    },
}

/// Arguments of `labs data`.
#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    /// The lab: `dynamodb`
    pub(crate) lab: String,
    /// Folder to write to; existing files are not touched
    #[arg(default_value = ".", value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

/// What `labs book` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum BookVerb {
    /// Render the guides as a static site
    Build {
        /// Folder for the pages
        #[arg(long, short, value_name = "DIR", default_value = "book-html")]
        out: PathBuf,
    },
}
