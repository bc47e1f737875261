//! Aggregation: one plan node for all keys and aggregates of a SELECT, and what its expressions become above it.

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, Int32Array},
        datatypes::{DataType, Int64Type},
    },
    common::{
        Column, Result,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    functions_aggregate::count::count_udaf,
    logical_expr::{Aggregate, Expr, GroupingSet, LogicalPlan, LogicalPlanBuilder, lit},
};

use super::{Analysed, build, group::Groups, unsupported};
use crate::{
    query_error::{ErrorKind, Position, QueryError},
    trino::{
        operation::{Kernel, Operation, column, expected},
        typed::Typed,
    },
    trino_type::TrinoType,
};

/// What stands for keys and aggregates above the aggregation.
pub(super) struct Replacements {
    pairs: Vec<(Expr, Expr)>,
    keys: Vec<Expr>,
    several: bool,
}

/// `grouping(a, b)`, until the keys are known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct GroupingCall;

impl Kernel for GroupingCall {
    fn name(&self) -> &'static str {
        "grouping"
    }

    fn run(&self, _: &[ArrayRef], _: usize, _: &DataType) -> Result<ArrayRef> {
        expected(None)
    }
}

/// The bits of DataFusion's grouping id that `grouping` asks for, first argument first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct GroupingBits(Vec<u32>);

impl Kernel for GroupingBits {
    fn name(&self) -> &'static str {
        "grouping_bits"
    }

    fn run(&self, columns: &[ArrayRef], _: usize, _: &DataType) -> Result<ArrayRef> {
        let ids = expected(column(columns, 0)?.as_primitive_opt::<Int64Type>())?;
        let bits = |id: i64| self.0.iter().fold(0, |bits, shift| (bits << 1) | i32::from((id >> shift) & 1 == 1));
        Ok(std::sync::Arc::new(Int32Array::from_iter_values(ids.values().iter().map(|id| bits(*id)))))
    }
}

fn is_grouping(expr: &Expr) -> bool {
    matches!(expr, Expr::ScalarFunction(call) if call.func.inner().is::<Operation<GroupingCall>>())
}

/// Whether an expression aggregates, subqueries aside.
pub(super) fn has_aggregate(expr: &Expr) -> bool {
    let found = |expr: &Expr| Ok(matches!(expr, Expr::AggregateFunction(_)) || is_grouping(expr));
    expr.exists(found).unwrap_or(true)
}

/// Plans the aggregation that `values` need.
pub(super) fn aggregate(plan: LogicalPlan, groups: Groups, values: &[&Expr]) -> Analysed<(LogicalPlan, Replacements)> {
    let mut aggregates: Vec<Expr> = Vec::new();
    for value in values {
        let collected = value.apply(|expr| {
            if matches!(expr, Expr::AggregateFunction(_)) {
                if !aggregates.contains(expr) {
                    aggregates.push(expr.clone());
                }
                return Ok(TreeNodeRecursion::Jump);
            }
            Ok(TreeNodeRecursion::Continue)
        });
        collected.map_err(QueryError::from_datafusion)?;
    }
    let Groups { keys, sets, several } = groups;
    let mut pairs: Vec<(Expr, Expr)> = Vec::new();
    let mut planned: Vec<Expr> = Vec::new();
    for (at, aggregate) in aggregates.into_iter().enumerate() {
        let name = format!("_a{at}");
        planned.push(aggregate.clone().alias(name.clone()));
        pairs.push((aggregate, Expr::Column(Column::from_name(name))));
    }
    if planned.is_empty() && keys.is_empty() {
        planned.push(count_udaf().call(vec![lit(1_i64)]).alias("_a"));
    }
    let key_name = |at: usize| Expr::Column(Column::from_name(format!("_g{at}")));
    for (at, key) in keys.iter().enumerate() {
        // A constant key groups nothing; the same constant elsewhere is not that key.
        if !matches!(key.expr, Expr::Literal(..)) || several {
            pairs.push((key.expr.clone(), key_name(at)));
        }
    }
    let named = keys.iter().enumerate().map(|(at, key)| key.expr.clone().alias(format!("_g{at}")));
    let plan = if several {
        let mut distinct = sets.clone();
        distinct.sort();
        distinct.dedup();
        if distinct.len() != sets.len() {
            return Err(QueryError::not_supported("GROUP BY with the same grouping set twice"));
        }
        let mut columns: Vec<_> = plan.schema().columns().into_iter().map(Expr::Column).collect();
        columns.extend(named);
        let input = build(LogicalPlanBuilder::from(plan).project(columns))?;
        let sets = sets.iter().map(|set| set.iter().map(|at| key_name(*at)).collect()).collect();
        let grouping = Expr::GroupingSet(GroupingSet::GroupingSets(sets));
        build(LogicalPlanBuilder::from(input).aggregate([grouping], planned))?
    } else {
        build(LogicalPlanBuilder::from(plan).aggregate(named.collect::<Vec<_>>(), planned))?
    };
    // DataFusion numbers the keys of grouping sets as they first appear in the sets.
    let mut order: Vec<usize> = Vec::new();
    for place in sets.iter().flatten() {
        if !order.contains(place) {
            order.push(*place);
        }
    }
    let keys = order.iter().filter_map(|place| keys.get(*place)).map(|key| key.expr.clone()).collect();
    Ok((plan, Replacements { pairs, keys, several }))
}

impl Replacements {
    /// The expression above the aggregation.
    ///
    /// # Errors
    /// `EXPRESSION_NOT_AGGREGATE` when a column is left that is no key.
    pub(super) fn apply(&self, expr: Expr, at: Position, written: impl Fn() -> String) -> Analysed<Expr> {
        if correlated(&expr) {
            return Err(unsupported(
                at,
                "Correlated subqueries beside GROUP BY or aggregates are not supported by this engine",
            ));
        }
        let replaced = expr.transform_down(|expr| {
            if let Some((_, column)) = self.pairs.iter().find(|(key, _)| *key == expr) {
                return Ok(Transformed::new(column.clone(), true, TreeNodeRecursion::Jump));
            }
            if is_grouping(&expr) {
                let bits = self.grouping(&expr);
                let bits = bits.map_err(|error| datafusion::common::DataFusionError::External(Box::new(error)))?;
                return Ok(Transformed::new(bits, true, TreeNodeRecursion::Jump));
            }
            Ok(Transformed::no(expr))
        });
        let replaced = replaced.map_err(QueryError::from_datafusion)?.data;
        let left = replaced.exists(|expr| Ok(matches!(expr, Expr::Column(column) if column.relation.is_some())));
        if left.map_err(QueryError::from_datafusion)? {
            let message = format!("'{}' must be an aggregate expression or appear in GROUP BY clause", written());
            return Err(QueryError::at(ErrorKind::ExpressionNotAggregate, at, message));
        }
        Ok(replaced)
    }

    fn grouping(&self, call: &Expr) -> Result<Expr, QueryError> {
        let Expr::ScalarFunction(call) = call else { return Err(QueryError::not_supported("grouping")) };
        let mut shifts = Vec::new();
        for argument in &call.args {
            let place = self.keys.iter().position(|key| key == argument).ok_or_else(|| {
                QueryError::new(
                    ErrorKind::InvalidArguments,
                    "The arguments to GROUPING() must be expressions referenced by the GROUP BY",
                )
            })?;
            shifts.push(u32::try_from(self.keys.len() - 1 - place).unwrap_or(0));
        }
        if !self.several {
            return Ok(lit(0_i32));
        }
        let id = Expr::Column(Column::from_name(Aggregate::INTERNAL_GROUPING_ID));
        let id = datafusion::logical_expr::cast(id, DataType::Int64);
        Ok(Typed::operation(GroupingBits(shifts), vec![id], TrinoType::Integer).expr)
    }
}

/// Whether a subquery in it uses columns of this query.
fn correlated(expr: &Expr) -> bool {
    let found = |expr: &Expr| {
        Ok(match expr {
            Expr::ScalarSubquery(subquery) => !subquery.outer_ref_columns.is_empty(),
            Expr::Exists(exists) => !exists.subquery.outer_ref_columns.is_empty(),
            Expr::InSubquery(within) => !within.subquery.outer_ref_columns.is_empty(),
            _ => false,
        })
    };
    expr.exists(found).unwrap_or(true)
}
