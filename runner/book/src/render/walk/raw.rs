//! Raw HTML in the text: what is taken opens and closes like everything else, the rest is a fault.

use std::ops::Range;

use super::super::raw_html::{Piece, pieces};
use super::{Open, Walk};
use crate::error::Problem;

impl Walk<'_> {
    pub(super) fn raw(&mut self, html: &str, range: &Range<usize>) {
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
}
