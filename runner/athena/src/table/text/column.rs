//! `ColumnBuilder`: collects the values of one column, of any type of Hive's.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float32Builder, Float64Builder, Int8Builder,
    Int16Builder, Int32Builder, Int64Builder, ListArray, MapArray, StringBuilder, StructArray,
    TimestampMillisecondBuilder,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::{DataType, FieldRef, Fields};
use datafusion::error::{DataFusionError, Result};

use super::super::schema::{TableColumn, field};
use super::value;
use crate::query_error::QueryError;
use crate::statement::HiveType;

/// Whether a text was a value of the column's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(super) enum Read {
    Value,
    /// It was not; a NULL stands for it.
    Bad,
}

/// How an OpenCSV file writes days and instants, and how everything else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    /// `2024-02-29 12:34:56`
    Written,
    /// Days and milliseconds since 1970.
    Numbers,
}

/// Values in the making.
pub(super) enum ColumnBuilder {
    Boolean(BooleanBuilder),
    TinyInt(Int8Builder),
    SmallInt(Int16Builder),
    Int(Int32Builder),
    BigInt(Int64Builder),
    Float(Float32Builder),
    Double(Float64Builder),
    Decimal {
        values: Decimal128Builder,
        precision: u8,
        scale: u8,
    },
    /// With the number of characters after which a text is cut.
    Text {
        values: StringBuilder,
        limit: Option<usize>,
    },
    Date(Date32Builder),
    Timestamp(TimestampMillisecondBuilder),
    Array(ArrayBuilder),
    Map(MapBuilder),
    Struct(StructBuilder),
}

/// Arrays in the making.
pub(super) struct ArrayBuilder {
    field: FieldRef,
    pub(super) items: Box<ColumnBuilder>,
    spans: Spans,
}

/// Maps in the making.
pub(super) struct MapBuilder {
    entries: FieldRef,
    pair: Fields,
    pub(super) keys: Box<ColumnBuilder>,
    pub(super) values: Box<ColumnBuilder>,
    spans: Spans,
}

/// Structs in the making.
pub(super) struct StructBuilder {
    pub(super) fields: Fields,
    pub(super) children: Vec<ColumnBuilder>,
    valid: Vec<bool>,
}

/// Where each array or map ends, and which of them are NULL.
#[derive(Default)]
struct Spans {
    ends: Vec<i32>,
    valid: Vec<bool>,
}

impl Spans {
    fn take(&mut self) -> (OffsetBuffer<i32>, NullBuffer) {
        let mut offsets = vec![0];
        offsets.append(&mut self.ends);
        (OffsetBuffer::new(ScalarBuffer::from(offsets)), NullBuffer::from(std::mem::take(&mut self.valid)))
    }
}

impl ColumnBuilder {
    /// A builder for a column.
    ///
    /// # Errors
    /// NOT_SUPPORTED for types that text does not carry here.
    pub(super) fn new(column: &TableColumn) -> Result<Self, QueryError> {
        Self::of(&column.hive)
    }

    fn of(hive: &HiveType) -> Result<Self, QueryError> {
        Ok(match hive {
            HiveType::Boolean => Self::Boolean(BooleanBuilder::new()),
            HiveType::TinyInt => Self::TinyInt(Int8Builder::new()),
            HiveType::SmallInt => Self::SmallInt(Int16Builder::new()),
            HiveType::Int => Self::Int(Int32Builder::new()),
            HiveType::BigInt => Self::BigInt(Int64Builder::new()),
            HiveType::Float => Self::Float(Float32Builder::new()),
            HiveType::Double => Self::Double(Float64Builder::new()),
            HiveType::Decimal(precision, scale) => {
                let data_type = DataType::Decimal128(*precision, i8::try_from(*scale).unwrap_or(0));
                let values = Decimal128Builder::new().with_data_type(data_type);
                Self::Decimal { values, precision: *precision, scale: *scale }
            }
            HiveType::String => Self::Text { values: StringBuilder::new(), limit: None },
            HiveType::Varchar(length) | HiveType::Char(length) => {
                Self::Text { values: StringBuilder::new(), limit: usize::try_from(*length).ok() }
            }
            HiveType::Date => Self::Date(Date32Builder::new()),
            HiveType::Timestamp => Self::Timestamp(TimestampMillisecondBuilder::new()),
            HiveType::Binary => {
                return Err(QueryError::not_supported(
                    "Columns of type binary in text files are not supported by this version of labs",
                ));
            }
            HiveType::Array(item) => Self::Array(ArrayBuilder {
                field: Arc::new(field("item", item)),
                items: Box::new(Self::of(item)?),
                spans: Spans::default(),
            }),
            HiveType::Map(key, value) => {
                let pair = Fields::from(vec![field("key", key).with_nullable(false), field("value", value)]);
                let entries =
                    datafusion::arrow::datatypes::Field::new("entries", DataType::Struct(pair.clone()), false);
                Self::Map(MapBuilder {
                    entries: Arc::new(entries),
                    pair,
                    keys: Box::new(Self::of(key)?),
                    values: Box::new(Self::of(value)?),
                    spans: Spans::default(),
                })
            }
            HiveType::Struct(parts) => Self::Struct(StructBuilder {
                fields: parts.iter().map(|part| field(&part.name.to_lowercase(), &part.data_type)).collect(),
                children: parts.iter().map(|part| Self::of(&part.data_type)).collect::<Result<_, _>>()?,
                valid: Vec::new(),
            }),
        })
    }

    /// Adds a NULL.
    pub(super) fn null(&mut self) {
        match self {
            Self::Boolean(values) => values.append_null(),
            Self::TinyInt(values) => values.append_null(),
            Self::SmallInt(values) => values.append_null(),
            Self::Int(values) => values.append_null(),
            Self::BigInt(values) => values.append_null(),
            Self::Float(values) => values.append_null(),
            Self::Double(values) => values.append_null(),
            Self::Decimal { values, .. } => values.append_null(),
            Self::Text { values, .. } => values.append_null(),
            Self::Date(values) => values.append_null(),
            Self::Timestamp(values) => values.append_null(),
            Self::Array(array) => array.close(Presence::Null),
            Self::Map(map) => map.close(Presence::Null),
            Self::Struct(row) => {
                row.children.iter_mut().for_each(Self::null);
                row.close(Presence::Null);
            }
        }
    }

    /// Adds the value that a text stands for; of no text for arrays, maps and structs, which are added part by part.
    pub(super) fn scalar(&mut self, text: &str, calendar: Calendar) -> Read {
        macro_rules! integer {
            ($values:expr, $native:ty) => {{
                let read = value::parse_integer(text, i64::from(<$native>::MIN), i64::from(<$native>::MAX));
                let read = read.and_then(|value| <$native>::try_from(value).ok());
                $values.append_option(read);
                read.is_some()
            }};
        }
        let good = match self {
            Self::Boolean(values) => {
                let read = value::parse_boolean(text);
                values.append_option(read);
                read.is_some()
            }
            Self::TinyInt(values) => integer!(values, i8),
            Self::SmallInt(values) => integer!(values, i16),
            Self::Int(values) => integer!(values, i32),
            Self::BigInt(values) => {
                let read = value::parse_integer(text, i64::MIN, i64::MAX);
                values.append_option(read);
                read.is_some()
            }
            Self::Float(values) => {
                #[expect(clippy::cast_possible_truncation, reason = "a float is the nearest one to what is written")]
                let read = value::parse_double(text).map(|wide| wide as f32);
                values.append_option(read);
                read.is_some()
            }
            Self::Double(values) => {
                let read = value::parse_double(text);
                values.append_option(read);
                read.is_some()
            }
            Self::Decimal { values, precision, scale } => {
                let read = value::parse_decimal(text, *precision, *scale);
                values.append_option(read);
                read.is_some()
            }
            Self::Text { values, limit } => {
                values.append_value(limit.map_or(text, |limit| cut(text, limit)));
                true
            }
            Self::Date(values) => {
                let read = match calendar {
                    Calendar::Written => value::parse_date(text),
                    Calendar::Numbers => text.trim_ascii().parse().ok(),
                };
                values.append_option(read);
                read.is_some()
            }
            Self::Timestamp(values) => {
                let read = match calendar {
                    Calendar::Written => value::parse_timestamp(text),
                    Calendar::Numbers => text.trim_ascii().parse().ok(),
                };
                values.append_option(read);
                read.is_some()
            }
            Self::Array(_) | Self::Map(_) | Self::Struct(_) => {
                self.null();
                false
            }
        };
        if good { Read::Value } else { Read::Bad }
    }

    /// How many values there are.
    fn len(&self) -> usize {
        use datafusion::arrow::array::ArrayBuilder as _;
        match self {
            Self::Boolean(values) => values.len(),
            Self::TinyInt(values) => values.len(),
            Self::SmallInt(values) => values.len(),
            Self::Int(values) => values.len(),
            Self::BigInt(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Double(values) => values.len(),
            Self::Decimal { values, .. } => values.len(),
            Self::Text { values, .. } => values.len(),
            Self::Date(values) => values.len(),
            Self::Timestamp(values) => values.len(),
            Self::Array(array) => array.spans.valid.len(),
            Self::Map(map) => map.spans.valid.len(),
            Self::Struct(row) => row.valid.len(),
        }
    }

    /// What was collected; the builder is empty again.
    ///
    /// # Errors
    /// When the parts do not fit, which they always do.
    pub(super) fn finish(&mut self) -> Result<ArrayRef> {
        let arrow = |error| DataFusionError::ArrowError(Box::new(error), None);
        Ok(match self {
            Self::Boolean(values) => Arc::new(values.finish()),
            Self::TinyInt(values) => Arc::new(values.finish()),
            Self::SmallInt(values) => Arc::new(values.finish()),
            Self::Int(values) => Arc::new(values.finish()),
            Self::BigInt(values) => Arc::new(values.finish()),
            Self::Float(values) => Arc::new(values.finish()),
            Self::Double(values) => Arc::new(values.finish()),
            Self::Decimal { values, .. } => Arc::new(values.finish()),
            Self::Text { values, .. } => Arc::new(values.finish()),
            Self::Date(values) => Arc::new(values.finish()),
            Self::Timestamp(values) => Arc::new(values.finish()),
            Self::Array(array) => {
                let (offsets, nulls) = array.spans.take();
                let items = array.items.finish()?;
                Arc::new(ListArray::try_new(Arc::clone(&array.field), offsets, items, Some(nulls)).map_err(arrow)?)
            }
            Self::Map(map) => {
                let (offsets, nulls) = map.spans.take();
                let columns = vec![map.keys.finish()?, map.values.finish()?];
                let entries = StructArray::try_new(map.pair.clone(), columns, None).map_err(arrow)?;
                let map = MapArray::try_new(Arc::clone(&map.entries), offsets, entries, Some(nulls), false);
                Arc::new(map.map_err(arrow)?)
            }
            Self::Struct(row) => {
                let nulls = NullBuffer::from(std::mem::take(&mut row.valid));
                let columns = row.children.iter_mut().map(Self::finish).collect::<Result<_>>()?;
                Arc::new(StructArray::try_new(row.fields.clone(), columns, Some(nulls)).map_err(arrow)?)
            }
        })
    }
}

/// Whether an array, a map or a struct is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    There,
    Null,
}

impl ArrayBuilder {
    /// The items since the last call are one array.
    pub(super) fn close(&mut self, presence: Presence) {
        self.spans.ends.push(i32::try_from(self.items.len()).unwrap_or(i32::MAX));
        self.spans.valid.push(presence == Presence::There);
    }
}

impl MapBuilder {
    /// The pairs since the last call are one map.
    pub(super) fn close(&mut self, presence: Presence) {
        self.spans.ends.push(i32::try_from(self.keys.len()).unwrap_or(i32::MAX));
        self.spans.valid.push(presence == Presence::There);
    }
}

impl StructBuilder {
    /// The values since the last call, one a field, are one struct.
    pub(super) fn close(&mut self, presence: Presence) {
        self.valid.push(presence == Presence::There);
    }
}

/// The first characters of a text.
fn cut(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}
