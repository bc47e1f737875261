//! `LakeReaders`: how DataFusion's Parquet reader gets bytes out of S3, and where those of columns are counted.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::ParquetFileReaderFactory;
use datafusion::error::{DataFusionError, Result};
use datafusion::parquet::arrow::arrow_reader::ArrowReaderOptions;
use datafusion::parquet::arrow::async_reader::{AsyncFileReader, MetadataFetch};
use datafusion::parquet::arrow::parquet_to_arrow_schema;
use datafusion::parquet::errors::{ParquetError, Result as ParquetResult};
use datafusion::parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use labs_s3::S3;
use labs_world::BoxFuture;

use super::super::ScanMeter;
use super::super::files::{DataFile, failed};
use super::super::lake::Lake;
use super::super::schema::TableColumn;
use super::compatible;
use crate::location::S3Location;
use crate::query_error::{ErrorKind, QueryError};

/// Ranges with less than this between them are read at once.
const GAP: u64 = 256 << 10;

/// Readers for the files of one scan.
pub(super) struct LakeReaders {
    s3: S3,
    meter: Arc<ScanMeter>,
    /// The columns that the query reads or filters by.
    used: Arc<[TableColumn]>,
}

impl LakeReaders {
    /// Readers of files in `lake` for a query that uses these columns.
    pub(super) fn new(lake: &Lake, used: Vec<TableColumn>) -> Self {
        Self { s3: lake.s3.clone(), meter: Arc::clone(&lake.meter), used: used.into() }
    }
}

impl fmt::Debug for LakeReaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LakeReaders")
    }
}

impl ParquetFileReaderFactory for LakeReaders {
    fn create_reader(
        &self,
        _partition: usize,
        file: PartitionedFile,
        _footer_hint: Option<usize>,
        _metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let lost = || DataFusionError::Internal("a Parquet file has lost its address".to_owned());
        let file = file.extension::<DataFile>().ok_or_else(lost)?;
        Ok(Box::new(LakeReader {
            object: Object { s3: self.s3.clone(), at: file.at.clone() },
            size: file.size,
            meter: Arc::clone(&self.meter),
            used: Arc::clone(&self.used),
        }))
    }
}

/// One file.
struct LakeReader {
    object: Object,
    size: u64,
    meter: Arc<ScanMeter>,
    used: Arc<[TableColumn]>,
}

/// One object, whose bytes are read without being counted.
#[derive(Clone)]
struct Object {
    s3: S3,
    at: S3Location,
}

impl Object {
    async fn read(&self, range: Range<u64>) -> ParquetResult<Bytes> {
        let wanted = range.end.saturating_sub(range.start);
        let read = self.s3.read(&self.at.bucket, &self.at.key, range).await;
        let bytes = read.map_err(|error| outside(failed(&self.at, &error)))?;
        if bytes.len() as u64 == wanted {
            return Ok(bytes);
        }
        Err(ParquetError::EOF(format!("{} ends before byte {wanted} of a range", self.at)))
    }
}

impl MetadataFetch for &Object {
    fn fetch(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        Box::pin(self.read(range))
    }
}

impl AsyncFileReader for LakeReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        Box::pin(async move {
            self.meter.read(range.end.saturating_sub(range.start)).map_err(outside)?;
            self.object.read(range).await
        })
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        Box::pin(async move {
            let total = ranges.iter().map(|range| range.end.saturating_sub(range.start)).sum();
            self.meter.read(total).map_err(outside)?;
            let mut spans: Vec<(Range<u64>, Bytes)> = Vec::new();
            for span in merged(&ranges) {
                let bytes = self.object.read(span.clone()).await?;
                spans.push((span, bytes));
            }
            let lost = || ParquetError::General("a range of a Parquet file was not read".to_owned());
            ranges.iter().map(|range| cut(&spans, range).ok_or_else(lost)).collect()
        })
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        Box::pin(async move {
            let reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional);
            let read = reader.load_and_finish(&self.object, self.size).await;
            let metadata = read.map_err(|error| match error {
                ParquetError::External(inner) => ParquetError::External(inner),
                other => outside(no_parquet(&self.object.at, &other)),
            })?;
            let descriptor = metadata.file_metadata().schema_descr();
            let schema = parquet_to_arrow_schema(descriptor, None);
            let schema = schema.map_err(|error| outside(no_parquet(&self.object.at, &error)))?;
            compatible::check(&self.used, &schema, descriptor, &self.object.at).map_err(outside)?;
            Ok(Arc::new(metadata))
        })
    }
}

/// An error of ours in the Parquet reader's hands.
fn outside(error: impl std::error::Error + Send + Sync + 'static) -> ParquetError {
    ParquetError::External(Box::new(error))
}

fn no_parquet(at: &S3Location, error: &ParquetError) -> QueryError {
    let why = format!("Error opening Hive split {at} (offset=0): the file is not Parquet: {error}");
    QueryError::new(ErrorKind::HiveCannotOpenSplit, why)
}

/// The ranges, in order, those that nearly touch made one.
fn merged(ranges: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut sorted = ranges.to_vec();
    sorted.sort_by_key(|range| range.start);
    let mut spans: Vec<Range<u64>> = Vec::new();
    for range in sorted {
        match spans.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(GAP) => last.end = last.end.max(range.end),
            _ => spans.push(range),
        }
    }
    spans
}

/// A range out of the span that holds it.
fn cut(spans: &[(Range<u64>, Bytes)], range: &Range<u64>) -> Option<Bytes> {
    let (span, bytes) = spans.iter().find(|(span, _)| span.start <= range.start && range.end <= span.end)?;
    let start = usize::try_from(range.start - span.start).ok()?;
    let end = usize::try_from(range.end - span.start).ok()?;
    (start <= end && end <= bytes.len()).then(|| bytes.slice(start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_nearly_touch_are_read_at_once_and_cut_apart() {
        let ranges = [10..20, 0..5, GAP * 3..GAP * 3 + 1, 20..30];
        assert_eq!(merged(&ranges), [0..30, GAP * 3..GAP * 3 + 1]);
        let spans = [(0..30, Bytes::from((0..30).collect::<Vec<u8>>()))];
        assert_eq!(cut(&spans, &(10..12)), Some(Bytes::from_static(&[10, 11])));
        assert_eq!(cut(&spans, &(25..31)), None);
    }
}
