//! BatchUpdatePartition: those that cannot be replaced are told, the others are.

use labs_world::Map;

use super::Operation;
use super::partition_errors;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::partition;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "BatchUpdatePartition",
    members: &["CatalogId", "DatabaseName", "TableName", "Entries"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, table) = (members.required("DatabaseName")?, members.required("TableName")?);
    let entries = members.structures("Entries", &["PartitionValueList", "PartitionInput"])?;
    let updates = entries
        .into_iter()
        .map(|mut entry| Ok((entry.texts("PartitionValueList")?, partition::read(&mut entry)?)))
        .collect::<Result<Vec<_>, Refusal>>()?;
    let values = updates.iter().map(|(values, _)| values.clone()).collect();
    let outcomes = catalog.update_partitions(&database, &table, updates).await?;
    Ok(partition_errors("PartitionValueList", values, outcomes))
}
