//! The one list of engines. A new engine is opened here and nowhere else.

use std::error::Error;
use std::sync::Arc;

use labs_athena::Athena;
use labs_catalog::{Catalog, GlueCatalog};
use labs_dynamodb::DynamoDb;
use labs_s3::S3;
use labs_sts::Sts;
use labs_world::{Service, World};

/// An engine could not start on its world.
#[derive(Debug, thiserror::Error)]
#[error("the engine {engine} could not start: {source}")]
pub(crate) struct EngineError {
    engine: &'static str,
    source: Box<dyn Error + Send + Sync>,
}

/// Opens every engine on `world`, in the order in which they are shown.
pub(crate) fn open(world: &Arc<World>) -> Result<Vec<Arc<dyn Service>>, EngineError> {
    let dynamodb = DynamoDb::open(Arc::clone(world)).map_err(failed("dynamodb"))?;
    let s3 = S3::open(Arc::clone(world)).map_err(failed("s3"))?;
    let catalog = Catalog::open(Arc::clone(world)).map_err(failed("glue"))?;
    let athena = Athena::open(Arc::clone(world), s3.clone(), catalog.clone());
    Ok(vec![
        Arc::new(athena),
        Arc::new(dynamodb),
        Arc::new(GlueCatalog::new(catalog)),
        Arc::new(s3),
        Arc::new(Sts::new(Arc::clone(world))),
    ])
}

fn failed<E: Error + Send + Sync + 'static>(engine: &'static str) -> impl Fn(E) -> EngineError {
    move |error| EngineError { engine, source: error.into() }
}
