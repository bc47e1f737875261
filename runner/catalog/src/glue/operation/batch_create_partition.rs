//! BatchCreatePartition: those that cannot be created are told, the others are there.

use labs_world::Map;

use super::Operation;
use super::partition_errors;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::partition;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "BatchCreatePartition",
    members: &["CatalogId", "DatabaseName", "TableName", "PartitionInputList"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, table) = (members.required("DatabaseName")?, members.required("TableName")?);
    let inputs = members.structures("PartitionInputList", partition::INPUT)?;
    let inputs = inputs.into_iter().map(partition::read_members).collect::<Result<Vec<_>, _>>()?;
    let values = inputs.iter().map(|input| input.values.clone()).collect();
    let outcomes = catalog.create_partitions(&database, &table, inputs).await?;
    Ok(partition_errors("PartitionValues", values, outcomes))
}
