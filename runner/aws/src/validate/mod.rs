//! The model's constraints, in AWS's own words.
//!
//! Required members, lengths, ranges, enums and patterns are checked before a call reaches its engine, as AWS's front end
//! does. What a value means (attribute values, expressions, key schemas against definitions) is the engine's business.
//! `walk.rs` finds violations, `violation.rs` words them, `pattern.rs` reads the models' Java patterns, and
//! `dynamodb.rs` holds what DynamoDB does differently from its model.

mod dynamodb;
mod pattern;
mod violation;
mod walk;

use labs_world::{Map, ServiceError};

use self::dynamodb::Dynamodb;
use self::violation::Violation;
use self::walk::Walk;
use crate::model::{Checks, Operation, ServiceModel};

/// AWS reports no more violations than these at once.
const MAX_REPORTED: usize = 10;

/// Checks an input whose values are of the right kinds (see [`crate::conform`]).
///
/// # Errors
/// A ValidationException (of query services a ValidationError) that names up to ten violations.
pub(crate) fn validate(model: &ServiceModel, operation: &Operation, input: &Map) -> Result<(), ServiceError> {
    let Some(shape) = model.input_of(operation) else { return Ok(()) };
    let (code, particulars) = match model.checks {
        Checks::Engine => return Ok(()),
        Checks::Common => ("ValidationException", None),
        Checks::Query => ("ValidationError", None),
        Checks::Dynamodb => ("ValidationException", Some(Dynamodb::of(operation))),
    };
    if let Some(refusal) = particulars.and_then(|particulars| particulars.refuse_first(input)) {
        return Err(ServiceError::client(code, refusal));
    }
    let violations = Walk::new(model, particulars).violations(shape, input);
    if violations.is_empty() {
        return Ok(());
    }
    Err(ServiceError::client(code, report(&violations)))
}

fn report(violations: &[Violation]) -> String {
    let shown = violations.len().min(MAX_REPORTED);
    let plural = if shown == 1 { "" } else { "s" };
    let sentences: Vec<String> = violations.iter().take(shown).map(Violation::to_string).collect();
    format!("{shown} validation error{plural} detected: {}", sentences.join("; "))
}

#[cfg(test)]
mod tests;
