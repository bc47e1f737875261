//! Plain queries on a million rows of Parquet: through the whole API, and by DataFusion alone on the same bytes.
//!
//! `cargo bench -p labs-athena`. Both sides have one partition and the same batches. `athena` is StartQueryExecution to
//! GetQueryResults behind the boundary, with the record, the result object and the bill; `datafusion` is a `SessionContext` over
//! an object store in memory. The promise: athena takes at most 1.2 times datafusion's time plus 50 ms.

#![expect(clippy::expect_used, reason = "a bench that cannot run should stop")]

use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use datafusion::object_store::memory::InMemory;
use datafusion::object_store::path::Path;
use datafusion::object_store::{ObjectStore, ObjectStoreExt};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use divan::Bencher;
use labs_athena::Athena;
use labs_aws::Boundary;
use labs_catalog::Catalog;
use labs_s3::S3;
use labs_world::{Call, DEFAULT_START, Document, Map, Service, World};
use tokio::runtime::Runtime;

/// Rows of the table.
const ROWS: i64 = 1_000_000;

/// The queries, in the SQL that both sides read.
const QUERIES: &[(&str, &str)] = &[
    ("count", "SELECT count(*) AS n FROM rides"),
    ("sum", "SELECT sum(distance) AS km, max(id) AS last FROM rides"),
    ("group", "SELECT station, count(*) AS n, avg(distance) AS km FROM rides GROUP BY station ORDER BY station"),
    ("filter", "SELECT id, distance FROM rides WHERE distance > 9.99 ORDER BY id LIMIT 100"),
    ("join", "SELECT count(*) AS n FROM rides a JOIN rides b ON a.id = b.id WHERE b.distance > 5.0"),
];

/// The file: a million rides in row groups of 128 Ki.
static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let rows = 0..ROWS;
    // A fixed sequence; what matters is that values differ.
    let noise = |row: i64| row.wrapping_mul(6_364_136_223_846_793_005).rem_euclid(1000);
    let columns: [(&str, ArrayRef); 4] = [
        ("id", Arc::new(Int64Array::from_iter_values(rows.clone()))),
        (
            "station",
            Arc::new(StringArray::from_iter_values(rows.clone().map(|row| format!("station {}", noise(row) % 200)))),
        ),
        ("distance", Arc::new(Float64Array::from_iter_values(rows.clone().map(|row| noise(row) as f64 / 100.0)))),
        ("day", Arc::new(Date32Array::from_iter_values(rows.map(|row| 19_000 + (row / 3000) as i32)))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("rows");
    writer.close().expect("a footer");
    bytes
});

fn main() {
    divan::main();
}

fn map<const N: usize>(members: [(&str, Document); N]) -> Map {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Athena behind the boundary.
struct Api {
    runtime: Runtime,
    boundary: Boundary,
}

impl Api {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let world = Arc::new(World::in_memory(1, DEFAULT_START));
        let s3 = S3::open(Arc::clone(&world)).expect("an empty world");
        let catalog = Catalog::open(Arc::clone(&world)).expect("an empty world");
        let athena = Athena::open(Arc::clone(&world), s3.clone(), catalog);
        let boundary = Boundary::new(world, vec![Arc::new(athena)]).expect("a service with a model");
        runtime.block_on(async {
            let bucket = map([("Bucket", "lake".into())]);
            s3.call(Call::new("s3", "CreateBucket", bucket)).await.expect("a bucket");
            s3.write("lake", "rides/a.parquet", FILE.clone().into(), "application/octet-stream")
                .await
                .expect("an object");
        });
        let api = Self { runtime, boundary };
        api.query(
            "CREATE EXTERNAL TABLE rides (id bigint, station string, distance double, day date) STORED AS PARQUET \
             LOCATION 's3://lake/rides/'",
        );
        api
    }

    fn call(&self, operation: &str, input: Map) -> Map {
        let outcome = self.runtime.block_on(self.boundary.perform(Call::new("athena", operation, input)));
        outcome.result.expect("an answer").output
    }

    fn query(&self, sql: &str) -> Map {
        let output = map([("OutputLocation", "s3://lake/results/".into())]);
        let input = map([("QueryString", sql.into()), ("ResultConfiguration", output.into())]);
        let started = self.call("StartQueryExecution", input);
        let id = started.get("QueryExecutionId").cloned().expect("an id");
        self.call("GetQueryResults", map([("QueryExecutionId", id)]))
    }
}

#[divan::bench(args = QUERIES.iter().map(|(name, _)| *name))]
fn athena(bencher: Bencher, name: &str) {
    let api = Api::new();
    let sql = sql(name);
    bencher.bench_local(|| api.query(sql));
}

#[divan::bench(args = QUERIES.iter().map(|(name, _)| *name))]
fn datafusion(bencher: Bencher, name: &str) {
    let runtime = Runtime::new().expect("a runtime");
    let config = SessionConfig::new().with_target_partitions(1).with_batch_size(8192);
    let context = SessionContext::new_with_config(config);
    runtime.block_on(async {
        let store = Arc::new(InMemory::new());
        store.put(&Path::from("rides/a.parquet"), FILE.clone().into()).await.expect("an object");
        let url = datafusion::execution::object_store::ObjectStoreUrl::parse("memory://lake").expect("an address");
        context.register_object_store(url.as_ref(), store as Arc<dyn ObjectStore>);
        let options = ParquetReadOptions::default();
        context.register_parquet("rides", "memory://lake/rides/", options).await.expect("a table");
    });
    let sql = sql(name);
    bencher.bench_local(|| {
        runtime.block_on(async { context.sql(sql).await.expect("a plan").collect().await.expect("rows") })
    });
}

fn sql(name: &str) -> &'static str {
    QUERIES.iter().find(|(known, _)| *known == name).map(|(_, sql)| *sql).expect("a query of the list")
}
