//! GetDatabase.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::database;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetDatabase",
    members: &["CatalogId", "Name"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let database = catalog.get_database(&members.required("Name")?)?;
    Ok(Map::from_iter([("Database".to_owned(), database::write(&database, catalog.world().account()))]))
}
