//! A table in columns, and its two forms as a file: CSV as the data lake receives it, Parquet as it should be kept.
//!
//! Parquet is written with fixed properties, one row group a file and the columns in their order, so that the same values
//! give the same bytes. The values are made here, so writing them to memory fails for no input; what could go wrong is
//! a defect and gives an empty file, which the tests of each generator would show.

use std::fmt::Write as _;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};

/// A named column.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) values: Values,
}

/// The values of a column; no value is NULL, as in a cost and usage report.
pub(crate) enum Values {
    Text(Vec<String>),
    /// Text that does not repeat and does not compress: stored as it is.
    Opaque(Vec<String>),
    Integer(Vec<i32>),
    Long(Vec<i64>),
    Double(Vec<f64>),
    /// Hundredths, as `decimal(8,2)`.
    Cents(Vec<i32>),
    /// Seconds since 1970, as a timestamp in UTC with milliseconds.
    Instant(Vec<i64>),
}

impl Column {
    pub(crate) fn new(name: &'static str, values: Values) -> Self {
        Self { name, values }
    }
}

/// The table as CSV with a header line. No value may hold a comma, a quotation mark or a line end.
pub(crate) fn csv(columns: &[Column]) -> Vec<u8> {
    let names: Vec<_> = columns.iter().map(|column| column.name).collect();
    let mut text = names.join(",") + "\n";
    for row in 0..rows(columns) {
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            cell(&mut text, &column.values, row);
        }
        text.push('\n');
    }
    text.into_bytes()
}

fn rows(columns: &[Column]) -> usize {
    columns.first().map_or(0, |column| match &column.values {
        Values::Text(values) | Values::Opaque(values) => values.len(),
        Values::Integer(values) | Values::Cents(values) => values.len(),
        Values::Long(values) | Values::Instant(values) => values.len(),
        Values::Double(values) => values.len(),
    })
}

fn cell(text: &mut String, values: &Values, row: usize) {
    let written = match values {
        Values::Text(values) | Values::Opaque(values) => {
            text.push_str(values.get(row).map_or("", String::as_str));
            return;
        }
        Values::Integer(values) => values.get(row).map(|n| write!(text, "{n}")),
        Values::Long(values) => values.get(row).map(|n| write!(text, "{n}")),
        Values::Double(values) => values.get(row).map(|n| write!(text, "{n}")),
        Values::Cents(values) => values.get(row).map(|n| write!(text, "{}.{:02}", n / 100, n % 100)),
        Values::Instant(values) => values.get(row).map(|n| {
            let (day, second) = (n.div_euclid(86_400), n.rem_euclid(86_400));
            let (year, month, day) = civil(day);
            let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
            write!(text, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }),
    };
    debug_assert!(matches!(written, Some(Ok(()))), "every column has a value for every row");
}

/// Year, month and day of a number of days since 1970 (proleptic Gregorian calendar).
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}

/// The table as a Parquet file with one row group, compressed with Snappy.
pub(crate) fn parquet(columns: &[Column]) -> Vec<u8> {
    let written = write_parquet(columns);
    debug_assert!(written.is_ok(), "{written:?}");
    written.unwrap_or_default()
}

fn write_parquet(columns: &[Column]) -> Result<Vec<u8>> {
    let mut properties = WriterProperties::builder()
        .set_created_by("labs".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk);
    for column in columns.iter().filter(|column| matches!(column.values, Values::Opaque(_))) {
        let path = ColumnPath::from(column.name);
        properties = properties
            .set_column_compression(path.clone(), Compression::UNCOMPRESSED)
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_statistics_enabled(path, EnabledStatistics::None);
    }
    let fields = columns.iter().map(|column| Ok(Arc::new(field(column)?))).collect::<Result<Vec<_>>>()?;
    let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties.build()))?;
    let mut group = file.next_row_group()?;
    for column in columns {
        write_column(&mut group, &column.values)?;
    }
    group.close()?;
    file.into_inner()
}

fn field(column: &Column) -> Result<Type> {
    let (physical, logical) = match &column.values {
        Values::Text(_) | Values::Opaque(_) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        Values::Integer(_) => (PhysicalType::INT32, None),
        Values::Long(_) => (PhysicalType::INT64, None),
        Values::Double(_) => (PhysicalType::DOUBLE, None),
        Values::Cents(_) => (PhysicalType::INT32, Some(LogicalType::decimal(2, 8))),
        Values::Instant(_) => {
            (PhysicalType::INT64, Some(LogicalType::timestamp(false, parquet::basic::TimeUnit::MILLIS)))
        }
    };
    let mut built = Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    if matches!(column.values, Values::Cents(_)) {
        built = built.with_precision(8).with_scale(2);
    }
    built.build()
}

fn write_column(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, values: &Values) -> Result<()> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    match values {
        Values::Text(values) | Values::Opaque(values) => {
            let bytes: Vec<_> = values.iter().map(|text| ByteArray::from(text.as_bytes().to_vec())).collect();
            column.typed::<ByteArrayType>().write_batch(&bytes, Some(&vec![1; bytes.len()]), None)?;
        }
        Values::Integer(values) | Values::Cents(values) => {
            column.typed::<Int32Type>().write_batch(values, Some(&vec![1; values.len()]), None)?;
        }
        Values::Long(values) => {
            column.typed::<Int64Type>().write_batch(values, Some(&vec![1; values.len()]), None)?;
        }
        Values::Instant(values) => {
            let millis: Vec<_> = values.iter().map(|seconds| seconds * 1000).collect();
            column.typed::<Int64Type>().write_batch(&millis, Some(&vec![1; millis.len()]), None)?;
        }
        Values::Double(values) => {
            column.typed::<DoubleType>().write_batch(values, Some(&vec![1; values.len()]), None)?;
        }
    }
    column.close()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("id", Values::Long(vec![1, 2])),
            Column::new("at", Values::Instant(vec![0, 1_767_225_599])),
            Column::new("name", Values::Text(vec!["Bến Cũ".into(), String::new()])),
            Column::new("fare", Values::Cents(vec![250, 1205])),
            Column::new("share", Values::Double(vec![0.5, 2.0])),
        ]
    }

    #[test]
    fn csv_has_a_header_and_a_line_a_row() {
        let text = String::from_utf8(csv(&columns())).unwrap();
        assert_eq!(
            text,
            "id,at,name,fare,share\n1,1970-01-01 00:00:00,Bến Cũ,2.50,0.5\n2,2025-12-31 23:59:59,,12.05,2\n"
        );
    }

    #[test]
    fn parquet_has_the_columns_and_the_rows_and_says_who_wrote_it() {
        use parquet::file::reader::{FileReader as _, SerializedFileReader};
        let file = SerializedFileReader::new(bytes::Bytes::from(parquet(&columns()))).unwrap();
        let metadata = file.metadata().file_metadata();
        assert_eq!((metadata.num_rows(), metadata.created_by()), (2, Some("labs")));
        let names: Vec<_> = metadata.schema_descr().columns().iter().map(|c| c.name().to_owned()).collect();
        assert_eq!(names, ["id", "at", "name", "fare", "share"]);
        let rows: Vec<String> = file.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(rows[1], "{id: 2, at: 2025-12-31 23:59:59.000 +00:00, name: \"\", fare: 12.05, share: 2.0}");
    }

    #[test]
    fn leap_days_are_days() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
        assert_eq!(civil(-1), (1969, 12, 31));
    }
}
