//! `Update`: what an UpdateExpression does to an item.
//!
//! All right sides read the item as it was before. Then values are set, those past the end of a list in ascending order, and
//! elements are removed from the back to the front, so that every index counts on the old list.

use std::collections::BTreeSet;

use super::error::{ExpressionError, ExpressionKind, Fault, UpdateError};
use super::path::{Path, Step};
use super::placeholders::Placeholders;
use super::resolve::{self, Operand, ResolvedAction};
use super::syntax::{Call, Sum};
use super::update;
use crate::error::Refusal;
use crate::key::KeySchema;
use crate::value::{AttributeValue, Item, ValueError};

/// What an update costs against the 400 KB, besides what it writes.
const UPDATE_COST: usize = 3;
/// What SET and ADD cost for each action, and a step into a list on top.
const WRITE_COST: usize = 19;
const INDEX_COST: usize = 1;
/// What REMOVE and DELETE cost for each action.
const REMOVE_COST: usize = 2;

/// An update that is well-formed.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Update {
    actions: Vec<ResolvedAction>,
}

/// What an update made of an item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Applied {
    /// The item after the update.
    pub(crate) item: Item,
    /// The parts of the item before the update that it touched.
    pub(crate) touched_old: Vec<Path>,
    /// The parts of the item after the update that it touched.
    pub(crate) touched_new: Vec<Path>,
    /// The size by which the service judges the update itself: the attributes that it writes, and a cost for each action.
    pub(crate) written: usize,
}

impl Update {
    /// Reads an UpdateExpression.
    pub(crate) fn parse(source: &str, placeholders: &mut Placeholders) -> Result<Self, ExpressionError> {
        let wrong = |fault: Fault| ExpressionError { kind: ExpressionKind::Update, fault };
        let syntax = update::parse(source).map_err(wrong)?;
        Ok(Self { actions: resolve::update(&syntax, placeholders).map_err(wrong)? })
    }

    /// Refuses an update of the primary key.
    pub(crate) fn check_key(&self, schema: &KeySchema) -> Result<(), UpdateError> {
        match self.actions.iter().map(ResolvedAction::path).find(|path| schema.attribute(&path.head).is_some()) {
            Some(path) => Err(UpdateError::KeyAttribute(path.head.clone())),
            None => Ok(()),
        }
    }

    /// The item that `old` becomes.
    pub(crate) fn apply(self, old: Item) -> Result<Applied, Refusal> {
        let touched_old = self.actions.iter().map(|action| action.path().clone()).collect();
        let (cost, attributes) = self.cost();
        let mut sets = Vec::new();
        let mut removals = Vec::new();
        for action in self.actions {
            match action {
                ResolvedAction::Set(path, operand) => {
                    let value = evaluate(operand, &old)?;
                    sets.push((path, value));
                }
                ResolvedAction::Remove(path) => removals.push(path),
                ResolvedAction::Add(path, value) => {
                    let value = add(get(&old, &path), value)?;
                    sets.push((path, value));
                }
                ResolvedAction::Delete(path, value) => match delete(get(&old, &path), &value)? {
                    Deleted::Rest(rest) => sets.push((path, rest)),
                    Deleted::All => removals.push(path),
                    Deleted::Nothing => check_parent(&old, &path)?,
                },
            }
        }
        // Stable, so that new attributes stay in the order in which they are written.
        sets.sort_by_key(|(path, _)| match path.steps.last() {
            Some(Step::Index(index)) => *index,
            _ => 0,
        });
        removals.sort_by(|one, other| other.cmp(one));
        let mut item = old;
        let mut touched_new = Vec::new();
        for (path, value) in sets {
            if path.steps.len() + value.levels() > crate::value::MAX_LEVELS {
                return Err(ValueError::TooDeep.into());
            }
            touched_new.push(set(&mut item, path, value)?);
        }
        for path in removals {
            remove(&mut item, &path)?;
        }
        let sizes = attributes.iter().filter_map(|name| Some(name.len() + item.get(name)?.size()));
        let written = cost + sizes.sum::<usize>();
        Ok(Applied { item, touched_old, touched_new, written })
    }

    /// What the actions cost, and the attributes whose sizes come on top.
    fn cost(&self) -> (usize, BTreeSet<String>) {
        let mut attributes = BTreeSet::new();
        let mut size = UPDATE_COST;
        for action in &self.actions {
            match action {
                ResolvedAction::Set(path, _) | ResolvedAction::Add(path, _) => {
                    size += WRITE_COST;
                    size += if matches!(path.steps.last(), Some(Step::Index(_))) { INDEX_COST } else { 0 };
                    attributes.insert(path.head.clone());
                }
                ResolvedAction::Remove(_) | ResolvedAction::Delete(..) => size += REMOVE_COST,
            }
        }
        (size, attributes)
    }
}

/// What lies at `path`.
fn get<'i>(item: &'i Item, path: &Path) -> Option<&'i AttributeValue> {
    walk(item, &path.head, &path.steps)
}

fn walk<'i>(item: &'i Item, head: &str, steps: &[Step]) -> Option<&'i AttributeValue> {
    steps.iter().try_fold(item.get(head)?, |value, step| match (value, step) {
        (AttributeValue::M(entries), Step::Name(name)) => entries.get(name),
        (AttributeValue::L(elements), Step::Index(index)) => elements.get(*index),
        _ => None,
    })
}

fn evaluate(operand: Operand, item: &Item) -> Result<AttributeValue, UpdateError> {
    match operand {
        Operand::Value(value) => Ok(value),
        Operand::Path(path) => get(item, &path).cloned().ok_or(UpdateError::NoSuchAttribute),
        Operand::Sum(sum, left, right) => match (evaluate(*left, item)?, evaluate(*right, item)?) {
            (AttributeValue::N(left), AttributeValue::N(right)) => {
                let result = match sum {
                    Sum::Plus => left.plus(right)?,
                    Sum::Minus => left.minus(right)?,
                };
                Ok(AttributeValue::N(result))
            }
            _ => Err(UpdateError::IncorrectType),
        },
        Operand::Call(Call { function, operands }) => match (function.as_str(), <[Operand; 2]>::try_from(operands)) {
            ("if_not_exists", Ok([Operand::Path(path), otherwise])) => match get(item, &path) {
                Some(value) => Ok(value.clone()),
                None => evaluate(otherwise, item),
            },
            ("list_append", Ok([first, second])) => match (evaluate(first, item)?, evaluate(second, item)?) {
                (AttributeValue::L(mut elements), AttributeValue::L(more)) => {
                    elements.extend(more);
                    Ok(AttributeValue::L(elements))
                }
                _ => Err(UpdateError::IncorrectType),
            },
            // Nothing else gets past the checks of `resolve.rs`.
            _ => Err(UpdateError::IncorrectType),
        },
    }
}

/// ADD: a number is added to a number, members to a set; what is not there counts as 0 or as empty.
fn add(old: Option<&AttributeValue>, value: AttributeValue) -> Result<AttributeValue, UpdateError> {
    use AttributeValue::{Bs, N, Ns, Ss};
    Ok(match (old, value) {
        (None, value) => value,
        (Some(N(old)), N(more)) => N(old.plus(more)?),
        (Some(Ss(old)), Ss(more)) => Ss(old.union(&more).cloned().collect()),
        (Some(Ns(old)), Ns(more)) => Ns(old.union(&more).copied().collect()),
        (Some(Bs(old)), Bs(more)) => Bs(old.union(&more).cloned().collect()),
        _ => return Err(UpdateError::IncorrectType),
    })
}

/// What DELETE leaves of a set.
enum Deleted {
    Rest(AttributeValue),
    All,
    Nothing,
}

fn delete(old: Option<&AttributeValue>, value: &AttributeValue) -> Result<Deleted, UpdateError> {
    use AttributeValue::{Bs, Ns, Ss};
    fn rest<T: Ord + Clone>(old: &BTreeSet<T>, less: &BTreeSet<T>, of: fn(BTreeSet<T>) -> AttributeValue) -> Deleted {
        let rest: BTreeSet<T> = old.difference(less).cloned().collect();
        if rest.is_empty() { Deleted::All } else { Deleted::Rest(of(rest)) }
    }
    match (old, value) {
        (None, _) => Ok(Deleted::Nothing),
        (Some(Ss(old)), Ss(less)) => Ok(rest(old, less, Ss)),
        (Some(Ns(old)), Ns(less)) => Ok(rest(old, less, Ns)),
        (Some(Bs(old)), Bs(less)) => Ok(rest(old, less, Bs)),
        _ => Err(UpdateError::IncorrectType),
    }
}

/// Where the last step of a path leads from.
enum Parent<'i> {
    Entry(&'i mut Item, String),
    Element(&'i mut Vec<AttributeValue>, usize),
}

/// Walks to the part of `item` that holds the last step of `path`.
fn parent<'i>(item: &'i mut Item, path: &Path) -> Result<Parent<'i>, UpdateError> {
    let Some((last, way)) = path.steps.split_last() else { return Ok(Parent::Entry(item, path.head.clone())) };
    let mut value = item.get_mut(&path.head).ok_or(UpdateError::InvalidPath)?;
    for step in way {
        value = match (value, step) {
            (AttributeValue::M(entries), Step::Name(name)) => entries.get_mut(name),
            (AttributeValue::L(elements), Step::Index(index)) => elements.get_mut(*index),
            _ => None,
        }
        .ok_or(UpdateError::InvalidPath)?;
    }
    match (value, last) {
        (AttributeValue::M(entries), Step::Name(name)) => Ok(Parent::Entry(entries, name.clone())),
        (AttributeValue::L(elements), Step::Index(index)) => Ok(Parent::Element(elements, *index)),
        _ => Err(UpdateError::InvalidPath),
    }
}

/// Refuses a path that [`parent`] would refuse, without a need to change the item.
fn check_parent(item: &Item, path: &Path) -> Result<(), UpdateError> {
    let Some((last, way)) = path.steps.split_last() else { return Ok(()) };
    match (walk(item, &path.head, way), last) {
        (Some(AttributeValue::M(_)), Step::Name(_)) | (Some(AttributeValue::L(_)), Step::Index(_)) => Ok(()),
        _ => Err(UpdateError::InvalidPath),
    }
}

/// Sets what lies at `path` and returns where it lies now: an element past the end of a list becomes its last one.
fn set(item: &mut Item, mut path: Path, value: AttributeValue) -> Result<Path, UpdateError> {
    match parent(item, &path)? {
        Parent::Entry(entries, name) => {
            entries.insert(name, value);
        }
        Parent::Element(elements, index) => match elements.get_mut(index) {
            Some(element) => *element = value,
            None => {
                if let Some(last) = path.steps.last_mut() {
                    *last = Step::Index(elements.len());
                }
                elements.push(value);
            }
        },
    }
    Ok(path)
}

/// Removes what lies at `path`, if anything.
fn remove(item: &mut Item, path: &Path) -> Result<(), UpdateError> {
    match parent(item, path)? {
        Parent::Entry(entries, name) => {
            entries.shift_remove(&name);
        }
        Parent::Element(elements, index) => {
            if index < elements.len() {
                elements.remove(index);
            }
        }
    }
    Ok(())
}
