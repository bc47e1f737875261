//! Functions that take lambdas: the values give the lambdas' parameters their types, the lambdas give the result its.

use std::sync::Arc;

use datafusion::{
    arrow::datatypes::FieldRef,
    logical_expr::{
        Expr, ExprSchemable, HigherOrderUDF, LambdaParametersProgress, ValueOrLambda,
        expr::{HigherOrderFunction, Lambda, LambdaVariable},
    },
};

use super::{
    Analysed, Analyzer,
    call::retyped,
    placed,
    scope::{Clause, Parameter, Scope},
};
use crate::{
    function::FunctionSpec,
    query_error::{ErrorKind, Position, QueryError},
    trino::{
        tree::{Arguments, Call, Expression, Kind, Name},
        typed::Typed,
    },
    trino_type::TrinoType,
};

/// Rounds of finding the types of lambdas that take what they give.
const ROUNDS: usize = 8;

enum Argument<'a> {
    Value(Expr, FieldRef),
    Lambda(&'a [Name], &'a Expression),
}

impl Parameter {
    pub(super) fn value(&self) -> Typed {
        let variable = LambdaVariable::new(self.name.text.to_lowercase(), Some(Arc::clone(&self.field)));
        Typed { expr: Expr::LambdaVariable(variable), kind: self.kind.clone(), data: self.field.data_type().clone() }
    }
}

impl Analyzer<'_> {
    pub(super) fn higher_order(
        &mut self,
        spec: &'static FunctionSpec,
        udf: &Arc<HigherOrderUDF>,
        call: &Call,
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<Typed> {
        let written = match &call.arguments {
            Arguments::Star => &[],
            Arguments::List(list) => list.as_slice(),
        };
        let mut arguments = Vec::new();
        for argument in written {
            arguments.push(match &argument.kind {
                Kind::Lambda(names, body) => Argument::Lambda(names, body),
                _ => {
                    let value = self.expression(argument, scope)?;
                    let value = retyped(value, scope)?;
                    let (_, field) = value.to_field(scope.schema).map_err(QueryError::from_datafusion)?;
                    Argument::Value(value, field)
                }
            });
        }
        let mut fields: Vec<ValueOrLambda<FieldRef, Option<FieldRef>>> = arguments
            .iter()
            .map(|argument| match argument {
                Argument::Value(_, field) => ValueOrLambda::Value(Arc::clone(field)),
                Argument::Lambda(..) => ValueOrLambda::Lambda(None),
            })
            .collect();
        for step in 0..ROUNDS {
            let progress = udf.lambda_parameters(step, &fields);
            match progress.map_err(QueryError::from_datafusion).map_err(placed(at))? {
                LambdaParametersProgress::Partial(parameters) => {
                    let mut parameters = parameters.into_iter();
                    for (argument, field) in arguments.iter().zip(&mut fields) {
                        if let (Argument::Lambda(names, body), ValueOrLambda::Lambda(field)) = (argument, field)
                            && let Some(given) = parameters.next().flatten()
                        {
                            let (_, result) = self.lambda(names, body, given, at, scope)?;
                            *field = Some(result);
                        }
                    }
                }
                LambdaParametersProgress::Complete(parameters) => {
                    let mut parameters = parameters.into_iter();
                    let mut args = Vec::new();
                    for argument in arguments {
                        args.push(match argument {
                            Argument::Value(value, _) => value,
                            Argument::Lambda(names, body) => {
                                let given = parameters.next().unwrap_or_default();
                                Expr::Lambda(self.lambda(names, body, given, at, scope)?.0)
                            }
                        });
                    }
                    let function = HigherOrderFunction::new(Arc::clone(udf), args);
                    return Typed::read(Expr::HigherOrderFunction(function), scope.schema).map_err(placed(at));
                }
            }
        }
        Err(QueryError::at(
            ErrorKind::TypeMismatch,
            at,
            format!("The types of the lambdas of {} do not settle", spec.name),
        ))
    }

    fn lambda(
        &mut self,
        names: &[Name],
        body: &Expression,
        given: Vec<FieldRef>,
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<(Lambda, FieldRef)> {
        if names.len() != given.len() {
            let message = format!("Expected a lambda that takes {} argument(s) but got {}", given.len(), names.len());
            return Err(QueryError::at(ErrorKind::InvalidParameterUsage, at, message));
        }
        let mut inner = scope.within(Clause::Lambda);
        for (name, field) in names.iter().zip(given) {
            let kind = TrinoType::of(&field).ok_or_else(|| QueryError::not_supported("A lambda over such values"))?;
            let field = Arc::new(field.as_ref().clone().with_name(name.text.to_lowercase()));
            inner.parameters.push(Parameter { name: name.clone(), field, kind });
        }
        let value = self.expression(body, &inner)?;
        let value = retyped(value, &inner)?;
        let (_, field) = value.to_field(scope.schema).map_err(QueryError::from_datafusion)?;
        let names = names.iter().map(|name| name.text.to_lowercase()).collect();
        Ok((Lambda::new(names, value), field))
    }
}
