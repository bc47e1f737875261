//! The operations, one file each, and the table that lists them.
//!
//! Every file has the same parts: the entry for this table and the action; tests that need a whole world are in `tests/it/`. An
//! operation that is not in the table does not exist, and a member that is not in its list is refused by name.

mod batch_get_query_execution;
mod get_data_catalog;
mod get_database;
mod get_query_execution;
mod get_query_results;
mod get_query_runtime_statistics;
mod get_table_metadata;
mod get_work_group;
mod list_data_catalogs;
mod list_databases;
mod list_engine_versions;
mod list_query_executions;
mod list_table_metadata;
mod list_work_groups;
mod metadata;
mod start_query_execution;
mod stop_query_execution;
mod token;
mod update_work_group;

use labs_world::{BoxFuture, Map};

use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// One operation of Athena.
pub(crate) struct Operation {
    /// The name as AWS spells it.
    pub(crate) name: &'static str,
    /// The input members that are supported.
    pub(crate) members: &'static [&'static str],
    /// Performs it and returns the output members.
    pub(crate) run: for<'a> fn(&'a Athena, Members) -> BoxFuture<'a, Result<Map, Refusal>>,
}

/// All operations of this engine.
pub(crate) const OPERATIONS: &[Operation] = &[
    batch_get_query_execution::OPERATION,
    get_data_catalog::OPERATION,
    get_database::OPERATION,
    get_query_execution::OPERATION,
    get_query_results::OPERATION,
    get_query_runtime_statistics::OPERATION,
    get_table_metadata::OPERATION,
    get_work_group::OPERATION,
    list_data_catalogs::OPERATION,
    list_databases::OPERATION,
    list_engine_versions::OPERATION,
    list_query_executions::OPERATION,
    list_table_metadata::OPERATION,
    list_work_groups::OPERATION,
    start_query_execution::OPERATION,
    stop_query_execution::OPERATION,
    update_work_group::OPERATION,
];

#[cfg(test)]
mod tests {
    use labs_aws::model::{Models, ShapeKind};

    use super::*;

    #[test]
    fn every_member_in_the_table_is_one_of_the_service_model() {
        let model = Models::by_name("athena").unwrap();
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
