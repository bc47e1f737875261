//! Comparing JSON values by path, for the matchers `json` and `json subset`.
//!
//! Values are compared, not texts: numbers by what they are worth, objects without order. The JSON reader's own limit of
//! 128 levels keeps every recursion here shallow.

use labs_guide::{JsonPart, JsonPath};
use serde_json::{Deserializer, Number, Value};

use super::Redactions;
use super::table::Question;
use crate::difference::{Cut, Difference, JsonDifference};
use crate::visible::{Marks, visible_line};

/// Differences that are named; the rest is counted.
const NAMED: usize = 10;

/// Which members an object may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Members {
    /// Those of the expectation and no others.
    All,
    /// Those of the expectation and any others.
    Listed,
}

/// All JSON values that stand one after the other in `text`, or what the JSON reader says.
pub(crate) fn values_of(text: &[u8]) -> Result<Vec<Value>, String> {
    Deserializer::from_slice(text).into_iter().collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// Compares standard output with the expectation.
pub(super) fn judge_values(question: &Question<'_>, members: Members) -> Result<(), Difference> {
    let not_json = |reason: String| Difference::NotJson {
        reason,
        came: Cut::of(&String::from_utf8_lossy(&question.evidence.screen())),
    };
    // A loaded guide has JSON here; only a value that is pasted in can make something else of it.
    let expected = values_of(question.expected.as_bytes())
        .map_err(|reason| not_json(format!("the expected output is not JSON: {reason}")))?;
    let came = values_of(&question.evidence.stdout).map_err(not_json)?;
    if came.is_empty() {
        return Err(not_json("standard output is empty".to_owned()));
    }
    let single = expected.len() == 1 && came.len() == 1;
    let mut comparison = Comparison::of(question, members);
    for index in 0..expected.len().max(came.len()) {
        comparison.root = if single { String::new() } else { format!("value {}: ", index + 1) };
        comparison.compare(expected.get(index), came.get(index));
    }
    if comparison.count == 0 {
        return Ok(());
    }
    let more = comparison.count - comparison.differences.len();
    Err(Difference::Json { differences: comparison.differences, more })
}

/// A comparison of two values.
pub(super) struct Comparison<'a> {
    pub(super) members: Members,
    redactions: &'a Redactions,
    /// How far numbers may be apart.
    tolerance: Option<crate::number::Number>,
    /// What is said before a path when there are several values.
    root: String,
    /// Where the comparison is.
    path: JsonPath,
    differences: Vec<JsonDifference>,
    count: usize,
}

impl<'a> Comparison<'a> {
    /// A comparison as a question asks for it.
    pub(super) fn of(question: &Question<'a>, members: Members) -> Self {
        Self {
            members,
            redactions: question.redactions,
            tolerance: question.tolerance.and_then(crate::number::Number::parse),
            root: String::new(),
            path: JsonPath::default(),
            differences: Vec::new(),
            count: 0,
        }
    }
    /// Compares what stands at the path.
    fn compare(&mut self, expected: Option<&Value>, came: Option<&Value>) {
        match (expected, came) {
            (None, None) => {}
            (Some(Value::Object(expected)), Some(Value::Object(came))) => {
                for (name, value) in expected {
                    self.descend(JsonPart::Member(name.clone()), Some(value), came.get(name));
                }
                if self.members == Members::All {
                    for (name, value) in came.iter().filter(|(name, _)| !expected.contains_key(*name)) {
                        self.descend(JsonPart::Member(name.clone()), None, Some(value));
                    }
                }
            }
            (Some(Value::Array(expected)), Some(Value::Array(came))) => {
                for index in 0..expected.len().max(came.len()) {
                    self.descend(JsonPart::Element(index), expected.get(index), came.get(index));
                }
            }
            (Some(expected), Some(came)) if self.leaves_equal(expected, came) => {}
            (expected, came) => self.note(expected, came),
        }
    }

    fn descend(&mut self, part: JsonPart, expected: Option<&Value>, came: Option<&Value>) {
        self.path.push(part);
        self.compare(expected, came);
        self.path.pop();
    }

    /// Whether two values without parts are equal.
    pub(super) fn leaves_equal(&self, expected: &Value, came: &Value) -> bool {
        let equal = match (expected, came) {
            (Value::Number(expected), Value::Number(came)) => {
                numbers_equal(expected, came) || self.within(expected, came)
            }
            (expected, came) => expected == came,
        };
        equal || self.redacted(expected).is_some_and(|expected| self.redacted(came) == Some(expected))
    }

    fn within(&self, expected: &Number, came: &Number) -> bool {
        let number = |number: &Number| crate::number::Number::parse(&number.to_string());
        self.tolerance.zip(number(expected)).zip(number(came)).is_some_and(|((by, one), other)| one.within(other, by))
    }

    /// A value of which a redaction hides a part, as it may be written.
    pub(super) fn hidden(&self, leaf: &Value) -> Option<Value> {
        let text = match leaf {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.redacted(leaf).filter(|redacted| *redacted != text).map(Value::String)
    }

    /// A string or number after redaction; nothing for values that a redaction cannot change, and without redactions.
    fn redacted(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) if self.redactions.any() => Some(self.redactions.apply(text).into_owned()),
            Value::Number(number) if self.redactions.any() => {
                Some(self.redactions.apply(&number.to_string()).into_owned())
            }
            _ => None,
        }
    }

    fn note(&mut self, expected: Option<&Value>, came: Option<&Value>) {
        self.count += 1;
        if self.differences.len() == NAMED {
            return;
        }
        let path = format!("{}{}", self.root, self.path);
        let show = |value: &Value| visible_line(&value.to_string(), Marks::Plain);
        self.differences.push(JsonDifference {
            path: visible_line(&path, Marks::Plain),
            expected: expected.map(show),
            came: came.map(show),
        });
    }
}

/// Whether two values are the same, numbers by what they are worth.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => numbers_equal(one, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let holds = |(name, value): (&String, &Value)| other.get(name).is_some_and(|other| same(value, other));
            one.len() == other.len() && one.iter().all(holds)
        }
        _ => one == other,
    }
}

/// Whether two numbers are worth the same. Whole numbers of 64 bits are compared exactly.
fn numbers_equal(a: &Number, b: &Number) -> bool {
    let whole = |n: &Number| n.as_i64().map(i128::from).or_else(|| n.as_u64().map(i128::from));
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.as_f64() == b.as_f64(),
    }
}
