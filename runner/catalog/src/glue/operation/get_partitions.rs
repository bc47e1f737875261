//! GetPartitions, a page at a time: all, those that an expression selects, one segment.

use labs_world::Map;

use super::Operation;
use crate::error::CatalogError;
use crate::filter::PartitionFilter;
use crate::glue::members::Members;
use crate::glue::page::PageRequest;
use crate::glue::refusal::Refusal;
use crate::glue::shape::partition;
use crate::glue::shape::storage::ColumnSchema;
use crate::store::{Catalog, Segment};

/// Number of partitions of a page without `MaxResults`; the service model allows no greater one.
const MAX_PARTITIONS: usize = 1000;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetPartitions",
    members: &[
        "CatalogId",
        "DatabaseName",
        "TableName",
        "Expression",
        "NextToken",
        "Segment",
        "MaxResults",
        "ExcludeColumnSchema",
    ],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, table) = (members.required("DatabaseName")?, members.required("TableName")?);
    let request = PageRequest::read(&mut members, MAX_PARTITIONS)?;
    let schema = if members.flag("ExcludeColumnSchema")? { ColumnSchema::Excluded } else { ColumnSchema::Included };
    let segment = read_segment(&mut members)?;
    let table = catalog.get_table(&database, &table)?;
    let expression = members.text("Expression")?.unwrap_or_default();
    let filter = PartitionFilter::parse(&expression, &table.partition_keys).map_err(CatalogError::from)?;
    let account = catalog.world().account();
    let items = catalog.partitions_after(&table, request.after.clone(), segment).filter_map(|found| {
        let selected = found.and_then(|(key, found)| {
            Ok(filter.selects(&found.values)?.then(|| (key, partition::write(&found, account, schema))))
        });
        selected.map_err(Refusal::from).transpose()
    });
    request.reply("Partitions", items)
}

fn read_segment(members: &mut Members) -> Result<Option<Segment>, Refusal> {
    let Some(mut segment) = members.structure("Segment", &["SegmentNumber", "TotalSegments"])? else { return Ok(None) };
    let mut number = |member| segment.number(member)?.ok_or(Refusal::NotValidated { member });
    let (number, of) = (number("SegmentNumber")?, number("TotalSegments")?);
    match (u64::try_from(number), u64::try_from(of)) {
        (Ok(number), Ok(of)) if number < of => Ok(Some(Segment { number, of })),
        _ => Err(Refusal::Segment { number, of }),
    }
}
