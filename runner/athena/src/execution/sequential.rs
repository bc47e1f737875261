//! `Sequential`: the partitions of a plan one after the other, in their order.
//!
//! DataFusion merges partitions as they come, each on a task of its own, so that the order of rows follows the scheduler. Here
//! every plan has one partition but for UNION ALL, whose branches come out in the order in which they are written. As a rule
//! of the optimizer it takes the place of each `CoalescePartitionsExec`.

use std::fmt;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::execution_plan::EvaluationType;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PlanProperties,
};
use futures_util::{StreamExt, TryStreamExt, stream};

/// A plan with one partition.
pub(super) fn in_order(plan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    if plan.output_partitioning().partition_count() == 1 { plan } else { Arc::new(Sequential::new(plan, None)) }
}

/// The rule that puts [`Sequential`] wherever partitions are merged.
#[derive(Debug)]
pub(crate) struct MergeInOrder;

impl PhysicalOptimizerRule for MergeInOrder {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|node| {
            let Some(merge) = node.downcast_ref::<CoalescePartitionsExec>() else { return Ok(Transformed::no(node)) };
            let ordered = Sequential::new(Arc::clone(merge.input()), merge.fetch());
            Ok(Transformed::yes(Arc::new(ordered) as Arc<dyn ExecutionPlan>))
        })
        .data()
    }

    fn name(&self) -> &'static str {
        "merge_in_order"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// All partitions of its input, one after the other.
#[derive(Debug)]
struct Sequential {
    input: Arc<dyn ExecutionPlan>,
    fetch: Option<usize>,
    properties: Arc<PlanProperties>,
}

impl Sequential {
    fn new(input: Arc<dyn ExecutionPlan>, fetch: Option<usize>) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(input.schema()),
            Partitioning::UnknownPartitioning(1),
            input.pipeline_behavior(),
            input.boundedness(),
        )
        .with_evaluation_type(EvaluationType::Lazy);
        Self { input, fetch, properties: Arc::new(properties) }
    }
}

impl DisplayAs for Sequential {
    fn fmt_as(&self, _kind: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sequential")
    }
}

impl ExecutionPlan for Sequential {
    fn name(&self) -> &'static str {
        "Sequential"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        match children.into_iter().next() {
            Some(input) => Ok(Arc::new(Self::new(input, self.fetch))),
            None => Err(DataFusionError::Internal("Sequential has one input".to_owned())),
        }
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        if partition != 0 {
            return Err(DataFusionError::Internal(format!("Sequential has one partition, not {partition}")));
        }
        let partitions = 0..self.input.output_partitioning().partition_count();
        let input = Arc::clone(&self.input);
        let streams = stream::iter(partitions.map(move |at| input.execute(at, Arc::clone(&context))));
        let batches = streams.try_flatten();
        let left = self.fetch.unwrap_or(usize::MAX);
        let cut = stream::try_unfold((Box::pin(batches), left), |(mut batches, left)| async move {
            if left == 0 {
                return Ok(None);
            }
            let Some(batch) = batches.next().await.transpose()? else { return Ok(None) };
            let batch = if batch.num_rows() > left { batch.slice(0, left) } else { batch };
            let left = left - batch.num_rows();
            Ok(Some((batch, (batches, left))))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), cut)))
    }
}
