//! What can fail, and TRY, which makes NULL of a failure.
//!
//! A function that fails for a column is asked again row by row; the rows that fail are NULL. That is TRY only where a NULL
//! inside makes the whole NULL, so anything that picks among its arguments is refused inside TRY when they can fail.

use std::sync::Arc;

use datafusion::{
    arrow::{
        compute::concat,
        datatypes::{DataType, FieldRef},
    },
    common::{
        Result, ScalarValue,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    logical_expr::{
        ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
        expr::ScalarFunction,
    },
};

use crate::{
    function::{self, Group},
    trino::operation::Operation,
};

use super::nested::{FieldAt, MakeArray, MakeRow, MapPart, Retype};

fn can_fail(function: &ScalarUDF) -> bool {
    let inner = function.inner();
    let never = inner.is::<Operation<FieldAt>>()
        || inner.is::<Operation<MakeArray>>()
        || inner.is::<Operation<MakeRow>>()
        || inner.is::<Operation<MapPart>>()
        || inner.is::<Operation<Retype>>()
        || inner.is::<Operation<super::FloatCompare>>()
        || inner.is::<Operation<super::IntervalCompare>>()
        || inner.is::<Operation<super::DistinctFrom>>()
        || inner.is::<NullOnError>()
        || super::lazy::carries(function);
    if never {
        return false;
    }
    // Functions on text answer for every text; others may refuse some.
    !function::find(function.name()).is_some_and(|spec| spec.group == Group::String && spec.name != "repeat")
}

/// Whether an expression may fail for some rows.
pub(in crate::trino) fn fallible(expr: &Expr) -> bool {
    let found = |expr: &Expr| {
        Ok(match expr {
            Expr::ScalarFunction(call) => can_fail(&call.func),
            Expr::HigherOrderFunction(_) => true,
            _ => false,
        })
    };
    expr.exists(found).unwrap_or(true)
}

/// The expression that is NULL where this one fails; `None` where that cannot be said.
pub(in crate::trino) fn lenient(expr: Expr) -> Option<Expr> {
    let mut refused = false;
    let changed = expr.transform_down(|expr| {
        let choosing = match &expr {
            Expr::Case(_) | Expr::IsNull(_) | Expr::IsNotNull(_) | Expr::InList(_) | Expr::HigherOrderFunction(_) => {
                true
            }
            Expr::IsTrue(_) | Expr::IsFalse(_) | Expr::IsUnknown(_) => true,
            Expr::IsNotTrue(_) | Expr::IsNotFalse(_) | Expr::IsNotUnknown(_) => true,
            Expr::AggregateFunction(_) | Expr::WindowFunction(_) | Expr::ScalarSubquery(_) => true,
            Expr::BinaryExpr(binary) => {
                use datafusion::logical_expr::Operator;
                matches!(
                    binary.op,
                    Operator::And | Operator::Or | Operator::IsDistinctFrom | Operator::IsNotDistinctFrom
                )
            }
            Expr::ScalarFunction(call) => {
                call.args.iter().any(fallible)
                    && (call.func.inner().is::<Operation<MakeArray>>()
                        || call.func.inner().is::<Operation<MakeRow>>()
                        || call.func.inner().is::<Operation<super::DistinctFrom>>()
                        || matches!(call.func.name(), "concat_ws" | "array_join" | "format" | "typeof" | "json_format"))
            }
            _ => false,
        };
        if choosing {
            refused |= fallible(&expr);
            return Ok(Transformed::new(expr, false, TreeNodeRecursion::Jump));
        }
        Ok(match expr {
            Expr::ScalarFunction(call) if can_fail(&call.func) => {
                let wrapped = ScalarUDF::new_from_impl(NullOnError::new(call.func));
                Transformed::yes(Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(wrapped), call.args)))
            }
            other => Transformed::no(other),
        })
    });
    if refused { None } else { changed.ok().map(|changed| changed.data) }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct NullOnError {
    inner: Arc<ScalarUDF>,
    name: String,
    signature: Signature,
}

impl NullOnError {
    fn new(inner: Arc<ScalarUDF>) -> Self {
        let volatility: Volatility = inner.signature().volatility;
        Self { name: format!("try {}", inner.name()), signature: Signature::user_defined(volatility), inner }
    }
}

impl ScalarUDFImpl for NullOnError {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.coerce_types(types)
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        self.inner.return_field_from_args(args)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        if let Ok(value) = self.inner.invoke_with_args(args.clone()) {
            return Ok(value);
        }
        let mut rows = Vec::with_capacity(args.number_rows);
        let nothing = ScalarValue::try_from(args.return_field.data_type())?;
        for row in 0..args.number_rows {
            let one = |value: &ColumnarValue| match value {
                ColumnarValue::Scalar(_) => value.clone(),
                ColumnarValue::Array(column) => ColumnarValue::Array(column.slice(row, 1)),
            };
            let single =
                ScalarFunctionArgs { args: args.args.iter().map(one).collect(), number_rows: 1, ..args.clone() };
            let value = self.inner.invoke_with_args(single).unwrap_or_else(|_| ColumnarValue::Scalar(nothing.clone()));
            rows.push(value.into_array(1)?);
        }
        if rows.is_empty() {
            return Ok(ColumnarValue::Array(nothing.to_array_of_size(0)?));
        }
        let parts: Vec<_> = rows.iter().map(AsRef::as_ref).collect();
        Ok(ColumnarValue::Array(concat(&parts)?))
    }
}
