//! `Table`: columns over files, or a view.

use labs_world::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Column, Parameters, StorageDescriptor};

/// What a client says of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TableInput {
    /// The name; stored in lower case.
    pub name: String,
    /// What it holds.
    pub description: Option<String>,
    /// Who owns it.
    pub owner: Option<String>,
    /// When it was last read, if somebody keeps count.
    pub last_access_time: Option<Timestamp>,
    /// When its statistics were last computed.
    pub last_analyzed_time: Option<Timestamp>,
    /// Days to keep it.
    pub retention: i64,
    /// Where its bytes lie; the default one when none is given, as for views.
    pub storage: StorageDescriptor,
    /// The columns that the folders of its partitions stand for.
    pub partition_keys: Vec<Column>,
    /// The text of a view: `/* Presto View: … */`.
    pub view_original_text: Option<String>,
    /// The expanded text of a view.
    pub view_expanded_text: Option<String>,
    /// `EXTERNAL_TABLE`, `VIRTUAL_VIEW`.
    pub table_type: Option<String>,
    /// Free pairs: `classification`, `skip.header.line.count`, `projection.enabled`.
    pub parameters: Parameters,
}

/// A table as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The database, in lower case.
    pub database: String,
    /// The name, in lower case.
    pub name: String,
    /// What it holds.
    pub description: Option<String>,
    /// Who owns it.
    pub owner: Option<String>,
    /// When it was created.
    pub create_time: Timestamp,
    /// When its definition last changed.
    pub update_time: Timestamp,
    /// When it was last read, if somebody keeps count.
    pub last_access_time: Option<Timestamp>,
    /// When its statistics were last computed.
    pub last_analyzed_time: Option<Timestamp>,
    /// Days to keep it.
    pub retention: i64,
    /// Where its bytes lie; the default one when none is given, as for views.
    pub storage: StorageDescriptor,
    /// The columns that the folders of its partitions stand for.
    pub partition_keys: Vec<Column>,
    /// The text of a view: `/* Presto View: … */`.
    pub view_original_text: Option<String>,
    /// The expanded text of a view.
    pub view_expanded_text: Option<String>,
    /// `EXTERNAL_TABLE`, `VIRTUAL_VIEW`.
    pub table_type: Option<String>,
    /// Free pairs: `classification`, `skip.header.line.count`, `projection.enabled`.
    pub parameters: Parameters,
    /// Number of changes of its definition: Glue's `VersionId`.
    pub version: u32,
    /// Names the trees of its partitions and versions; a table of the same name that comes later has another one.
    pub(crate) id: String,
}

impl Table {
    /// The input that would make this definition again; what an update starts from.
    #[must_use]
    pub fn to_input(&self) -> TableInput {
        let Self {
            name,
            description,
            owner,
            last_access_time,
            last_analyzed_time,
            retention,
            storage,
            partition_keys,
            view_original_text,
            view_expanded_text,
            table_type,
            parameters,
            ..
        } = self.clone();
        TableInput {
            name,
            description,
            owner,
            last_access_time,
            last_analyzed_time,
            retention,
            storage,
            partition_keys,
            view_original_text,
            view_expanded_text,
            table_type,
            parameters,
        }
    }

    /// The table that `input` defines.
    pub(crate) fn of(database: &str, input: TableInput, id: String, now: Timestamp) -> Self {
        let TableInput {
            name,
            description,
            owner,
            last_access_time,
            last_analyzed_time,
            retention,
            storage,
            partition_keys,
            view_original_text,
            view_expanded_text,
            table_type,
            parameters,
        } = input;
        Self {
            database: database.to_owned(),
            name: name.to_lowercase(),
            description,
            owner,
            create_time: now,
            update_time: now,
            last_access_time,
            last_analyzed_time,
            retention,
            storage,
            partition_keys,
            view_original_text,
            view_expanded_text,
            table_type,
            parameters,
            version: 0,
            id,
        }
    }

    /// Whether this is a view.
    #[must_use]
    pub fn is_view(&self) -> bool {
        self.table_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("VIRTUAL_VIEW"))
    }
}
