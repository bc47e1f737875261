//! GROUP BY: positions, expressions (never aliases), ROLLUP, CUBE, GROUPING SETS, flattened to keys and sets of keys.

use datafusion::logical_expr::Expr;

use super::{
    Analysed, Analyzer, aggregation, mismatch,
    scope::{Clause, Scope},
    select::Output,
    unsupported,
};
use crate::{
    query_error::{ErrorKind, QueryError},
    trino::{
        tree::{Expression, GroupElement, Kind},
        typed::Typed,
    },
    trino_type::TrinoType,
};

/// How many sets GROUPING SETS, CUBE and ROLLUP may make.
const SETS: usize = 128;

/// The keys, and the sets of them (by place); one set of all keys when the query wrote plain keys.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) keys: Vec<Typed>,
    pub(super) sets: Vec<Vec<usize>>,
    /// Whether GROUPING SETS, CUBE or ROLLUP stand there.
    pub(super) several: bool,
}

impl Groups {
    fn place(&mut self, key: Typed) -> usize {
        match self.keys.iter().position(|known| known.expr == key.expr) {
            Some(place) => place,
            None => {
                self.keys.push(key);
                self.keys.len() - 1
            }
        }
    }
}

impl Analyzer<'_> {
    pub(super) fn groups(
        &mut self,
        elements: &[GroupElement],
        outputs: &[Output],
        scope: &Scope<'_>,
    ) -> Analysed<Groups> {
        let scope = scope.within(Clause::Closed("GROUP BY clause"));
        let mut groups = Groups { sets: vec![Vec::new()], ..Groups::default() };
        for element in elements {
            let sets = match element {
                GroupElement::Simple(keys) => vec![self.set(keys, outputs, &scope, &mut groups)?],
                GroupElement::Sets(sets) => {
                    groups.several = true;
                    self.sets(sets, outputs, &scope, &mut groups)?
                }
                GroupElement::Rollup(sets) => {
                    groups.several = true;
                    let parts = self.sets(sets, outputs, &scope, &mut groups)?;
                    (0..=parts.len()).rev().map(|end| parts.iter().take(end).flatten().copied().collect()).collect()
                }
                GroupElement::Cube(sets) => {
                    groups.several = true;
                    let parts = self.sets(sets, outputs, &scope, &mut groups)?;
                    if parts.len() > 7 {
                        return Err(too_many());
                    }
                    let chosen = |mask: usize| {
                        let parts =
                            parts.iter().enumerate().filter(|(at, _)| mask & (1 << (parts.len() - 1 - at)) != 0);
                        parts.flat_map(|(_, set)| set).copied().collect()
                    };
                    (0..1_usize << parts.len()).rev().map(chosen).collect()
                }
            };
            if groups.sets.len().saturating_mul(sets.len()) > SETS {
                return Err(too_many());
            }
            let combined = groups.sets.iter().flat_map(|before: &Vec<usize>| {
                sets.iter().map(|set: &Vec<usize>| before.iter().chain(set).copied().collect::<Vec<_>>())
            });
            groups.sets = combined.collect();
        }
        for set in &mut groups.sets {
            set.sort_unstable();
            set.dedup();
        }
        Ok(groups)
    }

    fn sets(
        &mut self,
        sets: &[Vec<Expression>],
        outputs: &[Output],
        scope: &Scope<'_>,
        groups: &mut Groups,
    ) -> Analysed<Vec<Vec<usize>>> {
        sets.iter().map(|set| self.set(set, outputs, scope, groups)).collect()
    }

    fn set(
        &mut self,
        keys: &[Expression],
        outputs: &[Output],
        scope: &Scope<'_>,
        groups: &mut Groups,
    ) -> Analysed<Vec<usize>> {
        let mut places = Vec::new();
        for key in keys {
            let value = match &key.kind {
                Kind::Integer(digits) => self.position(digits, key, outputs)?,
                _ => self.expression(key, scope)?,
            };
            if matches!(value.kind, TrinoType::Map(..)) {
                let message = format!("{} is not comparable, and therefore cannot be used in GROUP BY", value.kind);
                return Err(mismatch(key.at, message));
            }
            if super::query::has_subquery(&value.expr) {
                return Err(unsupported(key.at, "Subqueries in GROUP BY are not supported by this engine"));
            }
            if matches!(value.expr, Expr::OuterReferenceColumn(..)) {
                return Err(unsupported(
                    key.at,
                    "Columns of an outer query in GROUP BY are not supported by this engine",
                ));
            }
            places.push(groups.place(value));
        }
        Ok(places)
    }

    /// `GROUP BY 2`
    fn position(&self, digits: &str, key: &Expression, outputs: &[Output]) -> Analysed<Typed> {
        let output = digits.parse::<usize>().ok().and_then(|at| outputs.get(at.checked_sub(1)?));
        let Some(output) = output else {
            let message = format!("GROUP BY position {digits} is not in select list");
            return Err(QueryError::at(ErrorKind::InvalidColumnReference, key.at, message));
        };
        if aggregation::has_aggregate(&output.value.expr) || super::frame::has_window(&output.value.expr) {
            let message = format!(
                "GROUP BY clause cannot contain aggregations, window functions or grouping operations: [{}]",
                output.written
            );
            return Err(QueryError::at(ErrorKind::ExpressionNotScalar, output.at, message));
        }
        Ok(output.value.clone())
    }
}

fn too_many() -> QueryError {
    QueryError::not_supported(format!("GROUP BY with more than {SETS} grouping sets"))
}
