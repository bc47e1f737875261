//! From CREATE EXTERNAL TABLE to what the Data Catalog keeps.

use labs_catalog::{Column, SerDe, StorageDescriptor, TableInput};
use labs_world::Timestamp;

use super::ast::{ColumnDefinition, CreateTable, Delimiters, Properties, RowFormat, StoredAs};
use super::format::{FileFormat, LAZY_SIMPLE_SERDE};

impl ColumnDefinition {
    /// The column as the Data Catalog keeps it.
    pub(crate) fn to_column(&self) -> Column {
        let Self { name, data_type, comment } = self;
        Column { comment: comment.clone(), ..Column::new(name.value.clone(), data_type.to_string()) }
    }
}

impl CreateTable {
    /// The table as the Data Catalog keeps it, created at `now`; the location is as it was written.
    pub(crate) fn to_input(&self, now: Timestamp) -> TableInput {
        let (input_format, output_format, format_serde) = match &self.stored_as {
            None => classes(FileFormat::TextFile),
            Some(StoredAs::Format(format)) => classes(*format),
            Some(StoredAs::Classes { input_format, output_format }) => {
                (input_format.clone(), output_format.clone(), LAZY_SIMPLE_SERDE)
            }
        };
        let (class, mut serde_properties) = match &self.row_format {
            None => (format_serde.to_owned(), Properties::new()),
            Some(RowFormat::Delimited(delimiters)) => (format_serde.to_owned(), delimiters.to_properties()),
            Some(RowFormat::Serde { class, properties }) => (class.clone(), properties.clone()),
        };
        serde_properties.extend(self.serde_properties.clone());
        // Hive writes it into every table: the separator of fields, or 1, which stands for \001.
        if !serde_properties.contains_key("serialization.format") {
            let format = serde_properties.get("field.delim").cloned().unwrap_or_else(|| "1".to_owned());
            serde_properties.insert("serialization.format".to_owned(), format);
        }
        let mut parameters = Properties::from_iter([("EXTERNAL".to_owned(), "TRUE".to_owned())]);
        if let Some(comment) = &self.comment {
            parameters.insert("comment".to_owned(), comment.clone());
        }
        parameters.extend(self.properties.clone());
        let seconds = now.as_millis().div_euclid(1000);
        parameters.insert("transient_lastDdlTime".to_owned(), seconds.to_string());
        let buckets = self.buckets.as_ref();
        TableInput {
            name: self.table.table.value.clone(),
            owner: Some("hadoop".to_owned()),
            storage: StorageDescriptor {
                columns: self.columns.iter().map(ColumnDefinition::to_column).collect(),
                location: Some(self.location.clone()),
                input_format: Some(input_format),
                output_format: Some(output_format),
                number_of_buckets: buckets.map_or(-1, |buckets| i64::from(buckets.count)),
                bucket_columns: buckets
                    .map(|buckets| buckets.columns.iter().map(|column| column.value.clone()).collect())
                    .unwrap_or_default(),
                serde: SerDe { name: None, serialization_library: Some(class), parameters: serde_properties },
                ..StorageDescriptor::default()
            },
            partition_keys: self.partition_keys.iter().map(ColumnDefinition::to_column).collect(),
            table_type: Some("EXTERNAL_TABLE".to_owned()),
            parameters,
            ..TableInput::default()
        }
    }
}

fn classes(format: FileFormat) -> (String, String, &'static str) {
    (format.input_class().to_owned(), format.output_class().to_owned(), format.serde_class())
}

impl Delimiters {
    /// The properties of the SerDe that they stand for. `colelction.delim` is how Hive spells it; readers know both spellings.
    fn to_properties(&self) -> Properties {
        let Self { fields, escape, collection_items, map_keys, lines, null } = self;
        [
            ("field.delim", fields),
            ("serialization.format", fields),
            ("escape.delim", escape),
            ("colelction.delim", collection_items),
            ("mapkey.delim", map_keys),
            ("line.delim", lines),
            ("serialization.null.format", null),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)))
        .collect()
    }
}
