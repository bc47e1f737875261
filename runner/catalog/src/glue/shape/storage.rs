//! `StorageDescriptor`, with `Column`, `SerDeInfo`, `Order` and `SkewedInfo`.

use labs_world::Document;

use super::super::members::Members as Input;
use super::super::refusal::Refusal;
use super::{Members, parameters, texts};
use crate::model::{Column, SerDe, SkewedInfo, SortColumn, StorageDescriptor};

/// Reads `StorageDescriptor`; the default one when none is given.
pub(in super::super) fn read(members: &mut Input) -> Result<StorageDescriptor, Refusal> {
    let supported = [
        "Columns",
        "Location",
        "InputFormat",
        "OutputFormat",
        "Compressed",
        "NumberOfBuckets",
        "SerdeInfo",
        "BucketColumns",
        "SortColumns",
        "Parameters",
        "SkewedInfo",
        "StoredAsSubDirectories",
    ];
    let Some(mut storage) = members.structure("StorageDescriptor", &supported)? else {
        return Ok(StorageDescriptor::default());
    };
    Ok(StorageDescriptor {
        columns: read_columns(&mut storage, "Columns")?,
        location: storage.text("Location")?,
        input_format: storage.text("InputFormat")?,
        output_format: storage.text("OutputFormat")?,
        compressed: storage.flag("Compressed")?,
        number_of_buckets: storage.number("NumberOfBuckets")?.unwrap_or_default(),
        serde: read_serde(&mut storage)?,
        bucket_columns: storage.texts("BucketColumns")?,
        sort_columns: read_sort_columns(&mut storage)?,
        parameters: storage.parameters("Parameters")?,
        skewed: read_skewed(&mut storage)?,
        stored_as_sub_directories: storage.flag("StoredAsSubDirectories")?,
    })
}

/// Reads a list of `Column`.
pub(in super::super) fn read_columns(members: &mut Input, member: &'static str) -> Result<Vec<Column>, Refusal> {
    let columns = members.structures(member, &["Name", "Type", "Comment", "Parameters"])?;
    let column = |mut column: Input| {
        Ok(Column {
            name: column.required("Name")?,
            data_type: column.text("Type")?,
            comment: column.text("Comment")?,
            parameters: column.parameters("Parameters")?,
        })
    };
    columns.into_iter().map(column).collect()
}

fn read_serde(storage: &mut Input) -> Result<SerDe, Refusal> {
    let Some(mut serde) = storage.structure("SerdeInfo", &["Name", "SerializationLibrary", "Parameters"])? else {
        return Ok(SerDe::default());
    };
    Ok(SerDe {
        name: serde.text("Name")?,
        serialization_library: serde.text("SerializationLibrary")?,
        parameters: serde.parameters("Parameters")?,
    })
}

fn read_sort_columns(storage: &mut Input) -> Result<Vec<SortColumn>, Refusal> {
    let columns = storage.structures("SortColumns", &["Column", "SortOrder"])?;
    let column = |mut column: Input| {
        let sort_order = column.number("SortOrder")?.ok_or(Refusal::NotValidated { member: "SortOrder" })?;
        Ok(SortColumn { column: column.required("Column")?, sort_order })
    };
    columns.into_iter().map(column).collect()
}

fn read_skewed(storage: &mut Input) -> Result<Option<SkewedInfo>, Refusal> {
    let supported = ["SkewedColumnNames", "SkewedColumnValues", "SkewedColumnValueLocationMaps"];
    let Some(mut skewed) = storage.structure("SkewedInfo", &supported)? else { return Ok(None) };
    Ok(Some(SkewedInfo {
        column_names: skewed.texts("SkewedColumnNames")?,
        column_values: skewed.texts("SkewedColumnValues")?,
        column_value_location_maps: skewed.parameters("SkewedColumnValueLocationMaps")?,
    }))
}

/// Whether the columns of a storage descriptor are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum ColumnSchema {
    Included,
    /// GetPartitions' `ExcludeColumnSchema`.
    Excluded,
}

/// Writes `StorageDescriptor`.
pub(in super::super) fn write(storage: &StorageDescriptor, schema: ColumnSchema) -> Document {
    let mut members = Members::default();
    if schema == ColumnSchema::Included {
        members = members.with("Columns", write_columns(&storage.columns));
    }
    members = members
        .with_text("Location", storage.location.as_ref())
        .with_text("InputFormat", storage.input_format.as_ref())
        .with_text("OutputFormat", storage.output_format.as_ref())
        .with("Compressed", storage.compressed)
        .with("NumberOfBuckets", storage.number_of_buckets);
    if storage.serde != SerDe::default() {
        members = members.with("SerdeInfo", write_serde(&storage.serde));
    }
    let sort_columns = storage.sort_columns.iter().map(|column| {
        Members::default().with("Column", column.column.clone()).with("SortOrder", column.sort_order).0.into()
    });
    members = members
        .with("BucketColumns", texts(&storage.bucket_columns))
        .with("SortColumns", sort_columns.collect::<Vec<Document>>())
        .with_parameters("Parameters", &storage.parameters);
    if let Some(skewed) = &storage.skewed {
        let info = Members::default()
            .with("SkewedColumnNames", texts(&skewed.column_names))
            .with("SkewedColumnValues", texts(&skewed.column_values))
            .with("SkewedColumnValueLocationMaps", parameters(&skewed.column_value_location_maps));
        members = members.with("SkewedInfo", info.0);
    }
    members.with("StoredAsSubDirectories", storage.stored_as_sub_directories).0.into()
}

/// Writes a list of `Column`.
pub(in super::super) fn write_columns(columns: &[Column]) -> Document {
    let column = |column: &Column| {
        Members::default()
            .with("Name", column.name.clone())
            .with_text("Type", column.data_type.as_ref())
            .with_text("Comment", column.comment.as_ref())
            .with_parameters("Parameters", &column.parameters)
            .0
            .into()
    };
    Document::List(columns.iter().map(column).collect())
}

fn write_serde(serde: &SerDe) -> Document {
    Members::default()
        .with_text("Name", serde.name.as_ref())
        .with_text("SerializationLibrary", serde.serialization_library.as_ref())
        .with_parameters("Parameters", &serde.parameters)
        .0
        .into()
}
