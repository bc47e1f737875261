//! BatchDeletePartition: those that are not there are told, the others are gone.

use labs_world::Map;

use super::Operation;
use super::partition_errors;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "BatchDeletePartition",
    members: &["CatalogId", "DatabaseName", "TableName", "PartitionsToDelete"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, table) = (members.required("DatabaseName")?, members.required("TableName")?);
    let wanted = members.structures("PartitionsToDelete", &["Values"])?;
    let values = wanted.into_iter().map(|mut wanted| wanted.texts("Values")).collect::<Result<Vec<_>, _>>()?;
    let outcomes = catalog.delete_partitions(&database, &table, values.clone()).await?;
    Ok(partition_errors("PartitionValues", values, outcomes))
}
