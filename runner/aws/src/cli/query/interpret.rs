//! Applies a tree to a value. What can be borrowed from the value is borrowed; what is copied counts against a limit, because
//! `[@,@]|[@,@]|…` doubles with each word.

use std::borrow::Cow;
use std::cell::Cell;

use labs_world::{Document, Map};

use super::argument::Argument;
use super::ast::Ast;
use super::compare::{compare, is_true};
use super::error::SearchError;
use super::function;

/// Most values that one search may copy.
const MAX_VALUES: usize = 3_000_000;

/// A found value.
pub(super) type Found<'v> = Result<Cow<'v, Document>, SearchError>;

/// What `ast` finds in `value`.
pub(super) fn search(ast: &Ast, value: &Document) -> Result<Document, SearchError> {
    let search = Search { copied: Cell::new(0) };
    let found = search.find(ast, value)?;
    search.own(found)
}

/// One search.
pub(super) struct Search {
    copied: Cell<usize>,
}

fn null<'v>() -> Cow<'v, Document> {
    Cow::Owned(Document::Null)
}

fn weight(value: &Document) -> usize {
    match value {
        Document::List(items) => items.iter().map(weight).fold(1, usize::saturating_add),
        Document::Map(entries) => entries.values().map(weight).fold(1, usize::saturating_add),
        Document::String(text) => 1 + text.len() / 64,
        _ => 1,
    }
}

impl Search {
    /// The value itself, copied if it was borrowed.
    pub(super) fn own(&self, found: Cow<'_, Document>) -> Result<Document, SearchError> {
        match found {
            Cow::Owned(value) => Ok(value),
            Cow::Borrowed(value) => {
                self.charge(weight(value))?;
                Ok(value.clone())
            }
        }
    }

    fn charge(&self, weight: usize) -> Result<(), SearchError> {
        self.copied.set(self.copied.get().saturating_add(weight));
        if self.copied.get() > MAX_VALUES { Err(SearchError::TooMuch { limit: MAX_VALUES }) } else { Ok(()) }
    }

    /// What `ast` finds in `value`.
    pub(super) fn find<'v>(&self, ast: &Ast, value: &'v Document) -> Found<'v> {
        match ast {
            Ast::Current => Ok(Cow::Borrowed(value)),
            Ast::Literal(literal) => {
                self.charge(weight(literal))?;
                Ok(Cow::Owned(literal.clone()))
            }
            Ast::Field(name) => Ok(value.as_map().and_then(|it| it.get(name)).map_or_else(null, Cow::Borrowed)),
            Ast::Index(index) => Ok(value.as_list().and_then(|it| at(it, *index)).map_or_else(null, Cow::Borrowed)),
            Ast::Slice(parts) => self.slice(value, parts),
            Ast::Chain(parts) => self.chain(parts, value),
            Ast::Projection { of, each } => {
                let found = self.find(of, value)?;
                self.each(found, None, each)
            }
            Ast::Filter { of, condition, each } => {
                let found = self.find(of, value)?;
                self.each(found, Some(condition), each)
            }
            Ast::ValueProjection { of, each } => match self.find(of, value)? {
                Cow::Borrowed(Document::Map(entries)) => self.project(entries.values(), None, each),
                Cow::Owned(Document::Map(entries)) => self.project(entries.values(), None, each).and_then(owned(self)),
                _ => Ok(null()),
            },
            Ast::Flatten(of) => {
                let found = self.find(of, value)?;
                self.flatten(found)
            }
            Ast::MultiList(_) | Ast::MultiHash(_) if *value == Document::Null => Ok(null()),
            Ast::MultiList(parts) => {
                let found: Result<Vec<Document>, SearchError> =
                    parts.iter().map(|part| self.find(part, value).and_then(|it| self.own(it))).collect();
                Ok(Cow::Owned(Document::List(found?)))
            }
            Ast::MultiHash(parts) => {
                let mut entries = Map::new();
                for (name, part) in parts {
                    entries.insert(name.clone(), self.find(part, value).and_then(|it| self.own(it))?);
                }
                Ok(Cow::Owned(Document::Map(entries)))
            }
            Ast::Or(left, right) => {
                let found = self.find(left, value)?;
                if is_true(&found) { Ok(found) } else { self.find(right, value) }
            }
            Ast::And(left, right) => {
                let found = self.find(left, value)?;
                if is_true(&found) { self.find(right, value) } else { Ok(found) }
            }
            Ast::Not(of) => Ok(Cow::Owned(Document::Bool(!is_true(&*self.find(of, value)?)))),
            Ast::Comparison(comparator, left, right) => {
                let (left, right) = (self.find(left, value)?, self.find(right, value)?);
                compare(*comparator, &left, &right).map(Cow::Owned)
            }
            Ast::Function { name, arguments } => {
                let mut given = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    given.push(match argument {
                        Ast::Expression(ast) => Argument::Expression(ast),
                        ast => Argument::Value(self.find(ast, value)?),
                    });
                }
                function::call(self, name, given)
            }
            // An expression that is nobody's argument has no value.
            Ast::Expression(_) => Ok(null()),
        }
    }

    fn chain<'v>(&self, parts: &[Ast], value: &'v Document) -> Found<'v> {
        let mut found = Cow::Borrowed(value);
        for part in parts {
            found = match found {
                Cow::Borrowed(value) => self.find(part, value)?,
                Cow::Owned(value) => {
                    let next = self.find(part, &value)?;
                    Cow::Owned(self.own(next)?)
                }
            };
        }
        Ok(found)
    }

    /// `each` of the elements of a list; null of anything else.
    fn each<'v>(&self, found: Cow<'v, Document>, condition: Option<&Ast>, each: &Ast) -> Found<'v> {
        match found {
            Cow::Borrowed(Document::List(items)) => self.project(items.iter(), condition, each),
            Cow::Owned(Document::List(items)) => self.project(items.iter(), condition, each).and_then(owned(self)),
            _ => Ok(null()),
        }
    }

    fn project<'v>(&self, items: impl Iterator<Item = &'v Document>, condition: Option<&Ast>, each: &Ast) -> Found<'v> {
        let mut kept = Vec::new();
        for item in items {
            if let Some(condition) = condition
                && !is_true(&*self.find(condition, item)?)
            {
                continue;
            }
            let found = self.find(each, item)?;
            if *found != Document::Null {
                kept.push(self.own(found)?);
            }
        }
        Ok(Cow::Owned(Document::List(kept)))
    }

    fn flatten<'v>(&self, found: Cow<'v, Document>) -> Found<'v> {
        if !matches!(&*found, Document::List(_)) {
            return Ok(null());
        }
        let Document::List(items) = self.own(found)? else { return Ok(null()) };
        let mut flat = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Document::List(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Ok(Cow::Owned(Document::List(flat)))
    }

    fn slice<'v>(&self, value: &'v Document, [start, stop, step]: &[Option<i64>; 3]) -> Found<'v> {
        let Document::List(items) = value else { return Ok(null()) };
        let step = i128::from(step.unwrap_or(1));
        if step == 0 {
            return Err(SearchError::ZeroStep);
        }
        let length = i128::try_from(items.len()).unwrap_or(i128::MAX);
        // Python's rule: the ends are cut to the list, from its end when negative.
        let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let bound = |end: i64| (if end < 0 { i128::from(end) + length } else { i128::from(end) }).clamp(low, high);
        let mut at = start.map_or(if step > 0 { low } else { high }, bound);
        let end = stop.map_or(if step > 0 { high } else { low }, bound);
        let mut kept = Vec::new();
        while (step > 0 && at < end) || (step < 0 && at > end) {
            let item = usize::try_from(at).ok().and_then(|at| items.get(at));
            if let Some(item) = item {
                kept.push(self.own(Cow::Borrowed(item))?);
            }
            at += step;
        }
        Ok(Cow::Owned(Document::List(kept)))
    }
}

/// Cuts a found value loose from what it was found in.
fn owned<'s, 'v>(search: &'s Search) -> impl FnOnce(Cow<'_, Document>) -> Found<'v> + 's {
    |found| search.own(found).map(Cow::Owned)
}

fn at(items: &[Document], index: i64) -> Option<&Document> {
    let from_end = usize::try_from(index.unsigned_abs()).ok()?;
    match index < 0 {
        true => items.get(items.len().checked_sub(from_end)?),
        false => items.get(from_end),
    }
}
