//! ListTableMetadata: the tables of a database whose names match a pattern, by name.

use labs_world::Map;

use super::{Operation, metadata};
use crate::engine::Athena;
use crate::pattern::NamePattern;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListTableMetadata",
    members: &["CatalogName", "DatabaseName", "Expression", "NextToken", "MaxResults", "WorkGroup"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    metadata::catalog(&mut members, "CatalogName")?;
    let database = members.required("DatabaseName")?;
    let pattern = NamePattern::new(members.text("Expression")?.as_deref()).map_err(Refusal::Malformed)?;
    let tables = engine.inner().catalog.list_tables(&database)?;
    let documents = tables.iter().filter(|table| pattern.matches(&table.name)).map(metadata::table).collect();
    metadata::listed("TableMetadataList", documents, &mut members)
}
