//! `LakeTable`: one table of the catalog, ready to be scanned.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use labs_catalog::{StorageDescriptor, Table};

use super::files::{self, DataFile};
use super::lake::{Lake, external};
use super::schema::{self, TableColumn};
use super::text::{TextFormat, TextScan};
use super::{parquet, partition};
use crate::query_error::{ErrorKind, QueryError};
use crate::statement::{FileFormat, RowReader};

/// A table and what it takes to read it.
pub(super) struct LakeTable {
    pub(super) lake: Lake,
    pub(super) table: Table,
    /// The columns within the files.
    pub(super) columns: Vec<TableColumn>,
    /// The columns that partitions stand for; they come after the others.
    pub(super) keys: Vec<TableColumn>,
    schema: SchemaRef,
}

/// How the files of a table are read.
pub(super) enum Format {
    Text(Arc<TextFormat>),
    Parquet,
}

impl LakeTable {
    /// A table, whose types must be known and whose format is looked at when it is scanned.
    pub(super) fn new(lake: Lake, table: Table) -> Result<Self, QueryError> {
        if table.is_view() {
            let why =
                format!("Views such as {}.{} are not supported by this version of labs", table.database, table.name);
            return Err(QueryError::not_supported(why));
        }
        partition::refuse_projection(&table)?;
        let columns = schema::columns(&table, &table.storage.columns)?;
        let keys = schema::columns(&table, &table.partition_keys)?;
        let fields: Vec<_> = columns.iter().chain(&keys).map(|column| Arc::clone(&column.field)).collect();
        Ok(Self { lake, table, columns, keys, schema: Arc::new(Schema::new(fields)) })
    }

    /// The files that a query with these filters must read, partition by partition.
    fn files(&self, session: &dyn Session, filters: &[&Expr]) -> Result<Vec<DataFile>> {
        let s3 = &self.lake.s3;
        if self.keys.is_empty() {
            let location = self.location(&self.table.storage)?;
            return files::below(s3, location, &[]).map_err(external);
        }
        let partitions = self.lake.catalog.list_partitions(&self.table.database, &self.table.name);
        let partitions =
            partitions.map_err(|error| external(QueryError::new(ErrorKind::HiveMetastoreError, error.to_string())))?;
        let values = partitions
            .iter()
            .map(|partition| partition::values(&self.table, &self.keys, partition))
            .collect::<Result<Vec<_>, _>>()
            .map_err(external)?;
        let kept = partition::kept(session, &self.keys, &values, filters)?;
        let mut found = Vec::new();
        for ((partition, values), _) in partitions.iter().zip(&values).zip(kept).filter(|(_, kept)| *kept) {
            let location = self.location(&partition.storage)?;
            found.extend(files::below(s3, location, values).map_err(external)?);
        }
        Ok(found)
    }

    fn location<'s>(&self, storage: &'s StorageDescriptor) -> Result<&'s str> {
        storage.location.as_deref().filter(|text| !text.is_empty()).ok_or_else(|| {
            let why = format!("Table {}.{} has no location", self.table.database, self.table.name);
            external(QueryError::new(ErrorKind::HiveInvalidMetadata, why))
        })
    }

    /// How the files are read.
    fn format(&self) -> Result<Format, QueryError> {
        let storage = &self.table.storage;
        let class = storage.serde.serialization_library.as_deref().unwrap_or_default();
        let input = storage.input_format.as_deref().unwrap_or_default();
        let is_text = matches!(FileFormat::of_input(input), Some(FileFormat::TextFile)) || input.is_empty();
        match RowReader::of_class(class) {
            Some(RowReader::Parquet) => Ok(Format::Parquet),
            Some(reader) if is_text => match TextFormat::of(reader, &self.table, &self.columns)? {
                Some(format) => Ok(Format::Text(Arc::new(format))),
                None => Err(self.unsupported(class)),
            },
            _ => Err(self.unsupported(if is_text { class } else { input })),
        }
    }

    fn unsupported(&self, class: &str) -> QueryError {
        QueryError::new(
            ErrorKind::NotSupported,
            format!(
                "Table {}.{} is read by '{class}', which is not supported by this version of labs; it reads delimited text \
                 (LazySimpleSerDe), CSV (OpenCSVSerde), JSON lines (org.openx.data.jsonserde.JsonSerDe, \
                 org.apache.hive.hcatalog.data.JsonSerDe) and Parquet",
                self.table.database, self.table.name
            ),
        )
    }

    fn plan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let on_keys: Vec<&Expr> = filters.iter().filter(|filter| self.names_keys_only(filter)).collect();
        let files = self.files(session, &on_keys)?;
        let projection = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        match self.format().map_err(external)? {
            Format::Text(format) => {
                let scan =
                    TextScan::new(&self.lake, format, self.schema(), self.columns.len(), projection, files, limit)?;
                Ok(Arc::new(scan))
            }
            Format::Parquet => parquet::scan(self, session, &projection, filters, files, limit),
        }
    }

    fn names_keys_only(&self, filter: &Expr) -> bool {
        let columns = filter.column_refs();
        !columns.is_empty()
            && !filter.is_volatile()
            && columns.iter().all(|column| self.keys.iter().any(|key| *key.field.name() == column.name))
    }
}

impl fmt::Debug for LakeTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LakeTable({}.{})", self.table.database, self.table.name)
    }
}

impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn scan<'s, 'a, 'p, 'e, 'f>(
        &'s self,
        session: &'a dyn Session,
        projection: Option<&'p Vec<usize>>,
        filters: &'e [Expr],
        limit: Option<usize>,
    ) -> Pin<Box<dyn Future<Output = Result<Arc<dyn ExecutionPlan>>> + Send + 'f>>
    where
        's: 'f,
        'a: 'f,
        'p: 'f,
        'e: 'f,
        Self: 'f,
    {
        Box::pin(std::future::ready(self.plan(session, projection, filters, limit)))
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        // Whole partitions are left out, so a filter on keys is done; all others only spare row groups and pages.
        let support = |filter: &&Expr| {
            if self.names_keys_only(filter) {
                TableProviderFilterPushDown::Exact
            } else {
                TableProviderFilterPushDown::Inexact
            }
        };
        Ok(filters.iter().map(support).collect())
    }
}
