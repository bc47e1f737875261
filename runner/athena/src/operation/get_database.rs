//! GetDatabase: a database of the catalog.

use labs_world::Map;

use super::{Operation, metadata};
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetDatabase",
    members: &["CatalogName", "DatabaseName", "WorkGroup"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    metadata::catalog(&mut members, "CatalogName")?;
    let name = members.required("DatabaseName")?;
    let database = engine.inner().catalog.get_database(&name)?;
    Ok(Map::from_iter([("Database".to_owned(), metadata::database(&database).into())]))
}
