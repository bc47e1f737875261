//! Markdown to the pieces that the format knows: headings, fences, and the `<details>` of hints.
//!
//! The parser and its options are mdBook's, so that the book, the grader and an author see the same blocks. What a piece means
//! is not judged here.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::parse::body::Body;
use crate::source::{Span, Spanned};

/// A part of a chapter that may have a meaning, in order of the text.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    Heading(Heading<'a>),
    Fence(Fence<'a>),
    HintOpen(HintOpen),
    HintClose { at: usize },
}

/// A heading of any level.
#[derive(Debug)]
pub(crate) struct Heading<'a> {
    pub(crate) level: u8,
    /// Text without markup.
    pub(crate) title: String,
    pub(crate) id: Option<Spanned<&'a str>>,
    /// What stands beside the id in the braces, classes with their dot.
    pub(crate) attributes: Vec<HeadingAttribute<'a>>,
    pub(crate) span: Span,
}

/// An attribute in a heading's braces.
#[derive(Debug)]
pub(crate) struct HeadingAttribute<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: Option<&'a str>,
    pub(crate) span: Span,
}

/// A fenced code block.
#[derive(Debug)]
pub(crate) struct Fence<'a> {
    /// Text behind the opening backticks or tildes, without blanks around it.
    pub(crate) info: Spanned<&'a str>,
    pub(crate) body: Body,
    /// From the first backtick to the last, without the final line end.
    pub(crate) span: Span,
    /// The line that would close it, when nothing does.
    pub(crate) unclosed: Option<String>,
}

/// `<details><summary>Hint 1</summary>`.
#[derive(Debug)]
pub(crate) struct HintOpen {
    /// Text of the summary.
    pub(crate) summary: String,
    pub(crate) span: Span,
}

/// The options of mdBook 0.5.4, as `mdbook_markdown::new_cmark_parser` sets them from the defaults of its `MarkdownOptions`.
/// Whoever else reads a chapter must use the same, so that a fence of the model is a fence there.
#[must_use]
pub fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// All pieces of a chapter.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut heading: Option<Heading<'_>> = None;
    let mut fence: Option<(usize, Body)> = None;
    let mut details = Details::default();
    for (event, range) in Parser::new_ext(text, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                let mut started = heading_start(text, level as u8, range.clone());
                // The parser decides whether there are braces.
                if id.is_some() || !classes.is_empty() || !attrs.is_empty() {
                    read_braces(&mut started, text, range);
                }
                heading = Some(started);
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(mut heading) = heading.take() {
                    heading.title = heading.title.trim().to_owned();
                    pieces.push(Piece::Heading(heading));
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                let line = text.get(range.start..).and_then(|rest| rest.find('\n'));
                let start = line.map_or(range.end, |length| (range.start + length + 1).min(range.end));
                fence = Some((range.start, Body::new(start)));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((start, body)) = fence.take() {
                    pieces.push(Piece::Fence(fence_end(text, start..range.end, body)));
                }
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some((_, body)) = &mut fence {
                    body.push(&part, range);
                } else if let Some(heading) = &mut heading {
                    heading.title.push_str(&part);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut heading {
                    heading.title.push(' ');
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                details.scan(text.get(range.clone()).unwrap_or_default(), range.start, &mut pieces);
            }
            _ => {}
        }
    }
    pieces
}

/// A heading without what may stand in its braces.
fn heading_start(text: &str, level: u8, range: Span) -> Heading<'_> {
    let raw = text.get(range.clone()).unwrap_or_default();
    let end = range.start + raw.trim_end().len();
    Heading { level, title: String::new(), id: None, attributes: Vec::new(), span: range.start..end }
}

/// Reads id and attributes from the heading's own text, because the parser gives them without their places. The braces are the
/// last ones, and what stands in them is separated by blanks, without quotation marks.
fn read_braces<'a>(heading: &mut Heading<'a>, text: &'a str, range: Span) {
    let raw = text.get(range.clone()).unwrap_or_default();
    let (Some(open), Some(close)) = (raw.rfind('{'), raw.rfind('}')) else { return };
    let inside = raw.get(open + 1..close).unwrap_or_default();
    let mut at = range.start + open + 1;
    for part in inside.split_inclusive(|c: char| c.is_ascii_whitespace()) {
        let word = part.trim_end_matches(|c: char| c.is_ascii_whitespace());
        let span = at..at + word.len();
        at += part.len();
        match word.strip_prefix('#') {
            Some(id) if heading.id.is_none() => {
                heading.id = Some(Spanned { value: id, span: span.start + 1..span.end });
            }
            _ if word.is_empty() => {}
            // A second id is no attribute that anything knows, so it is reported as such.
            _ => {
                let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
                heading.attributes.push(HeadingAttribute { name, value, span });
            }
        }
    }
}

fn fence_end(text: &str, range: Span, body: Body) -> Fence<'_> {
    let raw = text.get(range.clone()).unwrap_or_default();
    let mark = raw.chars().next().unwrap_or('`');
    let length = raw.len() - raw.trim_start_matches(mark).len();
    let line = raw.lines().next().unwrap_or_default();
    let behind = line.get(length..).unwrap_or_default();
    let info = behind.trim();
    let info_start = range.start + length + (behind.len() - behind.trim_start().len());
    // What follows the body is the closing line, with the prefixes of quotes and lists before it.
    let after_body = body.source_end().max(range.start + line.len());
    let closing = text.get(after_body..range.end).unwrap_or_default();
    let closing = closing.trim_matches(|c: char| c.is_whitespace() || c == '>');
    let closed = closing.starts_with(mark);
    Fence {
        info: Spanned { value: info, span: info_start..info_start + info.len() },
        body,
        span: range.start..range.start + raw.trim_end().len(),
        unclosed: (!closed).then(|| String::from(mark).repeat(length)),
    }
}

/// Finds `<details>`, `<summary>` and `</details>` in the chapter's HTML, which may come in several blocks with Markdown
/// between them. Only details whose summary begins with "Hint" become pieces.
#[derive(Default)]
struct Details {
    /// For each open `<details>`: where it begins, and whether it is a hint.
    open: Vec<(usize, DetailsKind)>,
    /// Where the text of an open `<summary>` begins.
    summary: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum DetailsKind {
    Unknown,
    Hint,
}

impl Details {
    fn scan<'a>(&mut self, html: &str, base: usize, pieces: &mut Vec<Piece<'a>>) {
        let mut at = 0;
        while let Some(found) = html.get(at..).and_then(|rest| rest.find('<')) {
            let start = at + found;
            let rest = html.get(start..).unwrap_or_default();
            if rest.starts_with("<!--") {
                at = start + rest.find("-->").map_or(rest.len(), |end| end + 3);
                continue;
            }
            let end = start + rest.find('>').map_or(rest.len(), |end| end + 1);
            let tag = html.get(start..end).unwrap_or_default();
            match tag_name(tag).as_str() {
                "details" => {
                    self.open.push((base + start, DetailsKind::Unknown));
                    self.summary = None;
                }
                "summary" => self.summary = Some(end),
                "/summary" => {
                    if let (Some(from), Some((begin, kind))) = (self.summary.take(), self.open.last_mut()) {
                        let summary = html.get(from..start).unwrap_or_default().trim();
                        if summary.starts_with("Hint") {
                            *kind = DetailsKind::Hint;
                            let span = *begin..base + end;
                            pieces.push(Piece::HintOpen(HintOpen { summary: summary.to_owned(), span }));
                        }
                    }
                }
                "/details" => {
                    if let Some((_, DetailsKind::Hint)) = self.open.pop() {
                        pieces.push(Piece::HintClose { at: base + start });
                    }
                }
                _ => {}
            }
            at = end;
        }
        // A summary does not go on over the end of its HTML.
        self.summary = None;
    }
}

/// The lower-case name of a tag, with the slash of a closing one: `/details`.
fn tag_name(tag: &str) -> String {
    let inside = tag.trim_start_matches('<');
    let end = inside
        .char_indices()
        .find(|(index, c)| !(c.is_ascii_alphanumeric() || (*index == 0 && *c == '/')))
        .map_or(inside.len(), |(index, _)| index);
    inside.get(..end).unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fences(text: &str) -> Vec<(String, String, Option<String>)> {
        pieces(text)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Fence(fence) => {
                    Some((fence.info.value.to_owned(), fence.body.text().to_owned(), fence.unclosed))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn fences_give_info_body_and_whether_they_are_closed() {
        let found = fences("```a {b}\none\n```\n\n~~~~ c\n```\n~~~~\n\n````\nrest\n```\n");
        assert_eq!(
            found,
            [
                ("a {b}".into(), "one\n".into(), None),
                ("c".into(), "```\n".into(), None),
                (String::new(), "rest\n```\n".into(), Some("````".into())),
            ]
        );
    }

    #[test]
    fn an_empty_fence_is_closed_or_not() {
        assert_eq!(fences("```a\n```\n"), [("a".into(), String::new(), None)]);
        assert_eq!(fences("```a"), [("a".into(), String::new(), Some("```".into()))]);
        assert_eq!(fences("```a\n"), [("a".into(), String::new(), Some("```".into()))]);
    }

    #[test]
    fn fences_inside_lists_and_quotes_lose_their_prefixes() {
        let text = "1. x\n\n   ```a\n   one\n     two\n   ```\n\n> > ```b\n> > three\n> > ```\n\n> ```c\n> four\n\nend";
        let found = fences(text);
        assert_eq!(
            found,
            [
                ("a".into(), "one\n  two\n".into(), None),
                ("b".into(), "three\n".into(), None),
                ("c".into(), "four\n".into(), Some("```".into())),
            ]
        );
    }

    #[test]
    fn bodies_map_back_to_their_source() {
        let text = "- x\r\n\r\n  ```a {b}\r\n  one\r\n  two\r\n  ```\r\n";
        let Some(Piece::Fence(fence)) = pieces(text).pop() else { panic!("a fence") };
        assert_eq!(fence.body.text(), "one\ntwo\n");
        assert_eq!(&text[fence.body.span(4..7)], "two");
        assert_eq!(&text[fence.info.span.clone()], "a {b}");
        assert_eq!(fence.unclosed, None);
    }

    #[test]
    fn headings_give_ids_and_attributes_with_places() {
        let text = "Một\n\n## Two *words* `x` {#two minutes=4 .c}\n\nThree {#three}\n===\n";
        let headings: Vec<Heading<'_>> = pieces(text)
            .into_iter()
            .filter_map(|piece| if let Piece::Heading(heading) = piece { Some(heading) } else { None })
            .collect();
        let [two, three] = headings.as_slice() else { panic!("two headings") };
        assert_eq!((two.level, two.title.as_str()), (2, "Two words x"));
        assert_eq!(two.id.as_ref().map(|id| &text[id.span.clone()]), Some("two"));
        let names: Vec<_> = two.attributes.iter().map(|a| (a.name, a.value, &text[a.span.clone()])).collect();
        assert_eq!(names, [("minutes", Some("4"), "minutes=4"), (".c", None, ".c")]);
        assert_eq!((three.level, three.id.as_ref().map(|id| id.value)), (1, Some("three")));
    }

    #[test]
    fn hints_are_found_across_blocks_and_within_one() {
        let text = "<details><summary>Hint 1</summary>\n\nSome *text*.\n\n</details>\n\n<!-- <details> -->\n\n\
                    <details>\n<summary>Other</summary>\nx\n</details>\n\n<details>\n<summary>Hint 2</summary>\ny\n</details>\n";
        let shown: Vec<String> = pieces(text)
            .iter()
            .map(|piece| match piece {
                Piece::HintOpen(open) => open.summary.clone(),
                Piece::HintClose { at } => text[*at..].lines().next().unwrap_or_default().to_owned(),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(shown, ["Hint 1", "</details>", "Hint 2", "</details>"]);
    }
}
