//! StartQueryExecution: takes a query, does its work or begins it, and answers its id.

use labs_world::Map;

use super::Operation;
use super::metadata;
use crate::engine::Athena;
use crate::execution::{
    Execution, PRIMARY, Remembered, State, StatementType, Statistics, Work, WorkGroup, output_location,
};
use crate::location::S3Location;
use crate::query_error::{ErrorKind, QueryError};
use crate::refusal::Refusal;
use crate::request::{Members, RequestError};
use crate::result::Layout;
use crate::statement::{self, QueryKind, Side, Statement};
use crate::trino;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "StartQueryExecution",
    members: &[
        "QueryString",
        "ClientRequestToken",
        "QueryExecutionContext",
        "ResultConfiguration",
        "WorkGroup",
        "ResultReuseConfiguration",
    ],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, members: Members) -> Result<Map, Refusal> {
    let request = Request::read(members)?;
    let id = act(engine, request).await?;
    Ok(Map::from_iter([("QueryExecutionId".to_owned(), id.into())]))
}

struct Request {
    query: String,
    token: Option<String>,
    database: Option<String>,
    catalog: Option<String>,
    output: Option<String>,
    work_group: String,
    /// All of it but the token.
    fingerprint: String,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let fingerprint = members.fingerprint("ClientRequestToken");
        let mut reuse = members.structure("ResultReuseConfiguration", &["ResultReuseByAgeConfiguration"])?;
        let mut by_age = reuse.structure("ResultReuseByAgeConfiguration", &["Enabled", "MaxAgeInMinutes"])?;
        if by_age.flag("Enabled")? == Some(true) {
            return Err(RequestError::Unsupported {
                of: "ResultReuseByAgeConfiguration",
                members: vec!["Enabled true".to_owned()],
                supported: vec!["Enabled false"],
            }
            .into());
        }
        let mut context = members.structure("QueryExecutionContext", &["Database", "Catalog"])?;
        let mut result = members.structure("ResultConfiguration", &["OutputLocation"])?;
        Ok(Self {
            query: members.required("QueryString")?,
            token: members.text("ClientRequestToken")?,
            database: context.text("Database")?,
            catalog: context.text("Catalog")?,
            output: result.text("OutputLocation")?,
            work_group: members.text("WorkGroup")?.unwrap_or_else(|| PRIMARY.to_owned()),
            fingerprint,
        })
    }
}

async fn act(engine: &Athena, request: Request) -> Result<String, Refusal> {
    let records = engine.records();
    if let Some(token) = &request.token
        && let Some(Remembered { id, request: first }) = records.token(token)?
    {
        return if first == request.fingerprint { Ok(id) } else { Err(Refusal::Idempotency) };
    }
    let group = records.work_group(&request.work_group)?.ok_or(Refusal::NoSuchWorkGroup)?;
    if !group.enabled {
        return Err(Refusal::DisabledWorkGroup(group.name));
    }
    if let Some(catalog) = request.catalog.as_ref().filter(|name| !name.eq_ignore_ascii_case(metadata::NAME)) {
        return Err(Refusal::NoSuchCatalog(catalog.clone()));
    }
    let kind = statement::classify(&request.query).map_err(Refusal::Malformed)?;
    let statement = match statement::read(&request.query) {
        Err(error) if error.kind == ErrorKind::MalformedQuery => return Err(Refusal::Malformed(error)),
        read => read,
    };
    if let Ok(Statement::Query(query)) = &statement
        && query.kind == QueryKind::Select
        && let Err(error) = trino::check(&query.text)
        && error.kind == ErrorKind::SyntaxError
    {
        // What is of the grammar and fails all the same, fails when it runs.
        return Err(Refusal::Malformed(error));
    }
    let folder = folder(engine, &group, request.output.as_deref())?;
    let layout = match kind.side {
        Side::Trino(QueryKind::Select | QueryKind::ShowFunctions) => Layout::Csv,
        _ => Layout::Lines,
    };
    let id = engine.inner().world.ids().uuid();
    let execution = Execution {
        output_location: output_location(&folder, &id, layout).to_string(),
        number: 0,
        query: request.query.trim().trim_end_matches(';').trim_end().to_owned(),
        statement_type: StatementType::named(kind.statement_type),
        substatement_type: Some(kind.substatement_type.to_owned()),
        work_group: group.name,
        database: request.database,
        catalog: request.catalog,
        parameters: Vec::new(),
        state: State::Queued,
        reason: None,
        error: None,
        submitted: engine.inner().world.clock().now(),
        completed: None,
        statistics: Statistics::default(),
        columns: Vec::new(),
        layout,
        id: id.clone(),
    };
    let remembered = request.token.map(|token| (token, Remembered { id: id.clone(), request: request.fingerprint }));
    let execution = records.begin(execution, remembered).await?;
    Work { execution, statement, cutoff: group.cutoff }.perform(engine.inner()).await?;
    Ok(id)
}

/// The folder of the result, in a bucket that is there.
fn folder(engine: &Athena, group: &WorkGroup, asked: Option<&str>) -> Result<S3Location, Refusal> {
    let own = group.output_location.as_deref();
    let address = if group.enforce { own.or(asked) } else { asked.or(own) };
    let address = address.filter(|text| !text.is_empty()).ok_or(Refusal::NoOutputLocation)?;
    let folder = S3Location::parse(address).ok_or(Refusal::OutputLocation)?.folder();
    match engine.inner().s3.bucket_exists(&folder.bucket).map_err(Refusal::S3)? {
        true => Ok(folder),
        false => Err(Refusal::OutputBucket(folder.bucket)),
    }
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        Self::Malformed(error)
    }
}
