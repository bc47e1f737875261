//! `PartitionFilter`: a filter expression, asked of the values of partitions.

use std::cmp::Ordering;

use super::error::FilterError;
use super::parser::{Comparison, Expression, Key, parse};
use super::value::KeyValue;
use crate::model::Column;

/// The value of a partition whose key has none, as Hive writes it.
const NO_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";

/// An expression of GetPartitions that fits a table's partition keys.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionFilter {
    /// `None` selects everything, as an empty expression does.
    expression: Option<Expression>,
}

impl PartitionFilter {
    /// The filter that `expression` is over `keys`; a blank one selects everything.
    ///
    /// # Errors
    /// [`FilterError`] when it is not an expression that Glue has, names another column, or compares with what is no value of
    /// a key's type.
    pub fn parse(expression: &str, keys: &[Column]) -> Result<Self, FilterError> {
        let blank = expression.trim().is_empty();
        Ok(Self { expression: if blank { None } else { Some(parse(expression, keys)?) } })
    }

    /// Whether a partition with these values is selected.
    ///
    /// # Errors
    /// [`FilterError::StoredValue`] when one of the values is not of its key's type.
    pub fn selects(&self, values: &[String]) -> Result<bool, FilterError> {
        match &self.expression {
            Some(expression) => Ok(truth(expression, values)? == Some(true)),
            None => Ok(true),
        }
    }
}

/// True, false, or unknown where a key has no value.
fn truth(expression: &Expression, values: &[String]) -> Result<Option<bool>, FilterError> {
    Ok(match expression {
        Expression::And(parts) => joined(parts, values, Connective::And)?,
        Expression::Or(parts) => joined(parts, values, Connective::Or)?,
        Expression::Not(inner) => truth(inner, values)?.map(|truth| !truth),
        Expression::IsNull { key } => Some(text(*key, values).is_none()),
        Expression::Like { key, pattern } => text(*key, values).map(|text| is_like(text, pattern)),
        Expression::Compare { key, comparison, literal } => {
            value(*key, values)?.and_then(|value| value.compare(literal)).map(|order| holds(*comparison, order))
        }
        Expression::In { key, literals } => value(*key, values)?
            .map(|value| literals.iter().any(|literal| value.compare(literal) == Some(Ordering::Equal))),
        Expression::Between { key, low, high } => {
            value(*key, values)?.and_then(|value| Some(value.compare(low)?.is_ge() && value.compare(high)?.is_le()))
        }
    })
}

/// How parts make a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Connective {
    And,
    Or,
}

/// The truth of several parts. One that decides (a false one of AND, a true one of OR) does so whatever the others are; without
/// such a one, an unknown part leaves the whole unknown.
fn joined(parts: &[Expression], values: &[String], connective: Connective) -> Result<Option<bool>, FilterError> {
    let decisive = connective == Connective::Or;
    let mut whole = Some(!decisive);
    for part in parts {
        match truth(part, values)? {
            Some(found) if found == decisive => whole = Some(decisive),
            None if whole == Some(!decisive) => whole = None,
            _ => {}
        }
    }
    Ok(whole)
}

fn holds(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

fn text(key: Key, values: &[String]) -> Option<&str> {
    values.get(key.place).map(String::as_str).filter(|value| *value != NO_VALUE)
}

fn value(key: Key, values: &[String]) -> Result<Option<KeyValue>, FilterError> {
    text(key, values).map(|text| key.kind.read(text).map_err(FilterError::StoredValue)).transpose()
}

/// `%` stands for any characters, `_` for one. Time is the product of both lengths at worst.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut next) = (0, 0);
    // Where the last `%` stood, and how far the text was read when it was tried last.
    let mut last: Option<(usize, usize)> = None;
    while let Some(c) = text.get(at) {
        match pattern.get(next) {
            Some('%') => {
                last = Some((next, at));
                next += 1;
            }
            Some(expected) if *expected == '_' || expected == c => {
                at += 1;
                next += 1;
            }
            _ => match &mut last {
                Some((percent, read)) => {
                    *read += 1;
                    at = *read;
                    next = *percent + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(next).all(|c| *c == '%')
}
