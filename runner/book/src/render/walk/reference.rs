//! What a page refers to: links, pictures, footnotes.

use std::mem;
use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::document::RecordedLink;
use super::super::html::escape;
use super::Walk;
use crate::error::Problem;
use crate::site::{Target, relative};

impl Walk<'_> {
    pub(super) fn link(&mut self, kind: LinkType, written: &str, range: &Range<usize>) {
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

    pub(super) fn image(&mut self, written: &str, alt: &str, range: &Range<usize>) {
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

    pub(super) fn footnote_reference(&mut self, name: &str) {
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

    pub(super) fn footnotes(&mut self) {
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
}
