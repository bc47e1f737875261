//! Partitions: which of them a query needs, and the values of their keys.

use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::catalog::Session;
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use labs_catalog::{Partition, Table};

use super::schema::TableColumn;
use crate::query_error::{ErrorKind, QueryError};

/// What stands for NULL in the name of a partition.
const NULL_PARTITION: &str = "__HIVE_DEFAULT_PARTITION__";

/// Refuses a table with partition projection, which would otherwise be read as if it had no partitions.
///
/// # Errors
/// NOT_SUPPORTED.
pub(super) fn refuse_projection(table: &Table) -> Result<(), QueryError> {
    let enabled = table.parameters.get("projection.enabled");
    if enabled.is_some_and(|value| value.trim().eq_ignore_ascii_case("true")) {
        return Err(QueryError::not_supported(format!(
            "Partition projection (projection.enabled of table {}.{}) is not supported by this version of labs; set it to \
             false and add the partitions by MSCK REPAIR TABLE or ALTER TABLE ADD PARTITION",
            table.database, table.name
        )));
    }
    Ok(())
}

/// The values of a partition's keys.
///
/// # Errors
/// HIVE_INVALID_PARTITION_VALUE when a value is not of its key's type.
pub(super) fn values(
    table: &Table,
    keys: &[TableColumn],
    partition: &Partition,
) -> Result<Vec<ScalarValue>, QueryError> {
    keys.iter()
        .enumerate()
        .map(|(at, key)| {
            let text = partition.values.get(at).map_or(NULL_PARTITION, String::as_str);
            let data_type = key.field.data_type();
            if text == NULL_PARTITION {
                return ScalarValue::try_from(data_type).map_err(|_| unreadable(table, key, text));
            }
            parse(text, data_type).ok_or_else(|| unreadable(table, key, text))
        })
        .collect()
}

fn parse(text: &str, data_type: &DataType) -> Option<ScalarValue> {
    match data_type {
        DataType::Utf8 => Some(ScalarValue::Utf8(Some(text.to_owned()))),
        DataType::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" => Some(ScalarValue::Boolean(Some(true))),
            "false" => Some(ScalarValue::Boolean(Some(false))),
            _ => None,
        },
        DataType::Date32 => super::text::parse_date(text).map(|days| ScalarValue::Date32(Some(days))),
        DataType::Timestamp(..) => {
            super::text::parse_timestamp(text).map(|millis| ScalarValue::TimestampMillisecond(Some(millis), None))
        }
        _ => ScalarValue::try_from_string(text.to_owned(), data_type).ok().filter(|value| !value.is_null()),
    }
}

fn unreadable(table: &Table, key: &TableColumn, text: &str) -> QueryError {
    QueryError::new(
        ErrorKind::HiveInvalidPartitionValue,
        format!(
            "Invalid partition value '{text}' for {} partition key: {} of table {}.{}",
            key.hive,
            key.field.name(),
            table.database,
            table.name
        ),
    )
}

/// Which of `partitions` may hold rows that pass `filters`, all of which name partition keys only.
///
/// # Errors
/// When a filter cannot be computed.
pub(super) fn kept(
    session: &dyn Session,
    keys: &[TableColumn],
    partitions: &[Vec<ScalarValue>],
    filters: &[&Expr],
) -> Result<Vec<bool>> {
    let mut keep = vec![true; partitions.len()];
    if filters.is_empty() || partitions.is_empty() {
        return Ok(keep);
    }
    let schema = Arc::new(Schema::new(keys.iter().map(|key| Arc::clone(&key.field)).collect::<Vec<_>>()));
    let columns = (0..keys.len())
        .map(|at| ScalarValue::iter_to_array(partitions.iter().filter_map(|values| values.get(at).cloned())))
        .collect::<Result<Vec<_>>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(partitions.len()));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options)?;
    let named = DFSchema::try_from(schema)?;
    for filter in filters {
        let expression = session.create_physical_expr((*filter).clone(), &named)?;
        let passes = expression.evaluate(&batch)?.into_array(partitions.len())?;
        let Some(passes) = passes.as_boolean_opt() else { continue };
        for (keep, at) in keep.iter_mut().zip(0..passes.len()) {
            *keep &= passes.is_valid(at) && passes.value(at);
        }
    }
    Ok(keep)
}
