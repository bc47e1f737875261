//! The operations, one file each, and the table that lists them.
//!
//! Every file has the same parts in the same order: the entry for this table, the request as it is read from the input, the
//! checks that need no table, if there are any, the action, the reply; then tests of the same names. An operation that is not
//! in the table does not exist, and a member that is not in its list is refused by name.

mod create_table;
mod delete_item;
mod delete_table;
mod describe_table;
mod get_item;
mod list_tables;
mod put_item;
mod query;
mod returns;
mod scan;
mod update_item;

use labs_world::{BoxFuture, Map};

use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::request::Members;

/// One operation of DynamoDB.
pub(crate) struct Operation {
    /// The name as AWS spells it.
    pub(crate) name: &'static str,
    /// The input members that are supported.
    pub(crate) members: &'static [&'static str],
    /// Which of its errors have the prefix of 2026.
    pub(crate) wording: Wording,
    /// Performs it and returns the output members.
    pub(crate) run: for<'a> fn(&'a DynamoDb, Members) -> BoxFuture<'a, Result<Map, Refusal>>,
}

/// All operations of this engine.
pub(crate) const OPERATIONS: &[Operation] = &[
    create_table::OPERATION,
    delete_item::OPERATION,
    delete_table::OPERATION,
    describe_table::OPERATION,
    get_item::OPERATION,
    list_tables::OPERATION,
    put_item::OPERATION,
    query::OPERATION,
    scan::OPERATION,
    update_item::OPERATION,
];

#[cfg(test)]
mod tests {
    use labs_aws::model::Models;

    use super::*;

    #[test]
    fn every_member_in_the_table_is_one_of_the_service_model() {
        let model = Models::by_name("dynamodb").unwrap();
        for operation in OPERATIONS {
            let input = model.operations[operation.name].input.as_ref().unwrap();
            let labs_aws::model::ShapeKind::Structure { members, .. } = &model.shapes[input].kind else {
                panic!("{input}")
            };
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
