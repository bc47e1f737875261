//! The functions of JMESPath, in one table: name, types of the arguments, what it does.

use std::borrow::Cow;
use std::cmp::Ordering;

use labs_world::{Document, Map};

use super::super::json_text::{Letters, compact};
use super::super::numbers::{python_float, python_int};
use super::argument::{Argument, check, shown};
use super::ast::Ast;
use super::compare::{as_float, equal, json_type, order, python_type};
use super::error::SearchError;
use super::interpret::{Found, Search};

/// One function.
struct Function {
    name: &'static str,
    /// The types that each argument may have; none means any.
    arguments: &'static [&'static [&'static str]],
    /// Whether more arguments of the last kind may follow.
    variadic: bool,
    body: Body,
}

/// What a function does with arguments that were checked.
enum Body {
    /// With one value.
    One(fn(&Document) -> Document),
    /// With two values.
    Two(fn(&Document, &Document) -> Result<Document, SearchError>),
    /// With all values.
    All(fn(Vec<Document>) -> Document),
    /// With a list and an expression.
    By(fn(&Search, &[Document], &Ast) -> Result<Document, SearchError>),
    /// With an expression and a list.
    Map,
    /// Which of the numbers or texts of a list is first in this order.
    Best(Ordering),
}

const ANY: &[&str] = &[];
const NUMBER: &[&str] = &["number"];
const NUMBERS: &[&str] = &["array-number"];
const TEXT: &[&str] = &["string"];
const ARRAY: &[&str] = &["array"];
const OBJECT: &[&str] = &["object"];
const EXPRESSION: &[&str] = &["expref"];

const fn function(name: &'static str, arguments: &'static [&'static [&'static str]], body: Body) -> Function {
    Function { name, arguments, variadic: false, body }
}

const fn variadic(name: &'static str, arguments: &'static [&'static [&'static str]], body: Body) -> Function {
    Function { name, arguments, variadic: true, body }
}

static FUNCTIONS: &[Function] = &[
    function("abs", &[NUMBER], Body::One(abs)),
    function("avg", &[NUMBERS], Body::One(avg)),
    function("ceil", &[NUMBER], Body::One(|value| whole(value, f64::ceil))),
    function("contains", &[&["array", "string"], ANY], Body::Two(contains)),
    function("ends_with", &[TEXT, TEXT], Body::Two(|text, end| Ok(texts(text, end, |text, end| text.ends_with(end))))),
    function("floor", &[NUMBER], Body::One(|value| whole(value, f64::floor))),
    function("join", &[TEXT, &["array-string"]], Body::Two(join)),
    function("keys", &[OBJECT], Body::One(keys)),
    function("length", &[&["string", "array", "object"]], Body::One(length)),
    function("map", &[EXPRESSION, ARRAY], Body::Map),
    function("max", &[&["array-number", "array-string"]], Body::Best(Ordering::Greater)),
    function(
        "max_by",
        &[ARRAY, EXPRESSION],
        Body::By(|search, items, by| best_by(search, items, by, Ordering::Greater)),
    ),
    variadic("merge", &[OBJECT], Body::All(merge)),
    function("min", &[&["array-number", "array-string"]], Body::Best(Ordering::Less)),
    function("min_by", &[ARRAY, EXPRESSION], Body::By(|search, items, by| best_by(search, items, by, Ordering::Less))),
    variadic("not_null", &[ANY], Body::All(not_null)),
    function("reverse", &[&["array", "string"]], Body::One(reverse)),
    function("sort", &[&["array-string", "array-number"]], Body::One(sort)),
    function("sort_by", &[ARRAY, EXPRESSION], Body::By(sort_by)),
    function(
        "starts_with",
        &[TEXT, TEXT],
        Body::Two(|text, start| Ok(texts(text, start, |text, start| text.starts_with(start)))),
    ),
    function("sum", &[NUMBERS], Body::One(sum)),
    function("to_array", &[ANY], Body::One(to_array)),
    function("to_number", &[ANY], Body::One(to_number)),
    function("to_string", &[ANY], Body::One(to_string)),
    function("type", &[ANY], Body::One(|value| Document::from(json_type(value)))),
    function("values", &[OBJECT], Body::One(values)),
];

/// Calls the function `name`.
pub(super) fn call<'v>(search: &Search, name: &str, arguments: Vec<Argument<'v, '_>>) -> Found<'v> {
    let Some(function) = FUNCTIONS.iter().find(|it| it.name == name) else {
        return Err(SearchError::UnknownFunction { name: name.to_owned() });
    };
    let (expected, received) = (function.arguments.len(), arguments.len());
    if received < expected || (received > expected && !function.variadic) {
        return Err(SearchError::Arity { name: function.name, expected, variadic: function.variadic, received });
    }
    for (index, argument) in arguments.iter().enumerate() {
        // The library checks as many arguments as the table names; what follows of a variadic one must be right as well.
        let types = function.arguments.get(index).or(function.arguments.last()).copied().unwrap_or(ANY);
        check(function.name, argument, types)?;
    }
    let found = match &function.body {
        Body::All(body) => {
            let values: Result<Vec<Document>, SearchError> =
                arguments.into_iter().map(|it| search.own(it.into_value())).collect();
            body(values?)
        }
        body => {
            let mut arguments = arguments.into_iter();
            match (body, arguments.next(), arguments.next()) {
                (Body::One(body), Some(value), None) => body(&value.into_value()),
                (Body::Best(wanted), Some(value), None) => best(&value.into_value(), *wanted)?,
                (Body::Two(body), Some(left), Some(right)) => body(&left.into_value(), &right.into_value())?,
                (Body::By(body), Some(list), Some(Argument::Expression(by))) => {
                    body(search, list.into_value().as_list().unwrap_or_default(), by)?
                }
                (Body::Map, Some(Argument::Expression(each)), Some(list)) => {
                    let list = list.into_value();
                    let mut mapped = Vec::new();
                    for item in list.as_list().unwrap_or_default() {
                        mapped.push(search.own(search.find(each, item)?)?);
                    }
                    Document::List(mapped)
                }
                _ => Document::Null,
            }
        }
    };
    Ok(Cow::Owned(found))
}

fn abs(value: &Document) -> Document {
    match value {
        Document::Integer(number) => {
            number.checked_abs().map_or(Document::Float(9.223_372_036_854_776e18), Document::Integer)
        }
        Document::Float(number) => Document::Float(number.abs()),
        _ => Document::Null,
    }
}

fn numbers(value: &Document) -> impl Iterator<Item = &Document> {
    value.as_list().unwrap_or_default().iter()
}

fn sum(value: &Document) -> Document {
    let mut total = Document::Integer(0);
    for number in numbers(value) {
        total = match (&total, number) {
            (Document::Integer(left), Document::Integer(right)) if left.checked_add(*right).is_some() => {
                Document::Integer(left.saturating_add(*right))
            }
            (left, right) => Document::Float(as_float(left).unwrap_or(0.0) + as_float(right).unwrap_or(0.0)),
        };
    }
    total
}

fn avg(value: &Document) -> Document {
    let count = numbers(value).count();
    #[expect(clippy::cast_precision_loss, reason = "what Python divides by")]
    let by = count as f64;
    if count == 0 { Document::Null } else { Document::Float(as_float(&sum(value)).unwrap_or(0.0) / by) }
}

/// A number made whole; one beyond 64 bits stays a float.
fn whole(value: &Document, round: fn(f64) -> f64) -> Document {
    match value {
        Document::Float(number) => {
            let rounded = round(*number);
            #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
            let cut = rounded as i64;
            if rounded.abs() < 9.2e18 { Document::Integer(cut) } else { Document::Float(rounded) }
        }
        other => other.clone(),
    }
}

fn contains(subject: &Document, wanted: &Document) -> Result<Document, SearchError> {
    match (subject, wanted) {
        (Document::List(items), wanted) => Ok(Document::Bool(items.iter().any(|it| equal(it, wanted)))),
        (Document::String(text), Document::String(part)) => Ok(Document::Bool(text.contains(part.as_str()))),
        (_, other) => Err(SearchError::NotText { received: python_type(other) }),
    }
}

fn texts(left: &Document, right: &Document, holds: fn(&str, &str) -> bool) -> Document {
    Document::Bool(holds(left.as_str().unwrap_or_default(), right.as_str().unwrap_or_default()))
}

fn join(separator: &Document, list: &Document) -> Result<Document, SearchError> {
    let parts: Vec<&str> = numbers(list).filter_map(Document::as_str).collect();
    Ok(Document::String(parts.join(separator.as_str().unwrap_or_default())))
}

fn keys(value: &Document) -> Document {
    let keys = value.as_map().map(|it| it.keys().map(|name| Document::from(name.as_str())).collect::<Vec<_>>());
    Document::List(keys.unwrap_or_default())
}

fn values(value: &Document) -> Document {
    Document::List(value.as_map().map(|it| it.values().cloned().collect()).unwrap_or_default())
}

fn length(value: &Document) -> Document {
    let length = match value {
        Document::List(items) => items.len(),
        Document::Map(entries) => entries.len(),
        Document::String(text) => text.chars().count(),
        _ => 0,
    };
    Document::Integer(i64::try_from(length).unwrap_or(i64::MAX))
}

fn best(list: &Document, wanted: Ordering) -> Result<Document, SearchError> {
    let mut best: Option<&Document> = None;
    for item in numbers(list) {
        let better = match best {
            None => true,
            Some(best) => order(sign(wanted), item, best)? == wanted,
        };
        if better {
            best = Some(item);
        }
    }
    Ok(best.cloned().unwrap_or(Document::Null))
}

fn sign(wanted: Ordering) -> &'static str {
    if wanted == Ordering::Greater { ">" } else { "<" }
}

fn best_by(search: &Search, items: &[Document], by: &Ast, wanted: Ordering) -> Result<Document, SearchError> {
    let name = if wanted == Ordering::Greater { "max_by" } else { "min_by" };
    let mut best: Option<(Document, &Document)> = None;
    for item in items {
        let key = search.own(search.find(by, item)?)?;
        check_key(name, &key, &["number", "string"])?;
        let better = match &best {
            None => true,
            Some((best, _)) => order(sign(wanted), &key, best)? == wanted,
        };
        if better {
            best = Some((key, item));
        }
    }
    best.map_or(Ok(Document::Null), |(_, item)| search.own(Cow::Borrowed(item)))
}

fn check_key(name: &'static str, key: &Document, expected: &[&'static str]) -> Result<(), SearchError> {
    let received = json_type(key);
    if expected.contains(&received) {
        return Ok(());
    }
    Err(SearchError::Type { name, value: shown(key), expected: expected.to_vec(), received })
}

fn sort(value: &Document) -> Document {
    let mut items = value.as_list().unwrap_or_default().to_vec();
    items.sort_by(|left, right| order("<", left, right).unwrap_or(Ordering::Equal));
    Document::List(items)
}

fn sort_by(search: &Search, items: &[Document], by: &Ast) -> Result<Document, SearchError> {
    let mut keyed: Vec<(Document, &Document)> = Vec::with_capacity(items.len());
    let mut wanted: Option<&'static str> = None;
    for item in items {
        let key = search.own(search.find(by, item)?)?;
        match wanted {
            None if !["number", "string"].contains(&json_type(&key)) => {
                let (expected, received) = (vec!["string", "number"], json_type(&key));
                return Err(SearchError::Type { name: "sort_by", value: shown(item), expected, received });
            }
            None => wanted = Some(json_type(&key)),
            Some(wanted) => check_key("sort_by", &key, &[wanted])?,
        }
        keyed.push((key, item));
    }
    keyed.sort_by(|(left, _), (right, _)| order("<", left, right).unwrap_or(Ordering::Equal));
    let sorted: Result<Vec<Document>, SearchError> =
        keyed.into_iter().map(|(_, item)| search.own(Cow::Borrowed(item))).collect();
    Ok(Document::List(sorted?))
}

fn merge(objects: Vec<Document>) -> Document {
    let mut merged = Map::new();
    for object in objects {
        if let Document::Map(entries) = object {
            merged.extend(entries);
        }
    }
    Document::Map(merged)
}

fn not_null(values: Vec<Document>) -> Document {
    values.into_iter().find(|it| *it != Document::Null).unwrap_or(Document::Null)
}

fn reverse(value: &Document) -> Document {
    match value {
        Document::String(text) => Document::String(text.chars().rev().collect()),
        Document::List(items) => Document::List(items.iter().rev().cloned().collect()),
        _ => Document::Null,
    }
}

fn to_array(value: &Document) -> Document {
    match value {
        Document::List(items) => Document::List(items.clone()),
        other => Document::List(vec![other.clone()]),
    }
}

fn to_number(value: &Document) -> Document {
    match value {
        Document::Integer(_) | Document::Float(_) => value.clone(),
        Document::String(text) => match python_int(text).and_then(|it| i64::try_from(it).ok()) {
            Some(number) => Document::Integer(number),
            None => python_float(text).map_or(Document::Null, Document::Float),
        },
        _ => Document::Null,
    }
}

fn to_string(value: &Document) -> Document {
    match value {
        Document::String(text) => Document::String(text.clone()),
        other => {
            let mut text = String::new();
            compact(other, Letters::Escaped, &mut text);
            Document::String(text)
        }
    }
}
