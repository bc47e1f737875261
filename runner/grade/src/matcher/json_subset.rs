//! `json subset`: standard output has at least what this JSON has. Objects may have further members, at every depth;
//! lists have the same length and order.
//!
//! Everything else is as with `json`.

use super::json_renewal::renew_values;
use super::json_value::{Members, judge_values};
use super::table::{Entry, Question};
use crate::difference::Difference;

pub(super) const ENTRY: Entry =
    Entry { name: "json subset", judge, renew: |question| renew_values(question, Members::Listed) };

fn judge(question: &Question<'_>) -> Result<(), Difference> {
    judge_values(question, Members::Listed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::Evidence;

    fn verdict(expected: &str, stdout: impl Into<Vec<u8>>) -> Result<(), Difference> {
        let evidence = Evidence { stdout: stdout.into(), ..Evidence::default() };
        judge(&Question::plain(expected, &evidence))
    }

    #[test]
    fn equal_output_passes() {
        assert_eq!(verdict(r#"{"a": {"b": 1}}"#, r#"{"a": {"b": 1, "c": 2}, "d": 3}"#), Ok(()));
        assert_eq!(verdict(r#"{"a": [{}]}"#, r#"{"a": [{"b": 1}]}"#), Ok(()));
    }

    #[test]
    fn other_output_fails() {
        for (expected, came) in [
            (r#"{"a": 1}"#, r#"{"b": 1}"#),
            (r#"{"a": [1]}"#, r#"{"a": [1, 2]}"#),
            (r#"{"a": {}}"#, r#"{"a": []}"#),
            ("{}", "null"),
        ] {
            assert!(verdict(expected, came).is_err(), "{expected} and {came}");
        }
    }

    #[test]
    fn an_expectation_that_is_no_json_fails() {
        assert!(verdict("{", "{}").is_err());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a-c]{0,3}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("[a-c]{1,2}", inner, 0..4).prop_map(|map| json!(map)),
            ]
        })
    }

    /// The same value with one more member in each object.
    fn widened(value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let mut map: serde_json::Map<_, _> = map.iter().map(|(k, v)| (k.clone(), widened(v))).collect();
                map.insert("more".into(), json!(1));
                Value::Object(map)
            }
            Value::Array(list) => list.iter().map(widened).collect(),
            other => other.clone(),
        }
    }

    /// The same value with another first leaf.
    fn spoiled(value: &Value) -> Value {
        match value {
            Value::Object(map) if !map.is_empty() => {
                let mut map = map.clone();
                if let Some(first) = map.values_mut().next() {
                    *first = spoiled(first);
                }
                Value::Object(map)
            }
            Value::Array(list) if !list.is_empty() => {
                let mut list = list.clone();
                list[0] = spoiled(&list[0]);
                Value::Array(list)
            }
            _ => json!("something else"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn a_value_is_a_subset_of_itself_and_of_more(value in value()) {
            prop_assert!(verdict(&value.to_string(), value.to_string()).is_ok());
            prop_assert!(verdict(&value.to_string(), widened(&value).to_string()).is_ok());
        }

        #[test]
        fn more_is_no_subset_of_less(value in value()) {
            let wide = widened(&value);
            prop_assert_eq!(verdict(&wide.to_string(), value.to_string()).is_ok(), wide == value);
        }

        #[test]
        fn one_other_leaf_is_seen(value in value()) {
            prop_assert!(verdict(&value.to_string(), spoiled(&value).to_string()).is_err());
        }
    }
}
