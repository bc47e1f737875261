//! `Captured`: values that steps have taken from their output, and how later texts get them.
//!
//! Values live as long as their world. A text that pastes a value which is not there cannot run; who is to blame is known
//! from the plan.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use labs_guide::{Braces, Capture};
use serde_json::Value;

use crate::evidence::Evidence;
use crate::json_path;
use crate::matcher::values_of;
use crate::place::StepAddress;
use crate::verdict::CaptureFault;

/// Values by the step that captured them and their name.
#[derive(Debug, Default)]
pub(super) struct Captured(HashMap<(StepAddress, String), String>);

impl Captured {
    /// Keeps a value.
    pub(super) fn keep(&mut self, step: StepAddress, name: String, value: String) {
        self.0.insert((step, name), value);
    }

    /// The first step of `providers` whose value is not there.
    pub(super) fn missing<'a>(&self, providers: &'a BTreeMap<String, StepAddress>) -> Option<&'a StepAddress> {
        providers.iter().find(|(name, step)| self.value(name, step).is_none()).map(|(_, step)| step)
    }

    /// `text` with its pastes replaced.
    pub(super) fn paste<'a>(
        &self,
        text: &'a str,
        braces: Braces,
        providers: &BTreeMap<String, StepAddress>,
    ) -> Cow<'a, str> {
        self.paste_by(text, braces, providers, str::to_owned)
    }

    /// `text`, which is made of regular expressions, with its pastes replaced by expressions for the values.
    pub(super) fn paste_in_pattern<'a>(
        &self,
        text: &'a str,
        braces: Braces,
        providers: &BTreeMap<String, StepAddress>,
    ) -> Cow<'a, str> {
        self.paste_by(text, braces, providers, regex::escape)
    }

    fn paste_by<'a>(
        &self,
        text: &'a str,
        braces: Braces,
        providers: &BTreeMap<String, StepAddress>,
        written: fn(&str) -> String,
    ) -> Cow<'a, str> {
        if providers.is_empty() || braces == Braces::Literal {
            return Cow::Borrowed(text);
        }
        let value = |name: &str| self.value(name, providers.get(name)?).map(|value| written(value));
        Cow::Owned(labs_guide::paste(text, value))
    }

    fn value(&self, name: &str, step: &StepAddress) -> Option<&String> {
        self.0.get(&(step.clone(), name.to_owned()))
    }
}

/// The value that a capture takes from what came: the last JSON value on standard output is what its path leads into.
pub(super) fn capture(capture: &Capture, evidence: &Evidence) -> Result<String, CaptureFault> {
    let Some(path) = &capture.path else {
        let text = String::from_utf8_lossy(&evidence.stdout).trim().to_owned();
        return if text.is_empty() { Err(CaptureFault::Empty) } else { Ok(text) };
    };
    let not_json = |reason: String| CaptureFault::NotJson { reason };
    let values = values_of(&evidence.stdout).map_err(not_json)?;
    let last = values.last().ok_or(CaptureFault::Empty)?;
    json_path::lookup(last, path).map(|value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(path: &str, stdout: &str) -> Result<String, CaptureFault> {
        let evidence = Evidence { stdout: stdout.into(), ..Evidence::default() };
        capture(
            &Capture { name: "id".into(), path: (!path.is_empty()).then(|| path.parse().unwrap()), span: 0..0 },
            &evidence,
        )
    }

    #[test]
    fn strings_are_taken_without_quotes_and_other_values_as_json() {
        assert_eq!(taken(".a", r#"{"a": "x y"}"#), Ok("x y".into()));
        assert_eq!(taken(".a", r#"{"a": 1.5}"#), Ok("1.5".into()));
        assert_eq!(taken(".", r#"{"a": 1}"#), Ok(r#"{"a":1}"#.into()));
        assert_eq!(taken(".a", r#"{"a": {"b": [1, 2]}}"#), Ok(r#"{"b":[1,2]}"#.into()));
    }

    #[test]
    fn the_last_value_of_several_counts() {
        assert_eq!(taken(".a", "{\"a\": 1}\n{\"a\": 2}\n"), Ok("2".into()));
    }

    #[test]
    fn without_a_path_it_is_the_whole_output_trimmed() {
        assert_eq!(taken("", "  some text\n"), Ok("some text".into()));
        assert_eq!(taken("", " \n"), Err(CaptureFault::Empty));
    }

    #[test]
    fn what_is_not_there_is_named() {
        assert!(matches!(taken(".a", "no json"), Err(CaptureFault::NotJson { .. })));
        assert!(matches!(taken(".a", "{}"), Err(CaptureFault::NoMember { .. })));
        assert_eq!(taken(".a", ""), Err(CaptureFault::Empty));
    }

    #[test]
    fn values_are_pasted_from_their_provider() {
        let step = |chapter: &str| StepAddress { lab: "l".into(), chapter: chapter.into(), id: "s".into() };
        let mut captured = Captured::default();
        captured.keep(step("01-a"), "id".into(), "7".into());
        captured.keep(step("02-b"), "id".into(), "8".into());
        let providers = BTreeMap::from([("id".to_owned(), step("01-a"))]);
        assert_eq!(captured.paste("x {{id}} {{other}}", Braces::Paste, &providers), "x 7 {{other}}");
        assert_eq!(captured.paste("x {{id}}", Braces::Literal, &providers), "x {{id}}");
        assert_eq!(captured.missing(&providers), None);
        let providers = BTreeMap::from([("id".to_owned(), step("03-c"))]);
        assert_eq!(captured.missing(&providers), Some(&step("03-c")));
    }
}
