//! `CsvWriter`: the result object of a SELECT.
//!
//! Every value that is not NULL is quoted and its quotes are doubled; NULL is nothing at all, the empty text is `""`. Each line
//! ends with a line feed, and the header is always there. That makes the file exact: GetQueryResults reads its rows back from it.

/// Collects the text of a result.
#[derive(Debug)]
pub(crate) struct CsvWriter {
    text: String,
    first_of_line: bool,
}

impl CsvWriter {
    /// A file with these headers.
    pub(crate) fn new<'a>(headers: impl IntoIterator<Item = &'a str>) -> Self {
        let mut writer = Self { text: String::new(), first_of_line: true };
        for header in headers {
            writer.value(Some(header));
        }
        writer.end_line();
        writer
    }

    /// The next value of the line.
    pub(crate) fn value(&mut self, value: Option<&str>) {
        if !self.first_of_line {
            self.text.push(',');
        }
        self.first_of_line = false;
        let Some(value) = value else { return };
        self.text.push('"');
        for (at, part) in value.split('"').enumerate() {
            if at > 0 {
                self.text.push_str("\"\"");
            }
            self.text.push_str(part);
        }
        self.text.push('"');
    }

    /// Ends the line.
    pub(crate) fn end_line(&mut self) {
        self.text.push('\n');
        self.first_of_line = true;
    }

    /// Bytes so far.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The file.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_nothing_and_the_empty_text_is_two_quotes() {
        let mut csv = CsvWriter::new(["a", "say \"b\""]);
        csv.value(None);
        csv.value(Some(""));
        csv.end_line();
        csv.value(Some("1,5\n\"x\""));
        csv.value(Some("Đà Nẵng"));
        csv.end_line();
        assert_eq!(csv.into_text(), "\"a\",\"say \"\"b\"\"\"\n,\"\"\n\"1,5\n\"\"x\"\"\",\"Đà Nẵng\"\n");
    }
}
