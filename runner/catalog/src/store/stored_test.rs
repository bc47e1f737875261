//! The catalog over a store: lives of databases, tables and partitions, races, and the stored form.

use std::sync::Arc;

use labs_world::store::{KeyRange, Order};
use labs_world::{DEFAULT_START, World};

use super::record;
use super::{Archive, Catalog, Segment};
use crate::error::CatalogError;
use crate::model::{Column, DatabaseInput, Partition, PartitionInput, StorageDescriptor, Table, TableInput};

fn catalog() -> Catalog {
    Catalog::open(Arc::new(World::in_memory(1, DEFAULT_START))).unwrap()
}

fn database(name: &str) -> DatabaseInput {
    DatabaseInput { name: name.to_owned(), ..DatabaseInput::default() }
}

fn orders() -> TableInput {
    TableInput {
        name: "Orders".to_owned(),
        storage: StorageDescriptor { columns: vec![Column::new("id", "bigint")], ..StorageDescriptor::default() },
        partition_keys: vec![Column::new("year", "int"), Column::new("month", "string")],
        table_type: Some("EXTERNAL_TABLE".to_owned()),
        ..TableInput::default()
    }
}

fn partition(year: &str, month: &str) -> PartitionInput {
    PartitionInput { values: vec![year.to_owned(), month.to_owned()], ..PartitionInput::default() }
}

/// A catalog with a database `shop` and a table `orders` of three partitions.
async fn shop() -> Catalog {
    let catalog = catalog();
    catalog.create_database(database("Shop")).await.unwrap();
    catalog.create_table("shop", orders()).await.unwrap();
    for (year, month) in [("2024", "02"), ("2024", "01"), ("2023", "12")] {
        catalog.create_partition("shop", "orders", partition(year, month)).await.unwrap();
    }
    catalog
}

fn names(catalog: &Catalog) -> Vec<String> {
    catalog.list_databases().unwrap().into_iter().map(|database| database.name).collect()
}

fn values(partitions: Vec<Partition>) -> Vec<String> {
    partitions.into_iter().map(|partition| partition.values.join("/")).collect()
}

#[tokio::test]
async fn the_default_database_is_there_until_it_is_deleted() {
    let catalog = catalog();
    assert_eq!(names(&catalog), ["default"]);
    assert_eq!(catalog.create_database(database("DEFAULT")).await, Err(CatalogError::DatabaseExists("default".into())));
    catalog.create_database(database("a")).await.unwrap();
    catalog.create_database(database("z")).await.unwrap();
    assert_eq!(names(&catalog), ["a", "default", "z"]);
    assert_eq!(catalog.databases_after(Some("default")).unwrap().len(), 1);
    catalog.create_table("default", orders()).await.unwrap();
    catalog.delete_database("default").await.unwrap();
    assert_eq!(names(&catalog), ["a", "z"]);
    assert!(catalog.get_database("default").unwrap_err().is_not_found());
    catalog.create_database(database("default")).await.unwrap();
    assert_eq!(names(&catalog), ["a", "default", "z"]);
    assert_eq!(catalog.list_tables("default").unwrap(), []);
}

#[tokio::test]
async fn names_are_kept_and_found_in_lower_case() {
    let catalog = shop().await;
    assert_eq!(catalog.get_table("SHOP", "ORDERS").unwrap().name, "orders");
    assert_eq!(
        catalog.create_table("Shop", orders()).await,
        Err(CatalogError::TableExists { database: "shop".into(), table: "orders".into() })
    );
    let missing = catalog.get_table("shop", "Nowhere").unwrap_err();
    assert_eq!((missing.code(), missing.to_string().as_str()), ("EntityNotFoundException", "Table Nowhere not found."));
    let missing = catalog.get_table("Nowhere", "orders").unwrap_err();
    assert_eq!(missing.to_string(), "Database Nowhere not found.");
}

#[tokio::test]
async fn an_update_keeps_what_was_created_and_counts_versions() {
    let catalog = shop().await;
    let before = catalog.get_table("shop", "orders").unwrap();
    catalog.world().clock().advance(std::time::Duration::from_secs(60)).unwrap();
    let mut input = before.to_input();
    input.description = Some("All orders.".to_owned());
    catalog.update_table("shop", input.clone(), Archive::Keep).await.unwrap();
    catalog.update_table("shop", input, Archive::Skip).await.unwrap();
    let after = catalog.get_table("shop", "orders").unwrap();
    assert_eq!((after.version, after.create_time), (2, before.create_time));
    assert!(after.update_time > before.update_time);
    assert_eq!(catalog.list_table_versions("shop", "orders").unwrap(), [after.clone(), before.clone()]);
    assert_eq!(catalog.get_table_version("shop", "orders", 0).unwrap(), before);
    assert_eq!(catalog.get_table_version("shop", "orders", 1), Err(CatalogError::VersionNotFound));
    assert_eq!(catalog.list_partitions("shop", "orders").unwrap().len(), 3);
}

#[tokio::test]
async fn partitions_come_in_the_order_of_their_values_and_go_with_their_table() {
    let catalog = shop().await;
    assert_eq!(values(catalog.list_partitions("shop", "orders").unwrap()), ["2023/12", "2024/01", "2024/02"]);
    assert_eq!(
        values(catalog.filter_partitions("shop", "orders", "year = 2024 AND month > '01'").unwrap()),
        ["2024/02"]
    );
    let id = catalog.get_table("shop", "orders").unwrap().id;
    catalog.update_table("shop", orders(), Archive::Keep).await.unwrap();
    catalog.delete_table("shop", "orders").await.unwrap();
    for tree in ["catalog.tables".to_owned(), format!("catalog.partitions.{id}"), format!("catalog.versions.{id}")] {
        assert_eq!(catalog.store().range(&tree, &KeyRange::all(), Order::Ascending).count(), 0, "{tree}");
    }
    catalog.create_table("shop", orders()).await.unwrap();
    assert_eq!(catalog.list_partitions("shop", "orders").unwrap(), []);
}

#[tokio::test]
async fn a_partition_takes_one_value_for_each_key() {
    let catalog = shop().await;
    let one = PartitionInput { values: vec!["2024".to_owned()], ..PartitionInput::default() };
    let outcomes = catalog.create_partitions(
        "shop",
        "orders",
        vec![partition("2025", "01"), one, partition("2025", "01"), partition("2024", "01")],
    );
    assert_eq!(
        outcomes.await.unwrap(),
        [
            Ok(()),
            Err(CatalogError::PartitionValues { keys: 2, values: 1 }),
            Err(CatalogError::PartitionExists(vec!["2025".into(), "01".into()])),
            Err(CatalogError::PartitionExists(vec!["2024".into(), "01".into()])),
        ]
    );
    assert_eq!(catalog.list_partitions("shop", "orders").unwrap().len(), 4);
}

#[tokio::test]
async fn an_updated_partition_may_move() {
    let catalog = shop().await;
    let from = ["2024".to_owned(), "01".to_owned()];
    let taken = catalog.update_partition("shop", "orders", &from, partition("2024", "02")).await;
    assert_eq!(taken, Err(CatalogError::PartitionExists(vec!["2024".into(), "02".into()])));
    catalog.update_partition("shop", "orders", &from, partition("2026", "01")).await.unwrap();
    assert_eq!(values(catalog.list_partitions("shop", "orders").unwrap()), ["2023/12", "2024/02", "2026/01"]);
    let gone = catalog.delete_partition("shop", "orders", &from).await.unwrap_err();
    assert_eq!((gone.code(), gone.to_string().as_str()), ("EntityNotFoundException", "Cannot find partition."));
}

#[tokio::test]
async fn every_partition_is_in_exactly_one_segment() {
    let catalog = shop().await;
    let inputs = (0..200).map(|n| partition("2030", &n.to_string())).collect();
    catalog.create_partitions("shop", "orders", inputs).await.unwrap();
    let table = catalog.get_table("shop", "orders").unwrap();
    let all = values(catalog.list_partitions("shop", "orders").unwrap());
    for of in [1, 2, 3, 10] {
        let mut met = Vec::new();
        for number in 0..of {
            let share: Vec<_> = catalog.partitions_after(&table, None, Some(Segment { number, of })).collect();
            assert!(share.len() < all.len() || of == 1, "segment {number} of {of} holds everything");
            met.extend(values(share.into_iter().map(|found| found.unwrap().1).collect()));
        }
        met.sort();
        assert_eq!(met, all);
    }
}

#[test]
fn of_two_creates_at_once_one_wins() {
    let catalog = catalog();
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| {
                let catalog = catalog.clone();
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    runtime.block_on(catalog.create_table("default", orders()))
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let lost = Err(CatalogError::TableExists { database: "default".into(), table: "orders".into() });
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == lost).count(), 7);
}

/// What version 1 wrote must be read by every later version.
#[test]
fn records_of_version_1_are_read() {
    let table = Table::of("shop", orders(), "id".to_owned(), DEFAULT_START);
    let stored: Vec<u8> = vec![
        1, 4, 115, 104, 111, 112, 6, 111, 114, 100, 101, 114, 115, 0, 0, 128, 160, 213, 237, 238, 102, 128, 160, 213,
        237, 238, 102, 0, 0, 0, 1, 2, 105, 100, 1, 6, 98, 105, 103, 105, 110, 116, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 2, 4, 121, 101, 97, 114, 1, 3, 105, 110, 116, 0, 0, 5, 109, 111, 110, 116, 104, 1, 6, 115, 116, 114,
        105, 110, 103, 0, 0, 0, 0, 1, 14, 69, 88, 84, 69, 82, 78, 65, 76, 95, 84, 65, 66, 76, 69, 0, 0, 2, 105, 100,
    ];
    assert_eq!(record::encode("table", "orders", &table).unwrap(), stored);
    assert_eq!(record::decode::<Table>("table", "orders", &stored).unwrap(), table);
    let newer = [&[2], &stored[1..]].concat();
    assert!(matches!(record::decode::<Table>("table", "orders", &newer), Err(CatalogError::Damaged { .. })));
}

#[tokio::test]
async fn a_store_with_an_unknown_form_is_not_opened() {
    let world = Arc::new(World::in_memory(1, DEFAULT_START));
    let written: Result<(), labs_world::store::StoreError> = world
        .store()
        .write(|transaction| {
            transaction.put("catalog.databases", &b"shop"[..], &[99u8, 0][..]);
            Ok(())
        })
        .await;
    written.unwrap();
    assert!(matches!(Catalog::open(world), Err(CatalogError::Damaged { .. })));
}
