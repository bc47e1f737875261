//! Arrays, maps and rows: their constructors, subscripts, fields; and [`Retype`], which only names a type.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, ListArray, StructArray, UInt32Array, new_null_array},
        buffer::{NullBuffer, OffsetBuffer},
        compute::{interleave, take},
        datatypes::{DataType, Int64Type},
    },
    common::Result,
};

use crate::{
    function::value_text,
    query_error::ErrorKind,
    trino::operation::{Kernel, column, expected, raise},
};

/// The value as it is, under the name of its type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct Retype;

impl Kernel for Retype {
    fn name(&self) -> &'static str {
        "as"
    }

    fn run(&self, columns: &[ArrayRef], _: usize, result: &DataType) -> Result<ArrayRef> {
        let own = column(columns, 0)?;
        if own.data_type() == result {
            return Ok(Arc::clone(own));
        }
        Ok(datafusion::arrow::compute::cast(own, result)?)
    }
}

/// `ARRAY[a, b]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct MakeArray;

impl Kernel for MakeArray {
    fn name(&self) -> &'static str {
        "array"
    }

    fn run(&self, columns: &[ArrayRef], rows: usize, result: &DataType) -> Result<ArrayRef> {
        let DataType::List(item) = result else { return expected(None) };
        let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(columns.len(), rows));
        let columns = columns
            .iter()
            .map(|column| match column.data_type() == item.data_type() {
                true => Ok(Arc::clone(column)),
                false => datafusion::arrow::compute::cast(column, item.data_type()),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let values = if columns.is_empty() {
            new_null_array(item.data_type(), 0)
        } else {
            let places: Vec<_> =
                (0..rows).flat_map(|row| (0..columns.len()).map(move |column| (column, row))).collect();
            let columns: Vec<&dyn Array> = columns.iter().map(AsRef::as_ref).collect();
            interleave(&columns, &places)?
        };
        Ok(Arc::new(ListArray::try_new(Arc::clone(item), offsets, values, None)?))
    }
}

/// `ROW(a, b)`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct MakeRow;

impl Kernel for MakeRow {
    fn name(&self) -> &'static str {
        "row"
    }

    fn run(&self, columns: &[ArrayRef], _: usize, result: &DataType) -> Result<ArrayRef> {
        let DataType::Struct(fields) = result else { return expected(None) };
        let cast = |(column, field): (&ArrayRef, &Arc<datafusion::arrow::datatypes::Field>)| {
            if column.data_type() == field.data_type() {
                Ok(Arc::clone(column))
            } else {
                datafusion::arrow::compute::cast(column, field.data_type())
            }
        };
        let columns = columns.iter().zip(fields).map(cast).collect::<Result<Vec<_>, _>>()?;
        Ok(Arc::new(StructArray::try_new(fields.clone(), columns, None)?))
    }
}

/// The field at a place of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct FieldAt(pub(in crate::trino) usize);

impl Kernel for FieldAt {
    fn name(&self) -> &'static str {
        "field"
    }

    fn label(&self) -> String {
        format!("field {}", self.0)
    }

    fn run(&self, columns: &[ArrayRef], _: usize, result: &DataType) -> Result<ArrayRef> {
        let rows = expected(column(columns, 0)?.as_struct_opt())?;
        let field = expected(rows.columns().get(self.0))?;
        let nulls = NullBuffer::union(rows.nulls(), field.nulls());
        let field = field.to_data().into_builder().nulls(nulls).build()?;
        let field = datafusion::arrow::array::make_array(field);
        if field.data_type() == result {
            return Ok(field);
        }
        Ok(datafusion::arrow::compute::cast(&field, result)?)
    }
}

/// The keys or the values of a map, as an array.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) enum MapPart {
    Keys,
    Values,
}

impl Kernel for MapPart {
    fn name(&self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Values => "values",
        }
    }

    fn run(&self, columns: &[ArrayRef], _: usize, result: &DataType) -> Result<ArrayRef> {
        let maps = expected(column(columns, 0)?.as_map_opt())?;
        let DataType::List(item) = result else { return expected(None) };
        let values = match self {
            Self::Keys => maps.keys(),
            Self::Values => maps.values(),
        };
        let values = if values.data_type() == item.data_type() {
            Arc::clone(values)
        } else {
            datafusion::arrow::compute::cast(values, item.data_type())?
        };
        Ok(Arc::new(ListArray::try_new(Arc::clone(item), maps.offsets().clone(), values, maps.nulls().cloned())?))
    }
}

/// `array[index]`, which fails outside the array.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct ArraySubscript;

impl Kernel for ArraySubscript {
    fn name(&self) -> &'static str {
        "subscript"
    }

    fn run(&self, columns: &[ArrayRef], rows: usize, _: &DataType) -> Result<ArrayRef> {
        let lists = expected(column(columns, 0)?.as_list_opt::<i32>())?;
        let indices = expected(column(columns, 1)?.as_primitive_opt::<Int64Type>())?;
        let invalid = |message: String| Err(raise(ErrorKind::InvalidFunctionArgument, message));
        let mut places = UInt32Array::builder(rows);
        for row in 0..rows {
            if lists.is_null(row) || indices.is_null(row) {
                places.append_null();
                continue;
            }
            let (index, length) = (indices.value(row), i64::from(lists.value_length(row)));
            match index {
                0 => return invalid("SQL array indices start at 1".to_owned()),
                index if index < 0 => return invalid(format!("Array subscript is negative: {index}")),
                index if index > length => {
                    let message =
                        format!("Array subscript must be less than or equal to array length: {index} > {length}");
                    return invalid(message);
                }
                index => {
                    let start = lists.value_offsets().get(row).copied().unwrap_or(0);
                    places.append_value(u32::try_from(i64::from(start) + index - 1).unwrap_or(u32::MAX));
                }
            }
        }
        Ok(take(lists.values(), &places.finish(), None)?)
    }
}

/// `map[key]`, which fails for a key that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct MapSubscript;

impl Kernel for MapSubscript {
    fn name(&self) -> &'static str {
        "subscript"
    }

    fn run(&self, columns: &[ArrayRef], rows: usize, _: &DataType) -> Result<ArrayRef> {
        let maps = expected(column(columns, 0)?.as_map_opt())?;
        let wanted = column(columns, 1)?;
        let same = datafusion::arrow::array::make_comparator(
            maps.keys(),
            wanted,
            datafusion::arrow::compute::SortOptions::default(),
        )?;
        let mut places = UInt32Array::builder(rows);
        for row in 0..rows {
            if maps.is_null(row) || wanted.is_null(row) {
                places.append_null();
                continue;
            }
            let range = match (maps.value_offsets().get(row), maps.value_offsets().get(row + 1)) {
                (Some(start), Some(end)) => start.unsigned_abs()..end.unsigned_abs(),
                _ => 0..0,
            };
            let found = range.into_iter().find(|entry| same(*entry as usize, row).is_eq());
            match found {
                Some(entry) => places.append_value(entry),
                None => {
                    let key = value_text(wanted, row).unwrap_or_default();
                    return Err(raise(ErrorKind::InvalidFunctionArgument, format!("Key not present in map: {key}")));
                }
            }
        }
        Ok(take(maps.values(), &places.finish(), None)?)
    }
}
