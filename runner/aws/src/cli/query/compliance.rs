//! The public compliance cases of JMESPath (`testdata/jmespath`), and the error words of the library of the AWS CLI.

use labs_world::Document;

use super::super::json;
use super::super::typed::untyped;
use super::{Query, SearchError};

const SUITES: [(&str, &str); 15] = [
    ("basic", include_str!("../testdata/jmespath/basic.json")),
    ("boolean", include_str!("../testdata/jmespath/boolean.json")),
    ("current", include_str!("../testdata/jmespath/current.json")),
    ("escape", include_str!("../testdata/jmespath/escape.json")),
    ("filters", include_str!("../testdata/jmespath/filters.json")),
    ("functions", include_str!("../testdata/jmespath/functions.json")),
    ("identifiers", include_str!("../testdata/jmespath/identifiers.json")),
    ("indices", include_str!("../testdata/jmespath/indices.json")),
    ("literal", include_str!("../testdata/jmespath/literal.json")),
    ("multiselect", include_str!("../testdata/jmespath/multiselect.json")),
    ("pipe", include_str!("../testdata/jmespath/pipe.json")),
    ("slice", include_str!("../testdata/jmespath/slice.json")),
    ("syntax", include_str!("../testdata/jmespath/syntax.json")),
    ("unicode", include_str!("../testdata/jmespath/unicode.json")),
    ("wildcard", include_str!("../testdata/jmespath/wildcard.json")),
];

fn document(text: &str) -> Document {
    untyped(json::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")))
}

/// The suites' name of what went wrong.
fn outcome(expression: &str, given: &Document) -> Result<Document, &'static str> {
    let query = Query::compile(expression).map_err(|_| "syntax")?;
    query.search(given).map_err(|error| match error {
        SearchError::UnknownFunction { .. } => "unknown-function",
        SearchError::Arity { .. } => "invalid-arity",
        SearchError::ZeroStep => "invalid-value",
        _ => "invalid-type",
    })
}

#[test]
fn the_public_compliance_cases_pass() {
    let mut count = 0;
    let mut failed = Vec::new();
    for (name, suite) in SUITES {
        for group in document(suite).as_list().unwrap() {
            let group = group.as_map().unwrap();
            for case in group["cases"].as_list().unwrap() {
                let case = case.as_map().unwrap();
                let expression = case["expression"].as_str().unwrap();
                let found = outcome(expression, &group["given"]);
                count += 1;
                let right = match (case.get("result"), &found) {
                    (Some(wanted), Ok(found)) => super::compare::equal(wanted, found),
                    (None, Err(error)) => case["error"].as_str() == Some(error),
                    _ => false,
                };
                if !right {
                    failed.push(format!("{name}: {expression}: {found:?}"));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{} of {count}:\n{}", failed.len(), failed.join("\n"));
    assert!(count > 800, "{count}");
}

/// `testdata/query.jsonl` holds expressions with a value and what the library made of them, errors word for word.
#[test]
fn values_and_errors_are_those_of_the_library() {
    for line in include_str!("../testdata/query.jsonl").lines() {
        let case = document(line);
        let case = case.as_map().unwrap();
        let expression = case["expression"].as_str().unwrap();
        let ours = match Query::compile(expression) {
            Err(error) => Err(error.to_string()),
            Ok(query) => query.search(&case["given"]).map_err(|error| error.to_string()),
        };
        match case.get("error") {
            Some(error) => assert_eq!(ours, Err(error.as_str().unwrap().to_owned()), "{expression}"),
            // Equal as documents: also in the order of members, and in whole numbers being whole.
            None => {
                let ours = ours.unwrap_or_else(|error| panic!("{expression}: {error}"));
                assert_eq!(format!("{ours:?}"), format!("{:?}", case["result"]), "{expression}");
            }
        }
    }
}

#[test]
fn hostile_expressions_end_with_an_error() {
    let deep = "[".repeat(5_000);
    let doubled = vec!["[@,@]"; 60].join("|");
    let chained = format!("a{}", "==a".repeat(5_000));
    for expression in [deep.as_str(), &"(".repeat(5_000), &"!".repeat(5_000), &chained, &"a[*]".repeat(5_000)] {
        assert!(Query::compile(expression).is_err());
    }
    let found = Query::compile(&doubled).unwrap().search(&Document::from("x"));
    assert!(matches!(found, Err(SearchError::TooMuch { .. })));
    let long = vec!["a"; 20_000].join(".");
    assert_eq!(Query::compile(&long).unwrap().search(&Document::Null), Ok(Document::Null));
}
