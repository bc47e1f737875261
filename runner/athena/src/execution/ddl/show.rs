//! SHOW: names, partitions, columns, properties, definitions. Rows have one value each.

use super::super::ending::Outcome;
use super::{Ddl, partition_spec, problem};
use crate::pattern::NamePattern;
use crate::query_error::QueryError;
use crate::statement::{Name, PartitionSpec, TableName, show_create_table};

/// SHOW DATABASES.
pub(super) fn databases(ddl: &Ddl<'_>, pattern: Option<&str>) -> Result<Outcome, QueryError> {
    let pattern = NamePattern::new(pattern)?;
    let all = ddl.catalog().list_databases().map_err(|error| problem::of(&error, "", ""))?;
    let names: Vec<_> = all.into_iter().map(|database| database.name).filter(|name| pattern.matches(name)).collect();
    Ok(Outcome::lines(&["database_name"], &names))
}

/// SHOW TABLES, views among them.
pub(super) fn tables(ddl: &Ddl<'_>, database: Option<&Name>, pattern: Option<&str>) -> Result<Outcome, QueryError> {
    Ok(Outcome::lines(&["tab_name"], &names(ddl, database, pattern, Kinds::All)?))
}

/// SHOW VIEWS.
pub(super) fn views(ddl: &Ddl<'_>, database: Option<&Name>, pattern: Option<&str>) -> Result<Outcome, QueryError> {
    Ok(Outcome::lines(&["views"], &names(ddl, database, pattern, Kinds::Views)?))
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinds {
    All,
    Views,
}

fn names(
    ddl: &Ddl<'_>,
    database: Option<&Name>,
    pattern: Option<&str>,
    kinds: Kinds,
) -> Result<Vec<String>, QueryError> {
    let pattern = NamePattern::new(pattern)?;
    let database = ddl.database_of(database);
    let all = ddl.catalog().list_tables(database).map_err(|error| problem::of(&error, database, ""))?;
    let wanted = all.into_iter().filter(|table| kinds == Kinds::All || table.is_view());
    Ok(wanted.map(|table| table.name).filter(|name| pattern.matches(name)).collect())
}

/// SHOW PARTITIONS.
pub(super) fn partitions(ddl: &Ddl<'_>, name: &TableName, spec: &PartitionSpec) -> Result<Outcome, QueryError> {
    let table = ddl.table(name)?;
    if table.partition_keys.is_empty() {
        return Err(problem::execution(format!("Table {} is not a partitioned table", table.name)));
    }
    let all = ddl.catalog().list_partitions(&table.database, &table.name);
    let mut lines = Vec::new();
    for partition in all.map_err(|error| problem::of(&error, &table.database, &table.name))? {
        if spec.is_empty() || partition_spec::selects(&table, spec, &partition)? {
            lines.push(partition_spec::folder(&table, &partition.values));
        }
    }
    Ok(Outcome::lines(&["partition"], &lines))
}

/// SHOW COLUMNS: names padded to twenty characters.
pub(super) fn columns(ddl: &Ddl<'_>, name: &TableName) -> Result<Outcome, QueryError> {
    let table = ddl.table(name)?;
    let all = table.storage.columns.iter().chain(&table.partition_keys);
    let lines: Vec<_> = all.map(|column| format!("{:<20}", column.name)).collect();
    Ok(Outcome::lines(&["field"], &lines))
}

/// SHOW CREATE TABLE: the statement, a line a row.
pub(super) fn create_table(ddl: &Ddl<'_>, name: &TableName) -> Result<Outcome, QueryError> {
    let table = ddl.table(name)?;
    if table.is_view() {
        return Err(problem::semantic(format!("{} is a view; use SHOW CREATE VIEW", table.name)));
    }
    let called = match &name.database {
        Some(database) => format!("{}.{}", database.value, name.table.value),
        None => name.table.value.clone(),
    };
    let text = show_create_table(&called, &table);
    Ok(Outcome::lines(&["createtab_stmt"], &text.split('\n').map(str::to_owned).collect::<Vec<_>>()))
}

/// SHOW CREATE VIEW.
pub(super) fn create_view(ddl: &Ddl<'_>, name: &TableName) -> Result<Outcome, QueryError> {
    let table = ddl.table(name)?;
    if !table.is_view() {
        return Err(problem::semantic(format!("{} is a table; use SHOW CREATE TABLE", table.name)));
    }
    Err(QueryError::not_supported("SHOW CREATE VIEW is not supported by this version of labs"))
}

/// SHOW TBLPROPERTIES: a name and a value a row, or only the value of the property that is asked for.
pub(super) fn properties(ddl: &Ddl<'_>, name: &TableName, property: Option<&str>) -> Result<Outcome, QueryError> {
    let table = ddl.table(name)?;
    let lines: Vec<String> = match property {
        Some(key) => vec![match table.parameters.get(key) {
            Some(value) => value.clone(),
            None => format!("Table {}.{} does not have property: {key}", table.database, table.name),
        }],
        None => {
            let mut pairs: Vec<_> = table.parameters.iter().map(|(key, value)| format!("{key}\t{value}")).collect();
            pairs.sort();
            pairs
        }
    };
    Ok(Outcome::lines(&["prpt_name", "prpt_value"], &lines))
}
