//! GetDatabases, a page at a time. No database is shared with or by another account.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::page::PageRequest;
use crate::glue::refusal::Refusal;
use crate::glue::shape::database;
use crate::store::Catalog;

/// Number of databases of a page without `MaxResults`; the service model allows no greater one.
const MAX_DATABASES: usize = 100;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetDatabases",
    members: &["CatalogId", "NextToken", "MaxResults", "ResourceShareType"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let request = PageRequest::read(&mut members, MAX_DATABASES)?;
    let databases = match members.text("ResourceShareType")?.as_deref() {
        Some("FOREIGN" | "FEDERATED") => Vec::new(),
        _ => catalog.databases_after(request.after_text()?.as_deref())?,
    };
    let account = catalog.world().account();
    let items = databases.iter().map(|found| Ok((found.name.clone().into_bytes(), database::write(found, account))));
    request.reply("DatabaseList", items)
}
