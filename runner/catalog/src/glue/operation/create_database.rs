//! CreateDatabase.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::database;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "CreateDatabase",
    members: &["CatalogId", "DatabaseInput"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    catalog.create_database(database::read(&mut members)?).await?;
    Ok(Map::new())
}
