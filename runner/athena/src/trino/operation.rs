//! `Operation`: a scalar function of this module's own, made for one place in one query.
//!
//! Operators, casts and subscripts are kernels over whole columns, with exactly the result type that the analysis gave them.
//! They are in no registry: a query reaches them through its operators and not by name.

use std::{fmt::Debug, hash::Hash, sync::Arc};

use datafusion::{
    arrow::{
        array::{ArrayRef, new_null_array},
        datatypes::{DataType, Field, FieldRef},
    },
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::{
        ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
        expr::ScalarFunction,
    },
};

use crate::{
    query_error::{ErrorKind, QueryError},
    trino_type::TrinoType,
};

/// What an operation does.
pub(super) trait Kernel: Debug + Clone + PartialEq + Eq + Hash + Send + Sync + 'static {
    /// As plans show it.
    fn name(&self) -> &'static str;

    /// The name with what sets this operation apart from others of its name and type.
    fn label(&self) -> String {
        self.name().to_owned()
    }

    /// The column for columns of `rows` rows each, of type `result`.
    fn run(&self, columns: &[ArrayRef], rows: usize, result: &DataType) -> Result<ArrayRef>;
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Operation<K> {
    kernel: K,
    name: String,
    result: FieldRef,
    signature: Signature,
}

impl<K: Kernel> Operation<K> {
    pub(super) fn expression(kernel: K, kind: &TrinoType, data: DataType, arguments: Vec<Expr>) -> Expr {
        // The type is part of the name: two casts of one column to two types are two columns.
        let name = format!("{} {kind}", kernel.label());
        let metadata = super::typed::relaxed(kind).field("", &super::typed::utc()).metadata().clone();
        let result = Arc::new(Field::new(name.clone(), data, true).with_metadata(metadata));
        let operation = Self { kernel, name, result, signature: Signature::user_defined(Volatility::Immutable) };
        Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(ScalarUDF::new_from_impl(operation)), arguments))
    }
}

impl<K: Kernel> ScalarUDFImpl for Operation<K> {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.result.data_type().clone())
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::clone(&self.result))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let plain = !self.result.data_type().is_nested();
        let scalars = args.args.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
        let constant = plain && !args.args.is_empty() && scalars;
        let rows = if constant { 1 } else { args.number_rows };
        let columns = args.args.iter().map(|value| value.to_array(rows)).collect::<Result<Vec<_>>>()?;
        let result = self.result.data_type();
        let nothing = columns.iter().any(|column| *column.data_type() == DataType::Null) && *result != DataType::Null;
        let column =
            if nothing && rows == 0 { new_null_array(result, 0) } else { self.kernel.run(&columns, rows, result)? };
        // A scalar of an array loses what its items are called, so only plain values stay scalars.
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&column, 0)?));
        }
        Ok(ColumnarValue::Array(column))
    }
}

/// The column at a place.
pub(super) fn column(columns: &[ArrayRef], at: usize) -> Result<&ArrayRef> {
    columns.get(at).ok_or_else(|| DataFusionError::Internal("an operation lacks a column".to_owned()))
}

/// A column of the Arrow type that the analysis promised.
pub(super) fn expected<T>(column: Option<T>) -> Result<T> {
    column.ok_or_else(|| DataFusionError::Internal("an operation has a column of another type".to_owned()))
}

/// An error of Trino's, to come out of DataFusion whole.
pub(super) fn raise(kind: ErrorKind, message: impl Into<String>) -> DataFusionError {
    DataFusionError::External(Box::new(QueryError::new(kind, message)))
}
