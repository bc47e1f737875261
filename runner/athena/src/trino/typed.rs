//! `Typed`: an expression with the type that Trino gives it.

use std::sync::Arc;

use datafusion::{
    arrow::datatypes::DataType,
    common::{DFSchema, ScalarValue},
    logical_expr::{Expr, ExprSchemable},
};

use super::operation::{Kernel, Operation};
use crate::{query_error::QueryError, trino_type::TrinoType};

/// An expression, its Trino type, and the Arrow type of its column (which also knows the zone).
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) kind: TrinoType,
    pub(super) data: DataType,
}

/// The zone of sessions: Athena's is UTC.
pub(super) fn utc() -> Arc<str> {
    Arc::from("UTC")
}

impl Typed {
    /// A literal.
    pub(super) fn literal(value: ScalarValue, kind: TrinoType) -> Self {
        let data = value.data_type();
        Self { expr: Expr::Literal(value, None), kind, data }
    }

    pub(super) fn boolean(expr: Expr) -> Self {
        Self { expr, kind: TrinoType::Boolean, data: DataType::Boolean }
    }

    /// What a kernel makes of some values.
    pub(super) fn operation(kernel: impl Kernel, arguments: Vec<Expr>, kind: TrinoType) -> Self {
        let data = kind.data_type(&utc());
        Self::operation_as(kernel, arguments, kind, data)
    }

    /// The same, in an Arrow type with a zone of its own.
    pub(super) fn operation_as(kernel: impl Kernel, arguments: Vec<Expr>, kind: TrinoType, data: DataType) -> Self {
        let expr = Operation::expression(kernel, &kind, data.clone(), arguments);
        Self { expr, kind, data }
    }

    /// An expression whose type DataFusion tells.
    pub(super) fn read(expr: Expr, schema: &DFSchema) -> Result<Self, QueryError> {
        let (_, field) = expr.to_field(schema).map_err(QueryError::from_datafusion)?;
        let kind = TrinoType::of(&field)
            .ok_or_else(|| QueryError::not_supported(format!("A value of type {} is not supported", field.data_type())))?;
        Ok(Self { expr, kind, data: field.data_type().clone() })
    }

    /// The value of a literal.
    pub(super) fn constant(&self) -> Option<&ScalarValue> {
        match &self.expr {
            Expr::Literal(value, _) => Some(value),
            _ => None,
        }
    }

    /// The text of a literal.
    pub(super) fn constant_text(&self) -> Option<&str> {
        self.constant().and_then(|value| value.try_as_str().flatten())
    }
}

/// NULL of a type.
pub(super) fn null(kind: &TrinoType) -> Typed {
    let data = kind.data_type(&utc());
    let value = ScalarValue::try_from(&data).unwrap_or(ScalarValue::Null);
    Typed { expr: Expr::Literal(value, None), kind: kind.clone(), data }
}
