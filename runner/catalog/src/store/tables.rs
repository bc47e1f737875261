//! Tables: create, read, update, delete, and their earlier versions.

use std::ops::Bound;

use labs_world::store::{KeyRange, Order, Transaction};

use super::catalog::Catalog;
use super::record::{self, Reader};
use super::{databases, partitions};
use crate::error::CatalogError;
use crate::model::{Table, TableInput};

/// Tree of the tables, by database and name.
const TABLES: &str = "catalog.tables";
const WHAT: &str = "table";

/// Whether an update keeps the definition that it replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Archive {
    /// It is kept as an earlier version.
    #[default]
    Keep,
    /// Glue's `SkipArchive`.
    Skip,
}

impl Catalog {
    /// Creates a table.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseNotFound`], [`CatalogError::TableExists`], [`CatalogError::Name`], [`CatalogError::Store`].
    pub async fn create_table(&self, database: &str, input: TableInput) -> Result<(), CatalogError> {
        let name = record::name(WHAT, &input.name)?;
        let id = self.world().ids().uuid();
        self.store()
            .write(|transaction| {
                let database = databases::require(transaction, database)?.name;
                if find(transaction, &database, &name)?.is_some() {
                    return Err(CatalogError::TableExists { database, table: name });
                }
                save(transaction, &Table::of(&database, input, id, self.now()))
            })
            .await
    }

    /// The table of that name.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseNotFound`], [`CatalogError::TableNotFound`], [`CatalogError::Store`].
    pub fn get_table(&self, database: &str, name: &str) -> Result<Table, CatalogError> {
        require(self.store(), database, name)
    }

    /// All tables of a database, in the order of their names.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseNotFound`], [`CatalogError::Store`].
    pub fn list_tables(&self, database: &str) -> Result<Vec<Table>, CatalogError> {
        self.tables_after(database, None)?.collect()
    }

    /// The tables of a database whose names come after `after`, in the order of their names.
    pub(crate) fn tables_after(
        &self,
        database: &str,
        after: Option<&str>,
    ) -> Result<impl Iterator<Item = Result<Table, CatalogError>> + '_, CatalogError> {
        let database = databases::require(self.store(), database)?.name;
        let mut range = record::tables_of(&database);
        if let Some(after) = after {
            range.start = Bound::Excluded(record::table_key(&database, after));
        }
        Ok(self.store().range(TABLES, &range, Order::Ascending).map(|entry| {
            let (key, stored) = entry?;
            record::decode(WHAT, &String::from_utf8_lossy(&key).replace('\0', "."), &stored)
        }))
    }

    /// Replaces what a client may say of a table; its partitions stay as they are.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseNotFound`], [`CatalogError::TableNotFound`], [`CatalogError::Store`].
    pub async fn update_table(&self, database: &str, input: TableInput, archive: Archive) -> Result<(), CatalogError> {
        self.store()
            .write(|transaction| {
                let before = require(transaction, database, &input.name)?;
                let mut table = Table::of(&before.database, input, before.id.clone(), self.now());
                table.create_time = before.create_time;
                table.version = before.version.saturating_add(1);
                if archive == Archive::Keep {
                    let key = before.version.to_be_bytes().to_vec();
                    transaction.put(&versions_tree(&before), key, record::encode(WHAT, &before.name, &before)?);
                }
                save(transaction, &table)
            })
            .await
    }

    /// Deletes a table with its versions and partitions. Its files stay.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseNotFound`], [`CatalogError::TableNotFound`], [`CatalogError::Store`].
    pub async fn delete_table(&self, database: &str, name: &str) -> Result<(), CatalogError> {
        self.store()
            .write(|transaction| {
                let table = require(transaction, database, name)?;
                remove(transaction, &table);
                Ok(())
            })
            .await
    }

    /// The versions of a table that were kept, the present one first.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseNotFound`], [`CatalogError::TableNotFound`], [`CatalogError::Store`].
    pub fn list_table_versions(&self, database: &str, name: &str) -> Result<Vec<Table>, CatalogError> {
        let table = self.get_table(database, name)?;
        let mut versions = Vec::new();
        for entry in self.store().range(&versions_tree(&table), &KeyRange::all(), Order::Descending) {
            versions.push(record::decode(WHAT, &table.name, &entry?.1)?);
        }
        versions.insert(0, table);
        Ok(versions)
    }

    /// One version of a table.
    ///
    /// # Errors
    /// [`CatalogError::VersionNotFound`] and those of [`Catalog::get_table`].
    pub fn get_table_version(&self, database: &str, name: &str, version: u32) -> Result<Table, CatalogError> {
        let table = self.get_table(database, name)?;
        if table.version == version {
            return Ok(table);
        }
        match self.store().get(&versions_tree(&table), &version.to_be_bytes())? {
            Some(stored) => record::decode(WHAT, &table.name, &stored),
            None => Err(CatalogError::VersionNotFound),
        }
    }
}

/// The table of that name, whatever its case.
pub(super) fn require(reader: &impl Reader, database: &str, name: &str) -> Result<Table, CatalogError> {
    let database = databases::require(reader, database)?.name;
    let missing = || CatalogError::TableNotFound { database: database.clone(), table: name.to_owned() };
    let kept = record::name(WHAT, name).map_err(|_| missing())?;
    find(reader, &database, &kept)?.ok_or_else(missing)
}

/// Removes all tables of a database.
pub(super) fn remove_all(transaction: &mut Transaction<'_>, database: &str) -> Result<(), CatalogError> {
    let mut tables = Vec::new();
    for entry in transaction.range(TABLES, &record::tables_of(database), Order::Ascending) {
        tables.push(record::decode::<Table>(WHAT, database, &entry?.1)?);
    }
    for table in tables {
        remove(transaction, &table);
    }
    Ok(())
}

fn find(reader: &impl Reader, database: &str, name: &str) -> Result<Option<Table>, CatalogError> {
    match reader.read(TABLES, &record::table_key(database, name))? {
        Some(stored) => record::decode(WHAT, &format!("{database}.{name}"), &stored).map(Some),
        None => Ok(None),
    }
}

fn save(transaction: &mut Transaction<'_>, table: &Table) -> Result<(), CatalogError> {
    let bytes = record::encode(WHAT, &table.name, table)?;
    transaction.put(TABLES, record::table_key(&table.database, &table.name), bytes);
    Ok(())
}

fn remove(transaction: &mut Transaction<'_>, table: &Table) {
    transaction.clear(&partitions::tree(table));
    transaction.clear(&versions_tree(table));
    transaction.remove(TABLES, record::table_key(&table.database, &table.name));
}

/// Tree of the earlier versions of a table, by number.
fn versions_tree(table: &Table) -> String {
    format!("catalog.versions.{}", table.id)
}
