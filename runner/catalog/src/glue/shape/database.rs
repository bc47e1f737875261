//! `DatabaseInput` and `Database`.

use labs_world::{Document, Map};

use super::super::members::Members as Input;
use super::super::refusal::Refusal;
use super::Members;
use crate::model::{Database, DatabaseInput};

/// Reads `DatabaseInput`.
pub(in super::super) fn read(members: &mut Input) -> Result<DatabaseInput, Refusal> {
    let supported = ["Name", "Description", "LocationUri", "Parameters"];
    let Some(mut input) = members.structure("DatabaseInput", &supported)? else {
        return Err(Refusal::NotValidated { member: "DatabaseInput" });
    };
    Ok(DatabaseInput {
        name: input.required("Name")?,
        description: input.text("Description")?,
        location_uri: input.text("LocationUri")?,
        parameters: input.parameters("Parameters")?,
    })
}

/// Writes `Database`. Its default permissions are those of an account that Lake Formation does not guard.
pub(in super::super) fn write(database: &Database, account: &str) -> Document {
    let principal = Map::from_iter([("DataLakePrincipalIdentifier".to_owned(), "IAM_ALLOWED_PRINCIPALS".into())]);
    let permissions = Members::default().with("Principal", principal).with("Permissions", vec!["ALL".into()]);
    Members::default()
        .with("Name", database.name.clone())
        .with_text("Description", database.description.as_ref())
        .with_text("LocationUri", database.location_uri.as_ref())
        .with_parameters("Parameters", &database.parameters)
        .with_time("CreateTime", database.create_time)
        .with("CreateTableDefaultPermissions", vec![permissions.0.into()])
        .with("CatalogId", account)
        .0
        .into()
}
