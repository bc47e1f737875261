//! Whether a column of a Parquet file can be read as the type that the table says. What Trino does not read, is not read here.

use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::parquet::basic::Type as PhysicalType;
use datafusion::parquet::schema::types::{SchemaDescriptor, Type};

use super::super::schema::TableColumn;
use crate::location::S3Location;
use crate::query_error::{ErrorKind, QueryError};

/// Holds the columns that a query uses against a file.
///
/// # Errors
/// HIVE_BAD_DATA names the first column whose type does not fit.
pub(super) fn check(
    used: &[TableColumn],
    file: &Schema,
    descriptor: &SchemaDescriptor,
    at: &S3Location,
) -> Result<(), QueryError> {
    for column in used {
        let found = file.fields().iter().find(|field| field.name().eq_ignore_ascii_case(column.field.name()));
        let Some(found) = found else { continue };
        if let Some(name) = other_case(found.data_type(), column.field.data_type()) {
            return Err(QueryError::not_supported(format!(
                "The field '{name}' inside of column {} in parquet file {at} has another case than in the table; that is not \
                 supported by this version of labs for fields of structs, whose names must be lower case in the file",
                column.field.name()
            )));
        }
        if !fits(found.data_type(), column.field.data_type()) {
            let stored = descriptor
                .root_schema()
                .get_fields()
                .iter()
                .find(|field| field.name().eq_ignore_ascii_case(column.field.name()));
            return Err(QueryError::new(
                ErrorKind::HiveBadData,
                format!(
                    "Field {}'s type {} in parquet file {at} is incompatible with type {} defined in table schema",
                    column.field.name(),
                    stored.map_or("unknown", |field| physical(field)),
                    column.hive
                ),
            ));
        }
    }
    Ok(())
}

/// A field of a struct that the file has in another case than the table: the reader finds those by their exact names.
fn other_case<'f>(file: &'f DataType, table: &DataType) -> Option<&'f str> {
    use DataType as T;
    match (file, table) {
        (T::List(file) | T::LargeList(file), T::List(table)) | (T::Map(file, _), T::Map(table, _)) => {
            other_case(file.data_type(), table.data_type())
        }
        (T::Struct(file), T::Struct(table)) => table.iter().find_map(|part| {
            let exact = file.iter().find(|field| field.name() == part.name());
            match exact {
                Some(field) => other_case(field.data_type(), part.data_type()),
                None => {
                    file.iter().map(|field| field.name().as_str()).find(|name| name.eq_ignore_ascii_case(part.name()))
                }
            }
        }),
        _ => None,
    }
}

/// Parquet's own name of a type.
fn physical(field: &Type) -> &'static str {
    if field.is_group() {
        return "group";
    }
    match field.get_physical_type() {
        PhysicalType::BOOLEAN => "BOOLEAN",
        PhysicalType::INT32 => "INT32",
        PhysicalType::INT64 => "INT64",
        PhysicalType::INT96 => "INT96",
        PhysicalType::FLOAT => "FLOAT",
        PhysicalType::DOUBLE => "DOUBLE",
        PhysicalType::BYTE_ARRAY => "BINARY",
        PhysicalType::FIXED_LEN_BYTE_ARRAY => "FIXED_LEN_BYTE_ARRAY",
    }
}

fn fits(file: &DataType, table: &DataType) -> bool {
    use DataType as T;
    match (file, table) {
        (file, table) if file == table => true,
        (T::Dictionary(_, file), table) => fits(file, table),
        // A number that is too large for the narrower type is an error when it is read.
        (
            T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64,
            T::Int8 | T::Int16 | T::Int32 | T::Int64,
        ) => true,
        (T::Float32, T::Float64) => true,
        (
            T::Decimal32(_, from) | T::Decimal64(_, from) | T::Decimal128(_, from) | T::Decimal256(_, from),
            T::Decimal128(_, to),
        ) => from <= to,
        (T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Binary | T::LargeBinary | T::BinaryView, T::Utf8 | T::Binary) => {
            true
        }
        (T::Timestamp(..), T::Timestamp(..)) => true,
        (T::List(file) | T::LargeList(file), T::List(table)) => fits(file.data_type(), table.data_type()),
        (T::Map(file, _), T::Map(table, _)) => fits(file.data_type(), table.data_type()),
        (T::Struct(file), T::Struct(table)) => table.iter().all(|part| {
            file.iter()
                .find(|field| field.name().eq_ignore_ascii_case(part.name()))
                .is_none_or(|field| fits(field.data_type(), part.data_type()))
        }),
        _ => false,
    }
}
