//! `Database`: a name space of tables.

use labs_world::Timestamp;
use serde::{Deserialize, Serialize};

use super::Parameters;

/// What a client says of a database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DatabaseInput {
    /// The name; stored in lower case.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Where tables without a location of their own lie.
    pub location_uri: Option<String>,
    /// Free pairs.
    pub parameters: Parameters,
}

/// A database as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Database {
    /// The name, in lower case.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Where tables without a location of their own lie.
    pub location_uri: Option<String>,
    /// Free pairs.
    pub parameters: Parameters,
    /// When it was created; `None` for the database `default` that every account has from the start.
    pub create_time: Option<Timestamp>,
}
