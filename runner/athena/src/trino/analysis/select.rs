//! SELECT: FROM, WHERE, GROUP BY, HAVING, windows, the list, DISTINCT, ORDER BY, in the order in which they take effect.

use datafusion::{
    common::Column,
    logical_expr::{Expr, LogicalPlanBuilder},
};

use super::{
    Analysed, Analyzer, Field, Relational, aggregation, boolean, build, frame,
    query::one_row,
    scope::{Clause, Queries, Scope, Windows},
    sort::key,
};
use crate::{
    query_error::{ErrorKind, Position, QueryError},
    trino::{
        tree::{Item, Kind, Name, Select, SortItem},
        typed::Typed,
    },
};

/// One column of the SELECT list.
pub(super) struct Output {
    pub(super) name: Option<String>,
    pub(super) value: Typed,
    pub(super) at: Position,
    /// As Trino's messages write it.
    pub(super) written: String,
    qualifier: Vec<String>,
}

impl Analyzer<'_> {
    pub(super) fn select(
        &mut self,
        select: &Select,
        order: &[SortItem],
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        let mut source = match self.listed(&select.from, outer, queries)? {
            Some(source) => source,
            None => Relational { plan: one_row(), fields: Vec::new() },
        };
        if let Some(filter) = &select.filter {
            let scope = Scope::new(&source, outer, queries);
            let scope = Scope { filter: true, ..scope.within(Clause::Closed("WHERE clause")) };
            let scope = Scope { filter: true, ..scope };
            let condition = self.expression(filter, &scope)?;
            let message = |kind: &str| format!("WHERE clause must evaluate to a boolean: actual type {kind}");
            let condition = boolean(condition, filter.at, message)?;
            source.plan = build(LogicalPlanBuilder::from(source.plan).filter(condition))?;
        }
        let mut scope = Scope::new(&source, outer, queries);
        scope.windows = &select.windows;
        let outputs = self.outputs(&select.items, &source, select.from.is_empty(), &scope)?;
        let having = match &select.having {
            None => None,
            Some(having) => {
                let inner = Scope { filter: true, ..scope.within(Clause::Open(Windows::Refused)) };
                let condition = self.expression(having, &inner)?;
                let message = |kind: &str| format!("HAVING clause must evaluate to a boolean: actual type {kind}");
                Some((boolean(condition, having.at, message)?, having))
            }
        };
        let values: Vec<_> = outputs.iter().map(|output| output.value.clone()).collect();
        let aliases: Vec<_> = outputs.iter().map(|output| (output.name.clone(), output.value.clone())).collect();
        let ordering = Scope { aliases: &aliases, ..scope.clone() };
        let mut keys = Vec::new();
        for item in order {
            keys.push(self.sort_key(item, &values, &ordering)?.expr);
        }
        let mut values: Vec<_> = values.into_iter().map(|value| value.expr).collect();
        let mut having_condition = having.as_ref().map(|(condition, _)| condition.clone());

        let aggregates = values.iter().chain(&keys).chain(&having_condition).any(aggregation::has_aggregate);
        let mut plan = source.plan.clone();
        if select.group.is_some() || aggregates || having.is_some() {
            let keys_of_groups = self.groups(select.group.as_deref().unwrap_or_default(), &outputs, &scope)?;
            let all: Vec<&Expr> = values.iter().chain(&keys).chain(&having_condition).collect();
            let (grouped, replacements) = aggregation::aggregate(plan, keys_of_groups, &all)?;
            plan = grouped;
            for (value, output) in values.iter_mut().zip(&outputs) {
                *value = replacements.apply(value.clone(), output.at, || output.written.clone())?;
            }
            for (value, item) in keys.iter_mut().zip(order) {
                *value = replacements.apply(value.clone(), item.key.at, || item.key.to_string())?;
            }
            if let (Some(condition), Some((_, having))) = (&mut having_condition, &having) {
                *condition = replacements.apply(condition.clone(), having.at, || having.to_string())?;
            }
        }
        if let Some(condition) = having_condition {
            plan = build(LogicalPlanBuilder::from(plan).filter(condition))?;
        }
        let all = values.iter_mut().chain(&mut keys);
        plan = frame::window(plan, all.collect())?;
        self.finish(plan, outputs, values, keys, select.distinct, order)
    }

    /// The list itself, then DISTINCT and ORDER BY.
    fn finish(
        &mut self,
        plan: datafusion::logical_expr::LogicalPlan,
        outputs: Vec<Output>,
        values: Vec<Expr>,
        keys: Vec<Expr>,
        distinct: bool,
        order: &[SortItem],
    ) -> Analysed<Relational> {
        let width = outputs.len();
        let mut places = Vec::new();
        let mut columns: Vec<(Field, Expr)> = Vec::new();
        for (output, value) in outputs.into_iter().zip(&values) {
            let Output { name, value: Typed { kind, .. }, qualifier, at, .. } = output;
            if distinct && matches!(kind, crate::trino_type::TrinoType::Map(..)) {
                return Err(super::unsupported(
                    at,
                    format!("SELECT DISTINCT of type {kind} is not supported by this engine"),
                ));
            }
            columns.push((Field { qualifier, name, kind, column: Column::from_name("") }, value.clone()));
        }
        for (sort, item) in keys.into_iter().zip(order) {
            let place = columns.iter().position(|(_, value)| *value == sort);
            if distinct && place.is_none_or(|place| place >= width) {
                let message = "For SELECT DISTINCT, ORDER BY expressions must appear in select list";
                return Err(QueryError::at(ErrorKind::ExpressionNotInDistinct, item.key.at, message));
            }
            places.push(place.unwrap_or(columns.len()));
            if place.is_none() {
                let kind = crate::trino_type::TrinoType::Unknown;
                let field = Field { qualifier: Vec::new(), name: None, kind, column: Column::from_name("") };
                columns.push((field, sort));
            }
        }
        let hidden = columns.len() > width;
        let Relational { mut plan, mut fields } = self.project(plan, columns)?;
        if distinct {
            plan = build(LogicalPlanBuilder::from(plan).distinct())?;
        }
        if !order.is_empty() {
            let sorts = places.into_iter().zip(order).filter_map(|(place, item)| {
                fields.get(place).map(|field| key(Expr::Column(field.column.clone()), item))
            });
            let sorts: Vec<_> = sorts.collect();
            plan = build(LogicalPlanBuilder::from(plan).sort(sorts))?;
        }
        if hidden {
            fields.truncate(width);
            let columns: Vec<_> = fields.iter().map(|field| Expr::Column(field.column.clone())).collect();
            plan = build(LogicalPlanBuilder::from(plan).project(columns))?;
        }
        Ok(Relational { plan, fields })
    }

    fn outputs(
        &mut self,
        items: &[Item],
        source: &Relational,
        without_from: bool,
        scope: &Scope<'_>,
    ) -> Analysed<Vec<Output>> {
        let mut outputs = Vec::new();
        for item in items {
            match item {
                Item::All(at, qualifier) => {
                    if without_from && qualifier.is_empty() {
                        let message = "SELECT * not allowed in queries without FROM clause";
                        return Err(QueryError::at(ErrorKind::ColumnNotFound, *at, message));
                    }
                    let before = outputs.len();
                    for field in source.fields.iter().filter(|field| belongs(field, qualifier)) {
                        outputs.push(Output {
                            name: field.name.clone(),
                            value: source.value(field),
                            at: *at,
                            written: field.name.clone().unwrap_or_default(),
                            qualifier: Vec::new(),
                        });
                    }
                    if before == outputs.len() && !qualifier.is_empty() {
                        let message = format!("Unable to resolve reference {}", super::dotted(qualifier));
                        return Err(QueryError::at(ErrorKind::TableNotFound, *at, message));
                    }
                }
                Item::Expression(expression, alias) => {
                    let value = self.expression(expression, scope)?;
                    let name = match (alias, &expression.kind) {
                        (Some(alias), _) => Some(alias.text.clone()),
                        (None, Kind::Name(name) | Kind::Field(_, name)) => Some(name.text.clone()),
                        _ => None,
                    };
                    let written = expression.to_string();
                    outputs.push(Output { name, value, at: expression.at, written, qualifier: Vec::new() });
                }
            }
        }
        Ok(outputs)
    }
}

/// Whether `t.*` means this field.
fn belongs(field: &Field, qualifier: &[Name]) -> bool {
    match field.qualifier.len().checked_sub(qualifier.len()) {
        Some(skip) => field.qualifier.iter().skip(skip).zip(qualifier).all(|(own, given)| given.is(own)),
        None => false,
    }
}
