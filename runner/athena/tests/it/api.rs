//! The operations and their refusals, as boto3 sees them.

use std::time::Duration;

use labs_athena::Limits;
use labs_world::{World, WorldOptions};
use serde_json::{Value, json};

use crate::lab::Lab;

const OUTPUT: &str = "s3://results/q/";

fn select_one() -> Value {
    json!({"QueryString": "SELECT 1 AS one", "ResultConfiguration": {"OutputLocation": OUTPUT}})
}

#[tokio::test]
async fn a_query_is_started_looked_at_and_read() {
    let lab = Lab::new().await;
    let started = lab.call("StartQueryExecution", select_one()).await;
    let id = started["QueryExecutionId"].as_str().unwrap();
    let execution = lab.call("GetQueryExecution", json!({"QueryExecutionId": id})).await;
    let execution = &execution["QueryExecution"];
    assert_eq!(execution["Status"]["State"], "SUCCEEDED");
    assert_eq!(execution["StatementType"], "DML");
    assert_eq!(execution["SubstatementType"], "SELECT");
    assert_eq!(execution["WorkGroup"], "primary");
    assert_eq!(execution["EngineVersion"]["EffectiveEngineVersion"], "Athena engine version 3");
    assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("{OUTPUT}{id}.csv"));
    assert_eq!(lab.text(&format!("{OUTPUT}{id}.csv")).await, "\"one\"\n\"1\"\n");
    let results = lab.call("GetQueryResults", json!({"QueryExecutionId": id})).await;
    assert_eq!(results["UpdateCount"], 0);
    assert_eq!(
        results["ResultSet"]["Rows"],
        json!([{"Data": [{"VarCharValue": "one"}]}, {"Data": [{"VarCharValue": "1"}]}])
    );
    let statistics = lab.call("GetQueryRuntimeStatistics", json!({"QueryExecutionId": id})).await;
    assert_eq!(statistics["QueryRuntimeStatistics"]["Rows"]["OutputRows"], 1);
    lab.call("StopQueryExecution", json!({"QueryExecutionId": id})).await;
    let listed = lab.call("ListQueryExecutions", json!({})).await;
    assert_eq!(listed["QueryExecutionIds"], json!([id]));
    let batch = lab.call("BatchGetQueryExecution", json!({"QueryExecutionIds": [id, "none"]})).await;
    assert_eq!(batch["QueryExecutions"][0]["QueryExecutionId"], id);
    assert_eq!(batch["UnprocessedQueryExecutionIds"][0]["ErrorMessage"], "QueryExecution none was not found");
}

#[tokio::test]
async fn functions_are_listed_with_their_forms() {
    let lab = Lab::new().await;
    let input = json!({"QueryString": "SHOW FUNCTIONS", "ResultConfiguration": {"OutputLocation": OUTPUT}});
    let id = lab.call("StartQueryExecution", input).await["QueryExecutionId"].clone();
    let execution = lab.call("GetQueryExecution", json!({"QueryExecutionId": id})).await;
    assert_eq!(execution["QueryExecution"]["Status"]["State"], "SUCCEEDED");
    let at = execution["QueryExecution"]["ResultConfiguration"]["OutputLocation"].as_str().unwrap().to_owned();
    let text = lab.text(&at).await;
    assert!(text.starts_with("\"Function\",\"Return Type\",\"Argument Types\",\"Function Type\""), "{text}");
    assert!(text.contains("\n\"abs\",\"bigint\",\"bigint\",\"scalar\",\"true\",\"\"\n"), "{text}");
    assert!(text.contains("\n\"uuid\",\"varchar\",\"\",\"scalar\",\"false\",\"\"\n"), "{text}");
}

#[tokio::test]
async fn one_seed_one_answer_byte_for_byte() {
    let run = async || {
        let lab = Lab::new().await;
        lab.execution("SELECT 1 AS one").await
    };
    assert_eq!(run().await, run().await);
}

#[tokio::test]
async fn a_token_makes_a_request_count_once() {
    let lab = Lab::new().await;
    let token = "t".repeat(32);
    let mut request = select_one();
    request["ClientRequestToken"] = token.as_str().into();
    let first = lab.call("StartQueryExecution", request.clone()).await;
    assert_eq!(lab.call("StartQueryExecution", request.clone()).await, first);
    request["QueryString"] = "SELECT 2".into();
    let error = lab.refused("StartQueryExecution", request).await;
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("InvalidRequestException", "Idempotent parameters do not match")
    );
}

#[tokio::test]
async fn refusals_have_athenas_words() {
    let lab = Lab::new().await;
    let message = async |operation: &str, input: Value| lab.refused(operation, input).await.message;
    let mut nowhere = select_one();
    nowhere["ResultConfiguration"] = json!({});
    assert_eq!(
        message("StartQueryExecution", nowhere).await,
        "No output location provided. An output location is required either through the Workgroup result configuration \
         setting or as an API input."
    );
    let mut elsewhere = select_one();
    elsewhere["ResultConfiguration"]["OutputLocation"] = "file:///etc/".into();
    assert_eq!(message("StartQueryExecution", elsewhere).await, "outputLocation is not a valid S3 path.");
    let mut no_bucket = select_one();
    no_bucket["ResultConfiguration"]["OutputLocation"] = "s3://sea/".into();
    assert_eq!(message("StartQueryExecution", no_bucket).await, "Unable to verify/create output bucket sea");
    let mut no_group = select_one();
    no_group["WorkGroup"] = "analysts".into();
    assert_eq!(message("StartQueryExecution", no_group).await, "WorkGroup is not found.");
    let mut malformed = select_one();
    malformed["QueryString"] = "SELEC 1".into();
    assert!(
        message("StartQueryExecution", malformed.clone())
            .await
            .starts_with("line 1:1: mismatched input 'SELEC'. Expecting: ")
    );
    malformed["QueryString"] = "SELECT FROM t".into();
    let place = message("StartQueryExecution", malformed).await;
    assert!(place.starts_with("line 1:8: mismatched input 'FROM'. Expecting: "), "{place}");
    let mut parameters = select_one();
    parameters["ExecutionParameters"] = json!(["1"]);
    assert!(
        message("StartQueryExecution", parameters)
            .await
            .starts_with("ExecutionParameters of StartQueryExecution is not")
    );
    assert_eq!(message("GetQueryExecution", json!({"QueryExecutionId": "x"})).await, "QueryExecution x was not found");
    let id = lab.execution("SELECT 1").await["QueryExecutionId"].clone();
    let token = json!({"QueryExecutionId": id, "NextToken": "made-up"});
    assert_eq!(message("GetQueryResults", token).await, "Malformed nextPageToken made-up");
    let failed = lab.execution("DROP TABLE none").await["QueryExecutionId"].clone();
    assert_eq!(
        message("GetQueryResults", json!({"QueryExecutionId": failed})).await,
        "Query did not finish successfully. Final query state: FAILED"
    );
}

#[tokio::test]
async fn pages_join_to_the_whole_result() {
    let lab = Lab::new().await;
    let rows: String = (0..2500).map(|number| format!("{number},\"a \"\"quoted\"\" line\"\n")).collect();
    lab.put("t/rows.csv", rows).await;
    lab.sql(
        "CREATE EXTERNAL TABLE t (n int, s string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' \
         LOCATION 's3://lake/t/'",
    )
    .await;
    let answer = lab.sql("SELECT n, s FROM t").await;
    assert_eq!(answer.rows.len(), 2500);
    assert_eq!(answer.lines()[2499], "2499|a \"quoted\" line");
    let page = lab.call("GetQueryResults", json!({"QueryExecutionId": answer.id, "MaxResults": 1})).await;
    assert_eq!(page["ResultSet"]["Rows"].as_array().unwrap().len(), 1, "the header counts");
    let token = page["NextToken"].clone();
    let input = json!({"QueryExecutionId": answer.id, "MaxResults": 1, "NextToken": token});
    let next = lab.call("GetQueryResults", input).await;
    assert_eq!(next["ResultSet"]["Rows"][0]["Data"][0]["VarCharValue"], "0");
}

#[tokio::test]
async fn the_work_group_gives_the_location_and_may_insist_on_it() {
    let lab = Lab::new().await;
    let update = |configuration: Value| json!({"WorkGroup": "primary", "ConfigurationUpdates": configuration});
    let location = json!({"ResultConfigurationUpdates": {"OutputLocation": "s3://lake/own/"}});
    lab.call("UpdateWorkGroup", update(location)).await;
    let started = lab.call("StartQueryExecution", json!({"QueryString": "SELECT 1"})).await;
    let at = async |started: &Value| {
        let execution = lab.call("GetQueryExecution", json!({"QueryExecutionId": started["QueryExecutionId"]})).await;
        execution["QueryExecution"]["ResultConfiguration"]["OutputLocation"].as_str().unwrap().to_owned()
    };
    assert!(at(&started).await.starts_with("s3://lake/own/"));
    assert!(at(&lab.call("StartQueryExecution", select_one()).await).await.starts_with(OUTPUT));
    lab.call("UpdateWorkGroup", update(json!({"EnforceWorkGroupConfiguration": true}))).await;
    assert!(at(&lab.call("StartQueryExecution", select_one()).await).await.starts_with("s3://lake/own/"));
    let group = lab.call("GetWorkGroup", json!({"WorkGroup": "primary"})).await;
    assert_eq!(group["WorkGroup"]["Configuration"]["EnforceWorkGroupConfiguration"], true);
    lab.call("UpdateWorkGroup", json!({"WorkGroup": "primary", "State": "DISABLED"})).await;
    let error = lab.refused("StartQueryExecution", select_one()).await;
    assert_eq!(error.message, "WorkGroup primary is disabled.");
}

#[tokio::test]
async fn catalogs_databases_and_tables_are_shown() {
    let lab = Lab::new().await;
    lab.sql("CREATE DATABASE shop COMMENT 'sales' LOCATION 's3://lake/shop/'").await;
    lab.sql("CREATE EXTERNAL TABLE shop.orders (id bigint COMMENT 'key') PARTITIONED BY (day date) STORED AS PARQUET LOCATION 's3://lake/o/'")
        .await;
    let catalogs = lab.call("ListDataCatalogs", json!({})).await;
    assert_eq!(catalogs["DataCatalogsSummary"][0]["CatalogName"], "AwsDataCatalog");
    let databases = lab.call("ListDatabases", json!({"CatalogName": "AwsDataCatalog", "MaxResults": 1})).await;
    assert_eq!(databases["DatabaseList"][0]["Name"], "default");
    let input = json!({"CatalogName": "AwsDataCatalog", "NextToken": databases["NextToken"]});
    assert_eq!(lab.call("ListDatabases", input).await["DatabaseList"][0]["Description"], "sales");
    let input = json!({"CatalogName": "AwsDataCatalog", "DatabaseName": "shop", "TableName": "orders"});
    let table = lab.call("GetTableMetadata", input).await;
    assert_eq!(table["TableMetadata"]["Columns"], json!([{"Name": "id", "Type": "bigint", "Comment": "key"}]));
    assert_eq!(table["TableMetadata"]["PartitionKeys"][0]["Name"], "day");
    let input = json!({"CatalogName": "AwsDataCatalog", "DatabaseName": "shop", "Expression": "ord.*"});
    assert_eq!(lab.call("ListTableMetadata", input).await["TableMetadataList"][0]["Name"], "orders");
    let missing = lab.refused("GetDatabase", json!({"CatalogName": "AwsDataCatalog", "DatabaseName": "none"})).await;
    assert_eq!(missing.code, "MetadataException");
    assert_eq!(lab.call("ListEngineVersions", json!({})).await["EngineVersions"].as_array().unwrap().len(), 1);
    assert_eq!(lab.call("ListWorkGroups", json!({})).await["WorkGroups"][0]["Name"], "primary");
}

#[tokio::test]
async fn a_kept_world_knows_its_old_queries() {
    let folder = std::env::temp_dir().join(format!("labs-athena-kept-{}", std::process::id()));
    let open = || World::open(&folder, &WorldOptions::default()).unwrap();
    let id = {
        let lab = Lab::on(open(), Limits::default()).await;
        lab.sql("SELECT 1 AS one").await.id
    };
    let lab = Lab::on(open(), Limits::default()).await;
    let results = lab.call("GetQueryResults", json!({"QueryExecutionId": id})).await;
    assert_eq!(results["ResultSet"]["Rows"][1]["Data"][0]["VarCharValue"], "1");
    drop(lab);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_query_over_its_limits_fails_alone() {
    let mut limits = Limits::default();
    limits.memory = 1 << 20;
    let lab = Lab::with_limits(limits).await;
    let rows: String = (0..200_000).map(|number| format!("{number}\n")).collect();
    lab.put("t/rows.csv", rows).await;
    lab.sql("CREATE EXTERNAL TABLE t (n bigint) LOCATION 's3://lake/t/'").await;
    let reason = lab.fails("SELECT n FROM t ORDER BY n DESC").await;
    assert_eq!(reason, "Query exhausted resources at this scale factor");
    assert_eq!(lab.sql("SELECT 1").await.lines(), ["1"]);
    limits.memory = 512 << 20;
    limits.time = Duration::from_millis(1);
    let lab = Lab::with_limits(limits).await;
    let rows: String = (0..200_000).map(|number| format!("{number}\n")).collect();
    lab.put("t/rows.csv", rows).await;
    lab.sql("CREATE EXTERNAL TABLE t (n bigint) LOCATION 's3://lake/t/'").await;
    let reason = lab.fails("SELECT count(*) FROM t a CROSS JOIN t b WHERE a.n < b.n").await;
    assert_eq!(reason, "Query exhausted resources at this scale factor");
}
