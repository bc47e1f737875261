//! OpenCSVSerde: separators, quotes and escapes as the Java library opencsv reads them, line by line.
//!
//! A field that is there is never NULL: an empty one is the empty text, and where the column is a number that is an error, as
//! on Athena. Dates are days and timestamps milliseconds since 1970.

use labs_catalog::Parameters;

use super::column::{Calendar, ColumnBuilder, Read};
use crate::query_error::{ErrorKind, QueryError};

/// The three characters of the SerDe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenCsv {
    separator: char,
    quote: char,
    escape: char,
}

impl OpenCsv {
    /// What the parameters of the SerDe say.
    pub(super) fn new(serde: &Parameters) -> Self {
        let character = |key: &str, default| serde.get(key).and_then(|text| text.chars().next()).unwrap_or(default);
        Self {
            separator: character("separatorChar", ','),
            quote: character("quoteChar", '"'),
            escape: character("escapeChar", '\\'),
        }
    }

    /// Adds a row to the builders of the columns that are wanted.
    ///
    /// # Errors
    /// HIVE_BAD_DATA when a field is no value of its column's type.
    pub(super) fn row(&self, line: &str, wanted: &[usize], builders: &mut [ColumnBuilder]) -> Result<(), QueryError> {
        let fields = self.fields(line);
        for (column, builder) in wanted.iter().zip(builders) {
            let Some(text) = fields.get(*column) else {
                builder.null();
                continue;
            };
            if builder.scalar(text, Calendar::Numbers) == Read::Bad {
                let why =
                    format!("Error parsing field value '{text}' for field {column}: For input string: \"{text}\"");
                return Err(QueryError::new(ErrorKind::HiveBadData, why));
            }
        }
        Ok(())
    }

    fn fields(&self, line: &str) -> Vec<String> {
        let mut fields = Vec::new();
        let mut field = String::new();
        let mut quoted = false;
        let mut characters = line.chars().peekable();
        while let Some(c) = characters.next() {
            let next = characters.peek().copied();
            if c == self.escape && c != self.quote {
                // Only within quotes, and only what could be misread.
                match next.filter(|next| quoted && (*next == self.quote || *next == self.escape)) {
                    Some(next) => {
                        field.push(next);
                        characters.next();
                    }
                    None if quoted => {}
                    None => field.push(c),
                }
            } else if c == self.quote {
                if quoted && next == Some(self.quote) {
                    field.push(c);
                    characters.next();
                } else {
                    quoted = !quoted;
                }
            } else if c == self.separator && !quoted {
                fields.push(std::mem::take(&mut field));
            } else {
                field.push(c);
            }
        }
        fields.push(field);
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes_are_taken_off() {
        let csv = OpenCsv::new(&Parameters::new());
        assert_eq!(csv.fields("a,\"b,\"\"c\"\"\",,\"d\\\"e\""), ["a", "b,\"c\"", "", "d\"e"]);
        assert_eq!(csv.fields(""), [""]);
        let parameters = [("separatorChar", "\t"), ("quoteChar", "'")];
        let other = OpenCsv::new(&parameters.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
        assert_eq!(other.fields("a\t'b\tc'\t\"d\""), ["a", "b\tc", "\"d\""]);
    }
}
