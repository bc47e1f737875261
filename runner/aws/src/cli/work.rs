//! One operation of one line: its options become typed input, the input is sent, and the output is made ready to print.

use labs_world::Map;

use crate::model::{Operation, Paginator, ServiceModel, Waiter};

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

impl Work<'_> {
    /// Does it with the words after the operation's name.
    pub(super) async fn run(&self, words: &[String]) -> Result<Printed, CliError> {
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
        let (input, limits) = self.input(&given, &mut printed.stderr).await?;
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
        warnings: &mut String,
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
                Some(paging.apply(paginator, &mut values, warnings)?)
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
