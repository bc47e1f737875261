//! SHOW CREATE TABLE: a table of the Data Catalog as the DDL that makes it, in Athena's layout.
//!
//! The layout is Hive's: names between backticks, a blank after every comma that ends a line, properties in the order of their
//! keys, the comment of the table as a clause.

use labs_catalog::{Column, Parameters, Table};

use super::format::RowReader;

/// Properties that are said by other parts of the statement.
const SAID_ELSEWHERE: &[&str] = &["comment", "EXTERNAL"];

/// The statement that makes `table`, which the query called `name`: with its database when that was written.
pub(crate) fn show_create_table(name: &str, table: &Table) -> String {
    let storage = &table.storage;
    let class = storage.serde.serialization_library.as_deref().unwrap_or_default();
    let reader = RowReader::of_class(class);
    let mut text = format!("CREATE EXTERNAL TABLE `{name}`({})", columns(&storage.columns, reader));
    let comment = table.parameters.get("comment").or(table.description.as_ref());
    if let Some(comment) = comment {
        text.push_str(&format!("\nCOMMENT '{}'", escaped(comment)));
    }
    if !table.partition_keys.is_empty() {
        text.push_str(&format!("\nPARTITIONED BY ( {})", columns(&table.partition_keys, None)));
    }
    if !storage.bucket_columns.is_empty() {
        let names: Vec<_> = storage.bucket_columns.iter().map(|name| format!("\n  {name}")).collect();
        text.push_str(&format!("\nCLUSTERED BY ( {}) \nINTO {} BUCKETS", names.join(", "), storage.number_of_buckets));
    }
    text.push_str(&format!("\nROW FORMAT SERDE \n  '{}' ", escaped(class)));
    if !storage.serde.parameters.is_empty() && !is_default(&storage.serde.parameters) {
        text.push_str(&format!("\nWITH SERDEPROPERTIES ( {}) ", properties(&storage.serde.parameters, &[])));
    }
    text.push_str(&format!(
        "\nSTORED AS INPUTFORMAT \n  '{}' \nOUTPUTFORMAT \n  '{}'",
        escaped(storage.input_format.as_deref().unwrap_or_default()),
        escaped(storage.output_format.as_deref().unwrap_or_default())
    ));
    if let Some(location) = &storage.location {
        text.push_str(&format!("\nLOCATION\n  '{}'", escaped(location)));
    }
    let said = properties(&table.parameters, SAID_ELSEWHERE);
    if !said.is_empty() {
        text.push_str(&format!("\nTBLPROPERTIES ({said})"));
    }
    text
}

/// What Hive writes into every table that says nothing.
fn is_default(parameters: &Parameters) -> bool {
    parameters.len() == 1 && parameters.get("serialization.format").is_some_and(|format| format == "1")
}

fn columns(columns: &[Column], reader: Option<RowReader>) -> String {
    let from_deserializer = reader.is_some_and(RowReader::has_columns_of_its_own).then_some("from deserializer");
    let lines: Vec<_> = columns
        .iter()
        .map(|column| {
            let comment = column.comment.as_deref().or(from_deserializer);
            let comment = comment.map_or_else(String::new, |comment| format!(" COMMENT '{}'", escaped(comment)));
            format!("\n  `{}` {}{comment}", column.name, column.type_text())
        })
        .collect();
    lines.join(", ")
}

fn properties(parameters: &Parameters, without: &[&str]) -> String {
    let mut pairs: Vec<_> = parameters.iter().filter(|(key, _)| !without.contains(&key.as_str())).collect();
    pairs.sort();
    let lines: Vec<_> =
        pairs.into_iter().map(|(key, value)| format!("\n  '{}'='{}'", escaped(key), escaped(value))).collect();
    lines.join(", ")
}

/// A text as it stands between single quotes of DDL.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\'' => escaped.push_str("\\'"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            c if c.is_control() => escaped.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}
