//! `KeyCondition`: which items of a partition a query reads.
//!
//! The shape of the condition is checked without a table; [`KeyCondition::bind`] then fits it to a key and turns it into a
//! range of the keys of a store tree.

use std::ops::Bound;

use labs_world::store::KeyRange;

use super::condition;
use super::error::{ExpressionError, ExpressionKind, Fault, KeyConditionError};
use super::path::Path;
use super::placeholders::Placeholders;
use super::resolve::{self, Operand};
use super::syntax::{Call, Comparator, Condition};
use crate::error::Refusal;
use crate::key::{self, KeyAttribute, KeySchema, KeyValue};
use crate::value::AttributeValue;

/// A key condition of one clause for each attribute that it names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyCondition {
    clauses: Vec<Clause>,
}

#[derive(Debug, Clone, PartialEq)]
struct Clause {
    attribute: String,
    test: Test<AttributeValue>,
}

/// What the value of a key attribute is compared with.
#[derive(Debug, Clone, PartialEq)]
enum Test<V> {
    Compare(Comparator, V),
    Between(V, V),
    BeginsWith(V),
}

impl<V> Test<V> {
    fn map<W, E>(&self, mut change: impl FnMut(&V) -> Result<W, E>) -> Result<Test<W>, E> {
        Ok(match self {
            Self::Compare(comparator, value) => Test::Compare(*comparator, change(value)?),
            Self::Between(lower, upper) => Test::Between(change(lower)?, change(upper)?),
            Self::BeginsWith(prefix) => Test::BeginsWith(change(prefix)?),
        })
    }
}

/// A key condition that fits a key: the part of the tree that it selects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BoundKeyCondition {
    /// What the keys of all items of the partition begin with.
    pub(crate) partition: Vec<u8>,
    /// The keys that are selected.
    pub(crate) range: KeyRange,
}

impl KeyCondition {
    /// Reads a KeyConditionExpression.
    pub(crate) fn parse(source: &str, placeholders: &mut Placeholders) -> Result<Self, Refusal> {
        let wrong = |fault| ExpressionError { kind: ExpressionKind::KeyCondition, fault };
        let syntax = condition::parse(source).map_err(wrong)?;
        let condition = resolve::condition(&syntax, placeholders).map_err(wrong)?;
        let mut clauses: Vec<Clause> = Vec::new();
        collect(&condition, &mut |clause| {
            clauses.push(clause);
            Ok(())
        })?;
        let twice = clauses
            .iter()
            .enumerate()
            .any(|(place, clause)| clauses.iter().take(place).any(|before| before.attribute == clause.attribute));
        if twice {
            return Err(wrong(Fault::KeyTwice).into());
        }
        Ok(Self { clauses })
    }

    /// The clauses must name the key's attributes, the partition key first of all.
    pub(crate) fn check_attributes(&self, schema: &KeySchema) -> Result<(), KeyConditionError> {
        let (conditions, attributes) = (self.clauses.len(), schema.len());
        if conditions > attributes {
            return Err(KeyConditionError::TooMany { conditions, attributes });
        }
        match schema.attributes().take(conditions).find(|attribute| self.clause(attribute).is_none()) {
            Some(missed) => Err(KeyConditionError::Missed(missed.name.clone())),
            None => Ok(()),
        }
    }

    /// Fits the condition to a key whose attributes it names.
    pub(crate) fn bind(&self, schema: &KeySchema) -> Result<BoundKeyCondition, Refusal> {
        let typed = |attribute: &KeyAttribute| {
            let test = self.clause(attribute);
            test.map(|test| test.map(|value| of_type(value, attribute))).transpose()
        };
        let partition = typed(&schema.partition)?;
        let sort = schema.sort.as_ref().map_or(Ok(None), typed)?;
        let Some(Test::Compare(Comparator::Equal, partition)) = partition else {
            return Err(KeyConditionError::NotSupported.into());
        };
        let mut prefix = Vec::new();
        key::encode(&schema.checked_partition(partition)?, &mut prefix);
        let range = match sort {
            None => KeyRange::prefix(&prefix),
            Some(Test::BeginsWith(value)) => range_of(&prefix, &Test::BeginsWith(value))?,
            Some(test) => range_of(&prefix, &test.map(|value| schema.checked_sort(value.clone()))?)?,
        };
        Ok(BoundKeyCondition { partition: prefix, range })
    }

    fn clause(&self, attribute: &KeyAttribute) -> Option<&Test<AttributeValue>> {
        self.clauses.iter().find(|clause| clause.attribute == attribute.name).map(|clause| &clause.test)
    }
}

fn of_type(value: &AttributeValue, attribute: &KeyAttribute) -> Result<KeyValue, KeyConditionError> {
    let value = KeyValue::of(value).filter(|value| value.key_type() == attribute.key_type);
    value.ok_or(KeyConditionError::TypeMismatch)
}

/// The keys that begin with `prefix` and go on as `test` says.
fn range_of(prefix: &[u8], test: &Test<KeyValue>) -> Result<KeyRange, KeyConditionError> {
    let all = KeyRange::prefix(prefix);
    let at = |value: &KeyValue| {
        let mut bytes = prefix.to_vec();
        key::encode(value, &mut bytes);
        bytes
    };
    Ok(match test {
        Test::Compare(comparator, value) => {
            let at = at(value);
            match comparator {
                Comparator::Equal => KeyRange { start: Bound::Included(at.clone()), end: Bound::Included(at) },
                Comparator::Less => KeyRange { end: Bound::Excluded(at), ..all },
                Comparator::LessOrEqual => KeyRange { end: Bound::Included(at), ..all },
                Comparator::Greater => KeyRange { start: Bound::Excluded(at), ..all },
                Comparator::GreaterOrEqual => KeyRange { start: Bound::Included(at), ..all },
                Comparator::NotEqual => return Err(KeyConditionError::NotSupported),
            }
        }
        Test::Between(lower, upper) => KeyRange { start: Bound::Included(at(lower)), end: Bound::Included(at(upper)) },
        Test::BeginsWith(value) => {
            let mut start = prefix.to_vec();
            match value {
                KeyValue::S(text) => key::encode_prefix(text.as_bytes(), &mut start),
                KeyValue::B(bytes) => key::encode_prefix(bytes, &mut start),
                KeyValue::N(_) => return Err(KeyConditionError::NotSupported),
            }
            KeyRange::prefix(&start)
        }
    })
}

/// Shows the clauses to `take` in the order in which they are written; anything that is no clause is refused.
fn collect(
    condition: &Condition<Operand>,
    take: &mut impl FnMut(Clause) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let operator = |name: &str| Err(KeyConditionError::Operator(name.to_owned()).into());
    match condition {
        Condition::And(parts) => parts.iter().try_for_each(|part| collect(part, take)),
        Condition::Or(_) => operator("OR"),
        Condition::Not(_) => operator("NOT"),
        Condition::In(..) => operator("IN"),
        Condition::Compare(Comparator::NotEqual, ..) => operator("<>"),
        Condition::Compare(comparator, left, right) => {
            let mut attribute = None;
            let left = side(left, &mut attribute)?;
            let right = side(right, &mut attribute)?;
            let Some(attribute) = attribute else { return Err(KeyConditionError::NoAttribute.into()) };
            let test = match (left, right) {
                (None, Some(value)) => Test::Compare(*comparator, value),
                (Some(value), None) => Test::Compare(comparator.mirrored(), value),
                _ => return Err(KeyConditionError::NoAttribute.into()),
            };
            take(Clause { attribute, test })
        }
        Condition::Between(operand, lower, upper) => {
            let attribute = first("BETWEEN", operand)?;
            let mut seen = Some(attribute.clone());
            let (Some(lower), Some(upper)) = (side(lower, &mut seen)?, side(upper, &mut seen)?) else {
                return Err(KeyConditionError::TwoAttributes.into());
            };
            take(Clause { attribute, test: Test::Between(lower, upper) })
        }
        Condition::Call(Call { function, operands }) if function == "begins_with" => {
            let [operand, prefix] = &operands[..] else { return operator(function) };
            let attribute = first("begins_with", operand)?;
            match side(prefix, &mut Some(attribute.clone()))? {
                Some(prefix) => take(Clause { attribute, test: Test::BeginsWith(prefix) }),
                None => Err(KeyConditionError::TwoAttributes.into()),
            }
        }
        Condition::Call(call) => operator(&call.function),
    }
}

/// The value on one side of a clause; a path is put into `attribute` instead, if that is empty.
fn side(operand: &Operand, attribute: &mut Option<String>) -> Result<Option<AttributeValue>, Refusal> {
    match operand {
        Operand::Value(value) => Ok(Some(value.clone())),
        Operand::Call(_) | Operand::Sum(..) => Err(KeyConditionError::NestedOperation.into()),
        Operand::Path(_) if attribute.is_some() => Err(KeyConditionError::TwoAttributes.into()),
        Operand::Path(path) => {
            *attribute = Some(top_level(path)?);
            Ok(None)
        }
    }
}

/// The attribute that an operator wants first.
fn first(operator: &'static str, operand: &Operand) -> Result<String, Refusal> {
    match operand {
        Operand::Path(path) => top_level(path),
        Operand::Call(_) | Operand::Sum(..) => Err(KeyConditionError::NestedOperation.into()),
        Operand::Value(_) => Err(KeyConditionError::AttributeNotFirst(operator).into()),
    }
}

fn top_level(path: &Path) -> Result<String, Refusal> {
    if path.steps.is_empty() {
        Ok(path.head.clone())
    } else {
        Err(ExpressionError { kind: ExpressionKind::KeyCondition, fault: Fault::KeyNested }.into())
    }
}
