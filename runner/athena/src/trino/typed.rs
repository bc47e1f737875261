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

/// The Arrow type that carries a type in plans of this module. Lengths of text are in no part of it: the analysis knows them, and
/// a type that differs by them would be another type to Arrow.
pub(super) fn carrier(kind: &TrinoType, zone: &Arc<str>) -> DataType {
    relaxed(kind).data_type(zone)
}

/// The type without lengths of text.
pub(super) fn relaxed(kind: &TrinoType) -> TrinoType {
    match kind {
        TrinoType::Varchar(_) => TrinoType::Varchar(None),
        TrinoType::Array(item) => TrinoType::Array(Box::new(relaxed(item))),
        TrinoType::Map(key, value) => TrinoType::Map(Box::new(relaxed(key)), Box::new(relaxed(value))),
        TrinoType::Row(fields) => {
            TrinoType::Row(fields.iter().map(|(name, kind)| (name.clone(), relaxed(kind))).collect())
        }
        other => other.clone(),
    }
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
        let data = carrier(&kind, &utc());
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
        let kind = TrinoType::of(&field).ok_or_else(|| {
            QueryError::not_supported(format!("A value of type {} is not supported", field.data_type()))
        })?;
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
    let data = carrier(kind, &utc());
    let value = ScalarValue::try_from(&data).unwrap_or(ScalarValue::Null);
    Typed { expr: Expr::Literal(value, None), kind: kind.clone(), data }
}
