//! `PartitionInput` and `Partition`.

use labs_world::Document;

use super::super::members::Members as Input;
use super::super::refusal::Refusal;
use super::storage::ColumnSchema;
use super::{Members, storage, texts};
use crate::model::{Partition, PartitionInput, StorageDescriptor};

/// The members of `PartitionInput`.
pub(in super::super) const INPUT: &[&str] =
    &["Values", "LastAccessTime", "LastAnalyzedTime", "StorageDescriptor", "Parameters"];

/// Reads the `PartitionInput` that is a member.
pub(in super::super) fn read(members: &mut Input) -> Result<PartitionInput, Refusal> {
    match members.structure("PartitionInput", INPUT)? {
        Some(input) => read_members(input),
        None => Err(Refusal::NotValidated { member: "PartitionInput" }),
    }
}

/// Reads the members of a `PartitionInput`.
pub(in super::super) fn read_members(mut input: Input) -> Result<PartitionInput, Refusal> {
    Ok(PartitionInput {
        values: input.texts("Values")?,
        last_access_time: input.time("LastAccessTime")?,
        last_analyzed_time: input.time("LastAnalyzedTime")?,
        storage: storage::read(&mut input)?,
        parameters: input.parameters("Parameters")?,
    })
}

/// Writes `Partition`.
pub(in super::super) fn write(partition: &Partition, account: &str, schema: ColumnSchema) -> Document {
    let mut members = Members::default()
        .with("Values", texts(&partition.values))
        .with("DatabaseName", partition.database.clone())
        .with("TableName", partition.table.clone())
        .with("CreationTime", partition.create_time)
        .with_time("LastAccessTime", partition.last_access_time);
    if partition.storage != StorageDescriptor::default() {
        members = members.with("StorageDescriptor", storage::write(&partition.storage, schema));
    }
    members
        .with_parameters("Parameters", &partition.parameters)
        .with_time("LastAnalyzedTime", partition.last_analyzed_time)
        .with("CatalogId", account)
        .0
        .into()
}
