//! The way of one command line to its operation: global options, service, operation. `work.rs` goes on from there.
//!
//! Console steps run it in process, `labs aws` against a served world: the code is the same, only [`Invocation`] differs.
//! Idempotency tokens that nobody gives are not made up, as botocore does, since every call here is made exactly once.

use crate::endpoint::Endpoint;
use crate::model::{Models, ServiceModel};

use super::argument_parser::{self, Misfit, Parsed, Positional};
use super::configure;
use super::error::CliError;
use super::files::Files;
use super::globals::{self, Settings, Target, Terminal};
use super::help;
use super::names::kebab;
use super::param_file::Env;
use super::s3;
use super::wait::Pause;
use super::work::Work;

/// Everything that a command line needs.
#[derive(Clone, Copy)]
pub struct Invocation<'a> {
    /// The words after `aws`.
    pub args: &'a [String],
    /// The environment: `HOME` and others in file names, `AWS_REGION`, `AWS_DEFAULT_REGION`, `AWS_DEFAULT_OUTPUT`.
    pub env: Env<'a>,
    /// What `file://` reads, and what `aws s3` copies.
    pub files: &'a dyn Files,
    /// Who answers.
    pub endpoint: &'a dyn Endpoint,
    /// Where that is, as far as options can contradict it.
    pub target: Target<'a>,
    /// How `wait` lets time pass.
    pub pause: &'a dyn Pause,
    /// The terminal that standard output goes to; `None` where it is a file, a pipe or a step's record.
    pub terminal: Option<Terminal>,
}

/// What a command printed, and its exit code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct Outcome {
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// The exit code: 0, one of 252 to 255 as the AWS CLI v2 gives them, or 1 where `configure get` finds nothing.
    pub status: i32,
}

/// What a command prints where nothing is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Printed {
    /// For standard output.
    pub(super) stdout: Vec<u8>,
    /// For standard error: warnings.
    pub(super) stderr: String,
    /// The exit code, where a command that was right still has one.
    pub(super) status: i32,
}

impl Printed {
    /// Text for standard output alone.
    pub(super) fn text(stdout: String) -> Self {
        Self { stdout: stdout.into_bytes(), ..Self::default() }
    }
}

/// Runs one `aws` command line. It never fails: what goes wrong is in the outcome.
pub async fn run(invocation: Invocation<'_>) -> Outcome {
    match Box::pin(command(invocation)).await {
        Ok(Printed { stdout, stderr, status }) => Outcome { stdout, stderr: stderr.into_bytes(), status },
        Err(error) => Outcome { stdout: Vec::new(), stderr: error.to_stderr().into_bytes(), status: error.status() },
    }
}

async fn command(invocation: Invocation<'_>) -> Result<Printed, CliError> {
    let choices = commands().map(str::to_owned).chain(["help".to_owned()]).collect();
    let positional = Positional::OneOf { name: "command", choices };
    let parsed = parse(&globals::flags(), &positional, invocation.args)?;
    if globals::asks_for_version(&parsed.given) {
        return Ok(Printed::text(format!("aws-cli/2 labs/{}\n", env!("CARGO_PKG_VERSION"))));
    }
    let name = parsed.positional.unwrap_or_default();
    let settings = || globals::settle(&parsed.given, invocation.env, invocation.target, invocation.terminal);
    if name == CONFIGURE {
        settings()?;
        return configure::run(&parsed.rest, invocation.env, invocation.target);
    }
    if let (Some(model), S3) = (Models::by_name(S3), name.as_str()) {
        settings()?;
        return s3::run(invocation, model, &parsed.rest).await;
    }
    match Models::by_name(service_of(&name)) {
        Some(model) => service(invocation, settings()?, model, &parsed.rest).await,
        None => Ok(Printed::text(help::command())),
    }
}

/// The command that is no service.
pub(super) const CONFIGURE: &str = "configure";

/// The commands that copy files, and S3's own name.
pub(super) const S3: &str = "s3";

/// The command's name of a service: S3's own name is taken by the commands that copy files.
pub(super) fn command_of(service: &str) -> &str {
    if service == S3 { "s3api" } else { service }
}

fn service_of(command: &str) -> &str {
    match command {
        "s3api" => S3,
        S3 => "",
        other => other,
    }
}

/// The words that may follow `aws`, in order.
pub(super) fn commands() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<&'static str> = Models::names().map(command_of).chain([CONFIGURE, S3]).collect();
    names.sort_unstable();
    names.into_iter()
}

async fn service(
    invocation: Invocation<'_>,
    settings: Settings,
    model: &ServiceModel,
    words: &[String],
) -> Result<Printed, CliError> {
    let mut choices: Vec<String> = model.operations.keys().map(|it| kebab(it)).collect();
    if !model.waiters.is_empty() {
        choices.push("wait".to_owned());
    }
    choices.push("help".to_owned());
    let parsed = parse(&[], &Positional::OneOf { name: "operation", choices }, words)?;
    let name = parsed.positional.unwrap_or_default();
    if name == "wait" {
        return waiter(invocation, settings, model, &parsed.rest).await;
    }
    match model.operations.values().find(|it| kebab(&it.name) == name) {
        None => {
            let answered = invocation.endpoint.operations(&model.name);
            Ok(Printed::text(help::service(model, answered.as_deref())))
        }
        Some(operation) => {
            let paginator = model.paginators.get(&operation.name);
            let work = Work { invocation, settings, model, operation, paginator, waiter: None };
            work.run(&parsed.rest).await
        }
    }
}

async fn waiter(
    invocation: Invocation<'_>,
    settings: Settings,
    model: &ServiceModel,
    words: &[String],
) -> Result<Printed, CliError> {
    let choices: Vec<String> = model.waiters.keys().map(|it| kebab(it)).chain(["help".to_owned()]).collect();
    if words.is_empty() {
        return Err(CliError::TooFewArguments);
    }
    let parsed = parse(&[], &Positional::OneOf { name: "subcommand", choices }, words)?;
    let name = parsed.positional.unwrap_or_default();
    let Some((name, waiter)) = model.waiters.iter().find(|(it, _)| kebab(it) == name) else {
        return Ok(Printed::text(help::wait(model)));
    };
    let Some(operation) = model.operations.get(&waiter.operation) else { return Err(CliError::TooFewArguments) };
    let work = Work { invocation, settings, model, operation, paginator: None, waiter: Some((name, waiter)) };
    work.run(&parsed.rest).await
}

/// Sorts words, or says as the AWS CLI says what does not fit.
pub(super) fn parse(
    flags: &[argument_parser::Flag],
    positional: &Positional,
    words: &[String],
) -> Result<Parsed, CliError> {
    argument_parser::parse(flags, positional, words).map_err(|Misfit { error, near }| CliError::Usage { error, near })
}
