//! Databases: create, read, update, delete.
//!
//! `default` is implied: an account that has used Athena has it, so it is there until somebody deletes it, and it is written
//! down only when somebody changes it. A deletion is remembered as such.

use std::ops::Bound;

use labs_world::store::{KeyRange, Order, Transaction};
use serde::{Deserialize, Serialize};

use super::catalog::Catalog;
use super::record::{self, Reader};
use super::tables;
use crate::error::CatalogError;
use crate::model::{Database, DatabaseInput, Parameters};

/// The database that is there from the start.
pub const DEFAULT_DATABASE: &str = "default";

/// Tree of the databases, by name.
const DATABASES: &str = "catalog.databases";
const WHAT: &str = "database";

/// What the store says of a name.
#[derive(Serialize, Deserialize)]
enum Record {
    Here(Database),
    /// Only `default` is remembered to be gone.
    Gone,
}

impl Catalog {
    /// Creates a database.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseExists`], [`CatalogError::Name`], [`CatalogError::Store`].
    pub async fn create_database(&self, input: DatabaseInput) -> Result<(), CatalogError> {
        let DatabaseInput { name, description, location_uri, parameters } = input;
        let name = record::name(WHAT, &name)?;
        let create_time = Some(self.now());
        self.store()
            .write(|transaction| {
                if find(transaction, &name)?.is_some() {
                    return Err(CatalogError::DatabaseExists(name));
                }
                save(transaction, Database { name, description, location_uri, parameters, create_time })
            })
            .await
    }

    /// The database of that name.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseNotFound`], [`CatalogError::Store`].
    pub fn get_database(&self, name: &str) -> Result<Database, CatalogError> {
        require(self.store(), name)
    }

    /// All databases, in the order of their names.
    ///
    /// # Errors
    /// [`CatalogError::Store`].
    pub fn list_databases(&self) -> Result<Vec<Database>, CatalogError> {
        self.databases_after(None)
    }

    /// The databases whose names come after `after`, in the order of their names.
    pub(crate) fn databases_after(&self, after: Option<&str>) -> Result<Vec<Database>, CatalogError> {
        let start = after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.as_bytes().to_vec()));
        let mut databases = Vec::new();
        for entry in self.store().range(DATABASES, &KeyRange { start, end: Bound::Unbounded }, Order::Ascending) {
            let (key, stored) = entry?;
            if let Record::Here(database) = record::decode(WHAT, &String::from_utf8_lossy(&key), &stored)? {
                databases.push(database);
            }
        }
        let is_due = after.is_none_or(|after| after < DEFAULT_DATABASE);
        if is_due && let Some(implied) = find(self.store(), DEFAULT_DATABASE)? {
            // Written down, it has been met above.
            if let Err(place) = databases.binary_search_by(|known| known.name.as_str().cmp(DEFAULT_DATABASE)) {
                databases.insert(place, implied);
            }
        }
        Ok(databases)
    }

    /// Replaces what a client may say of a database.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseNotFound`], [`CatalogError::Renamed`], [`CatalogError::Store`].
    pub async fn update_database(&self, name: &str, input: DatabaseInput) -> Result<(), CatalogError> {
        let DatabaseInput { name: given, description, location_uri, parameters } = input;
        self.store()
            .write(|transaction| {
                let Database { name, create_time, .. } = require(transaction, name)?;
                if given.to_lowercase() != name {
                    return Err(CatalogError::Renamed { from: name, to: given });
                }
                save(transaction, Database { name, description, location_uri, parameters, create_time })
            })
            .await
    }

    /// Deletes a database with all its tables, their versions and partitions. The files of the tables stay.
    ///
    /// # Errors
    /// [`CatalogError::DatabaseNotFound`], [`CatalogError::Store`].
    pub async fn delete_database(&self, name: &str) -> Result<(), CatalogError> {
        self.store()
            .write(|transaction| {
                let database = require(transaction, name)?;
                tables::remove_all(transaction, &database.name)?;
                if database.name == DEFAULT_DATABASE {
                    let gone = record::encode(WHAT, &database.name, &Record::Gone)?;
                    transaction.put(DATABASES, database.name.into_bytes(), gone);
                } else {
                    transaction.remove(DATABASES, database.name.into_bytes());
                }
                Ok(())
            })
            .await
    }
}

/// The database of that name, whatever its case.
pub(super) fn require(reader: &impl Reader, name: &str) -> Result<Database, CatalogError> {
    let missing = || CatalogError::DatabaseNotFound(name.to_owned());
    let kept = record::name(WHAT, name).map_err(|_| missing())?;
    find(reader, &kept)?.ok_or_else(missing)
}

fn find(reader: &impl Reader, name: &str) -> Result<Option<Database>, CatalogError> {
    match reader.read(DATABASES, name.as_bytes())? {
        Some(stored) => match record::decode(WHAT, name, &stored)? {
            Record::Here(database) => Ok(Some(database)),
            Record::Gone => Ok(None),
        },
        None if name == DEFAULT_DATABASE => Ok(Some(implied())),
        None => Ok(None),
    }
}

fn implied() -> Database {
    Database {
        name: DEFAULT_DATABASE.to_owned(),
        description: None,
        location_uri: None,
        parameters: Parameters::new(),
        create_time: None,
    }
}

fn save(transaction: &mut Transaction<'_>, database: Database) -> Result<(), CatalogError> {
    let key = database.name.clone().into_bytes();
    let bytes = record::encode(WHAT, &database.name.clone(), &Record::Here(database))?;
    transaction.put(DATABASES, key, bytes);
    Ok(())
}
