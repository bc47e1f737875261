//! `Execution`: all that is known of one query, as it is stored.

use labs_world::{Document, Map, Timestamp};
use serde::{Deserialize, Serialize};

use super::Statistics;
use crate::query_error::{ErrorKind, QueryError};
use crate::result::{ColumnInfo, Layout};

/// What Athena calls its engine.
pub(crate) const ENGINE_VERSION: &str = "Athena engine version 3";

/// One query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Execution {
    pub(crate) id: String,
    /// Counts the queries of a world, from 1.
    pub(crate) number: u64,
    /// The query string as it was given, without its final `;`.
    pub(crate) query: String,
    pub(crate) statement_type: StatementType,
    /// `SELECT`, `CREATE_TABLE`, …
    pub(crate) substatement_type: Option<String>,
    pub(crate) work_group: String,
    /// `QueryExecutionContext`, as given.
    pub(crate) database: Option<String>,
    pub(crate) catalog: Option<String>,
    /// `ExecutionParameters`, as given.
    pub(crate) parameters: Vec<String>,
    /// The object of the result.
    pub(crate) output_location: String,
    pub(crate) state: State,
    pub(crate) reason: Option<String>,
    pub(crate) error: Option<AthenaError>,
    pub(crate) submitted: Timestamp,
    pub(crate) completed: Option<Timestamp>,
    pub(crate) statistics: Statistics,
    pub(crate) columns: Vec<ColumnInfo>,
    pub(crate) layout: Layout,
}

/// The states of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

impl State {
    /// As the API spells it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Whether the query will not change any more.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

/// The kinds of statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StatementType {
    Ddl,
    Dml,
    Utility,
}

impl StatementType {
    /// The type that `statement` names.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "DDL" => Self::Ddl,
            "UTILITY" => Self::Utility,
            _ => Self::Dml,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ddl => "DDL",
            Self::Dml => "DML",
            Self::Utility => "UTILITY",
        }
    }
}

/// `AthenaError`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AthenaError {
    pub(crate) category: i32,
    pub(crate) error_type: i32,
    pub(crate) message: String,
}

impl From<&QueryError> for AthenaError {
    fn from(error: &QueryError) -> Self {
        Self { category: error.kind.category(), error_type: error.kind.error_type(), message: error.to_string() }
    }
}

fn put(map: &mut Map, member: &str, value: impl Into<Document>) {
    map.insert(member.to_owned(), value.into());
}

fn put_some(map: &mut Map, member: &str, value: Option<impl Into<Document>>) {
    if let Some(value) = value {
        put(map, member, value);
    }
}

impl Execution {
    /// A query that was under way when its process ended has failed.
    pub(crate) fn broken_off(&mut self) {
        let why = "the process that ran the query ended before it did; run the query again";
        let error = QueryError::new(ErrorKind::GenericInternalError, why);
        self.state = State::Failed;
        self.reason = Some(error.to_string());
        self.error = Some(AthenaError::from(&error));
        self.completed = Some(self.submitted);
    }

    /// `QueryExecution` of the API.
    pub(crate) fn document(&self) -> Document {
        let mut out = Map::new();
        put(&mut out, "QueryExecutionId", self.id.as_str());
        put(&mut out, "Query", self.query.as_str());
        put(&mut out, "StatementType", self.statement_type.name());
        put(
            &mut out,
            "ResultConfiguration",
            Map::from_iter([("OutputLocation".to_owned(), self.output_location.as_str().into())]),
        );
        let reuse = Map::from_iter([("Enabled".to_owned(), Document::Bool(false))]);
        let reuse = Map::from_iter([("ResultReuseByAgeConfiguration".to_owned(), reuse.into())]);
        put(&mut out, "ResultReuseConfiguration", reuse);
        let mut context = Map::new();
        put_some(&mut context, "Database", self.database.as_deref());
        put_some(&mut context, "Catalog", self.catalog.as_deref());
        put(&mut out, "QueryExecutionContext", context);
        put(&mut out, "Status", self.status());
        put(&mut out, "Statistics", self.statistics.document());
        put(&mut out, "WorkGroup", self.work_group.as_str());
        put(&mut out, "EngineVersion", engine_version());
        if !self.parameters.is_empty() {
            let parameters: Vec<Document> = self.parameters.iter().map(|text| text.as_str().into()).collect();
            put(&mut out, "ExecutionParameters", parameters);
        }
        put_some(&mut out, "SubstatementType", self.substatement_type.as_deref());
        out.into()
    }

    fn status(&self) -> Map {
        let mut status = Map::new();
        put(&mut status, "State", self.state.name());
        put_some(&mut status, "StateChangeReason", self.reason.as_deref());
        put(&mut status, "SubmissionDateTime", self.submitted);
        put_some(&mut status, "CompletionDateTime", self.completed);
        if let Some(error) = &self.error {
            let mut members = Map::new();
            put(&mut members, "ErrorCategory", i64::from(error.category));
            put(&mut members, "ErrorType", i64::from(error.error_type));
            put(&mut members, "Retryable", false);
            put(&mut members, "ErrorMessage", error.message.as_str());
            put(&mut status, "AthenaError", members);
        }
        status
    }
}

/// `EngineVersion` of the API, of a query or a work group.
pub(crate) fn engine_version() -> Map {
    Map::from_iter([
        ("SelectedEngineVersion".to_owned(), ENGINE_VERSION.into()),
        ("EffectiveEngineVersion".to_owned(), ENGINE_VERSION.into()),
    ])
}
