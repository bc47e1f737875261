//! Hive's types in Arrow, as Trino maps them.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields, TimeUnit};
use labs_catalog::{Column, Table};

use crate::query_error::{ErrorKind, QueryError};
use crate::statement::HiveType;
use crate::trino_type::TYPE_KEY;

/// One column of a table.
#[derive(Debug, Clone)]
pub(super) struct TableColumn {
    pub(super) field: FieldRef,
    pub(super) hive: HiveType,
}

/// The columns of `columns`, which are those of `table` or its partition keys.
///
/// # Errors
/// HIVE_INVALID_METADATA when a type is none of Hive's.
pub(super) fn columns(table: &Table, columns: &[Column]) -> Result<Vec<TableColumn>, QueryError> {
    columns
        .iter()
        .map(|column| {
            let hive = HiveType::parse(column.type_text()).map_err(|_| {
                QueryError::new(
                    ErrorKind::HiveInvalidMetadata,
                    format!(
                        "Column '{}' of table {}.{} has the type '{}', which is none of Hive's that Athena reads",
                        column.name,
                        table.database,
                        table.name,
                        column.type_text()
                    ),
                )
            })?;
            Ok(TableColumn { field: Arc::new(field(&column.name.to_lowercase(), &hive)), hive })
        })
        .collect()
}

/// A nullable field; where Arrow's type is too poor, its metadata says more.
pub(super) fn field(name: &str, hive: &HiveType) -> Field {
    let field = Field::new(name, data_type(hive), true);
    match hive {
        HiveType::Varchar(_) | HiveType::Char(_) => {
            field.with_metadata(HashMap::from([(TYPE_KEY.to_owned(), hive.to_string())]))
        }
        _ => field,
    }
}

fn data_type(hive: &HiveType) -> DataType {
    match hive {
        HiveType::Boolean => DataType::Boolean,
        HiveType::TinyInt => DataType::Int8,
        HiveType::SmallInt => DataType::Int16,
        HiveType::Int => DataType::Int32,
        HiveType::BigInt => DataType::Int64,
        HiveType::Float => DataType::Float32,
        HiveType::Double => DataType::Float64,
        HiveType::Decimal(precision, scale) => DataType::Decimal128(*precision, i8::try_from(*scale).unwrap_or(0)),
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => DataType::Utf8,
        HiveType::Binary => DataType::Binary,
        HiveType::Date => DataType::Date32,
        HiveType::Timestamp => DataType::Timestamp(TimeUnit::Millisecond, None),
        HiveType::Array(item) => DataType::List(Arc::new(field("item", item))),
        HiveType::Map(key, value) => {
            let key = field("key", key).with_nullable(false);
            let entries = DataType::Struct(Fields::from(vec![key, field("value", value)]));
            DataType::Map(Arc::new(Field::new("entries", entries, false)), false)
        }
        HiveType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|part| field(&part.name.to_lowercase(), &part.data_type)).collect())
        }
    }
}
