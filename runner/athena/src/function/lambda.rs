//! `LambdaFunction`: a row of the table that takes lambdas, as a higher-order function of DataFusion.
//!
//! The types of the values bind the variables of the signature; those give the lambdas their parameters, and what the lambdas
//! give binds the rest. A state that a lambda both takes and gives (`reduce`) is the common type of its start and of what the
//! first round gives. Lambdas run over the items of all rows at once; [`Items`] is the flat view that makes this possible.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, UInt32Array},
        buffer::{NullBuffer, OffsetBuffer},
        compute::{take, take_arrays},
        datatypes::{DataType, FieldRef},
    },
    common::Result,
    logical_expr::{
        ColumnarValue, HigherOrderFunctionArgs, HigherOrderReturnFieldArgs, HigherOrderSignature, HigherOrderUDFImpl,
        LambdaArgument, LambdaParametersProgress, ValueOrLambda, Volatility,
    },
};

use super::{
    coercion::distance,
    error::{raise, wrong_column},
    resolve::{Bindings, unexpected},
    scalar::{canonical, conform, fields, trino_types, zone_of},
    signature::{Pattern, Signature},
    spec::LambdaKernel,
};
use crate::trino_type::TrinoType;

/// One call over columns.
pub(super) struct LambdaCall<'a> {
    pub(super) name: &'static str,
    arguments: Vec<ValueOrLambda<ArrayRef, &'a LambdaArgument>>,
    pub(super) rows: usize,
    /// The type that the result must have.
    pub(super) result: &'a DataType,
    /// What the variables stand for.
    pub(super) bindings: Bindings,
    pub(super) zone: Arc<str>,
}

impl<'a> LambdaCall<'a> {
    /// The column at `at`.
    pub(super) fn value(&self, at: usize) -> Result<&ArrayRef> {
        match self.arguments.get(at) {
            Some(ValueOrLambda::Value(column)) => Ok(column),
            _ => Err(wrong_column(self.name)),
        }
    }

    /// The lambda at `at`.
    pub(super) fn lambda(&self, at: usize) -> Result<&'a LambdaArgument> {
        match self.arguments.get(at) {
            Some(ValueOrLambda::Lambda(lambda)) => Ok(lambda),
            _ => Err(wrong_column(self.name)),
        }
    }

    /// The lambda's value for columns of parameters, `row_of` saying from which row each comes.
    pub(super) fn evaluate(&self, at: usize, parameters: &[ArrayRef], row_of: &UInt32Array) -> Result<ArrayRef> {
        let columns: Vec<_> = parameters.iter().map(|column| move || Ok(Arc::clone(column))).collect();
        let columns: Vec<&dyn Fn() -> Result<ArrayRef>> =
            columns.iter().map(|column| column as &dyn Fn() -> Result<ArrayRef>).collect();
        self.lambda(at)?
            .evaluate(&columns, |captured| Ok(take_arrays(captured, row_of, None)?))?
            .into_array(row_of.len())
    }

    /// The type that a variable stands for.
    pub(super) fn bound(&self, variable: char) -> DataType {
        self.bindings.get(variable).unwrap_or(&TrinoType::Unknown).data_type(&self.zone)
    }
}

/// The items of a column of lists or maps, laid end to end.
pub(super) struct Items {
    pub(super) values: ArrayRef,
    /// Where each row's items begin and end; starts at 0, rows that are NULL have none.
    pub(super) offsets: OffsetBuffer<i32>,
    pub(super) nulls: Option<NullBuffer>,
    /// The row of each item.
    pub(super) row_of: UInt32Array,
}

impl Items {
    /// Of a column of lists, or of maps whose items are then the entries.
    pub(super) fn of(column: &ArrayRef, name: &str) -> Result<Self> {
        let (offsets, values): (&OffsetBuffer<i32>, ArrayRef) = if let Some(lists) = column.as_list_opt::<i32>() {
            (lists.offsets(), Arc::clone(lists.values()))
        } else if let Some(maps) = column.as_map_opt() {
            (maps.offsets(), Arc::new(maps.entries().clone()))
        } else {
            return Err(wrong_column(name));
        };
        let mut lengths = Vec::with_capacity(column.len());
        let (mut row_of, mut from) = (Vec::with_capacity(values.len()), Vec::with_capacity(values.len()));
        for (row, window) in offsets.windows(2).enumerate() {
            let &[start, end] = window else { continue };
            let (start, end) = if column.is_null(row) { (0, 0) } else { (start as u32, end as u32) };
            lengths.push((end - start) as usize);
            row_of.extend(std::iter::repeat_n(row as u32, (end - start) as usize));
            from.extend(start..end);
        }
        let contiguous = from.iter().enumerate().all(|(at, from)| at == *from as usize) && from.len() == values.len();
        let values = if contiguous { values } else { take(&values, &UInt32Array::from(from), None)? };
        Ok(Self {
            values,
            offsets: OffsetBuffer::from_lengths(lengths),
            nulls: column.nulls().cloned(),
            row_of: UInt32Array::from(row_of),
        })
    }

    /// The range of a row's items.
    pub(super) fn range(&self, row: usize) -> std::ops::Range<usize> {
        match (self.offsets.get(row), self.offsets.get(row + 1)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    pub(super) fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row))
    }
}

/// A function with lambdas.
pub(super) struct LambdaFunction {
    name: &'static str,
    signatures: Arc<[Signature]>,
    kernel: LambdaKernel,
    types: HigherOrderSignature,
}

type Argument<'a> = ValueOrLambda<TrinoType, Option<TrinoType>>;

impl LambdaFunction {
    pub(super) fn new(name: &'static str, signatures: Arc<[Signature]>, kernel: LambdaKernel) -> Self {
        Self { name, signatures, kernel, types: HigherOrderSignature::user_defined(Volatility::Immutable) }
    }

    /// The form that fits, and what its variables stand for so far.
    fn fit(&self, arguments: &[Argument<'_>]) -> Result<(&Signature, Bindings)> {
        'forms: for signature in self.signatures.iter() {
            if !signature.takes(arguments.len()) {
                continue;
            }
            let mut bindings = Bindings::default();
            for (at, argument) in arguments.iter().enumerate() {
                let bound = match (signature.parameter(at), argument) {
                    (Some(Pattern::Function(_, result)), ValueOrLambda::Lambda(Some(kind))) => {
                        let bound = bindings.bind(result, kind);
                        bound.filter(|()| distance(kind, &result.fill(&bindings)).is_some())
                    }
                    (Some(Pattern::Function(..)), ValueOrLambda::Lambda(None)) => Some(()),
                    (Some(Pattern::Function(..)), ValueOrLambda::Value(_)) | (None, _) => None,
                    (Some(_), ValueOrLambda::Lambda(_)) => None,
                    (Some(pattern), ValueOrLambda::Value(kind)) => bindings.bind(pattern, kind),
                };
                if bound.is_none() {
                    continue 'forms;
                }
            }
            let fits = |(at, argument): (usize, &Argument<'_>)| match (signature.parameter(at), argument) {
                (Some(Pattern::Any), _) | (_, ValueOrLambda::Lambda(_)) => true,
                (Some(pattern), ValueOrLambda::Value(kind)) => distance(kind, &pattern.fill(&bindings)).is_some(),
                (None, _) => false,
            };
            if arguments.iter().enumerate().all(fits) {
                return Ok((signature, bindings));
            }
        }
        let given: Vec<_> = arguments
            .iter()
            .map(|argument| match argument {
                ValueOrLambda::Value(kind) | ValueOrLambda::Lambda(Some(kind)) => kind.clone(),
                ValueOrLambda::Lambda(None) => TrinoType::Unknown,
            })
            .collect();
        Err(raise(unexpected(self.name, &self.signatures, &given)))
    }
}

/// Whether a lambda takes what it gives, so that its types must be found in rounds.
fn cyclic(signature: &Signature) -> bool {
    signature.parameters.iter().any(|pattern| match pattern {
        Pattern::Function(parameters, result) => {
            matches!(**result, Pattern::Variable(_)) && parameters.contains(result)
        }
        _ => false,
    })
}

fn arguments_of(fields: &[ValueOrLambda<FieldRef, Option<FieldRef>>]) -> Result<Vec<Argument<'_>>> {
    fields
        .iter()
        .map(|field| {
            let one =
                |field: &FieldRef| -> Result<Option<TrinoType>> { Ok(trino_types(std::slice::from_ref(field))?.pop()) };
            Ok(match field {
                ValueOrLambda::Value(field) => ValueOrLambda::Value(one(field)?.unwrap_or(TrinoType::Unknown)),
                ValueOrLambda::Lambda(Some(field)) => ValueOrLambda::Lambda(one(field)?),
                ValueOrLambda::Lambda(None) => ValueOrLambda::Lambda(None),
            })
        })
        .collect()
}

fn known(fields: &[ValueOrLambda<FieldRef, FieldRef>]) -> Vec<ValueOrLambda<FieldRef, Option<FieldRef>>> {
    fields
        .iter()
        .map(|field| match field {
            ValueOrLambda::Value(field) => ValueOrLambda::Value(Arc::clone(field)),
            ValueOrLambda::Lambda(field) => ValueOrLambda::Lambda(Some(Arc::clone(field))),
        })
        .collect()
}

fn values_of<L>(fields: &[ValueOrLambda<FieldRef, L>]) -> Vec<FieldRef> {
    fields
        .iter()
        .filter_map(|field| match field {
            ValueOrLambda::Value(field) => Some(Arc::clone(field)),
            ValueOrLambda::Lambda(_) => None,
        })
        .collect()
}

impl HigherOrderUDFImpl for LambdaFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &HigherOrderSignature {
        &self.types
    }

    fn coerce_value_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let fields = fields(types);
        let given = trino_types(&fields)?;
        let zone = zone_of(&fields);
        'forms: for signature in self.signatures.iter() {
            let patterns: Vec<_> =
                signature.parameters.iter().filter(|pattern| !matches!(pattern, Pattern::Function(..))).collect();
            if patterns.len() != types.len() {
                continue;
            }
            let mut bindings = Bindings::default();
            for (pattern, kind) in patterns.iter().zip(&given) {
                if bindings.bind(pattern, kind).is_none() {
                    continue 'forms;
                }
            }
            let wanted = patterns.iter().zip(&given).map(|(pattern, kind)| match pattern {
                Pattern::Any => kind.clone(),
                pattern => pattern.fill(&bindings),
            });
            let keep = |((wanted, given), kind): ((TrinoType, &TrinoType), &DataType)| match wanted == *given {
                true => kind.clone(),
                false => wanted.data_type(&zone),
            };
            return Ok(wanted.zip(&given).zip(types).map(keep).collect());
        }
        Err(raise(unexpected(self.name, &self.signatures, &given)))
    }

    fn lambda_parameters(
        &self,
        _: usize,
        fields: &[ValueOrLambda<FieldRef, Option<FieldRef>>],
    ) -> Result<LambdaParametersProgress> {
        let (signature, bindings) = self.fit(&arguments_of(fields)?)?;
        let zone = zone_of(&values_of(fields));
        let mut lambdas = Vec::new();
        for at in 0..fields.len() {
            if let Some(Pattern::Function(parameters, _)) = signature.parameter(at) {
                let field = |pattern: &Pattern| Arc::new(pattern.fill(&bindings).field("", &zone));
                lambdas.push(parameters.iter().map(field).collect());
            }
        }
        let unknown = fields.iter().any(|field| matches!(field, ValueOrLambda::Lambda(None)));
        if unknown && cyclic(signature) {
            return Ok(LambdaParametersProgress::Partial(lambdas.into_iter().map(Some).collect()));
        }
        Ok(LambdaParametersProgress::Complete(lambdas))
    }

    fn return_field_from_args(&self, args: HigherOrderReturnFieldArgs<'_>) -> Result<FieldRef> {
        let (signature, bindings) = self.fit(&arguments_of(&known(args.arg_fields))?)?;
        Ok(Arc::new(signature.result.fill(&bindings).field(self.name, &zone_of(&values_of(args.arg_fields)))))
    }

    fn invoke_with_args(&self, args: HigherOrderFunctionArgs) -> Result<ColumnarValue> {
        let (signature, bindings) = self.fit(&arguments_of(&known(&args.arg_fields))?)?;
        let zone = zone_of(&values_of(&args.arg_fields));
        let rows = args.number_rows;
        let arguments = args
            .args
            .iter()
            .enumerate()
            .map(|(at, argument)| {
                Ok(match argument {
                    ValueOrLambda::Lambda(lambda) => ValueOrLambda::Lambda(lambda),
                    ValueOrLambda::Value(value) => {
                        let column = value.to_array(rows)?;
                        ValueOrLambda::Value(match signature.parameter(at) {
                            None | Some(Pattern::Any) => column,
                            Some(pattern) => canonical(&column, &pattern.fill(&bindings), &zone)?,
                        })
                    }
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let result = args.return_field.data_type();
        let call = LambdaCall { name: self.name, arguments, rows, result, bindings, zone };
        Ok(ColumnarValue::Array(conform((self.kernel)(&call)?, result)?))
    }
}

impl fmt::Debug for LambdaFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LambdaFunction({})", self.name)
    }
}

// A name stands once in the table, so the name is the function.
impl PartialEq for LambdaFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for LambdaFunction {}

impl Hash for LambdaFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}
