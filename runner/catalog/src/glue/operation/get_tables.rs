//! GetTables, a page at a time, also those whose names a pattern selects.

use labs_world::Map;
use regex::Regex;

use super::Operation;
use crate::glue::members::Members;
use crate::glue::page::PageRequest;
use crate::glue::refusal::Refusal;
use crate::glue::shape::table;
use crate::store::Catalog;

/// Number of tables of a page without `MaxResults`; the service model allows no greater one.
const MAX_TABLES: usize = 100;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetTables",
    members: &["CatalogId", "DatabaseName", "Expression", "NextToken", "MaxResults"],
    run: |catalog, members| Box::pin(run(catalog, members)),
};

async fn run(catalog: &Catalog, mut members: Members) -> Result<Map, Refusal> {
    let database = members.required("DatabaseName")?;
    let request = PageRequest::read(&mut members, MAX_TABLES)?;
    let pattern = members.text("Expression")?.map(|pattern| name_pattern(&pattern)).transpose()?;
    let account = catalog.world().account();
    let items = catalog
        .tables_after(&database, request.after_text()?.as_deref())?
        .filter(|found| match (found, &pattern) {
            (Ok(table), Some(pattern)) => pattern.is_match(&table.name),
            _ => true,
        })
        .map(|found| {
            let found = found?;
            Ok((found.name.clone().into_bytes(), table::write(&found, account)))
        });
    request.reply("TableList", items)
}

/// `Expression` is a pattern over the whole name, in any case: a regular expression in which a lone `*` means any characters, as
/// in Hive's patterns, and which clients rely on: `orders*`.
fn name_pattern(pattern: &str) -> Result<Regex, Refusal> {
    let mut expression = String::new();
    let mut before = None;
    for c in pattern.chars() {
        // After these a star repeats.
        if c == '*' && !matches!(before, Some('.' | ')' | ']' | '}' | '\\')) {
            expression.push('.');
        }
        expression.push(c);
        before = Some(c);
    }
    Regex::new(&format!("^(?i:{expression})$")).map_err(|_| Refusal::Pattern(pattern.to_owned()))
}
