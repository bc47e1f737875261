//! UNION, INTERSECT, EXCEPT: columns are matched by position and take the type that both sides have in common.

use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};

use super::{
    Analysed, Analyzer, Field, Relational, build, mismatch,
    scope::{Queries, Scope},
    unsupported,
};
use crate::{
    function::common_type,
    trino::tree::{SetOperation, SetOperator},
    trino_type::TrinoType,
};

impl Analyzer<'_> {
    pub(super) fn set_operation(
        &mut self,
        operation: &SetOperation,
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        let SetOperation { at, operator, all, .. } = operation;
        let word = operator.word();
        let left = self.body(&operation.left, outer, queries)?;
        let right = self.body(&operation.right, outer, queries)?;
        if left.fields.len() != right.fields.len() {
            let message =
                format!("{word} query has different number of fields: {}, {}", left.fields.len(), right.fields.len());
            return Err(mismatch(*at, message));
        }
        if *all && *operator != SetOperator::Union {
            return Err(unsupported(*at, format!("{word} ALL is not supported by this engine")));
        }
        let mut kinds = Vec::new();
        for (number, (a, b)) in left.fields.iter().zip(&right.fields).enumerate() {
            let kind = common_type(&a.kind, &b.kind).ok_or_else(|| {
                let message =
                    format!("column {} in {word} query has incompatible types: {}, {}", number + 1, a.kind, b.kind);
                mismatch(*at, message)
            })?;
            if !*all && matches!(kind, TrinoType::Map(..) | TrinoType::Array(_) | TrinoType::Row(_)) {
                return Err(unsupported(
                    *at,
                    format!("{word} DISTINCT of type {kind} is not supported by this engine"),
                ));
            }
            kinds.push(kind);
        }
        let names: Vec<_> = left.fields.iter().map(|field| field.name.clone()).collect();
        let left = self.side(left, &kinds, *at)?;
        let right = self.side(right, &kinds, *at)?;
        let plan = match operator {
            SetOperator::Union => {
                let union = LogicalPlanBuilder::from(left).union(right);
                build(if *all { union } else { union.and_then(LogicalPlanBuilder::distinct) })?
            }
            SetOperator::Intersect => LogicalPlanBuilder::intersect(left, right, false)
                .map_err(crate::query_error::QueryError::from_datafusion)?,
            SetOperator::Except => LogicalPlanBuilder::except(left, right, false)
                .map_err(crate::query_error::QueryError::from_datafusion)?,
        };
        let columns = plan.schema().columns();
        let values = names.into_iter().zip(kinds).zip(columns).map(|((name, kind), column)| {
            (Field { qualifier: Vec::new(), name, kind, column: column.clone() }, Expr::Column(column))
        });
        let values = values.collect();
        self.project(plan, values)
    }

    /// One side with the common types, its columns called by their places.
    fn side(
        &mut self,
        relational: Relational,
        kinds: &[TrinoType],
        at: crate::query_error::Position,
    ) -> Analysed<LogicalPlan> {
        let mut columns = Vec::new();
        for (number, (field, kind)) in relational.fields.iter().zip(kinds).enumerate() {
            let value = self.coerce(relational.value(field), kind, at)?;
            columns.push(value.expr.alias(format!("s{number}")));
        }
        build(LogicalPlanBuilder::from(relational.plan).project(columns))
    }
}
