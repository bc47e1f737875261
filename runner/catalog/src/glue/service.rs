//! `GlueCatalog`: answers calls by way of the table of operations.

use labs_world::{BoxFuture, Call, Reply, Service, ServiceError};

use super::members::Members;
use super::operation::OPERATIONS;
use super::refusal::Refusal;
use crate::store::Catalog;

/// The Data Catalog, as clients of Glue's API see it.
#[derive(Clone)]
pub struct GlueCatalog {
    catalog: Catalog,
}

impl GlueCatalog {
    /// The service of this catalog.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        Self { catalog }
    }
}

impl Service for GlueCatalog {
    fn name(&self) -> &'static str {
        "glue"
    }

    fn operations(&self) -> Vec<&'static str> {
        OPERATIONS.iter().map(|operation| operation.name).collect()
    }

    fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
        let Call { operation: name, input, .. } = call;
        Box::pin(async move {
            let Some(operation) = OPERATIONS.iter().find(|operation| operation.name == name) else {
                return Err(Refusal::UnknownOperation(name).into());
            };
            let mut members = Members::new(operation.name, input, operation.members)?;
            members.own_catalog(self.catalog.world().account())?;
            Ok(Reply::new((operation.run)(&self.catalog, members).await?))
        })
    }
}
