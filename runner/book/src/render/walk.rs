//! The walk through one page's Markdown.
//!
//! Fences that the lab's model knows are drawn from the model; everything else is drawn from the Markdown. mdBook's own Markdown
//! renderer is not used: it writes `style` attributes and unnamed check boxes, reads attributes of info strings as classes, and hides
//! lines of code, all of which this book's pages must not do.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd,
};

use super::document::{Document, Heading, PageText, RecordedLink};
use super::html::escape;
use super::parts::{Part, end_of, parts};
use super::raw_html::{Piece, pieces};
use super::{code, exercise, expectation, file_block, step};
use crate::error::{ContentFault, Place, Problem};
use crate::site::{Site, Target, relative};

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
    let mut events = Parser::new_ext(page.text, options()).into_offset_iter();
    while let Some((event, range)) = events.next() {
        walk.close_units(range.start);
        walk.event(event, &range, &mut events);
    }
    walk.finish();
    walk.document
}

/// What mdBook and `labs_guide` read as Markdown, so that a fence of the model is a fence here.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// Ids pinned on headings. A step may share its heading's id; the heading then is the anchor of both.
fn pinned(text: &str) -> BTreeSet<String> {
    Parser::new_ext(text, options())
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

    fn heading(
        &mut self,
        level: u8,
        id: Option<&str>,
        minutes: Option<u32>,
        range: &Range<usize>,
        events: &mut OffsetIter<'_>,
    ) {
        let outer = mem::take(&mut self.out);
        self.open.push(Open::Markdown);
        let mut text = String::new();
        while let Some((event, inner)) = events.next() {
            match &event {
                Event::End(TagEnd::Heading(_)) => break,
                Event::Text(part) | Event::Code(part) => text.push_str(part),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
            self.event(event, &inner, events);
        }
        self.close_to_markdown();
        let title = mem::replace(&mut self.out, outer);
        let line = self.line(range.start);
        let id = id.map_or_else(|| self.slug(&text), str::to_owned);
        self.document.ids.entry(id.clone()).or_insert(line);
        if level == 1 && self.document.title.is_empty() {
            self.document.title = title;
            self.document.title_id = id;
            return;
        }
        let id_html = escape(&id);
        let minutes_html = match minutes {
            Some(minutes) => format!("<p class=\"minutes\">{minutes} min</p>"),
            None => String::new(),
        };
        self.out.push_str(&format!(
            "<div class=\"heading\"><h{level} id=\"{id_html}\">{title} <a class=\"anchor\" href=\"#{id_html}\" \
             aria-label=\"Link to this section: {}\">#</a></h{level}>{minutes_html}</div>\n",
            escape(&text),
        ));
        self.document.headings.push(Heading { level, id, text, minutes });
    }

    /// An id for a heading that pins none: its letters and digits, and a number when that is taken.
    fn slug(&self, text: &str) -> String {
        let words: Vec<String> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        let base = if words.is_empty() { "section".to_owned() } else { words.join("-") };
        let taken = |id: &String| self.pinned.contains(id) || self.document.ids.contains_key(id);
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        std::iter::once(base.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(base)
    }

    fn fence(&mut self, kind: &CodeBlockKind<'_>, text: &str, range: &Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => &**info,
            CodeBlockKind::Indented => "",
        };
        let Some(part) = self.parts.get(&range.start).copied() else {
            self.out.push_str(&code::plain(info, text));
            self.out.push('\n');
            return;
        };
        let html = match part {
            Part::Step(step, number) => {
                self.document.steps += 1;
                let id = self.unit_id(&step.id.value, range.start);
                step::open(step, number, &id)
            }
            Part::Exercise(exercise) => {
                self.document.exercises += 1;
                let id = self.unit_id(&exercise.id.value, range.start);
                exercise::open(exercise, &id)
            }
            Part::File(file) => file_block::render(file, code::language(info)),
            Part::Output(output, of) => expectation::render(output, of),
            Part::Check(check) => exercise::check(check),
        };
        self.out.push_str(&html);
        let close = match part {
            Part::Step(..) => "</article>\n",
            Part::Exercise(_) => "</section>\n",
            _ => return,
        };
        self.open.push(Open::Unit { end: end_of(part), close });
    }

    /// The id attribute of a step or an exercise.
    fn unit_id(&mut self, id: &str, at: usize) -> String {
        if self.pinned.contains(id) {
            return String::new();
        }
        let line = self.line(at);
        self.document.ids.entry(id.to_owned()).or_insert(line);
        format!(" id=\"{}\"", escape(id))
    }

    fn link(&mut self, kind: LinkType, written: &str, range: &Range<usize>) {
        let line = self.line(range.start);
        let written = match kind {
            LinkType::Email => format!("mailto:{written}"),
            _ => written.to_owned(),
        };
        let href = match self.site.link(self.page.source, &written) {
            Ok(Target::Here(fragment)) => format!("#{fragment}"),
            Ok(Target::Page(page, fragment)) => format!("{}{fragment}", relative(self.page.target, &page)),
            Ok(Target::File(file)) => {
                let href = relative(self.page.target, &file);
                self.document.files.insert(file);
                href
            }
            Ok(Target::Outside(address)) => {
                self.out.push_str(&format!("<a class=\"outside\" href=\"{}\" rel=\"noreferrer\">", escape(&address)));
                self.document.links.push(RecordedLink { href: address, written, line });
                return;
            }
            Err(problem) => {
                self.fault(line, problem);
                String::new()
            }
        };
        self.out.push_str(&format!("<a href=\"{}\">", escape(&href)));
        self.document.links.push(RecordedLink { href, written, line });
    }

    fn image(&mut self, written: &str, alt: &str, range: &Range<usize>) {
        match self.site.image(self.page.source, written) {
            Ok(file) => {
                let source = relative(self.page.target, &file);
                self.out.push_str(&format!(
                    "<img src=\"{}\" alt=\"{}\" loading=\"lazy\">",
                    escape(&source),
                    escape(alt)
                ));
                self.document.files.insert(file);
            }
            Err(problem) => {
                let line = self.line(range.start);
                self.fault(line, problem);
            }
        }
    }

    fn footnote_reference(&mut self, name: &str) {
        let known = self.referred.iter().position(|one| one == name);
        let number = known.map_or(self.referred.len(), |at| at) + 1;
        let name_html = escape(name);
        // Only the first reference is the way back from the note.
        let id = if known.is_none() { format!(" id=\"note-ref-{name_html}\"") } else { String::new() };
        self.out.push_str(&format!(
            "<sup{id}><a href=\"#note-{name_html}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        ));
        if known.is_none() {
            self.referred.push(name.to_owned());
        }
    }

    fn raw(&mut self, html: &str, range: &Range<usize>) {
        let line = self.line(range.start);
        for piece in pieces(html) {
            match piece {
                Piece::Text(text) => self.out.push_str(&text),
                Piece::Break => self.out.push_str("<br>"),
                Piece::Open { name, html } => {
                    self.out.push_str(&html);
                    self.open.push(Open::Raw { name, line });
                }
                Piece::Close(name) => self.close_raw(name, line),
                Piece::Refused(tag) => {
                    let tag: String = tag.chars().take(60).collect();
                    self.fault(line, Problem::RawHtml { tag: tag.trim_end().to_owned() });
                }
            }
        }
    }

    fn close_raw(&mut self, name: &'static str, line: usize) {
        while let Some(Open::Unit { close, .. }) = self.open.last() {
            self.out.push_str(close);
            self.open.pop();
        }
        match self.open.last() {
            Some(Open::Raw { name: open, .. }) if *open == name => {
                self.open.pop();
                self.out.push_str(&format!("</{name}>"));
            }
            _ => self.fault(line, Problem::HtmlUnopened { tag: name.to_owned() }),
        }
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
        self.document.body = mem::take(&mut self.out);
    }

    fn footnotes(&mut self) {
        let notes = mem::take(&mut self.notes);
        for note in &notes {
            if !self.referred.contains(&note.name) {
                self.fault(note.line, Problem::FootnoteUnused { name: note.name.clone() });
            }
        }
        if self.referred.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>");
        for name in &self.referred {
            let html =
                notes.iter().find(|note| note.name == *name).map(|note| note.html.trim_end()).unwrap_or_default();
            let name = escape(name);
            self.out.push_str(&format!(
                "<li id=\"note-{name}\">{html} <a href=\"#note-ref-{name}\" aria-label=\"Back to the text\">↩</a></li>"
            ));
        }
        self.out.push_str("</ol></section>\n");
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
mod tests {
    use std::path::Path;

    use labs_guide::Source;
    use proptest::prelude::*;

    use super::*;

    /// A page of any text, drawn with the model that the guide's own parser makes of it.
    fn draw(text: &str) -> Document {
        let source = Source { path: "labs/a/01-a.md".into(), text: text.into() };
        let (chapter, _) = labs_guide::parse_chapter("01-a", &source);
        let page = PageText {
            text,
            shown: Path::new("labs/a/01-a.md"),
            source: Path::new("labs/a/01-a.md"),
            target: Path::new("labs/a/01-a.html"),
            chapter: Some(&chapter),
        };
        render(page, &Site::default())
    }

    /// The first tag that does not close what is open, or what stays open at the end.
    fn imbalance(html: &str) -> Option<String> {
        let mut open: Vec<&str> = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let tag = &rest[at + 1..];
            let end = tag.find('>')?;
            let name = tag[..end].split(' ').next()?;
            match name.strip_prefix('/') {
                Some(closed) if open.last() == Some(&closed) => {
                    open.pop();
                }
                Some(_) => return Some(format!("</{name}> in {open:?}")),
                None if matches!(name, "br" | "hr" | "img") => {}
                None => open.push(name),
            }
            rest = &tag[end..];
        }
        open.pop().map(|name| format!("<{name}> stays open"))
    }

    /// Pieces that open, close, nest and collide.
    const PIECES: [&str; 32] = [
        "\n",
        "\n\n",
        "text ",
        "# A {#a minutes=1}\n",
        "## B\n",
        "- ",
        "  ",
        "> ",
        "1. ",
        "`c` ",
        "*",
        "**",
        "[x](y) ",
        "![i](j.png) ",
        "<details>",
        "</details>",
        "<summary>S</summary>",
        "<kbd>",
        "</kbd>",
        "<b>",
        "[^n] ",
        "\n[^n]: note\n",
        "| a | b |\n| - | - |\n| 1 | 2 |\n",
        "```console {step=s}\n$ ls\n```\n",
        "```output {lines}\nx\n```\n",
        "```sql {exercise=e}\n____\n```\n",
        "```output {exercise=e rows}\nx\n```\n",
        "<details><summary>Hint 1</summary>\n\nh\n\n</details>\n",
        "```text {file=f}\nx\n```\n",
        "~~~\n",
        "é\r\n",
        "<!-- c",
    ];

    proptest! {
        #[test]
        fn any_text_becomes_balanced_html_without_a_script(picked in prop::collection::vec(0..PIECES.len(), 0..40)) {
            let text: String = picked.into_iter().map(|at| PIECES[at]).collect();
            let document = draw(&text);
            // Raw HTML that is refused stops the build before anybody sees the page.
            let is_refused = |fault: &ContentFault| {
                matches!(
                    fault.problem,
                    Problem::RawHtml { .. } | Problem::HtmlUnclosed { .. } | Problem::HtmlUnopened { .. }
                )
            };
            if !document.faults.iter().any(is_refused) {
                prop_assert_eq!(imbalance(&document.body), None, "{}", document.body);
            }
            prop_assert!(!document.body.contains("<b>"));
        }
    }

    #[test]
    fn headings_without_an_id_get_one_of_their_own() {
        let ids: Vec<_> = draw("## Một hai!\n\n## Một hai\n\n## ?\n\n## B {#mot}\n")
            .headings
            .into_iter()
            .map(|heading| heading.id)
            .collect();
        assert_eq!(ids, ["một-hai", "một-hai-2", "section", "mot"]);
    }
}
