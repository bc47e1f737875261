//! `Partition`: one folder of a table, named by a value for each partition key.

use labs_world::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Parameters, StorageDescriptor};

/// What a client says of a partition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartitionInput {
    /// A value for each partition key, in their order.
    pub values: Vec<String>,
    /// When it was last read, if somebody keeps count.
    pub last_access_time: Option<Timestamp>,
    /// When its statistics were last computed.
    pub last_analyzed_time: Option<Timestamp>,
    /// Where its bytes lie.
    pub storage: StorageDescriptor,
    /// Free pairs.
    pub parameters: Parameters,
}

/// A partition as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// The database of its table.
    pub database: String,
    /// Its table.
    pub table: String,
    /// A value for each partition key, in their order.
    pub values: Vec<String>,
    /// When it was created.
    pub create_time: Timestamp,
    /// When it was last read, if somebody keeps count.
    pub last_access_time: Option<Timestamp>,
    /// When its statistics were last computed.
    pub last_analyzed_time: Option<Timestamp>,
    /// Where its bytes lie.
    pub storage: StorageDescriptor,
    /// Free pairs.
    pub parameters: Parameters,
}

impl Partition {
    /// The input that would make this partition again; what an update starts from.
    #[must_use]
    pub fn to_input(&self) -> PartitionInput {
        let Self { values, last_access_time, last_analyzed_time, storage, parameters, .. } = self.clone();
        PartitionInput { values, last_access_time, last_analyzed_time, storage, parameters }
    }

    /// The partition that `input` defines.
    pub(crate) fn of(database: &str, table: &str, input: PartitionInput, now: Timestamp) -> Self {
        let PartitionInput { values, last_access_time, last_analyzed_time, storage, parameters } = input;
        Self {
            database: database.to_owned(),
            table: table.to_owned(),
            values,
            create_time: now,
            last_access_time,
            last_analyzed_time,
            storage,
            parameters,
        }
    }
}
