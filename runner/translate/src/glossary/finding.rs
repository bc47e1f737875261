//! What can be wrong with a glossary, its wording and its rules, in one place.

use std::fmt;

use labs_guide::{Diagnostic, Severity, Source, Span, nearest};

use super::fields::{FieldSpec, PARTS_OF_SPEECH};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding {
    Toml { message: String },
    NotUtf8,
    NewerFormat { found: String },
    UnknownField { name: String, known: Vec<&'static str> },
    MissingField { name: &'static str, form: &'static str },
    FieldValue { name: &'static str, form: &'static str },
    IdTwice { id: String, first: String },
    TermTwice { en: String, first: String },
    Order { en: String, after: String },
    Kept { en: String, vi: String },
    NotKept { en: String },
    NotNormal { text: String },
    ToneStyle { written: String, wanted: String },
    NotVietnamese { name: &'static str },
    NoFullStop { name: &'static str },
    Avoided { vi: String },
}

impl Finding {
    /// Name and rule.
    fn rule(&self) -> (&'static str, &'static str) {
        match self {
            Self::Toml { .. } | Self::NotUtf8 => ("glossary::syntax", "a file of the glossary is TOML in UTF-8"),
            Self::NewerFormat { .. } => ("glossary::format", "this version of labs reads glossaries of format 1"),
            Self::UnknownField { .. } => {
                ("glossary::unknown-field", "a term has the fields of the table in CONTRIBUTING.md and no others")
            }
            Self::MissingField { .. } => ("glossary::missing-field", "a required field is there and not empty"),
            Self::FieldValue { .. } => ("glossary::field-value", "the value of a field has the field's form"),
            Self::IdTwice { .. } => ("glossary::id-twice", "an id is one term's, over all topics"),
            Self::TermTwice { .. } => {
                ("glossary::term-twice", "a topic has one row for an English term and part of speech")
            }
            Self::Order { .. } => (
                "glossary::order",
                "terms stand in the alphabetical order of the English, so that additions do not collide",
            ),
            Self::Kept { .. } => ("glossary::kept", "a kept term is written in Vietnamese text as in English"),
            Self::NotKept { .. } => {
                ("glossary::not-kept", "a term that is the same in both languages is kept, and says so")
            }
            Self::NotNormal { .. } => {
                ("glossary::normal-form", "text is in Unicode's normal form C, so that searching finds it")
            }
            Self::ToneStyle { .. } => (
                "glossary::tone-style",
                "tone marks stand on the first vowel of oa, oe and uy at the end of a syllable: khóa, hóa",
            ),
            Self::NotVietnamese { .. } => ("glossary::not-vietnamese", "Vietnamese text has Vietnamese letters"),
            Self::NoFullStop { .. } => ("glossary::full-stop", "a definition is a sentence and ends with a full stop"),
            Self::Avoided { .. } => ("glossary::avoided", "what must not be used is not what is used"),
        }
    }

    fn help(&self) -> Option<String> {
        match self {
            Self::UnknownField { name, known } => Some(match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: {}", known.join(", ")),
            }),
            Self::MissingField { form, .. } => Some(format!("write {form}")),
            Self::FieldValue { name: "part-of-speech", .. } => Some(format!("one of: {}", PARTS_OF_SPEECH.join(", "))),
            Self::Kept { .. } => {
                Some("put the Vietnamese explanation into `gloss`, or set `keep-english = false`".to_owned())
            }
            Self::NotKept { .. } => Some("set `keep-english = true`".to_owned()),
            Self::ToneStyle { wanted, .. } => Some(format!("write `{wanted}`")),
            _ => None,
        }
    }

    pub(super) fn at(&self, source: &Source, span: Span) -> Diagnostic {
        let (code, rule) = self.rule();
        Diagnostic {
            code,
            severity: Severity::Error,
            message: self.to_string(),
            rule,
            help: self.help(),
            source: source.clone(),
            span,
            labels: Vec::new(),
        }
    }

    /// The names that a table of fields knows.
    pub(super) fn known(specs: &'static [FieldSpec]) -> Vec<&'static str> {
        specs.iter().map(|spec| spec.name).collect()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Toml { message } => write!(f, "this is not TOML: {message}"),
            Self::NotUtf8 => f.write_str("this file is not UTF-8 text"),
            Self::NewerFormat { found } => write!(f, "this glossary has the format {found}"),
            Self::UnknownField { name, .. } => write!(f, "there is no field `{name}`"),
            Self::MissingField { name, .. } => write!(f, "the field `{name}` is missing"),
            Self::FieldValue { name, form } => write!(f, "the value of `{name}` is not {form}"),
            Self::IdTwice { id, first } => write!(f, "the id `{id}` is already that of the term \"{first}\""),
            Self::TermTwice { en, first } => write!(f, "\"{en}\" is already the term `{first}`"),
            Self::Order { en, after } => write!(f, "\"{en}\" stands after \"{after}\""),
            Self::Kept { en, vi } => write!(f, "\"{en}\" is kept, and \"{vi}\" is something else"),
            Self::NotKept { en } => write!(f, "\"{en}\" is the same in both languages"),
            Self::NotNormal { text } => write!(f, "\"{text}\" is not in normal form C"),
            Self::ToneStyle { written, .. } => write!(f, "\"{written}\" has its tone mark on the second vowel"),
            Self::NotVietnamese { name } => write!(f, "`{name}` has no Vietnamese letter in it"),
            Self::NoFullStop { name } => write!(f, "`{name}` does not end with a full stop"),
            Self::Avoided { vi } => write!(f, "\"{vi}\" is both used and to be avoided"),
        }
    }
}
