//! `AnyCase`: columns of a file are found by name in any case, since the catalog knows lower case only.

use std::sync::Arc;

use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr_adapter::{
    DefaultPhysicalExprAdapterFactory, PhysicalExprAdapter, PhysicalExprAdapterFactory,
};

/// Makes adapters that do not look at case.
#[derive(Debug)]
pub(super) struct AnyCase;

/// Adapts expressions to one file: by lower-case names first, then to the names of the file.
#[derive(Debug)]
struct ToFile {
    by_lower_case: Arc<dyn PhysicalExprAdapter>,
    file: SchemaRef,
}

impl PhysicalExprAdapterFactory for AnyCase {
    fn create(&self, table: SchemaRef, file: SchemaRef) -> Result<Arc<dyn PhysicalExprAdapter>> {
        let lower = |field: &Arc<Field>| field.as_ref().clone().with_name(field.name().to_lowercase());
        let lower_case: Schema = Schema::new(file.fields().iter().map(lower).collect::<Vec<_>>());
        let by_lower_case = DefaultPhysicalExprAdapterFactory.create(table, Arc::new(lower_case))?;
        Ok(Arc::new(ToFile { by_lower_case, file }))
    }
}

impl PhysicalExprAdapter for ToFile {
    fn rewrite(&self, expr: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        let expr = self.by_lower_case.rewrite(expr)?;
        expr.transform(|part| {
            let Some(column) = part.downcast_ref::<Column>() else { return Ok(Transformed::no(part)) };
            match self.file.fields().get(column.index()) {
                Some(field) if field.name() != column.name() => {
                    let named = Column::new(field.name(), column.index());
                    Ok(Transformed::yes(Arc::new(named) as Arc<dyn PhysicalExpr>))
                }
                _ => Ok(Transformed::no(part)),
            }
        })
        .data()
    }
}
