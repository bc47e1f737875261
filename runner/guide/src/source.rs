//! A text file of a lab and places in it: byte spans, lines and columns.
//!
//! Every part of the model points into a [`Source`] by byte range. Lines and columns exist only for people and editors, and are
//! computed when a message is shown.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// Byte range into a [`Source`].
pub type Span = Range<usize>;

/// A value together with where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in its source.
    pub span: Span,
}

/// A text file of a lab, shared by everything that points into it.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path for messages, as somebody in the current folder would open it: `labs/dynamodb/01-first-steps.md`.
    pub path: PathBuf,
    /// The whole text.
    pub text: Arc<str>,
}

/// A place as editors count it. Both numbers are 1-based; columns count characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, where only `\n` (with or without `\r` before it) ends one.
    pub line: usize,
    /// Character within the line.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl Source {
    /// The place of a byte offset. An offset past the end is the end; one inside a character is that character, and one
    /// inside a line end of two bytes is the line's end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let (before, after) = self.text.split_at(self.text.floor_char_boundary(offset));
        let before = if after.starts_with('\n') { before.strip_suffix('\r').unwrap_or(before) } else { before };
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        Position { line, column }
    }

    /// Where a span begins.
    #[must_use]
    pub fn start(&self, span: &Span) -> Position {
        self.position(span.start)
    }

    /// The text of a span; empty when the span does not lie in this source.
    #[must_use]
    pub fn slice(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// Bytes of the 1-based line, without its line end; `None` past the last line.
    #[must_use]
    pub fn line_span(&self, line: usize) -> Option<Span> {
        let mut start = 0;
        for (number, text) in self.text.split_inclusive('\n').enumerate() {
            if number + 1 == line {
                return Some(start..start + text.trim_end_matches(['\n', '\r']).len());
            }
            start += text.len();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source { path: "a.md".into(), text: text.into() }
    }

    #[test]
    fn columns_count_characters_after_multi_byte_text() {
        let text = "Xin chào\nbảng điều khiển: x";
        let at = text.find('x').expect("an x");
        assert_eq!(source(text).position(at), Position { line: 2, column: 18 });
    }

    #[test]
    fn carriage_returns_do_not_add_lines() {
        let text = "one\r\ntwo\r\nthree";
        assert_eq!(source(text).position(text.find("three").expect("three")), Position { line: 3, column: 1 });
        assert_eq!(source(text).line_span(2), Some(5..8));
        assert_eq!(source(text).position(4), source(text).position(3));
    }

    #[test]
    fn offsets_past_the_end_or_inside_a_character_are_clamped() {
        let source = source("é");
        assert_eq!(source.position(1), Position { line: 1, column: 1 });
        assert_eq!(source.position(99), Position { line: 1, column: 2 });
        assert_eq!(source.slice(&(0..1)), "");
    }
}
