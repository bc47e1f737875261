//! The `output` fence: which matcher it chooses, and whether its body suits the matcher.

use serde_json::Value;

use crate::diagnostic::Findings;
use crate::model::{Braces, Expectation, Matcher};
use crate::parse::attributes::Attributes;
use crate::parse::body::Body;
use crate::paste::pastes;
use crate::problem::{Emptiness, Problem};
use crate::source::Span;
use crate::vocabulary::MATCHERS;

/// The expectation of an `output` fence; `info` is the place of its info string.
pub(crate) fn expectation(
    attributes: &Attributes<'_>,
    body: &Body,
    info: Span,
    span: Span,
    findings: &mut Findings<'_>,
) -> Expectation {
    let matcher = matcher(attributes, info.clone(), findings);
    let braces = attributes.braces();
    match &matcher {
        Matcher::Json | Matcher::JsonSubset => json(body, braces, Values::OneOrMore, info, findings),
        Matcher::JsonSchema => json(body, braces, Values::One, info, findings),
        Matcher::Contains | Matcher::Regex | Matcher::Rows { .. } if body.is_blank() => {
            findings.push(Problem::EmptyBlock(Emptiness::Expectation), info);
        }
        _ => {}
    }
    Expectation { matcher, expected: body.spanned(), redact: attributes.redactions(findings), span, braces }
}

/// The row of the table whose words are those of the fence.
fn matcher(attributes: &Attributes<'_>, info: Span, findings: &mut Findings<'_>) -> Matcher {
    let mut words: Vec<&str> =
        attributes.iter().map(|a| a.name).filter(|name| MATCHERS.iter().any(|m| m.words.contains(name))).collect();
    if words.is_empty() {
        words.push("lines");
    }
    let chosen = MATCHERS.iter().find(|m| m.words.len() == words.len() && m.words.iter().all(|w| words.contains(w)));
    let Some(chosen) = chosen else {
        let words = words.into_iter().map(str::to_owned).collect();
        findings.push(Problem::Matcher { words }, info);
        return Matcher::Lines;
    };
    let code = attributes.value("error");
    if let Some(code) = code {
        let valid = !code.value.is_empty()
            && code.value.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !valid {
            findings.push(Problem::ErrorCode { found: code.value.clone() }, code.span.clone());
        }
    }
    (chosen.make)(code.map_or("", |code| code.value.as_str()))
}

/// How many JSON values a body may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Values {
    /// One.
    One,
    /// One after the other, as a step of several commands prints them.
    OneOrMore,
}

/// Reports a body that is not JSON, read as the grader will: with its limits of depth and of numbers. Pastes count as numbers, so that they may stand inside and outside of strings.
pub(crate) fn json(body: &Body, braces: Braces, values: Values, info: Span, findings: &mut Findings<'_>) {
    let mut text = body.text().to_owned();
    if braces == Braces::Paste {
        for paste in pastes(body.text()) {
            text.replace_range(paste.range.clone(), &"1".repeat(paste.range.len()));
        }
    }
    let read = match values {
        Values::OneOrMore if !body.is_blank() => {
            serde_json::Deserializer::from_str(&text).into_iter::<Value>().find_map(Result::err)
        }
        _ => serde_json::from_str::<Value>(&text).err(),
    };
    let Some(error) = read else { return };
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let line = body.lines().nth(error.line().saturating_sub(1));
    let span = match line {
        // The column is a byte, 1-based, and 0 when the line before was already wrong.
        Some(line) if !line.text.is_empty() => {
            let at = line.text.floor_char_boundary(error.column().saturating_sub(1).min(line.text.len() - 1));
            let width = line.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            body.span(line.start + at..line.start + at + width)
        }
        _ => info,
    };
    findings.push(Problem::JsonBody { message }, span);
}
