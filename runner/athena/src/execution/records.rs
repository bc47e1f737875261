//! `Records`: where queries and work groups are kept.
//!
//! Trees of the world's store: [`EXECUTIONS`] by id, [`ORDER`] by number for ListQueryExecutions, [`TOKENS`] by client request
//! token, [`WORK_GROUPS`] by name. Each value begins with [`VERSION`].

use bytes::Bytes;
use labs_world::World;
use labs_world::store::{KeyRange, Order, StoreError, Transaction};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Execution, PRIMARY, WorkGroup};

const EXECUTIONS: &str = "athena.executions";
const ORDER: &str = "athena.order";
const TOKENS: &str = "athena.tokens";
const WORK_GROUPS: &str = "athena.workgroups";

/// The form in which this version stores things.
const VERSION: u8 = 1;

/// A stored thing cannot be read back, or the store failed.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum RecordError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is there is not what this version writes.
    #[error(
        "the stored {what} `{name}` is not in a form that this version reads; open the world with the version that wrote it"
    )]
    Unreadable {
        /// A query or a work group.
        what: &'static str,
        /// Which.
        name: String,
    },
}

/// What a client request token stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Remembered {
    /// The query that the token started.
    pub(crate) id: String,
    /// All parameters of the request, which must be the same again.
    pub(crate) request: String,
}

/// Queries and work groups of one world.
pub(crate) struct Records<'w>(pub(crate) &'w World);

impl Records<'_> {
    /// The query with this id.
    pub(crate) fn execution(&self, id: &str) -> Result<Option<Execution>, RecordError> {
        self.read(EXECUTIONS, "query", id)
    }

    /// What a client request token stands for.
    pub(crate) fn token(&self, token: &str) -> Result<Option<Remembered>, RecordError> {
        self.read(TOKENS, "client request token", token)
    }

    /// The work group of this name.
    pub(crate) fn work_group(&self, name: &str) -> Result<Option<WorkGroup>, RecordError> {
        let stored = self.read(WORK_GROUPS, "work group", name)?;
        Ok(stored.or_else(|| (name == PRIMARY).then(WorkGroup::primary)))
    }

    /// Keeps a new query under the next number and, if the client gave a token, what that stands for from now on.
    pub(crate) async fn begin(
        &self,
        mut execution: Execution,
        token: Option<(String, Remembered)>,
    ) -> Result<Execution, RecordError> {
        let work = |transaction: &mut Transaction<'_>| -> Result<Execution, RecordError> {
            let last = transaction.range(ORDER, &KeyRange::all(), Order::Descending).next().transpose()?;
            execution.number = last.map_or(1, |entry| number_of(&entry.0) + 1);
            write(transaction, EXECUTIONS, &execution.id, &execution)?;
            transaction.put(ORDER, execution.number.to_be_bytes().to_vec(), execution.id.clone().into_bytes());
            if let Some((token, remembered)) = &token {
                write(transaction, TOKENS, token, remembered)?;
            }
            Ok(execution)
        };
        self.0.store().write(work).await
    }

    /// Keeps what a query has become.
    pub(crate) async fn update(&self, execution: &Execution) -> Result<(), RecordError> {
        self.0.store().write(|transaction| write(transaction, EXECUTIONS, &execution.id, execution)).await
    }

    /// Keeps the settings of a work group.
    pub(crate) async fn put_work_group(&self, group: &WorkGroup) -> Result<(), RecordError> {
        self.0.store().write(|transaction| write(transaction, WORK_GROUPS, &group.name, group)).await
    }

    /// Ids and numbers of at most `limit` queries, the newest first, all with numbers below `before`.
    pub(crate) fn newest(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, String)>, RecordError> {
        let mut range = KeyRange::all();
        if let Some(before) = before {
            range.end = std::ops::Bound::Excluded(before.to_be_bytes().to_vec());
        }
        let mut found = Vec::new();
        for entry in self.0.store().range(ORDER, &range, Order::Descending).take(limit) {
            let (key, id) = entry?;
            found.push((number_of(&key), String::from_utf8_lossy(&id).into_owned()));
        }
        Ok(found)
    }

    fn read<T: DeserializeOwned>(&self, tree: &str, what: &'static str, name: &str) -> Result<Option<T>, RecordError> {
        let Some(stored) = self.0.store().get(tree, name.as_bytes())? else { return Ok(None) };
        let read = stored.split_first().filter(|(version, _)| **version == VERSION);
        let read = read.and_then(|(_, bytes)| postcard::from_bytes(bytes).ok());
        read.map(Some).ok_or_else(|| RecordError::Unreadable { what, name: name.to_owned() })
    }
}

fn number_of(key: &[u8]) -> u64 {
    key.try_into().map_or(0, u64::from_be_bytes)
}

fn write(transaction: &mut Transaction<'_>, tree: &str, name: &str, value: &impl Serialize) -> Result<(), RecordError> {
    let stored = postcard::to_extend(value, vec![VERSION]);
    let stored = stored.map_err(|_| RecordError::Unreadable { what: "value of", name: name.to_owned() })?;
    transaction.put(tree, Bytes::copy_from_slice(name.as_bytes()), stored);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use labs_world::DEFAULT_START;

    use super::*;
    use crate::execution::{AthenaError, State, StatementType, Statistics};
    use crate::result::{ColumnInfo, Layout};

    fn execution() -> Execution {
        Execution {
            id: "i".to_owned(),
            number: 1,
            query: "SELECT 1".to_owned(),
            statement_type: StatementType::Dml,
            substatement_type: Some("SELECT".to_owned()),
            work_group: PRIMARY.to_owned(),
            database: Some("d".to_owned()),
            catalog: None,
            parameters: vec!["p".to_owned()],
            output_location: "s3://b/i.csv".to_owned(),
            state: State::Failed,
            reason: Some("r".to_owned()),
            error: Some(AthenaError { category: 2, error_type: 1000, message: "m".to_owned() }),
            submitted: DEFAULT_START,
            completed: Some(DEFAULT_START),
            statistics: Statistics { scanned: 300, rows_read: 2, rows_written: 3, bytes_written: 4, ran: true },
            columns: vec![ColumnInfo::hive_string("c")],
            layout: Layout::Csv,
        }
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What version 1 writes; a change of these bytes needs a new version and a reader of the old one.
    #[tokio::test]
    async fn the_stored_form_is_the_one_of_its_version() {
        let world = Arc::new(World::in_memory(1, DEFAULT_START));
        let records = Records(&world);
        let remembered = Remembered { id: "i".to_owned(), request: "q".to_owned() };
        let kept = records.begin(execution(), Some(("t".to_owned(), remembered.clone()))).await.unwrap();
        assert_eq!(records.execution("i").unwrap(), Some(kept));
        assert_eq!(records.token("t").unwrap(), Some(remembered));
        let group = WorkGroup { cutoff: Some(10_000_000), enforce: true, ..WorkGroup::primary() };
        records.put_work_group(&group).await.unwrap();
        assert_eq!(records.work_group(PRIMARY).unwrap(), Some(group));
        let stored = |tree, key: &[u8]| hex(&world.store().get(tree, key).unwrap().unwrap());
        assert_eq!(
            stored(EXECUTIONS, b"i"),
            "010169010853454c454354203101010653454c454354077072696d617279010164000101700c73333a2f2f622f692e637376030101720104d00f016d80a0d5edee660180a0d5edee66ac020203040101016306737472696e6700000000"
        );
        assert_eq!(stored(TOKENS, b"t"), "0101690171");
        assert_eq!(stored(WORK_GROUPS, PRIMARY.as_bytes()), "01077072696d6172790001000100000180ade204");
    }

    #[tokio::test]
    async fn an_unknown_form_is_refused_by_name() {
        let world = World::in_memory(1, DEFAULT_START);
        let written: Result<(), StoreError> = world
            .store()
            .write(|transaction| {
                transaction.put(EXECUTIONS, &b"i"[..], &[9u8, 0][..]);
                Ok(())
            })
            .await;
        written.unwrap();
        assert!(Records(&world).execution("i").unwrap_err().to_string().contains("query `i`"));
    }
}
