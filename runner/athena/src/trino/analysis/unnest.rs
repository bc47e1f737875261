//! UNNEST: arrays side by side (the shorter filled with NULL), maps as two columns, arrays of rows as their fields,
//! WITH ORDINALITY.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Int64Array, ListArray},
        buffer::OffsetBuffer,
        datatypes::{DataType, Field as ArrowField},
    },
    common::{Column, NullHandling, Result, UnnestOptions},
    logical_expr::{Expr, LogicalPlanBuilder},
};

use super::{
    Analysed, Analyzer, Field, Relational, build, mismatch,
    query::{one_row, rename},
    scope::{Clause, Queries, Scope},
};
use crate::{
    trino::{
        operation::{Kernel, expected},
        operator::nested::{FieldAt, MapPart},
        tree::{JoinKind, Name, Unnest},
        typed::{Typed, utc},
    },
    trino_type::TrinoType,
};

/// 1, 2, 3, … up to the longest of the lists of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Ordinals;

impl Kernel for Ordinals {
    fn name(&self) -> &'static str {
        "ordinals"
    }

    fn run(&self, columns: &[ArrayRef], rows: usize, _: &DataType) -> Result<ArrayRef> {
        let mut lengths = vec![0_usize; rows];
        for column in columns {
            let lists = expected(column.as_list_opt::<i32>())?;
            for (row, length) in lengths.iter_mut().enumerate() {
                if lists.is_valid(row) {
                    *length = (*length).max(usize::try_from(lists.value_length(row)).unwrap_or(0));
                }
            }
        }
        let numbers = lengths.iter().flat_map(|length| (1_i64..).take(*length));
        let values: ArrayRef = Arc::new(Int64Array::from_iter_values(numbers));
        let item = Arc::new(ArrowField::new("item", DataType::Int64, true));
        Ok(Arc::new(ListArray::try_new(item, OffsetBuffer::from_lengths(lengths), values, None)?))
    }
}

/// What one unnested list gives: the column itself, or the fields of its rows.
struct Part {
    column: usize,
    kind: TrinoType,
    field: Option<usize>,
}

impl Analyzer<'_> {
    /// `FROM UNNEST(…)`
    pub(super) fn unnest_alone(
        &mut self,
        unnest: &Unnest,
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        let nothing = Relational { plan: one_row(), fields: Vec::new() };
        self.unnest_beside(nothing, unnest, None, JoinKind::Cross, outer, queries)
    }

    /// `left CROSS JOIN UNNEST(…)`, or `LEFT JOIN … ON TRUE`.
    pub(super) fn unnest_beside(
        &mut self,
        left: Relational,
        unnest: &Unnest,
        alias: Option<(&Name, &[Name])>,
        kind: JoinKind,
        outer: Option<&Scope<'_>>,
        queries: &Queries<'_>,
    ) -> Analysed<Relational> {
        let scope = Scope { clause: Clause::Closed("UNNEST"), ..Scope::new(&left, outer, queries) };
        let (mut lists, mut parts): (Vec<Expr>, Vec<Part>) = (Vec::new(), Vec::new());
        for array in &unnest.arrays {
            let value = self.expression(array, &scope)?;
            let column = lists.len();
            match value.kind.clone() {
                TrinoType::Array(item) => {
                    lists.push(value.expr);
                    match *item {
                        TrinoType::Row(fields) => {
                            let fields = fields.into_iter().enumerate();
                            parts.extend(fields.map(|(at, (_, kind))| Part { column, kind, field: Some(at) }));
                        }
                        kind => parts.push(Part { column, kind, field: None }),
                    }
                }
                TrinoType::Map(key, item) => {
                    for (at, (part, kind)) in [(MapPart::Keys, *key), (MapPart::Values, *item)].into_iter().enumerate()
                    {
                        let list = TrinoType::Array(Box::new(kind.clone()));
                        lists.push(Typed::operation(part, vec![value.expr.clone()], list).expr);
                        parts.push(Part { column: column + at, kind, field: None });
                    }
                }
                other => return Err(mismatch(array.at, format!("Cannot unnest type: {other}"))),
            }
        }
        if unnest.ordinality {
            let kind = TrinoType::Array(Box::new(TrinoType::BigInt));
            let ordinals = Typed::operation(Ordinals, lists.clone(), kind).expr;
            parts.push(Part { column: lists.len(), kind: TrinoType::BigInt, field: None });
            lists.push(ordinals);
        }
        let Relational { plan, fields } = left;
        let mut columns: Vec<Expr> = fields.iter().map(|field| Expr::Column(field.column.clone())).collect();
        let names: Vec<_> = (0..lists.len()).map(|at| Column::from_name(format!("u{at}"))).collect();
        columns.extend(lists.into_iter().zip(&names).map(|(list, name)| list.alias(name.name.clone())));
        let null_handling = match kind {
            JoinKind::Left => NullHandling::PreserveAndExpandEmpty,
            _ => NullHandling::Drop,
        };
        let options = UnnestOptions { null_handling, recursions: Vec::new() };
        let unnested = LogicalPlanBuilder::from(plan)
            .project(columns)
            .and_then(|plan| plan.unnest_columns_with_options(names.clone(), options));
        let plan = build(unnested)?;
        let mut values: Vec<(Field, Expr)> = fields
            .into_iter()
            .map(|field| {
                let column = Expr::Column(field.column.clone());
                (field, column)
            })
            .collect();
        let mut own = Vec::new();
        for Part { column, kind, field } in parts {
            let Some(name) = names.get(column) else { continue };
            let item = Expr::Column(name.clone());
            let value = match field {
                None => item,
                Some(at) => {
                    let data = crate::trino::typed::carrier(&kind, &utc());
                    Typed::operation_as(FieldAt(at), vec![item], kind.clone(), data).expr
                }
            };
            let field = Field { qualifier: Vec::new(), name: None, kind, column: name.clone() };
            own.push((field, value));
        }
        if let Some((name, columns)) = alias {
            let mut fields: Vec<_> = own.iter().map(|(field, _)| field.clone()).collect();
            rename(&mut fields, columns, name.at)?;
            for ((field, _), mut renamed) in own.iter_mut().zip(fields) {
                renamed.qualifier = vec![name.text.clone()];
                *field = renamed;
            }
        }
        values.extend(own);
        self.project(plan, values)
    }
}
