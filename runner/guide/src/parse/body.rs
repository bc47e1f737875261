//! The body of a fence with the way back to its source.
//!
//! Inside quotes and lists the lines of a fence have prefixes that are not part of its body, so an offset in the body is not
//! a fixed distance from one in the file. A body remembers its pieces and maps any range back.

use crate::source::{Span, Spanned};

/// Text of a fence, without the prefixes of quotes and lists around it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    text: String,
    /// Where in `text` each piece begins, and where it came from; ordered.
    pieces: Vec<(usize, Span)>,
    /// The place of an empty body.
    start: usize,
}

/// One line of a body without its line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) start: usize,
    pub(crate) text: &'a str,
}

impl Line<'_> {
    pub(crate) fn range(&self) -> Span {
        self.start..self.start + self.text.len()
    }
}

impl Body {
    pub(crate) fn new(start: usize) -> Self {
        Self { text: String::new(), pieces: Vec::new(), start }
    }

    pub(crate) fn push(&mut self, text: &str, source: Span) {
        self.pieces.push((self.text.len(), source));
        self.text.push_str(text);
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The end of the last piece in the source.
    pub(crate) fn source_end(&self) -> usize {
        self.pieces.last().map_or(self.start, |(_, source)| source.end)
    }

    /// Lines with their place in the body.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.text.split_inclusive('\n').scan(0, |start, line| {
            let this = Line { start: *start, text: line.trim_end_matches('\n') };
            *start += line.len();
            Some(this)
        })
    }

    /// Where a range of the body stands in the source.
    pub(crate) fn span(&self, range: Span) -> Span {
        let start = self.locate(range.start);
        let end = if range.end > range.start { self.locate(range.end - 1) + 1 } else { start };
        start..end.max(start)
    }

    /// The whole body with its place.
    pub(crate) fn spanned(&self) -> Spanned<String> {
        Spanned { value: self.text.clone(), span: self.span(0..self.text.len()) }
    }

    fn locate(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|(at, _)| *at <= offset);
        match after.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            // A piece that the parser made up (a tab as blanks) may be longer than what it came from.
            Some((at, source)) => (source.start + (offset - at)).min(source.end),
            None => self.start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_mapped_over_prefixes() {
        // > one
        // > two
        let mut body = Body::new(2);
        body.push("one\n", 2..6);
        body.push("two\n", 8..12);
        assert_eq!(body.span(0..3), 2..5);
        assert_eq!(body.span(4..7), 8..11);
        assert_eq!(body.span(4..4), 8..8);
        assert_eq!(body.lines().map(|line| line.text).collect::<Vec<_>>(), ["one", "two"]);
    }

    #[test]
    fn an_empty_body_has_a_place() {
        assert_eq!(Body::new(7).span(0..0), 7..7);
    }
}
