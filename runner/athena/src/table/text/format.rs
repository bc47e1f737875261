//! `TextFormat`: what a table says about its text files.

use labs_catalog::Table;

use super::super::schema::TableColumn;
use super::column::ColumnBuilder;
use super::json::{Flavour, Json};
use super::lazy_simple::LazySimple;
use super::open_csv::OpenCsv;
use crate::query_error::{ErrorKind, QueryError};
use crate::statement::RowReader;

/// How lines become rows.
#[derive(Debug, Clone)]
pub(in crate::table) struct TextFormat {
    kind: Kind,
    /// Lines at the start of each file that are not rows.
    pub(super) header_lines: u64,
    pub(super) columns: Vec<TableColumn>,
}

#[derive(Debug, Clone)]
enum Kind {
    LazySimple(LazySimple),
    OpenCsv(OpenCsv),
    Json(Json),
}

impl TextFormat {
    /// The format of a table; `None` when its reader is none of text that this engine has.
    ///
    /// # Errors
    /// When the table's properties are wrong or not supported.
    pub(in crate::table) fn of(
        reader: RowReader,
        table: &Table,
        columns: &[TableColumn],
    ) -> Result<Option<Self>, QueryError> {
        let serde = &table.storage.serde.parameters;
        let kind = match reader {
            RowReader::LazySimple => Kind::LazySimple(LazySimple::new(serde, &table.parameters, columns.len())),
            RowReader::OpenCsv => {
                if let Some(nested) = columns.iter().find(|column| column.field.data_type().is_nested()) {
                    let why = format!(
                        "Column '{}' of type {} cannot be read by OpenCSVSerde",
                        nested.field.name(),
                        nested.hive
                    );
                    return Err(QueryError::not_supported(why));
                }
                Kind::OpenCsv(OpenCsv::new(serde))
            }
            RowReader::OpenXJson => Kind::Json(Json::new(Flavour::OpenX, table, columns)?),
            RowReader::HiveJson => Kind::Json(Json::new(Flavour::Hive, table, columns)?),
            _ => return Ok(None),
        };
        if lines(table, "skip.footer.line.count")? > 0 {
            let why =
                format!("skip.footer.line.count of table {} is not supported by this version of labs", table.name);
            return Err(QueryError::not_supported(why));
        }
        let header_lines = lines(table, "skip.header.line.count")?;
        Ok(Some(Self { kind, header_lines, columns: columns.to_vec() }))
    }

    /// Adds a row to the builders of the columns that are wanted.
    ///
    /// # Errors
    /// When the format has no NULL for what it cannot read.
    pub(super) fn row(&self, line: &[u8], wanted: &[usize], builders: &mut [ColumnBuilder]) -> Result<(), QueryError> {
        match &self.kind {
            Kind::LazySimple(format) => {
                format.row(line, wanted, builders);
                Ok(())
            }
            Kind::OpenCsv(format) => format.row(&String::from_utf8_lossy(line), wanted, builders),
            Kind::Json(format) => format.row(&String::from_utf8_lossy(line), wanted, builders),
        }
    }
}

fn lines(table: &Table, property: &str) -> Result<u64, QueryError> {
    let text = table.parameters.get(property).or_else(|| table.storage.serde.parameters.get(property));
    let Some(text) = text else { return Ok(0) };
    text.trim().parse().map_err(|_| {
        let why = format!("Invalid value for {property} property of table {}: {text}", table.name);
        QueryError::new(ErrorKind::HiveInvalidMetadata, why)
    })
}
