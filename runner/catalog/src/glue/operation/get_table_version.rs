//! GetTableVersion; without a VersionId, the present one.

use labs_world::Map;

use super::Operation;
use crate::error::CatalogError;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::table;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetTableVersion",
    members: &["CatalogId", "DatabaseName", "TableName", "VersionId"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, name) = (members.required("DatabaseName")?, members.required("TableName")?);
    let found = match members.text("VersionId")? {
        None => catalog.get_table(&database, &name)?,
        Some(version) => {
            let version = version.parse().map_err(|_| CatalogError::VersionNotFound)?;
            catalog.get_table_version(&database, &name, version)?
        }
    };
    Ok(Map::from_iter([("TableVersion".to_owned(), table::write_version(&found, catalog.world().account()))]))
}
