//! `StorageDescriptor`: where the bytes of a table or a partition lie and how they are read.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Column, Parameters};

/// Where bytes lie and how they are read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StorageDescriptor {
    /// The columns, without the partition keys.
    pub columns: Vec<Column>,
    /// The folder: `s3://bucket/prefix/`.
    pub location: Option<String>,
    /// Java class that reads files.
    pub input_format: Option<String>,
    /// Java class that writes files.
    pub output_format: Option<String>,
    /// Whether the bytes are compressed.
    pub compressed: bool,
    /// Number of buckets; 0 or -1 without bucketing.
    pub number_of_buckets: i64,
    /// How rows are read from bytes.
    pub serde: SerDe,
    /// The columns by which rows are dealt into buckets.
    pub bucket_columns: Vec<String>,
    /// The order of rows within a bucket.
    pub sort_columns: Vec<SortColumn>,
    /// Free pairs.
    pub parameters: Parameters,
    /// Values that appear very often.
    pub skewed: Option<SkewedInfo>,
    /// Whether the table's data lies in sub-folders.
    pub stored_as_sub_directories: bool,
}

/// Serialization and deserialization of rows. Glue's `SerDeInfo`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SerDe {
    /// A name of the client's choice.
    pub name: Option<String>,
    /// The Java class: `org.openx.data.jsonserde.JsonSerDe`.
    pub serialization_library: Option<String>,
    /// Its parameters, such as `field.delim`.
    pub parameters: Parameters,
}

/// A column by which rows are sorted. Glue's `Order`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortColumn {
    /// The name of the column.
    pub column: String,
    /// 1 ascending, 0 descending, as Glue has it.
    pub sort_order: i64,
}

/// Values that appear very often.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SkewedInfo {
    /// The columns.
    pub column_names: Vec<String>,
    /// Their frequent values.
    pub column_values: Vec<String>,
    /// Values to the columns that hold them.
    pub column_value_location_maps: IndexMap<String, String>,
}
