//! `StepAddress` and `Place`: how a step is named, and where it stands in its Markdown file.
//!
//! Unlike [`labs_guide::Address`], which may leave parts out, a step address is complete: it is what reports print and
//! what a rerun takes.

use std::fmt;
use std::path::PathBuf;

use labs_guide::{Address, Source};
use serde::{Serialize, Serializer};

/// The complete address of a step or an exercise: `dynamodb/01-tables#create`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepAddress {
    /// Lab id.
    pub lab: String,
    /// Chapter id.
    pub chapter: String,
    /// Step or exercise id.
    pub id: String,
}

impl StepAddress {
    /// Whether `pattern` names this step: each part that the pattern has must be equal.
    #[must_use]
    pub fn matches(&self, pattern: &Address) -> bool {
        let part = |wanted: &Option<String>, own: &str| wanted.as_deref().is_none_or(|wanted| wanted == own);
        part(&pattern.lab, &self.lab) && part(&pattern.chapter, &self.chapter) && part(&pattern.id, &self.id)
    }
}

impl fmt::Display for StepAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}#{}", self.lab, self.chapter, self.id)
    }
}

impl Serialize for StepAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A position in a text file, for people and editors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, as [`Source::path`] has it.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place of byte `offset` in `source`; an offset beyond the end, or inside a character, is taken back to the last
    /// character that begins before it.
    #[must_use]
    pub fn of(source: &Source, offset: usize) -> Self {
        let before = source.text.get(..source.text.floor_char_boundary(offset)).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Self { path: source.path.clone(), line: before.matches('\n').count() + 1, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path.display(), self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source { path: "dynamodb/01-tables.md".into(), text: "đầu\nhai ba\n".into() }
    }

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let source = source();
        assert_eq!(Place::of(&source, 0).to_string(), "dynamodb/01-tables.md:1:1");
        let hai = source.text.find("ba").unwrap();
        assert_eq!(Place::of(&source, hai).to_string(), "dynamodb/01-tables.md:2:5");
    }

    #[test]
    fn an_offset_outside_the_text_or_inside_a_character_has_a_place() {
        assert_eq!((Place::of(&source(), 9_999).line, Place::of(&source(), 1).column), (3, 1));
    }

    #[test]
    fn an_address_matches_what_names_no_other_part() {
        let address = StepAddress { lab: "dynamodb".into(), chapter: "01-tables".into(), id: "create".into() };
        let pattern = |lab: Option<&str>, chapter: Option<&str>, id: Option<&str>| Address {
            lab: lab.map(Into::into),
            chapter: chapter.map(Into::into),
            id: id.map(Into::into),
        };
        assert!(address.matches(&Address::default()));
        assert!(address.matches(&pattern(None, None, Some("create"))));
        assert!(!address.matches(&pattern(Some("dynamodb"), Some("02-queries"), None)));
    }
}
