//! CREATE, DROP and ALTER DATABASE.

use labs_catalog::{CatalogError, DatabaseInput};

use super::super::ending::Outcome;
use super::{Ddl, problem};
use crate::query_error::QueryError;
use crate::statement::{CreateDatabase, DropBehavior, IfAbsent, IfPresent, Name, Properties};

/// CREATE DATABASE.
pub(super) async fn create(ddl: &Ddl<'_>, create: CreateDatabase) -> Result<Outcome, QueryError> {
    let name = create.database.value;
    let input = DatabaseInput {
        name: name.clone(),
        description: create.comment,
        location_uri: create.location,
        parameters: create.properties,
    };
    match ddl.catalog().create_database(input).await {
        Err(CatalogError::DatabaseExists(_)) if create.if_present == IfPresent::Skip => Ok(Outcome::nothing()),
        made => made.map(|()| Outcome::nothing()).map_err(|error| problem::of(&error, &name, "")),
    }
}

/// DROP DATABASE.
pub(super) async fn drop(
    ddl: &Ddl<'_>,
    database: &Name,
    if_absent: IfAbsent,
    behavior: DropBehavior,
) -> Result<Outcome, QueryError> {
    let name = database.value.as_str();
    let tables = match ddl.catalog().list_tables(name) {
        Err(CatalogError::DatabaseNotFound(_)) if if_absent == IfAbsent::Skip => return Ok(Outcome::nothing()),
        listed => listed.map_err(|error| problem::of(&error, name, ""))?,
    };
    if behavior == DropBehavior::Restrict && !tables.is_empty() {
        return Err(problem::execution(format!(
            "InvalidOperationException(message:Database {name} is not empty. One or more tables exist.)"
        )));
    }
    let dropped = ddl.catalog().delete_database(name).await;
    dropped.map(|()| Outcome::nothing()).map_err(|error| problem::of(&error, name, ""))
}

/// ALTER DATABASE SET DBPROPERTIES, which adds to what is set.
pub(super) async fn alter(ddl: &Ddl<'_>, database: &Name, properties: Properties) -> Result<Outcome, QueryError> {
    let name = database.value.as_str();
    let found = ddl.catalog().get_database(name).map_err(|error| problem::of(&error, name, ""))?;
    let mut parameters = found.parameters;
    parameters.extend(properties);
    let input = DatabaseInput {
        name: found.name,
        description: found.description,
        location_uri: found.location_uri,
        parameters,
    };
    let altered = ddl.catalog().update_database(name, input).await;
    altered.map(|()| Outcome::nothing()).map_err(|error| problem::of(&error, name, ""))
}
