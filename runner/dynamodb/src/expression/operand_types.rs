//! What the types of operands decide before an item is looked at: constants that an operator can never take are refused, and so
//! are bounds that contradict each other.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::Fault;
use super::functions::{check_call_counts, check_counts};
use super::resolve::{Operand, ResolvedAction};
use super::syntax::{Call, Comparator, Condition};
use crate::value::AttributeValue;

/// The types that `attribute_type` knows, as the service lists them.
const TYPE_NAMES: &[&str] = &["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

/// One clause of a condition: numbers of operands, operands that are the same, and types, in this order.
pub(super) fn check_clause(clause: &Condition<Operand>) -> Result<(), Fault> {
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
    let content = match value {
        AttributeValue::S(text) => text.clone(),
        AttributeValue::N(number) => number.to_string(),
        AttributeValue::B(bytes) => STANDARD.encode(bytes),
        _ => String::new(),
    };
    format!("{{{}:{content}}}", value.type_name()).into()
}

/// The sections ADD and DELETE take numbers and sets, and sets.
pub(super) fn check_sections(actions: &[ResolvedAction]) -> Result<(), Fault> {
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

/// Constants that a sum or a function of updates cannot take.
pub(super) fn check_update(operand: &Operand) -> Result<(), Fault> {
    match operand {
        Operand::Path(_) | Operand::Value(_) => Ok(()),
        Operand::Sum(sum, left, right) => {
            check_types(sum.symbol(), [&**left, &**right], |operand| operand == "N")?;
            check_update(left)?;
            check_update(right)
        }
        Operand::Call(call) => {
            let function = call.function.as_str();
            match (function, &call.operands[..]) {
                ("if_not_exists", [path, _]) => need_path(function, path)?,
                ("list_append", operands) => check_types(function, operands, |operand| operand == "L")?,
                _ => {}
            }
            call.operands.iter().try_for_each(check_update)
        }
    }
}
