//! Parquet tables: DataFusion's reader over bytes from S3, each range of a column counted.
//!
//! Columns are found by name, in any case, as Athena does; a column that a file lacks is NULL. A type that does not fit the
//! table's is an error and never a cast (`compatible`).

mod adapter;
mod compatible;
mod reader;

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::datatypes::Schema;
use datafusion::catalog::Session;
use datafusion::common::config::TableParquetOptions;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::Expr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;

use super::files::DataFile;
use super::lake::external;
use super::provider::LakeTable;
use crate::query_error::QueryError;
use crate::session::LAKE;

/// The plan that reads `files` for the columns `projection` of the table.
pub(super) fn scan(
    table: &LakeTable,
    session: &dyn Session,
    projection: &[usize],
    filters: &[Expr],
    files: Vec<DataFile>,
    limit: Option<usize>,
) -> Result<Arc<dyn ExecutionPlan>> {
    refuse_access_by_place(table).map_err(external)?;
    let in_files = Schema::new(table.columns.iter().map(|column| Arc::clone(&column.field)).collect::<Vec<_>>());
    let keys: Vec<_> = table.keys.iter().map(|key| Arc::clone(&key.field)).collect();
    let schema = TableSchema::builder(Arc::new(in_files)).with_table_partition_cols(keys).build();
    if files.is_empty() {
        return Ok(Arc::new(EmptyExec::new(Arc::new(schema.table_schema().project(projection)?))));
    }
    let named: BTreeSet<&str> = filters.iter().flat_map(Expr::column_refs).map(|column| column.name.as_str()).collect();
    let is_used = |at: &usize, name: &str| projection.contains(at) || named.contains(name);
    let columns = table.columns.iter().enumerate();
    let used = columns.filter(|(at, column)| is_used(at, column.field.name())).map(|(_, column)| column.clone());
    let factory = reader::LakeReaders::new(&table.lake, used.collect());
    let mut options =
        TableParquetOptions { global: session.config_options().execution.parquet.clone(), ..Default::default() };
    options.global.pushdown_filters = false;
    options.global.enable_page_index = true;
    options.global.bloom_filter_on_read = false;
    options.global.skip_metadata = true;
    options.global.coerce_int96 = Some("ms".to_owned());
    let source = ParquetSource::new(schema)
        .with_table_parquet_options(options)
        .with_parquet_file_reader_factory(Arc::new(factory));
    let files = files.into_iter().enumerate().map(|(number, file)| {
        // The reader takes the object from the extension: an address of `object_store` does not take every key of S3.
        let partition = file.partition.clone();
        PartitionedFile::new(number.to_string(), file.size).with_partition_values(partition).with_extension(file)
    });
    let config = FileScanConfigBuilder::new(ObjectStoreUrl::parse(LAKE)?, Arc::new(source))
        .with_file_group(FileGroup::new(files.collect()))
        .with_projection_indices(Some(projection.to_vec()))?
        .with_limit(limit)
        .with_expr_adapter(Some(Arc::new(adapter::AnyCase)))
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

/// Columns by their place in the file instead of their name.
fn refuse_access_by_place(table: &LakeTable) -> Result<(), QueryError> {
    let key = "parquet.column.index.access";
    let set = table.table.parameters.get(key).or_else(|| table.table.storage.serde.parameters.get(key));
    if set.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Err(QueryError::not_supported(format!(
            "'{key}'='true' of table {} is not supported by this version of labs; columns are found by name",
            table.table.name
        )));
    }
    Ok(())
}
