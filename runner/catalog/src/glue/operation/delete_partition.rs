//! DeletePartition.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DeletePartition",
    members: &["CatalogId", "DatabaseName", "TableName", "PartitionValues"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, table) = (members.required("DatabaseName")?, members.required("TableName")?);
    catalog.delete_partition(&database, &table, &members.texts("PartitionValues")?).await?;
    Ok(Map::new())
}
