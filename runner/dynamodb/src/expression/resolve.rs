//! From the syntax tree to meaning: names and values are filled in, functions and types are checked.
//!
//! The service reports one fault of an expression, and which one is part of its behaviour. So the checks are separate walks
//! in its order: names of functions and reserved words first, then, clause by clause as written, undefined placeholders,
//! numbers of operands, operands that are the same, and types.

use super::error::Fault;
use super::functions;
use super::operand_types;
use super::path::{Path, Relation, Step};
use super::placeholders::Placeholders;
use super::syntax::{
    ActionSyntax, Call, Condition, NameSyntax, OperandSyntax, PathSyntax, StepSyntax, Sum, UpdateSyntax,
};
use crate::value::AttributeValue;

/// Most elements of a path.
const MAX_PATH: usize = 32;
/// Greatest index of a list.
const MAX_INDEX: usize = 0x7fff_ffff;

/// An operand with its placeholders filled in.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Path(Path),
    Value(AttributeValue),
    Call(Call<Operand>),
    Sum(Sum, Box<Operand>, Box<Operand>),
}

/// One action of an update with its placeholders filled in.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ResolvedAction {
    Set(Path, Operand),
    Remove(Path),
    Add(Path, AttributeValue),
    Delete(Path, AttributeValue),
}

impl ResolvedAction {
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Set(path, _) | Self::Remove(path) | Self::Add(path, _) | Self::Delete(path, _) => path,
        }
    }
}

/// Resolves a condition.
pub(super) fn condition(
    syntax: &Condition<OperandSyntax>,
    placeholders: &mut Placeholders,
) -> Result<Condition<Operand>, Fault> {
    functions::check_known(syntax)?;
    functions::check_places(syntax)?;
    syntax.for_each_operand(&mut check_names)?;
    resolve_condition(syntax, placeholders)
}

/// Resolves an update.
pub(super) fn update(syntax: &UpdateSyntax, placeholders: &mut Placeholders) -> Result<Vec<ResolvedAction>, Fault> {
    for action in &syntax.actions {
        match action {
            ActionSyntax::Set(path, operand) => {
                check_path(path)?;
                check_names(operand)?;
            }
            ActionSyntax::Remove(path) | ActionSyntax::Add(path, _) | ActionSyntax::Delete(path, _) => {
                check_path(path)?
            }
        }
    }
    for action in &syntax.actions {
        if let ActionSyntax::Set(_, operand) = action {
            functions::check_in_update(operand)?;
        }
    }
    for (place, section) in syntax.sections.iter().enumerate() {
        if syntax.sections.iter().take(place).any(|before| before == section) {
            return Err(Fault::SectionTwice(section.keyword()));
        }
    }
    let actions =
        syntax.actions.iter().map(|action| resolve_action(action, placeholders)).collect::<Result<Vec<_>, Fault>>()?;
    check_relations(&actions)?;
    operand_types::check_sections(&actions)?;
    for action in &actions {
        if let ResolvedAction::Set(_, operand) = action {
            functions::check_counts(operand)?;
        }
    }
    for action in &actions {
        if let ResolvedAction::Set(_, operand) = action {
            operand_types::check_update(operand)?;
        }
    }
    Ok(actions)
}

/// Reserved words, indexes and the lengths of paths.
fn check_names(operand: &OperandSyntax) -> Result<(), Fault> {
    match operand {
        OperandSyntax::Path(path) => check_path(path),
        OperandSyntax::Value(_) => Ok(()),
        OperandSyntax::Call(call) => call.operands.iter().try_for_each(check_names),
        OperandSyntax::Sum(_, left, right) => {
            check_names(left)?;
            check_names(right)
        }
    }
}

fn check_path(path: &PathSyntax) -> Result<(), Fault> {
    check_name(&path.head)?;
    for step in &path.steps {
        match step {
            StepSyntax::Name(name) => check_name(name)?,
            StepSyntax::Index(digits) => {
                index(digits)?;
            }
        }
    }
    let levels = path.steps.len() + 1;
    if levels > MAX_PATH { Err(Fault::PathTooLong(levels)) } else { Ok(()) }
}

fn check_name(name: &NameSyntax) -> Result<(), Fault> {
    match name {
        NameSyntax::Literal(name) if super::reserved::is_reserved(name) => Err(Fault::Reserved(name.as_str().into())),
        _ => Ok(()),
    }
}

fn index(digits: &str) -> Result<usize, Fault> {
    digits.parse().ok().filter(|index| *index <= MAX_INDEX).ok_or_else(|| Fault::IndexOutOfRange(digits.into()))
}

fn resolve_name(name: &NameSyntax, placeholders: &mut Placeholders) -> Result<String, Fault> {
    match name {
        NameSyntax::Literal(name) => Ok(name.clone()),
        NameSyntax::Placeholder(placeholder) => {
            let name = placeholders.name(placeholder);
            name.map(str::to_owned).ok_or_else(|| Fault::UndefinedName(placeholder.as_str().into()))
        }
    }
}

fn resolve_path(path: &PathSyntax, placeholders: &mut Placeholders) -> Result<Path, Fault> {
    let head = resolve_name(&path.head, placeholders)?;
    let steps = path.steps.iter().map(|step| match step {
        StepSyntax::Name(name) => Ok(Step::Name(resolve_name(name, placeholders)?)),
        StepSyntax::Index(digits) => Ok(Step::Index(index(digits)?)),
    });
    Ok(Path { head, steps: steps.collect::<Result<_, Fault>>()? })
}

fn resolve_value(placeholder: &str, placeholders: &mut Placeholders) -> Result<AttributeValue, Fault> {
    placeholders.value(placeholder).ok_or_else(|| Fault::UndefinedValue(placeholder.into()))
}

fn resolve_operand(operand: &OperandSyntax, placeholders: &mut Placeholders) -> Result<Operand, Fault> {
    match operand {
        OperandSyntax::Path(path) => Ok(Operand::Path(resolve_path(path, placeholders)?)),
        OperandSyntax::Value(placeholder) => Ok(Operand::Value(resolve_value(placeholder, placeholders)?)),
        OperandSyntax::Call(call) => Ok(Operand::Call(resolve_call(call, placeholders)?)),
        OperandSyntax::Sum(sum, left, right) => {
            let left = resolve_operand(left, placeholders)?;
            let right = resolve_operand(right, placeholders)?;
            Ok(Operand::Sum(*sum, Box::new(left), Box::new(right)))
        }
    }
}

fn resolve_call(call: &Call<OperandSyntax>, placeholders: &mut Placeholders) -> Result<Call<Operand>, Fault> {
    let operands = call.operands.iter().map(|operand| resolve_operand(operand, placeholders));
    Ok(Call { function: call.function.clone(), operands: operands.collect::<Result<_, Fault>>()? })
}

fn resolve_action(action: &ActionSyntax, placeholders: &mut Placeholders) -> Result<ResolvedAction, Fault> {
    Ok(match action {
        ActionSyntax::Set(path, operand) => {
            ResolvedAction::Set(resolve_path(path, placeholders)?, resolve_operand(operand, placeholders)?)
        }
        ActionSyntax::Remove(path) => ResolvedAction::Remove(resolve_path(path, placeholders)?),
        ActionSyntax::Add(path, value) => {
            ResolvedAction::Add(resolve_path(path, placeholders)?, resolve_value(value, placeholders)?)
        }
        ActionSyntax::Delete(path, value) => {
            ResolvedAction::Delete(resolve_path(path, placeholders)?, resolve_value(value, placeholders)?)
        }
    })
}

/// Fills in and checks clause by clause, so that the fault that is reported is the first one as written.
fn resolve_condition(
    syntax: &Condition<OperandSyntax>,
    placeholders: &mut Placeholders,
) -> Result<Condition<Operand>, Fault> {
    let mut all = |parts: &[Condition<OperandSyntax>]| {
        parts.iter().map(|part| resolve_condition(part, placeholders)).collect::<Result<Vec<_>, Fault>>()
    };
    let clause = match syntax {
        Condition::And(parts) => return Ok(Condition::And(all(parts)?)),
        Condition::Or(parts) => return Ok(Condition::Or(all(parts)?)),
        Condition::Not(part) => return Ok(Condition::Not(Box::new(resolve_condition(part, placeholders)?))),
        Condition::Call(call) => Condition::Call(resolve_call(call, placeholders)?),
        Condition::Compare(comparator, left, right) => {
            let left = resolve_operand(left, placeholders)?;
            Condition::Compare(*comparator, left, resolve_operand(right, placeholders)?)
        }
        Condition::Between(operand, lower, upper) => {
            let operand = resolve_operand(operand, placeholders)?;
            let lower = resolve_operand(lower, placeholders)?;
            Condition::Between(operand, lower, resolve_operand(upper, placeholders)?)
        }
        Condition::In(operand, choices) => {
            let operand = resolve_operand(operand, placeholders)?;
            let choices = choices.iter().map(|choice| resolve_operand(choice, placeholders));
            Condition::In(operand, choices.collect::<Result<_, Fault>>()?)
        }
    };
    operand_types::check_clause(&clause)?;
    Ok(clause)
}

fn check_relations(actions: &[ResolvedAction]) -> Result<(), Fault> {
    let with = |wanted: Relation| {
        actions.iter().enumerate().find_map(|(place, action)| {
            let two = action.path();
            let one = actions.iter().take(place).map(ResolvedAction::path).find(|one| one.relation(two) == wanted)?;
            Some((one.to_string().into(), two.to_string().into()))
        })
    };
    if let Some((one, two)) = with(Relation::Overlap) {
        return Err(Fault::PathsOverlap { one, two });
    }
    match with(Relation::Conflict) {
        Some((one, two)) => Err(Fault::PathsConflict { one, two }),
        None => Ok(()),
    }
}
