//! DeleteTable.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DeleteTable",
    members: &["CatalogId", "DatabaseName", "Name"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, name) = (members.required("DatabaseName")?, members.required("Name")?);
    catalog.delete_table(&database, &name).await?;
    Ok(Map::new())
}
