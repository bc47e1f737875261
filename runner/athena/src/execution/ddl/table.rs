//! CREATE EXTERNAL TABLE, DROP TABLE, DROP VIEW.

use labs_catalog::CatalogError;

use super::super::ending::Outcome;
use super::{Ddl, problem};
use crate::location::S3Location;
use crate::query_error::QueryError;
use crate::statement::{CreateTable, IfAbsent, IfPresent, TableName};

/// CREATE EXTERNAL TABLE. The location need not exist; a bucket without objects is a table without rows.
pub(super) async fn create(ddl: &Ddl<'_>, create: &CreateTable) -> Result<Outcome, QueryError> {
    let database = ddl.database_of(create.table.database.as_ref());
    let name = create.table.table.value.as_str();
    if S3Location::parse(&create.location).is_none() {
        return Err(problem::execution(format!(
            "MetaException(message:The location '{}' is not one of S3; it begins with s3://)",
            create.location
        )));
    }
    let input = create.to_input(ddl.inner.world.clock().now());
    match ddl.catalog().create_table(database, input).await {
        Err(CatalogError::TableExists { .. }) if create.if_present == IfPresent::Skip => Ok(Outcome::nothing()),
        made => made.map(|()| Outcome::nothing()).map_err(|error| problem::of(&error, database, name)),
    }
}

/// What a DROP is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dropped {
    Table,
    View,
}

/// DROP TABLE and DROP VIEW, each for its own kind only.
pub(super) async fn drop(
    ddl: &Ddl<'_>,
    name: &TableName,
    if_absent: IfAbsent,
    dropped: Dropped,
) -> Result<Outcome, QueryError> {
    let database = ddl.database_of(name.database.as_ref());
    let table = name.table.value.as_str();
    let found = match ddl.catalog().get_table(database, table) {
        Err(error) if error.is_not_found() && if_absent == IfAbsent::Skip => return Ok(Outcome::nothing()),
        found => found.map_err(|error| problem::of(&error, database, table))?,
    };
    match (dropped, found.is_view()) {
        (Dropped::Table, true) => {
            return Err(problem::semantic(format!(
                "[Error 10233]: Cannot drop a view with DROP TABLE: {database}.{table}"
            )));
        }
        (Dropped::View, false) => {
            return Err(problem::semantic(format!(
                "[Error 10234]: Cannot drop a base table with DROP VIEW: {database}.{table}"
            )));
        }
        _ => {}
    }
    let gone = ddl.catalog().delete_table(database, table).await;
    gone.map(|()| Outcome::nothing()).map_err(|error| problem::of(&error, database, table))
}
