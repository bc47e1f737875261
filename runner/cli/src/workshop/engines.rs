//! The one list of engines. A new engine is opened here and nowhere else.

use std::sync::Arc;

use labs_dynamodb::DynamoDb;
use labs_world::{Service, World};

/// An engine could not start on its world.
#[derive(Debug, thiserror::Error)]
#[error("the engine {engine} could not start: {reason}")]
pub(crate) struct EngineError {
    engine: &'static str,
    reason: String,
}

/// Opens every engine on `world`.
pub(crate) fn open(world: &Arc<World>) -> Result<Vec<Arc<dyn Service>>, EngineError> {
    let dynamodb = DynamoDb::open(Arc::clone(world))
        .map_err(|error| EngineError { engine: "dynamodb", reason: error.to_string() })?;
    Ok(vec![Arc::new(dynamodb)])
}
