//! Queries from text to rows, over a few tables in memory.

mod errors;
mod queries;

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{
            ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, ListArray, RecordBatch,
            StringArray,
        },
        datatypes::{Field, Int64Type, Schema},
    },
    catalog::{
        CatalogProvider, CatalogProviderList, MemTable, MemoryCatalogProvider, MemoryCatalogProviderList,
        MemorySchemaProvider, SchemaProvider,
    },
    physical_plan::collect,
};
use labs_world::{Timestamp, World};

use super::plan;
use crate::{
    Limits,
    function::value_text,
    query_error::QueryError,
    session::{CATALOG, Sessions, Stage},
};

fn table(columns: Vec<(&str, ArrayRef)>) -> Arc<MemTable> {
    let fields: Vec<_> =
        columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns.into_iter().map(|(_, column)| column).collect());
    Arc::new(MemTable::try_new(schema, vec![vec![batch.unwrap()]]).unwrap())
}

/// `shop.orders` and `shop.customers`, small and with NULLs.
fn catalogs() -> Arc<dyn CatalogProviderList> {
    let shop = MemorySchemaProvider::new();
    let day = |days: [i32; 5]| Arc::new(Date32Array::from(days.to_vec())) as ArrayRef;
    let orders = table(vec![
        ("id", Arc::new(Int32Array::from(vec![1, 2, 3, 4, 5]))),
        ("customer", Arc::new(Int64Array::from(vec![Some(10), Some(10), Some(20), None, Some(30)]))),
        ("region", Arc::new(StringArray::from(vec![Some("north"), Some("south"), Some("north"), Some("west"), None]))),
        (
            "price",
            Arc::new(
                Decimal128Array::from(vec![Some(1050), Some(250), None, Some(9999), Some(1)])
                    .with_precision_and_scale(10, 2)
                    .unwrap(),
            ),
        ),
        ("weight", Arc::new(Float64Array::from(vec![Some(1.5), Some(0.0), Some(-0.0), Some(f64::NAN), None]))),
        ("day", day([18_262, 18_263, 18_293, 18_322, 18_627])),
        (
            "tags",
            Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(vec![
                Some(vec![Some(1), Some(2)]),
                Some(vec![]),
                None,
                Some(vec![Some(7), None]),
                Some(vec![Some(9)]),
            ])),
        ),
    ]);
    let customers = table(vec![
        ("id", Arc::new(Int64Array::from(vec![10, 20, 40]))),
        ("name", Arc::new(StringArray::from(vec![Some("Anh"), Some("Bình"), Some("Chi")]))),
    ]);
    shop.register_table("orders".to_owned(), orders).unwrap();
    shop.register_table("customers".to_owned(), customers).unwrap();
    let catalog = MemoryCatalogProvider::new();
    catalog.register_schema("shop", Arc::new(shop)).unwrap();
    let list = MemoryCatalogProviderList::new();
    list.register_catalog(CATALOG.to_owned(), Arc::new(catalog));
    Arc::new(list)
}

type Rows = (Vec<(String, String)>, Vec<Vec<Option<String>>>);

async fn rows(sql: &str) -> Result<Rows, QueryError> {
    let world = Arc::new(World::in_memory(1, Timestamp::from_millis(1_709_251_200_000)));
    let sessions = Sessions::new(world, Limits::default());
    let session = sessions.open(Stage { database: Some("shop".to_owned()), catalogs: catalogs() }).unwrap();
    let planned = plan(sql, &session).await?;
    let state = session.state();
    let physical = state.create_physical_plan(&planned.plan).await.map_err(QueryError::from_datafusion)?;
    let batches = collect(physical, session.task_context(state)).await.map_err(QueryError::from_datafusion)?;
    let columns = planned.columns.into_iter().map(|column| (column.name, column.data_type.to_string())).collect();
    let mut all = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            all.push(batch.columns().iter().map(|column| value_text(column, row)).collect());
        }
    }
    Ok((columns, all))
}

/// Runs a query; rows as text, NULL as `NULL`.
fn run(sql: &str) -> Result<Rows, QueryError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(rows(sql))
}

/// The rows, cells joined by blanks and bars.
fn show(sql: &str) -> Vec<String> {
    let (_, rows) = run(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let cell = |cell: Option<String>| cell.unwrap_or_else(|| "NULL".to_owned());
    rows.into_iter().map(|row| row.into_iter().map(cell).collect::<Vec<_>>().join(" | ")).collect()
}

/// The one value of a query.
#[track_caller]
fn value(expression: &str) -> String {
    match run(&format!("SELECT {expression}")) {
        Ok((_, rows)) => match rows.as_slice() {
            [row] => {
                row.iter().map(|cell| cell.clone().unwrap_or_else(|| "NULL".to_owned())).collect::<Vec<_>>().join(" | ")
            }
            rows => format!("{} rows", rows.len()),
        },
        Err(error) => error.to_string(),
    }
}

/// The type of an expression.
fn kind(expression: &str) -> String {
    match run(&format!("SELECT {expression}")) {
        Ok((columns, _)) => columns.into_iter().map(|(_, kind)| kind).collect(),
        Err(error) => error.to_string(),
    }
}

fn error(sql: &str) -> String {
    match run(sql) {
        Ok((_, rows)) => format!("no error, {} rows: {rows:?}", rows.len()),
        Err(error) => error.to_string(),
    }
}
