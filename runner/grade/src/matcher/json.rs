//! `json`: standard output is this JSON, as values. The order of an object's members and white space do not matter, the
//! order of a list does, and `1` equals `1.0`.
//!
//! Several values in a row (a step of several commands) are compared one by one. Standard error does not count.

use super::json_renewal::renew_values;
use super::json_value::{Members, judge_values};
use super::table::{Entry, Question};
use crate::difference::Difference;

pub(super) const ENTRY: Entry = Entry { name: "json", judge, renew: |question| renew_values(question, Members::All) };

fn judge(question: &Question<'_>) -> Result<(), Difference> {
    judge_values(question, Members::All)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difference::JsonDifference;
    use crate::evidence::Evidence;

    fn verdict(expected: &str, stdout: impl Into<Vec<u8>>) -> Result<(), Difference> {
        let evidence = Evidence { stdout: stdout.into(), ..Evidence::default() };
        judge(&Question::plain(expected, &evidence))
    }

    fn paths(expected: &str, came: &str) -> Vec<String> {
        match verdict(expected, came) {
            Err(Difference::Json { differences, .. }) => differences.into_iter().map(|d| d.path).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn equal_output_passes() {
        assert_eq!(verdict(r#"{"a": 1, "b": [true, null]}"#, r#"{ "b":[true,null], "a":1.0 }"#), Ok(()));
        assert_eq!(verdict("{}\n[1]\n", "{} [1]"), Ok(()));
    }

    #[test]
    fn other_output_fails() {
        assert_eq!(paths(r#"{"a": {"N": "1999"}}"#, r#"{"a": {"N": "1998"}}"#), [".a.N"]);
        assert_eq!(paths(r#"{"a": 1}"#, r#"{"a": 1, "b": 2}"#), [".b"]);
        assert_eq!(paths(r#"[1, 2]"#, r#"[2, 1]"#), [".[0]", ".[1]"]);
        assert_eq!(paths(r#"{"a": null}"#, r#"{}"#), [".a"]);
        assert_eq!(paths("1 2", "1 3"), ["value 2: ."]);
        assert_eq!(paths("1", "1 2"), ["value 2: ."]);
    }

    #[test]
    fn a_difference_shows_both_sides() {
        let Err(Difference::Json { differences, more: 0 }) =
            verdict(r#"{"a-b": ["x"]}"#, r#"{"a-b": ["x", {"N": "1"}]}"#)
        else {
            panic!("must differ");
        };
        let difference =
            JsonDifference { path: r#".["a-b"][1]"#.into(), expected: None, came: Some(r#"{"N":"1"}"#.into()) };
        assert_eq!(differences, [difference]);
    }

    #[test]
    fn what_is_no_json_fails_and_is_shown() {
        for came in ["", "An error occurred\n", "{", "\u{feff}{}"] {
            assert!(matches!(verdict("{}", came), Err(Difference::NotJson { .. })), "{came:?}");
        }
        assert!(matches!(verdict("{}", vec![0xff, 0xfe]), Err(Difference::NotJson { .. })));
    }

    #[test]
    fn deep_json_fails_with_a_reason_instead_of_a_full_stack() {
        let deep = "[".repeat(1_000_000);
        assert!(matches!(verdict("[]", deep), Err(Difference::NotJson { .. })));
    }

    #[test]
    fn large_whole_numbers_are_compared_exactly() {
        assert_eq!(paths("9007199254740993", "9007199254740992"), ["."]);
    }

    #[test]
    fn an_expectation_that_is_no_json_fails_and_says_that_it_is_not_the_output() {
        let Err(Difference::NotJson { reason, .. }) = verdict("{ a: 1 }", "{}") else { panic!("must fail") };
        assert!(reason.starts_with("the expected output is not JSON: "), "{reason}");
        assert!(verdict(" \n", "{}").is_err());
    }

    #[test]
    fn many_differences_are_counted() {
        let list = |n: i32| format!("[{}]", (0..50).map(|i| (i * n).to_string()).collect::<Vec<_>>().join(","));
        let Err(Difference::Json { differences, more }) = verdict(&list(1), list(2)) else { panic!("must differ") };
        assert_eq!((differences.len(), more), (10, 39));
    }
}
