//! What a statement answers: its columns, its values as text, and the objects that are written for it.
//!
//! `column_info` and `value` say how Athena shows types and values, `csv` and `metadata` are the two file formats, `page` reads
//! a stored result back for GetQueryResults. Where the objects go and what a statement is, is decided in `execution`.

mod column_info;
mod csv;
mod java_double;
mod metadata;
mod rows;
mod value;

#[allow(unused_imports)]
pub(crate) use column_info::ColumnInfo;
#[allow(unused_imports)]
pub(crate) use csv::CsvWriter;
#[allow(unused_imports)]
pub(crate) use metadata::metadata;
#[allow(unused_imports)]
pub(crate) use rows::{End, Layout, PageError, ResultPage, page};
#[allow(unused_imports)]
pub(crate) use value::{Cell, write_cell};
