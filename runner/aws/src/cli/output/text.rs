//! `--output text`: one line a structure, its scalars in the order of their names with tabs between them, and below it one line
//! an element for each list, led by the list's name in capitals. Nothing says which value is which, so members that come and go
//! move the columns; within one list of structures all lines have the columns of all.

use std::collections::BTreeSet;

use labs_world::{Document, Map};

use crate::cli::error::CliError;
use crate::cli::value::Value;

/// The value's lines.
pub(super) fn render(value: &Document) -> Result<String, CliError> {
    let mut out = String::new();
    item(value, None, None, &mut out)?;
    Ok(out)
}

/// A scalar as Python's `str()` shows it: `None`, `True`, `1.5`.
fn shown(value: &Document) -> String {
    Value::from(value).python_str()
}

fn is_scalar(value: &Document) -> bool {
    !matches!(value, Document::List(_) | Document::Map(_))
}

/// `columns` are the scalars of the list that the value is in.
fn item(
    value: &Document,
    name: Option<&str>,
    columns: Option<&BTreeSet<&str>>,
    out: &mut String,
) -> Result<(), CliError> {
    match value {
        Document::Map(members) => structure(members, name, columns, out),
        Document::List(items) => list(items, name, out),
        scalar => {
            line(&[shown(scalar)], out);
            Ok(())
        }
    }
}

fn line(values: &[String], out: &mut String) {
    out.push_str(&values.join("\t"));
    out.push('\n');
}

fn list(items: &[Document], name: Option<&str>, out: &mut String) -> Result<(), CliError> {
    if items.iter().any(|it| matches!(it, Document::Map(_))) {
        let scalars = |members: &'_ Map| -> Vec<String> {
            members.iter().filter(|(_, value)| is_scalar(value)).map(|(name, _)| name.clone()).collect()
        };
        let structures: Option<Vec<&Map>> = items.iter().map(Document::as_map).collect();
        let Some(structures) = structures else { return Err(CliError::MixedList { format: "text" }) };
        let names: Vec<String> = structures.into_iter().flat_map(scalars).collect();
        let columns: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        return items.iter().try_for_each(|it| item(it, name, Some(&columns), out));
    }
    let (scalars, others): (Vec<&Document>, Vec<&Document>) = items.iter().partition(|it| is_scalar(it));
    let scalars: Vec<String> = scalars.into_iter().map(shown).collect();
    match name {
        _ if scalars.is_empty() => {}
        Some(name) => scalars.into_iter().for_each(|it| line(&[name.to_uppercase(), it], out)),
        None => line(&scalars, out),
    }
    others.into_iter().try_for_each(|it| item(it, name, None, out))
}

fn structure(
    members: &Map,
    name: Option<&str>,
    columns: Option<&BTreeSet<&str>>,
    out: &mut String,
) -> Result<(), CliError> {
    let mut sorted: Vec<(&String, &Document)> = members.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    let scalars: Vec<String> = match columns {
        Some(columns) => columns.iter().map(|it| members.get(*it).map_or_else(String::new, shown)).collect(),
        None => sorted.iter().filter(|(_, value)| is_scalar(value)).map(|(_, value)| shown(value)).collect(),
    };
    if !scalars.is_empty() {
        let name = name.map(str::to_uppercase);
        let values: Vec<String> = name.into_iter().chain(scalars).collect();
        line(&values, out);
    }
    // A member that is a scalar in one structure of a list and a list in another was shown among the columns.
    let in_columns = |name: &str| columns.is_some_and(|it| it.contains(name));
    for (name, value) in sorted.into_iter().filter(|(name, value)| !is_scalar(value) && !in_columns(name)) {
        item(value, Some(name), None, out)?;
    }
    Ok(())
}
