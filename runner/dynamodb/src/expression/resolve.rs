//! From the syntax tree to meaning: names and values are filled in, functions and types are checked.
//!
//! The service reports one fault of an expression, and which one is part of its behaviour. So the checks are separate walks
//! in its order: names of functions and reserved words first, then, clause by clause as written, undefined placeholders,
//! numbers of operands, operands that are the same, and types.

use super::error::Fault;
use super::path::{Path, Relation, Step};
use super::placeholders::Placeholders;
use super::syntax::{
    ActionSyntax, Call, Comparator, Condition, NameSyntax, OperandSyntax, PathSyntax, StepSyntax, Sum, UpdateSyntax,
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

/// A function of the expression language.
struct Function {
    name: &'static str,
    operands: usize,
    place: FunctionPlace,
}

/// Where a function may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FunctionPlace {
    /// As a condition of its own.
    Condition,
    /// As an operand in a condition.
    ConditionOperand,
    /// As an operand in an update.
    Update,
}

const FUNCTIONS: &[Function] = &[
    Function { name: "attribute_exists", operands: 1, place: FunctionPlace::Condition },
    Function { name: "attribute_not_exists", operands: 1, place: FunctionPlace::Condition },
    Function { name: "attribute_type", operands: 2, place: FunctionPlace::Condition },
    Function { name: "begins_with", operands: 2, place: FunctionPlace::Condition },
    Function { name: "contains", operands: 2, place: FunctionPlace::Condition },
    Function { name: "size", operands: 1, place: FunctionPlace::ConditionOperand },
    Function { name: "if_not_exists", operands: 2, place: FunctionPlace::Update },
    Function { name: "list_append", operands: 2, place: FunctionPlace::Update },
];

/// The types that `attribute_type` knows, as the service lists them.
const TYPE_NAMES: &[&str] = &["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

/// Resolves a condition.
pub(super) fn condition(
    syntax: &Condition<OperandSyntax>,
    placeholders: &mut Placeholders<'_>,
) -> Result<Condition<Operand>, Fault> {
    check_condition(syntax, &mut |name| known(name).map(|_| ()))?;
    check_places(syntax)?;
    for_each_operand(syntax, &mut check_names)?;
    resolve_condition(syntax, placeholders)
}

/// Resolves an update.
pub(super) fn update(syntax: &UpdateSyntax, placeholders: &mut Placeholders<'_>) -> Result<Vec<ResolvedAction>, Fault> {
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
            check_update_functions(operand)?;
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
    check_section_types(&actions)?;
    for action in &actions {
        if let ResolvedAction::Set(_, operand) = action {
            check_counts(operand)?;
        }
    }
    for action in &actions {
        if let ResolvedAction::Set(_, operand) = action {
            check_update_types(operand)?;
        }
    }
    Ok(actions)
}

// What can be said of the text alone.

fn known(name: &str) -> Result<&'static Function, Fault> {
    FUNCTIONS.iter().find(|function| function.name == name).ok_or_else(|| Fault::UnknownFunction(name.into()))
}

/// Shows the name of every function to `check`.
fn check_condition(
    syntax: &Condition<OperandSyntax>,
    check: &mut impl FnMut(&str) -> Result<(), Fault>,
) -> Result<(), Fault> {
    match syntax {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().try_for_each(|part| check_condition(part, check)),
        Condition::Not(part) => check_condition(part, check),
        Condition::Call(call) => {
            check(&call.function)?;
            call.operands.iter().try_for_each(|operand| check_operand(operand, check))
        }
        Condition::Compare(_, left, right) => {
            [left, right].into_iter().try_for_each(|operand| check_operand(operand, check))
        }
        Condition::Between(operand, lower, upper) => {
            [operand, lower, upper].into_iter().try_for_each(|operand| check_operand(operand, check))
        }
        Condition::In(operand, choices) => {
            std::iter::once(operand).chain(choices).try_for_each(|operand| check_operand(operand, check))
        }
    }
}

fn check_operand(operand: &OperandSyntax, check: &mut impl FnMut(&str) -> Result<(), Fault>) -> Result<(), Fault> {
    match operand {
        OperandSyntax::Path(_) | OperandSyntax::Value(_) => Ok(()),
        OperandSyntax::Call(call) => {
            check(&call.function)?;
            call.operands.iter().try_for_each(|operand| check_operand(operand, check))
        }
        OperandSyntax::Sum(_, left, right) => {
            check_operand(left, check)?;
            check_operand(right, check)
        }
    }
}

/// Functions must stand where their kind may stand.
fn check_places(syntax: &Condition<OperandSyntax>) -> Result<(), Fault> {
    match syntax {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().try_for_each(check_places),
        Condition::Not(part) => check_places(part),
        Condition::Call(call) => {
            check_place(&call.function, FunctionPlace::Condition)?;
            call.operands.iter().try_for_each(check_operand_place)
        }
        other => for_each_operand(other, &mut check_operand_place),
    }
}

fn check_operand_place(operand: &OperandSyntax) -> Result<(), Fault> {
    match operand {
        OperandSyntax::Call(call) => {
            check_place(&call.function, FunctionPlace::ConditionOperand)?;
            call.operands.iter().try_for_each(check_operand_place)
        }
        _ => Ok(()),
    }
}

fn check_place(name: &str, place: FunctionPlace) -> Result<(), Fault> {
    match known(name)?.place {
        FunctionPlace::Update => Err(Fault::NotInConditions(name.into())),
        allowed if allowed == place => Ok(()),
        _ => Err(Fault::Misused(name.into())),
    }
}

fn check_update_functions(operand: &OperandSyntax) -> Result<(), Fault> {
    check_operand(operand, &mut |name| match known(name)?.place {
        FunctionPlace::Update => Ok(()),
        FunctionPlace::Condition | FunctionPlace::ConditionOperand => Err(Fault::NotInUpdates(name.into())),
    })
}

fn for_each_operand(
    syntax: &Condition<OperandSyntax>,
    check: &mut impl FnMut(&OperandSyntax) -> Result<(), Fault>,
) -> Result<(), Fault> {
    match syntax {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().try_for_each(|part| for_each_operand(part, check)),
        Condition::Not(part) => for_each_operand(part, check),
        Condition::Call(call) => call.operands.iter().try_for_each(check),
        Condition::Compare(_, left, right) => [left, right].into_iter().try_for_each(check),
        Condition::Between(operand, lower, upper) => [operand, lower, upper].into_iter().try_for_each(check),
        Condition::In(operand, choices) => std::iter::once(operand).chain(choices).try_for_each(check),
    }
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

// Filling in.

fn resolve_name(name: &NameSyntax, placeholders: &mut Placeholders<'_>) -> Result<String, Fault> {
    match name {
        NameSyntax::Literal(name) => Ok(name.clone()),
        NameSyntax::Placeholder(placeholder) => {
            let name = placeholders.name(placeholder);
            name.map(str::to_owned).ok_or_else(|| Fault::UndefinedName(placeholder.as_str().into()))
        }
    }
}

fn resolve_path(path: &PathSyntax, placeholders: &mut Placeholders<'_>) -> Result<Path, Fault> {
    let head = resolve_name(&path.head, placeholders)?;
    let steps = path.steps.iter().map(|step| match step {
        StepSyntax::Name(name) => Ok(Step::Name(resolve_name(name, placeholders)?)),
        StepSyntax::Index(digits) => Ok(Step::Index(index(digits)?)),
    });
    Ok(Path { head, steps: steps.collect::<Result<_, Fault>>()? })
}

fn resolve_value(placeholder: &str, placeholders: &mut Placeholders<'_>) -> Result<AttributeValue, Fault> {
    placeholders.value(placeholder).ok_or_else(|| Fault::UndefinedValue(placeholder.into()))
}

fn resolve_operand(operand: &OperandSyntax, placeholders: &mut Placeholders<'_>) -> Result<Operand, Fault> {
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

fn resolve_call(call: &Call<OperandSyntax>, placeholders: &mut Placeholders<'_>) -> Result<Call<Operand>, Fault> {
    let operands = call.operands.iter().map(|operand| resolve_operand(operand, placeholders));
    Ok(Call { function: call.function.clone(), operands: operands.collect::<Result<_, Fault>>()? })
}

fn resolve_action(action: &ActionSyntax, placeholders: &mut Placeholders<'_>) -> Result<ResolvedAction, Fault> {
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
    placeholders: &mut Placeholders<'_>,
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
    check_clause(&clause)?;
    Ok(clause)
}

// What can be said once placeholders are filled in.

fn check_clause(clause: &Condition<Operand>) -> Result<(), Fault> {
    match clause {
        Condition::Compare(comparator, left, right) => {
            check_counts(left)?;
            check_counts(right)?;
            check_distinct(comparator.symbol(), left, right)?;
            match comparator {
                Comparator::Equal | Comparator::NotEqual => Ok(()),
                _ => check_ordered(comparator.symbol(), [left, right]),
            }
        }
        Condition::Between(operand, lower, upper) => {
            for operand in [operand, lower, upper] {
                check_counts(operand)?;
            }
            check_ordered("BETWEEN", [operand, lower, upper])?;
            check_bounds(lower, upper)
        }
        Condition::In(operand, choices) => {
            std::iter::once(operand).chain(choices).try_for_each(check_counts)?;
            choices.iter().try_for_each(|choice| check_distinct("IN", operand, choice))
        }
        Condition::Call(call) => {
            check_call_counts(call)?;
            if let [one, two] = &call.operands[..] {
                check_distinct(&call.function, one, two)?;
            }
            check_call_types(call)
        }
        Condition::And(_) | Condition::Or(_) | Condition::Not(_) => Ok(()),
    }
}

fn check_counts(operand: &Operand) -> Result<(), Fault> {
    match operand {
        Operand::Path(_) | Operand::Value(_) => Ok(()),
        Operand::Call(call) => check_call_counts(call),
        Operand::Sum(_, left, right) => {
            check_counts(left)?;
            check_counts(right)
        }
    }
}

fn check_call_counts(call: &Call<Operand>) -> Result<(), Fault> {
    let count = call.operands.len();
    if count != known(&call.function)?.operands {
        return Err(Fault::OperandCount { function: call.function.as_str().into(), count });
    }
    call.operands.iter().try_for_each(check_counts)
}

fn check_distinct(operator: &str, one: &Operand, two: &Operand) -> Result<(), Fault> {
    match (one, two) {
        (Operand::Path(one), Operand::Path(two)) if one == two => {
            Err(Fault::NotDistinct { operator: operator.into(), operand: one.to_string().into() })
        }
        _ => Ok(()),
    }
}

/// The type that an operand has whatever the item is; `None` when it depends on the item.
fn static_type(operand: &Operand) -> Option<&'static str> {
    match operand {
        Operand::Value(value) => Some(value.type_name()),
        Operand::Sum(..) => Some("N"),
        Operand::Call(call) => match call.function.as_str() {
            "size" => Some("N"),
            "list_append" => Some("L"),
            _ => None,
        },
        Operand::Path(_) => None,
    }
}

fn check_types<'o>(
    operator: &str,
    operands: impl IntoIterator<Item = &'o Operand>,
    allowed: impl Fn(&str) -> bool,
) -> Result<(), Fault> {
    for operand in operands.into_iter().filter_map(static_type) {
        if !allowed(operand) {
            return Err(Fault::OperandType { operator: operator.into(), operand });
        }
    }
    Ok(())
}

fn check_ordered<'o>(operator: &str, operands: impl IntoIterator<Item = &'o Operand>) -> Result<(), Fault> {
    check_types(operator, operands, |operand| matches!(operand, "S" | "N" | "B"))
}

fn check_call_types(call: &Call<Operand>) -> Result<(), Fault> {
    let function = call.function.as_str();
    match (function, &call.operands[..]) {
        ("attribute_exists" | "attribute_not_exists", [operand]) => need_path(function, operand),
        ("begins_with", operands) => check_types(function, operands, |operand| matches!(operand, "S" | "B")),
        ("attribute_type", [_, wanted]) => match wanted {
            Operand::Value(AttributeValue::S(name)) if TYPE_NAMES.contains(&name.as_str()) => Ok(()),
            Operand::Value(AttributeValue::S(name)) => Err(Fault::UnknownType(name.as_str().into())),
            other => {
                let operand = static_type(other).unwrap_or("{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
                Err(Fault::OperandType { operator: function.into(), operand })
            }
        },
        _ => Ok(()),
    }
}

fn need_path(function: &str, operand: &Operand) -> Result<(), Fault> {
    match operand {
        Operand::Path(_) => Ok(()),
        _ => Err(Fault::NeedsPath(function.into())),
    }
}

fn check_bounds(lower: &Operand, upper: &Operand) -> Result<(), Fault> {
    let (Operand::Value(lower), Operand::Value(upper)) = (lower, upper) else { return Ok(()) };
    let shown = || (show(lower), show(upper));
    let reversed = match (lower, upper) {
        (AttributeValue::S(lower), AttributeValue::S(upper)) => lower > upper,
        (AttributeValue::N(lower), AttributeValue::N(upper)) => lower > upper,
        (AttributeValue::B(lower), AttributeValue::B(upper)) => lower > upper,
        _ => {
            let (lower, upper) = shown();
            return Err(Fault::BetweenTypes { lower, upper });
        }
    };
    if reversed {
        let (lower, upper) = shown();
        return Err(Fault::BetweenReversed { lower, upper });
    }
    Ok(())
}

/// `{S:a}`.
fn show(value: &AttributeValue) -> Box<str> {
    use base64::Engine as _;
    let content = match value {
        AttributeValue::S(text) => text.clone(),
        AttributeValue::N(number) => number.to_string(),
        AttributeValue::B(bytes) => base64::engine::general_purpose::STANDARD.encode(bytes),
        _ => String::new(),
    };
    format!("{{{}:{content}}}", value.type_name()).into()
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

fn check_section_types(actions: &[ResolvedAction]) -> Result<(), Fault> {
    for action in actions {
        let (operator, value) = match action {
            ResolvedAction::Add(_, value) if !matches!(value, AttributeValue::N(_)) => ("ADD", value),
            ResolvedAction::Delete(_, value) => ("DELETE", value),
            _ => continue,
        };
        let operand = match value {
            AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_) => continue,
            AttributeValue::S(_) => "STRING",
            AttributeValue::N(_) => "NUMBER",
            AttributeValue::B(_) => "BINARY",
            AttributeValue::Bool(_) => "BOOLEAN",
            AttributeValue::Null => "NULL",
            AttributeValue::L(_) => "LIST",
            AttributeValue::M(_) => "MAP",
        };
        return Err(Fault::SectionOperandType { operator, operand });
    }
    Ok(())
}

fn check_update_types(operand: &Operand) -> Result<(), Fault> {
    match operand {
        Operand::Path(_) | Operand::Value(_) => Ok(()),
        Operand::Sum(sum, left, right) => {
            check_types(sum.symbol(), [&**left, &**right], |operand| operand == "N")?;
            check_update_types(left)?;
            check_update_types(right)
        }
        Operand::Call(call) => {
            let function = call.function.as_str();
            match (function, &call.operands[..]) {
                ("if_not_exists", [path, _]) => need_path(function, path)?,
                ("list_append", operands) => check_types(function, operands, |operand| operand == "L")?,
                _ => {}
            }
            call.operands.iter().try_for_each(check_update_types)
        }
    }
}
