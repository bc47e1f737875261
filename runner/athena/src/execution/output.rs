//! The objects of a result: where they go and what they hold.

use bytes::Bytes;
use labs_s3::S3;
use labs_world::ServiceError;

use super::Execution;
use super::ending::Outcome;
use crate::location::S3Location;
use crate::query_error::{ErrorKind, QueryError};
use crate::result::{Layout, metadata};

/// The content type of results, of whichever kind, as S3 shows it.
const CONTENT_TYPE: &str = "application/octet-stream";

/// What was written.
pub(super) struct Written {
    /// Bytes of the result object.
    pub(super) bytes: u64,
}

/// Where the result of a query goes that is `.csv` or, in all other cases, `.txt`.
pub(crate) fn location(folder: &S3Location, id: &str, layout: Layout) -> S3Location {
    let extension = match layout {
        Layout::Csv => "csv",
        Layout::Lines | Layout::Empty => "txt",
    };
    folder.join(&format!("{id}.{extension}"))
}

/// Writes the result and, where there are columns, what they are.
pub(super) async fn write(s3: &S3, execution: &Execution, outcome: &Outcome) -> Result<Written, QueryError> {
    let at = address(execution)?;
    let bytes = Bytes::from(outcome.body.clone().into_bytes());
    let length = bytes.len() as u64;
    s3.write(&at.bucket, &at.key, bytes, CONTENT_TYPE).await.map_err(|error| unwritten(&at, &error))?;
    if !outcome.columns.is_empty() {
        let described = metadata(&execution.id, &outcome.columns);
        let key = format!("{}.metadata", at.key);
        s3.write(&at.bucket, &key, described.into(), CONTENT_TYPE).await.map_err(|error| unwritten(&at, &error))?;
    }
    Ok(Written { bytes: length })
}

/// What a statement that fails leaves: its reason in place of its result, a SELECT nothing.
pub(super) async fn write_failure(s3: &S3, execution: &Execution, error: &QueryError) -> Result<Written, QueryError> {
    let at = address(execution)?;
    if at.key.ends_with(".csv") {
        return Ok(Written { bytes: 0 });
    }
    let said = error.to_string();
    let said = if said.starts_with("FAILED: ") { said } else { format!("FAILED: {said}") };
    let bytes = said.len() as u64;
    s3.write(&at.bucket, &at.key, said.into_bytes().into(), CONTENT_TYPE)
        .await
        .map_err(|error| unwritten(&at, &error))?;
    Ok(Written { bytes })
}

fn address(execution: &Execution) -> Result<S3Location, QueryError> {
    let at = S3Location::parse(&execution.output_location);
    at.ok_or_else(|| QueryError::new(ErrorKind::GenericInternalError, "the output location is no address of S3"))
}

fn unwritten(at: &S3Location, error: &ServiceError) -> QueryError {
    QueryError::new(
        ErrorKind::GenericInternalError,
        format!("The result cannot be written to {at}: {}; check the bucket of the output location", error.message),
    )
}
