//! CASE that stays one: a boolean CASE would be taken apart into AND and OR by DataFusion's optimiser, and branches that fail
//! would then be computed for rows that do not take them. So such a CASE chooses between numbers.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, BooleanArray, Int8Array},
        datatypes::{DataType, Int8Type},
    },
    common::Result,
    logical_expr::{Case, Expr},
};

use crate::{
    trino::{
        operation::{Kernel, column, expected},
        typed::Typed,
    },
    trino_type::TrinoType,
};

/// A boolean as 0 or 1, or back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Flag {
    Number,
    Boolean,
}

impl Kernel for Flag {
    fn name(&self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }

    fn run(&self, columns: &[ArrayRef], _: usize, _: &DataType) -> Result<ArrayRef> {
        let own = column(columns, 0)?;
        Ok(match self {
            Self::Number => {
                let flags = expected(own.as_boolean_opt())?;
                Arc::new(flags.iter().map(|flag| flag.map(i8::from)).collect::<Int8Array>())
            }
            Self::Boolean => {
                let numbers = expected(own.as_primitive_opt::<Int8Type>())?;
                Arc::new(numbers.iter().map(|number| number.map(|number| number == 1)).collect::<BooleanArray>())
            }
        })
    }
}

/// `CASE WHEN … THEN … ELSE … END` of booleans, each branch computed only for its own rows.
pub(in crate::trino) fn boolean_case(branches: Vec<(Expr, Expr)>, otherwise: Expr) -> Expr {
    let number = |flag| Box::new(Typed::operation(Flag::Number, vec![flag], TrinoType::TinyInt).expr);
    let branches = branches.into_iter().map(|(when, then)| (Box::new(when), number(then))).collect();
    let case = Expr::Case(Case::new(None, branches, Some(number(otherwise))));
    Typed::operation(Flag::Boolean, vec![case], TrinoType::Boolean).expr
}

/// Whether a function only carries such a CASE.
pub(super) fn carries(function: &datafusion::logical_expr::ScalarUDF) -> bool {
    function.inner().is::<crate::trino::operation::Operation<Flag>>()
}
