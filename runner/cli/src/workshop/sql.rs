//! `Sql`: SQL steps. A statement is sent as a client sends it: StartQueryExecution, GetQueryExecution until the state is final,
//! GetQueryResults page by page, all through the boundary that the console's `aws` calls.
//!
//! Athena's console keeps results in a bucket of its own when nobody names one; so does this, and makes the bucket with the first
//! statement. Rows that the statement gives no order are sorted, so that a step prints the same at every run. Waiting advances a
//! virtual clock.

use std::sync::Arc;
use std::time::Duration;

use labs_aws::Boundary;
use labs_grade::{Evidence, Interruption, ResultColumn, ResultTable, RowOrder, Work};
use labs_world::{Call, Document, Map, ServiceError, World};

/// The first pause between two looks at a running statement; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What runs statements in one world.
pub(super) struct Sql {
    world: Arc<World>,
    boundary: Arc<Boundary>,
    results: Results,
}

/// Whether the bucket for results is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Results {
    ToBeMade,
    Ready,
}

impl Sql {
    /// Statements that go to `boundary`, whose engines live in `world`.
    pub(super) fn new(world: Arc<World>, boundary: Arc<Boundary>) -> Self {
        Self { world, boundary, results: Results::ToBeMade }
    }

    /// Runs one statement. The evidence lacks what the world has seen meanwhile, which its session adds.
    pub(super) async fn run(&mut self, work: Work<'_>) -> Evidence {
        let database = work.database.unwrap_or("default");
        match tokio::time::timeout(work.timeout, self.statement(work.code, database)).await {
            Ok(Ok(evidence)) => evidence,
            Ok(Err(error)) => refused(&error),
            Err(_) => Evidence::interrupted(Interruption::TimedOut { after: work.timeout }),
        }
    }

    /// Makes the bucket for results, when it is not there yet.
    pub(super) async fn make_results_bucket(&mut self) -> Result<(), ServiceError> {
        if self.results == Results::Ready {
            return Ok(());
        }
        let mut input = Map::from([("Bucket".to_owned(), Document::from(self.bucket().as_str()))]);
        if self.world.region() != "us-east-1" {
            let constraint = Map::from([("LocationConstraint".to_owned(), Document::from(self.world.region()))]);
            input.insert("CreateBucketConfiguration".to_owned(), Document::Map(constraint));
        }
        match self.call("s3", "CreateBucket", input).await {
            Ok(_) => {}
            Err(error) if error.code == "BucketAlreadyOwnedByYou" => {}
            Err(error) => return Err(error),
        }
        self.results = Results::Ready;
        Ok(())
    }

    /// The bucket in which Athena's console keeps results.
    fn bucket(&self) -> String {
        format!("aws-athena-query-results-{}-{}", self.world.account(), self.world.region())
    }

    async fn statement(&self, code: &str, database: &str) -> Result<Evidence, ServiceError> {
        let location = format!("s3://{}/", self.bucket());
        let started = self
            .athena(
                "StartQueryExecution",
                [
                    ("QueryString", Document::from(code)),
                    ("ClientRequestToken", Document::from(self.world.ids().uuid().as_str())),
                    ("QueryExecutionContext", structure("Database", database)),
                    ("ResultConfiguration", structure("OutputLocation", &location)),
                ],
            )
            .await?;
        let id = text(&started, &["QueryExecutionId"]).unwrap_or_default().to_owned();
        let execution = self.finished(&id).await?;
        let scanned = member(&execution, &["Statistics", "DataScannedInBytes"]).and_then(Document::as_i64);
        let evidence = Evidence {
            status: Some(0),
            bytes_scanned: scanned.and_then(|bytes| u64::try_from(bytes).ok()),
            ..Evidence::default()
        };
        if text(&execution, &["Status", "State"]) != Some("SUCCEEDED") {
            return Ok(failed(&execution, evidence));
        }
        self.results(&id, &execution, code, evidence).await
    }

    /// The execution once its state is final.
    async fn finished(&self, id: &str) -> Result<Map, ServiceError> {
        let mut pause = FIRST_PAUSE;
        loop {
            let reply = self.athena("GetQueryExecution", [("QueryExecutionId", Document::from(id))]).await?;
            let execution = member(&reply, &["QueryExecution"]).and_then(Document::as_map).cloned().unwrap_or_default();
            if !matches!(text(&execution, &["Status", "State"]), Some("QUEUED" | "RUNNING")) {
                return Ok(execution);
            }
            self.world.clock().sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            // A virtual clock does not wait; the step's limit must still be seen.
            tokio::task::yield_now().await;
        }
    }

    /// Adds the result of a statement that succeeded.
    async fn results(
        &self,
        id: &str,
        execution: &Map,
        code: &str,
        mut evidence: Evidence,
    ) -> Result<Evidence, ServiceError> {
        let mut table = ResultTable { order: RowOrder::of(code), ..ResultTable::default() };
        let mut token: Option<String> = None;
        loop {
            let mut input = vec![("QueryExecutionId", Document::from(id)), ("MaxResults", Document::Integer(1000))];
            input.extend(token.as_deref().map(|token| ("NextToken", Document::from(token))));
            let page = self.athena("GetQueryResults", input).await?;
            if token.is_none() {
                table.columns = columns(&page);
            }
            let rows = member(&page, &["ResultSet", "Rows"]).and_then(Document::as_list).unwrap_or_default();
            table.rows.extend(rows.iter().filter_map(Document::as_map).map(row));
            token = text(&page, &["NextToken"]).map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        let is_query = text(execution, &["StatementType"]) == Some("DML");
        let names: Vec<Option<String>> = table.columns.iter().map(|column| Some(column.name.clone())).collect();
        if is_query && table.rows.first() == Some(&names) {
            table.rows.remove(0);
        }
        let returns_rows = matches!(text(execution, &["SubstatementType"]), None | Some("SELECT" | "EXECUTE"));
        if is_query && returns_rows {
            if table.order == RowOrder::Free {
                table.sort();
            }
            evidence.stdout = table.to_text().into_bytes();
            evidence.table = Some(table);
        } else {
            evidence.stdout = body(&table).into_bytes();
            evidence.table = split(table);
        }
        Ok(evidence)
    }

    async fn athena(
        &self,
        operation: &str,
        input: impl IntoIterator<Item = (&'static str, Document)>,
    ) -> Result<Map, ServiceError> {
        self.call("athena", operation, input.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).await
    }

    async fn call(&self, service: &str, operation: &str, input: Map) -> Result<Map, ServiceError> {
        self.boundary.perform(Call::new(service, operation, input)).await.result.map(|reply| reply.output)
    }
}

fn structure(name: &str, value: &str) -> Document {
    Document::Map(Map::from([(name.to_owned(), Document::from(value))]))
}

fn member<'a>(map: &'a Map, path: &[&str]) -> Option<&'a Document> {
    let (first, rest) = path.split_first()?;
    let value = map.get(*first)?;
    if rest.is_empty() { Some(value) } else { member(value.as_map()?, rest) }
}

fn text<'a>(map: &'a Map, path: &[&str]) -> Option<&'a str> {
    member(map, path).and_then(Document::as_str)
}

/// What a statement that Athena did not accept leaves: its words, and the names that it gives the error.
fn refused(error: &ServiceError) -> Evidence {
    let named = text(&error.members, &["AthenaErrorCode"]).map(str::to_owned);
    Evidence {
        stderr: format!("{}: {}\n", error.code, error.message).into_bytes(),
        status: Some(1),
        error_names: named.into_iter().collect(),
        ..Evidence::default()
    }
}

/// What a statement that failed leaves: Athena's reason, and the name that it begins with.
fn failed(execution: &Map, evidence: Evidence) -> Evidence {
    let state = text(execution, &["Status", "State"]).unwrap_or("FAILED");
    let reason = text(execution, &["Status", "StateChangeReason"]);
    let reason = reason.map_or_else(|| format!("the query is {state}, and Athena gives no reason"), str::to_owned);
    Evidence {
        error_names: error_name(&reason).map(str::to_owned).into_iter().collect(),
        stderr: (reason + "\n").into_bytes(),
        status: Some(1),
        ..evidence
    }
}

/// `TABLE_NOT_FOUND` of `TABLE_NOT_FOUND: line 1:15: …`, `ParseException` of `FAILED: ParseException line 1:0 …`.
fn error_name(reason: &str) -> Option<&str> {
    let reason = reason.strip_prefix("FAILED: ").unwrap_or(reason);
    let end = reason.find([':', ' ']).unwrap_or(reason.len());
    let name = reason.get(..end)?;
    let of_trino = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let of_hive = name.ends_with("Exception") || name.ends_with("Error");
    (!name.is_empty() && ((of_trino && reason.get(end..).is_some_and(|rest| rest.starts_with(':'))) || of_hive))
        .then_some(name)
}

fn columns(page: &Map) -> Vec<ResultColumn> {
    let info = member(page, &["ResultSet", "ResultSetMetadata", "ColumnInfo"]).and_then(Document::as_list);
    let column = |info: &Map| {
        let number = |name: &str| member(info, &[name]).and_then(Document::as_i64).unwrap_or_default();
        let data_type = match text(info, &["Type"]).unwrap_or_default() {
            "decimal" => format!("decimal({},{})", number("Precision"), number("Scale")),
            other => other.to_owned(),
        };
        ResultColumn { name: text(info, &["Name"]).unwrap_or_default().to_owned(), data_type }
    };
    info.unwrap_or_default().iter().filter_map(Document::as_map).map(column).collect()
}

fn row(row: &Map) -> Vec<Option<String>> {
    let data = member(row, &["Data"]).and_then(Document::as_list).unwrap_or_default();
    data.iter()
        .map(|datum| datum.as_map().and_then(|datum| text(datum, &["VarCharValue"])).map(str::to_owned))
        .collect()
}

/// The result of SHOW, DESCRIBE and other statements as Athena's result file has it: each row a line.
fn body(table: &ResultTable) -> String {
    let line = |row: &Vec<Option<String>>| {
        let cells: Vec<&str> = row.iter().map(|cell| cell.as_deref().unwrap_or_default()).collect();
        cells.join("\t") + "\n"
    };
    table.rows.iter().map(line).collect()
}

/// The table of such a result. Athena gives a line of DESCRIBE as one value with tabs, whatever its columns; a result that does not come
/// apart into its columns is no table.
fn split(mut table: ResultTable) -> Option<ResultTable> {
    let width = table.columns.len();
    for row in &mut table.rows {
        if let ([Some(line)], 2..) = (row.as_slice(), width) {
            *row = line.split('\t').map(|cell| Some(cell.trim().to_owned())).collect();
        }
    }
    (width > 0 && table.rows.iter().all(|row| row.len() == width)).then_some(table)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use labs_guide::Language;
    use labs_world::{BoxFuture, DEFAULT_START, Reply, Service};

    use super::*;

    /// Athena as a script: what a statement's words make of it. It needs two looks to see a statement's end.
    struct Athena {
        world: Arc<World>,
        seen: Mutex<Vec<Map>>,
    }

    fn map(members: impl IntoIterator<Item = (&'static str, Document)>) -> Document {
        Document::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    fn list(items: impl IntoIterator<Item = Document>) -> Document {
        Document::List(items.into_iter().collect())
    }

    fn cells(cells: &[Option<&str>]) -> Document {
        let datum = |cell: &Option<&str>| map(cell.map(|text| ("VarCharValue", Document::from(text))));
        map([("Data", list(cells.iter().map(datum)))])
    }

    fn column(name: &str, data_type: &str) -> Document {
        let mut column = vec![("Name", Document::from(name)), ("Type", Document::from(data_type))];
        if data_type == "decimal" {
            column.extend([("Precision", Document::Integer(10)), ("Scale", Document::Integer(2))]);
        }
        map(column)
    }

    impl Athena {
        fn query(&self) -> String {
            let seen = self.seen.lock().unwrap();
            text(&seen[0], &["QueryString"]).unwrap().to_owned()
        }

        fn execution(&self) -> Document {
            let sql = self.query();
            let mut status = vec![("State", Document::from("SUCCEEDED"))];
            if self.world.clock().now().as_millis() < DEFAULT_START.as_millis() + 150 {
                status = vec![("State", Document::from("RUNNING"))];
            } else if sql.starts_with("SELECT nothing") {
                let reason = "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.d.t' does not exist";
                status = vec![("State", Document::from("FAILED")), ("StateChangeReason", Document::from(reason))];
            }
            let statement = if sql.starts_with("SELECT") { ("DML", "SELECT") } else { ("DDL", "SHOW") };
            let statistics = [("DataScannedInBytes", Document::Integer(1_234_567))];
            map([
                ("Status", map(status)),
                ("StatementType", Document::from(statement.0)),
                ("SubstatementType", Document::from(statement.1)),
                ("Statistics", map(statistics)),
            ])
        }

        fn results(&self, input: &Map) -> Document {
            let sql = self.query();
            let (columns, rows) = if sql.starts_with("DESCRIBE") {
                let columns = ["col_name", "data_type", "comment"].map(|name| column(name, "string"));
                (
                    columns.to_vec(),
                    vec![cells(&[Some("id                  \tbigint              \t                    ")])],
                )
            } else {
                let columns = vec![column("region", "varchar"), column("orders", "bigint"), column("mean", "decimal")];
                let header = cells(&[Some("region"), Some("orders"), Some("mean")]);
                let south = cells(&[Some("south"), Some("5"), None]);
                let north = cells(&[Some("north"), Some("30"), Some("1.50")]);
                match text(input, &["NextToken"]) {
                    None => (columns, vec![header, south]),
                    Some(_) => (columns, vec![north]),
                }
            };
            let set = map([("Rows", list(rows)), ("ResultSetMetadata", map([("ColumnInfo", list(columns))]))]);
            let mut output = vec![("ResultSet", set)];
            if sql.starts_with("SELECT") && !input.contains_key("NextToken") {
                output.push(("NextToken", Document::from("next")));
            }
            map(output)
        }
    }

    impl Service for Athena {
        fn name(&self) -> &'static str {
            "athena"
        }

        fn operations(&self) -> Vec<&'static str> {
            vec!["StartQueryExecution", "GetQueryExecution", "GetQueryResults"]
        }

        fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
            Box::pin(async move {
                let output = match call.operation.as_str() {
                    "StartQueryExecution" if text(&call.input, &["QueryString"]).unwrap().starts_with("SELEC ") => {
                        let mut error =
                            ServiceError::client("InvalidRequestException", "line 1:1: mismatched input 'SELEC'");
                        error.members.insert("AthenaErrorCode".to_owned(), Document::from("MALFORMED_QUERY"));
                        return Err(error);
                    }
                    "StartQueryExecution" => {
                        self.seen.lock().unwrap().push(call.input);
                        map([("QueryExecutionId", Document::from("q-1"))])
                    }
                    "GetQueryExecution" => map([("QueryExecution", self.execution())]),
                    _ => self.results(&call.input),
                };
                let Document::Map(output) = output else { panic!("outputs are maps") };
                Ok(Reply::new(output))
            })
        }
    }

    async fn ran(code: &str, database: Option<&str>) -> (Evidence, Map) {
        let world = Arc::new(World::in_memory(1, DEFAULT_START));
        let athena = Arc::new(Athena { world: Arc::clone(&world), seen: Mutex::default() });
        let services: Vec<Arc<dyn Service>> = vec![Arc::clone(&athena) as Arc<dyn Service>];
        let boundary = Arc::new(Boundary::new(Arc::clone(&world), services).unwrap());
        let mut sql = Sql::new(world, boundary);
        let timeout = Duration::from_secs(60);
        let evidence = sql.run(Work { language: Language::Sql, code, database, timeout }).await;
        let input = athena.seen.lock().unwrap().first().cloned().unwrap_or_default();
        (evidence, input)
    }

    #[tokio::test]
    async fn a_query_returns_all_its_pages_sorted_where_it_gives_no_order() {
        let (evidence, input) = ran("SELECT region, orders, mean FROM t", Some("sales")).await;
        let shown = "region  orders  mean\nnorth   30      1.50\nsouth   5       NULL\n";
        assert_eq!(String::from_utf8(evidence.stdout).unwrap(), shown);
        assert_eq!((evidence.status, evidence.bytes_scanned), (Some(0), Some(1_234_567)));
        let table = evidence.table.unwrap();
        assert_eq!((table.rows.len(), table.columns[2].data_type.as_str()), (2, "decimal(10,2)"));
        assert_eq!(text(&input, &["QueryExecutionContext", "Database"]), Some("sales"));
        let location = text(&input, &["ResultConfiguration", "OutputLocation"]).unwrap();
        assert!(
            location.starts_with("s3://aws-athena-query-results-") && location.ends_with("-us-east-1/"),
            "{location}"
        );
        let (ordered, input) = ran("SELECT region, orders, mean FROM t ORDER BY orders", None).await;
        assert!(ordered.stdout.starts_with(b"region  orders  mean\nsouth"), "{:?}", ordered.stdout);
        assert_eq!(text(&input, &["QueryExecutionContext", "Database"]), Some("default"));
    }

    #[tokio::test]
    async fn a_listing_is_shown_as_its_lines_and_comes_apart_into_its_columns() {
        let (evidence, _) = ran("DESCRIBE t", None).await;
        assert!(evidence.stdout.starts_with(b"id                  \tbigint"), "{:?}", evidence.stdout);
        let row = [Some("id".to_owned()), Some("bigint".to_owned()), Some(String::new())];
        assert_eq!(evidence.table.unwrap().rows, [row]);
    }

    #[tokio::test]
    async fn a_failed_query_has_athenas_reason_and_its_name() {
        let (evidence, _) = ran("SELECT nothing", None).await;
        assert!(evidence.stderr.starts_with(b"TABLE_NOT_FOUND: line 1:15"), "{:?}", evidence.stderr);
        assert_eq!((evidence.status, evidence.error_names.as_slice()), (Some(1), &["TABLE_NOT_FOUND".to_owned()][..]));
        let (evidence, _) = ran("SELEC 1", None).await;
        assert_eq!((evidence.status, evidence.error_names.as_slice()), (Some(1), &["MALFORMED_QUERY".to_owned()][..]));
        assert!(evidence.stderr.starts_with(b"InvalidRequestException: line 1:1"), "{:?}", evidence.stderr);
    }

    #[test]
    fn names_of_errors_are_read_from_athenas_reasons() {
        for (reason, name) in [
            ("SYNTAX_ERROR: line 1:8: x", Some("SYNTAX_ERROR")),
            ("FAILED: ParseException line 1:0 cannot recognize input", Some("ParseException")),
            ("FAILED: SemanticException [Error 10072]: Database does not exist: x", Some("SemanticException")),
            ("Query cancelled by user", None),
            ("Bytes scanned limit was exceeded", None),
            ("", None),
        ] {
            assert_eq!(error_name(reason), name, "{reason}");
        }
    }
}
