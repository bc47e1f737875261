//! `AggregateFunction`: a row of the table as an aggregate function of DataFusion.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::datatypes::{DataType, Field, FieldRef},
    common::Result,
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, Signature as Types, TypeSignature, Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
        utils::{AggregateOrderSensitivity, format_state_name},
    },
};

use super::{
    arranged::{Arranged, Rows},
    gather::{Finish, Gather},
};
use crate::{
    function::{
        error::{raise, wrong_column},
        resolve::resolve,
        scalar::{coerce, trino_types, zone_of},
        signature::Signature,
        spec::ResultRule,
    },
    trino_type::TrinoType,
};

/// How a row aggregates.
#[derive(Clone)]
pub(in crate::function) enum Method {
    /// Keeps the group's columns and computes at the end.
    Gather(Finish),
    /// A running accumulator of our own.
    Running(Running),
    /// DataFusion's accumulator behind our types.
    Delegate(fn() -> Arc<AggregateUDF>),
    /// DataFusion's function as it is, because its planner and optimiser know it by name.
    Whole(fn() -> Arc<AggregateUDF>),
    /// One method or another, by the types of the arguments.
    Choose(fn(&[TrinoType]) -> Method),
}

/// A running accumulator and the types of its state.
#[derive(Clone, Copy)]
pub(in crate::function) struct Running {
    pub(super) start: fn(&TrinoType) -> Box<dyn Accumulator>,
    pub(super) state: fn(&TrinoType) -> Vec<DataType>,
}

/// An aggregate function of the table.
pub(in crate::function) struct AggregateFunction {
    name: &'static str,
    signatures: Arc<[Signature]>,
    result: Option<ResultRule>,
    method: Method,
    types: Types,
}

struct Chosen {
    method: Method,
    arguments: Vec<TrinoType>,
    result: TrinoType,
    zone: Arc<str>,
}

impl AggregateFunction {
    pub(in crate::function) fn new(
        name: &'static str,
        signatures: Arc<[Signature]>,
        result: Option<ResultRule>,
        method: Method,
    ) -> Self {
        let types = Types::new(TypeSignature::UserDefined, Volatility::Immutable);
        Self { name, signatures, result, method, types }
    }

    /// DataFusion's own function where the row is that.
    pub(in crate::function) fn whole(&self) -> Option<Arc<AggregateUDF>> {
        match self.method {
            Method::Whole(udaf) => Some(udaf()),
            _ => None,
        }
    }

    fn choose(&self, fields: &[FieldRef]) -> Result<Chosen> {
        let resolved = resolve(self.name, &self.signatures, &trino_types(fields)?).map_err(raise)?;
        let result = match self.result {
            Some(rule) => rule(&resolved.arguments, resolved.result),
            None => resolved.result,
        };
        let mut method = self.method.clone();
        while let Method::Choose(choose) = method {
            method = choose(&resolved.arguments);
        }
        Ok(Chosen { method, arguments: resolved.arguments, result, zone: zone_of(fields) })
    }

    fn start(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let chosen = self.choose(args.expr_fields)?;
        let columns: Vec<DataType> = chosen.arguments.iter().map(|kind| kind.data_type(&chosen.zone)).collect();
        let order = args
            .order_bys
            .iter()
            .map(|by| Ok((by.expr.data_type(args.schema)?, by.options)))
            .collect::<Result<Vec<_>>>()?;
        let rows = if args.is_distinct { Rows::Different } else { Rows::All };
        let result = args.return_field.data_type().clone();
        let inner: Box<dyn Accumulator> = match chosen.method {
            Method::Gather(finish) => Box::new(Gather::new(self.name, columns.clone(), chosen.result, result, finish)),
            Method::Running(running) => (running.start)(chosen.arguments.first().unwrap_or(&TrinoType::Unknown)),
            Method::Delegate(udaf) => {
                udaf().accumulator(AccumulatorArgs { is_distinct: false, order_bys: &[], ..args })?
            }
            Method::Whole(_) | Method::Choose(_) => return Err(wrong_column(self.name)),
        };
        Ok(match rows {
            Rows::All if order.is_empty() => inner,
            rows => Box::new(Arranged::new(columns, order, rows, inner)),
        })
    }
}

impl AggregateUDFImpl for AggregateFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Types {
        &self.types
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        coerce(self.name, &self.signatures, types)
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Err(wrong_column(self.name))
    }

    fn return_field(&self, fields: &[FieldRef]) -> Result<FieldRef> {
        let chosen = self.choose(fields)?;
        Ok(Arc::new(chosen.result.field(self.name, &chosen.zone)))
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        self.start(args)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let chosen = self.choose(args.input_fields)?;
        let list = |kind: &DataType| DataType::List(Arc::new(Field::new("item", kind.clone(), true)));
        let lists = chosen.arguments.iter().map(|kind| list(&kind.data_type(&chosen.zone)));
        let state: Vec<DataType> = match &chosen.method {
            _ if args.is_distinct || !args.ordering_fields.is_empty() => {
                lists.chain(args.ordering_fields.iter().map(|field| list(field.data_type()))).collect()
            }
            Method::Gather(_) => lists.collect(),
            Method::Running(running) => (running.state)(chosen.arguments.first().unwrap_or(&TrinoType::Unknown)),
            Method::Delegate(udaf) => return udaf().state_fields(args),
            Method::Whole(_) | Method::Choose(_) => return Err(wrong_column(self.name)),
        };
        let field = |(at, kind): (usize, DataType)| {
            Arc::new(Field::new(format_state_name(args.name, &format!("state{at}")), kind, true))
        };
        Ok(state.into_iter().enumerate().map(field).collect())
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        match self.choose(args.expr_fields) {
            Ok(Chosen { method: Method::Delegate(udaf), .. }) if !args.is_distinct && args.order_bys.is_empty() => {
                udaf().groups_accumulator_supported(args)
            }
            _ => false,
        }
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        match self.choose(args.expr_fields)?.method {
            Method::Delegate(udaf) => udaf().create_groups_accumulator(args),
            _ => Err(wrong_column(self.name)),
        }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        match self.choose(args.expr_fields)?.method {
            Method::Delegate(udaf) if !args.is_distinct && args.order_bys.is_empty() => {
                udaf().create_sliding_accumulator(args)
            }
            _ => self.start(args),
        }
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        // The order of the call is kept by `Arranged`: DataFusion hands over its columns, and need not sort its input.
        AggregateOrderSensitivity::Beneficial
    }

    fn with_beneficial_ordering(self: Arc<Self>, _: bool) -> Result<Option<Arc<dyn AggregateUDFImpl>>> {
        Ok(Some(self))
    }

    fn supports_within_group_clause(&self) -> bool {
        self.name == "listagg"
    }
}

impl fmt::Debug for AggregateFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AggregateFunction({})", self.name)
    }
}

// A name stands once in the table, so the name is the function.
impl PartialEq for AggregateFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for AggregateFunction {}

impl Hash for AggregateFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}
