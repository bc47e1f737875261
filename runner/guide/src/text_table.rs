//! `TextTable`: the notation of result tables, as authors write them and as reports and screens show them.
//!
//! ```text
//! region  orders          region | orders         NULL       no value
//! north   3               -------+-------         'NULL'     the text NULL
//! 'a  b'  NULL            north  | 3              ''         the empty text
//! ```
//!
//! What is written here is read back as it was: [`TextTable::parse`] and [`TextTable::render`] are each other's inverse. Which
//! table is the right one is judged by `runner/grade`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

/// A table of texts with a name for each column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextTable {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Types of the columns, when the table says them.
    pub types: Option<Vec<String>>,
    /// The rows, each with a cell a column; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Whether the line below the header names types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TypesLine {
    /// It is a row like any other.
    #[default]
    Absent,
    /// It names the type of each column.
    Given,
}

/// Why a text is no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct TextTableError {
    /// What is wrong.
    pub kind: TextTableFault,
    /// Where, as bytes of the text.
    pub range: Range<usize>,
}

/// What is wrong with a text that should be a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextTableFault {
    /// There is no line at all.
    #[error("the table has no line that names its columns")]
    NoHeader,
    /// The line that should name the types is missing.
    #[error("the table has no second line that names the types of its columns")]
    NoTypes,
    /// A row is longer or shorter than the header.
    #[error("this row has {cells} {} and the header has {columns}", if *cells == 1 { "cell" } else { "cells" })]
    Ragged {
        /// Cells of the row.
        cells: usize,
        /// Cells of the header.
        columns: usize,
    },
    /// A column or a type is NULL.
    #[error("a column has a name and a type, not NULL")]
    Unnamed,
    /// Nothing stands between two bars.
    #[error("this cell is empty")]
    EmptyCell,
    /// A quotation mark is never closed.
    #[error("this quotation mark is not closed on its line")]
    UnclosedQuote,
    /// A quoted cell goes on behind its closing quotation mark.
    #[error("there is text right behind this quoted cell")]
    AfterQuote,
    /// A backslash inside quotation marks stands before something that it gives no meaning.
    #[error("this is no escape of a quoted cell")]
    Escape,
    /// `[..]` or `...`.
    #[error("an elision has no meaning in a table")]
    Elision,
}

impl TextTableFault {
    /// What to write instead.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoHeader => "write the names of the columns, separated by two blanks or by `|`",
            Self::NoTypes => "write the types below the names: `varchar  bigint`",
            Self::Ragged { .. } => {
                "separate cells by two or more blanks or by `|`; a cell with such in it is quoted: `'a  b'`; no value is `NULL`"
            }
            Self::Unnamed => "quote a name that is the word NULL: `'NULL'`",
            Self::EmptyCell => "write `''` for the empty text, `NULL` for no value",
            Self::UnclosedQuote => {
                "close it with `'`; a quotation mark inside is doubled, and a cell that begins with one is quoted: `'''tis'`"
            }
            Self::AfterQuote => "a quotation mark inside a quoted cell is doubled: `'it''s'`",
            Self::Escape => r"write `\\`, `\n`, `\r`, `\t` or `\u{a0}`",
            Self::Elision => "write all rows (use LIMIT), or quote the cell when these characters are meant: `'[..]'`",
        }
    }
}

/// How the cells of a table are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Blanks,
    Bars,
}

const BLANKS: &[char] = &[' ', '\t', '\r'];

/// A cell with its place.
type Placed = (Option<String>, Range<usize>);

impl TextTable {
    /// Reads a table.
    ///
    /// # Errors
    /// The first [`TextTableError`] of the text.
    pub fn parse(text: &str, types: TypesLine) -> Result<Self, TextTableError> {
        let mut lines = text
            .split_inclusive('\n')
            .scan(0, |at, line| {
                let start = *at;
                *at += line.len();
                Some((start, line.trim_end_matches('\n')))
            })
            .filter(|(_, line)| !line.trim_matches(BLANKS).is_empty())
            .peekable();
        let Some((start, header)) = lines.next() else { return Err(fault(TextTableFault::NoHeader, 0..0)) };
        let layout = layout_of(header);
        let columns = names(cells(header, start, layout)?)?;
        if layout == Layout::Bars && lines.peek().is_some_and(|(_, line)| is_rule(line)) {
            lines.next();
        }
        let mut table = Self { columns, types: None, rows: Vec::new() };
        if types == TypesLine::Given {
            let Some((start, line)) = lines.next() else {
                return Err(fault(TextTableFault::NoTypes, start..start + header.len()));
            };
            table.types = Some(names(table.row(line, start, layout)?)?);
            if layout == Layout::Bars && lines.peek().is_some_and(|(_, line)| is_rule(line)) {
                lines.next();
            }
        }
        for (start, line) in lines {
            let row = table.row(line, start, layout)?;
            table.rows.push(row.into_iter().map(|(cell, _)| cell).collect());
        }
        Ok(table)
    }

    /// One line with as many cells as the header.
    fn row(&self, line: &str, start: usize, layout: Layout) -> Result<Vec<Placed>, TextTableError> {
        let row = cells(line, start, layout)?;
        if row.len() == self.columns.len() {
            return Ok(row);
        }
        let blanks = line.len() - line.trim_start_matches(BLANKS).len();
        let range = start + blanks..start + line.trim_end_matches(BLANKS).len();
        Err(fault(TextTableFault::Ragged { cells: row.len(), columns: self.columns.len() }, range))
    }

    /// The table as text with aligned columns, two blanks between them. Each line ends with `\n`.
    #[must_use]
    pub fn render(&self) -> String {
        align(&self.written_lines())
    }

    /// The table as Markdown writes tables: bars round the cells, a rule below the header.
    #[must_use]
    pub fn render_with_bars(&self) -> String {
        let lines = self.written_lines();
        let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.width()).max();
        let widths: Vec<usize> = (0..self.columns.len()).map(|column| width(column).unwrap_or(0).max(3)).collect();
        let mut text = String::new();
        for (index, line) in lines.iter().enumerate() {
            for (cell, width) in line.iter().zip(&widths) {
                text.push_str("| ");
                text.push_str(cell);
                text.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 1));
            }
            text.push_str("|\n");
            if index == 0 {
                widths.iter().for_each(|width| text.push_str(&format!("|{}", "-".repeat(width + 2))));
                text.push_str("|\n");
            }
        }
        text
    }

    fn written_lines(&self) -> Vec<Vec<String>> {
        let name = |name: &String| written(Some(name)).into_owned();
        let mut lines: Vec<Vec<String>> = vec![self.columns.iter().map(name).collect()];
        lines.extend(self.types.iter().map(|types| types.iter().map(name).collect()));
        lines.extend(self.rows.iter().map(|row| {
            let row = row.iter().map(|cell| written(cell.as_deref()).into_owned());
            row.collect::<Vec<String>>()
        }));
        lines
    }
}

/// Lines of cells with aligned columns, two blanks between them; none ends with blanks, each ends with `\n`.
#[must_use]
pub fn align(lines: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        widths.resize(widths.len().max(line.len()), 0);
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    for line in lines {
        for (index, (cell, width)) in line.iter().zip(&widths).enumerate() {
            text.push_str(cell);
            if index + 1 < line.len() {
                text.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
            }
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}

/// A cell as it is written in a table; `None` is NULL.
#[must_use]
pub fn written(cell: Option<&str>) -> Cow<'_, str> {
    let Some(text) = cell else { return Cow::Borrowed("NULL") };
    let hidden = |c: char| c.is_control() || (c.is_whitespace() && c != ' ');
    let plain = !text.is_empty()
        && text != "NULL"
        && text != "..."
        && !text.starts_with(['\'', ' '])
        && !text.ends_with(' ')
        && !["  ", "|", "[..]"].iter().any(|part| text.contains(part))
        && !text.contains(hidden);
    if plain {
        return Cow::Borrowed(text);
    }
    let mut quoted = String::from("'");
    for character in text.chars() {
        match character {
            '\'' => quoted.push_str("''"),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Writing to a string cannot fail.
            other if hidden(other) => _ = write!(quoted, "\\u{{{:x}}}", u32::from(other)),
            other => quoted.push(other),
        }
    }
    quoted.push('\'');
    Cow::Owned(quoted)
}

fn fault(kind: TextTableFault, range: Range<usize>) -> TextTableError {
    TextTableError { kind, range }
}

fn names(cells: Vec<Placed>) -> Result<Vec<String>, TextTableError> {
    cells.into_iter().map(|(cell, range)| cell.ok_or_else(|| fault(TextTableFault::Unnamed, range))).collect()
}

/// A header with a bar outside of quoted cells has bars between its cells.
fn layout_of(header: &str) -> Layout {
    let mut rest = header.trim_start_matches(BLANKS);
    while !rest.is_empty() {
        let length = match rest.starts_with('\'') {
            true => quoted(rest).map_or(rest.len(), |(_, length)| length),
            false => {
                let length = gap(rest);
                if rest.get(..length).unwrap_or_default().contains('|') {
                    return Layout::Bars;
                }
                length
            }
        };
        rest = rest.get(length..).unwrap_or_default().trim_start_matches(BLANKS);
    }
    Layout::Blanks
}

/// `---+---` below a header with bars.
fn is_rule(line: &str) -> bool {
    line.contains("---") && line.chars().all(|c| matches!(c, '-' | '+' | '|' | ':') || BLANKS.contains(&c))
}

/// The cells of a line that begins at `start` of its text.
fn cells(line: &str, start: usize, layout: Layout) -> Result<Vec<Placed>, TextTableError> {
    if line.trim_matches(BLANKS) == "..." {
        let at = start + line.find('.').unwrap_or(0);
        return Err(fault(TextTableFault::Elision, at..at + 3));
    }
    let end = line.trim_end_matches(BLANKS).len();
    let rest = |at: usize| line.get(at..end).unwrap_or_default();
    let skip_blanks = |at: usize| at + rest(at).len() - rest(at).trim_start_matches(BLANKS).len();
    let mut cells = Vec::new();
    let mut at = skip_blanks(0);
    if layout == Layout::Bars && rest(at).starts_with('|') {
        at = skip_blanks(at + 1);
    }
    while at < end {
        let (cell, length) = if rest(at).starts_with('\'') {
            let (text, length) = quoted(rest(at))
                .map_err(|(kind, range)| fault(kind, start + at + range.start..start + at + range.end))?;
            (Some(text), length)
        } else {
            let length = match layout {
                Layout::Blanks => gap(rest(at)),
                Layout::Bars => rest(at).find('|').unwrap_or(end - at),
            };
            let text = rest(at).get(..length).unwrap_or_default().trim_end_matches(BLANKS);
            if text.is_empty() {
                return Err(fault(TextTableFault::EmptyCell, start + at..start + at + 1));
            }
            if let Some(found) = text.find("[..]") {
                let found = start + at + found;
                return Err(fault(TextTableFault::Elision, found..found + 4));
            }
            ((text != "NULL").then(|| text.to_owned()), text.len())
        };
        let range = start + at..start + at + length;
        at += length;
        cells.push((cell, range.clone()));
        let next = skip_blanks(at);
        let apart = match layout {
            _ if next == end => true,
            Layout::Blanks => gap(rest(at)) == 0,
            Layout::Bars => rest(next).starts_with('|'),
        };
        if !apart {
            return Err(fault(TextTableFault::AfterQuote, range));
        }
        at = if layout == Layout::Bars && next < end { skip_blanks(next + 1) } else { next };
    }
    Ok(cells)
}

/// Where the first two blanks or the first tab begin; the length when there are none.
fn gap(text: &str) -> usize {
    [text.find("  "), text.find('\t')].into_iter().flatten().min().unwrap_or(text.len())
}

/// The text of a quoted cell that begins here, and how long it is with its quotation marks.
fn quoted(line: &str) -> Result<(String, usize), (TextTableFault, Range<usize>)> {
    let mut text = String::new();
    let mut characters = line.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\'' if characters.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
            '\'' => return Ok((text, at + 1)),
            '\\' => {
                let (escaped, length) = escape(line.get(at..).unwrap_or_default())
                    .ok_or_else(|| (TextTableFault::Escape, at..(at + 2).min(line.len())))?;
                text.push(escaped);
                while characters.next_if(|(next, _)| *next < at + length).is_some() {}
            }
            other => text.push(other),
        }
    }
    Err((TextTableFault::UnclosedQuote, 0..1))
}

/// The character that an escape at the beginning stands for, and the escape's length.
fn escape(text: &str) -> Option<(char, usize)> {
    let simple = |character| Some((character, 2));
    match text.chars().nth(1)? {
        '\\' => simple('\\'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'u' => {
            let digits = text.strip_prefix("\\u{")?;
            let digits = digits.get(..digits.find('}')?)?;
            Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, digits.len() + 4))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> TextTable {
        TextTable::parse(text, TypesLine::Absent).expect(text)
    }

    fn refused(text: &str) -> (TextTableFault, &str) {
        let error = TextTable::parse(text, TypesLine::Absent).expect_err(text);
        (error.kind, &text[error.range])
    }

    fn row(cells: &[&str]) -> Vec<Option<String>> {
        cells.iter().map(|cell| Some((*cell).to_owned())).collect()
    }

    #[test]
    fn both_layouts_say_the_same() {
        let blanks = read("region  sum of orders\n\nnorth   3\nthe south\t  5\n");
        assert_eq!(blanks.columns, ["region", "sum of orders"]);
        assert_eq!(blanks.rows, [row(&["north", "3"]), row(&["the south", "5"])]);
        for bars in [
            "region | sum of orders\nnorth | 3\nthe south|5\n",
            "| region | sum of orders |\n|---|---:|\n| north | 3 |\n| the south | 5 |\n",
            " region    | sum of orders\n-----------+---------------\n north     |             3\n the south |             5\n",
        ] {
            assert_eq!(read(bars), blanks, "{bars}");
        }
    }

    #[test]
    fn null_the_word_null_and_nothing_are_three_things() {
        let table = read("a\nNULL\n'NULL'\n''\n'null'\nnull\n");
        let expected = [None, Some("NULL"), Some(""), Some("null"), Some("null")];
        let cells: Vec<Option<&str>> = table.rows.iter().map(|row| row[0].as_deref()).collect();
        assert_eq!(cells, expected);
    }

    #[test]
    fn quoted_cells_hold_anything() {
        let table = read("a  b\n'x  y'  'it''s'\n'|'  '\\n\\t\\\\\\u{a0}'\no'clock  C:\\temp\n");
        assert_eq!(table.rows, [row(&["x  y", "it's"]), row(&["|", "\n\t\\\u{a0}"]), row(&["o'clock", "C:\\temp"])]);
    }

    #[test]
    fn types_stand_below_the_names() {
        let table = TextTable::parse("a  b\nvarchar  decimal(10, 2)\nx  1\n", TypesLine::Given).unwrap();
        assert_eq!(table.types, Some(vec!["varchar".to_owned(), "decimal(10, 2)".to_owned()]));
        assert_eq!(table.rows.len(), 1);
        let missing = TextTable::parse("a  b\n", TypesLine::Given).unwrap_err();
        assert_eq!(missing.kind, TextTableFault::NoTypes);
    }

    #[test]
    fn a_header_alone_is_an_empty_result() {
        assert_eq!(read("a  b\n"), TextTable { columns: vec!["a".into(), "b".into()], types: None, rows: vec![] });
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_place() {
        use TextTableFault as F;
        for (text, fault, place) in [
            ("", F::NoHeader, ""),
            (" \n\n", F::NoHeader, ""),
            ("a  b\n  x \n", F::Ragged { cells: 1, columns: 2 }, "x"),
            ("a  b\nx  y  z\n", F::Ragged { cells: 3, columns: 2 }, "x  y  z"),
            ("a | b\nx\n", F::Ragged { cells: 1, columns: 2 }, "x"),
            ("a  NULL\n", F::Unnamed, "NULL"),
            ("a | b\nx || y\n", F::EmptyCell, "|"),
            ("a\n'x\n", F::UnclosedQuote, "'"),
            ("a\n'x'y\n", F::AfterQuote, "'x'"),
            ("a  b\n'x' 'y'\n", F::AfterQuote, "'x'"),
            ("a\n'\\q'\n", F::Escape, "\\q"),
            ("a\n...\n", F::Elision, "..."),
            ("a  b\n1  x[..]\n", F::Elision, "[..]"),
        ] {
            assert_eq!(refused(text), (fault, place), "{text:?}");
        }
    }

    #[test]
    fn columns_are_aligned_by_what_is_seen() {
        let table = TextTable {
            columns: vec!["tên".into(), "n".into()],
            types: None,
            rows: vec![row(&["東京", "1"]), vec![None, Some(String::new())]],
        };
        assert_eq!(table.render(), "tên   n\n東京  1\nNULL  ''\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_is_written_is_read_back(
            cells in prop::collection::vec(prop::option::of("(['|. NUL\\\\\\t\\n\u{a0}ađ-]|\\[..\\]){0,6}"), 1..12),
            width in 1usize..4,
        ) {
            let rows: Vec<_> = cells.chunks_exact(width).map(<[Option<String>]>::to_vec).collect();
            let columns = (0..width).map(|n| cells.get(n).cloned().flatten().unwrap_or_default()).collect();
            let table = TextTable { columns, types: None, rows };
            let text = table.render();
            prop_assert_eq!(TextTable::parse(&text, TypesLine::Absent), Ok(table), "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused_at_a_place_of_it(text in "[a'| .\\\\nu{}\\[\\]\\n\\t-]{0,40}") {
            if let Err(error) = TextTable::parse(&text, TypesLine::Given) {
                prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error);
            }
        }
    }
}
