//! Writing an expectation of JSON anew: what came, in the layout of the old body, with what redactions hide and tolerances allow left as it
//! is written. A subset keeps naming the members that it named.

use serde_json::{Map, Value};

use super::json_value::{Comparison, Members, values_of};
use super::renewal::{ByHand, Renewal};
use super::table::Question;

/// The new body of an expectation of JSON.
pub(super) fn renew_values(question: &Question<'_>, members: Members) -> Renewal {
    if question.has_pastes() {
        return Renewal::ByHand(ByHand::Pastes);
    }
    let (Ok(old), Ok(came)) = (values_of(question.expected.as_bytes()), values_of(&question.evidence.stdout)) else {
        return Renewal::ByHand(ByHand::NotJson);
    };
    if came.is_empty() {
        return Renewal::ByHand(ByHand::NotJson);
    }
    let comparison = Comparison::of(question, members);
    let layout = Layout::of(question.expected);
    let values =
        came.iter().enumerate().map(|(index, value)| layout.write(&renewed(&comparison, old.get(index), value)));
    Renewal::Body(values.collect())
}

fn renewed(comparison: &Comparison<'_>, old: Option<&Value>, came: &Value) -> Value {
    match (old, came) {
        (Some(Value::Object(old)), Value::Object(came)) => {
            let mut new = Map::new();
            let stays = |name: &&String| came.contains_key(name.as_str());
            let names: Vec<&String> = match comparison.members {
                Members::Listed => old.keys().filter(stays).collect(),
                Members::All => {
                    old.keys().filter(stays).chain(came.keys().filter(|name| !old.contains_key(*name))).collect()
                }
            };
            for name in names {
                if let Some(value) = came.get(name) {
                    new.insert(name.clone(), renewed(comparison, old.get(name), value));
                }
            }
            Value::Object(new)
        }
        (Some(Value::Array(old)), Value::Array(came)) => {
            let element = |(index, value): (usize, &Value)| renewed(comparison, old.get(index).or(old.last()), value);
            Value::Array(came.iter().enumerate().map(element).collect())
        }
        (Some(old), came) if comparison.leaves_equal(old, came) => old.clone(),
        (_, Value::Object(came)) => {
            Value::Object(came.iter().map(|(name, value)| (name.clone(), renewed(comparison, None, value))).collect())
        }
        (_, Value::Array(came)) => Value::Array(came.iter().map(|value| renewed(comparison, None, value)).collect()),
        // A number that a redaction hides cannot be written as one; its text compares equal to it.
        (_, leaf) => comparison.hidden(leaf).unwrap_or_else(|| leaf.clone()),
    }
}

/// How the old body was laid out.
enum Layout {
    OneLine,
    Lines { indent: usize },
}

impl Layout {
    fn of(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        if lines.clone().count() <= 1 {
            return Self::OneLine;
        }
        let indent = lines.map(|line| line.len() - line.trim_start_matches(' ').len()).find(|indent| *indent > 0);
        Self::Lines { indent: indent.unwrap_or(2) }
    }

    fn write(&self, value: &Value) -> String {
        const LONGEST: usize = 120;
        let one_line = spaced(value);
        match self {
            Self::OneLine if one_line.len() <= LONGEST => one_line + "\n",
            Self::OneLine => lines(value, 2),
            Self::Lines { indent } => lines(value, *indent),
        }
    }
}

fn lines(value: &Value, indent: usize) -> String {
    use serde::Serialize as _;
    let indent = " ".repeat(indent);
    let mut text = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, formatter);
    // A value in memory can be written to memory.
    let _ = value.serialize(&mut serializer);
    String::from_utf8_lossy(&text).into_owned() + "\n"
}

/// `{ "a": [1, 2] }`, as people write JSON on one line.
fn spaced(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), spaced(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(elements) => format!("[{}]", elements.iter().map(spaced).collect::<Vec<_>>().join(", ")),
        leaf => leaf.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use labs_guide::Matcher;

    use super::*;
    use crate::evidence::Evidence;
    use crate::matcher::Redactions;

    fn new(matcher: &Matcher, redact: &[&str], expected: &str, came: &str) -> Renewal {
        let evidence = Evidence { stdout: came.into(), ..Evidence::default() };
        let redactions = Redactions::named(redact.iter().copied());
        let question = Question { matcher, redactions: &redactions, ..Question::plain(expected, &evidence) };
        let (entry, _) = (crate::matcher::entry(matcher).unwrap(), ());
        let renewal = (entry.renew)(&question);
        if let Renewal::Body(body) = &renewal {
            let again = Question { matcher, redactions: &redactions, ..Question::plain(body, &evidence) };
            assert_eq!((entry.judge)(&again), Ok(()), "{body}");
        }
        renewal
    }

    #[test]
    fn a_line_stays_a_line_and_lines_keep_their_indent() {
        assert_eq!(
            new(&Matcher::Json, &[], "{ \"a\": 1 }\n", "{\"a\":[2,3]}"),
            Renewal::Body("{ \"a\": [2, 3] }\n".into())
        );
        let expected = "{\n    \"a\": 1\n}\n";
        assert_eq!(new(&Matcher::Json, &[], expected, "{\"a\":2}"), Renewal::Body(expected.replace('1', "2")));
    }

    #[test]
    fn a_subset_names_the_members_that_it_named() {
        let came = r#"{"x": 0, "b": {"d": 4, "e": 5}, "a": [{"i": 1, "j": 2}, {"i": 3, "j": 4}]}"#;
        let expected = "{ \"a\": [{ \"i\": 1 }], \"b\": { \"e\": 4, \"f\": 1 } }\n";
        let body = "{ \"a\": [{ \"i\": 1 }, { \"i\": 3 }], \"b\": { \"e\": 5 } }\n";
        assert_eq!(new(&Matcher::JsonSubset, &[], expected, came), Renewal::Body(body.into()));
    }

    #[test]
    fn what_a_redaction_hides_is_never_written() {
        let came =
            r#"{"id": "0f0c5a3e-1111-4222-8333-444455556666", "new": "0f0c5a3e-1111-4222-8333-444455557777", "n": 2}"#;
        let body = "{ \"id\": \"<id>\", \"n\": 2, \"new\": \"<id>\" }\n";
        assert_eq!(new(&Matcher::Json, &["id"], "{ \"id\": \"<id>\", \"n\": 1 }\n", came), Renewal::Body(body.into()));
    }

    #[test]
    fn what_is_no_json_is_left_to_the_author() {
        assert_eq!(new(&Matcher::Json, &[], "{}\n", "oops"), Renewal::ByHand(ByHand::NotJson));
        assert_eq!(new(&Matcher::Json, &[], "{}\n", ""), Renewal::ByHand(ByHand::NotJson));
    }
}
