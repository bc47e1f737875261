//! What the book promises is what the code has: the page on supported operations against the engine's own list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use labs_athena::Athena;
use labs_catalog::{Catalog, GlueCatalog};
use labs_dynamodb::DynamoDb;
use labs_s3::S3;
use labs_sts::Sts;
use labs_world::{DEFAULT_START, Service, World};

use crate::project::Project;
use crate::server::Server;

/// Operations in the page's tables, by the id of their section: rows that begin with a name in backticks.
fn promised() -> BTreeMap<String, BTreeSet<String>> {
    let page = include_str!("../book/src/supported.md");
    let mut promised: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut section = String::new();
    for line in page.lines() {
        if let Some((_, id)) = line.strip_prefix("## ").and_then(|title| title.split_once("{#")) {
            section = id.trim_end_matches('}').to_owned();
        } else if let Some((name, _)) = line.strip_prefix("| `").and_then(|row| row.split_once('`')) {
            promised.entry(section.clone()).or_default().insert(name.to_owned());
        }
    }
    promised
}

#[test]
fn the_page_lists_the_operations_that_the_engines_have() {
    let world = Arc::new(World::in_memory(0, DEFAULT_START));
    let s3 = S3::open(Arc::clone(&world)).unwrap();
    let catalog = Catalog::open(Arc::clone(&world)).unwrap();
    let engines: Vec<Box<dyn Service>> = vec![
        Box::new(Athena::open(Arc::clone(&world), s3.clone(), catalog.clone())),
        Box::new(DynamoDb::open(Arc::clone(&world)).unwrap()),
        Box::new(GlueCatalog::new(catalog)),
        Box::new(s3),
        Box::new(Sts::new(world)),
    ];
    let has: BTreeMap<String, BTreeSet<String>> = engines
        .iter()
        .map(|engine| (engine.name().to_owned(), engine.operations().into_iter().map(str::to_owned).collect()))
        .collect();
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

#[test]
fn the_page_and_the_help_list_the_same_exit_codes() {
    let page = include_str!("../book/src/commands.md");
    let table = page.split("## Exit codes").nth(1).unwrap().lines().filter(|line| line.starts_with("| "));
    let cells = table.filter_map(|row| row.split('|').nth(1));
    let codes: BTreeSet<u8> =
        cells.flat_map(|cell| cell.split(',')).filter_map(|code| code.trim().parse().ok()).collect();
    let help = Project::new().labs(&["--help"]).exits(0).stdout;
    let listed = help.split("Exit codes:").nth(1).unwrap();
    let words = listed.split(|letter: char| !letter.is_ascii_digit());
    let named: BTreeSet<u8> = words.filter_map(|word| word.parse().ok()).collect();
    assert_eq!(codes, named);
}

#[test]
fn the_screen_in_the_readme_is_what_comes() {
    let readme = include_str!("../README.md");
    let wrong = include_str!("../labs/dynamodb/02-queries.md").replace("\nSmall Hours\n", "\nSmall Ours\n");
    let project = Project::new()
        .file("labs/dynamodb/lab.toml", include_str!("../labs/dynamodb/lab.toml"))
        .file("labs/dynamodb/01-tables-and-items.md", include_str!("../labs/dynamodb/01-tables-and-items.md"))
        .file("labs/dynamodb/02-queries.md", &wrong);
    let screen = project.labs(&["check", "dynamodb/02-queries"]).exits(1).stdout;
    assert!(readme.contains(&screen), "the README does not show this:\n{screen}");
}
