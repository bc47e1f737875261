//! What the book promises is what the code has: the page on supported operations against the engine's own list.

use std::collections::BTreeSet;
use std::sync::Arc;

use labs_dynamodb::DynamoDb;
use labs_world::{DEFAULT_START, Service as _, World};

use crate::project::Project;
use crate::server::Server;

/// Operations in the page's table: rows that begin with a name in backticks.
fn promised() -> BTreeSet<String> {
    let page = include_str!("../book/src/supported.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| Some(row.split_once('`')?.0.to_owned())).collect()
}

#[test]
fn the_page_lists_the_operations_that_the_engine_has() {
    let engine = DynamoDb::open(Arc::new(World::in_memory(0, DEFAULT_START))).unwrap();
    let has: BTreeSet<String> = engine.operations().into_iter().map(str::to_owned).collect();
    assert_eq!(promised(), has);
}

#[test]
fn what_the_page_does_not_list_is_refused_by_name() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let call = |arguments: &[&str]| server.labs(&[&["aws", "dynamodb"], arguments].concat()).exits(254);
    call(&["batch-get-item", "--request-items", "{}"]).complains(&["BatchGetItem"]);
    call(&["list-backups"]).complains(&["ListBackups"]);
    call(&["execute-statement", "--statement", "SELECT * FROM Music"]).complains(&["ExecuteStatement"]);
    call(&["scan", "--table-name", "Music", "--filter-expression", "a = b"]).complains(&["FilterExpression"]);
    call(&["scan", "--table-name", "Music", "--projection-expression", "a"]).complains(&["ProjectionExpression"]);
    let put = ["put-item", "--table-name", "Music", "--item", "{}", "--condition-expression", "attribute_exists(a)"];
    call(&put).complains(&["ConditionExpression"]);
    call(&["query", "--table-name", "Music", "--index-name", "by-album"]).complains(&["IndexName"]);
}
