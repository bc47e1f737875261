//! From an option's words to a value: file contents, JSON, shorthand, lists and numbers, told apart as the AWS CLI does.
//!
//! What begins with `{` or `[` is JSON, everything else that is not a plain scalar is shorthand. Which type the value needs is
//! not decided here but by `param_validation.rs` and `typed.rs`.

use std::collections::HashMap;

use crate::model::{ServiceModel, Shape, ShapeKind};

use super::argument_parser::Given;
use super::error::{CliError, ParameterError};
use super::files::Files;
use super::json;
use super::numbers::{python_float, python_int};
use super::param_file::{self, Env};
use super::shorthand::{self, Members, Shorthand};
use super::shorthand_types;
use super::value::{Value, Values};

/// Where values may come from beside the line itself.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    /// Files behind `file://`.
    pub(super) files: &'a dyn Files,
    /// Variables in their paths.
    pub(super) env: Env<'a>,
}

/// What an option was given, with a file's content in the place of its name.
enum Raw {
    Bytes(Value),
    Text(String),
    Words(Vec<String>),
}

/// The value of a parameter of shape `shape`.
pub(super) async fn unpack(
    model: &ServiceModel,
    shape: &Shape,
    option: &str,
    given: &Given,
    sources: Sources<'_>,
) -> Result<Value, CliError> {
    let wrong = |error: ParameterError| CliError::Parameter { option: option.to_owned(), error };
    let raw = read_file(given, sources).await.map_err(|error| wrong(error.into()))?;
    if !is_complex(model, shape) {
        return match raw {
            Raw::Bytes(value) => Ok(value),
            Raw::Text(text) => plain(model, shape, option, Raw::Text(text)),
            Raw::Words(words) => plain(model, shape, option, Raw::Words(words)),
        };
    }
    let first = match &raw {
        Raw::Bytes(_) => return Err(wrong(ParameterError::BytesForText)),
        Raw::Text(text) => text.as_str(),
        Raw::Words(words) => words.first().map_or("", String::as_str),
    };
    if first.trim_start().starts_with(['[', '{']) {
        return plain(model, shape, option, raw);
    }
    if let (ShapeKind::Structure { members, .. }, Raw::Text(text)) = (&shape.kind, &raw) {
        let only = members.get("Value").filter(|_| members.len() == 1).and_then(|member| model.shape(&member.shape));
        if only.is_some_and(|it| matches!(it.kind, ShapeKind::String { .. })) && !text.contains('=') {
            return Ok(Value::Map(Values::from_iter([("Value".to_owned(), Value::Text(text.clone()))])));
        }
    }
    let parse = |text: &str| shorthand::parse(text).map_err(|error| wrong(error.into()));
    let mut value = match raw {
        Raw::Words(words) => {
            let mut items = Vec::with_capacity(words.len());
            for word in &words {
                items.push(with_files(parse(word)?, sources).await?);
            }
            Value::List(items)
        }
        Raw::Text(text) => with_files(parse(&text)?, sources).await?,
        Raw::Bytes(value) => value,
    };
    shorthand_types::apply(model, shape, &mut value)?;
    Ok(value)
}

async fn read_file(given: &Given, sources: Sources<'_>) -> Result<Raw, param_file::ParamFileError> {
    let (only, raw) = match given {
        Given::Switch => (None, Raw::Words(Vec::new())),
        Given::One(text) => (Some(text), Raw::Text(text.clone())),
        Given::Many(words) => (words.first().filter(|_| words.len() == 1), Raw::Words(words.clone())),
    };
    let Some(only) = only else { return Ok(raw) };
    Ok(match param_file::load(only, sources.files, sources.env).await? {
        Some(Value::Text(text)) => Raw::Text(text),
        Some(bytes) => Raw::Bytes(bytes),
        None => raw,
    })
}

/// Whether shorthand can say it: structures, maps, and lists of lists, structures and maps.
fn is_complex(model: &ServiceModel, shape: &Shape) -> bool {
    let container = |shape: &Shape| {
        matches!(shape.kind, ShapeKind::Structure { .. } | ShapeKind::List { .. } | ShapeKind::Map { .. })
    };
    match &shape.kind {
        ShapeKind::List { member } => model.shape(&member.shape).is_some_and(container),
        _ => container(shape),
    }
}

/// A scalar, JSON, or a list of them.
fn plain(model: &ServiceModel, shape: &Shape, option: &str, raw: Raw) -> Result<Value, CliError> {
    let wrong = |error: ParameterError| CliError::Parameter { option: option.to_owned(), error };
    let parse = |text: String| json::parse(&text).map_err(|error| wrong(ParameterError::Json { error, text }));
    let text = match (&shape.kind, raw) {
        (ShapeKind::List { member }, raw) => {
            let words = match raw {
                Raw::Bytes(value) => return Ok(value),
                Raw::Words(words) => match words.as_slice() {
                    [only] if only.trim().starts_with('[') => return parse(only.clone()),
                    _ => words,
                },
                Raw::Text(text) => match text.trim_start().chars().next() {
                    Some('[') => return parse(text),
                    // The AWS CLI goes through a text as through a list: letter by letter.
                    Some(_) => text.chars().map(String::from).collect(),
                    None => return Err(CliError::EmptyList),
                },
            };
            let Some(member) = model.shape(&member.shape) else {
                return Ok(Value::List(words.into_iter().map(Value::Text).collect()));
            };
            let first = words.first().cloned().unwrap_or_default();
            let items: Result<Vec<Value>, CliError> =
                words.into_iter().map(|word| plain(model, member, option, Raw::Text(word))).collect();
            return items.map(Value::List).map_err(|error| match error {
                CliError::NotWhole { .. } | CliError::NotNumber { .. } => {
                    wrong(ParameterError::ListItem { text: first })
                }
                other => other,
            });
        }
        (_, Raw::Bytes(value)) => return Ok(value),
        (_, Raw::Text(text)) => text,
        (_, Raw::Words(words)) => words.concat(),
    };
    match &shape.kind {
        ShapeKind::Structure { .. } | ShapeKind::Map { .. } => match text.trim_start().chars().next() {
            Some('{') => parse(text),
            Some(_) => Err(wrong(ParameterError::NotObject { text })),
            None => Err(CliError::EmptyList),
        },
        ShapeKind::Integer | ShapeKind::Long => python_int(&text).map(Value::Int).ok_or(CliError::NotWhole { text }),
        ShapeKind::Float | ShapeKind::Double => {
            python_float(&text).map(Value::Float).ok_or(CliError::NotNumber { text })
        }
        ShapeKind::Boolean => Ok(Value::Bool(!text.is_empty() && !text.eq_ignore_ascii_case("false"))),
        _ => Ok(Value::Text(text)),
    }
}

/// The parsed expression as a value, with the content of files for their names.
async fn with_files(members: Members, sources: Sources<'_>) -> Result<Value, CliError> {
    let mut addresses = Vec::new();
    members.values().for_each(|it| collect(it, &mut addresses));
    let mut contents = HashMap::new();
    for address in addresses {
        let content = param_file::load(&address, sources.files, sources.env).await?;
        contents.insert(address, content.unwrap_or(Value::Null));
    }
    Ok(Value::Map(members.into_iter().map(|(key, value)| (key, filled(value, &contents))).collect()))
}

fn collect(value: &Shorthand, addresses: &mut Vec<String>) {
    match value {
        Shorthand::Text(_) => {}
        Shorthand::File(address) => addresses.push(address.clone()),
        Shorthand::List(items) => items.iter().for_each(|it| collect(it, addresses)),
        Shorthand::Map(members) => members.values().for_each(|it| collect(it, addresses)),
    }
}

fn filled(value: Shorthand, contents: &HashMap<String, Value>) -> Value {
    match value {
        Shorthand::Text(text) => Value::Text(text),
        Shorthand::File(address) => contents.get(&address).cloned().unwrap_or(Value::Text(address)),
        Shorthand::List(items) => Value::List(items.into_iter().map(|it| filled(it, contents)).collect()),
        Shorthand::Map(members) => {
            Value::Map(members.into_iter().map(|(key, it)| (key, filled(it, contents))).collect())
        }
    }
}
