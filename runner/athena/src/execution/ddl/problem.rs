//! What Hive says when the catalog says no.

use labs_catalog::CatalogError;
use labs_world::ServiceError;

use crate::query_error::{ErrorKind, QueryError};

/// A sentence of Hive's planner.
pub(super) fn semantic(message: impl AsRef<str>) -> QueryError {
    QueryError::new(ErrorKind::HiveDdl, format!("FAILED: SemanticException {}", message.as_ref()))
}

/// A sentence of Hive's executor.
pub(super) fn execution(message: impl AsRef<str>) -> QueryError {
    let task = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask.";
    QueryError::new(ErrorKind::HiveDdl, format!("{task} {}", message.as_ref()))
}

/// What a refusal of the catalog about a table, or a database, is in Hive's words.
pub(super) fn of(error: &CatalogError, database: &str, table: &str) -> QueryError {
    match error {
        CatalogError::DatabaseNotFound(_) => semantic(format!("[Error 10072]: Database does not exist: {database}")),
        CatalogError::TableNotFound { .. } => semantic(format!("[Error 10001]: Table not found {database}.{table}")),
        CatalogError::DatabaseExists(_) => execution(format!("Database {database} already exists")),
        CatalogError::TableExists { .. } => {
            execution(format!("AlreadyExistsException(message:Table {table} already exists.)"))
        }
        CatalogError::PartitionExists(values) => {
            execution(format!("AlreadyExistsException(message:Partition already exists: {}.)", values.join("/")))
        }
        CatalogError::Store(_) | CatalogError::Damaged { .. } => {
            QueryError::new(ErrorKind::HiveMetastoreError, error.to_string())
        }
        other => execution(format!("MetaException(message:{other})")),
    }
}

/// What a refusal of S3 is in Hive's words.
pub(super) fn of_s3(error: &ServiceError) -> QueryError {
    execution(format!("MetaException(message:{} ({}))", error.message, error.code))
}
