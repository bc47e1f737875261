//! `ColumnInfo`: one column of a result, as GetQueryResults and the `.metadata` object describe it.

use labs_world::{Document, Map};
use serde::{Deserialize, Serialize};

use crate::trino_type::TrinoType;

/// One column of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ColumnInfo {
    /// The header.
    pub(crate) name: String,
    /// The type's name without parameters.
    pub(crate) data_type: String,
    pub(crate) precision: i32,
    pub(crate) scale: i32,
    pub(crate) case_sensitive: bool,
}

impl ColumnInfo {
    /// A column of a query.
    pub(crate) fn of(name: &str, data_type: &TrinoType) -> Self {
        let (precision, scale) = match data_type {
            TrinoType::TinyInt => (3, 0),
            TrinoType::SmallInt => (5, 0),
            TrinoType::Integer => (10, 0),
            TrinoType::BigInt => (19, 0),
            TrinoType::Real | TrinoType::Double => (17, 0),
            TrinoType::Decimal(precision, scale) => (i32::from(*precision), i32::from(*scale)),
            TrinoType::Varchar(None) => (i32::MAX, 0),
            TrinoType::Varchar(Some(length)) | TrinoType::Char(length) => {
                (i32::try_from(*length).unwrap_or(i32::MAX), 0)
            }
            TrinoType::Varbinary => (1 << 30, 0),
            TrinoType::Time(_) | TrinoType::Timestamp(_) | TrinoType::TimestampWithTimeZone(_) => (3, 0),
            _ => (0, 0),
        };
        let case_sensitive = matches!(data_type, TrinoType::Varchar(_) | TrinoType::Char(_));
        Self { name: name.to_owned(), data_type: data_type.base_name().to_owned(), precision, scale, case_sensitive }
    }

    /// A column of SHOW, DESCRIBE and their like: Hive's `string`.
    pub(crate) fn hive_string(name: &str) -> Self {
        Self { name: name.to_owned(), data_type: "string".to_owned(), precision: 0, scale: 0, case_sensitive: false }
    }

    /// The structure of the API.
    pub(crate) fn document(&self) -> Document {
        Document::Map(Map::from_iter([
            ("CatalogName".to_owned(), "hive".into()),
            ("SchemaName".to_owned(), "".into()),
            ("TableName".to_owned(), "".into()),
            ("Name".to_owned(), self.name.as_str().into()),
            ("Label".to_owned(), self.name.as_str().into()),
            ("Type".to_owned(), self.data_type.as_str().into()),
            ("Precision".to_owned(), i64::from(self.precision).into()),
            ("Scale".to_owned(), i64::from(self.scale).into()),
            ("Nullable".to_owned(), "UNKNOWN".into()),
            ("CaseSensitive".to_owned(), self.case_sensitive.into()),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_athenas_precisions() {
        let shown = |data_type: TrinoType| {
            let ColumnInfo { data_type, precision, scale, case_sensitive, .. } = ColumnInfo::of("x", &data_type);
            format!("{data_type} {precision} {scale} {case_sensitive}")
        };
        let recorded = [
            (TrinoType::Integer, "integer 10 0 false"),
            (TrinoType::BigInt, "bigint 19 0 false"),
            (TrinoType::Real, "float 17 0 false"),
            (TrinoType::Double, "double 17 0 false"),
            (TrinoType::Decimal(12, 2), "decimal 12 2 false"),
            (TrinoType::Varchar(None), "varchar 2147483647 0 true"),
            (TrinoType::Varchar(Some(3)), "varchar 3 0 true"),
            (TrinoType::Char(5), "char 5 0 true"),
            (TrinoType::Varbinary, "varbinary 1073741824 0 false"),
            (TrinoType::Timestamp(3), "timestamp 3 0 false"),
            (TrinoType::Date, "date 0 0 false"),
            (TrinoType::Array(Box::new(TrinoType::Varchar(None))), "array 0 0 false"),
        ];
        for (data_type, expected) in recorded {
            assert_eq!(shown(data_type), expected);
        }
    }
}
