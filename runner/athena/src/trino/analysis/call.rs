//! Calls: the one table of functions, aggregates with DISTINCT, ORDER BY and FILTER, window functions, special forms.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{
    AggregateUDF, Expr, WindowFunctionDefinition,
    expr::{
        AggregateFunction, AggregateFunctionParams, NullTreatment as Nulls, ScalarFunction, WindowFunction,
        WindowFunctionParams,
    },
    lit, when,
};

use super::{
    Analysed, Analyzer, boolean, frame, placed,
    scope::{Clause, Scope, Windows},
    sort, unsupported,
};
use crate::{
    function::{self, FunctionSpec, Implementation},
    query_error::{ErrorKind, Position, QueryError},
    trino::{
        operation::Operation,
        operator::nested::Retype,
        tree::{Arguments, Call, Expression, Kind, NullTreatment},
        typed::{Typed, relaxed},
    },
    trino_type::TrinoType,
};

impl Analyzer<'_> {
    pub(super) fn call(&mut self, call: &Call, at: Position, scope: &Scope<'_>) -> Analysed<Typed> {
        let name = call.name.text.to_lowercase();
        if name == "try" {
            return self.try_call(call, at, scope);
        }
        let spec = function::find(&name).ok_or_else(|| placed(at)(function::not_found(&name)))?;
        match &spec.implementation {
            Implementation::Aggregate(_) | Implementation::Window(_) => {}
            _ => plain(call, spec, at)?,
        }
        match &spec.implementation {
            Implementation::Scalar(_) => {
                let arguments = self.arguments(call, scope)?;
                if let ("typeof", [argument]) = (spec.name, arguments.as_slice()) {
                    return type_of(argument, at);
                }
                self.apply(spec.name, arguments, at, scope)
            }
            Implementation::Special(special) => self.special(*special, call, at, scope),
            Implementation::HigherOrder(udf) => self.higher_order(spec, &Arc::clone(udf), call, at, scope),
            Implementation::Aggregate(udf) if call.over.is_some() => {
                let function = WindowFunctionDefinition::AggregateUDF(Arc::clone(udf));
                self.window_call(spec, function, call, at, scope)
            }
            Implementation::Window(udf) if call.over.is_some() => {
                let function = WindowFunctionDefinition::WindowUDF(Arc::clone(udf));
                self.window_call(spec, function, call, at, scope)
            }
            Implementation::Window(_) => {
                let message = format!("Window function {} requires an OVER clause", spec.name);
                Err(QueryError::at(ErrorKind::MissingOver, at, message))
            }
            Implementation::Aggregate(udf) => self.aggregate(spec, &Arc::clone(udf), call, at, scope),
        }
    }

    pub(super) fn arguments(&mut self, call: &Call, scope: &Scope<'_>) -> Analysed<Vec<Typed>> {
        match &call.arguments {
            Arguments::Star => Ok(Vec::new()),
            Arguments::List(list) => list.iter().map(|argument| self.expression(argument, scope)).collect(),
        }
    }

    /// A scalar function of the table, on values.
    pub(super) fn apply(
        &mut self,
        name: &str,
        arguments: Vec<Typed>,
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<Typed> {
        let spec = function::find(name).ok_or_else(|| placed(at)(function::not_found(name)))?;
        let Implementation::Scalar(udf) = &spec.implementation else {
            return Err(unsupported(at, format!("Function '{name}' cannot stand here")));
        };
        let (arguments, result) = self.resolved(spec, arguments, at, scope)?;
        // The session's own functions have the world's randomness.
        let udf = self.session.state().scalar_functions().get(spec.name).map_or_else(|| Arc::clone(udf), Arc::clone);
        let expr = Expr::ScalarFunction(ScalarFunction::new_udf(udf, arguments));
        let read = Typed::read(expr, scope.schema).map_err(placed(at))?;
        Ok(Typed { kind: result, ..read })
    }

    /// Arguments in the types of the form that is meant, and its result.
    pub(super) fn resolved(
        &mut self,
        spec: &FunctionSpec,
        arguments: Vec<Typed>,
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<(Vec<Expr>, TrinoType)> {
        let kinds: Vec<_> = arguments.iter().map(|argument| argument.kind.clone()).collect();
        let resolved = spec.resolve(&kinds).map_err(placed(at))?;
        let (targets, result) = (resolved.arguments, resolved.result);
        let mut values = Vec::new();
        for (argument, target) in arguments.into_iter().zip(&targets) {
            let value = self.coerce(argument, target, at)?;
            values.push(retyped(value, scope)?);
        }
        Ok((values, result))
    }

    fn aggregate(
        &mut self,
        spec: &'static FunctionSpec,
        udf: &Arc<AggregateUDF>,
        call: &Call,
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<Typed> {
        match scope.clause {
            Clause::Open(_) | Clause::Window(_) => {}
            Clause::Closed(clause) => return Err(misplaced(clause, call, at)),
            Clause::Aggregate(outer) => {
                let message = format!("Cannot nest aggregations inside aggregation '{outer}': [{}]", written(call, at));
                return Err(QueryError::at(ErrorKind::NestedAggregation, at, message));
            }
            Clause::Lambda => {
                let message = format!(
                    "Lambda expression cannot contain aggregations, window functions or grouping operations: [{}]",
                    written(call, at)
                );
                return Err(QueryError::at(ErrorKind::ExpressionNotScalar, at, message));
            }
        }
        let inner = scope.within(Clause::Aggregate(spec.name));
        let (args, result) = self.aggregate_arguments(spec, call, at, &inner)?;
        let mut order_by = Vec::new();
        for item in &call.order {
            let key = self.expression(&item.key, &inner)?;
            sort::orderable(&key, item)?;
            order_by.push(sort::key(key.expr, item));
        }
        if call.distinct && call.order.iter().zip(&order_by).any(|(_, key)| !args.contains(&key.expr)) {
            let message = "For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments";
            return Err(QueryError::at(ErrorKind::ExpressionNotInDistinct, at, message));
        }
        let filter = self.filter(call, &inner)?;
        let null_treatment = nulls(call, spec, at)?;
        let params = AggregateFunctionParams { args, distinct: call.distinct, filter, order_by, null_treatment };
        let expr = Expr::AggregateFunction(AggregateFunction { func: Arc::clone(udf), params });
        let read = Typed::read(expr, scope.schema).map_err(placed(at))?;
        Ok(Typed { kind: result, ..read })
    }

    fn aggregate_arguments(
        &mut self,
        spec: &'static FunctionSpec,
        call: &Call,
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<(Vec<Expr>, TrinoType)> {
        if let Arguments::Star = call.arguments {
            if spec.name != "count" {
                let message = format!(
                    "mismatched input '*'. Expecting: ')', <expression>: only count takes *, not {}",
                    spec.name
                );
                return Err(QueryError::at(ErrorKind::SyntaxError, at, message));
            }
            return Ok((vec![lit(1_i64)], TrinoType::BigInt));
        }
        let arguments = self.arguments(call, scope)?;
        if spec.name == "count" && arguments.is_empty() {
            return Ok((vec![lit(1_i64)], TrinoType::BigInt));
        }
        self.resolved(spec, arguments, at, scope)
    }

    fn filter(&mut self, call: &Call, scope: &Scope<'_>) -> Analysed<Option<Box<Expr>>> {
        let Some(filter) = &call.filter else { return Ok(None) };
        let condition = self.expression(filter, scope)?;
        let message = |kind: &str| format!("Filter expression must evaluate to a boolean (actual: {kind})");
        Ok(Some(Box::new(boolean(condition, filter.at, message)?)))
    }

    fn window_call(
        &mut self,
        spec: &'static FunctionSpec,
        fun: WindowFunctionDefinition,
        call: &Call,
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<Typed> {
        match scope.clause {
            Clause::Open(Windows::Allowed) => {}
            Clause::Open(Windows::Refused) => {
                let message = format!(
                    "HAVING clause cannot contain window functions or row pattern measures: [{}]",
                    written(call, at)
                );
                return Err(QueryError::at(ErrorKind::NestedWindow, at, message));
            }
            Clause::Closed(clause) => return Err(misplaced(clause, call, at)),
            Clause::Aggregate(outer) | Clause::Window(outer) => {
                let message = format!(
                    "Cannot nest window functions or row pattern measures inside '{outer}': [{}]",
                    written(call, at)
                );
                return Err(QueryError::at(ErrorKind::NestedWindow, at, message));
            }
            Clause::Lambda => {
                let message = "Lambda expression cannot contain aggregations, window functions or grouping operations";
                return Err(QueryError::at(ErrorKind::ExpressionNotScalar, at, message));
            }
        }
        let Some(window) = &call.over else { return Err(unsupported(at, "A window function without OVER")) };
        if call.distinct {
            return Err(unsupported(at, "DISTINCT in window function parameters not yet supported"));
        }
        if !call.order.is_empty() {
            return Err(unsupported(
                at,
                "ORDER BY in the arguments of a window function is not supported by this engine",
            ));
        }
        let inner = scope.within(Clause::Window(spec.name));
        let (args, result) = match &fun {
            WindowFunctionDefinition::AggregateUDF(_) => self.aggregate_arguments(spec, call, at, &inner)?,
            WindowFunctionDefinition::WindowUDF(_) => {
                let arguments = self.arguments(call, &inner)?;
                self.resolved(spec, arguments, at, &inner)?
            }
        };
        let over = self.over(window, &inner)?;
        if matches!(
            spec.name,
            "rank" | "dense_rank" | "percent_rank" | "cume_dist" | "ntile" | "lead" | "lag" | "row_number"
        ) {
            frame::no_frame(&over, spec.name, at)?;
        }
        if matches!(spec.name, "lead" | "lag") && over.order.is_empty() {
            let message = format!("{} function requires an ORDER BY window clause", spec.name);
            return Err(QueryError::at(ErrorKind::MissingOrderBy, at, message));
        }
        let filter = self.filter(call, &inner)?;
        if filter.is_some() && matches!(fun, WindowFunctionDefinition::WindowUDF(_)) {
            return Err(unsupported(
                at,
                format!("FILTER of the window function {} is not supported by this engine", spec.name),
            ));
        }
        let null_treatment = nulls(call, spec, at)?;
        let params = WindowFunctionParams {
            args,
            partition_by: over.partition,
            order_by: over.order,
            window_frame: over.frame,
            filter,
            null_treatment,
            distinct: false,
        };
        let expr = Expr::WindowFunction(Box::new(WindowFunction { fun, params }));
        let read = Typed::read(expr, scope.schema).map_err(placed(at))?;
        Ok(Typed { kind: result, ..read })
    }
}

/// The value with the metadata that says its type, where a plan has lost it.
pub(super) fn retyped(value: Typed, scope: &Scope<'_>) -> Analysed<Expr> {
    use datafusion::logical_expr::ExprSchemable;
    let told = value.expr.to_field(scope.schema).ok().and_then(|(_, field)| TrinoType::of(&field));
    if told.is_some_and(|told| relaxed(&told) == relaxed(&value.kind)) {
        return Ok(value.expr);
    }
    Ok(Operation::expression(Retype, &value.kind, value.data, vec![value.expr]))
}

fn written(call: &Call, at: Position) -> Expression {
    Expression { at, kind: Kind::Call(Box::new(call.clone())) }
}

fn misplaced(clause: &str, call: &Call, at: Position) -> QueryError {
    let message = format!(
        "{clause} cannot contain aggregations, window functions or grouping operations: [{}]",
        written(call, at)
    );
    QueryError::at(ErrorKind::ExpressionNotScalar, at, message)
}

/// Refuses what only aggregates take.
fn plain(call: &Call, spec: &FunctionSpec, at: Position) -> Analysed<()> {
    let name = spec.name;
    if call.over.is_some() {
        let message = format!("Not a window function: {name}");
        return Err(QueryError::at(ErrorKind::FunctionNotWindow, at, message));
    }
    let not_aggregate = |message: String| Err(QueryError::at(ErrorKind::FunctionNotAggregate, at, message));
    if call.distinct {
        return not_aggregate(format!("DISTINCT is not supported for non-aggregation functions: {name}"));
    }
    if !call.order.is_empty() {
        return not_aggregate(format!("ORDER BY is not supported for non-aggregation functions: {name}"));
    }
    if call.filter.is_some() {
        return not_aggregate(format!("Filter is only valid for aggregation functions: {name}"));
    }
    if call.nulls.is_some() {
        return not_aggregate(format!("Cannot specify null treatment clause for {name} function"));
    }
    if matches!(call.arguments, Arguments::Star) {
        return not_aggregate(format!("mismatched input '*' in the arguments of {name}"));
    }
    Ok(())
}

/// IGNORE NULLS, where the function knows it.
fn nulls(call: &Call, spec: &FunctionSpec, at: Position) -> Analysed<Option<Nulls>> {
    let knows = matches!(spec.name, "lead" | "lag" | "first_value" | "last_value" | "nth_value");
    match call.nulls {
        None => Ok(None),
        Some(_) if !knows => {
            let message = format!("Cannot specify null treatment clause for {} function", spec.name);
            Err(QueryError::at(ErrorKind::FunctionNotWindow, at, message))
        }
        Some(NullTreatment::Ignore) => Ok(Some(Nulls::IgnoreNulls)),
        Some(NullTreatment::Respect) => Ok(Some(Nulls::RespectNulls)),
    }
}

/// The name of a type, which is known before anything runs. The argument stays in the expression, because an aggregate in it
/// makes the query one of groups.
fn type_of(argument: &Typed, at: Position) -> Analysed<Typed> {
    let name = argument.kind.to_string();
    let kind = TrinoType::Varchar(None);
    let literal = Typed::literal(ScalarValue::Utf8(Some(name)), kind.clone());
    let either = when(argument.expr.clone().is_null(), literal.expr.clone()).otherwise(literal.expr);
    let expr = either.map_err(|error| QueryError { position: Some(at), ..QueryError::from_datafusion(error) })?;
    Ok(Typed { expr, kind, data: literal.data })
}
