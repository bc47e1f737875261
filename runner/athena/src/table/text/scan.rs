//! `TextScan`: the plan's leaf that reads text files, one after the other, in batches of rows.

use std::fmt;
use std::sync::Arc;
use std::vec;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties};
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};

use super::super::files::{self, DataFile};
use super::super::lake::{Lake, external};
use super::TextFormat;
use super::column::ColumnBuilder;
use super::lines::Lines;
use crate::query_error::QueryError;

/// Text files and what is wanted of them.
pub(in crate::table) struct TextScan {
    lake: Lake,
    format: Arc<TextFormat>,
    /// Which columns of the files are wanted, in ascending order.
    wanted: Vec<usize>,
    /// For each column of the output, where it comes from.
    output: Vec<Source>,
    files: Vec<DataFile>,
    limit: Option<usize>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

/// Where a column of the output comes from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// A place among the wanted columns of the files.
    File(usize),
    /// A partition key.
    Key(usize),
}

impl TextScan {
    /// A scan of `files` for the columns `projection` of `schema`, of which the first `in_files` are in the files.
    pub(in crate::table) fn new(
        lake: &Lake,
        format: Arc<TextFormat>,
        schema: SchemaRef,
        in_files: usize,
        projection: Vec<usize>,
        files: Vec<DataFile>,
        limit: Option<usize>,
    ) -> Result<Self> {
        let mut wanted: Vec<usize> = projection.iter().copied().filter(|column| *column < in_files).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let source = |column: &usize| match wanted.binary_search(column) {
            Ok(place) => Source::File(place),
            Err(_) => Source::Key(column.saturating_sub(in_files)),
        };
        let output = projection.iter().map(source).collect();
        let projected: Schema = schema.project(&projection)?;
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::new(projected)),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Ok(Self {
            lake: lake.clone(),
            format,
            wanted,
            output,
            files,
            limit,
            properties: Arc::new(properties),
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }
}

impl fmt::Debug for TextScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextScan({} files)", self.files.len())
    }
}

impl DisplayAs for TextScan {
    fn fmt_as(&self, _kind: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextScan: files={}", self.files.len())
    }
}

impl ExecutionPlan for TextScan {
    fn name(&self) -> &'static str {
        "TextScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let builders = self.wanted.iter().filter_map(|at| self.format.columns.get(*at)).map(ColumnBuilder::new);
        let reading = Reading {
            lake: self.lake.clone(),
            format: Arc::clone(&self.format),
            wanted: self.wanted.clone(),
            output: self.output.clone(),
            schema: self.schema(),
            files: self.files.clone().into_iter(),
            open: None,
            builders: builders.collect::<Result<_, QueryError>>().map_err(external)?,
            rows_left: self.limit.unwrap_or(usize::MAX),
            batch_rows: context.session_config().batch_size(),
            metrics: BaselineMetrics::new(&self.metrics, partition),
        };
        let batches = stream::try_unfold(reading, Reading::batch);
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

/// A scan under way.
struct Reading {
    lake: Lake,
    format: Arc<TextFormat>,
    wanted: Vec<usize>,
    output: Vec<Source>,
    schema: SchemaRef,
    files: vec::IntoIter<DataFile>,
    open: Option<(DataFile, Lines)>,
    builders: Vec<ColumnBuilder>,
    rows_left: usize,
    batch_rows: usize,
    metrics: BaselineMetrics,
}

impl Reading {
    /// The next batch, all its rows from one file.
    async fn batch(mut self) -> Result<Option<(RecordBatch, Self)>> {
        while self.rows_left > 0 {
            if self.open.is_none() {
                let Some(file) = self.files.next() else { return Ok(None) };
                let lines = open(&self.lake, &self.format, &file).await?;
                self.open = Some((file, lines));
            }
            let rows = self.read().await?;
            let Some((file, _)) = &self.open else { return Ok(None) };
            let partition = file.partition.clone();
            if rows < self.batch_rows && self.rows_left > rows {
                self.open = None;
            }
            if rows > 0 {
                self.rows_left -= rows;
                let batch = self.finish(rows, &partition)?;
                self.metrics.record_output(rows);
                return Ok(Some((batch, self)));
            }
        }
        Ok(None)
    }

    /// Reads rows until a batch is full, the limit is reached or the file ends.
    async fn read(&mut self) -> Result<usize> {
        let Some((file, lines)) = &mut self.open else { return Ok(0) };
        let most = self.batch_rows.min(self.rows_left);
        let mut rows = 0;
        while rows < most {
            let Some(line) = lines.buffered() else {
                if lines.fill().await? {
                    continue;
                }
                break;
            };
            let read = self.format.row(line, &self.wanted, &mut self.builders);
            read.map_err(|error| {
                external(QueryError { message: format!("{} ({})", error.message, file.at), ..error })
            })?;
            rows += 1;
        }
        Ok(rows)
    }

    fn finish(&mut self, rows: usize, partition: &[datafusion::common::ScalarValue]) -> Result<RecordBatch> {
        let columns = self.builders.iter_mut().map(ColumnBuilder::finish).collect::<Result<Vec<_>>>()?;
        let missing =
            || DataFusionError::Internal("a column of a text scan is neither in the files nor a key".to_owned());
        let column = |source: &Source| -> Result<ArrayRef> {
            match source {
                Source::File(place) => columns.get(*place).cloned().ok_or_else(missing),
                Source::Key(key) => partition.get(*key).ok_or_else(missing)?.to_array_of_size(rows),
            }
        };
        let output = self.output.iter().map(column).collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), output, &options)?)
    }
}

/// Opens a file behind its header lines.
async fn open(lake: &Lake, format: &TextFormat, file: &DataFile) -> Result<Lines> {
    lake.meter.read(file.size).map_err(external)?;
    let opened = lake.s3.open_stream(&file.at.bucket, &file.at.key).await;
    let bytes = opened.map_err(|error| external(files::failed(&file.at, &error)))?;
    let bytes: BoxStream<'static, Result<_>> = bytes.map_err(DataFusionError::from).boxed();
    let mut lines = Lines::new(compression(file)?.convert_stream(bytes)?);
    let mut left = format.header_lines;
    while left > 0 {
        if lines.buffered().is_some() {
            left -= 1;
        } else if !lines.fill().await? {
            break;
        }
    }
    Ok(lines)
}

/// How a file is compressed, by the end of its name, as Hadoop decides it.
fn compression(file: &DataFile) -> Result<FileCompressionType> {
    let name = file.at.key.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "gz" => Ok(FileCompressionType::GZIP),
        "bz2" => Ok(FileCompressionType::BZIP2),
        "zst" => Ok(FileCompressionType::ZSTD),
        "snappy" | "lz4" | "lzo" | "lzo_deflate" | "deflate" => Err(external(QueryError::not_supported(format!(
            "Text compressed as .{extension} ({}) is not supported by this version of labs; it reads .gz, .bz2 and .zst",
            file.at
        )))),
        _ => Ok(FileCompressionType::UNCOMPRESSED),
    }
}
