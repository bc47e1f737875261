//! GetPartition.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::partition;
use crate::glue::shape::storage::ColumnSchema;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetPartition",
    members: &["CatalogId", "DatabaseName", "TableName", "PartitionValues"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, table) = (members.required("DatabaseName")?, members.required("TableName")?);
    let found = catalog.get_partition(&database, &table, &members.texts("PartitionValues")?)?;
    let written = partition::write(&found, catalog.world().account(), ColumnSchema::Included);
    Ok(Map::from_iter([("Partition".to_owned(), written)]))
}
