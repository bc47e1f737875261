//! `Lake`: the catalog of one query.
//!
//! The traits of DataFusion below are written without `async_trait`, which would cost seconds of compile time each.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use datafusion::catalog::{CatalogProvider, CatalogProviderList, SchemaProvider, TableProvider};
use datafusion::error::{DataFusionError, Result};
use labs_catalog::{Catalog, CatalogError};
use labs_s3::S3;

use super::ScanMeter;
use super::provider::LakeTable;
use crate::engine::Inner;
use crate::query_error::{ErrorKind, QueryError};
use crate::session::CATALOG;

/// Databases and tables, as one query sees them.
#[derive(Clone)]
pub(crate) struct Lake {
    pub(super) catalog: Catalog,
    pub(super) s3: S3,
    pub(super) meter: Arc<ScanMeter>,
}

impl Lake {
    /// The lake of a query whose reading `meter` counts.
    pub(crate) fn new(inner: &Inner, meter: &Arc<ScanMeter>) -> Self {
        Self { catalog: inner.catalog.clone(), s3: inner.s3.clone(), meter: Arc::clone(meter) }
    }
}

impl fmt::Debug for Lake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lake")
    }
}

impl CatalogProviderList for Lake {
    fn register_catalog(&self, _: String, _: Arc<dyn CatalogProvider>) -> Option<Arc<dyn CatalogProvider>> {
        None
    }

    fn catalog_names(&self) -> Vec<String> {
        vec![CATALOG.to_owned()]
    }

    fn catalog(&self, name: &str) -> Option<Arc<dyn CatalogProvider>> {
        name.eq_ignore_ascii_case(CATALOG).then(|| Arc::new(self.clone()) as Arc<dyn CatalogProvider>)
    }
}

impl CatalogProvider for Lake {
    fn schema_names(&self) -> Vec<String> {
        let databases = self.catalog.list_databases().unwrap_or_default();
        databases.into_iter().map(|database| database.name).collect()
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        let database = self.catalog.get_database(name).ok()?;
        Some(Arc::new(LakeDatabase { lake: self.clone(), name: database.name }))
    }
}

/// One database.
#[derive(Debug)]
struct LakeDatabase {
    lake: Lake,
    name: String,
}

impl SchemaProvider for LakeDatabase {
    fn table_names(&self) -> Vec<String> {
        let tables = self.lake.catalog.list_tables(&self.name).unwrap_or_default();
        tables.into_iter().map(|table| table.name).collect()
    }

    fn table<'s, 'n, 'f>(
        &'s self,
        name: &'n str,
    ) -> Pin<Box<dyn Future<Output = Result<Option<Arc<dyn TableProvider>>, DataFusionError>> + Send + 'f>>
    where
        's: 'f,
        'n: 'f,
        Self: 'f,
    {
        Box::pin(std::future::ready(self.find(name)))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.lake.catalog.get_table(&self.name, name).is_ok()
    }
}

impl LakeDatabase {
    fn find(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let table = match self.lake.catalog.get_table(&self.name, name) {
            Ok(table) => table,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(external(metastore(&error))),
        };
        Ok(Some(Arc::new(LakeTable::new(self.lake.clone(), table).map_err(external)?)))
    }
}

/// An error of ours in DataFusion's hands.
pub(super) fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

fn metastore(error: &CatalogError) -> QueryError {
    QueryError::new(ErrorKind::HiveMetastoreError, error.to_string())
}
