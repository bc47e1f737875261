//! GetDataCatalog: the one data catalog.

use labs_world::{Document, Map};

use super::{Operation, metadata};
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetDataCatalog",
    members: &["Name", "WorkGroup"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    metadata::catalog(&mut members, "Name")?;
    let account = engine.inner().world.account();
    let catalog = Map::from_iter([
        ("Name".to_owned(), metadata::NAME.into()),
        ("Type".to_owned(), "GLUE".into()),
        ("Parameters".to_owned(), Document::Map(Map::from_iter([("catalog-id".to_owned(), account.into())]))),
    ]);
    Ok(Map::from_iter([("DataCatalog".to_owned(), catalog.into())]))
}
