//! Pages of a stored result: the rows of GetQueryResults, read back from the object that was written.
//!
//! The object is the only place where rows are, as in AWS: whoever deletes it has no result any more. A page is read from a
//! byte offset, which the token carries, so that a page deep in a large result costs what the first one costs.

use serde::{Deserialize, Serialize};

/// How an object holds its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Layout {
    /// [`super::CsvWriter`]'s, the first line being the header, which is also the first row.
    Csv,
    /// One row a line, one value a row, no final line feed.
    Lines,
    /// Nothing was written.
    Empty,
}

/// Some rows of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResultPage {
    /// Rows of values; `None` is NULL.
    pub(crate) rows: Vec<Vec<Option<String>>>,
    /// How many bytes they took.
    pub(crate) bytes: usize,
}

/// The object is not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the result object is not what the query wrote; run the query again")]
pub(crate) struct PageError;

/// At most `limit` rows from the start of `text`, which begins at the start of a row. `None` when the text ends within a row, so
/// that more of the object has to be read.
///
/// # Errors
/// [`PageError`] when the text is no such object.
pub(crate) fn page(layout: Layout, text: &str, limit: usize, end: End) -> Result<Option<ResultPage>, PageError> {
    let mut page = ResultPage { rows: Vec::new(), bytes: 0 };
    while page.rows.len() < limit {
        let rest = text.get(page.bytes..).ok_or(PageError)?;
        if rest.is_empty() {
            break;
        }
        let row = match layout {
            Layout::Csv => csv_row(rest)?,
            Layout::Lines => line(rest, end),
            Layout::Empty => break,
        };
        let Some((row, bytes)) = row else {
            if end == End::OfObject {
                return Err(PageError);
            }
            return Ok(None);
        };
        page.bytes += bytes;
        page.rows.push(row);
    }
    if page.rows.len() < limit && end == End::OfChunk { Ok(None) } else { Ok(Some(page)) }
}

/// What the end of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The end of the object.
    OfObject,
    /// The end of what was read of it.
    OfChunk,
}

type Row = (Vec<Option<String>>, usize);

fn line(text: &str, end: End) -> Option<Row> {
    match (text.find('\n'), end) {
        (Some(at), _) => Some((vec![text.get(..at).map(str::to_owned)], at + 1)),
        (None, End::OfObject) => Some((vec![Some(text.to_owned())], text.len())),
        (None, End::OfChunk) => None,
    }
}

fn csv_row(text: &str) -> Result<Option<Row>, PageError> {
    let mut row = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).ok_or(PageError)?;
        let value = match rest.strip_prefix('"') {
            None => None,
            Some(quoted) => {
                let Some((value, length)) = unquote(quoted) else { return Ok(None) };
                at += length + 1;
                Some(value)
            }
        };
        row.push(value);
        match text.as_bytes().get(at) {
            Some(b',') => at += 1,
            Some(b'\n') => return Ok(Some((row, at + 1))),
            Some(_) => return Err(PageError),
            None => return Ok(None),
        }
    }
}

/// The value before the closing quote, and how many bytes it took with that quote.
fn unquote(text: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let quote = rest.find('"')?;
        value.push_str(rest.get(..quote)?);
        from += quote + 1;
        if text.as_bytes().get(from) != Some(&b'"') {
            // A quote at the very end of a chunk may be half of a doubled one; a row never ends with it.
            return text.as_bytes().get(from).map(|_| (value, from));
        }
        value.push('"');
        from += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::CsvWriter;
    use super::*;

    fn text(value: &str) -> Option<String> {
        Some(value.to_owned())
    }

    #[test]
    fn a_csv_is_read_back_page_by_page() {
        let mut csv = CsvWriter::new(["a", "b"]);
        for (a, b) in [(Some("1"), None), (Some("x\"\",\n"), Some("")), (None, Some("ä"))] {
            csv.value(a);
            csv.value(b);
            csv.end_line();
        }
        let all = csv.into_text();
        let first = page(Layout::Csv, &all, 2, End::OfObject).unwrap().unwrap();
        assert_eq!(first.rows, [vec![text("a"), text("b")], vec![text("1"), None]]);
        let rest = &all[first.bytes..];
        let second = page(Layout::Csv, rest, 9, End::OfObject).unwrap().unwrap();
        assert_eq!(second.rows, [vec![text("x\"\",\n"), text("")], vec![None, text("ä")]]);
        assert_eq!(second.bytes, rest.len());
        for cut in (1..rest.len()).filter(|cut| rest.is_char_boundary(*cut)) {
            assert_eq!(page(Layout::Csv, &rest[..cut], 9, End::OfChunk), Ok(None), "{cut}");
        }
        assert_eq!(page(Layout::Csv, "\"a\"b", 9, End::OfObject), Err(PageError));
    }

    #[test]
    fn lines_have_one_value_each() {
        let read = page(Layout::Lines, "a\tb\n\nc", 9, End::OfObject).unwrap().unwrap();
        assert_eq!(read.rows, [vec![text("a\tb")], vec![text("")], vec![text("c")]]);
        assert_eq!(page(Layout::Lines, "", 9, End::OfObject).unwrap().unwrap().rows, Vec::<Vec<_>>::new());
        assert_eq!(page(Layout::Lines, "a\tb", 9, End::OfChunk), Ok(None));
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_back(rows in proptest::collection::vec(
            proptest::collection::vec(proptest::option::of(".*"), 3), 0..5)) {
            let mut csv = CsvWriter::new(["a", "b", "c"]);
            for row in &rows {
                for value in row { csv.value(value.as_deref()); }
                csv.end_line();
            }
            let read = page(Layout::Csv, &csv.into_text(), 99, End::OfObject).unwrap().unwrap();
            proptest::prop_assert_eq!(&read.rows[1..], rows.as_slice());
        }
    }
}
