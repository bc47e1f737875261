//! Which form of a function a call means: argument types against signatures, and the sentence when none fits.
//!
//! As in Trino, the form that needs the smallest change of types wins, and a call that fits none is refused with every form
//! that there is.

use std::collections::BTreeSet;

use super::{
    coercion::{common, decimal_of, distance},
    signature::{Constraint, Pattern, Signature},
};
use crate::{
    query_error::{ErrorKind, QueryError},
    trino_type::TrinoType,
};

/// A call that fits.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    /// The type that each argument must be cast to; equal to its own where nothing is to do.
    pub(crate) arguments: Vec<TrinoType>,
    /// What the call gives.
    pub(crate) result: TrinoType,
}

/// What the variables of a signature stand for in one call.
#[derive(Debug, Clone, Default)]
pub(super) struct Bindings {
    variables: Vec<(char, TrinoType)>,
    /// The first decimal among the arguments.
    pub(super) decimal: Option<TrinoType>,
    /// The first interval among the arguments.
    pub(super) interval: Option<TrinoType>,
}

impl Bindings {
    pub(super) fn get(&self, name: char) -> Option<&TrinoType> {
        self.variables.iter().find(|(bound, _)| *bound == name).map(|(_, kind)| kind)
    }

    /// Binds the variables of `pattern` to what stands there in `kind`; `None` when two uses have nothing in common.
    pub(super) fn bind(&mut self, pattern: &Pattern, kind: &TrinoType) -> Option<()> {
        match (pattern, kind) {
            (Pattern::Variable(name), _) => match self.variables.iter_mut().find(|(bound, _)| bound == name) {
                Some((_, bound)) => *bound = common(bound, kind)?,
                None => self.variables.push((*name, kind.clone())),
            },
            (Pattern::Array(item), TrinoType::Array(kind)) => self.bind(item, kind)?,
            (Pattern::Map(key, value), TrinoType::Map(k, v)) => {
                self.bind(key, k)?;
                self.bind(value, v)?;
            }
            (Pattern::Array(_) | Pattern::Map(..) | Pattern::Row, TrinoType::Unknown) => {}
            (Pattern::Array(_) | Pattern::Map(..), _) => return None,
            (Pattern::Row, other) if !matches!(other, TrinoType::Row(_)) => return None,
            (Pattern::Decimal, _) if self.decimal.is_none() => self.decimal = Some(decimal_of(kind)?),
            (Pattern::Interval, TrinoType::IntervalDayToSecond | TrinoType::IntervalYearToMonth) => {
                self.interval.get_or_insert_with(|| kind.clone());
            }
            (Pattern::Interval, TrinoType::Unknown) => {}
            (Pattern::Interval, _) => return None,
            _ => {}
        }
        Some(())
    }
}

/// The form of `signatures` that fits `arguments` best.
pub(super) fn resolve(name: &str, signatures: &[Signature], arguments: &[TrinoType]) -> Result<Resolved, QueryError> {
    let mut best: Option<(u32, Resolved)> = None;
    for signature in signatures {
        let Some((cost, resolved)) = fit(signature, arguments) else { continue };
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, resolved));
        }
    }
    best.map(|(_, resolved)| resolved).ok_or_else(|| unexpected(name, signatures, arguments))
}

fn fit(signature: &Signature, arguments: &[TrinoType]) -> Option<(u32, Resolved)> {
    if !signature.takes(arguments.len()) {
        return None;
    }
    let mut bindings = Bindings::default();
    for (at, kind) in arguments.iter().enumerate() {
        bindings.bind(signature.parameter(at)?, kind)?;
    }
    if signature
        .constraints
        .iter()
        .any(|(name, constraint)| !bindings.get(*name).is_none_or(|kind| can(kind, *constraint)))
    {
        return None;
    }
    let mut cost = 0;
    let mut targets = Vec::with_capacity(arguments.len());
    for (at, kind) in arguments.iter().enumerate() {
        let target = match signature.parameter(at)? {
            pattern if pattern.open() => kind.clone(),
            Pattern::Decimal => decimal_of(kind)?,
            pattern => pattern.fill(&bindings),
        };
        cost += distance(kind, &target)?;
        targets.push(target);
    }
    let result = signature.result.fill(&bindings);
    Some((cost, Resolved { arguments: targets, result }))
}

fn can(kind: &TrinoType, constraint: Constraint) -> bool {
    match kind {
        TrinoType::Map(key, value) => {
            constraint == Constraint::Comparable && can(key, constraint) && can(value, constraint)
        }
        TrinoType::Json => constraint == Constraint::Comparable,
        TrinoType::Array(item) => can(item, constraint),
        TrinoType::Row(fields) => fields.iter().all(|(_, kind)| can(kind, constraint)),
        _ => true,
    }
}

/// `Unexpected parameters (varchar, integer) for function x. Expected: x(…), x(…)`
pub(super) fn unexpected(name: &str, signatures: &[Signature], arguments: &[TrinoType]) -> QueryError {
    let given = arguments.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let expected = signatures.iter().map(Signature::call).collect::<BTreeSet<_>>();
    let expected = expected.into_iter().collect::<Vec<_>>().join(", ");
    QueryError::new(
        ErrorKind::FunctionNotFound,
        format!("Unexpected parameters ({given}) for function {name}. Expected: {expected}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use TrinoType::{BigInt, Decimal, Double, Integer, Unknown, Varchar};

    fn read(texts: &[&'static str]) -> Vec<Signature> {
        texts.iter().map(|text| Signature::read(text).unwrap()).collect()
    }

    fn result(texts: &[&'static str], arguments: &[TrinoType]) -> String {
        match resolve("f", &read(texts), arguments) {
            Ok(resolved) => format!("{:?} -> {}", resolved.arguments, resolved.result),
            Err(error) => error.message,
        }
    }

    #[test]
    fn the_nearest_form_wins() {
        let forms = ["f(double) -> double", "f(bigint) -> bigint", "f(decimal(p,s)) -> decimal(p,s)"];
        assert_eq!(result(&forms, &[Integer]), "[BigInt] -> bigint");
        assert_eq!(result(&forms, &[Decimal(3, 1)]), "[Decimal(3, 1)] -> decimal(3,1)");
        assert_eq!(result(&forms, &[Double]), "[Double] -> double");
    }

    #[test]
    fn variables_take_the_common_type() {
        let array = |kind| TrinoType::Array(Box::new(kind));
        assert_eq!(result(&["f(array(T), T) -> T"], &[array(Integer), BigInt]), "[Array(BigInt), BigInt] -> bigint");
        assert_eq!(result(&["f(T, T...) -> T"], &[Unknown, Double, Integer]), "[Double, Double, Double] -> double");
    }

    #[test]
    fn what_fits_no_form_names_all_of_them() {
        assert_eq!(
            result(&["f(varchar, bigint) -> varchar", "f(bigint) -> bigint"], &[Varchar(None), Varchar(Some(2))]),
            "Unexpected parameters (varchar, varchar(2)) for function f. Expected: f(bigint), f(varchar, bigint)"
        );
    }

    #[test]
    fn a_map_has_no_order() {
        let map = TrinoType::Map(Box::new(Integer), Box::new(Integer));
        assert!(result(&["f(T) T:orderable -> T"], std::slice::from_ref(&map)).starts_with("Unexpected parameters"));
        assert!(!result(&["f(T) T:comparable -> T"], &[map]).starts_with("Unexpected parameters"));
    }
}
