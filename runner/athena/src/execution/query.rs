//! The Trino side: plan, run, and the text of the rows.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::execution::TaskContext;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion::physical_plan::ExecutionPlan;
use futures_util::StreamExt;

use super::Execution;
use super::ending::{Outcome, exhausted};
use super::sequential::in_order;
use super::watch::Watch;
use super::watched::watched;
use crate::engine::Inner;
use crate::function::{self, FunctionKind};
use crate::query_error::{ErrorKind, QueryError};
use crate::result::{Cell, ColumnInfo, CsvWriter, Layout, write_cell};
use crate::session::Stage;
use crate::statement::{QueryKind, QueryStatement};
use crate::table::{Lake, ScanMeter};
use crate::trino::plan;
use crate::trino_type::TrinoType;

/// Runs a query and writes its rows down.
pub(super) async fn perform(
    inner: &Arc<Inner>,
    execution: &Execution,
    statement: &QueryStatement,
    meter: &Arc<ScanMeter>,
    watch: &Arc<Watch>,
) -> Result<Outcome, QueryError> {
    match statement.kind {
        QueryKind::Select => {}
        QueryKind::ShowFunctions => return show_functions(&statement.text),
        QueryKind::Explain => {
            return Err(QueryError::not_supported("EXPLAIN is not supported by this version of labs"));
        }
    }
    let lake = Lake::new(inner, meter);
    let database = execution.database.as_ref().map(|name| name.to_lowercase());
    let session = inner.sessions.open(Stage { database, catalogs: Arc::new(lake) }).map_err(query_error)?;
    let planned = plan(&statement.text, &session).await?;
    let plan = session.state().create_physical_plan(&planned.plan).await.map_err(query_error)?;
    let plan = watched(plan, watch).map_err(query_error)?;
    let context = session.task_context(session.state());
    let columns: Vec<_> = planned.columns.iter().map(|column| (column.name.as_str(), &column.data_type)).collect();
    let outcome = collect(Arc::clone(&plan), &context, &columns).await;
    meter.count_rows(rows_of_files(&plan));
    outcome
}

/// Rows that came out of the plan's leaves.
fn rows_of_files(plan: &Arc<dyn ExecutionPlan>) -> u64 {
    let children = plan.children();
    if children.is_empty() {
        return plan.metrics().and_then(|metrics| metrics.output_rows()).unwrap_or(0) as u64;
    }
    children.into_iter().map(rows_of_files).sum()
}

/// SHOW FUNCTIONS: every form of every function of the one table.
fn show_functions(text: &str) -> Result<Outcome, QueryError> {
    if text.split_ascii_whitespace().count() > 2 {
        return Err(QueryError::not_supported("SHOW FUNCTIONS with LIKE is not supported by this version of labs"));
    }
    let varchar = TrinoType::Varchar(None);
    let columns = [
        ("Function", &varchar),
        ("Return Type", &varchar),
        ("Argument Types", &varchar),
        ("Function Type", &varchar),
        ("Deterministic", &TrinoType::Boolean),
        ("Description", &varchar),
    ];
    let mut csv = CsvWriter::new(columns.iter().map(|(name, _)| *name));
    let mut rows = 0;
    for function in function::functions() {
        let kind = match function.kind {
            FunctionKind::Scalar | FunctionKind::HigherOrder => "scalar",
            FunctionKind::Aggregate => "aggregate",
            FunctionKind::Window => "window",
        };
        let chance = matches!(function.name, "rand" | "random" | "shuffle" | "uuid");
        for signature in function.signatures {
            let (form, returns) = signature.split_once(" -> ").unwrap_or((signature, ""));
            let arguments = form.strip_prefix(function.name).unwrap_or(form);
            let arguments = arguments.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(arguments);
            let deterministic = if chance { "false" } else { "true" };
            for value in [function.name, returns, arguments, kind, deterministic, ""] {
                csv.value(Some(value));
            }
            csv.end_line();
            rows += 1;
        }
    }
    let columns = columns.iter().map(|(name, data_type)| ColumnInfo::of(name, data_type)).collect();
    Ok(Outcome { columns, layout: Layout::Csv, body: csv.into_text(), rows })
}

/// All rows of a plan, as text.
async fn collect(
    plan: Arc<dyn ExecutionPlan>,
    context: &Arc<TaskContext>,
    columns: &[(&str, &TrinoType)],
) -> Result<Outcome, QueryError> {
    let reservation = MemoryConsumer::new("result").register(context.memory_pool());
    let mut csv = CsvWriter::new(columns.iter().map(|(name, _)| *name));
    let mut rows = 0;
    let mut stream = in_order(plan).execute(0, Arc::clone(context)).map_err(query_error)?;
    while let Some(batch) = stream.next().await {
        let batch = batch.map_err(query_error)?;
        write_batch(&mut csv, &batch, columns)?;
        rows += batch.num_rows() as u64;
        hold(&reservation, csv.len())?;
    }
    let columns = columns.iter().map(|(name, data_type)| ColumnInfo::of(name, data_type)).collect();
    Ok(Outcome { columns, layout: Layout::Csv, body: csv.into_text(), rows })
}

fn hold(reservation: &MemoryReservation, bytes: usize) -> Result<(), QueryError> {
    reservation.try_resize(bytes).map_err(query_error)
}

fn write_batch(csv: &mut CsvWriter, batch: &RecordBatch, columns: &[(&str, &TrinoType)]) -> Result<(), QueryError> {
    let mut text = String::new();
    for row in 0..batch.num_rows() {
        for (array, (name, data_type)) in batch.columns().iter().zip(columns) {
            text.clear();
            match write_cell(&mut text, array, row, data_type) {
                Ok(Cell::Text) => csv.value(Some(&text)),
                Ok(Cell::Null) => csv.value(None),
                Err(_) => {
                    let why = format!("values of column '{name}' of type {data_type} cannot be shown");
                    return Err(QueryError::new(ErrorKind::GenericInternalError, why));
                }
            }
        }
        csv.end_line();
    }
    Ok(())
}

/// Why DataFusion gave up: an error of our own tables and functions if there is one at its root, its limits, or what the
/// Trino side makes of it.
pub(super) fn query_error(error: DataFusionError) -> QueryError {
    if let Some(own) = own_error(&error) {
        return own.clone();
    }
    match error.find_root() {
        DataFusionError::ResourcesExhausted(_) => exhausted(),
        _ => QueryError::from_datafusion(error),
    }
}

/// The [`QueryError`] inside an error, however deep.
fn own_error(error: &DataFusionError) -> Option<&QueryError> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(own) = error.downcast_ref::<QueryError>() {
            return Some(own);
        }
        next = error.source();
    }
    None
}
