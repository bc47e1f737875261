//! GetTable. A table that is not there is an entity without a name in its sentence.

use labs_world::Map;

use super::Operation;
use crate::error::CatalogError;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::table;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetTable",
    members: &["CatalogId", "DatabaseName", "Name"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, name) = (members.required("DatabaseName")?, members.required("Name")?);
    let found = catalog.get_table(&database, &name).map_err(|error| match error {
        CatalogError::TableNotFound { .. } => Refusal::EntityNotFound,
        other => other.into(),
    })?;
    Ok(Map::from_iter([("Table".to_owned(), table::write(&found, catalog.world().account()))]))
}
