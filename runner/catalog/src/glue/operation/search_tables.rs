//! SearchTables: a text in names and descriptions, and filters on `DatabaseName`, `Name` and parameters.

use labs_world::Map;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::page::PageRequest;
use crate::glue::refusal::Refusal;
use crate::glue::shape::table;
use crate::model::Table;
use crate::store::Catalog;

/// Number of tables of a page without `MaxResults`; the service model allows no greater one.
const MAX_TABLES: usize = 1000;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "SearchTables",
    members: &["CatalogId", "NextToken", "MaxResults", "SearchText", "Filters"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let request = PageRequest::read(&mut members, MAX_TABLES)?;
    let text = members.text("SearchText")?.unwrap_or_default().to_lowercase();
    let mut filters = Vec::new();
    for mut filter in members.structures("Filters", &["Key", "Value", "Comparator"])? {
        match filter.text("Comparator")?.as_deref() {
            None | Some("EQUALS") => filters.push((filter.required("Key")?, filter.required("Value")?)),
            Some(_) => return Err(Refusal::NotValidated { member: "Comparator" }),
        }
    }
    let mut found = Vec::new();
    for database in catalog.list_databases()? {
        found.extend(catalog.list_tables(&database.name)?);
    }
    let account = catalog.world().account();
    let items = found
        .iter()
        .filter(|found| contains(found, &text) && filters.iter().all(|(key, value)| has(found, key, value)))
        .map(|found| (format!("{}\u{1}{}", found.database, found.name).into_bytes(), found))
        .filter(|(key, _)| request.after.as_ref().is_none_or(|after| key > after))
        .map(|(key, found)| Ok((key, table::write(found, account))));
    request.reply("TableList", items)
}

fn contains(table: &Table, text: &str) -> bool {
    let description = table.description.as_deref().unwrap_or_default();
    table.name.contains(text) || description.to_lowercase().contains(text)
}

fn has(table: &Table, key: &str, value: &str) -> bool {
    match key {
        "DatabaseName" => table.database.eq_ignore_ascii_case(value),
        "Name" => table.name.eq_ignore_ascii_case(value),
        parameter => table.parameters.get(parameter).is_some_and(|found| found == value),
    }
}
