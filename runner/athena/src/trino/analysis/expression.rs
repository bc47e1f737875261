//! Expressions: one case a kind of the tree, each with the types that Trino asks for.

use datafusion::{
    common::ScalarValue,
    logical_expr::{Expr, lit},
};

use super::{
    Analysed, Analyzer, boolean, mismatch, placed,
    scope::{Scope, not_found},
    unsupported,
};
use crate::{
    function::common_type,
    query_error::Position,
    trino::{
        operator::{
            boolean_case, fallible,
            nested::{FieldAt, MakeArray, MakeRow},
        },
        parser::deep,
        tree::{Case, Comparison, Expression, Fallibility, Kind, Name},
        typed::{Typed, null, utc},
    },
    trino_type::TrinoType,
};

impl Analyzer<'_> {
    pub(super) fn expression(&mut self, expression: &Expression, scope: &Scope<'_>) -> Analysed<Typed> {
        deep(|| self.one(expression, scope))
    }

    fn one(&mut self, expression: &Expression, scope: &Scope<'_>) -> Analysed<Typed> {
        let at = expression.at;
        // Only AND at the top of a filter keeps its parts filters.
        let inner = match expression.kind {
            Kind::And(_) | Kind::Or(_) | Kind::Not(_) => scope.clone(),
            _ => Scope { filter: false, ..scope.clone() },
        };
        match &expression.kind {
            Kind::Null => Ok(Typed::literal(ScalarValue::Null, TrinoType::Unknown)),
            Kind::Boolean(value) => Ok(Typed::boolean(lit(*value))),
            Kind::Text(text) => {
                let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                Ok(Typed::literal(ScalarValue::Utf8(Some(text.clone())), TrinoType::Varchar(Some(length))))
            }
            Kind::Binary(bytes) => Ok(Typed::literal(ScalarValue::Binary(Some(bytes.clone())), TrinoType::Varbinary)),
            Kind::Integer(_)
            | Kind::Decimal(_)
            | Kind::Double(_)
            | Kind::Typed(..)
            | Kind::Timestamp(_)
            | Kind::Time(_)
            | Kind::DecimalText(_)
            | Kind::Interval(_) => super::literal::literal(expression),
            Kind::Name(name) => scope.find(&[], name)?.ok_or_else(|| not_found(at, &name.text)),
            Kind::Field(base, name) => self.field(expression, base, name, &inner),
            Kind::Subscript(base, index) => {
                let base = self.expression(base, &inner)?;
                let index = self.expression(index, &inner)?;
                self.subscript(base, index, at)
            }
            Kind::Call(call) => self.call(call, at, &inner),
            Kind::Lambda(..) => Err(mismatch(at, "A lambda can stand only where a function takes one")),
            Kind::Negative(value) => {
                let value = self.expression(value, &inner)?;
                self.negative(value, at)
            }
            Kind::Arithmetic(operator, left, right) => {
                let (left, right) = (self.expression(left, &inner)?, self.expression(right, &inner)?);
                self.arithmetic(*operator, left, right, at)
            }
            Kind::Concat(left, right) => {
                let arguments = vec![self.expression(left, &inner)?, self.expression(right, &inner)?];
                self.apply("concat", arguments, at, scope)
            }
            Kind::Comparison(operator, left, right) => {
                let (left, right) = (self.expression(left, &inner)?, self.expression(right, &inner)?);
                self.compare(*operator, left, right, at)
            }
            // A term that may fail is looked at only where the ones before it do not settle the matter.
            Kind::And(terms) => self.logical(terms, &inner, Expr::and, |before, term| {
                boolean_case(vec![(before.is_false(), lit(false))], term)
            }),
            Kind::Or(terms) => self.logical(terms, &inner, Expr::or, |before, term| {
                boolean_case(vec![(before.is_true(), lit(true))], term)
            }),
            Kind::Not(value) => {
                let condition = self.expression(value, &inner)?;
                let message =
                    |kind: &str| format!("Value of logical NOT expression must evaluate to a boolean (actual: {kind})");
                Ok(Typed::boolean(negated(boolean(condition, value.at, message)?)))
            }
            Kind::IsNull(value) => Ok(Typed::boolean(self.expression(value, &inner)?.expr.is_null())),
            Kind::IsNotNull(value) => Ok(Typed::boolean(self.expression(value, &inner)?.expr.is_not_null())),
            Kind::Distinct(left, right) => {
                let (left, right) = (self.expression(left, &inner)?, self.expression(right, &inner)?);
                self.distinct(left, right, at)
            }
            Kind::Between(value, low, high) => {
                let value = self.expression(value, &inner)?;
                let (low, high) = (self.expression(low, &inner)?, self.expression(high, &inner)?);
                let kinds = || format!("Cannot check if {} is BETWEEN {} and {}", value.kind, low.kind, high.kind);
                let common = common_type(&value.kind, &low.kind).and_then(|kind| common_type(&kind, &high.kind));
                let Some(common) = common else { return Err(mismatch(at, kinds())) };
                let value = self.coerce(value, &common, at)?;
                let (low, high) = (self.coerce(low, &common, at)?, self.coerce(high, &common, at)?);
                let low = self.compare(Comparison::GreaterOrEqual, value.clone(), low, at)?;
                let high = self.compare(Comparison::LessOrEqual, value, high, at)?;
                Ok(Typed::boolean(low.expr.and(high.expr)))
            }
            Kind::InList(value, items) => self.in_list(value, items, at, &inner),
            Kind::Like(value, pattern, escape) => {
                let value = self.expression(value, &inner)?;
                let pattern = self.expression(pattern, &inner)?;
                let escape = match escape {
                    Some(escape) => Some(self.expression(escape, &inner)?),
                    None => None,
                };
                self.like(value, pattern, escape, at)
            }
            Kind::InQuery(value, query) => {
                let value = self.expression(value, &inner)?;
                self.in_query(value, query, at, scope)
            }
            Kind::Exists(query) => self.exists(query, at, scope),
            Kind::Subquery(query) => self.scalar_subquery(query, at, scope),
            Kind::Case(case) => self.case(case, at, &inner),
            Kind::Cast(fallibility, value, kind) => {
                let value = self.expression(value, &inner)?;
                crate::trino::cast::cast(value, kind, *fallibility).map_err(placed(at))
            }
            Kind::AtTimeZone(value, zone) => {
                let (value, zone) = (self.expression(value, &inner)?, self.expression(zone, &inner)?);
                self.at_time_zone(value, zone, at)
            }
            Kind::Extract(field, value) => self.extract(field, value, at, &inner),
            Kind::Array(items) => self.array(items, at, &inner),
            Kind::Row(items) => {
                let items = items.iter().map(|item| self.expression(item, &inner)).collect::<Analysed<Vec<_>>>()?;
                let kind = TrinoType::Row(items.iter().map(|item| (None, item.kind.clone())).collect());
                let values = items.into_iter().map(|item| item.expr).collect();
                Ok(Typed::operation(MakeRow, values, kind))
            }
        }
    }

    /// `t.x`, or the field `x` of a row.
    fn field(&mut self, whole: &Expression, base: &Expression, name: &Name, scope: &Scope<'_>) -> Analysed<Typed> {
        if let Some(qualifier) = names_of(base)
            && let Some(value) = scope.find(&qualifier, name)?
        {
            return Ok(value);
        }
        let value = match self.expression(base, scope) {
            Err(error) if names_of(base).is_some() && error.kind == crate::query_error::ErrorKind::ColumnNotFound => {
                return Err(not_found(whole.at, &whole.to_string()));
            }
            other => other?,
        };
        let TrinoType::Row(fields) = &value.kind else {
            return Err(mismatch(whole.at, format!("Expression {base} is not of type ROW")));
        };
        let mut found = fields.iter().enumerate().filter(|(_, (own, _))| own.as_ref().is_some_and(|own| name.is(own)));
        match (found.next(), found.next()) {
            (Some((at, (_, kind))), None) => {
                let kind = kind.clone();
                Ok(field_at(value.expr, at, kind))
            }
            (Some(_), Some(_)) => Err(super::scope::ambiguous(whole.at, &name.text)),
            (None, _) => Err(not_found(whole.at, &whole.to_string())),
        }
    }

    fn logical(
        &mut self,
        terms: &[Expression],
        scope: &Scope<'_>,
        join: fn(Expr, Expr) -> Expr,
        guard: fn(Expr, Expr) -> Expr,
    ) -> Analysed<Typed> {
        let mut conditions: Vec<Expr> = Vec::new();
        for term in terms {
            let condition = self.expression(term, scope)?;
            let message = |kind: &str| format!("Logical expression term must evaluate to a boolean (actual: {kind})");
            let mut condition = boolean(condition, term.at, message)?;
            if fallible(&condition)
                && let Some(before) = balanced(conditions.clone(), join)
            {
                condition = guard(before, condition);
            }
            conditions.push(condition);
        }
        Ok(Typed::boolean(balanced(conditions, join).unwrap_or_else(|| lit(true))))
    }

    fn in_list(
        &mut self,
        value: &Expression,
        items: &[Expression],
        at: Position,
        scope: &Scope<'_>,
    ) -> Analysed<Typed> {
        let value = self.expression(value, scope)?;
        let items = items.iter().map(|item| self.expression(item, scope)).collect::<Analysed<Vec<_>>>()?;
        let common = self.one_type("IN value and list items", std::iter::once(&value).chain(&items), at)?;
        let value = self.coerce(value, &common, at)?;
        let items = items.into_iter().map(|item| self.coerce(item, &common, at)).collect::<Analysed<Vec<_>>>()?;
        if super::operator::exact(&common) {
            let list = items.into_iter().map(|item| item.expr).collect();
            return Ok(Typed::boolean(value.expr.in_list(list, false)));
        }
        let equal = |item| self.compare(Comparison::Equal, value.clone(), item, at).map(|equal| equal.expr);
        let equals = items.into_iter().map(equal).collect::<Analysed<Vec<_>>>()?;
        Ok(Typed::boolean(balanced(equals, Expr::or).unwrap_or_else(|| lit(false))))
    }

    fn case(&mut self, case: &Case, at: Position, scope: &Scope<'_>) -> Analysed<Typed> {
        let operand = match &case.operand {
            Some(operand) => Some(self.expression(operand, scope)?),
            None => None,
        };
        let (mut conditions, mut results) = (Vec::new(), Vec::new());
        for (when, then) in &case.branches {
            let condition = self.expression(when, scope)?;
            conditions.push(match &operand {
                None => {
                    let message = |kind: &str| format!("CASE WHEN clause must evaluate to a boolean (actual: {kind})");
                    boolean(condition, when.at, message)?
                }
                Some(operand) => {
                    if common_type(&operand.kind, &condition.kind).is_none() {
                        let message = format!(
                            "CASE operand type does not match WHEN clause operand type: {} vs {}",
                            operand.kind, condition.kind
                        );
                        return Err(mismatch(when.at, message));
                    }
                    self.compare(Comparison::Equal, operand.clone(), condition, when.at)?.expr
                }
            });
            results.push(self.expression(then, scope)?);
        }
        let otherwise = match &case.otherwise {
            Some(otherwise) => self.expression(otherwise, scope)?,
            None => Typed::literal(ScalarValue::Null, TrinoType::Unknown),
        };
        self.choose(conditions, results, otherwise, "All CASE results", at)
    }

    /// CASE with typed parts; `what` names the results in the error.
    pub(super) fn choose(
        &mut self,
        conditions: Vec<Expr>,
        results: Vec<Typed>,
        otherwise: Typed,
        what: &str,
        at: Position,
    ) -> Analysed<Typed> {
        let common = self.one_type(what, results.iter().chain([&otherwise]), at)?;
        if common == TrinoType::Unknown {
            return Ok(otherwise);
        }
        let results = results.into_iter().map(|result| self.coerce(result, &common, at));
        let results = results.collect::<Analysed<Vec<_>>>()?;
        let otherwise = self.coerce(otherwise, &common, at)?;
        let data = results.first().map_or(otherwise.data.clone(), |first| first.data.clone());
        let data = if results.iter().chain([&otherwise]).any(|part| part.data != data) {
            let known =
                results.iter().chain([&otherwise]).filter(|part| part.constant().is_none_or(|value| !value.is_null()));
            let zones: Vec<_> = known.map(|part| part.data.clone()).collect();
            match zones.as_slice() {
                [first, rest @ ..] if rest.iter().all(|other| other == first) => first.clone(),
                _ => {
                    return Err(unsupported(
                        at,
                        format!("{what} with different time zones are not supported by this engine"),
                    ));
                }
            }
        } else {
            data
        };
        let part = |part: Typed| {
            let same = part.data == data;
            Box::new(if same { part.expr } else { datafusion::logical_expr::cast(part.expr, data.clone()) })
        };
        if common == TrinoType::Boolean && results.iter().chain([&otherwise]).any(|part| fallible(&part.expr)) {
            let branches = conditions.into_iter().zip(results.into_iter().map(|result| result.expr)).collect();
            return Ok(Typed::boolean(boolean_case(branches, otherwise.expr)));
        }
        let branches = conditions.into_iter().map(Box::new).zip(results.into_iter().map(part)).collect();
        let case = datafusion::logical_expr::Case::new(None, branches, Some(part(otherwise)));
        Ok(Typed { expr: Expr::Case(case), kind: common, data })
    }

    /// The first of some values that is not NULL.
    pub(super) fn coalesce(&mut self, mut values: Vec<Typed>, at: Position) -> Analysed<Typed> {
        let Some(last) = values.pop() else {
            return Err(mismatch(at, "The 'coalesce' function must have at least two arguments"));
        };
        let conditions = values.iter().map(|value| value.expr.clone().is_not_null()).collect();
        self.choose(conditions, values, last, "All COALESCE operands", at)
    }

    fn array(&mut self, items: &[Expression], at: Position, scope: &Scope<'_>) -> Analysed<Typed> {
        let items = items.iter().map(|item| self.expression(item, scope)).collect::<Analysed<Vec<_>>>()?;
        let common = self.one_type("All ARRAY elements", items.iter(), at)?;
        let values = items.into_iter().map(|item| self.coerce(item, &common, at).map(|item| item.expr));
        let values = values.collect::<Analysed<Vec<_>>>()?;
        Ok(Typed::operation(MakeArray, values, TrinoType::Array(Box::new(common))))
    }

    /// The type that all values become.
    pub(super) fn one_type<'v>(
        &self,
        what: &str,
        values: impl Iterator<Item = &'v Typed>,
        at: Position,
    ) -> Analysed<TrinoType> {
        let mut common = TrinoType::Unknown;
        let mut seen: Vec<String> = Vec::new();
        for value in values {
            let written = value.kind.to_string();
            if !seen.contains(&written) {
                seen.push(written);
            }
            common = common_type(&common, &value.kind).ok_or_else(|| {
                let message = format!(
                    "{what} must be the same type or coercible to a common type. Cannot find common type between {common} \
                     and {}, all types (without duplicates): [{}]",
                    value.kind,
                    seen.join(", ")
                );
                mismatch(at, message)
            })?;
        }
        Ok(common)
    }

    /// The value in a type that it becomes without being asked.
    pub(super) fn coerce(&self, value: Typed, kind: &TrinoType, at: Position) -> Analysed<Typed> {
        if value.kind == *kind {
            return Ok(value);
        }
        if value.kind == TrinoType::Unknown {
            return Ok(match &value.expr {
                Expr::Literal(..) => null(kind),
                _ => {
                    let data = crate::trino::typed::carrier(kind, &utc());
                    Typed { expr: datafusion::logical_expr::cast(value.expr, data.clone()), kind: kind.clone(), data }
                }
            });
        }
        crate::trino::cast::cast(value, kind, Fallibility::Fail).map_err(placed(at))
    }
}

/// A field of a row.
pub(super) fn field_at(row: Expr, at: usize, kind: TrinoType) -> Typed {
    Typed::operation(FieldAt(at), vec![row], kind)
}

/// `a`, `a.b`, `a.b.c` as names.
fn names_of(expression: &Expression) -> Option<Vec<Name>> {
    match &expression.kind {
        Kind::Name(name) => Some(vec![name.clone()]),
        Kind::Field(base, name) => {
            let mut names = names_of(base)?;
            names.push(name.clone());
            Some(names)
        }
        _ => None,
    }
}

/// NOT; subqueries in filters keep their own form of it.
fn negated(condition: Expr) -> Expr {
    match condition {
        Expr::Exists(mut exists) => {
            exists.negated = !exists.negated;
            Expr::Exists(exists)
        }
        Expr::InSubquery(mut within) => {
            within.negated = !within.negated;
            Expr::InSubquery(within)
        }
        Expr::InList(mut within) => {
            within.negated = !within.negated;
            Expr::InList(within)
        }
        Expr::Like(mut like) => {
            like.negated = !like.negated;
            Expr::Like(like)
        }
        Expr::IsNull(value) => Expr::IsNotNull(value),
        other => Expr::Not(Box::new(other)),
    }
}

/// Terms as a tree that is as shallow as can be.
fn balanced(mut terms: Vec<Expr>, join: fn(Expr, Expr) -> Expr) -> Option<Expr> {
    while terms.len() > 1 {
        let mut next = Vec::with_capacity(terms.len() / 2 + 1);
        let mut rest = terms.into_iter();
        while let Some(left) = rest.next() {
            next.push(match rest.next() {
                Some(right) => join(left, right),
                None => left,
            });
        }
        terms = next;
    }
    terms.pop()
}
