//! From DDL to the Data Catalog and back: what CREATE EXTERNAL TABLE keeps, and how SHOW CREATE TABLE shows it.

use std::sync::Arc;

use labs_catalog::{Archive, Catalog, Table};
use labs_world::{DEFAULT_START, World};

use super::ast::{CreateTable, HiveStatement, Statement};
use super::{read, show_create_table};

fn create(sql: &str) -> CreateTable {
    match read(sql) {
        Ok(Statement::Hive(HiveStatement::CreateTable(table))) => *table,
        other => panic!("{other:?}"),
    }
}

/// The table as the catalog gives it back.
async fn kept(sql: &str) -> Table {
    let catalog = Catalog::open(Arc::new(World::in_memory(1, DEFAULT_START))).unwrap();
    let input = create(sql).to_input(DEFAULT_START);
    let name = input.name.clone();
    catalog.create_table("default", input.clone()).await.unwrap();
    let table = catalog.get_table("default", &name).unwrap();
    catalog.update_table("default", input, Archive::Keep).await.unwrap();
    table
}

const CSV: &str = "CREATE EXTERNAL TABLE orders (id bigint COMMENT 'the ''''key', tags array<string>)
COMMENT 'All orders'
PARTITIONED BY (year int, month string COMMENT '01 to 12')
CLUSTERED BY (id) INTO 4 BUCKETS
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' COLLECTION ITEMS TERMINATED BY '|' NULL DEFINED AS 'NULL'
LOCATION 's3://bucket/orders/'
TBLPROPERTIES ('skip.header.line.count'='1', 'classification'='csv')";

#[tokio::test]
async fn show_create_table_has_athenas_layout() {
    let table = kept(&CSV.replace("''''", "\\'")).await;
    assert_eq!(
        show_create_table("orders", &table),
        r"CREATE EXTERNAL TABLE `orders`(
  `id` bigint COMMENT 'the \'key', 
  `tags` array<string>)
COMMENT 'All orders'
PARTITIONED BY ( 
  `year` int, 
  `month` string COMMENT '01 to 12')
CLUSTERED BY ( 
  id) 
INTO 4 BUCKETS
ROW FORMAT SERDE 
  'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' 
WITH SERDEPROPERTIES ( 
  'colelction.delim'='|', 
  'escape.delim'='\\', 
  'field.delim'='\t', 
  'serialization.format'='\t', 
  'serialization.null.format'='NULL') 
STORED AS INPUTFORMAT 
  'org.apache.hadoop.mapred.TextInputFormat' 
OUTPUTFORMAT 
  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION
  's3://bucket/orders/'
TBLPROPERTIES (
  'classification'='csv', 
  'skip.header.line.count'='1', 
  'transient_lastDdlTime'='1767225600')"
    );
}

#[tokio::test]
async fn a_serde_that_knows_its_columns_is_told() {
    let table = kept(
        "CREATE EXTERNAL TABLE t (a string, b string COMMENT 'mine') \
         ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://b/t/'",
    )
    .await;
    assert_eq!(
        show_create_table("db.t", &table),
        r"CREATE EXTERNAL TABLE `db.t`(
  `a` string COMMENT 'from deserializer', 
  `b` string COMMENT 'mine')
ROW FORMAT SERDE 
  'org.openx.data.jsonserde.JsonSerDe' 
STORED AS INPUTFORMAT 
  'org.apache.hadoop.mapred.TextInputFormat' 
OUTPUTFORMAT 
  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION
  's3://b/t/'
TBLPROPERTIES (
  'transient_lastDdlTime'='1767225600')"
    );
}

#[tokio::test]
async fn what_is_shown_makes_the_same_table_again() {
    for sql in [
        CSV.replace("''''", "\\'"),
        "CREATE EXTERNAL TABLE t (a struct<x:int,y:map<string,array<date>>>) STORED AS PARQUET LOCATION 's3://b/t/'"
            .to_owned(),
        "CREATE EXTERNAL TABLE t (a string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' \
         WITH SERDEPROPERTIES ('input.regex'='^(\\\\d+)\\t\\'(.*)\\'$') LOCATION 's3://b/t/'"
            .to_owned(),
    ] {
        let table = kept(&sql).await;
        let shown = show_create_table(&table.name, &table);
        let again = kept(&shown).await;
        assert_eq!(show_create_table(&again.name, &again), shown);
        let without_id = |table: &Table| (table.storage.clone(), table.partition_keys.clone(), table.name.clone());
        assert_eq!(without_id(&again), without_id(&table), "{shown}");
    }
}

#[test]
fn words_of_ddl_become_classes() {
    let input =
        create("CREATE EXTERNAL TABLE t (A Integer) STORED AS PARQUET LOCATION 's3://b/t/'").to_input(DEFAULT_START);
    let storage = input.storage;
    assert_eq!(
        (storage.columns[0].name.as_str(), storage.columns[0].type_text(), storage.number_of_buckets),
        ("a", "int", -1)
    );
    assert_eq!(storage.input_format.as_deref(), Some("org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"));
    assert_eq!(
        storage.serde.serialization_library.as_deref(),
        Some("org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe")
    );
    assert_eq!(storage.serde.parameters.get("serialization.format").map(String::as_str), Some("1"));
    assert_eq!(input.table_type.as_deref(), Some("EXTERNAL_TABLE"));
    assert_eq!(input.parameters.get("EXTERNAL").map(String::as_str), Some("TRUE"));
}
