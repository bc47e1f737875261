//! Queries that take long under the wall clock: they run on, other requests are answered meanwhile, and they can be stopped.

use std::time::{Duration, Instant};

use labs_athena::Limits;
use labs_world::store::BackendKind;
use labs_world::{World, WorldOptions};
use serde_json::{Value, json};

use crate::lab::Lab;

/// Some 10^10 pairs of rows.
const LONG: &str = "SELECT count(*) AS n FROM t a CROSS JOIN t b WHERE a.n + b.n < 0";

async fn with_rows() -> Lab {
    let options = WorldOptions { backend: Some(BackendKind::Memory), ..WorldOptions::default() };
    let lab = Lab::on(World::temporary(&options).unwrap(), Limits::default()).await;
    let rows: String = (0..100_000).map(|number| format!("{number}\n")).collect();
    lab.put("t/rows.csv", rows).await;
    lab.sql("CREATE EXTERNAL TABLE t (n bigint) LOCATION 's3://lake/t/'").await;
    lab
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_query_runs_on_and_is_stopped() {
    let lab = with_rows().await;
    let begun = Instant::now();
    let input = json!({"QueryString": LONG, "ResultConfiguration": {"OutputLocation": "s3://results/q/"}});
    let id = lab.call("StartQueryExecution", input).await["QueryExecutionId"].clone();
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let state = async || -> Value {
        let execution = lab.call("GetQueryExecution", json!({"QueryExecutionId": id})).await;
        execution["QueryExecution"]["Status"].clone()
    };
    assert_eq!(state().await["State"], "RUNNING");
    let error = lab.refused("GetQueryResults", json!({"QueryExecutionId": id})).await;
    assert_eq!(error.message, "Query has not yet finished. Current state: RUNNING");
    assert_eq!(lab.sql("SELECT 1").await.lines(), ["1"]);
    lab.call("StopQueryExecution", json!({"QueryExecutionId": id})).await;
    let stopped = Instant::now();
    while state().await["State"] == "RUNNING" {
        assert!(stopped.elapsed() < Duration::from_secs(60), "it does not stop");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(state().await["State"], "CANCELLED");
    assert_eq!(state().await["StateChangeReason"], "Query cancelled by user");
}
