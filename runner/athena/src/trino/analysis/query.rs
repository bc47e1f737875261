//! A whole query: WITH, its body, ORDER BY, OFFSET, LIMIT.

use std::sync::Arc;

use datafusion::{
    common::DFSchema,
    logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder},
};

use super::{
    Analysed, Analyzer, Field, Relational, build,
    scope::{Clause, NamedQuery, Queries, Scope, Windows},
    unsupported,
};
use crate::{
    query_error::{ErrorKind, QueryError},
    trino::{
        parser::deep,
        tree::{Body, Expression, Kind, Name, Query},
        typed::{Typed, null},
    },
    trino_type::TrinoType,
};

impl Analyzer<'_> {
    pub(super) fn query(
        &mut self,
        query: &Query,
        outer: Option<&Scope<'_>>,
        around: &Queries<'_>,
    ) -> Analysed<Relational> {
        deep(|| self.whole_query(query, outer, around))
    }

    fn whole_query(&mut self, query: &Query, outer: Option<&Scope<'_>>, around: &Queries<'_>) -> Analysed<Relational> {
        let mut queries = Queries { own: Vec::new(), around: Some(around) };
        for named in &query.with {
            if queries.own.iter().any(|other| named.name.is(&other.name)) {
                let message = format!("WITH query name '{}' specified more than once", named.name.text);
                return Err(QueryError::at(ErrorKind::DuplicateNamedQuery, named.name.at, message));
            }
            let before = self.relations;
            let mut relational = self.query(&named.query, outer, &queries)?;
            rename(&mut relational.fields, &named.columns, named.name.at)?;
            let weight = self.relations.saturating_sub(before).max(1);
            let (name, relational) = (named.name.text.clone(), Arc::new(relational));
            queries.own.push(NamedQuery { name, relational, weight });
        }
        let mut relational = match &query.body {
            Body::Select(select) => self.select(select, &query.order, outer, &queries)?,
            body => {
                let relational = self.body(body, outer, &queries)?;
                self.sorted(relational, query, outer, &queries)?
            }
        };
        let rows = |count: &Option<crate::trino::tree::RowCount>| count.as_ref().map(|count| count.rows);
        if query.offset.is_some() || query.limit.is_some() {
            let skip = rows(&query.offset).unwrap_or(0);
            let limited = LogicalPlanBuilder::from(relational.plan).limit(skip, rows(&query.limit));
            relational.plan = build(limited)?;
        }
        Ok(relational)
    }

    pub(super) fn body(
        &mut self,
        body: &Body,
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        match body {
            Body::Select(select) => self.select(select, &[], outer, queries),
            Body::Values(rows) => self.values(rows, outer, queries),
            Body::Table(name) => self.table(name, queries),
            Body::Query(query) => self.query(query, outer, queries),
            Body::Operation(operation) => deep(|| self.set_operation(operation, outer, queries)),
        }
    }

    /// ORDER BY of what is no SELECT: it sees the columns that come out, and nothing else.
    fn sorted(
        &mut self,
        relational: Relational,
        query: &Query,
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        if query.order.is_empty() {
            return Ok(relational);
        }
        let mut scope = Scope::new(&relational, outer, queries);
        scope.clause = Clause::Open(Windows::Refused);
        let outputs: Vec<_> = relational.fields.iter().map(|field| relational.value(field)).collect();
        let mut keys = Vec::new();
        for item in &query.order {
            let key = self.sort_key(item, &outputs, &scope)?;
            if super::aggregation::has_aggregate(&key.expr) {
                return Err(unsupported(
                    item.key.at,
                    "Aggregates in ORDER BY of a set operation are not supported by this engine",
                ));
            }
            keys.push(super::sort::key(key.expr, item));
        }
        let plan = build(LogicalPlanBuilder::from(relational.plan).sort(keys))?;
        Ok(Relational { plan, fields: relational.fields })
    }

    fn values(
        &mut self,
        rows: &[Expression],
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        let nothing = Relational { plan: one_row(), fields: Vec::new() };
        let scope = Scope { clause: Clause::Closed("VALUES clause"), ..Scope::new(&nothing, outer, queries) };
        let mut table: Vec<Vec<Typed>> = Vec::new();
        for row in rows {
            let cells = match &row.kind {
                Kind::Row(cells) => cells.as_slice(),
                _ => std::slice::from_ref(row),
            };
            let cells = cells.iter().map(|cell| self.expression(cell, &scope)).collect::<Analysed<Vec<_>>>()?;
            if table.first().is_some_and(|first| first.len() != cells.len()) {
                return Err(super::mismatch(row.at, "Values rows have mismatched sizes"));
            }
            if cells.iter().any(|cell| has_subquery(&cell.expr)) {
                return Err(unsupported(row.at, "Subqueries in VALUES are not supported by this engine"));
            }
            table.push(cells);
        }
        let width = table.first().map_or(0, Vec::len);
        let mut kinds = vec![TrinoType::Unknown; width];
        for (cells, row) in table.iter().zip(rows) {
            for (kind, cell) in kinds.iter_mut().zip(cells) {
                *kind = crate::function::common_type(kind, &cell.kind).ok_or_else(|| {
                    super::mismatch(row.at, format!("Values rows have mismatched types: {kind} vs {}", cell.kind))
                })?;
            }
        }
        let mut cells: Vec<Vec<Expr>> = Vec::new();
        for (row, written) in table.into_iter().zip(rows) {
            let row = row.into_iter().zip(&kinds).map(|(cell, kind)| {
                self.coerce(cell, kind, written.at)
                    .map(|cell| if cell.kind == TrinoType::Unknown { null(&cell.kind).expr } else { cell.expr })
            });
            cells.push(row.collect::<Analysed<_>>()?);
        }
        let plan = build(LogicalPlanBuilder::values(cells))?;
        let columns = plan.schema().columns();
        let values = kinds.into_iter().zip(columns).map(|(kind, column)| {
            let field = Field { qualifier: Vec::new(), name: None, kind, column: column.clone() };
            (field, Expr::Column(column))
        });
        let values = values.collect();
        self.project(plan, values)
    }
}

/// A relation of one row without columns: SELECT without FROM.
pub(super) fn one_row() -> LogicalPlan {
    LogicalPlan::EmptyRelation(datafusion::logical_expr::EmptyRelation {
        produce_one_row: true,
        schema: Arc::new(DFSchema::empty()),
    })
}

/// Gives columns the names of an alias.
pub(super) fn rename(fields: &mut [Field], names: &[Name], at: crate::query_error::Position) -> Analysed<()> {
    if names.is_empty() {
        return Ok(());
    }
    if names.len() != fields.len() {
        let message =
            format!("Column alias list has {} entries but relation has {} columns", names.len(), fields.len());
        return Err(QueryError::at(ErrorKind::MissingColumnAliases, at, message));
    }
    for (field, name) in fields.iter_mut().zip(names) {
        field.name = Some(name.text.clone());
    }
    Ok(())
}

pub(super) fn has_subquery(expr: &Expr) -> bool {
    use datafusion::common::tree_node::TreeNode;
    let found = |expr: &Expr| Ok(matches!(expr, Expr::ScalarSubquery(_) | Expr::Exists(_) | Expr::InSubquery(_)));
    expr.exists(found).unwrap_or(true)
}
