//! BatchDeleteTable: those that are not there are told, the others are gone.

use labs_world::{Document, Map};

use super::Operation;
use crate::error::CatalogError;
use crate::glue::members::Members;
use crate::glue::refusal::Refusal;
use crate::glue::shape::error_detail;
use crate::store::Catalog;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "BatchDeleteTable",
    members: &["CatalogId", "DatabaseName", "TablesToDelete"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let database = members.required("DatabaseName")?;
    catalog.get_database(&database)?;
    let mut errors = Vec::new();
    for name in members.texts("TablesToDelete")? {
        match catalog.delete_table(&database, &name).await {
            Err(error @ CatalogError::TableNotFound { .. }) => errors.push(Document::Map(Map::from_iter([
                ("TableName".to_owned(), name.into()),
                ("ErrorDetail".to_owned(), error_detail(&error)),
            ]))),
            outcome => outcome?,
        }
    }
    Ok(Map::from_iter([("Errors".to_owned(), errors.into())]))
}
