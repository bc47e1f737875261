//! BatchGetPartition: those that are there, in the order of the request.

use labs_world::{Document, Map};

use super::Operation;
use crate::error::CatalogError;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::partition;
use crate::glue::shape::storage::ColumnSchema;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "BatchGetPartition",
    members: &["CatalogId", "DatabaseName", "TableName", "PartitionsToGet"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, table) = (members.required("DatabaseName")?, members.required("TableName")?);
    catalog.get_table(&database, &table)?;
    let account = catalog.world().account();
    let mut found = Vec::new();
    for mut wanted in members.structures("PartitionsToGet", &["Values"])? {
        match catalog.get_partition(&database, &table, &wanted.texts("Values")?) {
            Ok(partition) => found.push(partition::write(&partition, account, ColumnSchema::Included)),
            Err(CatalogError::PartitionNotFound(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(Map::from_iter([
        ("Partitions".to_owned(), found.into()),
        ("UnprocessedKeys".to_owned(), Document::List(Vec::new())),
    ]))
}
