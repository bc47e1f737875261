//! Runs functions of the table in tests, over whole columns, slices of them and none at all.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, Date32Array, Float64Array, Int32Array, Int64Array, StringArray, TimestampMillisecondArray},
        compute::concat,
        datatypes::{Field, FieldRef},
    },
    common::{DataFusionError, Result, config::ConfigOptions},
    logical_expr::{ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs},
};

use super::{Implementation, find, value_text};
use crate::{query_error::QueryError, trino_type::TrinoType};

/// A column of text; `\0` is NULL.
pub(super) fn text(values: &[&str]) -> ArrayRef {
    Arc::new(values.iter().map(|value| (*value != "\0").then_some(*value)).collect::<StringArray>())
}

pub(super) fn int(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

pub(super) fn integer(values: &[i32]) -> ArrayRef {
    Arc::new(Int32Array::from(values.to_vec()))
}

pub(super) fn double(values: &[f64]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

/// Days since 1970.
pub(super) fn date(values: &[i32]) -> ArrayRef {
    Arc::new(Date32Array::from(values.to_vec()))
}

/// Milliseconds since 1970.
pub(super) fn timestamp(values: &[i64]) -> ArrayRef {
    Arc::new(TimestampMillisecondArray::from(values.to_vec()))
}

/// One call of a scalar function, columns having the types that Arrow says.
pub(super) fn call(name: &str, columns: Vec<ArrayRef>) -> Result<ArrayRef> {
    let fields = columns.iter().map(|column| Arc::new(Field::new("", column.data_type().clone(), true))).collect();
    call_typed(name, columns, fields)
}

/// One call with the fields of the columns.
pub(super) fn call_typed(name: &str, columns: Vec<ArrayRef>, fields: Vec<FieldRef>) -> Result<ArrayRef> {
    let rows = columns.first().map_or(1, |column| column.len());
    // A column of one row stands for a literal.
    let scalars: Vec<_> = columns
        .iter()
        .map(|column| {
            (column.len() == 1).then(|| datafusion::common::ScalarValue::try_from_array(column, 0)).transpose()
        })
        .collect::<Result<_>>()?;
    let whole = run(name, &columns, &fields, rows, &scalars)?;
    // The same columns in two slices, one of them starting in the middle, and none at all.
    let part = |from: usize, length: usize| {
        run(
            name,
            &columns.iter().map(|column| column.slice(from, length)).collect::<Vec<_>>(),
            &fields,
            length,
            &scalars,
        )
    };
    if !columns.is_empty() {
        let (first, second, none) = (part(0, rows / 2)?, part(rows / 2, rows - rows / 2)?, part(0, 0)?);
        assert_eq!(none.len(), 0, "{name} of no rows");
        assert_eq!(concat(&[first.as_ref(), second.as_ref()])?.as_ref(), whole.as_ref(), "{name} of slices");
    }
    Ok(whole)
}

fn run(
    name: &str,
    columns: &[ArrayRef],
    fields: &[FieldRef],
    rows: usize,
    scalars: &[Option<datafusion::common::ScalarValue>],
) -> Result<ArrayRef> {
    let function = find(name).unwrap_or_else(|| panic!("no function {name}"));
    let Implementation::Scalar(udf) = &function.implementation else { panic!("{name} is not scalar") };
    let scalar_arguments: Vec<_> = scalars.iter().map(Option::as_ref).collect();
    let arguments = ReturnFieldArgs { arg_fields: fields, scalar_arguments: &scalar_arguments };
    let return_field = udf.return_field_from_args(arguments)?;
    let value = udf.invoke_with_args(ScalarFunctionArgs {
        args: columns.iter().cloned().map(ColumnarValue::Array).collect(),
        arg_fields: fields.to_vec(),
        number_rows: rows,
        return_field: Arc::clone(&return_field),
        config_options: Arc::new(ConfigOptions::default()),
    })?;
    let column = value.into_array(rows)?;
    assert_eq!(column.data_type(), return_field.data_type(), "{name}");
    Ok(column)
}

/// What a function gives for columns, as text, NULL as `NULL`.
pub(super) fn show_columns(name: &str, columns: Vec<ArrayRef>) -> Vec<String> {
    shown(&call(name, columns).unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// A column as text.
pub(super) fn shown(column: &ArrayRef) -> Vec<String> {
    (0..column.len()).map(|row| value_text(column, row).unwrap_or_else(|| "NULL".to_owned())).collect()
}

/// What a function gives for columns of text.
pub(super) fn show(name: &str, columns: &[&[&str]]) -> Vec<String> {
    show_columns(name, columns.iter().map(|column| text(column)).collect())
}

/// The sentence of the error that a function ends with.
pub(super) fn failure(name: &str, columns: &[&[&str]]) -> String {
    failure_columns(name, columns.iter().map(|column| text(column)).collect())
}

pub(super) fn failure_columns(name: &str, columns: Vec<ArrayRef>) -> String {
    sentence(call(name, columns).expect_err("must fail"))
}

pub(super) fn sentence(error: DataFusionError) -> String {
    match error {
        DataFusionError::External(error) => match error.downcast::<QueryError>() {
            Ok(error) => error.message,
            Err(other) => panic!("not a QueryError: {other}"),
        },
        other => panic!("not a QueryError: {other}"),
    }
}

/// The type of a call, or the sentence that refuses it.
pub(super) fn type_of(name: &str, types: &[TrinoType]) -> String {
    match find(name).unwrap_or_else(|| panic!("no function {name}")).resolve(types) {
        Ok(resolved) => resolved.result.to_string(),
        Err(error) => error.message,
    }
}

/// The rows of a query through DataFusion's planner with exactly the functions of the table, columns joined by `|`.
pub(super) fn query(sql: &str) -> Vec<String> {
    try_query(sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

pub(super) fn try_query(sql: &str) -> Result<Vec<String>> {
    use datafusion::{
        execution::session_state::SessionStateBuilder,
        prelude::{SessionConfig, SessionContext},
    };

    let chance: Arc<dyn super::Chance> = Arc::new(labs_world::Ids::seeded(1));
    let mut config = SessionConfig::new().with_target_partitions(1);
    config.options_mut().sql_parser.dialect = "databricks".parse()?;
    let builder = SessionStateBuilder::new_with_default_features().with_config(config);
    let context = SessionContext::new_with_state(super::register(builder, &chance).build());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let batches = runtime.block_on(async { context.sql(sql).await?.collect().await })?;
    let mut rows = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            let cell = |column: &ArrayRef| value_text(column, row).unwrap_or_else(|| "NULL".to_owned());
            rows.push(batch.columns().iter().map(cell).collect::<Vec<_>>().join("|"));
        }
    }
    Ok(rows)
}
