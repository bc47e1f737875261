//! Joins: ON and USING; a join with UNNEST is in `unnest`.

use datafusion::{
    common::{Column, JoinType, NullEquality},
    logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder},
};

use super::{
    Analysed, Analyzer, Field, Relational, boolean, build, mismatch,
    scope::{Clause, Queries, Scope, ambiguous, not_found},
    unsupported,
};
use crate::trino::{
    tree::{Comparison, Criteria, Join, JoinKind, Name, Relation},
    typed::Typed,
};

impl Analyzer<'_> {
    pub(super) fn join(
        &mut self,
        join: &Join,
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        let left = self.relation(&join.left, outer, queries)?;
        self.joined(left, join, outer, queries)
    }

    /// Commas of FROM: cross joins.
    pub(super) fn listed(
        &mut self,
        relations: &[Relation],
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Option<Relational>> {
        let mut all: Option<Relational> = None;
        for relation in relations {
            all = Some(match all {
                None => self.relation(relation, outer, queries)?,
                Some(left) => match unnest_of(relation) {
                    Some((unnest, alias)) => {
                        self.unnest_beside(left, unnest, alias, JoinKind::Cross, outer, queries)?
                    }
                    None => {
                        let right = self.relation(relation, outer, queries)?;
                        both(left, right, JoinType::Inner, None)?
                    }
                },
            });
        }
        Ok(all)
    }

    fn joined(
        &mut self,
        left: Relational,
        join: &Join,
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        if let Some((unnest, alias)) = unnest_of(&join.right) {
            let unconditional = match &join.criteria {
                Criteria::None => true,
                Criteria::On(on) => matches!(on.kind, crate::trino::tree::Kind::Boolean(true)),
                Criteria::Using(_) => false,
            };
            let kind = match (join.kind, unconditional) {
                (JoinKind::Cross | JoinKind::Inner, true) => JoinKind::Cross,
                (JoinKind::Left, true) => JoinKind::Left,
                _ => {
                    let message = "Joins with UNNEST are supported as CROSS JOIN and LEFT JOIN ... ON TRUE only";
                    return Err(unsupported(join.at, message));
                }
            };
            return self.unnest_beside(left, unnest, alias, kind, outer, queries);
        }
        let right = self.relation(&join.right, outer, queries)?;
        let kind = match join.kind {
            JoinKind::Cross | JoinKind::Inner => JoinType::Inner,
            JoinKind::Left => JoinType::Left,
            JoinKind::Right => JoinType::Right,
            JoinKind::Full => JoinType::Full,
        };
        match &join.criteria {
            Criteria::None => both(left, right, kind, None),
            Criteria::On(on) => {
                let together = both(left.clone(), right.clone(), JoinType::Inner, None)?;
                let scope = Scope { clause: Clause::Closed("JOIN clause"), ..Scope::new(&together, outer, queries) };
                let condition = self.expression(on, &scope)?;
                let message = |kind: &str| format!("JOIN ON clause must evaluate to a boolean: actual type {kind}");
                let condition = boolean(condition, on.at, message)?;
                if super::query::has_subquery(&condition) {
                    return Err(unsupported(on.at, "Subqueries in JOIN ON are not supported by this engine"));
                }
                both(left, right, kind, Some(condition))
            }
            Criteria::Using(names) => self.using(left, right, kind, names),
        }
    }

    /// `USING (a, b)`: the columns come first, once, then what is left of both sides.
    fn using(&mut self, left: Relational, right: Relational, kind: JoinType, names: &[Name]) -> Analysed<Relational> {
        let mut keys: Vec<(Field, Typed)> = Vec::new();
        let mut conditions = Vec::new();
        let mut used: Vec<Column> = Vec::new();
        for name in names {
            let (a, b) = (the_field(&left.fields, name, "left")?, the_field(&right.fields, name, "right")?);
            let (x, y) = (left.value(a), right.value(b));
            let common = crate::function::common_type(&x.kind, &y.kind).ok_or_else(|| {
                let message =
                    format!("Column types of left and right side of the join do not match: {}, {}", x.kind, y.kind);
                mismatch(name.at, message)
            })?;
            let (x, y) = (self.coerce(x, &common, name.at)?, self.coerce(y, &common, name.at)?);
            conditions.push(self.compare(Comparison::Equal, x.clone(), y.clone(), name.at)?.expr);
            let value = match kind {
                JoinType::Right => y,
                JoinType::Full => self.coalesce(vec![x, y], name.at)?,
                _ => x,
            };
            used.extend([a.column.clone(), b.column.clone()]);
            let field = Field {
                qualifier: Vec::new(),
                name: Some(name.text.clone()),
                kind: common,
                column: Column::from_name("key"),
            };
            keys.push((field, value));
        }
        let condition = conditions.into_iter().reduce(Expr::and);
        let together = both(left, right, kind, condition)?;
        let mut values: Vec<_> = keys.into_iter().map(|(field, value)| (field, value.expr)).collect();
        for field in together.fields {
            if !used.contains(&field.column) {
                let column = Expr::Column(field.column.clone());
                values.push((field, column));
            }
        }
        self.project(together.plan, values)
    }
}

fn the_field<'f>(fields: &'f [Field], name: &Name, side: &str) -> Analysed<&'f Field> {
    let mut found = fields.iter().filter(|field| field.name.as_ref().is_some_and(|own| name.is(own)));
    match (found.next(), found.next()) {
        (Some(field), None) => Ok(field),
        (Some(_), Some(_)) => Err(ambiguous(name.at, &name.text)),
        (None, _) => {
            let mut error = not_found(name.at, &name.text);
            error.message = format!("Column '{}' is missing from {side} side of join", name.text);
            Err(error)
        }
    }
}

/// The name of a relation and those of its columns.
type Alias<'a> = (&'a Name, &'a [Name]);

/// UNNEST, with the alias around it.
fn unnest_of(relation: &Relation) -> Option<(&crate::trino::tree::Unnest, Option<Alias<'_>>)> {
    match relation {
        Relation::Unnest(unnest) => Some((unnest, None)),
        Relation::Alias(inner, name, columns) => match inner.as_ref() {
            Relation::Unnest(unnest) => Some((unnest, Some((name, columns.as_slice())))),
            _ => None,
        },
        _ => None,
    }
}

/// Two relations side by side.
fn both(left: Relational, right: Relational, kind: JoinType, condition: Option<Expr>) -> Analysed<Relational> {
    let mut fields = left.fields;
    fields.extend(right.fields);
    let builder = LogicalPlanBuilder::from(left.plan);
    let joined = match (kind, condition) {
        (JoinType::Inner, None) => builder.cross_join(right.plan),
        (kind, condition) => {
            let none = (Vec::<Column>::new(), Vec::<Column>::new());
            builder.join_detailed(right.plan, kind, none, condition, NullEquality::NullEqualsNothing)
        }
    };
    let plan: LogicalPlan = build(joined)?;
    Ok(Relational { plan, fields })
}
