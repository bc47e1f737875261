//! `Refusal`: every reason why an operation says no, and what it is on the wire.
//!
//! A query that fails is no refusal: its reason is a [`QueryError`] in its record. Athena's refusals are an
//! InvalidRequestException with a code of its own; those about the catalog a MetadataException.

use labs_catalog::CatalogError;
use labs_world::ServiceError;

use crate::execution::{RecordError, State};
use crate::query_error::QueryError;
use crate::request::RequestError;

/// Why an operation is refused or fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// A member is wrong or not supported here.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The statement cannot be read.
    #[error("{}", place(.0))]
    Malformed(QueryError),
    /// There is no such query.
    #[error("QueryExecution {0} was not found")]
    NoSuchQuery(String),
    /// The query is not over yet.
    #[error("Query has not yet finished. Current state: {}", .0.name())]
    NotFinished(State),
    /// The query has no result.
    #[error("Query did not finish successfully. Final query state: {}", .0.name())]
    NoResult(State),
    /// A page token that was not given out here.
    #[error("Malformed nextPageToken {0}")]
    Token(String),
    /// A client request token comes again with another request.
    #[error("Idempotent parameters do not match")]
    Idempotency,
    /// Nobody says where the result should go.
    #[error(
        "No output location provided. An output location is required either through the Workgroup result configuration \
         setting or as an API input."
    )]
    NoOutputLocation,
    /// The output location is not an address of S3.
    #[error("outputLocation is not a valid S3 path.")]
    OutputLocation,
    /// The bucket of the output location is not there.
    #[error("Unable to verify/create output bucket {0}")]
    OutputBucket(String),
    /// There is no such work group.
    #[error("WorkGroup is not found.")]
    NoSuchWorkGroup,
    /// The work group takes no queries.
    #[error("WorkGroup {0} is disabled.")]
    DisabledWorkGroup(String),
    /// There is no such data catalog.
    #[error("DataCatalog {0} was not found")]
    NoSuchCatalog(String),
    /// The catalog says no.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// What is stored cannot be read, or not be stored.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// S3 says no.
    #[error("{}", .0.message)]
    S3(ServiceError),
}

/// A syntax error at the start of a query stands without its name: `line 1:1: mismatched input …`.
fn place(error: &QueryError) -> String {
    match error.position {
        Some(at) => format!("line {}:{}: {}", at.line, at.column, error.message),
        None => error.message.clone(),
    }
}

impl Refusal {
    /// `AthenaErrorCode`.
    fn athena_code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "MALFORMED_QUERY",
            Self::NoSuchQuery(_) => "QUERY_EXECUTION_NOT_FOUND",
            Self::Idempotency => "IDEMPOTENT_PARAMETER_MISMATCH",
            Self::NotFinished(_) | Self::NoResult(_) => "INVALID_QUERY_EXECUTION_STATE",
            Self::NoSuchWorkGroup => "WORKGROUP_NOT_FOUND",
            _ => "INVALID_INPUT",
        }
    }

    /// The error as the boundary sends it.
    pub(crate) fn into_service_error(self) -> ServiceError {
        let message = self.to_string();
        match &self {
            Self::Request(RequestError::UnknownOperation(_)) => {
                ServiceError::client("UnknownOperationException", message)
            }
            Self::Record(_) => ServiceError::place("InternalServerException", message),
            Self::Catalog(CatalogError::Store(_) | CatalogError::Damaged { .. }) => {
                ServiceError::place("InternalServerException", message)
            }
            Self::Catalog(_) | Self::NoSuchCatalog(_) => ServiceError::client("MetadataException", message),
            Self::S3(error) => ServiceError { code: "InternalServerException".to_owned(), ..error.clone() },
            _ => ServiceError::client("InvalidRequestException", message).with("AthenaErrorCode", self.athena_code()),
        }
    }
}
