//! The walk through one page's Markdown.
//!
//! Fences that the lab's model knows are drawn from the model; everything else is drawn from the Markdown. mdBook's own Markdown
//! renderer is not used: it writes `style` attributes and unnamed check boxes, reads attributes of info strings as classes, and hides
//! lines of code, all of which this book's pages must not do. The files of the folder draw what is more than a pair of tags.

mod heading;
mod raw;
mod reference;
mod unit;

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::ops::Range;

use labs_guide::markdown_options;
use pulldown_cmark::{Alignment, BlockQuoteKind, Event, OffsetIter, Parser, Tag, TagEnd};

use super::document::{Document, PageText};
use super::html::escape;
use super::parts::{Part, parts};
use crate::error::{ContentFault, Place, Problem};
use crate::site::Site;

/// Draws a page.
pub(crate) fn render(page: PageText<'_>, site: &Site) -> Document {
    let mut walk = Walk {
        page,
        site,
        parts: page.chapter.map(parts).unwrap_or_default(),
        pinned: pinned(page.text),
        document: Document::default(),
        out: String::new(),
        open: Vec::new(),
        columns: Vec::new(),
        column: 0,
        rows: Rows::Body,
        referred: Vec::new(),
        notes: Vec::new(),
        outer: Vec::new(),
    };
    let mut events = Parser::new_ext(page.text, markdown_options()).into_offset_iter();
    while let Some((event, range)) = events.next() {
        walk.close_units(range.start);
        walk.event(event, &range, &mut events);
    }
    walk.finish();
    walk.document
}

/// Ids pinned on headings. A step may share its heading's id; the heading then is the anchor of both.
fn pinned(text: &str) -> BTreeSet<String> {
    Parser::new_ext(text, markdown_options())
        .filter_map(|event| match event {
            Event::Start(Tag::Heading { id, .. }) => id.map(|id| id.to_string()),
            _ => None,
        })
        .collect()
}

/// What is open, innermost last.
enum Open {
    /// Something of Markdown.
    Markdown,
    /// An element of raw HTML, with the line of its tag.
    Raw { name: &'static str, line: usize },
    /// The box of a step or an exercise, with the byte at which it ends.
    Unit { end: usize, close: &'static str },
}

/// Which rows of a table are being drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    Head,
    Body,
}

/// A footnote's text.
struct Note {
    name: String,
    line: usize,
    html: String,
}

struct Walk<'p> {
    page: PageText<'p>,
    site: &'p Site,
    parts: BTreeMap<usize, Part<'p>>,
    pinned: BTreeSet<String>,
    document: Document,
    out: String,
    open: Vec<Open>,
    columns: Vec<Alignment>,
    column: usize,
    rows: Rows,
    /// Names of footnotes in the order of their first reference.
    referred: Vec<String>,
    notes: Vec<Note>,
    /// The page's HTML, put aside while a footnote is drawn, with the footnote's place in `notes`.
    outer: Vec<(usize, String)>,
}

impl Walk<'_> {
    fn event(&mut self, event: Event<'_>, range: &Range<usize>, events: &mut OffsetIter<'_>) {
        match event {
            Event::Start(tag) => self.start(tag, range, events),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.out.push_str(&escape(&text)),
            Event::Code(text) => self.element("code", "", &text),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.element("code", "", &text),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html, range),
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>"),
            Event::Rule => self.out.push_str("<hr>"),
            Event::TaskListMarker(done) => {
                let (sign, word) = if done { ("☑", "done") } else { ("☐", "open") };
                self.out.push_str(&format!("<span class=\"task\" role=\"img\" aria-label=\"{word}\">{sign}</span> "));
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>, events: &mut OffsetIter<'_>) {
        match tag {
            Tag::Heading { level, id, attrs, .. } => {
                let minutes = attrs
                    .iter()
                    .find(|(name, _)| &**name == "minutes")
                    .and_then(|(_, value)| value.as_deref()?.parse().ok());
                return self.heading(level as u8, id.as_deref(), minutes, range, events);
            }
            Tag::CodeBlock(kind) => {
                let text = text_until(events, |end| matches!(end, TagEnd::CodeBlock));
                return self.fence(&kind, &text, range);
            }
            Tag::Image { dest_url, .. } => {
                let text = text_until(events, |end| matches!(end, TagEnd::Image));
                return self.image(&dest_url, &text, range);
            }
            // Raw HTML opens and closes by itself.
            Tag::HtmlBlock => return,
            Tag::MetadataBlock(_) => {
                text_until(events, |end| matches!(end, TagEnd::MetadataBlock(_)));
                return;
            }
            _ => self.open.push(Open::Markdown),
        }
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>"),
            Tag::BlockQuote(Some(kind)) => self.callout(kind),
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::List(Some(1)) => self.out.push_str("<ol>"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">")),
            Tag::Item => self.out.push_str("<li>"),
            Tag::DefinitionList => self.out.push_str("<dl>"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::FootnoteDefinition(name) => {
                let line = self.line(range.start);
                self.notes.push(Note { name: name.to_string(), line, html: String::new() });
                self.outer.push((self.notes.len() - 1, mem::take(&mut self.out)));
            }
            Tag::Table(columns) => {
                self.columns = columns;
                self.out.push_str("<div class=\"table\" role=\"group\" aria-label=\"Table\"><table>");
            }
            Tag::TableHead => {
                self.column = 0;
                self.rows = Rows::Head;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.rows = Rows::Body;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { link_type, dest_url, .. } => self.link(link_type, &dest_url, range),
            Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Image { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if matches!(tag, TagEnd::HtmlBlock) {
            return;
        }
        self.close_to_markdown();
        let close = match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::BlockQuote(None) => "</blockquote>\n",
            TagEnd::BlockQuote(Some(_)) => "</div>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::Table => "</tbody></table></div>\n",
            TagEnd::TableHead => "</tr></thead><tbody>",
            TagEnd::TableRow => "</tr>",
            TagEnd::TableCell if self.rows == Rows::Head => "</th>",
            TagEnd::TableCell => "</td>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Subscript => "</sub>",
            TagEnd::Link => "</a>",
            TagEnd::FootnoteDefinition => {
                let (at, outer) = self.outer.pop().unwrap_or_default();
                let html = mem::replace(&mut self.out, outer);
                if let Some(note) = self.notes.get_mut(at) {
                    note.html = html;
                }
                ""
            }
            TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Image | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => "",
        };
        self.out.push_str(close);
    }

    fn element(&mut self, name: &str, attributes: &str, text: &str) {
        self.out.push_str(&format!("<{name}{attributes}>{}</{name}>", escape(text)));
    }

    fn cell(&mut self) {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.column += 1;
        let name = if self.rows == Rows::Head { "th scope=\"col\"" } else { "td" };
        self.out.push_str(&format!("<{name}{class}>"));
    }

    fn callout(&mut self, kind: BlockQuoteKind) {
        let (class, word) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        self.out.push_str(&format!("<div class=\"callout callout-{class}\"><p class=\"callout-title\">{word}</p>"));
    }

    /// Closes boxes whose last part lies behind.
    fn close_units(&mut self, at: usize) {
        while let Some(Open::Unit { end, close }) = self.open.last()
            && at >= *end
        {
            self.out.push_str(close);
            self.open.pop();
        }
    }

    /// Closes boxes that end with what holds them, and reports raw HTML that should have been closed.
    fn close_to_markdown(&mut self) {
        while let Some(open) = self.open.pop() {
            match open {
                Open::Markdown => return,
                Open::Unit { close, .. } => self.out.push_str(close),
                Open::Raw { name, line } => self.fault(line, Problem::HtmlUnclosed { tag: name.to_owned() }),
            }
        }
    }

    fn finish(&mut self) {
        self.close_to_markdown();
        self.footnotes();
        if self.document.title_id.is_empty() {
            self.fault(1, Problem::TitleMissing);
        }
        self.document.body = mem::take(&mut self.out);
    }

    fn line(&self, at: usize) -> usize {
        self.page.text.get(..at).unwrap_or_default().bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    fn fault(&mut self, line: usize, problem: Problem) {
        self.document.faults.push(ContentFault { place: Place::line(self.page.shown, line), problem });
    }
}

/// The plain text up to the end of what was just begun.
fn text_until(events: &mut OffsetIter<'_>, is_end: impl Fn(&TagEnd) -> bool) -> String {
    let mut text = String::new();
    for (event, _) in events.by_ref() {
        match event {
            Event::End(end) if is_end(&end) => break,
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests;
