//! The functions of the expression language: which there are, where each may stand, and how many operands it takes.

use super::error::Fault;
use super::resolve::Operand;
use super::syntax::{Call, Condition, OperandSyntax};

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

fn known(name: &str) -> Result<&'static Function, Fault> {
    FUNCTIONS.iter().find(|function| function.name == name).ok_or_else(|| Fault::UnknownFunction(name.into()))
}

/// All functions must exist.
pub(super) fn check_known(syntax: &Condition<OperandSyntax>) -> Result<(), Fault> {
    let check = &mut |name: &str| known(name).map(|_| ());
    match syntax {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().try_for_each(check_known),
        Condition::Not(part) => check_known(part),
        Condition::Call(call) => {
            check(&call.function)?;
            call.operands.iter().try_for_each(|operand| check_operand(operand, check))
        }
        other => other.for_each_operand(&mut |operand| check_operand(operand, check)),
    }
}

/// Shows the name of every function to `check`.
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
pub(super) fn check_places(syntax: &Condition<OperandSyntax>) -> Result<(), Fault> {
    match syntax {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().try_for_each(check_places),
        Condition::Not(part) => check_places(part),
        Condition::Call(call) => {
            check_place(&call.function, FunctionPlace::Condition)?;
            call.operands.iter().try_for_each(check_operand_place)
        }
        other => other.for_each_operand(&mut check_operand_place),
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

/// All functions must be functions of updates.
pub(super) fn check_in_update(operand: &OperandSyntax) -> Result<(), Fault> {
    check_operand(operand, &mut |name| match known(name)?.place {
        FunctionPlace::Update => Ok(()),
        FunctionPlace::Condition | FunctionPlace::ConditionOperand => Err(Fault::NotInUpdates(name.into())),
    })
}

/// Every function has as many operands as it takes.
pub(super) fn check_counts(operand: &Operand) -> Result<(), Fault> {
    match operand {
        Operand::Path(_) | Operand::Value(_) => Ok(()),
        Operand::Call(call) => check_call_counts(call),
        Operand::Sum(_, left, right) => {
            check_counts(left)?;
            check_counts(right)
        }
    }
}

/// The same, for a function itself.
pub(super) fn check_call_counts(call: &Call<Operand>) -> Result<(), Fault> {
    let count = call.operands.len();
    if count != known(&call.function)?.operands {
        return Err(Fault::OperandCount { function: call.function.as_str().into(), count });
    }
    call.operands.iter().try_for_each(check_counts)
}
