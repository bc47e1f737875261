//! Partitions: create, read, filter, update, delete. They are keyed by their values and go with their table.

use std::ops::Bound;

use labs_world::store::{KeyRange, Order, Transaction};

use super::catalog::Catalog;
use super::record::{self, Reader};
use super::tables;
use crate::error::CatalogError;
use crate::filter::PartitionFilter;
use crate::model::{Partition, PartitionInput, Table};

const WHAT: &str = "partition";

/// One of several shares of a table's partitions; every partition is in exactly one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Which share, from 0.
    pub number: u64,
    /// How many shares there are.
    pub of: u64,
}

impl Segment {
    /// Whether the partition of this key is in the share: FNV-1a of the key, which spreads well and never changes.
    fn holds(self, key: &[u8]) -> bool {
        let hash = key
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        hash.checked_rem(self.of) == Some(self.number)
    }
}

impl Catalog {
    /// Creates a partition.
    ///
    /// # Errors
    /// [`CatalogError::PartitionExists`], [`CatalogError::PartitionValues`], those of [`Catalog::get_table`].
    pub async fn create_partition(
        &self,
        database: &str,
        table: &str,
        input: PartitionInput,
    ) -> Result<(), CatalogError> {
        self.create_partitions(database, table, vec![input]).await?.into_iter().collect()
    }

    /// Creates several partitions in one batch, all but those that cannot be created; the outcomes are in the order of the inputs.
    ///
    /// # Errors
    /// Those of [`Catalog::get_table`]; then none is created.
    pub async fn create_partitions(
        &self,
        database: &str,
        table: &str,
        inputs: Vec<PartitionInput>,
    ) -> Result<Vec<Result<(), CatalogError>>, CatalogError> {
        let now = self.now();
        self.store()
            .write(|transaction| {
                let table = tables::require(transaction, database, table)?;
                inputs.into_iter().map(|input| settle(create(transaction, &table, input, now))).collect()
            })
            .await
    }

    /// The partition with these values.
    ///
    /// # Errors
    /// [`CatalogError::PartitionNotFound`], those of [`Catalog::get_table`].
    pub fn get_partition(&self, database: &str, table: &str, values: &[String]) -> Result<Partition, CatalogError> {
        let table = self.get_table(database, table)?;
        require(self.store(), &table, values)
    }

    /// All partitions of a table, in the order of their values as texts.
    ///
    /// # Errors
    /// Those of [`Catalog::get_table`].
    pub fn list_partitions(&self, database: &str, table: &str) -> Result<Vec<Partition>, CatalogError> {
        let table = self.get_table(database, table)?;
        self.partitions_after(&table, None, None).map(|found| found.map(|(_, partition)| partition)).collect()
    }

    /// The partitions that an expression of GetPartitions selects, such as `year = '2024' AND month IN ('01', '02')`.
    ///
    /// # Errors
    /// [`CatalogError::Filter`], those of [`Catalog::get_table`].
    pub fn filter_partitions(
        &self,
        database: &str,
        table: &str,
        expression: &str,
    ) -> Result<Vec<Partition>, CatalogError> {
        let table = self.get_table(database, table)?;
        let filter = PartitionFilter::parse(expression, &table.partition_keys)?;
        let mut selected = Vec::new();
        for found in self.partitions_after(&table, None, None) {
            let (_, partition) = found?;
            if filter.selects(&partition.values)? {
                selected.push(partition);
            }
        }
        Ok(selected)
    }

    /// The partitions of a table that come after the key `after`, each with its key.
    pub(crate) fn partitions_after(
        &self,
        table: &Table,
        after: Option<Vec<u8>>,
        segment: Option<Segment>,
    ) -> impl Iterator<Item = Result<(Vec<u8>, Partition), CatalogError>> + '_ {
        let name = table.name.clone();
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.store()
            .range(&tree(table), &KeyRange { start, end: Bound::Unbounded }, Order::Ascending)
            .filter(move |entry| match (entry, segment) {
                (Ok((key, _)), Some(segment)) => segment.holds(key),
                _ => true,
            })
            .map(move |entry| {
                let (key, stored) = entry?;
                Ok((key.to_vec(), record::decode(WHAT, &name, &stored)?))
            })
    }

    /// Replaces a partition; the input's values may be others than those that name it.
    ///
    /// # Errors
    /// [`CatalogError::PartitionNotFound`], [`CatalogError::PartitionExists`] for the new values, those of [`Catalog::get_table`].
    pub async fn update_partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
        input: PartitionInput,
    ) -> Result<(), CatalogError> {
        let updates = vec![(values.to_vec(), input)];
        self.update_partitions(database, table, updates).await?.into_iter().collect()
    }

    /// Replaces several partitions in one batch, all but those that cannot be replaced; the outcomes are in the order given.
    ///
    /// # Errors
    /// Those of [`Catalog::get_table`]; then none is replaced.
    pub async fn update_partitions(
        &self,
        database: &str,
        table: &str,
        updates: Vec<(Vec<String>, PartitionInput)>,
    ) -> Result<Vec<Result<(), CatalogError>>, CatalogError> {
        self.store()
            .write(|transaction| {
                let table = tables::require(transaction, database, table)?;
                updates.into_iter().map(|(values, input)| settle(update(transaction, &table, &values, input))).collect()
            })
            .await
    }

    /// Deletes a partition. Its files stay.
    ///
    /// # Errors
    /// [`CatalogError::PartitionNotFound`], those of [`Catalog::get_table`].
    pub async fn delete_partition(&self, database: &str, table: &str, values: &[String]) -> Result<(), CatalogError> {
        self.delete_partitions(database, table, vec![values.to_vec()]).await?.into_iter().collect()
    }

    /// Deletes several partitions in one batch, all but those that are not there; the outcomes are in the order given.
    ///
    /// # Errors
    /// Those of [`Catalog::get_table`]; then none is deleted.
    pub async fn delete_partitions(
        &self,
        database: &str,
        table: &str,
        partitions: Vec<Vec<String>>,
    ) -> Result<Vec<Result<(), CatalogError>>, CatalogError> {
        self.store()
            .write(|transaction| {
                let table = tables::require(transaction, database, table)?;
                partitions.into_iter().map(|values| settle(remove(transaction, &table, &values))).collect()
            })
            .await
    }
}

/// Tree of the partitions of a table, by their values.
pub(super) fn tree(table: &Table) -> String {
    format!("catalog.partitions.{}", table.id)
}

/// Trouble with the store ends a batch; everything else concerns one partition.
fn settle(outcome: Result<(), CatalogError>) -> Result<Result<(), CatalogError>, CatalogError> {
    match outcome {
        Err(error @ (CatalogError::Store(_) | CatalogError::Damaged { .. })) => Err(error),
        other => Ok(other),
    }
}

fn create(
    transaction: &mut Transaction<'_>,
    table: &Table,
    input: PartitionInput,
    now: labs_world::Timestamp,
) -> Result<(), CatalogError> {
    check_count(table, &input.values)?;
    if find(transaction, table, &input.values)?.is_some() {
        return Err(CatalogError::PartitionExists(input.values));
    }
    save(transaction, table, &Partition::of(&table.database, &table.name, input, now))
}

fn update(
    transaction: &mut Transaction<'_>,
    table: &Table,
    values: &[String],
    input: PartitionInput,
) -> Result<(), CatalogError> {
    let before = require(transaction, table, values)?;
    check_count(table, &input.values)?;
    if input.values != values {
        if find(transaction, table, &input.values)?.is_some() {
            return Err(CatalogError::PartitionExists(input.values));
        }
        transaction.remove(&tree(table), record::partition_key(values));
    }
    save(transaction, table, &Partition::of(&table.database, &table.name, input, before.create_time))
}

fn remove(transaction: &mut Transaction<'_>, table: &Table, values: &[String]) -> Result<(), CatalogError> {
    require(transaction, table, values)?;
    transaction.remove(&tree(table), record::partition_key(values));
    Ok(())
}

fn check_count(table: &Table, values: &[String]) -> Result<(), CatalogError> {
    let (keys, values) = (table.partition_keys.len(), values.len());
    if keys == values && keys > 0 { Ok(()) } else { Err(CatalogError::PartitionValues { keys, values }) }
}

fn require(reader: &impl Reader, table: &Table, values: &[String]) -> Result<Partition, CatalogError> {
    find(reader, table, values)?.ok_or_else(|| CatalogError::PartitionNotFound(values.to_vec()))
}

fn find(reader: &impl Reader, table: &Table, values: &[String]) -> Result<Option<Partition>, CatalogError> {
    match reader.read(&tree(table), &record::partition_key(values))? {
        Some(stored) => record::decode(WHAT, &values.join("/"), &stored).map(Some),
        None => Ok(None),
    }
}

fn save(transaction: &mut Transaction<'_>, table: &Table, partition: &Partition) -> Result<(), CatalogError> {
    let bytes = record::encode(WHAT, &partition.values.join("/"), partition)?;
    transaction.put(&tree(table), record::partition_key(&partition.values), bytes);
    Ok(())
}
