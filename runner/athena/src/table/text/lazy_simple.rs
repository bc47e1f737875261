//! LazySimpleSerDe: fields between separators, an optional escape, a text that stands for NULL, and separators of their own for
//! each level of arrays, maps and structs. What is no value of its column's type is NULL, as in Hive.

use std::borrow::Cow;

use labs_catalog::Parameters;

use super::column::{Calendar, ColumnBuilder, Presence};

/// Separators by level: fields, then items of collections, then keys of maps, then `\004` and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LazySimple {
    separators: Vec<u8>,
    escape: Option<u8>,
    null: Vec<u8>,
    last_takes_rest: bool,
    columns: usize,
}

impl LazySimple {
    /// What the parameters of the SerDe and of the table say; `columns` is how many a row has.
    pub(super) fn new(serde: &Parameters, table: &Parameters, columns: usize) -> Self {
        let byte = |keys: &[&str]| keys.iter().find_map(|key| separator(serde.get(*key)?));
        let escape = byte(&["escape.delim"]);
        let mut separators: Vec<u8> = (1..=8).collect();
        let named: [&[&str]; 3] =
            [&["field.delim", "serialization.format"], &["collection.delim", "colelction.delim"], &["mapkey.delim"]];
        for (place, keys) in separators.iter_mut().zip(named) {
            if let Some(byte) = byte(keys) {
                *place = byte;
            }
        }
        let null = serde.get("serialization.null.format").or_else(|| table.get("serialization.null.format"));
        let rest = serde.get("serialization.last.column.takes.rest");
        Self {
            separators,
            escape,
            null: null.map_or(b"\\N".to_vec(), |text| text.clone().into_bytes()),
            last_takes_rest: rest.is_some_and(|value| value.eq_ignore_ascii_case("true")),
            columns,
        }
    }

    /// Adds a row to the builders of the columns that are wanted.
    pub(super) fn row(&self, line: &[u8], wanted: &[usize], builders: &mut [ColumnBuilder]) {
        let mut fields = self.parts(line, 0);
        let mut next = 0;
        for (column, builder) in wanted.iter().zip(builders) {
            let mut found = None;
            while next <= *column {
                let takes_rest = self.last_takes_rest && next + 1 == self.columns;
                found = if takes_rest { fields.rest() } else { fields.next() };
                next += 1;
            }
            match found {
                Some(field) => self.value(field, 0, builder),
                None => builder.null(),
            }
        }
    }

    /// Adds a value whose own parts, if it has any, are separated at the level below `level`.
    fn value(&self, field: &[u8], level: usize, builder: &mut ColumnBuilder) {
        if field == self.null {
            return builder.null();
        }
        match builder {
            ColumnBuilder::Array(array) => {
                if !field.is_empty() {
                    for item in self.parts(field, level + 1) {
                        self.value(item, level + 1, &mut array.items);
                    }
                }
                array.close(Presence::There);
            }
            ColumnBuilder::Map(map) => {
                if !field.is_empty() {
                    for pair in self.parts(field, level + 1) {
                        let mut parts = self.parts(pair, level + 2);
                        let Some(key) = parts.next().filter(|key| *key != self.null) else { continue };
                        self.value(key, level + 2, &mut map.keys);
                        match parts.rest() {
                            Some(value) => self.value(value, level + 2, &mut map.values),
                            None => map.values.null(),
                        }
                    }
                }
                map.close(Presence::There);
            }
            ColumnBuilder::Struct(row) => {
                let mut parts = self.parts(field, level + 1);
                for child in &mut row.children {
                    match parts.next() {
                        Some(part) => self.value(part, level + 1, child),
                        None => child.null(),
                    }
                }
                row.close(Presence::There);
            }
            scalar => {
                let text = self.unescaped(field);
                // A NULL stands for what cannot be read.
                let _ = scalar.scalar(&String::from_utf8_lossy(&text), Calendar::Written);
            }
        }
    }

    fn parts<'t>(&self, text: &'t [u8], level: usize) -> Parts<'t> {
        let separator = self.separators.get(level).copied().unwrap_or(8);
        Parts { rest: Some(text), separator, escape: self.escape }
    }

    fn unescaped<'t>(&self, field: &'t [u8]) -> Cow<'t, [u8]> {
        let Some(escape) = self.escape.filter(|escape| field.contains(escape)) else { return Cow::Borrowed(field) };
        let mut out = Vec::with_capacity(field.len());
        let mut bytes = field.iter();
        while let Some(byte) = bytes.next() {
            if *byte == escape {
                // What an escape escapes stands for itself, but for the two that Hive writes for ends of lines.
                match bytes.next() {
                    Some(b'n') => out.push(b'\n'),
                    Some(b'r') => out.push(b'\r'),
                    Some(other) => out.push(*other),
                    None => out.push(escape),
                }
            } else {
                out.push(*byte);
            }
        }
        Cow::Owned(out)
    }
}

/// A separator as parameters write it: one character, or the number of one. Hive takes the first byte of longer texts.
fn separator(text: &str) -> Option<u8> {
    match text.parse::<u8>() {
        Ok(number) if text.len() > 1 || number < 9 => Some(number),
        _ => text.bytes().next(),
    }
}

/// The parts of a text between separators that are not escaped.
struct Parts<'t> {
    rest: Option<&'t [u8]>,
    separator: u8,
    escape: Option<u8>,
}

impl<'t> Parts<'t> {
    /// All that is left, separators and all.
    fn rest(&mut self) -> Option<&'t [u8]> {
        self.rest.take()
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = &'t [u8];

    fn next(&mut self) -> Option<&'t [u8]> {
        let text = self.rest?;
        let mut escaped = false;
        let end = text.iter().position(|byte| {
            let ends = *byte == self.separator && !escaped;
            escaped = !escaped && Some(*byte) == self.escape;
            ends
        });
        let Some(end) = end else {
            self.rest = None;
            return Some(text);
        };
        let (part, rest) = text.split_at(end);
        self.rest = rest.get(1..);
        Some(part)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::ArrayRef;
    use datafusion::arrow::datatypes::Field;

    use super::super::super::schema::{TableColumn, field};
    use super::*;
    use crate::result::{Cell, write_cell};
    use crate::statement::HiveType;
    use crate::trino_type::TrinoType;

    fn read(parameters: &[(&str, &str)], types: &[&str], wanted: &[usize], lines: &[&str]) -> Vec<String> {
        let parameters = parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let format = LazySimple::new(&parameters, &Parameters::new(), types.len());
        let columns: Vec<_> = types
            .iter()
            .map(|text| {
                let hive = HiveType::parse(text).unwrap();
                TableColumn { field: Arc::new(field("x", &hive)), hive }
            })
            .collect();
        let mut builders: Vec<_> = wanted.iter().map(|at| ColumnBuilder::new(&columns[*at]).unwrap()).collect();
        for line in lines {
            format.row(line.as_bytes(), wanted, &mut builders);
        }
        let arrays: Vec<ArrayRef> = builders.iter_mut().map(|builder| builder.finish().unwrap()).collect();
        (0..lines.len())
            .map(|row| {
                let cells = arrays.iter().map(|array| {
                    let data_type = TrinoType::of(&Field::new("x", array.data_type().clone(), true)).unwrap();
                    let mut out = String::new();
                    match write_cell(&mut out, array, row, &data_type).unwrap() {
                        Cell::Null => "NULL".to_owned(),
                        Cell::Text => out,
                    }
                });
                cells.collect::<Vec<_>>().join("|")
            })
            .collect()
    }

    #[test]
    fn bad_values_and_missing_fields_are_null_and_extra_ones_are_left_out() {
        let types = ["int", "string", "double", "date", "boolean", "decimal(5,2)"];
        let lines =
            ["1,a,2.5,2024-02-29,TRUE,1.005", "x,,y,2024-02-30,yes,1e9", "2", "3,\\N,1,2024-01-01,false,1,extra"];
        let rows = read(&[("field.delim", ",")], &types, &[0, 1, 2, 3, 4, 5], &lines);
        assert_eq!(
            rows,
            [
                "1|a|2.5|2024-02-29|true|1.01",
                "NULL||NULL|NULL|NULL|NULL",
                "2|NULL|NULL|NULL|NULL|NULL",
                "3|NULL|1.0|2024-01-01|false|1.00"
            ]
        );
    }

    #[test]
    fn only_the_wanted_columns_are_read_and_separators_may_be_escaped() {
        let parameters = [("field.delim", "|"), ("escape.delim", "\\"), ("serialization.null.format", "")];
        let rows = read(&parameters, &["string", "int", "string"], &[0, 2], &["a\\|b|1|c\\\\d", "|2|"]);
        assert_eq!(rows, ["a|b|c\\d", "NULL|NULL"]);
        assert_eq!(read(&[], &["string", "int"], &[1], &["a\u{1}7"]), ["7"]);
        assert_eq!(read(&[("field.delim", "\t")], &["varchar(2)"], &[0], &["äöü"]), ["äö"]);
    }

    #[test]
    fn collections_have_separators_of_their_own() {
        let parameters = [("field.delim", ","), ("colelction.delim", ";"), ("mapkey.delim", ":")];
        let types = ["array<int>", "map<string,int>", "struct<a:int,b:string>"];
        let rows = read(&parameters, &types, &[0, 1, 2], &["1;2;x,k:1;l,7;y", ",,"]);
        assert_eq!(rows, ["[1, 2, null]|{k=1, l=null}|{a=7, b=y}", "[]|{}|{a=null, b=null}"]);
        let nested = read(&[("field.delim", ",")], &["array<array<int>>"], &[0], &["1\u{3}2\u{2}3"]);
        assert_eq!(nested, ["[[1, 2], [3]]"]);
    }

    #[test]
    fn separators_may_be_numbers() {
        assert_eq!(["|", "1", "44", "\t", "||", "9"].map(separator), [b'|', 1, 44, b'\t', b'|', b'9'].map(Some));
    }
}
