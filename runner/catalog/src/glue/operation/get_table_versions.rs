//! GetTableVersions, the present one first, a page at a time.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::page::PageRequest;
use crate::glue::refusal::Refusal;
use crate::glue::shape::table;
use crate::store::Catalog;

/// Number of versions of a page without `MaxResults`; the service model allows no greater one.
const MAX_VERSIONS: usize = 100;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetTableVersions",
    members: &["CatalogId", "DatabaseName", "TableName", "NextToken", "MaxResults"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let (database, name) = (members.required("DatabaseName")?, members.required("TableName")?);
    let request = PageRequest::read(&mut members, MAX_VERSIONS)?;
    let account = catalog.world().account();
    let versions = catalog.list_table_versions(&database, &name)?;
    let items = versions
        .iter()
        .map(|found| (found.version.to_be_bytes().to_vec(), found))
        .filter(|(key, _)| request.after.as_ref().is_none_or(|after| key < after))
        .map(|(key, found)| Ok((key, table::write_version(found, account))));
    request.reply("TableVersions", items)
}
