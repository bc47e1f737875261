//! ListDatabases: the databases of the catalog, by name.

use labs_world::Map;

use super::{Operation, metadata};
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListDatabases",
    members: &["CatalogName", "NextToken", "MaxResults", "WorkGroup"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    metadata::catalog(&mut members, "CatalogName")?;
    let databases = engine.inner().catalog.list_databases()?;
    let documents = databases.iter().map(metadata::database).collect();
    metadata::listed("DatabaseList", documents, &mut members)
}
