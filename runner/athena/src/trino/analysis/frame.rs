//! Window functions: the OVER clause with named windows and frames, and the plan node that computes them.

use datafusion::{
    common::{
        Column, ScalarValue,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, SortExpr, WindowFrame, WindowFrameBound, WindowFrameUnits},
};

use super::{Analysed, Analyzer, scope::Scope, sort, unsupported};
use crate::{
    query_error::{ErrorKind, Position, QueryError},
    trino::tree::{Bound, Expression, Frame, FrameKind, Kind, Window, WindowSpec},
};

/// A resolved OVER clause.
pub(super) struct Over {
    pub(super) partition: Vec<Expr>,
    pub(super) order: Vec<SortExpr>,
    pub(super) frame: WindowFrame,
    /// Whether the query wrote a frame.
    pub(super) written: bool,
}

impl Analyzer<'_> {
    /// `inner` is the scope inside the window function.
    pub(super) fn over(&mut self, window: &Window, inner: &Scope<'_>) -> Analysed<Over> {
        let spec = match window {
            Window::Named(name) => named(name, inner)?.clone(),
            Window::Written(spec) => spec.clone(),
        };
        let spec = self.complete(spec, inner)?;
        let mut partition = Vec::new();
        for key in &spec.partition {
            let value = self.expression(key, inner)?;
            if matches!(value.kind, crate::trino_type::TrinoType::Map(..)) {
                let message = format!(
                    "{} is not comparable, and therefore cannot be used in window function PARTITION BY",
                    value.kind
                );
                return Err(super::mismatch(key.at, message));
            }
            partition.push(value.expr);
        }
        let mut order = Vec::new();
        for item in &spec.order {
            let value = self.expression(&item.key, inner)?;
            sort::orderable(&value, item)?;
            order.push(sort::key(value.expr, item));
        }
        let frame = match &spec.frame {
            Some(frame) => self.frame(frame, &order)?,
            None => {
                let end = if order.is_empty() {
                    WindowFrameBound::Following(ScalarValue::UInt64(None))
                } else {
                    WindowFrameBound::CurrentRow
                };
                // Without an order all rows are peers, so rows say the same as ranges.
                let units = if order.is_empty() { WindowFrameUnits::Rows } else { WindowFrameUnits::Range };
                let start = match units {
                    WindowFrameUnits::Rows => ScalarValue::UInt64(None),
                    _ => ScalarValue::Null,
                };
                WindowFrame::new_bounds(units, WindowFrameBound::Preceding(start), end)
            }
        };
        Ok(Over { partition, order, frame, written: spec.frame.is_some() })
    }

    /// A window that starts from a named one.
    fn complete(&self, spec: WindowSpec, scope: &Scope<'_>) -> Analysed<WindowSpec> {
        let Some(base) = &spec.base else { return Ok(spec) };
        let parent = self.complete(named(base, scope)?.clone(), scope)?;
        let refuse = |what: &str| {
            Err(QueryError::at(
                ErrorKind::InvalidWindowReference,
                base.at,
                format!("{what} in a window that is based on window {}", base.text),
            ))
        };
        if !spec.partition.is_empty() {
            return refuse("PARTITION BY clause");
        }
        if !spec.order.is_empty() && !parent.order.is_empty() {
            return refuse("ORDER BY clause");
        }
        if parent.frame.is_some() {
            return refuse("a window frame");
        }
        let order = if spec.order.is_empty() { parent.order } else { spec.order };
        Ok(WindowSpec { base: None, partition: parent.partition, order, frame: spec.frame })
    }

    fn frame(&self, frame: &Frame, order: &[SortExpr]) -> Analysed<WindowFrame> {
        let units = match frame.kind {
            FrameKind::Rows => WindowFrameUnits::Rows,
            FrameKind::Range => WindowFrameUnits::Range,
            FrameKind::Groups => WindowFrameUnits::Groups,
        };
        let invalid = |message: &str| Err(QueryError::at(ErrorKind::InvalidWindowFrame, frame.at, message));
        match (&frame.start, &frame.end) {
            (Bound::UnboundedFollowing, _) => return invalid("Window frame start cannot be UNBOUNDED FOLLOWING"),
            (_, Bound::UnboundedPreceding) => return invalid("Window frame end cannot be UNBOUNDED PRECEDING"),
            (Bound::Current, Bound::Preceding(_)) => {
                return invalid("Window frame starting from CURRENT ROW cannot end with PRECEDING");
            }
            (Bound::Following(_), Bound::Current | Bound::Preceding(_)) => {
                return invalid("Window frame starting from FOLLOWING cannot end with PRECEDING or CURRENT ROW");
            }
            _ => {}
        }
        if frame.kind == FrameKind::Groups && order.is_empty() {
            return invalid("Window frame of type GROUPS requires that ORDER BY clause be specified");
        }
        let offset = |value: &Expression| rows(value, frame.kind);
        let unbounded = || match frame.kind {
            FrameKind::Range => ScalarValue::Null,
            FrameKind::Rows | FrameKind::Groups => ScalarValue::UInt64(None),
        };
        let bound = |bound: &Bound| {
            Ok(match bound {
                Bound::UnboundedPreceding => WindowFrameBound::Preceding(unbounded()),
                Bound::Preceding(value) => WindowFrameBound::Preceding(offset(value)?),
                Bound::Current => WindowFrameBound::CurrentRow,
                Bound::Following(value) => WindowFrameBound::Following(offset(value)?),
                Bound::UnboundedFollowing => WindowFrameBound::Following(unbounded()),
            })
        };
        let (start, end) = (bound(&frame.start)?, bound(&frame.end)?);
        let everything = order.is_empty() && frame.kind == FrameKind::Range;
        if everything {
            let (start, end) = (ScalarValue::UInt64(None), ScalarValue::UInt64(None));
            let (start, end) = (WindowFrameBound::Preceding(start), WindowFrameBound::Following(end));
            return Ok(WindowFrame::new_bounds(WindowFrameUnits::Rows, start, end));
        }
        Ok(WindowFrame::new_bounds(units, start, end))
    }
}

/// The rows of `5 PRECEDING`.
fn rows(value: &Expression, kind: FrameKind) -> Analysed<ScalarValue> {
    if kind == FrameKind::Range {
        return Err(unsupported(value.at, "RANGE frames with an offset are not supported by this engine; use ROWS"));
    }
    match &value.kind {
        Kind::Integer(digits) => match digits.parse::<u64>() {
            Ok(rows) => Ok(ScalarValue::UInt64(Some(rows))),
            Err(_) => {
                Err(QueryError::at(ErrorKind::InvalidWindowFrame, value.at, "Window frame offset must not be negative"))
            }
        },
        _ => Err(unsupported(value.at, "A window frame's offset that is not a number is not supported by this engine")),
    }
}

fn named<'a>(name: &crate::trino::tree::Name, scope: &Scope<'a>) -> Analysed<&'a WindowSpec> {
    let found = scope.windows.iter().find(|(known, _)| name.is(&known.text)).map(|(_, spec)| spec);
    found.ok_or_else(|| {
        QueryError::at(ErrorKind::InvalidWindowReference, name.at, format!("Cannot resolve WINDOW name {}", name.text))
    })
}

/// Whether an expression holds a window function.
pub(super) fn has_window(expr: &Expr) -> bool {
    expr.exists(|expr| Ok(matches!(expr, Expr::WindowFunction(_)))).unwrap_or(true)
}

/// Plans the window functions of `values` and puts columns in their places.
pub(super) fn window(plan: LogicalPlan, values: Vec<&mut Expr>) -> Analysed<LogicalPlan> {
    let mut functions: Vec<Expr> = Vec::new();
    for value in &values {
        let collected = value.apply(|expr| {
            if matches!(expr, Expr::WindowFunction(_)) {
                if !functions.contains(expr) {
                    functions.push(expr.clone());
                }
                return Ok(TreeNodeRecursion::Jump);
            }
            Ok(TreeNodeRecursion::Continue)
        });
        collected.map_err(QueryError::from_datafusion)?;
    }
    if functions.is_empty() {
        return Ok(plan);
    }
    let plan = LogicalPlanBuilder::window_plan(plan, functions.clone()).map_err(QueryError::from_datafusion)?;
    for value in values {
        let replaced = value.clone().transform_down(|expr| {
            if functions.contains(&expr) {
                let column = Expr::Column(Column::from_name(expr.schema_name().to_string()));
                return Ok(Transformed::new(column, true, TreeNodeRecursion::Jump));
            }
            Ok(Transformed::no(expr))
        });
        *value = replaced.map_err(QueryError::from_datafusion)?.data;
    }
    Ok(plan)
}

/// Refuses a written frame where a function looks at no frame.
pub(super) fn no_frame(over: &Over, name: &str, at: Position) -> Analysed<()> {
    if over.written {
        let message = format!("Cannot specify window frame for {name} function");
        return Err(QueryError::at(ErrorKind::InvalidWindowFrame, at, message));
    }
    Ok(())
}
