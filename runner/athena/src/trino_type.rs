//! `TrinoType`: the types of Athena's SELECT side, as they are written, and which Arrow type carries each.
//!
//! Source: Trino's documentation of data types and Athena's table of supported types. Arrow knows neither `json` nor the
//! length of a `varchar`: those two travel as metadata of the field, under [`TYPE_KEY`].

use std::{collections::HashMap, fmt, sync::Arc};

use datafusion::arrow::datatypes::{DataType, Field, FieldRef, IntervalUnit, TimeUnit};

/// Key of the field metadata that holds the written type where Arrow's is too poor: `json`, `varchar(3)`, `char(5)`.
pub(crate) const TYPE_KEY: &str = "trino.type";

/// A type of the SELECT side.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum TrinoType {
    Boolean,
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    Real,
    Double,
    /// Precision and scale.
    Decimal(u8, i8),
    /// `None` is unbounded.
    Varchar(Option<u32>),
    Char(u32),
    Varbinary,
    Json,
    Date,
    /// Digits of a second: 0, 3, 6 or 9.
    Time(u8),
    /// Digits of a second: 0, 3, 6 or 9.
    Timestamp(u8),
    /// Digits of a second: 0, 3, 6 or 9.
    TimestampWithTimeZone(u8),
    IntervalYearToMonth,
    IntervalDayToSecond,
    Array(Box<TrinoType>),
    Map(Box<TrinoType>, Box<TrinoType>),
    /// Names are absent in anonymous rows.
    Row(Vec<(Option<String>, TrinoType)>),
    /// The type of NULL.
    Unknown,
}

impl TrinoType {
    /// The type that a field carries; `None` when Trino has none like it.
    pub(crate) fn of(field: &Field) -> Option<Self> {
        if let Some(written) = field.metadata().get(TYPE_KEY) {
            return Self::tagged(written);
        }
        Some(match field.data_type() {
            DataType::Null => Self::Unknown,
            DataType::Boolean => Self::Boolean,
            DataType::Int8 => Self::TinyInt,
            DataType::Int16 => Self::SmallInt,
            DataType::Int32 => Self::Integer,
            DataType::Int64 => Self::BigInt,
            DataType::Float32 => Self::Real,
            DataType::Float64 => Self::Double,
            DataType::Decimal128(precision, scale) => Self::Decimal(*precision, *scale),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Varchar(None),
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Self::Varbinary,
            DataType::Date32 => Self::Date,
            DataType::Time32(unit) | DataType::Time64(unit) => Self::Time(digits(*unit)),
            DataType::Timestamp(unit, None) => Self::Timestamp(digits(*unit)),
            DataType::Timestamp(unit, Some(_)) => Self::TimestampWithTimeZone(digits(*unit)),
            DataType::Interval(IntervalUnit::YearMonth) => Self::IntervalYearToMonth,
            DataType::Interval(IntervalUnit::DayTime | IntervalUnit::MonthDayNano) => Self::IntervalDayToSecond,
            DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                Self::Array(Box::new(Self::of(item)?))
            }
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(pair) => {
                    Self::Map(Box::new(Self::of(pair.first()?)?), Box::new(Self::of(pair.get(1)?)?))
                }
                _ => return None,
            },
            DataType::Struct(fields) => Self::Row(fields.iter().map(named).collect::<Option<_>>()?),
            _ => return None,
        })
    }

    /// The Arrow type that carries it; `zone` is the zone of timestamps with time zone, which Arrow keeps in the type.
    pub(crate) fn data_type(&self, zone: &Arc<str>) -> DataType {
        match self {
            Self::Unknown => DataType::Null,
            Self::Boolean => DataType::Boolean,
            Self::TinyInt => DataType::Int8,
            Self::SmallInt => DataType::Int16,
            Self::Integer => DataType::Int32,
            Self::BigInt => DataType::Int64,
            Self::Real => DataType::Float32,
            Self::Double => DataType::Float64,
            Self::Decimal(precision, scale) => DataType::Decimal128(*precision, *scale),
            Self::Varchar(_) | Self::Char(_) | Self::Json => DataType::Utf8,
            Self::Varbinary => DataType::Binary,
            Self::Date => DataType::Date32,
            Self::Time(0) => DataType::Time32(TimeUnit::Second),
            Self::Time(1..=3) => DataType::Time32(TimeUnit::Millisecond),
            Self::Time(digits) => DataType::Time64(unit(*digits)),
            Self::Timestamp(digits) => DataType::Timestamp(unit(*digits), None),
            Self::TimestampWithTimeZone(digits) => DataType::Timestamp(unit(*digits), Some(Arc::clone(zone))),
            Self::IntervalYearToMonth => DataType::Interval(IntervalUnit::YearMonth),
            Self::IntervalDayToSecond => DataType::Interval(IntervalUnit::MonthDayNano),
            Self::Array(item) => DataType::List(Arc::new(item.field("item", zone))),
            Self::Map(key, value) => {
                let pair = vec![key.field("key", zone).with_nullable(false), value.field("value", zone)];
                DataType::Map(Arc::new(Field::new("entries", DataType::Struct(pair.into()), false)), false)
            }
            Self::Row(fields) => DataType::Struct(
                fields
                    .iter()
                    .enumerate()
                    .map(|(at, (name, kind))| kind.field(name.as_deref().unwrap_or(&format!("c{at}")), zone))
                    .collect(),
            ),
        }
    }

    /// A nullable field that carries it, with the written type where Arrow's is too poor.
    pub(crate) fn field(&self, name: &str, zone: &Arc<str>) -> Field {
        let field = Field::new(name, self.data_type(zone), true);
        match self {
            Self::Json | Self::Varchar(Some(_)) | Self::Char(_) => {
                field.with_metadata(HashMap::from([(TYPE_KEY.to_owned(), self.to_string())]))
            }
            _ => field,
        }
    }

    fn tagged(written: &str) -> Option<Self> {
        let length = |prefix: &str| written.strip_prefix(prefix)?.strip_suffix(')')?.parse().ok();
        match written {
            "json" => Some(Self::Json),
            _ => length("varchar(").map(|n| Self::Varchar(Some(n))).or_else(|| length("char(").map(Self::Char)),
        }
    }

    /// The name without parameters, as `ColumnInfo.Type` gives it.
    pub(crate) fn base_name(&self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::TinyInt => "tinyint",
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
            Self::Real => "float",
            Self::Double => "double",
            Self::Decimal(..) => "decimal",
            Self::Varchar(_) => "varchar",
            Self::Char(_) => "char",
            Self::Varbinary => "varbinary",
            Self::Json => "json",
            Self::Date => "date",
            Self::Time(_) => "time",
            Self::Timestamp(_) => "timestamp",
            Self::TimestampWithTimeZone(_) => "timestamp with time zone",
            Self::IntervalYearToMonth => "interval year to month",
            Self::IntervalDayToSecond => "interval day to second",
            Self::Array(_) => "array",
            Self::Map(..) => "map",
            Self::Row(_) => "row",
            Self::Unknown => "unknown",
        }
    }
}

fn named(field: &FieldRef) -> Option<(Option<String>, TrinoType)> {
    // Anonymous fields of a row are called `c0`, `c1`, … by DataFusion.
    let anonymous = field.name().strip_prefix('c').is_some_and(|rest| rest.parse::<usize>().is_ok());
    Some(((!anonymous).then(|| field.name().clone()), TrinoType::of(field)?))
}

fn digits(unit: TimeUnit) -> u8 {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    }
}

fn unit(digits: u8) -> TimeUnit {
    match digits {
        0 => TimeUnit::Second,
        1..=3 => TimeUnit::Millisecond,
        4..=6 => TimeUnit::Microsecond,
        _ => TimeUnit::Nanosecond,
    }
}

/// As Trino writes it: `decimal(10,2)`, `array(row(id integer, name varchar))`, `timestamp(3)`.
impl fmt::Display for TrinoType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("real"),
            Self::Decimal(precision, scale) => write!(f, "decimal({precision},{scale})"),
            Self::Varchar(Some(length)) => write!(f, "varchar({length})"),
            Self::Char(length) => write!(f, "char({length})"),
            Self::Time(digits) => write!(f, "time({digits})"),
            Self::Timestamp(digits) => write!(f, "timestamp({digits})"),
            Self::TimestampWithTimeZone(digits) => write!(f, "timestamp({digits}) with time zone"),
            Self::Array(item) => write!(f, "array({item})"),
            Self::Map(key, value) => write!(f, "map({key}, {value})"),
            Self::Row(fields) => {
                f.write_str("row(")?;
                for (at, (name, kind)) in fields.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    match name {
                        Some(name) => write!(f, "{comma}{name} {kind}")?,
                        None => write!(f, "{comma}{kind}")?,
                    }
                }
                f.write_str(")")
            }
            other => f.write_str(other.base_name()),
        }
    }
}
