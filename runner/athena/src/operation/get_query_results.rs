//! GetQueryResults: a page of the rows of a query that succeeded, from the object that it wrote.
//!
//! The first row of a query's first page is the header and counts as one of MaxResults; SHOW, DESCRIBE and other DDL have none.

use labs_world::{Document, Map};

use super::{Operation, token};
use crate::engine::Athena;
use crate::execution::{Execution, State};
use crate::location::S3Location;
use crate::query_error::{ErrorKind, QueryError};
use crate::refusal::Refusal;
use crate::request::{Members, RequestError};
use crate::result::{ColumnInfo, End, Layout, ResultPage, page};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetQueryResults",
    members: &["QueryExecutionId", "NextToken", "MaxResults", "QueryResultType"],
    run: |engine, members| Box::pin(run(engine, members)),
};

/// Rows of a page when the client does not say how many.
const PAGE: u64 = 1000;

/// How much of the object is read at once; doubled until a page is whole.
const CHUNK: u64 = 1 << 20;

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    let id = members.required("QueryExecutionId")?;
    let limit = usize::try_from(members.number("MaxResults")?.unwrap_or(PAGE)).unwrap_or(usize::MAX);
    if members.text("QueryResultType")?.is_some_and(|kind| kind != "DATA_ROWS") {
        return Err(RequestError::Unsupported {
            of: "GetQueryResults",
            members: vec!["QueryResultType DATA_MANIFEST".to_owned()],
            supported: vec!["DATA_ROWS"],
        }
        .into());
    }
    let execution = engine.execution(&id)?;
    match execution.state {
        State::Succeeded => {}
        State::Queued | State::Running => return Err(Refusal::NotFinished(execution.state)),
        State::Failed | State::Cancelled => return Err(Refusal::NoResult(execution.state)),
    }
    let offset = match members.text("NextToken")? {
        Some(given) => token::read(&id, given)?,
        None => 0,
    };
    let (rows, next) = read(engine, &execution, offset, limit).await?;
    let mut output = Map::from_iter([("UpdateCount".to_owned(), Document::Integer(0))]);
    output.insert("ResultSet".to_owned(), result_set(&execution.columns, rows).into());
    if let Some(next) = next {
        output.insert("NextToken".to_owned(), token::write(&id, next).into());
    }
    Ok(output)
}

/// The rows from `offset` on, and where the next page begins if there is one.
async fn read(
    engine: &Athena,
    execution: &Execution,
    offset: u64,
    limit: usize,
) -> Result<(ResultPage, Option<u64>), Refusal> {
    let damaged = |why: String| Refusal::Malformed(QueryError::new(ErrorKind::GenericInternalError, why));
    let nothing = ResultPage { rows: Vec::new(), bytes: 0 };
    if execution.layout == Layout::Empty {
        return Ok((nothing, None));
    }
    let s3 = &engine.inner().s3;
    let at = S3Location::parse(&execution.output_location).ok_or(Refusal::OutputLocation)?;
    let gone = || damaged(format!("The result object {} is gone; run the query again", execution.output_location));
    let object = s3.head(&at.bucket, &at.key).await.map_err(Refusal::S3)?.ok_or_else(gone)?;
    let mut chunk = CHUNK;
    loop {
        let until = offset.saturating_add(chunk).min(object.size);
        let end = if until == object.size { End::OfObject } else { End::OfChunk };
        let bytes = s3.read(&at.bucket, &at.key, offset..until).await.map_err(Refusal::S3)?;
        // The end of a chunk may lie within a character; what is whole before it is enough to find the end of a row.
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => {
                bytes.get(..error.valid_up_to()).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or_default()
            }
        };
        if let Some(found) = page(execution.layout, text, limit, end).map_err(|error| damaged(error.to_string()))? {
            let next = offset + found.bytes as u64;
            return Ok((found, (next < object.size).then_some(next)));
        }
        chunk = chunk.saturating_mul(2);
    }
}

fn result_set(columns: &[ColumnInfo], page: ResultPage) -> Map {
    let datum = |value: Option<String>| {
        let value = value.map(|text| ("VarCharValue".to_owned(), Document::String(text)));
        Document::Map(Map::from_iter(value))
    };
    let row = |row: Vec<Option<String>>| {
        let data: Vec<Document> = row.into_iter().map(datum).collect();
        Document::Map(Map::from_iter([("Data".to_owned(), data.into())]))
    };
    let rows: Vec<Document> = page.rows.into_iter().map(row).collect();
    let columns: Vec<Document> = columns.iter().map(ColumnInfo::document).collect();
    let metadata = Map::from_iter([("ColumnInfo".to_owned(), columns.into())]);
    Map::from_iter([("Rows".to_owned(), rows.into()), ("ResultSetMetadata".to_owned(), metadata.into())])
}
