//! Window functions: DataFusion's, with Trino's types. Numbers of rows and ranks are bigint.
//!
//! Source: Trino's "Window functions". Aggregates may also stand before `OVER`.

use std::{
    fmt,
    hash::{Hash, Hasher},
    ops::Range,
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::ArrayRef,
        compute::cast,
        datatypes::{DataType, Field, FieldRef},
    },
    common::{Result, ScalarValue},
    functions_window as existing,
    logical_expr::{
        LimitEffect, PartitionEvaluator, ReversedUDWF, Signature, WindowUDF, WindowUDFImpl,
        function::{ExpressionArgs, PartitionEvaluatorArgs, WindowUDFFieldArgs},
        window_state::WindowAggState,
    },
    physical_expr::PhysicalExpr,
};

use super::spec::{Draft, window};

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let counted = |inner: Arc<WindowUDF>| Arc::new(WindowUDF::new_from_impl(Counted(inner)));
    vec![
        window("row_number", &["row_number() -> bigint"], counted(existing::row_number::row_number_udwf())),
        window("rank", &["rank() -> bigint"], counted(existing::rank::rank_udwf())),
        window("dense_rank", &["dense_rank() -> bigint"], counted(existing::rank::dense_rank_udwf())),
        window("percent_rank", &["percent_rank() -> double"], existing::rank::percent_rank_udwf()),
        window("cume_dist", &["cume_dist() -> double"], existing::cume_dist::cume_dist_udwf()),
        window("ntile", &["ntile(bigint) -> bigint"], counted(existing::ntile::ntile_udwf())),
        window(
            "lag",
            &["lag(T) -> T", "lag(T, bigint) -> T", "lag(T, bigint, T) -> T"],
            existing::lead_lag::lag_udwf(),
        ),
        window(
            "lead",
            &["lead(T) -> T", "lead(T, bigint) -> T", "lead(T, bigint, T) -> T"],
            existing::lead_lag::lead_udwf(),
        ),
        window("first_value", &["first_value(T) -> T"], existing::nth_value::first_value_udwf()),
        window("last_value", &["last_value(T) -> T"], existing::nth_value::last_value_udwf()),
        window("nth_value", &["nth_value(T, bigint) -> T"], existing::nth_value::nth_value_udwf()),
    ]
}

/// A function whose unsigned counts become bigint.
struct Counted(Arc<WindowUDF>);

impl WindowUDFImpl for Counted {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn signature(&self) -> &Signature {
        self.0.signature()
    }

    fn expressions(&self, args: ExpressionArgs<'_>) -> Vec<Arc<dyn PhysicalExpr>> {
        self.0.inner().expressions(args)
    }

    fn partition_evaluator(&self, args: PartitionEvaluatorArgs<'_>) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(CountedEvaluator(self.0.inner().partition_evaluator(args)?)))
    }

    fn field(&self, args: WindowUDFFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), DataType::Int64, false)))
    }

    fn sort_options(&self) -> Option<datafusion::arrow::compute::SortOptions> {
        self.0.inner().sort_options()
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.0.inner().coerce_types(types)
    }

    fn reverse_expr(&self) -> ReversedUDWF {
        ReversedUDWF::NotSupported
    }

    fn limit_effect(&self, args: &[Arc<dyn PhysicalExpr>]) -> LimitEffect {
        self.0.inner().limit_effect(args)
    }
}

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Counted({})", self.0.name())
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.0.name() == other.0.name()
    }
}

impl Eq for Counted {}

impl Hash for Counted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.name().hash(state);
    }
}

#[derive(Debug)]
struct CountedEvaluator(Box<dyn PartitionEvaluator>);

impl PartitionEvaluator for CountedEvaluator {
    fn memoize(&mut self, state: &mut WindowAggState) -> Result<()> {
        self.0.memoize(state)
    }

    fn get_range(&self, at: usize, rows: usize) -> Result<Range<usize>> {
        self.0.get_range(at, rows)
    }

    fn is_causal(&self) -> bool {
        self.0.is_causal()
    }

    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        Ok(cast(&self.0.evaluate_all(values, rows)?, &DataType::Int64)?)
    }

    fn evaluate(&mut self, values: &[ArrayRef], range: &Range<usize>) -> Result<ScalarValue> {
        self.0.evaluate(values, range)?.cast_to(&DataType::Int64)
    }

    fn evaluate_all_with_rank(&self, rows: usize, ranks: &[Range<usize>]) -> Result<ArrayRef> {
        Ok(cast(&self.0.evaluate_all_with_rank(rows, ranks)?, &DataType::Int64)?)
    }

    fn supports_bounded_execution(&self) -> bool {
        self.0.supports_bounded_execution()
    }

    fn uses_window_frame(&self) -> bool {
        self.0.uses_window_frame()
    }

    fn include_rank(&self) -> bool {
        self.0.include_rank()
    }
}

#[cfg(test)]
mod tests {
    use crate::function::testing::query;

    #[test]
    fn counts_are_bigint() {
        let over = "OVER (ORDER BY x)";
        let functions = ["row_number()", "rank()", "dense_rank()", "ntile(2)", "lag(x)", "percent_rank()"];
        let columns = functions.map(|function| format!("{function} {over}")).join(", ");
        assert_eq!(
            query(&format!("SELECT {columns} FROM (VALUES (1), (1), (2)) t(x) ORDER BY 1")),
            ["1|1|1|1|NULL|0.0", "2|1|1|1|1|0.0", "3|3|2|2|1|1.0"]
        );
        assert_eq!(query(&format!("SELECT typeof(row_number() {over}) FROM (VALUES (1)) t(x)")), ["bigint"]);
    }
}
