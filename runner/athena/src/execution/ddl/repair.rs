//! MSCK REPAIR TABLE: folders `key=value` below a table's location become partitions. It adds and never removes.

use std::collections::BTreeSet;

use labs_catalog::Table;

use super::super::ending::Outcome;
use super::alter_table::partition_input;
use super::{Ddl, partition_spec, problem};
use crate::location::S3Location;
use crate::query_error::QueryError;
use crate::result::Layout;
use crate::statement::TableName;

/// MSCK REPAIR TABLE. Its answer has no columns; each line of its text is a row.
pub(super) async fn repair(ddl: &Ddl<'_>, name: &TableName) -> Result<Outcome, QueryError> {
    let table = ddl.table(name)?;
    let refused = |error: &labs_catalog::CatalogError| problem::of(error, &table.database, &table.name);
    let location = table.storage.location.as_deref().and_then(S3Location::parse).map(S3Location::folder);
    let location = location.ok_or_else(|| problem::semantic(format!("table {} has no location in S3", table.name)))?;
    let objects = ddl.inner.s3.list(&location.bucket, &location.key).map_err(|error| problem::of_s3(&error))?;
    let folders: BTreeSet<_> = objects.iter().filter_map(|object| folder(&table, &location, &object.key)).collect();
    let known = ddl.catalog().list_partitions(&table.database, &table.name).map_err(|error| refused(&error))?;
    let known: BTreeSet<_> = known.into_iter().map(|partition| partition.values).collect();
    let mut seen = BTreeSet::new();
    let found: Vec<_> =
        folders.into_iter().filter(|(values, _)| !known.contains(values) && seen.insert(values.clone())).collect();
    let mut lines = Vec::new();
    if objects.is_empty() {
        lines.push(format!("Tables missing on filesystem:\t{}", table.name));
    } else if !found.is_empty() {
        let names =
            found.iter().map(|(values, _)| format!("{}:{}", table.name, partition_spec::folder(&table, values)));
        let names: Vec<_> = names.collect();
        lines.push(format!("Partitions not in metastore:\t{}", names.join("\t")));
        lines.extend(names.iter().map(|name| format!("Repair: Added partition to metastore {name}")));
        let inputs =
            found.into_iter().map(|(values, path)| partition_input(&table, values, location.join(&path).to_string()));
        let created = ddl.catalog().create_partitions(&table.database, &table.name, inputs.collect()).await;
        for outcome in created.map_err(|error| refused(&error))? {
            outcome.map_err(|error| refused(&error))?;
        }
    }
    let rows = lines.len() as u64;
    Ok(Outcome { columns: Vec::new(), layout: Layout::Lines, body: lines.join("\n"), rows })
}

/// The partition that an object lies in: the values and the path below the table's location. Hidden names do not count, and
/// keys of folders are the table's in lower case and in its order.
fn folder(table: &Table, location: &S3Location, key: &str) -> Option<(Vec<String>, String)> {
    let below = key.strip_prefix(&location.key)?;
    let mut parts = below.split('/');
    let mut values = Vec::new();
    let mut path = Vec::new();
    for expected in &table.partition_keys {
        let part = parts.next()?;
        let (name, value) = part.split_once('=')?;
        if partition_spec::unescaped(name) != expected.name.to_lowercase() || value.is_empty() {
            return None;
        }
        values.push(partition_spec::unescaped(value));
        path.push(part);
    }
    // What comes after the folder is a file in it, or nothing for the folder's own object.
    parts.next()?;
    (!values.is_empty()).then(|| (values, path.join("/")))
}
