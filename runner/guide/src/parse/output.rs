//! The `output` fence: which matcher it chooses, and whether its body suits the matcher.

use regex::Regex;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::diagnostic::Findings;
use crate::model::{Braces, Expectation, Matcher};
use crate::parse::attributes::Attributes;
use crate::parse::body::Body;
use crate::parse::json_schema;
use crate::paste::{paste, pastes};
use crate::problem::{Emptiness, Problem};
use crate::source::{Span, Spanned};
use crate::text_table::{TextTable, TextTableError, TypesLine};
use crate::vocabulary::{MATCHERS, TYPES};

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
    let types = if attributes.get("types").is_some() { TypesLine::Given } else { TypesLine::Absent };
    match &matcher {
        Matcher::Json | Matcher::JsonSubset => json(body, braces, JsonBody::Output, info, findings),
        Matcher::JsonSchema => {
            json(body, braces, JsonBody::Schema, info.clone(), findings);
            // With pastes in it the schema is known at run time alone; one that is no JSON has been reported.
            if let Ok(schema) = serde_json::from_str(body.text()) {
                json_schema::schema(body, &schema, info, findings);
            }
        }
        Matcher::Contains | Matcher::Regex | Matcher::Rows { .. } if body.is_blank() => {
            findings.push(Problem::EmptyBlock(Emptiness::Expectation), info);
        }
        Matcher::Regex => patterns(body, braces, findings),
        Matcher::Rows { .. } => table(body, types, findings),
        _ => {}
    }
    Expectation {
        expected: body.spanned(),
        file: file(attributes, &matcher, findings),
        tolerance: tolerance(attributes, &matcher, findings),
        types: types_of(attributes, &matcher, types, findings),
        matcher,
        redact: attributes.redactions(findings),
        span,
        braces,
    }
}

/// The file that is compared; rows and errors are no text of a file.
fn file(attributes: &Attributes<'_>, matcher: &Matcher, findings: &mut Findings<'_>) -> Option<Spanned<String>> {
    let name = match matcher {
        Matcher::Rows { .. } => Some("rows".to_owned()),
        Matcher::Error(code) => Some(format!("error={code}")),
        _ => None,
    };
    if let (Some(attribute), Some(matcher)) = (attributes.get("file"), name) {
        findings.push(Problem::MatcherWord { word: "file", matcher }, attribute.span.clone());
        return None;
    }
    attributes.path(findings)
}

fn tolerance(attributes: &Attributes<'_>, matcher: &Matcher, findings: &mut Findings<'_>) -> Option<Spanned<String>> {
    if let Some(attribute) = attributes.get("tolerance")
        && !matches!(matcher, Matcher::Rows { .. } | Matcher::Json | Matcher::JsonSubset)
    {
        let problem = Problem::MatcherWord { word: "tolerance", matcher: "this matcher".to_owned() };
        findings.push(problem, attribute.span.clone());
        return None;
    }
    attributes.tolerance(findings)
}

fn types_of(
    attributes: &Attributes<'_>,
    matcher: &Matcher,
    types: TypesLine,
    findings: &mut Findings<'_>,
) -> TypesLine {
    match (attributes.get("types"), matcher) {
        (Some(attribute), matcher) if !matches!(matcher, Matcher::Rows { .. }) => {
            let problem = Problem::MatcherWord { word: "types", matcher: "this matcher".to_owned() };
            findings.push(problem, attribute.span.clone());
            TypesLine::Absent
        }
        _ => types,
    }
}

/// Reports what keeps a body from being a result table.
fn table(body: &Body, types: TypesLine, findings: &mut Findings<'_>) {
    match TextTable::parse(body.text(), types) {
        Ok(table) => {
            let unknown =
                table.types.iter().flatten().filter(|name| !TYPES.contains(&type_without_parameters(name).as_str()));
            for found in unknown {
                let at = body.text().find(found.as_str()).unwrap_or_default();
                let problem = Problem::ColumnType { found: found.clone() };
                findings.push(problem, body.span(at..at + found.len()));
            }
        }
        Err(TextTableError { kind, range }) => findings.push(Problem::Table(kind), body.span(range)),
    }
}

/// `decimal` of `decimal(10,2)`, `timestamp with time zone` of `timestamp(3) with time zone`.
fn type_without_parameters(name: &str) -> String {
    let (Some(open), Some(close)) = (name.find(['(', '<']), name.rfind([')', '>'])) else { return name.to_lowercase() };
    let parts = name.get(..open).zip(name.get(close + 1..));
    parts.map_or_else(|| name.to_lowercase(), |(before, after)| format!("{before}{after}").to_lowercase())
}

/// Reports the lines of a body that are no regular expressions. What is pasted is taken literally, so it can break none.
fn patterns(body: &Body, braces: Braces, findings: &mut Findings<'_>) {
    for line in body.lines() {
        let pattern = match braces {
            Braces::Paste => paste(line.text, |_| Some("x".to_owned())),
            Braces::Literal => line.text.to_owned(),
        };
        if let Err(error) = Regex::new(pattern.trim_end()) {
            findings.push(Problem::Regex { message: json_schema::last_line(&error) }, body.span(line.range()));
        }
    }
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
            && code
                .value
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
        if !valid {
            findings.push(Problem::ErrorCode { found: code.value.clone() }, code.span.clone());
        }
    }
    (chosen.make)(code.map_or("", |code| code.value.as_str()))
}

/// What a JSON body is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonBody {
    /// A file: one value, which the grader never reads.
    File,
    /// A schema: one value.
    Schema,
    /// An output: values one after the other, as a step of several commands prints them.
    Output,
}

/// Reports a body that is not JSON. Pastes count as numbers, so that they may stand inside and outside of strings.
pub(crate) fn json(body: &Body, braces: Braces, what: JsonBody, info: Span, findings: &mut Findings<'_>) {
    let mut text = body.text().to_owned();
    let mut pasted = false;
    if braces == Braces::Paste {
        for paste in pastes(body.text()) {
            text.replace_range(paste.range.clone(), &"1".repeat(paste.range.len()));
            pasted = true;
        }
    }
    let only_grammar = pasted || what == JsonBody::File;
    let read = match what {
        JsonBody::Output if !body.is_blank() && only_grammar => fault_of_values::<IgnoredAny>(&text),
        JsonBody::Output if !body.is_blank() => fault_of_values::<Value>(&text),
        _ if only_grammar => fault_of_one::<IgnoredAny>(&text),
        _ => fault_of_one::<Value>(&text),
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

/// The first fault of one value. Read as a [`Value`], as the grader does, it also has limits: numbers that a float can hold, whole
/// characters in strings, and a depth. What is pasted is not known yet, so there only the grammar is judged.
fn fault_of_one<T: DeserializeOwned>(text: &str) -> Option<serde_json::Error> {
    serde_json::from_str::<T>(text).err()
}

/// The first fault of values one after the other, see [`fault_of_one`].
fn fault_of_values<T: DeserializeOwned>(text: &str) -> Option<serde_json::Error> {
    serde_json::Deserializer::from_str(text).into_iter::<T>().find_map(Result::err)
}
