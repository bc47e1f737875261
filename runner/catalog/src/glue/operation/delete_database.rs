//! DeleteDatabase: with all its tables, at once.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DeleteDatabase",
    members: &["CatalogId", "Name"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    catalog.delete_database(&members.required("Name")?).await?;
    Ok(Map::new())
}
