//! The table itself: every group's rows, by name.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock},
};

use datafusion::execution::session_state::SessionStateBuilder;

use super::{
    aggregate, array, binary,
    chance::{self, Chance},
    comparison, conditional, conversion, datetime, json, map, math, refused, regexp,
    spec::{Draft, FunctionDoc, FunctionSpec, Group, Implementation},
    string, url, window,
};
use crate::query_error::{ErrorKind, QueryError};

static TABLE: LazyLock<BTreeMap<&'static str, FunctionSpec>> = LazyLock::new(|| {
    drafts()
        .into_iter()
        .flat_map(|(group, rows)| rows.into_iter().map(move |row| row.finish(group)))
        .map(keyed)
        .collect()
});

fn keyed(function: FunctionSpec) -> (&'static str, FunctionSpec) {
    (function.name, function)
}

fn drafts() -> Vec<(Group, Vec<Draft>)> {
    vec![
        (Group::String, string::functions()),
        (Group::Regexp, regexp::functions()),
        (Group::Math, math::functions()),
        (Group::Bitwise, math::bitwise::functions()),
        (Group::Datetime, datetime::functions()),
        (Group::Json, json::functions()),
        (Group::Array, array::functions()),
        (Group::Map, map::functions()),
        (Group::Aggregate, aggregate::functions()),
        (Group::Window, window::functions()),
        (Group::Conversion, conversion::functions()),
        (Group::Url, url::functions()),
        (Group::Binary, binary::functions()),
        (Group::Comparison, comparison::functions()),
        (Group::Conditional, conditional::functions()),
        (Group::Uuid, chance::uuid_functions()),
    ]
}

/// The function of a name in any case.
pub(crate) fn find(name: &str) -> Option<&'static FunctionSpec> {
    match TABLE.get(name) {
        Some(function) => Some(function),
        None => TABLE.get(name.to_ascii_lowercase().as_str()),
    }
}

/// Every function, by name.
pub(crate) fn all() -> impl Iterator<Item = &'static FunctionSpec> {
    TABLE.values()
}

/// Every function as the reference page shows it, by name.
pub fn functions() -> impl Iterator<Item = FunctionDoc> {
    // `$operator$subscript` and its like are what operators are made of.
    all().filter(|function| !function.name.starts_with('$')).map(FunctionSpec::doc)
}

/// Why a name cannot be called: Trino's function that this engine lacks, or no function at all, with the nearest names.
pub(crate) fn not_found(name: &str) -> QueryError {
    let lower = name.to_ascii_lowercase();
    if let Some(reason) = refused::reason(&lower) {
        return QueryError::not_supported(format!("Function '{lower}' is not supported by this engine: {reason}"));
    }
    let near = near(&lower);
    let hint = match near.as_slice() {
        [] => String::new(),
        [one] => format!(". Did you mean {one}?"),
        [first, rest @ ..] => format!(". Did you mean {first} or {}?", rest.join(" or ")),
    };
    QueryError::new(ErrorKind::FunctionNotFound, format!("Function '{lower}' not registered{hint}"))
}

/// At most three names within a few letters, nearest first.
fn near(name: &str) -> Vec<&'static str> {
    let limit = 1 + name.chars().count() / 4;
    let mut found: Vec<_> = TABLE
        .keys()
        .map(|known| (string::distance::levenshtein(name, known), *known))
        .filter(|(letters, _)| *letters <= limit)
        .collect();
    found.sort_unstable();
    found.into_iter().take(3).map(|(_, known)| known).collect()
}

/// Gives a session these functions and no others; `chance` feeds `random`, `uuid` and `shuffle`.
pub(crate) fn register(builder: SessionStateBuilder, chance: &Arc<dyn Chance>) -> SessionStateBuilder {
    let (mut scalars, mut aggregates, mut windows, mut lambdas) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let volatile: HashMap<_, _> =
        chance::functions(chance).into_iter().map(|udf| (udf.name().to_owned(), udf)).collect();
    for function in all() {
        match &function.implementation {
            Implementation::Scalar(udf) => {
                scalars.push(volatile.get(function.name).cloned().unwrap_or_else(|| Arc::clone(udf)));
            }
            Implementation::Aggregate(udf) => aggregates.push(Arc::clone(udf)),
            Implementation::Window(udf) => windows.push(Arc::clone(udf)),
            Implementation::HigherOrder(udf) => lambdas.push(Arc::clone(udf)),
            Implementation::Special(_) => {}
        }
    }
    builder
        .with_scalar_functions(scalars)
        .with_aggregate_functions(aggregates)
        .with_window_functions(windows)
        .with_higher_order_functions(lambdas)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signature_is_read_and_every_name_stands_once() {
        let mut names = std::collections::BTreeSet::new();
        for (_, rows) in drafts() {
            for row in rows {
                let texts = row.texts().to_vec();
                let function = row.finish(Group::Math);
                assert_eq!(function.signatures().len(), texts.len(), "{texts:?}");
                assert!(!texts.is_empty(), "{}", function.name);
                for text in texts {
                    assert!(text.starts_with(&format!("{}(", function.name)), "{text}");
                }
                assert!(names.insert(function.name), "{} stands twice", function.name);
            }
        }
    }

    #[test]
    fn what_is_in_the_table_is_not_refused_by_name() {
        for function in all() {
            assert_eq!(refused::reason(function.name), None, "{}", function.name);
        }
    }

    #[test]
    fn a_misspelled_name_gets_its_neighbours() {
        let message = not_found("Json_Extrakt").to_string();
        assert_eq!(message, "FUNCTION_NOT_FOUND: Function 'json_extrakt' not registered. Did you mean json_extract?");
        assert_eq!(not_found("zzzzzzz").message, "Function 'zzzzzzz' not registered");
        assert!(not_found("st_point").message.contains("not supported by this engine"));
    }
}
