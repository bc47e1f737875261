//! CreateTable.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::table;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "CreateTable",
    members: &["CatalogId", "DatabaseName", "TableInput"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let database = members.required("DatabaseName")?;
    catalog.create_table(&database, table::read(&mut members)?).await?;
    Ok(Map::new())
}
