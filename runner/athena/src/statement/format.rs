//! `FileFormat` and `RowReader`: which Java classes stand for a file format and for a way of reading rows.
//!
//! The Data Catalog knows classes, DDL knows words; this is the one table between them. Sources: "Choose a SerDe for your data"
//! and CREATE TABLE in the Athena User Guide, the StorageFormatDescriptors of Hive.

/// The SerDe of delimited text, which is also that of a table that names none.
pub(crate) const LAZY_SIMPLE_SERDE: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

/// STORED AS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileFormat {
    TextFile,
    SequenceFile,
    RcFile,
    Orc,
    Parquet,
    Avro,
    Ion,
}

/// The classes of a file format.
struct Classes {
    format: FileFormat,
    name: &'static str,
    input: &'static str,
    output: &'static str,
    serde: &'static str,
}

const FORMATS: &[Classes] = &[
    Classes {
        format: FileFormat::TextFile,
        name: "TEXTFILE",
        input: "org.apache.hadoop.mapred.TextInputFormat",
        output: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        serde: LAZY_SIMPLE_SERDE,
    },
    Classes {
        format: FileFormat::SequenceFile,
        name: "SEQUENCEFILE",
        input: "org.apache.hadoop.mapred.SequenceFileInputFormat",
        output: "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
        serde: LAZY_SIMPLE_SERDE,
    },
    Classes {
        format: FileFormat::RcFile,
        name: "RCFILE",
        input: "org.apache.hadoop.hive.ql.io.RCFileInputFormat",
        output: "org.apache.hadoop.hive.ql.io.RCFileOutputFormat",
        serde: "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
    },
    Classes {
        format: FileFormat::Orc,
        name: "ORC",
        input: "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        output: "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
        serde: "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    },
    Classes {
        format: FileFormat::Parquet,
        name: "PARQUET",
        input: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        output: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    },
    Classes {
        format: FileFormat::Avro,
        name: "AVRO",
        input: "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
        output: "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
        serde: "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    },
    Classes {
        format: FileFormat::Ion,
        name: "ION",
        input: "com.amazon.ionhiveserde.formats.IonInputFormat",
        output: "com.amazon.ionhiveserde.formats.IonOutputFormat",
        serde: "com.amazon.ionhiveserde.IonHiveSerDe",
    },
];

impl FileFormat {
    /// The format of this name, in any case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        FORMATS.iter().find(|classes| classes.name.eq_ignore_ascii_case(name)).map(|classes| classes.format)
    }

    /// The names that STORED AS takes.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|classes| classes.name)
    }

    /// The format that an input class reads.
    pub(crate) fn of_input(class: &str) -> Option<Self> {
        FORMATS.iter().find(|classes| classes.input == class).map(|classes| classes.format)
    }

    /// The class that reads files.
    pub(crate) fn input_class(self) -> &'static str {
        self.classes().map_or("", |classes| classes.input)
    }

    /// The class that writes files.
    pub(crate) fn output_class(self) -> &'static str {
        self.classes().map_or("", |classes| classes.output)
    }

    /// The class that reads rows when the table names none.
    pub(crate) fn serde_class(self) -> &'static str {
        self.classes().map_or("", |classes| classes.serde)
    }

    fn classes(self) -> Option<&'static Classes> {
        FORMATS.iter().find(|classes| classes.format == self)
    }
}

/// A way of reading rows that Athena documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowReader {
    LazySimple,
    OpenCsv,
    /// `org.openx…`
    OpenXJson,
    /// `org.apache.hive.hcatalog…`
    HiveJson,
    Regex,
    Grok,
    CloudTrail,
    RcFile,
    Orc,
    Parquet,
    Avro,
    Ion,
}

const READERS: &[(RowReader, &str)] = &[
    (RowReader::LazySimple, LAZY_SIMPLE_SERDE),
    (RowReader::OpenCsv, "org.apache.hadoop.hive.serde2.OpenCSVSerde"),
    (RowReader::OpenXJson, "org.openx.data.jsonserde.JsonSerDe"),
    (RowReader::HiveJson, "org.apache.hive.hcatalog.data.JsonSerDe"),
    (RowReader::HiveJson, "org.apache.hadoop.hive.serde2.JsonSerDe"),
    (RowReader::Regex, "org.apache.hadoop.hive.serde2.RegexSerDe"),
    (RowReader::Regex, "org.apache.hadoop.hive.contrib.serde2.RegexSerDe"),
    (RowReader::Grok, "com.amazonaws.glue.serde.GrokSerDe"),
    (RowReader::CloudTrail, "com.amazon.emr.hive.serde.CloudTrailSerde"),
    (RowReader::RcFile, "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe"),
    (RowReader::RcFile, "org.apache.hadoop.hive.serde2.columnar.ColumnarSerDe"),
    (RowReader::Orc, "org.apache.hadoop.hive.ql.io.orc.OrcSerde"),
    (RowReader::Parquet, "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"),
    (RowReader::Avro, "org.apache.hadoop.hive.serde2.avro.AvroSerDe"),
    (RowReader::Ion, "com.amazon.ionhiveserde.IonHiveSerDe"),
];

impl RowReader {
    /// The reader that a class of a table's SerDe stands for.
    pub(crate) fn of_class(class: &str) -> Option<Self> {
        READERS.iter().find(|(_, known)| *known == class).map(|(reader, _)| *reader)
    }

    /// Whether DESCRIBE and SHOW CREATE TABLE show `from deserializer` for columns without a comment: those whose columns Hive
    /// takes from the SerDe.
    pub(crate) fn has_columns_of_its_own(self) -> bool {
        matches!(
            self,
            Self::OpenCsv | Self::OpenXJson | Self::HiveJson | Self::Grok | Self::CloudTrail | Self::Avro | Self::Ion
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_row_in_both_tables() {
        for name in FileFormat::names() {
            let format = FileFormat::named(&name.to_lowercase()).unwrap();
            assert_eq!(FileFormat::of_input(format.input_class()), Some(format));
            assert!(RowReader::of_class(format.serde_class()).is_some(), "{name}");
            assert!(!format.output_class().is_empty());
        }
        assert_eq!(FileFormat::named("JSONFILE"), None);
    }
}
