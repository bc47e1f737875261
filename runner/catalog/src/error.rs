//! `CatalogError`: every reason why the catalog says no, in Glue's words.
//!
//! Sentences that Glue has are Glue's, as its clients report them; what Glue does not word, or words without naming the thing,
//! is ours.

use labs_world::ServiceError;
use labs_world::store::StoreError;

use crate::filter::FilterError;

/// Why the catalog refuses or fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// There is no such database.
    #[error("Database {0} not found.")]
    DatabaseNotFound(String),
    /// There is no such table.
    #[error("Table {table} not found.")]
    TableNotFound {
        /// The database that was searched.
        database: String,
        /// The table.
        table: String,
    },
    /// There is no partition with these values.
    #[error("Cannot find partition.")]
    PartitionNotFound(Vec<String>),
    /// The table never had this version, or did not keep it.
    #[error("Version not found.")]
    VersionNotFound,
    /// There is a database of that name.
    #[error("Database already exists.")]
    DatabaseExists(String),
    /// There is a table of that name in the database.
    #[error("Table already exists.")]
    TableExists {
        /// The database.
        database: String,
        /// The table.
        table: String,
    },
    /// The table has a partition with these values.
    #[error("Partition already exists.")]
    PartitionExists(Vec<String>),
    /// A partition without exactly one value for each key.
    #[error("The number of partition keys do not match the number of partition values")]
    PartitionValues {
        /// Number of the table's partition keys.
        keys: usize,
        /// Number of the values given.
        values: usize,
    },
    /// A name that cannot be kept.
    #[error("`{name}` cannot be the name of a {what}: it takes 1 to 255 characters and no control characters")]
    Name {
        /// `database`, `table`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// An update that would rename a database.
    #[error(
        "database `{from}` cannot be renamed to `{to}`: give the same name in DatabaseInput, or create a new database"
    )]
    Renamed {
        /// Its name.
        from: String,
        /// The name in the input.
        to: String,
    },
    /// The filter of GetPartitions cannot be understood or does not fit the table.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the store returned is not what was put there.
    #[error(
        "the stored {what} `{name}` cannot be read; open the world with the version that wrote it, or start a new world"
    )]
    Damaged {
        /// `database`, `table`, `partition`.
        what: &'static str,
        /// Which one.
        name: String,
    },
}

impl CatalogError {
    /// Glue's error code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::DatabaseNotFound(_)
            | Self::TableNotFound { .. }
            | Self::PartitionNotFound(_)
            | Self::VersionNotFound => "EntityNotFoundException",
            Self::DatabaseExists(_) | Self::TableExists { .. } | Self::PartitionExists(_) => "AlreadyExistsException",
            Self::PartitionValues { .. } | Self::Name { .. } | Self::Renamed { .. } => "InvalidInputException",
            Self::Filter(error) => error.code(),
            Self::Store(_) | Self::Damaged { .. } => "InternalServiceException",
        }
    }

    /// Whether the thing that was asked for is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.code() == "EntityNotFoundException"
    }

    /// Whether the thing that should be made is there already.
    #[must_use]
    pub fn already_exists(&self) -> bool {
        self.code() == "AlreadyExistsException"
    }
}

impl From<CatalogError> for ServiceError {
    fn from(error: CatalogError) -> Self {
        match &error {
            CatalogError::Store(_) | CatalogError::Damaged { .. } => Self::place(error.code(), error.to_string()),
            _ => Self::client(error.code(), error.to_string()),
        }
    }
}
