//! Headings: their ids, their minutes, their place in the page's own list.

use std::mem;
use std::ops::Range;

use pulldown_cmark::{Event, OffsetIter, TagEnd};

use super::super::document::Heading;
use super::super::html::escape;
use super::{Open, Walk};
use crate::error::Problem;

impl Walk<'_> {
    pub(super) fn heading(
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
        if level == 1 && self.document.title_id.is_empty() {
            self.document.title = title;
            self.document.title_id = id;
            return;
        }
        if level == 1 {
            self.fault(line, Problem::TitleTwice);
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
}
