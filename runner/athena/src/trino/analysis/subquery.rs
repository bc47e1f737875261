//! Subqueries in expressions. DataFusion knows EXISTS and IN only in filters; elsewhere they are refused.

use std::sync::Arc;

use datafusion::{
    common::{Column, Spans},
    logical_expr::{
        Expr, LogicalPlan, LogicalPlanBuilder, Subquery,
        expr::{Exists, InSubquery},
    },
};

use super::{Analysed, Analyzer, Relational, build, mismatch, scope::Scope, unsupported};
use crate::{
    function::common_type,
    query_error::{ErrorKind, Position, QueryError},
    trino::{tree::Query, typed::Typed},
};

impl Analyzer<'_> {
    pub(super) fn scalar_subquery(&mut self, query: &Query, at: Position, scope: &Scope<'_>) -> Analysed<Typed> {
        let inner = self.inner_query(query, at, scope)?;
        let [field] = inner.fields.as_slice() else {
            let message =
                format!("Multiple columns returned by subquery are not yet supported. Found {}", inner.fields.len());
            return Err(unsupported(at, message));
        };
        let value = inner.value(field);
        let (kind, data) = (value.kind, value.data);
        if !inner.plan.all_out_ref_exprs().is_empty() && counts(&inner.plan) {
            return Err(unsupported(
                at,
                "A correlated subquery with count_if or approx_distinct is not supported by this engine",
            ));
        }
        Ok(Typed { expr: Expr::ScalarSubquery(subquery(inner)), kind, data })
    }

    pub(super) fn exists(&mut self, query: &Query, at: Position, scope: &Scope<'_>) -> Analysed<Typed> {
        in_filter("EXISTS", at, scope)?;
        let inner = self.inner_query(query, at, scope)?;
        Ok(Typed::boolean(Expr::Exists(Exists::new(subquery(inner), false))))
    }

    pub(super) fn in_query(&mut self, value: Typed, query: &Query, at: Position, scope: &Scope<'_>) -> Analysed<Typed> {
        in_filter("IN with a subquery", at, scope)?;
        let mut inner = self.inner_query(query, at, scope)?;
        let [field] = inner.fields.as_slice() else {
            let message =
                format!("Multiple columns returned by subquery are not yet supported. Found {}", inner.fields.len());
            return Err(unsupported(at, message));
        };
        let column = inner.value(field);
        let Some(common) = common_type(&value.kind, &column.kind) else {
            let message = format!(
                "value and result of subquery must be of the same type for IN expression: {} vs {}",
                value.kind, column.kind
            );
            return Err(mismatch(at, message));
        };
        if !super::operator::exact(&common) {
            return Err(unsupported(
                at,
                format!("IN with a subquery over type {common} is not supported by this engine"),
            ));
        }
        let value = self.coerce(value, &common, at)?;
        let column = self.coerce(column, &common, at)?;
        let projected = LogicalPlanBuilder::from(inner.plan).project(vec![column.expr.alias("in")]);
        inner.plan = build(projected)?;
        let within = InSubquery { expr: Box::new(value.expr), subquery: subquery(inner), negated: false };
        Ok(Typed::boolean(Expr::InSubquery(within)))
    }

    fn inner_query(&mut self, query: &Query, at: Position, scope: &Scope<'_>) -> Analysed<Relational> {
        if !scope.parameters.is_empty() {
            return Err(QueryError::at(ErrorKind::NotSupported, at, "Lambda expression cannot contain subqueries"));
        }
        // A subquery sees the columns of its query, not the aliases and windows.
        let outer = Scope { aliases: &[], windows: &[], ..scope.clone() };
        let inner = bare(self.query(query, Some(&outer), scope.queries)?)?;
        let foreign = inner.plan.all_out_ref_exprs().into_iter().any(|expr| match expr {
            Expr::OuterReferenceColumn(_, column) => scope.schema.index_of_column(&column).is_err(),
            _ => false,
        });
        if foreign {
            return Err(unsupported(
                at,
                "A subquery that uses columns of a query two levels out is not supported by this engine",
            ));
        }
        Ok(inner)
    }
}

/// Whether an aggregate in it gives 0 for no rows; DataFusion knows that only of count.
fn counts(plan: &LogicalPlan) -> bool {
    use datafusion::common::tree_node::TreeNode;
    let counting = |expr: &Expr| {
        Ok(matches!(expr, Expr::AggregateFunction(call) if matches!(call.func.name(), "count_if" | "approx_distinct")))
    };
    let found = |plan: &LogicalPlan| Ok(plan.expressions().iter().any(|expr| expr.exists(counting).unwrap_or(true)));
    plan.exists(found).unwrap_or(true)
}

/// Without the name around it, through which DataFusion cannot pull conditions up. The columns get names of their own instead: beside
/// those of the query around it, a bare `c0` would mean two things.
fn bare(inner: Relational) -> Analysed<Relational> {
    let Relational { plan: LogicalPlan::SubqueryAlias(alias), mut fields } = inner else { return Ok(inner) };
    let name = alias.alias.table().to_owned();
    let plan = Arc::unwrap_or_clone(alias.input);
    let LogicalPlan::Projection(projection) = plan else {
        for field in &mut fields {
            field.column.relation = None;
        }
        return Ok(Relational { plan, fields });
    };
    let renamed = |at: usize| format!("{name}_{at}");
    for field in &mut fields {
        let at = projection.schema.index_of_column_by_name(None, &field.column.name);
        field.column = Column::new_unqualified(at.map_or_else(|| field.column.name.clone(), renamed));
    }
    let columns = projection.expr.into_iter().enumerate().map(|(at, expr)| expr.unalias().alias(renamed(at)));
    let plan =
        build(LogicalPlanBuilder::from(Arc::unwrap_or_clone(projection.input)).project(columns.collect::<Vec<_>>()))?;
    Ok(Relational { plan, fields })
}

fn subquery(inner: Relational) -> Subquery {
    let outer_ref_columns = inner.plan.all_out_ref_exprs();
    Subquery { subquery: Arc::new(inner.plan), outer_ref_columns, spans: Spans::new() }
}

fn in_filter(what: &str, at: Position, scope: &Scope<'_>) -> Analysed<()> {
    if scope.filter {
        return Ok(());
    }
    Err(unsupported(at, format!("{what} is supported in WHERE and HAVING only, joined by AND, OR and NOT")))
}
