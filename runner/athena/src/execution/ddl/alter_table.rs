//! ALTER TABLE.

use labs_catalog::{Archive, CatalogError, Column, PartitionInput, Table, TableInput};

use super::super::ending::Outcome;
use super::{Ddl, partition_spec, problem};
use crate::location::S3Location;
use crate::query_error::QueryError;
use crate::statement::{
    AddedPartition, ColumnDefinition, ColumnPlace, IfAbsent, IfPresent, Name, PartitionSpec, PartitionTest,
    TableChange, TableName,
};

/// ALTER TABLE.
pub(super) async fn alter(ddl: &Ddl<'_>, name: &TableName, change: TableChange) -> Result<Outcome, QueryError> {
    let table = ddl.table(name)?;
    match change {
        TableChange::AddPartitions { partitions, if_present } => {
            add_partitions(ddl, &table, partitions, if_present).await?
        }
        TableChange::DropPartitions { partitions, if_absent } => {
            drop_partitions(ddl, &table, &partitions, if_absent).await?
        }
        TableChange::RenamePartition { from, to } => rename_partition(ddl, &table, &from, &to).await?,
        TableChange::AddColumns { columns } => {
            let mut input = table.to_input();
            for column in &columns {
                unique(&table, &input.storage.columns, &column.name.value)?;
                input.storage.columns.push(column.to_column());
            }
            update(ddl, &table, input).await?;
        }
        TableChange::ReplaceColumns { columns } => {
            let mut input = table.to_input();
            input.storage.columns = columns.iter().map(ColumnDefinition::to_column).collect();
            update(ddl, &table, input).await?;
        }
        TableChange::ChangeColumn { column, to, place } => change_column(ddl, &table, &column, &to, place).await?,
        TableChange::SetLocation { partition, location } => set_location(ddl, &table, &partition, location).await?,
        TableChange::SetProperties { properties } => {
            let mut input = table.to_input();
            input.parameters.extend(properties);
            update(ddl, &table, input).await?;
        }
    }
    Ok(Outcome::nothing())
}

async fn update(ddl: &Ddl<'_>, table: &Table, input: TableInput) -> Result<(), QueryError> {
    let updated = ddl.catalog().update_table(&table.database, input, Archive::Keep).await;
    updated.map_err(|error| refused(table, &error))
}

fn refused(table: &Table, error: &CatalogError) -> QueryError {
    problem::of(error, &table.database, &table.name)
}

fn unique(table: &Table, columns: &[Column], name: &str) -> Result<(), QueryError> {
    let mut all = columns.iter().chain(&table.partition_keys);
    if all.any(|column| column.name.eq_ignore_ascii_case(name)) {
        return Err(problem::execution(format!("Duplicate column name: {name}")));
    }
    Ok(())
}

/// The input of a partition of `table`: its storage is the table's, at another place.
pub(super) fn partition_input(table: &Table, values: Vec<String>, location: String) -> PartitionInput {
    let mut storage = table.storage.clone();
    storage.location = Some(location);
    PartitionInput { values, storage, ..PartitionInput::default() }
}

async fn add_partitions(
    ddl: &Ddl<'_>,
    table: &Table,
    partitions: Vec<AddedPartition>,
    if_present: IfPresent,
) -> Result<(), QueryError> {
    let mut inputs = Vec::new();
    for AddedPartition { spec, location } in partitions {
        let values = partition_spec::values(table, &spec)?;
        let location = match location {
            Some(location) => address(location)?,
            None => below(table, &values)?,
        };
        let exists = ddl.catalog().get_partition(&table.database, &table.name, &values).is_ok();
        if exists && if_present == IfPresent::Fail {
            return Err(refused(table, &CatalogError::PartitionExists(values)));
        }
        inputs.push(partition_input(table, values, location));
    }
    let created = ddl.catalog().create_partitions(&table.database, &table.name, inputs).await;
    for outcome in created.map_err(|error| refused(table, &error))? {
        match outcome {
            Err(CatalogError::PartitionExists(_)) if if_present == IfPresent::Skip => {}
            other => other.map_err(|error| refused(table, &error))?,
        }
    }
    Ok(())
}

/// Where a partition lies that says nothing else.
pub(super) fn below(table: &Table, values: &[String]) -> Result<String, QueryError> {
    let location = table.storage.location.as_deref().and_then(S3Location::parse);
    let location = location.ok_or_else(|| problem::semantic(format!("table {} has no location in S3", table.name)))?;
    Ok(location.folder().join(&partition_spec::folder(table, values)).to_string())
}

fn address(location: String) -> Result<String, QueryError> {
    if S3Location::parse(&location).is_some() {
        return Ok(location);
    }
    Err(problem::execution(format!(
        "MetaException(message:The location '{location}' is not one of S3; it begins with s3://)"
    )))
}

async fn drop_partitions(
    ddl: &Ddl<'_>,
    table: &Table,
    partitions: &[Vec<PartitionTest>],
    if_absent: IfAbsent,
) -> Result<(), QueryError> {
    let all = ddl.catalog().list_partitions(&table.database, &table.name).map_err(|error| refused(table, &error))?;
    let mut dropped = Vec::new();
    for tests in partitions {
        let before = dropped.len();
        for partition in &all {
            if partition_spec::passes(table, tests, partition)? && !dropped.contains(&partition.values) {
                dropped.push(partition.values.clone());
            }
        }
        if dropped.len() == before && if_absent == IfAbsent::Fail {
            let named: Vec<_> = tests.iter().map(|test| format!("{}={}", test.key.value, test.value)).collect();
            return Err(problem::semantic(format!("[Error 10006]: Partition not found ({})", named.join(", "))));
        }
    }
    for values in dropped {
        let gone = ddl.catalog().delete_partition(&table.database, &table.name, &values).await;
        gone.map_err(|error| refused(table, &error))?;
    }
    Ok(())
}

async fn rename_partition(
    ddl: &Ddl<'_>,
    table: &Table,
    from: &PartitionSpec,
    to: &PartitionSpec,
) -> Result<(), QueryError> {
    let (from, to) = (partition_spec::values(table, from)?, partition_spec::values(table, to)?);
    let partition = ddl.catalog().get_partition(&table.database, &table.name, &from);
    let partition = partition.map_err(|error| missing(table, &from, &error))?;
    let input = PartitionInput { values: to, ..partition.to_input() };
    let renamed = ddl.catalog().update_partition(&table.database, &table.name, &from, input).await;
    renamed.map_err(|error| refused(table, &error))
}

fn missing(table: &Table, values: &[String], error: &CatalogError) -> QueryError {
    match error {
        CatalogError::PartitionNotFound(_) => {
            problem::semantic(format!("[Error 10006]: Partition not found {}", partition_spec::folder(table, values)))
        }
        other => refused(table, other),
    }
}

async fn change_column(
    ddl: &Ddl<'_>,
    table: &Table,
    column: &Name,
    to: &ColumnDefinition,
    place: Option<ColumnPlace>,
) -> Result<(), QueryError> {
    let mut input = table.to_input();
    let columns = &mut input.storage.columns;
    let absent = |name: &str| problem::execution(format!("Invalid column reference {name}"));
    let place_of = |columns: &[Column], name: &str| {
        columns.iter().position(|known| known.name.eq_ignore_ascii_case(name)).ok_or_else(|| absent(name))
    };
    let at = place_of(columns, &column.value)?;
    let old = columns.remove(at);
    unique(table, columns, &to.name.value)?;
    let mut changed = to.to_column();
    changed.comment = changed.comment.or(old.comment);
    let at = match place {
        None => at,
        Some(ColumnPlace::First) => 0,
        Some(ColumnPlace::After(other)) => place_of(columns, &other.value)? + 1,
    };
    columns.insert(at, changed);
    update(ddl, table, input).await
}

async fn set_location(
    ddl: &Ddl<'_>,
    table: &Table,
    partition: &PartitionSpec,
    location: String,
) -> Result<(), QueryError> {
    let location = address(location)?;
    if partition.is_empty() {
        let mut input = table.to_input();
        input.storage.location = Some(location);
        return update(ddl, table, input).await;
    }
    let values = partition_spec::values(table, partition)?;
    let found = ddl.catalog().get_partition(&table.database, &table.name, &values);
    let mut input = found.map_err(|error| missing(table, &values, &error))?.to_input();
    input.storage.location = Some(location);
    let moved = ddl.catalog().update_partition(&table.database, &table.name, &values, input).await;
    moved.map_err(|error| refused(table, &error))
}
