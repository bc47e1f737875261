//! CreatePartition.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::partition;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "CreatePartition",
    members: &["CatalogId", "DatabaseName", "TableName", "PartitionInput"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, table) = (members.required("DatabaseName")?, members.required("TableName")?);
    catalog.create_partition(&database, &table, partition::read(&mut members)?).await?;
    Ok(Map::new())
}
