//! `FunctionSpec`: one row of the table, and `Draft`, what the files of the groups write.

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::array::ArrayRef,
    common::Result,
    logical_expr::{AggregateUDF, HigherOrderUDF, ScalarUDF, WindowUDF},
};

use super::{
    aggregate::{AggregateFunction, Method},
    lambda::{LambdaCall, LambdaFunction},
    resolve::{Resolved, resolve},
    scalar::{Call, ScalarFunction, Zone},
    signature::Signature,
};
use crate::{query_error::QueryError, trino_type::TrinoType};

/// A function that can be called.
#[derive(Debug)]
pub(crate) struct FunctionSpec {
    /// Lower case, as Trino names it.
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    signatures: Arc<[Signature]>,
    result: Option<ResultRule>,
    pub(crate) implementation: Implementation,
}

/// What computes a function.
#[derive(Debug, Clone)]
pub(crate) enum Implementation {
    Scalar(Arc<ScalarUDF>),
    Aggregate(Arc<AggregateUDF>),
    Window(Arc<WindowUDF>),
    HigherOrder(Arc<HigherOrderUDF>),
    /// The rewriter writes it in other terms.
    Special(Special),
}

/// Functions that are rewritten before planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    /// `if(a, b[, c])`: `CASE WHEN a THEN b [ELSE c] END`.
    If,
    /// `coalesce(a, …)`: evaluated from the left, as far as needed.
    Coalesce,
    /// `nullif(a, b)`: `CASE WHEN a = b THEN NULL ELSE a END`.
    Nullif,
    /// `now()` and `current_timestamp`: the start of the query, with time zone.
    Now,
    /// `current_date`
    CurrentDate,
    /// `current_time`
    CurrentTime,
    /// `localtimestamp`
    LocalTimestamp,
    /// `localtime`
    LocalTime,
    /// `grouping(column, …)` of GROUPING SETS.
    Grouping,
}

/// Which part of a query may hold a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// One value from one row.
    Scalar,
    /// One value from many rows.
    Aggregate,
    /// One value a row from the rows around it.
    Window,
    /// Takes a lambda.
    HigherOrder,
}

impl fmt::Display for FunctionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // SHOW FUNCTIONS knows three kinds; those with lambdas are scalar there.
            Self::Scalar | Self::HigherOrder => "scalar",
            Self::Aggregate => "aggregate",
            Self::Window => "window",
        })
    }
}

macro_rules! groups {
    ($($(#[$doc:meta])* $variant:ident = $title:literal;)*) => {
        /// The chapter of Trino's documentation that describes a function.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Group { $($(#[$doc])* $variant,)* }

        impl Group {
            /// The chapter's title.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

groups! {
    /// Text.
    String = "String";
    /// Text against patterns.
    Regexp = "Regular expression";
    /// Numbers.
    Math = "Mathematical";
    /// Bits of integers.
    Bitwise = "Bitwise";
    /// Dates, times, intervals.
    Datetime = "Date and time";
    /// JSON documents.
    Json = "JSON";
    /// Arrays.
    Array = "Array";
    /// Maps.
    Map = "Map";
    /// Many rows to one value.
    Aggregate = "Aggregate";
    /// Rows around a row.
    Window = "Window";
    /// Text of values, types of values.
    Conversion = "Conversion";
    /// Addresses.
    Url = "URL";
    /// Bytes and digests.
    Binary = "Binary";
    /// The largest and the smallest.
    Comparison = "Comparison";
    /// Choices.
    Conditional = "Conditional";
    /// Identifiers.
    Uuid = "UUID";
}

/// What the reference page says of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionDoc {
    /// Lower case.
    pub name: &'static str,
    /// What it can stand for in a query.
    pub kind: FunctionKind,
    /// Chapter.
    pub group: Group,
    /// Its forms, each `name(types) -> type`.
    pub signatures: Vec<&'static str>,
}

impl FunctionSpec {
    /// Which part of a query may hold it.
    pub(crate) fn kind(&self) -> FunctionKind {
        match &self.implementation {
            Implementation::Scalar(_) => FunctionKind::Scalar,
            Implementation::Special(Special::Grouping) => FunctionKind::Aggregate,
            Implementation::Special(_) => FunctionKind::Scalar,
            Implementation::Aggregate(_) => FunctionKind::Aggregate,
            Implementation::Window(_) => FunctionKind::Window,
            Implementation::HigherOrder(_) => FunctionKind::HigherOrder,
        }
    }

    /// Its forms, each with its text.
    #[cfg(test)]
    pub(super) fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The form that a call with such arguments means, or Trino's refusal. Calls with lambdas are checked while they are
    /// planned, because the type of a lambda depends on the types before it.
    pub(crate) fn resolve(&self, arguments: &[TrinoType]) -> Result<Resolved, QueryError> {
        let mut resolved = resolve(self.name, &self.signatures, arguments)?;
        if let Some(rule) = self.result {
            resolved.result = rule(&resolved.arguments, resolved.result);
        }
        Ok(resolved)
    }

    /// Its part of the reference page.
    pub(crate) fn doc(&self) -> FunctionDoc {
        FunctionDoc {
            name: self.name,
            kind: self.kind(),
            group: self.group,
            signatures: self.signatures.iter().map(|signature| signature.text).collect(),
        }
    }
}

/// What a scalar function does with whole columns.
pub(super) type Kernel = Arc<dyn Fn(&Call<'_>) -> Result<ArrayRef> + Send + Sync>;

/// What a function with lambdas does with whole columns.
pub(super) type LambdaKernel = fn(&LambdaCall<'_>) -> Result<ArrayRef>;

/// A result type that the signature's text cannot say, from the types of the arguments and the result that the text says.
pub(super) type ResultRule = fn(&[TrinoType], TrinoType) -> TrinoType;

/// A row as the files of the groups write it.
pub(super) struct Draft {
    name: &'static str,
    texts: Vec<&'static str>,
    result: Option<ResultRule>,
    zone: Zone,
    body: Body,
}

enum Body {
    Scalar(Kernel),
    Lambda(LambdaKernel),
    Aggregate(Method),
    Ready(Implementation),
}

/// A function of one row.
pub(super) fn scalar(
    name: &'static str,
    texts: &[&'static str],
    kernel: impl Fn(&Call<'_>) -> Result<ArrayRef> + Send + Sync + 'static,
) -> Draft {
    Draft::new(name, texts, Body::Scalar(Arc::new(kernel)))
}

/// A function with lambdas.
pub(super) fn higher_order(name: &'static str, texts: &[&'static str], kernel: LambdaKernel) -> Draft {
    Draft::new(name, texts, Body::Lambda(kernel))
}

/// A function of many rows.
pub(super) fn aggregate(name: &'static str, texts: &[&'static str], method: Method) -> Draft {
    Draft::new(name, texts, Body::Aggregate(method))
}

/// A function that the rewriter takes apart.
pub(super) fn special(name: &'static str, texts: &[&'static str], special: Special) -> Draft {
    Draft::new(name, texts, Body::Ready(Implementation::Special(special)))
}

/// A window function.
pub(super) fn window(name: &'static str, texts: &[&'static str], function: Arc<WindowUDF>) -> Draft {
    Draft::new(name, texts, Body::Ready(Implementation::Window(function)))
}

impl Draft {
    fn new(name: &'static str, texts: &[&'static str], body: Body) -> Self {
        Self { name, texts: texts.to_vec(), result: None, zone: Zone::OfArguments, body }
    }

    /// The result type by a rule.
    pub(super) fn result(mut self, rule: ResultRule) -> Self {
        self.result = Some(rule);
        self
    }

    /// Where the zone of a result with time zone comes from.
    pub(super) fn zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }

    /// How many texts the row has; a test compares it with what was read.
    #[cfg(test)]
    pub(super) fn texts(&self) -> &[&'static str] {
        &self.texts
    }

    /// The row of the table.
    pub(super) fn finish(self, group: Group) -> FunctionSpec {
        let Self { name, texts, result, zone, body } = self;
        let signatures: Arc<[Signature]> = texts.into_iter().filter_map(Signature::read).collect();
        let implementation = match body {
            Body::Scalar(kernel) => {
                let function = ScalarFunction::new(name, Arc::clone(&signatures), result, zone, kernel);
                Implementation::Scalar(Arc::new(ScalarUDF::new_from_impl(function)))
            }
            Body::Lambda(kernel) => {
                let function = LambdaFunction::new(name, Arc::clone(&signatures), kernel);
                Implementation::HigherOrder(Arc::new(HigherOrderUDF::new_from_impl(function)))
            }
            Body::Aggregate(method) => {
                let function = AggregateFunction::new(name, Arc::clone(&signatures), result, method);
                match function.whole() {
                    Some(udaf) => Implementation::Aggregate(udaf),
                    None => Implementation::Aggregate(Arc::new(AggregateUDF::new_from_impl(function))),
                }
            }
            Body::Ready(implementation) => implementation,
        };
        FunctionSpec { name, group, signatures, result, implementation }
    }
}
