//! GetTableMetadata: a table of the catalog.

use labs_world::Map;

use super::{Operation, metadata};
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetTableMetadata",
    members: &["CatalogName", "DatabaseName", "TableName", "WorkGroup"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    metadata::catalog(&mut members, "CatalogName")?;
    let (database, name) = (members.required("DatabaseName")?, members.required("TableName")?);
    let table = engine.inner().catalog.get_table(&database, &name)?;
    Ok(Map::from_iter([("TableMetadata".to_owned(), metadata::table(&table).into())]))
}
