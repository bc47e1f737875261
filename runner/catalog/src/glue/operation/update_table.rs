//! UpdateTable: replaces a definition and keeps the one before, unless told not to.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::table;
use crate::store::{Archive, Catalog};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "UpdateTable",
    members: &["CatalogId", "DatabaseName", "TableInput", "SkipArchive"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let database = members.required("DatabaseName")?;
    let archive = if members.flag("SkipArchive")? { Archive::Skip } else { Archive::Keep };
    catalog.update_table(&database, table::read(&mut members)?, archive).await?;
    Ok(Map::new())
}
