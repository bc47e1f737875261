//! One operation of one line: its options become typed input, the input is sent, and the output is made ready to print.

use labs_world::{ByteStream, Document, Map};

use crate::model::{Operation, Paginator, ServiceModel, Shape, Waiter};

use super::argument_parser::{self, Given, Positional};
use super::calls::Caller;
use super::error::CliError;
use super::globals::{Paging, Settings};
use super::help;
use super::input_json;
use super::names::kebab;
use super::options::{self, OperationOption, Sets};
use super::output;
use super::paginate::{self, Limits};
use super::paging_options::{PagingOptions, paging_value};
use super::param_validation;
use super::run::{Invocation, Printed, parse};
use super::skeleton;
use super::streaming::{self, Body};
use super::timestamps;
use super::typed;
use super::unpack::{self, Sources};
use super::value::{Value, Values};
use super::wait;

/// One operation, called as it is, page by page, or by a waiter.
pub(super) struct Work<'a> {
    /// Where everything comes from.
    pub(super) invocation: Invocation<'a>,
    /// What the global options ask for.
    pub(super) settings: Settings,
    /// The service.
    pub(super) model: &'a ServiceModel,
    /// The operation.
    pub(super) operation: &'a Operation,
    /// How its pages are fetched, where it has pages.
    pub(super) paginator: Option<&'a Paginator>,
    /// The waiter that calls it, and its name.
    pub(super) waiter: Option<(&'a str, &'a Waiter)>,
}

/// What a line asks to be sent.
struct Request {
    input: Map,
    /// Limits of paging, where pages are to be merged.
    limits: Option<Limits>,
    body: Option<ByteStream>,
}

impl Work<'_> {
    /// Does it with the words after the operation's name.
    pub(super) async fn run(&self, words: &[String]) -> Result<Printed, CliError> {
        let options = options::of_operation(self.model, self.operation, self.paginator, words);
        if words == ["help"] {
            return Ok(self.help(&options));
        }
        let flags: Vec<_> = options.iter().map(|it| it.flag.clone()).collect();
        let streamed = self.waiter.is_none() && options::streamed_output(self.model, self.operation).is_some();
        let positional = if streamed { Positional::Outfile } else { Positional::Help };
        let parsed = parse(&flags, &positional, words)?;
        let outfile = if streamed { parsed.positional.clone() } else { None };
        if !streamed && parsed.positional.as_deref() == Some("help") {
            return Ok(self.help(&options));
        }
        let stray = parsed.positional.clone().filter(|_| !streamed);
        let rest: Vec<String> = parsed.rest.iter().cloned().chain(stray).collect();
        if !rest.is_empty() {
            return Err(CliError::UnknownOptions {
                near: argument_parser::near_options(&flags, rest.iter()),
                words: rest,
            });
        }
        let given = last_given(&options, &parsed.given);
        let form = given.iter().find(|(it, _)| matches!(it.sets, Sets::Skeleton)).map(|(_, it)| it);
        let mut printed = Printed::default();
        match form {
            Some(Given::One(form)) if form == "output" => {
                self.request(&given, &mut printed.stderr).await?;
                let example = skeleton::of_output(self.model, self.model.output_of(self.operation));
                printed.stdout = self.settings.style.print(&self.operation.name, example)?.into_bytes();
                return Ok(printed);
            }
            Some(Given::One(form)) => return self.skeleton(form),
            _ => {}
        }
        let request = self.request(&given, &mut printed.stderr).await?;
        self.send(request, outfile, printed).await
    }

    async fn send(&self, request: Request, outfile: Option<String>, mut printed: Printed) -> Result<Printed, CliError> {
        let Request { input, limits, body } = request;
        let caller = Caller { endpoint: self.invocation.endpoint, model: self.model, operation: self.operation };
        let (style, title) = (&self.settings.style, &self.operation.name);
        let text = match (self.waiter, self.paginator, limits) {
            (Some((name, waiter)), ..) => {
                wait::wait(&caller, name, waiter, input, self.invocation.pause).await?;
                String::new()
            }
            (None, Some(paginator), Some(limits)) => {
                style.print_pages(title, paginate::all_pages(&caller, paginator, input, limits).await?)?
            }
            _ => {
                let reply = caller.send(input, body).await?;
                if let Some(path) = &outfile {
                    let content = reply.body.unwrap_or_else(streaming::empty);
                    printed.stdout = streaming::save(path, content, self.invocation.files).await?;
                }
                style.print(title, reply.output)?
            }
        };
        printed.stdout.extend_from_slice(text.as_bytes());
        Ok(printed)
    }

    fn help(&self, options: &[OperationOption<'_>]) -> Printed {
        let path = match self.waiter {
            Some((name, _)) => format!("wait {}", kebab(name)),
            None => kebab(&self.operation.name),
        };
        Printed::text(help::operation(self.model, self.operation, &path, options))
    }

    /// The form is JSON whatever the output is, as the AWS CLI has it.
    fn skeleton(&self, form: &str) -> Result<Printed, CliError> {
        if form != "input" {
            let what = format!("--generate-cli-skeleton {form}");
            return Err(CliError::Unsupported {
                what,
                instead: "the form of the input is JSON here: leave the word out",
            });
        }
        let form = skeleton::of_input(self.model, self.model.input_of(self.operation));
        Ok(Printed::text(output::json::render(&Document::Map(form))))
    }

    async fn request(
        &self,
        given: &[(&OperationOption<'_>, &Given)],
        warnings: &mut String,
    ) -> Result<Request, CliError> {
        let sources = Sources { files: self.invocation.files, env: self.invocation.env };
        let one_call = self.settings.paging == Paging::OneCall || self.pages_by_hand(|name| sets_member(given, name));
        let mut values = Values::new();
        let mut paging = PagingOptions::default();
        let mut conflicts = Vec::new();
        let mut body = None;
        for (option, given) in given {
            match option.sets {
                Sets::Member { name, shape } => {
                    let value = unpack::unpack(self.model, shape, &option.flag.name, given, sources).await?;
                    values.insert(name.to_owned(), value);
                }
                Sets::Switch { name, value } => {
                    values.insert(name.to_owned(), Value::Bool(value));
                }
                Sets::Body => {
                    if let Given::One(path) = given {
                        body = Some(streaming::open(&option.flag.name, path, sources.files, sources.env).await?);
                    }
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
            self.refuse_body(&mut values)?;
        }
        let limits = match self.paginator {
            Some(paginator) if !one_call && !self.pages_by_hand(|name| values.contains_key(name)) => {
                Some(paging.apply(paginator, &mut values, warnings)?)
            }
            // Paging options beside a position in the JSON: botocore names their structure as unknown.
            _ => {
                values.extend(paging.unknown_member());
                None
            }
        };
        self.complete(&mut values, body.as_ref());
        let input = self.typed(values)?;
        Ok(Request { input, limits, body: self.body(body) })
    }

    /// A streamed body is a file, not a member of the JSON.
    fn refuse_body(&self, values: &mut Values) -> Result<(), CliError> {
        let members = self.model.input_of(self.operation).and_then(Shape::members).into_iter().flatten();
        for (name, _) in members.filter(|(_, member)| member.streaming) {
            if values.shift_remove(name).is_some_and(|it| it != Value::Null) {
                let what = format!("{name} in --cli-input-json");
                return Err(CliError::Unsupported { what, instead: "name a file with --body" });
            }
        }
        Ok(())
    }

    /// What botocore adds by itself: the length of a body, and the wish for the checksum of an answer.
    fn complete(&self, values: &mut Values, body: Option<&Body>) {
        let members = self.model.input_of(self.operation).and_then(Shape::members);
        let has = |name: &str| members.is_some_and(|it| it.contains_key(name));
        if let Some(size) = body.and_then(|it| it.size).filter(|_| has("ContentLength")) {
            values.entry("ContentLength".to_owned()).or_insert(Value::Int(i128::from(size)));
        }
        let checksum = self.operation.checksum.as_ref().and_then(|it| it.response_mode.as_deref());
        if let Some(mode) = checksum.filter(|it| has(it)) {
            values.entry(mode.to_owned()).or_insert_with(|| Value::Text("ENABLED".to_owned()));
        }
    }

    /// The body to send: an empty one where the operation has one and the line names none.
    fn body(&self, given: Option<Body>) -> Option<ByteStream> {
        let members = self.model.input_of(self.operation).and_then(Shape::members)?;
        let streams = members.values().any(|it| it.streaming);
        given.map(|it| it.content).or_else(|| streams.then(streaming::empty))
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
