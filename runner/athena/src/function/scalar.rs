//! `ScalarFunction`: a row of the table as a scalar function of DataFusion.
//!
//! It resolves the types of the call, hands the kernel whole columns of exactly the types that the signature says, and gives
//! the result the type that was promised. Kernels never see scalars, views or large strings.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef},
        compute::cast,
        datatypes::{DataType, FieldRef},
    },
    common::{Result, ScalarValue},
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature as Types, TypeSignature,
        Volatility,
    },
};

use super::{
    error::{not_supported, raise},
    resolve::resolve,
    signature::Signature,
    spec::{Kernel, ResultRule},
};
use crate::trino_type::TrinoType;

/// Where the zone of a result with time zone comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// From the first argument that has one, else UTC.
    OfArguments,
    /// From the text at this place, which must be a literal: Arrow keeps the zone in the type.
    Literal(usize),
    /// From the text of a time at this place when that is a literal, else UTC: the instant is right in both.
    InText(usize),
}

/// One call over columns.
pub(super) struct Call<'a> {
    pub(super) name: &'static str,
    /// Columns of exactly the types of the signature.
    pub(super) arguments: Vec<ArrayRef>,
    /// The types of those columns.
    pub(super) types: &'a [TrinoType],
    pub(super) rows: usize,
    /// The type that the result must have.
    pub(super) result: &'a DataType,
    pub(super) result_type: &'a TrinoType,
}

impl Call<'_> {
    /// The column at `at`.
    pub(super) fn argument(&self, at: usize) -> Result<&ArrayRef> {
        self.arguments.get(at).ok_or_else(|| super::error::wrong_column(self.name))
    }
}

/// A scalar function of the table.
pub(super) struct ScalarFunction {
    name: &'static str,
    signatures: Arc<[Signature]>,
    result: Option<ResultRule>,
    zone: Zone,
    kernel: Kernel,
    types: Types,
}

impl ScalarFunction {
    pub(super) fn new(
        name: &'static str,
        signatures: Arc<[Signature]>,
        result: Option<ResultRule>,
        zone: Zone,
        kernel: Kernel,
    ) -> Self {
        let types = Types::new(TypeSignature::UserDefined, Volatility::Immutable);
        Self { name, signatures, result, zone, kernel, types }
    }

    /// For functions whose result differs from call to call.
    pub(super) fn volatile(mut self) -> Self {
        self.types = Types::new(TypeSignature::UserDefined, Volatility::Volatile);
        self
    }

    fn resolve(&self, fields: &[FieldRef]) -> Result<(Vec<TrinoType>, TrinoType)> {
        let given = trino_types(fields)?;
        let resolved = resolve(self.name, &self.signatures, &given).map_err(raise)?;
        let result = match self.result {
            Some(rule) => rule(&resolved.arguments, resolved.result),
            None => resolved.result,
        };
        Ok((resolved.arguments, result))
    }
}

impl ScalarUDFImpl for ScalarFunction {
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
        Err(super::error::wrong_column(self.name))
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let (_, result) = self.resolve(args.arg_fields)?;
        let zone = match self.zone {
            Zone::OfArguments => zone_of(args.arg_fields),
            Zone::Literal(at) if has_zone(&result) => match args.scalar_arguments.get(at).copied().flatten() {
                Some(value) => match value.try_as_str().flatten() {
                    Some(zone) => super::datetime::zone_name(zone)?,
                    None => utc(),
                },
                None if args.scalar_arguments.len() <= at => zone_of(args.arg_fields),
                None => {
                    let what = "takes a time zone that is written in the query, not one that differs from row to row";
                    return Err(not_supported(format!("Function {} {what}", self.name)));
                }
            },
            Zone::Literal(_) => utc(),
            Zone::InText(at) => args
                .scalar_arguments
                .get(at)
                .and_then(|value| value.and_then(|value| value.try_as_str().flatten()))
                .and_then(super::datetime::zone_in_text)
                .unwrap_or_else(utc),
        };
        Ok(Arc::new(result.field(self.name, &zone)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let (types, result_type) = self.resolve(&args.arg_fields)?;
        let zone = zone_of(&args.arg_fields);
        let constant = !args.args.is_empty() && args.args.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let arguments = args
            .args
            .iter()
            .zip(&types)
            .map(|(value, kind)| canonical(&value.to_array(rows)?, kind, &zone))
            .collect::<Result<Vec<_>>>()?;
        let result = args.return_field.data_type();
        let call = Call { name: self.name, arguments, types: &types, rows, result, result_type: &result_type };
        let column = conform((self.kernel)(&call)?, result)?;
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&column, 0)?));
        }
        Ok(ColumnarValue::Array(column))
    }
}

/// The types as DataFusion should cast them; what does not resolve without metadata stays, and is judged with it later.
pub(super) fn coerce(name: &str, signatures: &[Signature], types: &[DataType]) -> Result<Vec<DataType>> {
    let fields = fields(types);
    let Ok(given) = trino_types(&fields) else { return Ok(types.to_vec()) };
    let Ok(resolved) = resolve(name, signatures, &given) else { return Ok(types.to_vec()) };
    let zone = zone_of(&fields);
    let keep = |((given, wanted), kind): ((&TrinoType, &TrinoType), &DataType)| match given == wanted {
        true => kind.clone(),
        false => wanted.data_type(&zone),
    };
    Ok(given.iter().zip(&resolved.arguments).zip(types).map(keep).collect())
}

/// Types as nameless nullable fields.
pub(super) fn fields(types: &[DataType]) -> Vec<FieldRef> {
    types.iter().map(|kind| Arc::new(datafusion::arrow::datatypes::Field::new("", kind.clone(), true))).collect()
}

/// The SQL types of fields.
pub(super) fn trino_types(fields: &[FieldRef]) -> Result<Vec<TrinoType>> {
    let kind = |field: &FieldRef| {
        TrinoType::of(field)
            .ok_or_else(|| not_supported(format!("A column of type {} is not supported", field.data_type())))
    };
    fields.iter().map(kind).collect()
}

/// A column in the one Arrow type that carries `kind`.
pub(super) fn canonical(column: &ArrayRef, kind: &TrinoType, zone: &Arc<str>) -> Result<ArrayRef> {
    conform(Arc::clone(column), &kind.data_type(zone))
}

/// A column as the type that was promised.
pub(super) fn conform(column: ArrayRef, wanted: &DataType) -> Result<ArrayRef> {
    if column.data_type() == wanted {
        return Ok(column);
    }
    if let (DataType::Timestamp(a, _), DataType::Timestamp(b, Some(_))) = (column.data_type(), wanted)
        && a == b
    {
        // Same instant, other zone: only the type changes.
        let data = column.to_data().into_builder().data_type(wanted.clone()).build()?;
        return Ok(datafusion::arrow::array::make_array(data));
    }
    Ok(cast(&column, wanted)?)
}

/// The zone of the first argument that has one.
pub(super) fn zone_of(fields: &[FieldRef]) -> Arc<str> {
    fields.iter().find_map(|field| zone_in(field.data_type())).unwrap_or_else(utc)
}

fn zone_in(kind: &DataType) -> Option<Arc<str>> {
    match kind {
        DataType::Timestamp(_, zone) => zone.clone(),
        DataType::List(item) | DataType::LargeList(item) | DataType::Map(item, _) => zone_in(item.data_type()),
        DataType::Struct(fields) => fields.iter().find_map(|field| zone_in(field.data_type())),
        _ => None,
    }
}

fn has_zone(kind: &TrinoType) -> bool {
    matches!(kind, TrinoType::TimestampWithTimeZone(_))
}

fn utc() -> Arc<str> {
    Arc::from("UTC")
}

impl fmt::Debug for ScalarFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScalarFunction({})", self.name)
    }
}

// A name stands once in the table, so the name is the function.
impl PartialEq for ScalarFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ScalarFunction {}

impl Hash for ScalarFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}
