//! ListEngineVersions: the one engine version.

use labs_world::{Document, Map};

use super::Operation;
use crate::engine::Athena;
use crate::execution::engine_version;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListEngineVersions",
    members: &["NextToken", "MaxResults"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(_engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    if let Some(given) = members.text("NextToken")? {
        return Err(Refusal::Token(given));
    }
    Ok(Map::from_iter([("EngineVersions".to_owned(), vec![Document::Map(engine_version())].into())]))
}
