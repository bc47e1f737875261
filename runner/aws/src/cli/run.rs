//! The way of one command line: words, options, parameters, calls, output.
//!
//! Console steps run it in process, `labs aws` against a served world: the code is the same, only [`Invocation`] differs.
//! Idempotency tokens that nobody gives are not made up, as botocore does, since every call here is made exactly once.

use labs_world::Map;

use crate::endpoint::Endpoint;
use crate::model::{Models, Operation, Paginator, ServiceModel, Waiter};

use super::argument_parser::{self, Given, Misfit, Parsed, Positional};
use super::calls::Caller;
use super::error::{self, CliError};
use super::globals::{self, Paging, Settings, Target};
use super::help;
use super::input_json;
use super::names::kebab;
use super::numbers;
use super::options::{self, OperationOption, PagingPart, Sets};
use super::output;
use super::paginate::{self, Limits};
use super::param_file::{Env, Files};
use super::param_validation;
use super::skeleton;
use super::timestamps;
use super::typed;
use super::unpack::{self, Sources};
use super::value::{Value, Values};
use super::wait::{self, Pause};

/// Everything that a command line needs.
#[derive(Clone, Copy)]
pub struct Invocation<'a> {
    /// The words after `aws`.
    pub args: &'a [String],
    /// The environment: `HOME` and others in file names, `AWS_REGION`, `AWS_DEFAULT_REGION`, `AWS_DEFAULT_OUTPUT`.
    pub env: Env<'a>,
    /// What `file://` reads.
    pub files: &'a dyn Files,
    /// Who answers.
    pub endpoint: &'a dyn Endpoint,
    /// Where that is, as far as options can contradict it.
    pub target: Target<'a>,
    /// How `wait` lets time pass.
    pub pause: &'a dyn Pause,
}

/// What a command printed, and its exit code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct Outcome {
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// The exit code: 0, or one of 252 to 255 as the AWS CLI v2 gives them.
    pub status: i32,
}

/// What a command prints where nothing is wrong with it.
#[derive(Debug, Default)]
struct Printed {
    stdout: String,
    stderr: String,
}

impl Printed {
    fn text(stdout: String) -> Self {
        Self { stdout, stderr: String::new() }
    }
}

/// Runs one `aws` command line. It never fails: what goes wrong is in the outcome.
pub async fn run(invocation: Invocation<'_>) -> Outcome {
    match Box::pin(command(invocation)).await {
        Ok(Printed { stdout, stderr }) => {
            Outcome { stdout: stdout.into_bytes(), stderr: stderr.into_bytes(), status: error::SUCCESS }
        }
        Err(error) => Outcome { stdout: Vec::new(), stderr: error.to_stderr().into_bytes(), status: error.status() },
    }
}

async fn command(invocation: Invocation<'_>) -> Result<Printed, CliError> {
    let choices = Models::names().map(str::to_owned).chain(["help".to_owned()]).collect();
    let positional = Positional::OneOf { name: "command", choices };
    let parsed = parse(&globals::flags(), &positional, invocation.args)?;
    if globals::asks_for_version(&parsed.given) {
        return Ok(Printed::text(format!("aws-cli/2 labs/{}\n", env!("CARGO_PKG_VERSION"))));
    }
    let name = parsed.positional.unwrap_or_default();
    let Some(model) = Models::by_name(&name) else { return Ok(Printed::text(help::command())) };
    let settings = globals::settle(&parsed.given, invocation.env, invocation.target)?;
    service(invocation, settings, model, &parsed.rest).await
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
        None => Ok(Printed::text(help::service(model))),
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
        return Ok(Printed::text(help::service(model)));
    };
    let Some(operation) = model.operations.get(&waiter.operation) else { return Err(CliError::TooFewArguments) };
    let work = Work { invocation, settings, model, operation, paginator: None, waiter: Some((name, waiter)) };
    work.run(&parsed.rest).await
}

fn parse(flags: &[argument_parser::Flag], positional: &Positional, words: &[String]) -> Result<Parsed, CliError> {
    argument_parser::parse(flags, positional, words).map_err(|Misfit { error, near }| CliError::Usage { error, near })
}

/// One operation, called as it is, page by page, or by a waiter.
struct Work<'a> {
    invocation: Invocation<'a>,
    settings: Settings,
    model: &'a ServiceModel,
    operation: &'a Operation,
    paginator: Option<&'a Paginator>,
    waiter: Option<(&'a str, &'a Waiter)>,
}

/// The AWS CLI's own paging options on a line.
#[derive(Debug, Default)]
struct PagingOptions {
    token: Option<String>,
    page_size: Option<i128>,
    max_items: Option<i128>,
}

impl Work<'_> {
    async fn run(&self, words: &[String]) -> Result<Printed, CliError> {
        let options = options::of_operation(self.model, self.operation, self.paginator, words);
        if words == ["help"] {
            return Ok(self.help(&options));
        }
        let flags: Vec<_> = options.iter().map(|it| it.flag.clone()).collect();
        let parsed = parse(&flags, &Positional::Help, words)?;
        if parsed.positional.as_deref() == Some("help") {
            return Ok(self.help(&options));
        }
        let rest: Vec<String> = parsed.rest.iter().cloned().chain(parsed.positional.clone()).collect();
        if !rest.is_empty() {
            return Err(CliError::UnknownOptions {
                near: argument_parser::near_options(&flags, rest.iter()),
                words: rest,
            });
        }
        let given = last_given(&options, &parsed.given);
        if let Some(Given::One(form)) = given.iter().find(|(it, _)| matches!(it.sets, Sets::Skeleton)).map(|(_, it)| it)
        {
            return self.skeleton(form);
        }
        let mut printed = Printed::default();
        let (input, limits) = self.input(&given, &mut printed).await?;
        let caller = Caller { endpoint: self.invocation.endpoint, model: self.model, operation: self.operation };
        let output = match (self.waiter, self.paginator, limits) {
            (Some((name, waiter)), ..) => {
                wait::wait(&caller, name, waiter, input, self.invocation.pause).await?;
                Map::new()
            }
            (None, Some(paginator), Some(limits)) => paginate::all_pages(&caller, paginator, input, limits).await?,
            _ => caller.call(input).await?,
        };
        printed.stdout = output::render(output);
        Ok(printed)
    }

    fn help(&self, options: &[OperationOption<'_>]) -> Printed {
        let path = match self.waiter {
            Some((name, _)) => format!("wait {}", kebab(name)),
            None => kebab(&self.operation.name),
        };
        Printed::text(help::operation(self.model, self.operation, &path, options))
    }

    fn skeleton(&self, form: &str) -> Result<Printed, CliError> {
        if form != "input" {
            let what = format!("--generate-cli-skeleton {form}");
            return Err(CliError::Unsupported {
                what,
                instead: "only the JSON form of the input is made: leave the word out",
            });
        }
        Ok(Printed::text(output::render(skeleton::of(self.model, self.model.input_of(self.operation)))))
    }

    /// The typed input, and the limits of paging where pages are to be merged.
    async fn input(
        &self,
        given: &[(&OperationOption<'_>, &Given)],
        printed: &mut Printed,
    ) -> Result<(Map, Option<Limits>), CliError> {
        let sources = Sources { files: self.invocation.files, env: self.invocation.env };
        let one_call = self.settings.paging == Paging::OneCall || self.pages_by_hand(|name| sets_member(given, name));
        let mut values = Values::new();
        let mut paging = PagingOptions::default();
        let mut conflicts = Vec::new();
        for (option, given) in given {
            match option.sets {
                Sets::Member { name, shape } => {
                    let value = unpack::unpack(self.model, shape, &option.flag.name, given, sources).await?;
                    values.insert(name.to_owned(), value);
                }
                Sets::Switch { name, value } => {
                    values.insert(name.to_owned(), Value::Bool(value));
                }
                Sets::Paging { hides: Some(name), .. } if one_call => {
                    values.insert(name.to_owned(), paging_value(given));
                }
                Sets::Paging { part, .. } if one_call => conflicts.push(part.option()),
                Sets::Paging { part, .. } => paging.set(part, given),
                Sets::InputYaml => {
                    let what = "--cli-input-yaml".to_owned();
                    return Err(CliError::Unsupported {
                        what,
                        instead: "write the input as JSON for --cli-input-json",
                    });
                }
                Sets::InputJson | Sets::Skeleton => {}
            }
        }
        if !conflicts.is_empty() {
            return Err(CliError::PagingConflict { options: conflicts });
        }
        if let Some(Given::One(text)) =
            given.iter().find(|(it, _)| matches!(it.sets, Sets::InputJson)).map(|(_, it)| it)
        {
            input_json::merge(&mut values, text, sources).await?;
        }
        let limits = match self.paginator {
            Some(paginator) if !one_call && !self.pages_by_hand(|name| values.contains_key(name)) => {
                paginate::check(&self.operation.name, paginator)?;
                Some(paging.apply(paginator, &mut values, printed)?)
            }
            // Paging options beside a position in the JSON: botocore names their structure as unknown.
            _ => {
                values.extend(paging.unknown_member());
                None
            }
        };
        Ok((self.typed(values)?, limits))
    }

    /// Whether the line asks for one page by a position or a page's size of its own.
    fn pages_by_hand(&self, has: impl Fn(&str) -> bool) -> bool {
        let Some(paginator) = self.paginator else { return false };
        paginator.input_tokens.iter().chain(&paginator.limit_key).any(|name| has(name))
    }

    fn typed(&self, mut values: Values) -> Result<Map, CliError> {
        let Some(shape) = self.model.input_of(self.operation) else { return Ok(Map::new()) };
        typed::decode_blobs(self.model, shape, &mut values, self.settings.blobs)?;
        let problems = param_validation::validate(self.model, shape, &values);
        if !problems.is_empty() {
            return Err(CliError::Validation { problems });
        }
        let mut input = typed::input(self.model, shape, values);
        timestamps::to_whole_seconds(&mut input);
        Ok(input)
    }
}

impl PagingOptions {
    fn set(&mut self, part: PagingPart, given: &Given) {
        let Given::One(text) = given else { return };
        match part {
            PagingPart::StartingToken => self.token = Some(text.clone()),
            PagingPart::PageSize => self.page_size = numbers::python_int(text),
            PagingPart::MaxItems => self.max_items = numbers::python_int(text),
        }
    }

    fn apply(self, paginator: &Paginator, values: &mut Values, printed: &mut Printed) -> Result<Limits, CliError> {
        let mut limits = match &self.token {
            Some(token) => paginate::start(values, paginator, token)?,
            None => Limits::default(),
        };
        if let (Some(size), Some(name)) = (self.page_size, &paginator.limit_key) {
            values.insert(name.clone(), Value::Int(size));
        }
        if self.max_items.is_some_and(|it| it <= 0) {
            printed.stderr.push_str("warning: Non-positive values for --max-items may result in undefined behavior.\n");
        }
        limits.max_items = self.max_items;
        Ok(limits)
    }

    fn unknown_member(self) -> Option<(String, Value)> {
        let token = self.token.map(|it| ("StartingToken".to_owned(), Value::Text(it)));
        let size = self.page_size.map(|it| ("PageSize".to_owned(), Value::Int(it)));
        let max = self.max_items.map(|it| ("MaxItems".to_owned(), Value::Int(it)));
        let members: Values = token.into_iter().chain(size).chain(max).collect();
        if members.is_empty() { None } else { Some(("PaginationConfig".to_owned(), Value::Map(members))) }
    }
}

/// The options of a line in the order of the table; of a repeated one the last counts, and so of a switch and its opposite.
fn last_given<'o, 'm>(
    options: &'o [OperationOption<'m>],
    given: &'o [(usize, Given)],
) -> Vec<(&'o OperationOption<'m>, &'o Given)> {
    let mut last: Vec<(usize, &Given)> = Vec::new();
    for (index, value) in given {
        let member = options.get(*index).and_then(|it| switched(it));
        last.retain(|(other, _)| {
            other != index && (member.is_none() || options.get(*other).and_then(|it| switched(it)) != member)
        });
        last.push((*index, value));
    }
    last.sort_by_key(|(index, _)| *index);
    last.into_iter().filter_map(|(index, value)| Some((options.get(index)?, value))).collect()
}

fn switched<'m>(option: &OperationOption<'m>) -> Option<&'m str> {
    match option.sets {
        Sets::Switch { name, .. } => Some(name),
        _ => None,
    }
}

fn sets_member(given: &[(&OperationOption<'_>, &Given)], name: &str) -> bool {
    given.iter().any(|(option, _)| match option.sets {
        Sets::Member { name: member, .. } | Sets::Switch { name: member, .. } => member == name,
        _ => false,
    })
}

fn paging_value(given: &Given) -> Value {
    match given {
        Given::One(text) => numbers::python_int(text).map_or_else(|| Value::Text(text.clone()), Value::Int),
        _ => Value::Null,
    }
}
