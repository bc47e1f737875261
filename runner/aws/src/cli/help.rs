//! `aws help`, `aws SERVICE help`, `aws SERVICE OPERATION help`: what can be typed, from the models alone.
//!
//! The models carry no documentation text, so each page ends with the address of AWS's own.

use crate::model::{Models, Operation, ServiceModel, Shape, ShapeKind};

use super::argument_parser::{Arity, Presence};
use super::globals::{Fate, GLOBALS};
use super::names::kebab;
use super::options::{OperationOption, Sets};

const REFERENCE: &str = "https://docs.aws.amazon.com/cli/latest/reference";

/// The page of the command itself.
pub(super) fn command() -> String {
    let mut page = String::from("usage: aws [options] <service> <operation> [parameters]\n\nservices:\n");
    for name in Models::names() {
        let operations = Models::by_name(name).map_or(0, |it| it.operations.len());
        page.push_str(&format!("  {name:<24} {operations} operations, listed by `aws {name} help`\n"));
    }
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
    page
}

/// The page of a service.
pub(super) fn service(model: &ServiceModel) -> String {
    let mut page = format!("usage: aws {} <operation> [parameters]\n\noperations:\n", model.name);
    for name in model.operations.keys() {
        page.push_str(&format!("  {}\n", kebab(name)));
    }
    if !model.waiters.is_empty() {
        page.push_str("\nwaiters:\n");
        for name in model.waiters.keys() {
            page.push_str(&format!("  wait {}\n", kebab(name)));
        }
    }
    page.push_str(&format!("\nAWS's own page: {REFERENCE}/{}/\n", model.name));
    page
}

/// The page of an operation, or of the waiter `path` that calls it.
pub(super) fn operation(
    model: &ServiceModel,
    operation: &Operation,
    path: &str,
    options: &[OperationOption<'_>],
) -> String {
    let mut page = format!("usage: aws {} {path}\n", model.name);
    for option in options {
        let flag = &option.flag;
        let value = match (&option.sets, flag.arity) {
            (Sets::Member { shape, .. }, _) => format!(" <{}>", kind(model, shape)),
            (_, Arity::Zero | Arity::Last) => String::new(),
            (_, Arity::ZeroOrOne(_)) => " [input]".to_owned(),
            _ => " <value>".to_owned(),
        };
        let text = format!("{}{value}", flag.name);
        let text = if flag.presence == Presence::Required { text } else { format!("[{text}]") };
        page.push_str(&format!("         {text}\n"));
    }
    page.push_str(&format!("\nAWS's own page: {REFERENCE}/{}/{}.html\n", model.name, kebab(&operation.name)));
    page
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
