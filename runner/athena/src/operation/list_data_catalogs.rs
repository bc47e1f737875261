//! ListDataCatalogs: the one data catalog.

use labs_world::{Document, Map};

use super::{Operation, metadata};
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListDataCatalogs",
    members: &["NextToken", "MaxResults", "WorkGroup"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(_engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    if let Some(given) = members.text("NextToken")? {
        return Err(Refusal::Token(given));
    }
    let summary = [("CatalogName".to_owned(), metadata::NAME.into()), ("Type".to_owned(), "GLUE".into())];
    let summary = Document::Map(Map::from_iter(summary));
    Ok(Map::from_iter([("DataCatalogsSummary".to_owned(), vec![summary].into())]))
}
