//! UpdatePartition; the new values may be others than those that name it.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::partition;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "UpdatePartition",
    members: &["CatalogId", "DatabaseName", "TableName", "PartitionValueList", "PartitionInput"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, table) = (members.required("DatabaseName")?, members.required("TableName")?);
    let values = members.texts("PartitionValueList")?;
    catalog.update_partition(&database, &table, &values, partition::read(&mut members)?).await?;
    Ok(Map::new())
}
