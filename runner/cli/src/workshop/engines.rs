//! The one list of engines. A new engine is opened here and nowhere else.

use std::error::Error;
use std::sync::Arc;

use labs_dynamodb::DynamoDb;
use labs_world::{Service, World};

/// An engine could not start on its world.
#[derive(Debug, thiserror::Error)]
#[error("the engine {engine} could not start: {source}")]
pub(crate) struct EngineError {
    engine: &'static str,
    source: Box<dyn Error + Send + Sync>,
}

/// Opens every engine on `world`.
pub(crate) fn open(world: &Arc<World>) -> Result<Vec<Arc<dyn Service>>, EngineError> {
    let dynamodb =
        DynamoDb::open(Arc::clone(world)).map_err(|error| EngineError { engine: "dynamodb", source: error.into() })?;
    Ok(vec![Arc::new(dynamodb)])
}
