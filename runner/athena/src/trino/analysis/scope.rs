//! What names mean: the columns of a relation, the queries of WITH, the scopes around a subquery.

use std::sync::Arc;

use datafusion::{
    arrow::datatypes::FieldRef,
    common::{Column, DFSchema, ExprSchema},
    logical_expr::{Expr, LogicalPlan},
};

use super::{Analysed, dotted};
use crate::{
    query_error::{ErrorKind, Position, QueryError},
    trino::{
        tree::{Name, WindowSpec},
        typed::Typed,
    },
    trino_type::TrinoType,
};

/// One column that a name can mean.
#[derive(Debug, Clone)]
pub(in crate::trino) struct Field {
    /// What may stand before its name: the alias, or catalog, database and table.
    pub(in crate::trino) qualifier: Vec<String>,
    /// `None` where the query gave it none.
    pub(in crate::trino) name: Option<String>,
    pub(in crate::trino) kind: TrinoType,
    /// Where the plan keeps it.
    pub(in crate::trino) column: Column,
}

/// A plan and the names of its columns, one field a column, in their order.
#[derive(Debug, Clone)]
pub(in crate::trino) struct Relational {
    pub(in crate::trino) plan: LogicalPlan,
    pub(in crate::trino) fields: Vec<Field>,
}

impl Relational {
    /// A field as a value.
    pub(super) fn value(&self, field: &Field) -> Typed {
        field.value(self.plan.schema())
    }
}

impl Field {
    /// Its value in a plan of this schema.
    pub(super) fn value(&self, schema: &DFSchema) -> Typed {
        let data = schema.field_from_column(&self.column).map(|field| field.data_type().clone());
        let data = data.unwrap_or_else(|_| crate::trino::typed::carrier(&self.kind, &crate::trino::typed::utc()));
        Typed { expr: Expr::Column(self.column.clone()), kind: self.kind.clone(), data }
    }

    fn matches(&self, qualifier: &[Name], name: &Name) -> bool {
        let Some(own) = &self.name else { return false };
        let Some(skip) = self.qualifier.len().checked_sub(qualifier.len()) else { return false };
        name.is(own) && self.qualifier.iter().skip(skip).zip(qualifier).all(|(own, given)| given.is(own))
    }
}

/// The queries of WITH that are visible.
#[derive(Default)]
pub(super) struct Queries<'a> {
    pub(super) own: Vec<NamedQuery>,
    pub(super) around: Option<&'a Queries<'a>>,
}

pub(super) struct NamedQuery {
    pub(super) name: String,
    pub(super) relational: Arc<Relational>,
    /// How many relations its plan has.
    pub(super) weight: usize,
}

impl Queries<'_> {
    pub(super) fn find(&self, name: &Name) -> Option<&NamedQuery> {
        let own = self.own.iter().rev().find(|query| name.is(&query.name));
        own.or_else(|| self.around.and_then(|around| around.find(name)))
    }
}

/// Which part of a query an expression stands in: what is allowed there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    /// SELECT, HAVING, ORDER BY: aggregates; `windows` as said.
    Open(Windows),
    /// Neither aggregates nor windows: `WHERE clause`, `JOIN ON clause`, …
    Closed(&'static str),
    /// Inside the arguments of an aggregate function.
    Aggregate(&'static str),
    /// Inside a window function: aggregates, no windows.
    Window(&'static str),
    Lambda,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Windows {
    Allowed,
    Refused,
}

/// A parameter of a lambda.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) name: Name,
    pub(super) field: FieldRef,
    pub(super) kind: TrinoType,
}

/// Where an expression stands.
#[derive(Clone)]
pub(super) struct Scope<'a> {
    pub(super) fields: &'a [Field],
    pub(super) schema: &'a DFSchema,
    pub(super) outer: Option<&'a Scope<'a>>,
    pub(super) queries: &'a Queries<'a>,
    /// Names of the SELECT list, for ORDER BY.
    pub(super) aliases: &'a [(Option<String>, Typed)],
    pub(super) parameters: Vec<Parameter>,
    pub(super) windows: &'a [(Name, WindowSpec)],
    pub(super) clause: Clause,
    /// Whether a boolean subquery may stand here: DataFusion knows EXISTS and IN only in filters.
    pub(super) filter: bool,
}

impl<'a> Scope<'a> {
    pub(super) fn new(relational: &'a Relational, outer: Option<&'a Scope<'a>>, queries: &'a Queries<'a>) -> Self {
        Self {
            fields: &relational.fields,
            schema: relational.plan.schema(),
            outer,
            queries,
            aliases: &[],
            parameters: Vec::new(),
            windows: &[],
            clause: Clause::Open(Windows::Allowed),
            filter: false,
        }
    }

    pub(super) fn within(&self, clause: Clause) -> Self {
        Self { clause, filter: false, ..self.clone() }
    }

    /// The column of a name, in this scope or the ones around it; `None` when there is none.
    pub(super) fn find(&self, qualifier: &[Name], name: &Name) -> Analysed<Option<Typed>> {
        if qualifier.is_empty() {
            if let Some(parameter) = self.parameters.iter().rev().find(|parameter| name.is(&parameter.name.text)) {
                return Ok(Some(parameter.value()));
            }
            if let Some(value) = self.alias(name)? {
                return Ok(Some(value));
            }
        }
        let mut found = self.fields.iter().filter(|field| field.matches(qualifier, name));
        if let Some(field) = found.next() {
            if found.next().is_some() {
                let full: Vec<_> = qualifier.iter().chain([name]).cloned().collect();
                return Err(ambiguous(full.first().map_or(name.at, |first| first.at), &dotted(&full)));
            }
            return Ok(Some(field.value(self.schema)));
        }
        match self.outer {
            Some(outer) => Ok(outer.find(qualifier, name)?.map(|value| value.outer(outer))),
            None => Ok(None),
        }
    }

    /// The expression of the SELECT list that has this name.
    fn alias(&self, name: &Name) -> Analysed<Option<Typed>> {
        let mut found: Option<&Typed> = None;
        for (alias, value) in self.aliases {
            if alias.as_ref().is_some_and(|alias| name.is(alias)) {
                if found.is_some_and(|other| other.expr != value.expr) {
                    return Err(ambiguous(name.at, &name.text));
                }
                found = Some(value);
            }
        }
        Ok(found.cloned())
    }
}

impl Typed {
    /// A column of an outer scope, seen from inside.
    fn outer(self, scope: &Scope<'_>) -> Self {
        let Expr::Column(column) = self.expr else { return self };
        let expr = match scope.schema.field_from_column(&column) {
            Ok(field) => Expr::OuterReferenceColumn(Arc::clone(field), column),
            Err(_) => Expr::Column(column),
        };
        Self { expr, ..self }
    }
}

pub(super) fn ambiguous(at: Position, name: &str) -> QueryError {
    QueryError::at(ErrorKind::AmbiguousName, at, format!("Column '{name}' is ambiguous"))
}

/// In Athena's words, which say more than Trino's.
pub(super) fn not_found(at: Position, name: &str) -> QueryError {
    let message =
        format!("Column '{name}' cannot be resolved or requester is not authorized to access requested resources");
    QueryError::at(ErrorKind::ColumnNotFound, at, message)
}
