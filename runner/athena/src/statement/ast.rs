//! What statements say. Names are in lower case, as the Data Catalog keeps them; texts have their escapes undone.

use std::fmt;

use indexmap::IndexMap;

use super::format::FileFormat;
use super::hive_type::HiveType;
use crate::query_error::Position;

/// A statement of either side.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one statement a query; a box would only hurt reading")]
pub(crate) enum Statement {
    /// In Hive's dialect, read.
    Hive(HiveStatement),
    /// In Trino's dialect, still text.
    Query(QueryStatement),
}

/// A statement of the Trino side: leading comments are kept for the sake of positions, the trailing semicolon is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueryStatement {
    pub(crate) text: String,
    pub(crate) kind: QueryKind,
}

/// What a statement of the Trino side does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryKind {
    /// SELECT, WITH, VALUES, TABLE, also in parentheses.
    Select,
    /// SHOW FUNCTIONS.
    ShowFunctions,
    /// EXPLAIN, also EXPLAIN ANALYZE.
    Explain,
}

/// A name and where it stands.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// In lower case, without quotes.
    pub(crate) value: String,
    pub(crate) position: Position,
}

/// Cases and messages show the name alone.
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.value)
    }
}

/// A table or a view; without a database it is in the session's.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct TableName {
    pub(crate) database: Option<Name>,
    pub(crate) table: Name,
}

impl fmt::Debug for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.database {
            Some(database) => write!(f, "{database:?}.{:?}", self.table),
            None => write!(f, "{:?}", self.table),
        }
    }
}

/// What to do when the thing to create is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfPresent {
    Fail,
    /// `IF NOT EXISTS`.
    Skip,
}

/// What to do when the thing to drop is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfAbsent {
    Fail,
    /// `IF EXISTS`.
    Skip,
}

/// What to do with the tables of a database that is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DropBehavior {
    /// Fail when there are any; also what is meant when nothing is said.
    Restrict,
    /// Drop them too.
    Cascade,
}

/// Properties in the order in which they are written.
pub(crate) type Properties = IndexMap<String, String>;

/// A statement of the Hive side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum HiveStatement {
    CreateDatabase(CreateDatabase),
    DropDatabase {
        database: Name,
        if_absent: IfAbsent,
        behavior: DropBehavior,
    },
    AlterDatabase {
        database: Name,
        properties: Properties,
    },
    CreateTable(Box<CreateTable>),
    DropTable {
        table: TableName,
        if_absent: IfAbsent,
    },
    DropView {
        view: TableName,
        if_absent: IfAbsent,
    },
    AlterTable {
        table: TableName,
        change: TableChange,
    },
    /// MSCK REPAIR TABLE.
    RepairTable {
        table: TableName,
    },
    ShowDatabases {
        pattern: Option<String>,
    },
    ShowTables {
        database: Option<Name>,
        pattern: Option<String>,
    },
    ShowViews {
        database: Option<Name>,
        pattern: Option<String>,
    },
    /// The specification selects partitions; empty selects all.
    ShowPartitions {
        table: TableName,
        partition: PartitionSpec,
    },
    ShowColumns {
        table: TableName,
    },
    ShowCreateTable {
        table: TableName,
    },
    ShowCreateView {
        view: TableName,
    },
    ShowTableProperties {
        table: TableName,
        property: Option<String>,
    },
    Describe {
        table: TableName,
        detail: Detail,
        target: DescribeTarget,
    },
}

/// How much DESCRIBE tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    Plain,
    Extended,
    Formatted,
}

/// What of a table DESCRIBE tells about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DescribeTarget {
    Table,
    Partition(PartitionSpec),
    /// A column, then fields inside it; `$elem$`, `$key$` and `$value$` go into arrays and maps.
    Column(Vec<Name>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CreateDatabase {
    pub(crate) database: Name,
    pub(crate) if_present: IfPresent,
    pub(crate) comment: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) properties: Properties,
}

/// A column of a table or a partition key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnDefinition {
    pub(crate) name: Name,
    pub(crate) data_type: HiveType,
    pub(crate) comment: Option<String>,
}

/// CREATE EXTERNAL TABLE.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CreateTable {
    pub(crate) table: TableName,
    pub(crate) if_present: IfPresent,
    pub(crate) columns: Vec<ColumnDefinition>,
    pub(crate) comment: Option<String>,
    pub(crate) partition_keys: Vec<ColumnDefinition>,
    pub(crate) buckets: Option<Buckets>,
    pub(crate) row_format: Option<RowFormat>,
    pub(crate) stored_as: Option<StoredAs>,
    /// WITH SERDEPROPERTIES after STORED AS, which adds to those of the row format.
    pub(crate) serde_properties: Properties,
    pub(crate) location: String,
    pub(crate) properties: Properties,
}

/// CLUSTERED BY … INTO n BUCKETS.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Buckets {
    pub(crate) columns: Vec<Name>,
    pub(crate) count: u32,
}

/// How rows are read from a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowFormat {
    Delimited(Delimiters),
    Serde { class: String, properties: Properties },
}

/// ROW FORMAT DELIMITED; what is absent has Hive's default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Delimiters {
    pub(crate) fields: Option<String>,
    pub(crate) escape: Option<String>,
    pub(crate) collection_items: Option<String>,
    pub(crate) map_keys: Option<String>,
    pub(crate) lines: Option<String>,
    pub(crate) null: Option<String>,
}

/// How files are read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum StoredAs {
    Format(FileFormat),
    Classes { input_format: String, output_format: String },
}

/// `(year = '2024', month = '01')`; DESCRIBE and SHOW PARTITIONS take a part of the keys too.
pub(crate) type PartitionSpec = Vec<(Name, String)>;

/// A partition that is added, and where it lies; without a location it lies where its values say.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AddedPartition {
    pub(crate) spec: PartitionSpec,
    pub(crate) location: Option<String>,
}

/// A test of DROP PARTITION, which knows comparisons too: `(year < '2020')`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartitionTest {
    pub(crate) key: Name,
    pub(crate) comparison: Comparison,
    pub(crate) value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Where CHANGE COLUMN moves a column to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ColumnPlace {
    First,
    After(Name),
}

/// What ALTER TABLE does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TableChange {
    AddPartitions {
        partitions: Vec<AddedPartition>,
        if_present: IfPresent,
    },
    DropPartitions {
        partitions: Vec<Vec<PartitionTest>>,
        if_absent: IfAbsent,
    },
    RenamePartition {
        from: PartitionSpec,
        to: PartitionSpec,
    },
    AddColumns {
        columns: Vec<ColumnDefinition>,
    },
    ReplaceColumns {
        columns: Vec<ColumnDefinition>,
    },
    ChangeColumn {
        column: Name,
        to: ColumnDefinition,
        place: Option<ColumnPlace>,
    },
    /// With a specification, of one partition.
    SetLocation {
        partition: PartitionSpec,
        location: String,
    },
    SetProperties {
        properties: Properties,
    },
}
