//! `TableInput`, `Table` and `TableVersion`.

use labs_world::Document;

use super::super::members::Members as Input;
use super::super::refusal::Refusal;
use super::storage::ColumnSchema;
use super::{Members, storage};
use crate::model::{StorageDescriptor, Table, TableInput};

/// Reads `TableInput`.
pub(in super::super) fn read(members: &mut Input) -> Result<TableInput, Refusal> {
    let supported = [
        "Name",
        "Description",
        "Owner",
        "LastAccessTime",
        "LastAnalyzedTime",
        "Retention",
        "StorageDescriptor",
        "PartitionKeys",
        "ViewOriginalText",
        "ViewExpandedText",
        "TableType",
        "Parameters",
    ];
    let Some(mut input) = members.structure("TableInput", &supported)? else {
        return Err(Refusal::NotValidated { member: "TableInput" });
    };
    Ok(TableInput {
        name: input.required("Name")?,
        description: input.text("Description")?,
        owner: input.text("Owner")?,
        last_access_time: input.time("LastAccessTime")?,
        last_analyzed_time: input.time("LastAnalyzedTime")?,
        retention: input.number("Retention")?.unwrap_or_default(),
        storage: storage::read(&mut input)?,
        partition_keys: storage::read_columns(&mut input, "PartitionKeys")?,
        view_original_text: input.text("ViewOriginalText")?,
        view_expanded_text: input.text("ViewExpandedText")?,
        table_type: input.text("TableType")?,
        parameters: input.parameters("Parameters")?,
    })
}

/// Writes `Table`.
pub(in super::super) fn write(table: &Table, account: &str) -> Document {
    let mut members = Members::default()
        .with("Name", table.name.clone())
        .with("DatabaseName", table.database.clone())
        .with_text("Description", table.description.as_ref())
        .with_text("Owner", table.owner.as_ref())
        .with("CreateTime", table.create_time)
        .with("UpdateTime", table.update_time)
        .with_time("LastAccessTime", table.last_access_time)
        .with_time("LastAnalyzedTime", table.last_analyzed_time)
        .with("Retention", table.retention);
    if table.storage != StorageDescriptor::default() {
        members = members.with("StorageDescriptor", storage::write(&table.storage, ColumnSchema::Included));
    }
    members
        .with("PartitionKeys", storage::write_columns(&table.partition_keys))
        .with_text("ViewOriginalText", table.view_original_text.as_ref())
        .with_text("ViewExpandedText", table.view_expanded_text.as_ref())
        .with_text("TableType", table.table_type.as_ref())
        .with_parameters("Parameters", &table.parameters)
        .with("IsRegisteredWithLakeFormation", false)
        .with("CatalogId", account)
        .with("VersionId", table.version.to_string())
        .with("IsMultiDialectView", false)
        .0
        .into()
}

/// Writes `TableVersion`.
pub(in super::super) fn write_version(table: &Table, account: &str) -> Document {
    Members::default().with("Table", write(table, account)).with("VersionId", table.version.to_string()).0.into()
}
