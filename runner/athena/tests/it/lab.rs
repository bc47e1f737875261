//! `Lab`: a world with S3, the Data Catalog and Athena behind the boundary, with a bucket for data and one for results.

use std::sync::Arc;

use labs_athena::{Athena, Limits};
use labs_aws::Boundary;
use labs_aws::model::Models;
use labs_aws::protocol::json::{read_structure, write_structure};
use labs_catalog::Catalog;
use labs_s3::S3;
use labs_world::{Call, DEFAULT_START, Map, Service, ServiceError, World};
use serde_json::{Value, json};

/// A world with engines.
pub(crate) struct Lab {
    pub(crate) world: Arc<World>,
    pub(crate) s3: S3,
    pub(crate) catalog: Catalog,
    boundary: Boundary,
}

/// What a query answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) id: String,
    pub(crate) columns: Vec<(String, String)>,
    /// Without the header row.
    pub(crate) rows: Vec<Vec<Option<String>>>,
    pub(crate) scanned: i64,
}

impl Answer {
    /// Rows as lines, values between bars, NULL as `NULL`.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |row: &Vec<Option<String>>| {
            row.iter().map(|value| value.as_deref().unwrap_or("NULL")).collect::<Vec<_>>().join("|")
        };
        self.rows.iter().map(line).collect()
    }
}

impl Lab {
    pub(crate) async fn new() -> Self {
        Self::with_limits(Limits::default()).await
    }

    pub(crate) async fn with_limits(limits: Limits) -> Self {
        Self::on(World::in_memory(1, DEFAULT_START), limits).await
    }

    pub(crate) async fn on(world: World, limits: Limits) -> Self {
        let world = Arc::new(world);
        let s3 = S3::open(Arc::clone(&world)).unwrap();
        let catalog = Catalog::open(Arc::clone(&world)).unwrap();
        for bucket in ["lake", "results"] {
            let input = Map::from_iter([("Bucket".to_owned(), bucket.into())]);
            // A world that was opened before has them.
            let _ = s3.call(Call::new("s3", "CreateBucket", input)).await;
        }
        let athena = Athena::open_with(Arc::clone(&world), s3.clone(), catalog.clone(), limits);
        let boundary = Boundary::new(Arc::clone(&world), vec![Arc::new(athena)]).unwrap();
        Self { world, s3, catalog, boundary }
    }

    /// Writes an object into the bucket `lake`.
    pub(crate) async fn put(&self, key: &str, bytes: impl Into<Vec<u8>>) {
        self.s3.write("lake", key, bytes.into().into(), "application/octet-stream").await.unwrap();
    }

    /// The text of an object of any bucket.
    pub(crate) async fn text(&self, address: &str) -> String {
        let (bucket, key) = address.strip_prefix("s3://").unwrap().split_once('/').unwrap();
        let bytes = self.s3.read(bucket, key, 0..u64::MAX).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    pub(crate) async fn try_call(&self, operation: &str, input: Value) -> Result<Value, ServiceError> {
        let model = Models::by_name("athena").unwrap();
        let shape = model.operations.get(operation).and_then(|operation| model.input_of(operation));
        let input = read_structure(model, shape, &serde_json::to_vec(&input).unwrap()).unwrap();
        let outcome = self.boundary.perform(Call::new("athena", operation, input)).await;
        outcome.result.map(|reply| serde_json::from_slice(&write_structure(&reply.output)).unwrap())
    }

    pub(crate) async fn call(&self, operation: &str, input: Value) -> Value {
        self.try_call(operation, input).await.unwrap_or_else(|error| panic!("{operation}: {error}"))
    }

    pub(crate) async fn refused(&self, operation: &str, input: Value) -> ServiceError {
        match self.try_call(operation, input).await {
            Err(error) => error,
            Ok(answer) => panic!("{operation} succeeded: {answer}"),
        }
    }

    /// Starts a query and answers its execution.
    pub(crate) async fn execution(&self, sql: &str) -> Value {
        let input = json!({"QueryString": sql, "ResultConfiguration": {"OutputLocation": "s3://results/q/"}});
        let id = self.call("StartQueryExecution", input).await["QueryExecutionId"].clone();
        self.call("GetQueryExecution", json!({"QueryExecutionId": id})).await["QueryExecution"].clone()
    }

    /// Runs a query that must succeed.
    pub(crate) async fn sql(&self, sql: &str) -> Answer {
        self.try_sql(sql).await.unwrap_or_else(|reason| panic!("{sql}\n{reason}"))
    }

    /// The reason of a query that must fail.
    pub(crate) async fn fails(&self, sql: &str) -> String {
        match self.try_sql(sql).await {
            Err(reason) => reason,
            Ok(answer) => panic!("{sql}\nsucceeded: {answer:?}"),
        }
    }

    pub(crate) async fn try_sql(&self, sql: &str) -> Result<Answer, String> {
        let input = json!({"QueryString": sql, "ResultConfiguration": {"OutputLocation": "s3://results/q/"}});
        let id = self.try_call("StartQueryExecution", input).await.map_err(|error| error.message)?;
        let id = id["QueryExecutionId"].as_str().unwrap().to_owned();
        let execution = self.call("GetQueryExecution", json!({"QueryExecutionId": id})).await;
        let execution = &execution["QueryExecution"];
        if execution["Status"]["State"] != "SUCCEEDED" {
            return Err(execution["Status"]["StateChangeReason"].as_str().unwrap().to_owned());
        }
        let mut rows: Vec<Vec<Option<String>>> = Vec::new();
        let mut columns: Vec<(String, String)>;
        let mut request = json!({"QueryExecutionId": id});
        loop {
            let page = self.call("GetQueryResults", request.clone()).await;
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let described = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"].as_array().unwrap();
            columns = described.iter().map(|column| (text(&column["Name"]), text(&column["Type"]))).collect();
            for row in page["ResultSet"]["Rows"].as_array().unwrap() {
                let data = row["Data"].as_array().unwrap();
                rows.push(data.iter().map(|datum| datum["VarCharValue"].as_str().map(str::to_owned)).collect());
            }
            match page["NextToken"].as_str() {
                Some(token) => request["NextToken"] = token.into(),
                None => break,
            }
        }
        if execution["StatementType"] == "DML" {
            rows.remove(0);
        }
        let scanned = execution["Statistics"]["DataScannedInBytes"].as_i64().unwrap();
        Ok(Answer { id, columns, rows, scanned })
    }
}
