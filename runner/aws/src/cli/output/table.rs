//! `--output table`: a section for each structure and each list of structures, set into its parent's by bars on both sides.
//!
//! Columns are in the order of their names and share the width of the widest section. A table that is wider than the terminal is
//! turned on its side where a section has one row.

use std::collections::BTreeSet;

use labs_world::{Document, Map};

use super::Colour;
use super::wide::columns as length;
use crate::cli::error::CliError;
use crate::cli::value::Value;

const PADDING: usize = 4;
const BORDER: usize = 2;

/// The table of a value, titled by the operation; empty when there is nothing to show.
pub(super) fn render(title: &str, value: &Document, colour: Colour, width: usize) -> Result<String, CliError> {
    let mut table = Table { sections: Vec::new() };
    table.build(Some(title), value, 0)?;
    let Some(mut widest) = table.width() else { return Ok(String::new()) };
    if widest > width {
        table.sections.iter_mut().for_each(Section::turn);
        widest = table.width().unwrap_or(widest);
    }
    let mut out = format!("{}\n{}", "-".repeat(widest), reset(colour));
    for section in &table.sections {
        section.render(widest, colour, &mut out);
    }
    Ok(out)
}

struct Table {
    sections: Vec<Section>,
}

#[derive(Default)]
struct Section {
    title: String,
    indent: usize,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    columns: Option<usize>,
    widths: Vec<usize>,
}

fn shown(value: &Document) -> String {
    Value::from(value).python_str()
}

fn is_scalar(value: &Document) -> bool {
    !matches!(value, Document::List(_) | Document::Map(_))
}

/// What Python takes for nothing: such a value has no section.
fn is_nothing(value: &Document) -> bool {
    match value {
        Document::Null | Document::Bool(false) | Document::Integer(0) => true,
        Document::Float(number) => *number == 0.0,
        Document::String(text) => text.is_empty(),
        Document::List(items) => items.is_empty(),
        Document::Map(members) => members.is_empty(),
        _ => false,
    }
}

/// The names of scalars and of everything else, each in order.
fn names(members: &Map) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let (mut scalars, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (name, value) in members {
        if is_scalar(value) {
            scalars.insert(name.as_str())
        } else {
            others.insert(name.as_str())
        };
    }
    (scalars, others)
}

impl Table {
    fn width(&self) -> Option<usize> {
        self.sections.iter().map(Section::total_width).max()
    }

    fn section(&mut self, title: &str, indent: usize) {
        self.sections.push(Section { title: title.to_owned(), indent, ..Section::default() });
    }

    fn row(&mut self, row: Vec<String>) -> Result<(), CliError> {
        self.sections.last_mut().map_or(Ok(()), |section| section.row(row))
    }

    fn headers(&mut self, headers: &BTreeSet<&str>) {
        if let Some(section) = self.sections.last_mut() {
            section.header(headers.iter().map(|it| (*it).to_owned()).collect());
        }
    }

    fn build(&mut self, title: Option<&str>, value: &Document, indent: usize) -> Result<(), CliError> {
        if is_nothing(value) {
            return Ok(());
        }
        if let Some(title) = title {
            self.section(title, indent);
        }
        match value {
            Document::List(items) if matches!(items.first(), Some(Document::Map(_))) => {
                self.build_list(title.unwrap_or_default(), items, indent)
            }
            Document::List(items) => {
                for item in items {
                    match item {
                        Document::List(inner) if inner.iter().all(is_scalar) => {
                            self.row(inner.iter().map(shown).collect())?;
                        }
                        Document::List(_) => self.build(None, item, 0)?,
                        Document::Map(members) => self.row(members.keys().cloned().collect())?,
                        scalar => self.row(vec![shown(scalar)])?,
                    }
                }
                Ok(())
            }
            Document::Map(members) => self.build_structure(members, indent),
            _ => Ok(()),
        }
    }

    fn build_structure(&mut self, members: &Map, indent: usize) -> Result<(), CliError> {
        let (scalars, others) = names(members);
        let value = |name: &&str| members.get(*name).map_or_else(String::new, shown);
        match scalars.iter().collect::<Vec<_>>().as_slice() {
            [] => {}
            [only] => self.row(vec![(**only).to_owned(), value(only)])?,
            _ => {
                self.headers(&scalars);
                self.row(scalars.iter().map(value).collect())?;
            }
        }
        for name in others {
            if let Some(value) = members.get(name) {
                self.build(Some(name), value, indent + 1)?;
            }
        }
        Ok(())
    }

    fn build_list(&mut self, title: &str, items: &[Document], indent: usize) -> Result<(), CliError> {
        let (mut scalars, mut others) = (BTreeSet::new(), BTreeSet::new());
        let structures: Option<Vec<&Map>> = items.iter().map(Document::as_map).collect();
        let Some(structures) = structures else { return Err(CliError::MixedList { format: "table" }) };
        for members in &structures {
            let (its_scalars, its_others) = names(members);
            scalars.extend(its_scalars);
            others.extend(its_others);
        }
        self.headers(&scalars);
        for (index, members) in structures.iter().enumerate() {
            if index > 0 && !others.is_empty() {
                self.section(title, indent);
                self.headers(&scalars);
            }
            self.row(scalars.iter().map(|it| members.get(*it).map_or_else(String::new, shown)).collect())?;
            for name in &others {
                if let Some(value) = members.get(*name) {
                    self.build(Some(name), value, indent + 1)?;
                }
            }
        }
        Ok(())
    }
}

impl Section {
    fn header(&mut self, headers: Vec<String>) {
        self.widen(&headers);
        self.columns.get_or_insert(headers.len());
        self.headers = headers;
    }

    fn row(&mut self, row: Vec<String>) -> Result<(), CliError> {
        let expected = *self.columns.get_or_insert(row.len());
        if expected != row.len() {
            return Err(CliError::UnevenTable { expected, received: row.len() });
        }
        self.widen(&row);
        self.rows.push(row);
        Ok(())
    }

    fn widen(&mut self, row: &[String]) {
        if self.widths.is_empty() {
            self.widths = row.iter().map(|it| length(it)).collect();
        } else {
            for (width, cell) in self.widths.iter_mut().zip(row) {
                *width = (*width).max(length(cell));
            }
        }
    }

    /// The one row of a section becomes one row for each of its columns.
    fn turn(&mut self) {
        if self.rows.len() != 1 || self.headers.is_empty() {
            return;
        }
        let row = self.rows.pop().unwrap_or_default();
        let headers = std::mem::take(&mut self.headers);
        *self = Self { title: std::mem::take(&mut self.title), indent: self.indent, ..Self::default() };
        for (header, cell) in headers.into_iter().zip(row) {
            let pair = vec![header, cell];
            self.columns = Some(2);
            self.widen(&pair);
            self.rows.push(pair);
        }
    }

    fn total_width(&self) -> usize {
        let cells: usize = self.widths.iter().map(|it| it + PADDING).sum();
        let outer = 2 * self.indent;
        (cells + BORDER + outer).max(length(&self.title) + BORDER + outer)
    }

    /// The columns' widths, stretched so that they fill `wanted` together.
    fn stretched(&self, wanted: usize) -> Vec<usize> {
        let natural: Vec<usize> = self.widths.iter().map(|it| it + PADDING).collect();
        let total: usize = natural.iter().sum();
        if total == 0 {
            return natural;
        }
        #[expect(clippy::cast_precision_loss, reason = "widths are small")]
        let factor = wanted as f64 / total as f64;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "widths are small and not negative"
        )]
        let mut widths: Vec<usize> =
            natural.iter().map(|it| (factor * *it as f64).round_ties_even() as usize).collect();
        loop {
            let sum: usize = widths.iter().sum();
            if sum == wanted {
                return widths;
            }
            let off = sum.abs_diff(wanted);
            if sum > wanted {
                widths.iter_mut().take(off).for_each(|it| *it = it.saturating_sub(1));
            } else {
                widths.iter_mut().rev().take(off).for_each(|it| *it += 1);
            }
        }
    }

    fn render(&self, widest: usize, colour: Colour, out: &mut String) {
        let width = widest.saturating_sub(self.indent * 2);
        let bars = edge(colour).repeat(self.indent);
        // The AWS CLI resets the colours after each piece that it writes.
        let reset = reset(colour);
        let mut write = |line: &str| out.push_str(&format!("{bars}{reset}{line}{reset}{bars}{reset}\n{reset}"));
        if !self.title.is_empty() {
            write(&centred(&self.title, width, "|"));
            if self.headers.is_empty() && self.rows.is_empty() {
                write(&format!("+{}+", "-".repeat(width.saturating_sub(2))));
            }
        }
        let widths = self.stretched(width);
        let first_edge = |index: usize| if index == 0 { "|" } else { "" };
        if !self.headers.is_empty() {
            write(&rule(&widths));
            let cells = self.headers.iter().zip(&widths).enumerate();
            write(&cells.map(|(index, (text, width))| centred(text, *width, first_edge(index))).collect::<String>());
        }
        if self.rows.is_empty() || widths.is_empty() {
            return;
        }
        write(&rule(&widths));
        for row in &self.rows {
            let cells = row.iter().zip(&widths).enumerate();
            write(
                &cells.map(|(index, (text, width))| left(text, *width, first_edge(index), colour)).collect::<String>(),
            );
        }
        write(&rule(&widths));
    }
}

fn edge(colour: Colour) -> &'static str {
    match colour {
        Colour::On => "\u{1b}[2m\u{1b}[33m|\u{1b}[0m",
        Colour::Off => "|",
    }
}

fn reset(colour: Colour) -> &'static str {
    match colour {
        Colour::On => "\u{1b}[0m",
        Colour::Off => "",
    }
}

/// `+----+---+`
fn rule(widths: &[usize]) -> String {
    let mut line = String::new();
    for (index, width) in widths.iter().enumerate() {
        match index {
            0 => line.push_str(&format!("+{}+", "-".repeat(width.saturating_sub(2)))),
            _ => line.push_str(&format!("{}+", "-".repeat(width.saturating_sub(1)))),
        }
    }
    line
}

fn centred(text: &str, width: usize, left_edge: &str) -> String {
    let length = length(text);
    let before = (width / 2).saturating_sub(length / 2 + 1);
    // Python's count goes on below zero where the text is wider than the cell.
    let start = i64::try_from(width / 2).unwrap_or(0) - i64::try_from(length / 2).unwrap_or(0) - 1;
    let so_far = i64::try_from(left_edge.len() + length).unwrap_or(0) + start;
    let after = i64::try_from(width).unwrap_or(0) - 1 - so_far;
    format!("{left_edge}{}{text}{}|", " ".repeat(before), " ".repeat(usize::try_from(after).unwrap_or(0)))
}

fn left(text: &str, width: usize, left_edge: &str, colour: Colour) -> String {
    let length = length(text);
    let padding = if width > length + 2 + left_edge.len() { 2 } else { 0 };
    let after = width.saturating_sub(left_edge.len() + padding + length + 1);
    let styled = match colour {
        Colour::On => format!("\u{1b}[1m\u{1b}[34m{text}\u{1b}[0m"),
        Colour::Off => text.to_owned(),
    };
    format!("{left_edge}{}{styled}{}|", " ".repeat(padding), " ".repeat(after))
}
