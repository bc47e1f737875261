//! ARCHITECTURE.md's table of rooms is what Cargo says: who may name whom, and which crates are named in one room only.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Crates that only one room may name.
const NAMED_ONCE: &[(&str, &str)] =
    &[("bashkit", "labs-shell"), ("datafusion", "labs-athena"), ("sled", "labs-world"), ("mdbook-driver", "labs-book")];

fn root() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../..")
}

/// Normal dependencies of each package of the workspace, as Cargo resolves the manifests.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut found = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let named = package["dependencies"].as_array().unwrap().iter();
        let named = named.filter(|dependency| dependency["kind"].is_null());
        let named = named.map(|dependency| dependency["name"].as_str().unwrap().to_owned()).collect();
        found.insert(package["name"].as_str().unwrap().to_owned(), named);
    }
    found
}

/// The table of ARCHITECTURE.md: package → packages of ours that it may name; `None` stands for all.
fn table() -> BTreeMap<String, Option<BTreeSet<String>>> {
    let page = std::fs::read_to_string(format!("{}/ARCHITECTURE.md", root())).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `runner/"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>();
        let allowed = if cells[4] == "all of the above" { None } else { Some(names(cells[4])) };
        (names(cells[1]).pop_first().unwrap(), allowed)
    })
    .collect()
}

#[test]
fn every_room_is_in_the_table_and_names_only_what_it_may() {
    let (dependencies, table) = (dependencies(), table());
    assert_eq!(dependencies.keys().collect::<Vec<_>>(), table.keys().collect::<Vec<_>>());
    for (package, named) in &dependencies {
        let ours: BTreeSet<String> = named.iter().filter(|name| dependencies.contains_key(*name)).cloned().collect();
        match &table[package] {
            Some(allowed) => assert_eq!(&ours, allowed, "{package}"),
            None => assert_eq!(ours.len(), dependencies.len() - 1, "{package} wires every room: {ours:?}"),
        }
    }
}

#[test]
fn what_one_room_hides_no_other_names() {
    for (package, named) in dependencies() {
        for (hidden, room) in NAMED_ONCE {
            assert!(
                package == *room || !named.contains(*hidden),
                "{package} names {hidden}, which is the business of {room}"
            );
        }
    }
}
