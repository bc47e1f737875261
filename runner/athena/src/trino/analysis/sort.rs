//! ORDER BY: positions, names of the SELECT list, expressions; NULLs come last unless the query says otherwise.

use datafusion::logical_expr::{Expr, SortExpr};

use super::{Analysed, Analyzer, mismatch, scope::Scope};
use crate::{
    query_error::{ErrorKind, QueryError},
    trino::{
        tree::{Kind, SortItem},
        typed::Typed,
    },
    trino_type::TrinoType,
};

impl Analyzer<'_> {
    /// What an item of ORDER BY sorts by; `outputs` are the columns that positions count.
    pub(super) fn sort_key(&mut self, item: &SortItem, outputs: &[Typed], scope: &Scope<'_>) -> Analysed<Typed> {
        let key = match &item.key.kind {
            Kind::Integer(digits) => {
                let output = digits.parse::<usize>().ok().and_then(|at| outputs.get(at.checked_sub(1)?));
                output.cloned().ok_or_else(|| {
                    let message = format!("ORDER BY position {digits} is not in select list");
                    QueryError::at(ErrorKind::InvalidColumnReference, item.key.at, message)
                })?
            }
            _ => self.expression(&item.key, scope)?,
        };
        orderable(&key, item)?;
        Ok(key)
    }
}

/// Refuses keys that have no order.
pub(super) fn orderable(key: &Typed, item: &SortItem) -> Analysed<()> {
    if !has_order(&key.kind) {
        let message =
            format!("Type {} is not orderable, and therefore cannot be used in ORDER BY: {}", key.kind, item.key);
        return Err(mismatch(item.key.at, message));
    }
    if matches!(key.kind, TrinoType::Array(_) | TrinoType::Row(_)) {
        return Err(super::unsupported(
            item.key.at,
            format!("ORDER BY of type {} is not supported by this engine", key.kind),
        ));
    }
    Ok(())
}

fn has_order(kind: &TrinoType) -> bool {
    match kind {
        TrinoType::Map(..) | TrinoType::Json => false,
        TrinoType::Array(item) => has_order(item),
        TrinoType::Row(fields) => fields.iter().all(|(_, kind)| has_order(kind)),
        _ => true,
    }
}

pub(super) fn key(expr: Expr, item: &SortItem) -> SortExpr {
    SortExpr::new(expr, !item.descending, item.nulls_first)
}
