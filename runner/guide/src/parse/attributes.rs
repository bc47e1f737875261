//! Attributes judged by the vocabulary: which are known, written once, have a value, and what the value is.
//!
//! Reading a value reports what is wrong with it and then goes on, with the text as it is or with nothing.

use std::time::Duration;

use crate::address::{Address, is_id};
use crate::diagnostic::Findings;
use crate::json_path::JsonPath;
use crate::model::{Braces, Capture};
use crate::parse::info::RawAttribute;
use crate::paste::is_capture_name;
use crate::problem::{PathFault, Problem};
use crate::source::{Span, Spanned};
use crate::vocabulary::{BlockKind, Form, REDACTIONS};

/// The attributes of one block, of which each is known for its kind, there once, and with a value when it must have one.
pub(crate) struct Attributes<'a> {
    list: Vec<RawAttribute<'a>>,
}

impl<'a> Attributes<'a> {
    /// Keeps what is right and reports the rest.
    pub(crate) fn judge(kind: BlockKind, list: Vec<RawAttribute<'a>>, findings: &mut Findings<'_>) -> Self {
        let mut kept: Vec<RawAttribute<'a>> = Vec::new();
        for attribute in list {
            let name = attribute.name.to_owned();
            let Some(known) = kind.attributes().find(|known| known.name == attribute.name) else {
                findings.push(Problem::UnknownAttribute { name, kind }, attribute.span);
                continue;
            };
            if let Some(first) = kept.iter().find(|kept| kept.name == attribute.name) {
                let first = first.span.clone();
                findings.push_with(Problem::DuplicateAttribute { name }, attribute.span, "first written here", first);
                continue;
            }
            match (&attribute.value, known.form) {
                (Some(_), Form::Word) => findings.push(Problem::ValueForWord { name }, attribute.span),
                (None, form) if form != Form::Word => {
                    findings.push(Problem::ValueMissing { name, notation: known.notation() }, attribute.span);
                }
                _ => kept.push(attribute),
            }
        }
        Self { list: kept }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&RawAttribute<'a>> {
        self.list.iter().find(|attribute| attribute.name == name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &RawAttribute<'a>> {
        self.list.iter()
    }

    pub(crate) fn value(&self, name: &str) -> Option<&Spanned<String>> {
        self.get(name).and_then(|attribute| attribute.value.as_ref())
    }

    /// A new id.
    pub(crate) fn id(&self, name: &str, findings: &mut Findings<'_>) -> Option<Spanned<String>> {
        let value = self.value(name)?;
        if !is_id(&value.value) {
            findings.push(Problem::Id { found: value.value.clone() }, value.span.clone());
        }
        Some(value.clone())
    }

    pub(crate) fn braces(&self) -> Braces {
        if self.get("literal").is_some() { Braces::Literal } else { Braces::Paste }
    }

    pub(crate) fn points(&self, findings: &mut Findings<'_>) -> Option<Spanned<u32>> {
        let value = self.value("points")?;
        match value.value.parse::<u32>() {
            Ok(points @ 0..=100) if is_plain_number(&value.value) => {
                Some(Spanned { value: points, span: value.span.clone() })
            }
            _ => {
                findings.push(Problem::Points { found: value.value.clone() }, value.span.clone());
                None
            }
        }
    }

    pub(crate) fn say(&self, findings: &mut Findings<'_>) -> Option<String> {
        let value = self.value("say")?;
        if value.value.trim().is_empty() {
            let notation = format!("say={}", Form::Text.notation());
            findings.push(Problem::ValueMissing { name: "say".to_owned(), notation }, value.span.clone());
            return None;
        }
        Some(value.value.clone())
    }

    pub(crate) fn timeout(&self, findings: &mut Findings<'_>) -> Option<Duration> {
        let value = self.value("timeout")?;
        let duration = duration(&value.value);
        if duration.is_none() {
            findings.push(Problem::Duration { found: value.value.clone() }, value.span.clone());
        }
        duration
    }

    pub(crate) fn path(&self, findings: &mut Findings<'_>) -> Option<Spanned<String>> {
        let value = self.value("file")?;
        if let Err(fault) = relative_path(&value.value) {
            findings.push(Problem::FilePath { path: value.value.clone(), fault }, value.span.clone());
        }
        Some(value.clone())
    }

    pub(crate) fn database(&self, findings: &mut Findings<'_>) -> Option<Spanned<String>> {
        let value = self.value("database")?;
        let valid = (1..=255).contains(&value.value.len())
            && value.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !valid {
            findings.push(Problem::Database { found: value.value.clone() }, value.span.clone());
        }
        Some(value.clone())
    }

    pub(crate) fn tolerance(&self, findings: &mut Findings<'_>) -> Option<Spanned<String>> {
        let value = self.value("tolerance")?;
        let (whole, fraction) = value.value.split_once('.').unwrap_or((&value.value, "0"));
        if !is_plain_number(whole) || !is_plain_number(fraction) || value.value.len() > 20 {
            findings.push(Problem::Tolerance { found: value.value.clone() }, value.span.clone());
            return None;
        }
        Some(value.clone())
    }

    pub(crate) fn needs(&self, findings: &mut Findings<'_>) -> Vec<Spanned<Address>> {
        let mut needs = Vec::new();
        for word in self.words("needs") {
            match word.value.parse::<Address>() {
                Ok(address) if address.id.is_some() => needs.push(Spanned { value: address, span: word.span }),
                _ => findings.push(Problem::Address { found: word.value }, word.span),
            }
        }
        needs
    }

    pub(crate) fn captures(&self, findings: &mut Findings<'_>) -> Vec<Capture> {
        let mut captures = Vec::new();
        for word in self.words("capture") {
            match capture(&word.value) {
                Some((name, path)) => captures.push(Capture { name, path, span: word.span }),
                None => findings.push(Problem::Capture { found: word.value }, word.span),
            }
        }
        captures
    }

    pub(crate) fn redactions(&self, findings: &mut Findings<'_>) -> Vec<Spanned<String>> {
        let words = self.words("redact");
        for word in &words {
            if !REDACTIONS.iter().any(|known| known.name == word.value) {
                findings.push(Problem::UnknownRedaction { name: word.value.clone() }, word.span.clone());
            }
        }
        words
    }

    /// The value's words, separated by blanks, each with its place. A value without words is one empty word.
    fn words(&self, name: &str) -> Vec<Spanned<String>> {
        let Some(value) = self.value(name) else { return Vec::new() };
        if value.value.trim().is_empty() {
            return vec![Spanned { value: String::new(), span: value.span.clone() }];
        }
        // Inside quotation marks a backslash may have gone; then places would be off, so the whole value is the place.
        let quote = usize::from(value.span.len() == value.value.len() + 2);
        let exact = value.span.len() == value.value.len() + 2 * quote;
        let mut at = value.span.start + quote;
        let mut words = Vec::new();
        for part in value.value.split_inclusive(char::is_whitespace) {
            let word = part.trim_end_matches(char::is_whitespace);
            let span: Span = if exact { at..at + word.len() } else { value.span.clone() };
            at += part.len();
            if !word.is_empty() {
                words.push(Spanned { value: word.to_owned(), span });
            }
        }
        words
    }
}

fn is_plain_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number of minutes of a heading.
pub(crate) fn minutes(text: &str) -> Option<u32> {
    text.parse().ok().filter(|minutes| is_plain_number(text) && (1..=240).contains(minutes))
}

/// `500ms`, `5s`, `2m`, from 100 ms to 10 minutes: the wall time that a step may take.
///
/// The shell reads durations too (`runner/shell/src/commands/duration.rs`). Those are the learner's, of virtual time, and have
/// fractions, hours and days. Of wall time a step gets 10 minutes at most, and this crate names no other of ours, so the two
/// stay apart.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let duration = match unit {
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number.checked_mul(60)?),
        _ => return None,
    };
    (Duration::from_millis(100)..=Duration::from_secs(600)).contains(&duration).then_some(duration)
}

/// Whether a path stays inside its folder on every system.
pub(crate) fn relative_path(path: &str) -> Result<(), PathFault> {
    if path.is_empty() {
        return Err(PathFault::Empty);
    }
    if path.len() > 200 {
        return Err(PathFault::Long);
    }
    if path.starts_with('/') {
        return Err(PathFault::Absolute);
    }
    if path.contains(|c: char| c == '\\' || c == ':' || c.is_control()) {
        return Err(PathFault::Character);
    }
    match path.split('/').find(|name| matches!(*name, "" | "." | "..")) {
        Some("..") => Err(PathFault::Parent),
        Some(_) => Err(PathFault::EmptyName),
        None => Ok(()),
    }
}

/// `name` or `name:.path[0].to`.
fn capture(text: &str) -> Option<(String, Option<JsonPath>)> {
    let (name, path) = match text.split_once(':') {
        Some((name, path)) => (name, Some(path.parse().ok()?)),
        None => (text, None),
    };
    is_capture_name(name).then(|| (name.to_owned(), path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit_and_a_range() {
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("10m"), Some(Duration::from_secs(600)));
        for text in
            ["5", "s", "5 s", "99ms", "11m", "-1s", "1.5s", "5h", "99999999999999999999s", "999999999999999999m"]
        {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn captures_have_a_name_and_a_path() {
        assert_eq!(capture("id"), Some(("id".into(), None)));
        for path in [".Items[0].Artist.S", r#".["a-b"]"#, "."] {
            let parsed = path.parse().expect("a path");
            assert_eq!(capture(&format!("id:{path}")), Some(("id".into(), Some(parsed))), "{path}");
        }
        for text in ["", ":", "id:", "Id:.A", "1:.A", "id:A", "id:..", "id:.A.", "id:.A[", "id:.A[]", "id:[x]", "id:.!"]
        {
            assert_eq!(capture(text), None, "{text}");
        }
    }

    #[test]
    fn paths_stay_inside() {
        assert_eq!(relative_path("data/a b.json"), Ok(()));
        let cases = [
            ("", PathFault::Empty),
            ("/etc/passwd", PathFault::Absolute),
            ("a/../b", PathFault::Parent),
            ("..", PathFault::Parent),
            ("a//b", PathFault::EmptyName),
            ("./a", PathFault::EmptyName),
            ("a/", PathFault::EmptyName),
            ("a\\b", PathFault::Character),
            ("C:a", PathFault::Character),
            ("a\0", PathFault::Character),
        ];
        for (path, fault) in cases {
            assert_eq!(relative_path(path), Err(fault), "{path}");
        }
    }
}
