//! JSON functions over text that is JSON; the type json is that text, compact and with sorted keys.
//!
//! Source: Trino's "JSON functions and operators". Paths are the subset that Trino's older functions read: `$`, `.key`,
//! `["key"]`, `[0]`. The SQL standard's `json_query` family is refused by name.

mod path;

use datafusion::{arrow::array::ArrayRef, common::Result};
use serde_json::Value;

use super::{
    error::invalid,
    row::Outcome,
    scalar::Call,
    spec::{Draft, scalar},
    text::double_text,
};
use crate::trino_type::TrinoType;
use path::Paths;

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    macro_rules! either {
        ($name:literal, $more:literal, $result:literal) => {
            &[concat!($name, "(json", $more, ") -> ", $result), concat!($name, "(varchar", $more, ") -> ", $result)]
        };
    }
    vec![
        scalar("json_parse", &["json_parse(varchar) -> json"], |call| {
            call.map1(|text: &str| match read(text) {
                Some(value) => Ok(write(&sorted(value))),
                None => Err(invalid(format!("Cannot convert value to JSON: '{text}'"))),
            })
        }),
        scalar("json_format", &["json_format(json) -> varchar"], |call| call.map1(|text: &str| text.to_owned())),
        scalar("json_extract", either!("json_extract", ", varchar", "json"), |call| {
            at_path(call, |value| Some(write(value)))
        }),
        scalar("json_extract_scalar", either!("json_extract_scalar", ", varchar", "varchar"), |call| {
            at_path(call, scalar_text)
        }),
        scalar("json_size", either!("json_size", ", varchar", "bigint"), |call| {
            at_path(call, |value| {
                Some(match value {
                    Value::Array(items) => items.len() as i64,
                    Value::Object(members) => members.len() as i64,
                    _ => 0,
                })
            })
        }),
        scalar("json_array_length", either!("json_array_length", "", "bigint"), |call| {
            call.map1(|text: &str| match read(text) {
                Some(Value::Array(items)) => Some(items.len() as i64),
                _ => None,
            })
        }),
        scalar("json_array_get", either!("json_array_get", ", bigint", "json"), |call| {
            call.map2(|text: &str, index: i64| match read(text) {
                Some(Value::Array(items)) => {
                    let at = match index {
                        0.. => usize::try_from(index).ok(),
                        _ => items.len().checked_sub(usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX)),
                    };
                    at.and_then(|at| items.get(at)).filter(|value| !value.is_null()).map(write)
                }
                _ => None,
            })
        }),
        scalar(
            "json_array_contains",
            &[
                "json_array_contains(json, boolean) -> boolean",
                "json_array_contains(json, bigint) -> boolean",
                "json_array_contains(json, double) -> boolean",
                "json_array_contains(json, varchar) -> boolean",
                "json_array_contains(varchar, boolean) -> boolean",
                "json_array_contains(varchar, bigint) -> boolean",
                "json_array_contains(varchar, double) -> boolean",
                "json_array_contains(varchar, varchar) -> boolean",
            ],
            array_contains,
        ),
        scalar("is_json_scalar", either!("is_json_scalar", "", "boolean"), |call| {
            call.map1(|text: &str| match read(text) {
                Some(value) => Ok(!value.is_array() && !value.is_object()),
                None => Err(invalid(format!("Invalid JSON value: {text}"))),
            })
        }),
    ]
}

/// The value of a text; `None` when it is not JSON from end to end.
fn read(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// Compact text; floating point as Java writes it.
fn write(value: &Value) -> String {
    match value {
        Value::Number(number) if number.is_f64() => number.as_f64().map(double_text).unwrap_or_default(),
        Value::Array(items) => format!("[{}]", items.iter().map(write).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| format!("{}:{}", Value::from(key.as_str()), write(value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// A scalar as text; NULL for null, arrays and objects.
fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        other => Some(write(other)),
    }
}

/// What `f` gives for the value at the path of each row; NULL where the text is no JSON or has no such place.
fn at_path<R>(call: &Call<'_>, f: impl Fn(&Value) -> Option<R>) -> Result<ArrayRef>
where
    Result<Option<R>>: Outcome,
{
    let (texts, sources) = (call.column::<&str>(0)?, call.column::<&str>(1)?);
    let mut paths = Paths::default();
    call.rows(|row| {
        let Some((text, source)) = texts.get(row).zip(sources.get(row)) else { return Ok(None) };
        let path = paths.get(source)?;
        Ok(read(text).and_then(|value| path.find(&value).and_then(&f)))
    })
}

fn array_contains(call: &Call<'_>) -> Result<ArrayRef> {
    let items = |text: &str| match read(text) {
        Some(Value::Array(items)) => Some(items),
        _ => None,
    };
    match call.types {
        [_, TrinoType::Boolean] => call.map2(|text: &str, wanted: bool| {
            items(text).map(|items| items.iter().any(|item| item.as_bool() == Some(wanted)))
        }),
        [_, TrinoType::BigInt] => call.map2(|text: &str, wanted: i64| {
            items(text).map(|items| items.iter().any(|item| item.as_i64() == Some(wanted)))
        }),
        [_, TrinoType::Double] => call.map2(|text: &str, wanted: f64| {
            items(text).map(|items| items.iter().any(|item| item.is_f64() && item.as_f64() == Some(wanted)))
        }),
        _ => call.map2(|text: &str, wanted: &str| {
            items(text).map(|items| items.iter().any(|item| item.as_str() == Some(wanted)))
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        function::testing::{call, failure, int, show, show_columns, text, type_of},
        trino_type::TrinoType,
    };

    #[test]
    fn parsing_makes_the_text_compact_and_sorted() {
        assert_eq!(
            show("json_parse", &[&["{\"b\": 1, \"a\": [1.50, null]}", "\0"]]),
            ["{\"a\":[1.5,null],\"b\":1}", "NULL"]
        );
        assert_eq!(failure("json_parse", &[&["{x"]]), "Cannot convert value to JSON: '{x'");
        assert_eq!(type_of("json_parse", &[TrinoType::Varchar(None)]), "json");
    }

    #[test]
    fn scalars_and_parts_by_path() {
        let json = "{\"store\": {\"book\": [{\"title\": \"x y\", \"price\": 8.95}], \"a.b\": 1, \"n\": null}}";
        let paths = [
            "$.store.book[0].title",
            "$.store.book[0].price",
            "$[\"store\"]['a.b']",
            "$.store.n",
            "$.store.book",
            "$.x",
        ];
        let column = [json; 6];
        assert_eq!(show("json_extract_scalar", &[&column, &paths]), ["x y", "8.95", "1", "NULL", "NULL", "NULL"]);
        assert_eq!(
            show("json_extract", &[&column, &paths]),
            ["\"x y\"", "8.95", "1", "null", "[{\"title\":\"x y\",\"price\":8.95}]", "NULL"]
        );
        assert_eq!(show("json_size", &[&[json, json], &["$.store", "$.store.book"]]), ["3", "1"]);
        assert_eq!(show("json_extract_scalar", &[&["not json"], &["$.a"]]), ["NULL"]);
    }

    #[test]
    fn arrays() {
        assert_eq!(show("json_array_length", &[&["[1, 2, 3]", "{}", "x"]]), ["3", "NULL", "NULL"]);
        let columns = vec![text(&["[1, 2]", "[1, 2]", "[1, 2]"]), int(&[0, -1, 5])];
        assert_eq!(show_columns("json_array_get", columns), ["1", "2", "NULL"]);
        assert_eq!(
            show_columns("json_array_contains", vec![text(&["[1, 2]", "[\"2\"]"]), int(&[2, 2])]),
            ["true", "false"]
        );
        assert_eq!(show("is_json_scalar", &[&["1", "[1]"]]), ["true", "false"]);
        assert!(call("is_json_scalar", vec![text(&["x"])]).is_err());
    }

    #[test]
    fn a_path_that_is_not_understood_is_refused() {
        assert_eq!(failure("json_extract", &[&["{}"], &["$..a"]]), "Invalid JSON path: '$..a'");
        assert_eq!(failure("json_extract", &[&["{}"], &["a["]]), "Invalid JSON path: 'a['");
    }
}
