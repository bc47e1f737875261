//! JSON lines, as org.openx's and Hive's JsonSerDe read them: one object a line, fields found by name in any case.

use std::collections::HashMap;

use labs_catalog::Table;
use serde_json::{Map, Value};

use super::super::schema::TableColumn;
use super::column::{Calendar, ColumnBuilder, Presence, Read};
use crate::query_error::{ErrorKind, QueryError};

/// Which SerDe reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    OpenX,
    Hive,
}

/// How objects become rows.
#[derive(Debug, Clone)]
pub(super) struct Json {
    /// For each column, the name of its field in lower case.
    names: Vec<String>,
    flavour: Flavour,
    /// Whether a line that is no object is a row of NULLs.
    ignore_malformed: bool,
    /// Whether `a.b` in a key stands for `a_b` in a column.
    dots: bool,
}

/// Parameters that change nothing here, or are read.
const KNOWN: &[&str] = &["serialization.format", "ignore.malformed.json", "dots.in.keys", "case.insensitive", "paths"];

impl Json {
    /// What the parameters of the SerDe say.
    ///
    /// # Errors
    /// NOT_SUPPORTED for parameters that are neither read nor without effect.
    pub(super) fn new(flavour: Flavour, table: &Table, columns: &[TableColumn]) -> Result<Self, QueryError> {
        let parameters = &table.storage.serde.parameters;
        let is_true = |key: &str| parameters.get(key).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        for key in parameters.keys() {
            let known = KNOWN.contains(&key.as_str()) || (flavour == Flavour::OpenX && key.starts_with("mapping."));
            if !known {
                let why = format!(
                    "The parameter '{key}' of the SerDe of table {} is not supported by this version of labs",
                    table.name
                );
                return Err(QueryError::not_supported(why));
            }
        }
        if parameters.get("case.insensitive").is_some_and(|value| value.eq_ignore_ascii_case("false")) {
            return Err(QueryError::not_supported(
                "The SerDe's 'case.insensitive'='false' is not supported by this version of labs",
            ));
        }
        let name = |column: &TableColumn| {
            let name = column.field.name();
            parameters.get(&format!("mapping.{name}")).map_or_else(|| name.clone(), |mapped| mapped.to_lowercase())
        };
        Ok(Self {
            names: columns.iter().map(name).collect(),
            flavour,
            ignore_malformed: is_true("ignore.malformed.json"),
            dots: is_true("dots.in.keys"),
        })
    }

    /// Adds a row to the builders of the columns that are wanted.
    ///
    /// # Errors
    /// HIVE_CURSOR_ERROR for a line that is no object, HIVE_BAD_DATA for a value that is none of its column's type.
    pub(super) fn row(&self, line: &str, wanted: &[usize], builders: &mut [ColumnBuilder]) -> Result<(), QueryError> {
        let object = match serde_json::from_str(line) {
            Ok(Value::Object(object)) => object,
            // org.openx's SerDe takes an empty line for an empty object.
            _ if self.ignore_malformed || (self.flavour == Flavour::OpenX && line.trim_ascii().is_empty()) => {
                builders.iter_mut().for_each(ColumnBuilder::null);
                return Ok(());
            }
            Ok(_) => return Err(malformed("it is another kind of value")),
            Err(error) => return Err(malformed(&error.to_string())),
        };
        let fields = by_name(&object, self.dots);
        for (column, builder) in wanted.iter().zip(builders) {
            let value = self.names.get(*column).and_then(|name| fields.get(name.as_str())).copied();
            add(value.unwrap_or(&Value::Null), builder, *column)?;
        }
        Ok(())
    }
}

fn malformed(why: &str) -> QueryError {
    QueryError::new(ErrorKind::HiveCursorError, format!("Row is not a valid JSON Object - JSONException: {why}"))
}

fn by_name(object: &Map<String, Value>, dots: bool) -> HashMap<String, &Value> {
    let name = |key: &String| if dots { key.to_lowercase().replace('.', "_") } else { key.to_lowercase() };
    object.iter().map(|(key, value)| (name(key), value)).collect()
}

fn add(value: &Value, builder: &mut ColumnBuilder, column: usize) -> Result<(), QueryError> {
    let bad = || {
        let why = format!("Error parsing field value '{value}' for field {column}: it is not of the column's type");
        QueryError::new(ErrorKind::HiveBadData, why)
    };
    match (value, builder) {
        (Value::Null, builder) => builder.null(),
        (Value::Array(items), ColumnBuilder::Array(array)) => {
            for item in items {
                add(item, &mut array.items, column)?;
            }
            array.close(Presence::There);
        }
        (Value::Object(object), ColumnBuilder::Map(map)) => {
            for (key, value) in object {
                if map.keys.scalar(key, Calendar::Written) == Read::Bad {
                    return Err(bad());
                }
                add(value, &mut map.values, column)?;
            }
            map.close(Presence::There);
        }
        (Value::Object(object), ColumnBuilder::Struct(row)) => {
            let fields = by_name(object, false);
            for (field, child) in row.fields.iter().zip(&mut row.children) {
                add(fields.get(field.name()).copied().unwrap_or(&Value::Null), child, column)?;
            }
            row.close(Presence::There);
        }
        (_, ColumnBuilder::Array(_) | ColumnBuilder::Map(_) | ColumnBuilder::Struct(_)) => return Err(bad()),
        (value, builder) => {
            let read = match value {
                Value::String(text) => builder.scalar(text, Calendar::Written),
                // Numbers and truth values as they are written; objects and arrays in a text column as JSON.
                Value::Bool(_) | Value::Number(_) => builder.scalar(&value.to_string(), Calendar::Written),
                _ if matches!(builder, ColumnBuilder::Text { .. }) => {
                    builder.scalar(&value.to_string(), Calendar::Written)
                }
                _ => return Err(bad()),
            };
            if read == Read::Bad {
                return Err(bad());
            }
        }
    }
    Ok(())
}
