//! The Hive side: what DDL does to the Data Catalog and what SHOW and DESCRIBE say of it.
//!
//! One file a family of statements. Names without a database are in that of the query. Sentences are Hive's as Athena's users
//! see them; the objects of S3 are never touched, as DROP TABLE of an external table leaves its files.

mod alter_table;
mod database;
mod describe;
mod partition_spec;
mod problem;
mod repair;
mod show;
mod table;

use labs_catalog::{Catalog, Table};

use super::Execution;
use super::ending::Outcome;
use crate::engine::Inner;
use crate::query_error::QueryError;
use crate::session::DEFAULT_DATABASE;
use crate::statement::{HiveStatement, Name, TableName};

/// What a statement of the Hive side works on.
struct Ddl<'a> {
    inner: &'a Inner,
    /// The database of names without one.
    database: String,
}

/// Does what a statement says.
pub(super) async fn perform(
    inner: &Inner,
    execution: &Execution,
    statement: HiveStatement,
) -> Result<Outcome, QueryError> {
    let database = execution.database.as_ref().map_or_else(|| DEFAULT_DATABASE.to_owned(), |name| name.to_lowercase());
    let ddl = Ddl { inner, database };
    match statement {
        HiveStatement::CreateDatabase(create) => database::create(&ddl, create).await,
        HiveStatement::DropDatabase { database, if_absent, behavior } => {
            database::drop(&ddl, &database, if_absent, behavior).await
        }
        HiveStatement::AlterDatabase { database, properties } => database::alter(&ddl, &database, properties).await,
        HiveStatement::CreateTable(create) => table::create(&ddl, &create).await,
        HiveStatement::DropTable { table, if_absent } => {
            table::drop(&ddl, &table, if_absent, table::Dropped::Table).await
        }
        HiveStatement::DropView { view, if_absent } => table::drop(&ddl, &view, if_absent, table::Dropped::View).await,
        HiveStatement::AlterTable { table, change } => alter_table::alter(&ddl, &table, change).await,
        HiveStatement::RepairTable { table } => repair::repair(&ddl, &table).await,
        HiveStatement::ShowDatabases { pattern } => show::databases(&ddl, pattern.as_deref()),
        HiveStatement::ShowTables { database, pattern } => show::tables(&ddl, database.as_ref(), pattern.as_deref()),
        HiveStatement::ShowViews { database, pattern } => show::views(&ddl, database.as_ref(), pattern.as_deref()),
        HiveStatement::ShowPartitions { table, partition } => show::partitions(&ddl, &table, &partition),
        HiveStatement::ShowColumns { table } => show::columns(&ddl, &table),
        HiveStatement::ShowCreateTable { table } => show::create_table(&ddl, &table),
        HiveStatement::ShowCreateView { view } => show::create_view(&ddl, &view),
        HiveStatement::ShowTableProperties { table, property } => show::properties(&ddl, &table, property.as_deref()),
        HiveStatement::Describe { table, detail, target } => describe::describe(&ddl, &table, detail, &target),
    }
}

impl Ddl<'_> {
    fn catalog(&self) -> &Catalog {
        &self.inner.catalog
    }

    /// The database that a name means, or the query's.
    fn database_of<'n>(&'n self, name: Option<&'n Name>) -> &'n str {
        name.map_or(self.database.as_str(), |name| name.value.as_str())
    }

    /// The table of a name.
    fn table(&self, name: &TableName) -> Result<Table, QueryError> {
        let database = self.database_of(name.database.as_ref());
        self.catalog()
            .get_table(database, &name.table.value)
            .map_err(|error| problem::of(&error, database, &name.table.value))
    }
}
