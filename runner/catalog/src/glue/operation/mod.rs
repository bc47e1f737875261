//! The operations, one file each, and the table that lists them.
//!
//! Every file has the entry for this table and what it runs. An operation that is not in the table does not exist, and a member
//! that is not in its list is refused by name.

mod batch_create_partition;
mod batch_delete_partition;
mod batch_delete_table;
mod batch_get_partition;
mod batch_update_partition;
mod create_database;
mod create_partition;
mod create_table;
mod delete_database;
mod delete_partition;
mod delete_table;
mod get_database;
mod get_databases;
mod get_partition;
mod get_partitions;
mod get_table;
mod get_table_version;
mod get_table_versions;
mod get_tables;
mod search_tables;
mod update_database;
mod update_partition;
mod update_table;

use labs_world::{BoxFuture, Document, Map};

use super::members::Members;
use super::refusal::Refusal;
use super::shape::{error_detail, texts};
use crate::error::CatalogError;
use crate::store::Catalog;

/// One operation of the Data Catalog.
pub(super) struct Operation {
    /// The name as AWS spells it.
    pub(super) name: &'static str,
    /// The input members that are supported.
    pub(super) members: &'static [&'static str],
    /// Performs it and returns the output members.
    pub(super) run: for<'a> fn(&'a Catalog, Members) -> BoxFuture<'a, Result<Map, Refusal>>,
}

/// All operations, in the order of their names.
pub(super) const OPERATIONS: &[Operation] = &[
    batch_create_partition::OPERATION,
    batch_delete_partition::OPERATION,
    batch_delete_table::OPERATION,
    batch_get_partition::OPERATION,
    batch_update_partition::OPERATION,
    create_database::OPERATION,
    create_partition::OPERATION,
    create_table::OPERATION,
    delete_database::OPERATION,
    delete_partition::OPERATION,
    delete_table::OPERATION,
    get_database::OPERATION,
    get_databases::OPERATION,
    get_partition::OPERATION,
    get_partitions::OPERATION,
    get_table::OPERATION,
    get_table_version::OPERATION,
    get_table_versions::OPERATION,
    get_tables::OPERATION,
    search_tables::OPERATION,
    update_database::OPERATION,
    update_partition::OPERATION,
    update_table::OPERATION,
];

/// `Errors` of the operations on several partitions: the values of each that failed under `member`, and why.
fn partition_errors(member: &str, values: Vec<Vec<String>>, outcomes: Vec<Result<(), CatalogError>>) -> Map {
    let errors = values.iter().zip(&outcomes).filter_map(|(values, outcome)| {
        let error = outcome.as_ref().err()?;
        Some(Document::Map(Map::from_iter([
            (member.to_owned(), texts(values)),
            ("ErrorDetail".to_owned(), error_detail(error)),
        ])))
    });
    Map::from_iter([("Errors".to_owned(), Document::List(errors.collect()))])
}

#[cfg(test)]
mod tests {
    use labs_aws::model::{Models, ShapeKind};

    use super::*;

    #[test]
    fn every_member_in_the_table_is_one_of_the_service_model() {
        let model = Models::by_name("glue").unwrap();
        for operation in OPERATIONS {
            let input = model.operations[operation.name].input.as_ref().unwrap();
            let ShapeKind::Structure { members, .. } = &model.shapes[input].kind else { panic!("{input}") };
            for member in operation.members {
                assert!(members.contains_key(*member), "{member} of {}", operation.name);
            }
        }
    }

    #[test]
    fn the_table_is_in_the_order_of_the_names() {
        assert!(OPERATIONS.is_sorted_by_key(|operation| operation.name));
    }
}
