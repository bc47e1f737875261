//! All pages of a paginated operation, as the AWS CLI fetches them, with `--max-items` and `--starting-token`.
//!
//! Shown as one answer, lists are joined, numbers added, what the paginator does not name is dropped, and members that are not
//! joined come from the first page (null where it has none). Text shows each page by itself.

use labs_world::{Document, Map};

use crate::model::Paginator;

use super::calls::Caller;
use super::error::CliError;
use super::page_token::{self, StartingToken};
use super::query::Query;
use super::value::{Value, Values};

/// What the AWS CLI's paging options ask for, beside the token.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    /// Most items to show.
    pub(super) max_items: Option<i128>,
    /// Items of the first page that were shown before; `None` without a starting token.
    pub(super) already_shown: Option<i128>,
}

/// The value at a dotted path; null counts as none.
fn lookup<'d>(map: &'d Map, path: &str) -> Option<&'d Document> {
    let mut names = path.split('.');
    let mut value = map.get(names.next()?)?;
    for name in names {
        value = value.as_map()?.get(name)?;
    }
    Some(value).filter(|it| **it != Document::Null)
}

fn lookup_mut<'d>(map: &'d mut Map, path: &str) -> Option<&'d mut Document> {
    let mut names = path.split('.');
    let mut value = map.get_mut(names.next()?)?;
    for name in names {
        value = match value {
            Document::Map(inner) => inner.get_mut(name)?,
            _ => return None,
        };
    }
    Some(value).filter(|it| **it != Document::Null)
}

/// Sets the value at a dotted path, making the structures on the way.
fn set(map: &mut Map, path: &str, value: Document) {
    match path.split_once('.') {
        None => {
            map.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = map.entry(name.to_owned()).or_insert_with(|| Document::Map(Map::new()));
            if let Document::Map(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}

/// The pages that were fetched.
#[derive(Debug)]
pub(super) struct Pages {
    /// The paths of what pages hold.
    keys: Vec<String>,
    /// What each page holds, in the order of `keys`.
    pages: Vec<Vec<Option<Document>>>,
    /// What comes from the first page alone.
    first: Map,
    /// Where the next command goes on.
    resume: Option<String>,
}

impl Pages {
    /// All pages as one answer.
    pub(super) fn merged(self) -> Map {
        let mut merged = Map::new();
        for page in self.pages {
            for (path, value) in self.keys.iter().zip(page) {
                if let Some(value) = value {
                    join(&mut merged, path, value);
                }
            }
        }
        fill(&mut merged, self.first);
        if let Some(token) = self.resume {
            merged.insert("NextToken".to_owned(), Document::String(token));
        }
        merged
    }

    /// Each page as an answer, and after them the position of what was not fetched.
    pub(super) fn one_by_one(self) -> Vec<Map> {
        let Self { keys, pages, first, resume } = self;
        let mut start = Some(first);
        let mut shown: Vec<Map> = Vec::with_capacity(pages.len() + 1);
        for page in pages {
            let mut answer = start.take().unwrap_or_default();
            for (path, value) in keys.iter().zip(page) {
                set(&mut answer, path, value.unwrap_or(Document::Null));
            }
            shown.push(answer);
        }
        if let Some(token) = resume {
            let token = Map::from_iter([("NextToken".to_owned(), Document::String(token))]);
            shown.push(Map::from_iter([("NextToken".to_owned(), Document::Map(token))]));
        }
        shown
    }
}

/// Fetches pages. `input` already has the starting token and the page size in it.
pub(super) async fn all_pages(
    caller: &Caller<'_>,
    paginator: &Paginator,
    mut input: Map,
    limits: Limits,
) -> Result<Pages, CliError> {
    let positions = Positions::of(&caller.operation.name, paginator)?;
    let mut fetched = Pages { keys: paginator.result_keys.clone(), pages: Vec::new(), first: Map::new(), resume: None };
    let mut total: i128 = 0;
    let mut token: Map = paginator
        .input_tokens
        .iter()
        .map(|it| (it.clone(), input.get(it).cloned().unwrap_or(Document::Null)))
        .collect();
    let mut before: Option<Map> = None;
    let mut skipped: i128 = 0;
    let primary = paginator.result_keys.first().map_or("", String::as_str);
    for number in 0_u64.. {
        let mut page = caller.call(input.clone()).await?;
        if number == 0 {
            if let Some(shown) = limits.already_shown {
                skipped = shown;
                skip_shown(&mut page, paginator, shown);
            }
            for path in &paginator.non_aggregate_keys {
                set(&mut fetched.first, path, lookup(&page, path).cloned().unwrap_or(Document::Null));
            }
        } else {
            skipped = 0;
        }
        let items = lookup(&page, primary).map_or(0, length);
        let surplus = limits.max_items.map_or(0, |max| total + items - max);
        if surplus > 0 {
            let kept = cut(&mut page, primary, items - surplus);
            take(&mut page, &mut fetched);
            token.insert(page_token::TRUNCATED.to_owned(), Document::Integer(saturated(kept + skipped)));
            fetched.resume = Some(page_token::encode(&token));
            break;
        }
        let next = positions.next(&page)?;
        take(&mut page, &mut fetched);
        total += items;
        let Some(next) = next else { break };
        token = next;
        if limits.max_items == Some(total) {
            fetched.resume = Some(page_token::encode(&token));
            break;
        }
        if before.as_ref() == Some(&token) {
            return Err(CliError::SamePageTwice { token: page_token::encode(&token) });
        }
        for (name, value) in &token {
            match value {
                Document::Null => input.shift_remove(name),
                value => input.insert(name.clone(), value.clone()),
            };
        }
        before = Some(token.clone());
    }
    Ok(fetched)
}

/// Takes what is kept of a page.
fn take(page: &mut Map, fetched: &mut Pages) {
    let kept = fetched.keys.iter().map(|path| lookup_mut(page, path).map(|it| std::mem::replace(it, Document::Null)));
    let kept = kept.collect();
    fetched.pages.push(kept);
}

/// Adds a page's value to what the pages before it gave.
fn join(merged: &mut Map, path: &str, value: Document) {
    match (lookup_mut(merged, path), value) {
        (None, value) => set(merged, path, value),
        (Some(Document::List(old)), Document::List(new)) => old.extend(new),
        (Some(Document::Integer(old)), Document::Integer(new)) => *old = old.saturating_add(new),
        (Some(Document::Float(old)), Document::Float(new)) => *old += new,
        (Some(Document::String(old)), Document::String(new)) => old.push_str(&new),
        (Some(_), _) => {}
    }
}

/// Puts `more` into `merged`, structures into structures.
fn fill(merged: &mut Map, more: Map) {
    for (name, value) in more {
        match (merged.get_mut(&name), value) {
            (Some(Document::Map(old)), Document::Map(new)) => fill(old, new),
            (_, value) => {
                merged.insert(name, value);
            }
        }
    }
}

/// Where in a page the next one is named.
struct Positions<'p> {
    paginator: &'p Paginator,
    tokens: Vec<Query>,
    more: Option<Query>,
}

impl<'p> Positions<'p> {
    fn of(operation: &str, paginator: &'p Paginator) -> Result<Self, CliError> {
        let compile = |expression: &String| {
            Query::compile(expression).map_err(|_| CliError::Model {
                what: format!("paging through {operation}"),
                expression: expression.clone(),
            })
        };
        let tokens: Result<Vec<Query>, CliError> = paginator.output_tokens.iter().map(compile).collect();
        let more = paginator.more_results.as_ref().map(compile).transpose()?;
        Ok(Self { paginator, tokens: tokens?, more })
    }

    /// The position of the next page, or `None` after the last.
    fn next(&self, page: &Map) -> Result<Option<Map>, CliError> {
        if let Some(more) = &self.more
            && !counts(&more.search_map(page)?)
        {
            return Ok(None);
        }
        let mut token = Map::new();
        for (output, input) in self.tokens.iter().zip(&self.paginator.input_tokens) {
            let value = Some(output.search_map(page)?).filter(counts);
            token.insert(input.clone(), value.unwrap_or(Document::Null));
        }
        Ok(token.values().any(|it| *it != Document::Null).then_some(token))
    }
}

/// What Python takes for true.
fn counts(value: &Document) -> bool {
    match value {
        Document::Null | Document::Bool(false) | Document::Integer(0) => false,
        Document::Float(number) => *number != 0.0,
        Document::String(_) | Document::List(_) | Document::Map(_) => length(value) > 0,
        _ => true,
    }
}

fn length(value: &Document) -> i128 {
    let length = match value {
        Document::List(items) => items.len(),
        Document::Map(entries) => entries.len(),
        Document::String(text) => text.chars().count(),
        _ => 0,
    };
    i128::try_from(length).unwrap_or(i128::MAX)
}

fn saturated(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Python's `items[:count]`, where a negative count is taken from the end; returns the count.
fn cut(page: &mut Map, primary: &str, count: i128) -> i128 {
    if let Some(list @ Document::List(_)) = lookup_mut(page, primary) {
        let keep = if count < 0 { length(list) + count } else { count };
        if let Document::List(items) = list {
            items.truncate(usize::try_from(keep).unwrap_or(0));
        }
    }
    count
}

/// Takes the part of the first page away that an earlier command has shown. Numbers stay: they say what the service did.
fn skip_shown(page: &mut Map, paginator: &Paginator, shown: i128) {
    for (index, path) in paginator.result_keys.iter().enumerate() {
        let left = match lookup(page, path) {
            Some(Document::List(items)) if index == 0 => {
                Document::List(items.iter().skip(usize::try_from(shown).unwrap_or(0)).cloned().collect())
            }
            Some(Document::List(_)) => Document::List(Vec::new()),
            Some(Document::String(_)) => Document::String(String::new()),
            Some(number @ (Document::Integer(_) | Document::Float(_))) if index > 0 => number.clone(),
            _ => Document::Null,
        };
        set(page, path, left);
    }
}

/// The starting token of the line, put where the service wants it.
pub(super) fn start(values: &mut Values, paginator: &Paginator, token: &str) -> Result<Limits, CliError> {
    let StartingToken { tokens, shown } = page_token::decode(token, &paginator.input_tokens)
        .ok_or_else(|| CliError::BadStartingToken { token: token.to_owned() })?;
    for (name, value) in tokens {
        match value {
            Value::Null => values.shift_remove(&name),
            value => values.insert(name, value),
        };
    }
    Ok(Limits { max_items: None, already_shown: Some(shown) })
}
