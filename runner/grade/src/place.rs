//! `StepAddress` and `Place`: how a step is named, and where it stands in its Markdown file.
//!
//! Unlike [`labs_guide::Address`], which may leave parts out, a step address is complete: it is what reports print and
//! what a rerun takes.

use std::fmt;
use std::path::PathBuf;

use labs_guide::{Position, Source};
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
    /// The place of byte `offset` in `source`.
    #[must_use]
    pub fn of(source: &Source, offset: usize) -> Self {
        let Position { line, column } = source.position(offset);
        Self { path: source.path.clone(), line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path.display(), self.line, self.column)
    }
}
