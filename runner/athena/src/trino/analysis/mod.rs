//! From the tree to a plan: names become columns, every expression gets Trino's type, and only then DataFusion's terms.
//!
//! The plan is built here and not by DataFusion's SQL planner, because that one casts silently where Trino refuses. Each
//! relation gets a name of its own (`_r3`), so no two columns of a plan are ever mixed up; what the learner called them
//! stands in [`scope::Field`]. A module a concept: `query`, `select`, `relation`, `join`, `unnest`, `set_operation` make
//! plans; `expression`, `literal`, `operator`, `call`, `lambda`, `window`, `subquery` make expressions.

mod aggregation;
mod call;
mod expression;
mod frame;
mod group;
mod join;
mod lambda;
mod literal;
mod operator;
mod query;
mod relation;
mod scope;
mod select;
mod set_operation;
mod sort;
mod special;
mod subquery;
mod unnest;

use std::{collections::HashMap, sync::Arc};

use datafusion::{
    catalog::TableProvider,
    logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder},
};

pub(super) use relation::table_name;
pub(super) use scope::{Field, Relational};
pub(super) use special::zone_name;

use super::{
    tree::{Name, Query},
    typed::Typed,
};
use crate::{
    query_error::{ErrorKind, Position, QueryError},
    session::QuerySession,
};

/// How many relations a plan may have: queries of WITH count each time they are used.
const RELATIONS: usize = 500;

/// Database and name of a table, both in lower case.
pub(super) type TableName = (String, String);

type Analysed<T> = Result<T, QueryError>;

/// Analyses one query; `tables` holds what its names may mean.
pub(super) fn analyse(
    query: &Query,
    session: &QuerySession,
    tables: HashMap<TableName, Arc<dyn TableProvider>>,
) -> Analysed<Relational> {
    let mut analyzer = Analyzer { session, tables, relations: 0 };
    analyzer.query(query, None, &scope::Queries::default())
}

struct Analyzer<'a> {
    session: &'a QuerySession,
    tables: HashMap<TableName, Arc<dyn TableProvider>>,
    /// How many relations there are so far; the next one's name follows from it.
    relations: usize,
}

impl Analyzer<'_> {
    /// A new name for a relation.
    fn relation_name(&mut self) -> Analysed<String> {
        self.count_relations(1)?;
        Ok(format!("_r{}", self.relations))
    }

    fn count_relations(&mut self, more: usize) -> Analysed<()> {
        self.relations = self.relations.saturating_add(more);
        if self.relations > RELATIONS {
            return Err(QueryError::not_supported(format!("A query with more than {RELATIONS} relations")));
        }
        Ok(())
    }

    /// A plan that computes `values` over `plan`, as a relation of its own.
    fn project(&mut self, plan: LogicalPlan, values: Vec<(Field, Expr)>) -> Analysed<Relational> {
        let name = self.relation_name()?;
        let (mut fields, mut columns) = (Vec::new(), Vec::new());
        for (at, (mut field, value)) in values.into_iter().enumerate() {
            let column = format!("c{at}");
            columns.push(value.alias(column.clone()));
            field.column = datafusion::common::Column::new(Some(name.as_str()), column);
            fields.push(field);
        }
        let plan = build(LogicalPlanBuilder::from(plan).project(columns).and_then(|plan| plan.alias(name.as_str())))?;
        Ok(Relational { plan, fields })
    }
}

/// Finishes a plan.
fn build(builder: datafusion::error::Result<LogicalPlanBuilder>) -> Analysed<LogicalPlan> {
    builder.and_then(LogicalPlanBuilder::build).map_err(QueryError::from_datafusion)
}

/// A `TYPE_MISMATCH`.
fn mismatch(at: Position, message: impl Into<String>) -> QueryError {
    QueryError::at(ErrorKind::TypeMismatch, at, message)
}

fn unsupported(at: Position, message: impl Into<String>) -> QueryError {
    QueryError::at(ErrorKind::NotSupported, at, message)
}

/// The same error at this place, unless it has one.
fn placed(at: Position) -> impl Fn(QueryError) -> QueryError {
    move |mut error| {
        error.position.get_or_insert(at);
        error
    }
}

/// `a.b.c` as in messages.
fn dotted(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
}

/// The boolean that a clause needs.
fn boolean(value: Typed, at: Position, message: impl FnOnce(&str) -> String) -> Analysed<Expr> {
    use crate::trino_type::TrinoType;
    match value.kind {
        TrinoType::Boolean => Ok(value.expr),
        TrinoType::Unknown => Ok(super::typed::null(&TrinoType::Boolean).expr),
        other => Err(mismatch(at, message(&other.to_string()))),
    }
}
