//! `DataFile`: the objects that a table or a partition consists of.

use datafusion::common::ScalarValue;
use labs_s3::S3;
use labs_world::ServiceError;

use crate::location::S3Location;
use crate::query_error::{ErrorKind, QueryError};

/// One object with rows.
#[derive(Debug, Clone)]
pub(super) struct DataFile {
    pub(super) at: S3Location,
    pub(super) size: u64,
    /// A value for each partition key of the table.
    pub(super) partition: Vec<ScalarValue>,
}

/// The objects below a location, in the order of their keys. A location that holds nothing has no rows; names that begin with
/// `_` or `.`, at any depth below the location, are hidden, and empty objects (folders) have no rows.
///
/// # Errors
/// When the location is not one of S3 or its bucket does not exist.
pub(super) fn below(s3: &S3, location: &str, partition: &[ScalarValue]) -> Result<Vec<DataFile>, QueryError> {
    let Some(folder) = S3Location::parse(location).map(S3Location::folder) else {
        let why = format!("The location '{location}' is not one of S3; it begins with s3://");
        return Err(QueryError::new(ErrorKind::HiveMetastoreError, why));
    };
    let objects = s3.list(&folder.bucket, &folder.key).map_err(|error| failed(&folder, &error))?;
    let visible = |key: &str| {
        let below = key.strip_prefix(&folder.key).unwrap_or(key);
        !below.split('/').any(|name| name.starts_with(['_', '.']))
    };
    Ok(objects
        .into_iter()
        .filter(|object| object.size > 0 && visible(&object.key))
        .map(|object| DataFile {
            at: S3Location { bucket: folder.bucket.clone(), key: object.key },
            size: object.size,
            partition: partition.to_vec(),
        })
        .collect())
}

/// S3 refuses to open or list something.
pub(super) fn failed(at: &S3Location, error: &ServiceError) -> QueryError {
    QueryError::new(
        ErrorKind::HiveCannotOpenSplit,
        format!("Error opening Hive split {at} (offset=0): {} ({})", error.message, error.code),
    )
}
