//! Parquet: what is read, what it costs, what does not fit.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float32Array, Int32Array, Int64Array, ListArray,
    RecordBatch, StringArray, StructArray, TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::properties::WriterProperties;

use crate::lab::Lab;

/// A file with the columns `Id` (0 up to `rows`) and `name`, in row groups of 1000.
fn parquet(rows: i64) -> Vec<u8> {
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
    let names: ArrayRef = Arc::new(StringArray::from_iter_values((0..rows).map(|row| format!("name {row}"))));
    let batch = RecordBatch::try_from_iter([("Id", ids), ("name", names)]).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(1000)).build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

async fn lab() -> Lab {
    let lab = Lab::new().await;
    lab.put("p/a.parquet", parquet(5000)).await;
    lab.sql("CREATE EXTERNAL TABLE p (id bigint, name string, extra int) STORED AS PARQUET LOCATION 's3://lake/p/'")
        .await;
    lab
}

#[tokio::test]
async fn columns_are_found_by_name_and_missing_ones_are_null() {
    let lab = lab().await;
    let answer = lab.sql("SELECT id, name, extra FROM p WHERE id = 4321").await;
    assert_eq!(answer.lines(), ["4321|name 4321|NULL"]);
}

#[tokio::test]
async fn only_what_is_read_is_counted() {
    let lab = lab().await;
    let whole = parquet(5000).len() as i64;
    let one = lab.sql("SELECT sum(id) AS s FROM p").await;
    let both = lab.sql("SELECT sum(id) AS s, max(name) AS m FROM p").await;
    let pruned = lab.sql("SELECT sum(id) AS s FROM p WHERE id < 1000").await;
    assert_eq!(one.lines(), ["12497500"]);
    assert!(0 < pruned.scanned && pruned.scanned < one.scanned, "{} {}", pruned.scanned, one.scanned);
    assert!(one.scanned < both.scanned && both.scanned < whole, "{} {} {whole}", one.scanned, both.scanned);
    assert_eq!(lab.sql("SELECT count(*) AS n FROM p").await.scanned, 0);
    assert_eq!(lab.sql("SELECT count(*) AS n FROM p").await.lines(), ["5000"]);
}

#[tokio::test]
async fn types_that_do_not_fit_and_files_that_are_none_are_errors() {
    let lab = lab().await;
    lab.sql("CREATE EXTERNAL TABLE wrong (id string) STORED AS PARQUET LOCATION 's3://lake/p/'").await;
    assert_eq!(
        lab.fails("SELECT id FROM wrong").await,
        "HIVE_BAD_DATA: Field id's type INT64 in parquet file s3://lake/p/a.parquet is incompatible with type string defined in \
         table schema"
    );
    lab.put("q/a.csv", "1,2,3,4,5,6,7,8\n").await;
    lab.sql("CREATE EXTERNAL TABLE q (id int) STORED AS PARQUET LOCATION 's3://lake/q/'").await;
    let reason = lab.fails("SELECT id FROM q").await;
    assert!(reason.starts_with("HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://lake/q/a.csv"), "{reason}");
}

fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[tokio::test]
async fn values_of_all_types_are_read() {
    let lab = Lab::new().await;
    let part = |name: &str, data_type| Arc::new(Field::new(name, data_type, true));
    let row = |names: [&str; 2]| {
        StructArray::from(vec![
            (part(names[0], DataType::Int64), Arc::new(Int64Array::from(vec![1])) as ArrayRef),
            (part(names[1], DataType::Utf8), Arc::new(StringArray::from(vec!["z"])) as ArrayRef),
        ])
    };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("b", Arc::new(BooleanArray::from(vec![true]))),
        ("i", Arc::new(Int32Array::from(vec![-7]))),
        ("f", Arc::new(Float32Array::from(vec![0.1]))),
        ("d", Arc::new(Decimal128Array::from(vec![12_345]).with_precision_and_scale(10, 2).unwrap())),
        ("day", Arc::new(Date32Array::from(vec![19_782]))),
        ("t", Arc::new(TimestampMicrosecondArray::from(vec![1_577_882_096_789_000]))),
        ("raw", Arc::new(BinaryArray::from(vec![b"\x01\xff".as_slice()]))),
        ("l", Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), None])]))),
        ("at", Arc::new(row(["x", "y"]))),
    ];
    lab.put("p/a.parquet", file(columns)).await;
    lab.sql(
        "CREATE EXTERNAL TABLE p (b boolean, i int, f float, d decimal(10,2), day date, t timestamp, raw binary, \
         l array<bigint>, at struct<x:bigint,y:string>) STORED AS PARQUET LOCATION 's3://lake/p/'",
    )
    .await;
    let answer = lab.sql("SELECT * FROM p").await;
    assert_eq!(answer.lines(), ["true|-7|0.1|123.45|2024-02-29|2020-01-01 12:34:56.789|01 ff|[1, null]|{x=1, y=z}"]);
    lab.put("p/a.parquet", file(vec![("at", Arc::new(row(["X", "y"])))])).await;
    assert!(lab.fails("SELECT at FROM p").await.contains("The field 'X' inside of column at"));
}

#[tokio::test]
async fn a_number_that_is_too_large_for_the_tables_type_is_an_error() {
    let lab = Lab::new().await;
    lab.put("p/a.parquet", file(vec![("n", Arc::new(Int64Array::from(vec![1, 1 << 40])))])).await;
    lab.sql("CREATE EXTERNAL TABLE p (n int) STORED AS PARQUET LOCATION 's3://lake/p/'").await;
    let reason = lab.fails("SELECT n FROM p").await;
    assert!(!reason.is_empty(), "{reason}");
}

#[tokio::test]
async fn a_query_is_billed_by_what_it_scanned_and_stopped_at_the_limit() {
    let lab = lab().await;
    let mark = lab.world.meter().usage(lab.world.clock().now());
    lab.sql("SELECT sum(id) AS s FROM p").await;
    lab.sql("SELECT count(*) AS n FROM p").await;
    lab.fails("SELECT id FROM none").await;
    let used = lab.world.meter().usage(lab.world.clock().now()).since(&mark);
    assert_eq!(used.of("athena", "DataScannedInTB"), labs_world::meter::Quantity::whole(10));
    let text = "x".repeat(1 << 20);
    for part in 0..11 {
        lab.put(&format!("big/{part}.csv"), format!("{text}\n")).await;
    }
    lab.sql("CREATE EXTERNAL TABLE big (s string) LOCATION 's3://lake/big/'").await;
    let update = serde_json::json!({"WorkGroup": "primary",
        "ConfigurationUpdates": {"BytesScannedCutoffPerQuery": 10_000_000}});
    lab.call("UpdateWorkGroup", update).await;
    let execution = lab.execution("SELECT max(s) AS m FROM big").await;
    assert_eq!(execution["Status"]["State"], "CANCELLED");
    assert_eq!(execution["Status"]["StateChangeReason"], "Bytes scanned limit was exceeded");
    let one = lab.sql("SELECT s FROM big LIMIT 1").await;
    assert_eq!(one.scanned, (1 << 20) + 1, "a limit that is reached spares the files after it");
}
