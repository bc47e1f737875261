//! All pages of a paginated operation as one answer, as the AWS CLI gives them, with `--max-items` and `--starting-token`.
//!
//! Lists are joined, numbers added, what the paginator does not name is dropped, and members that are not joined come from the
//! first page (null where it has none). Paginators whose expressions are more than dotted names are refused by name.

use labs_world::{Document, Map};

use crate::model::Paginator;

use super::calls::Caller;
use super::error::CliError;
use super::page_token::{self, StartingToken};
use super::value::{Value, Values};

/// What the AWS CLI's paging options ask for, beside the token.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    /// Most items to show.
    pub(super) max_items: Option<i128>,
    /// Items of the first page that were shown before; `None` without a starting token.
    pub(super) already_shown: Option<i128>,
}

/// Refuses a paginator that this program cannot follow.
pub(super) fn check(operation: &str, paginator: &Paginator) -> Result<(), CliError> {
    let expressions = paginator
        .output_tokens
        .iter()
        .chain(&paginator.result_keys)
        .chain(&paginator.non_aggregate_keys)
        .chain(&paginator.more_results);
    for expression in expressions {
        if !is_dotted(expression) {
            return Err(CliError::UnsupportedExpression {
                what: format!("Paging through {operation}"),
                expression: expression.clone(),
                instead: "add --no-paginate and ask page by page",
            });
        }
    }
    Ok(())
}

/// Whether an expression is names with full stops between them.
pub(super) fn is_dotted(expression: &str) -> bool {
    expression.split('.').all(|name| {
        name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
            && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
    })
}

/// The value at a dotted path; null counts as none.
pub(super) fn lookup<'d>(map: &'d Map, path: &str) -> Option<&'d Document> {
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

/// Fetches and merges pages. `input` already has the starting token and the page size in it.
pub(super) async fn all_pages(
    caller: &Caller<'_>,
    paginator: &Paginator,
    mut input: Map,
    limits: Limits,
) -> Result<Map, CliError> {
    let mut merged = Map::new();
    let mut first_page = Map::new();
    let mut resume = None;
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
                set(&mut first_page, path, lookup(&page, path).cloned().unwrap_or(Document::Null));
            }
        } else {
            skipped = 0;
        }
        let items = lookup(&page, primary).map_or(0, length);
        let surplus = limits.max_items.map_or(0, |max| total + items - max);
        if surplus > 0 {
            let kept = cut(&mut page, primary, items - surplus);
            merge(&mut merged, &mut page, paginator);
            token.insert(page_token::TRUNCATED.to_owned(), Document::Integer(saturated(kept + skipped)));
            resume = Some(token);
            break;
        }
        let next = next_token(&page, paginator);
        merge(&mut merged, &mut page, paginator);
        total += items;
        let Some(next) = next else { break };
        token = next;
        if limits.max_items == Some(total) {
            resume = Some(token);
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
    merged.extend(first_page);
    if let Some(token) = resume {
        merged.insert("NextToken".to_owned(), Document::String(page_token::encode(&token)));
    }
    Ok(merged)
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

fn merge(merged: &mut Map, page: &mut Map, paginator: &Paginator) {
    for path in &paginator.result_keys {
        let Some(value) = lookup_mut(page, path).map(|it| std::mem::replace(it, Document::Null)) else { continue };
        match (lookup_mut(merged, path), value) {
            (None, value) => set(merged, path, value),
            (Some(Document::List(old)), Document::List(new)) => old.extend(new),
            (Some(Document::Integer(old)), Document::Integer(new)) => *old = old.saturating_add(new),
            (Some(Document::Float(old)), Document::Float(new)) => *old += new,
            (Some(Document::String(old)), Document::String(new)) => old.push_str(&new),
            (Some(_), _) => {}
        }
    }
}

/// The position of the next page, or `None` after the last.
fn next_token(page: &Map, paginator: &Paginator) -> Option<Map> {
    if let Some(more) = &paginator.more_results {
        lookup(page, more).filter(|it| **it == Document::Bool(true))?;
    }
    let mut found = false;
    let mut token = Map::new();
    for (output, input) in paginator.output_tokens.iter().zip(&paginator.input_tokens) {
        let value = lookup(page, output).filter(|it| length(it) > 0 || matches!(it, Document::Integer(_))).cloned();
        found = found || value.is_some();
        token.insert(input.clone(), value.unwrap_or(Document::Null));
    }
    found.then_some(token)
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
