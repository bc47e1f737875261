//! `aws help`, `aws SERVICE help`, `aws SERVICE OPERATION help`: what can be typed, from the models alone.
//!
//! The models carry no documentation text, so each page ends with the address of AWS's own.

use std::collections::BTreeSet;

use crate::model::{Models, Operation, ServiceModel, Shape, ShapeKind};

use super::argument_parser::{Arity, Presence};
use super::globals::{Fate, GLOBALS};
use super::names::kebab;
use super::options::{self, OperationOption, Sets};
use super::run::{CONFIGURE, S3, command_of};

const REFERENCE: &str = "https://docs.aws.amazon.com/cli/latest/reference";

/// The page of the command itself.
pub(super) fn command() -> String {
    let mut page = String::from("usage: aws [options] <service> <operation> [parameters]\n\nservices:\n");
    for name in Models::names() {
        let command = command_of(name);
        let full_name = Models::full_name(name).unwrap_or_default();
        page.push_str(&format!("  {command:<24} {full_name}: `aws {command} help`\n"));
    }
    page.push_str(&format!("  {S3:<24} copies files to and from buckets: `aws {S3} help`\n"));
    page.push_str(&format!("  {CONFIGURE:<24} what the environment says: `aws {CONFIGURE} help`\n"));
    page.push_str("\noptions:\n");
    for option in GLOBALS {
        let note = match option.fate {
            Fate::Honoured => "",
            Fate::AlreadySo => "without effect: it is so anyway",
            Fate::Refused(_) => "not supported in this version of labs",
        };
        page.push_str(format!("  {:<24} {note}", option.name).trim_end());
        page.push('\n');
    }
    page.push_str(
        "\n--output is json, text, table or yaml; --query is a JMESPath expression, applied before the output:\n  \
         aws dynamodb list-tables --query 'TableNames[0]' --output text\n",
    );
    page
}

/// The page of `aws configure`.
pub(super) fn configure() -> String {
    let mut page = String::from("usage: aws configure <subcommand>\n\nsubcommands:\n");
    for (name, instead) in super::configure::subcommands() {
        let note = instead.map_or_else(String::new, |it| format!("not supported in this version of labs: {it}"));
        page.push_str(format!("  {name:<24} {note}").trim_end());
        page.push('\n');
    }
    page
}

/// The page of a service; `answered` are the operations that somebody answers, where that is known.
pub(super) fn service(model: &ServiceModel, answered: Option<&[&str]>) -> String {
    let command = command_of(&model.name);
    let mut page = format!("{}\n\nusage: aws {command} <operation> [parameters]\n", model.full_name);
    let is_answered = |name: &&String| answered.is_none_or(|it| it.contains(&name.as_str()));
    let (here, missing): (Vec<_>, Vec<_>) = model.operations.keys().partition(is_answered);
    if !here.is_empty() {
        page.push_str("\noperations:\n");
        here.iter().for_each(|it| page.push_str(&format!("  {}\n", kebab(it))));
    }
    page.push_str(&waiters(model));
    match (answered, missing.is_empty()) {
        (None, _) => {
            page.push_str("\nAn operation that this version of labs does not support is refused by its name.\n")
        }
        (Some(_), true) => {}
        (Some(_), false) => {
            page.push_str("\nnot supported in this version of labs:\n");
            missing.iter().for_each(|it| page.push_str(&format!("  {}\n", kebab(it))));
        }
    }
    page.push_str(&format!(
        "\nOptions of an operation: `aws {command} <operation> help`\nAWS's own page: {REFERENCE}/{command}/\n"
    ));
    page
}

/// The page of `aws SERVICE wait`.
pub(super) fn wait(model: &ServiceModel) -> String {
    let command = command_of(&model.name);
    let page = format!("usage: aws {command} wait <waiter> [parameters]\n{}", waiters(model));
    format!(
        "{page}\nOptions of a waiter: `aws {command} wait <waiter> help`\nAWS's own page: {REFERENCE}/{command}/wait/\n"
    )
}

fn waiters(model: &ServiceModel) -> String {
    let names: String = model.waiters.keys().map(|name| format!("  wait {}\n", kebab(name))).collect();
    if names.is_empty() { names } else { format!("\nwaiters:\n{names}") }
}

/// The page of an operation, or of the waiter `path` that calls it.
pub(super) fn operation(
    model: &ServiceModel,
    operation: &Operation,
    path: &str,
    options: &[OperationOption<'_>],
) -> String {
    let command = command_of(&model.name);
    let is_required = |it: &&OperationOption<'_>| it.flag.presence == Presence::Required;
    let (required, optional): (Vec<_>, Vec<_>) = options.iter().partition(is_required);
    let mut page = format!("usage: aws {command} {path}\n");
    for option in required.iter().chain(&optional) {
        let text = format!("{}{}", option.flag.name, placeholder(model, option));
        let text = if option.flag.presence == Presence::Required { text } else { format!("[{text}]") };
        page.push_str(&format!("         {text}\n"));
    }
    let is_waiter = path.starts_with("wait ");
    if !is_waiter && options::streamed_output(model, operation).is_some() {
        page.push_str("         <outfile>\n");
    }
    let shorthand: Vec<String> = options.iter().filter_map(|it| example(model, it)).collect();
    if !shorthand.is_empty() {
        page.push_str("\nshorthand, which JSON can always replace:\n");
        shorthand.iter().for_each(|it| page.push_str(&format!("  {it}\n")));
    }
    let members: Vec<&str> = match model.output_of(operation).and_then(Shape::members) {
        Some(members) if !is_waiter => {
            members.iter().filter(|(_, member)| !member.streaming).map(|(name, _)| name.as_str()).collect()
        }
        _ => Vec::new(),
    };
    if !members.is_empty() {
        page.push_str("\noutput:\n");
        members.iter().for_each(|it| page.push_str(&format!("  {it}\n")));
    }
    page.push_str(&format!("\nAWS's own page: {REFERENCE}/{command}/{}.html\n", path.replace(' ', "/")));
    page
}

fn placeholder(model: &ServiceModel, option: &OperationOption<'_>) -> String {
    match (&option.sets, option.flag.arity) {
        (Sets::Member { shape, .. }, _) => format!(" <{}>", kind(model, shape)),
        (Sets::Body, _) => " <path of a file>".to_owned(),
        (_, Arity::Zero | Arity::Last) => String::new(),
        (Sets::Skeleton, _) => " [input|output]".to_owned(),
        (Sets::InputJson, _) => " <json>".to_owned(),
        _ => " <value>".to_owned(),
    }
}

fn kind(model: &ServiceModel, shape: &Shape) -> String {
    match &shape.kind {
        ShapeKind::Structure { .. } => "structure".to_owned(),
        ShapeKind::Map { .. } => "map".to_owned(),
        ShapeKind::List { member } => {
            format!("list of {}", model.shape(&member.shape).map_or_else(String::new, |it| kind(model, it)))
        }
        ShapeKind::String { values } if !values.is_empty() => values.join("|"),
        ShapeKind::String { .. } => "string".to_owned(),
        ShapeKind::Boolean => "boolean".to_owned(),
        ShapeKind::Integer | ShapeKind::Long => "integer".to_owned(),
        ShapeKind::Float | ShapeKind::Double => "number".to_owned(),
        ShapeKind::Blob => "blob".to_owned(),
        ShapeKind::Timestamp => "timestamp".to_owned(),
    }
}

/// An option of structures as shorthand; lists of them as two words.
fn example(model: &ServiceModel, option: &OperationOption<'_>) -> Option<String> {
    let Sets::Member { shape, .. } = option.sets else { return None };
    let text = match &shape.kind {
        ShapeKind::List { member } => {
            let of = model.shape(&member.shape)?;
            let one = top(model, of)?;
            format!("{one} {one} ...")
        }
        _ => top(model, shape)?,
    };
    Some(format!("{} {text}", option.flag.name))
}

/// `Name=string,Count=integer` of a structure, `KeyName1=string,KeyName2=string` of a map.
fn top(model: &ServiceModel, shape: &Shape) -> Option<String> {
    match &shape.kind {
        ShapeKind::Structure { members, .. } if !members.is_empty() => members_of(model, shape, &mut BTreeSet::new()),
        ShapeKind::Map { value, .. } => {
            let value = short(model, model.shape(&value.shape)?, &mut BTreeSet::new())?;
            Some(format!("KeyName1={value},KeyName2={value}"))
        }
        _ => None,
    }
}

fn members_of<'m>(model: &'m ServiceModel, shape: &'m Shape, above: &mut BTreeSet<&'m str>) -> Option<String> {
    // A structure that holds itself, or that is too deep to be typed, has no shorthand worth showing.
    if above.len() > 3 || !above.insert(&shape.name) {
        return None;
    }
    let parts: Option<Vec<String>> = shape
        .members()?
        .iter()
        .map(|(name, member)| Some(format!("{name}={}", short(model, model.shape(&member.shape)?, above)?)))
        .collect();
    above.remove(shape.name.as_str());
    parts.map(|it| it.join(","))
}

fn short<'m>(model: &'m ServiceModel, shape: &'m Shape, above: &mut BTreeSet<&'m str>) -> Option<String> {
    match &shape.kind {
        ShapeKind::Structure { .. } => Some(format!("{{{}}}", members_of(model, shape, above)?)),
        ShapeKind::List { member } => {
            let one = short(model, model.shape(&member.shape)?, above)?;
            Some(format!("[{one},{one}]"))
        }
        ShapeKind::Map { value, .. } => {
            let value = short(model, model.shape(&value.shape)?, above)?;
            Some(format!("{{KeyName1={value},KeyName2={value}}}"))
        }
        // Longer choices are listed with the option itself.
        ShapeKind::String { values } if values.len() > 6 => Some("string".to_owned()),
        _ => Some(kind(model, shape)),
    }
}
