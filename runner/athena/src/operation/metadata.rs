//! What the operations about the Data Catalog share: its name, its structures, their pages.

use labs_catalog::{Column, Database, Parameters, Table};
use labs_world::{Document, Map};

use super::token;
use crate::refusal::Refusal;
use crate::request::Members;

/// The data catalog, as Athena lists it.
pub(super) const NAME: &str = "AwsDataCatalog";

/// Things of a page when the client does not say how many.
const PAGE: u64 = 50;

/// Refuses every catalog but the one.
pub(super) fn catalog(members: &mut Members, member: &'static str) -> Result<(), Refusal> {
    let name = members.required(member)?;
    if name.eq_ignore_ascii_case(NAME) { Ok(()) } else { Err(Refusal::NoSuchCatalog(name)) }
}

/// `Database` of the API.
pub(super) fn database(database: &Database) -> Map {
    let mut out = Map::from_iter([("Name".to_owned(), database.name.as_str().into())]);
    if let Some(description) = database.description.as_deref().filter(|text| !text.is_empty()) {
        out.insert("Description".to_owned(), description.into());
    }
    if !database.parameters.is_empty() {
        out.insert("Parameters".to_owned(), parameters(&database.parameters));
    }
    out
}

/// `TableMetadata` of the API. What the SerDe and the storage are is among its parameters, as Athena has it.
pub(super) fn table(table: &Table) -> Map {
    let mut all = table.parameters.clone();
    let storage = &table.storage;
    for (key, value) in [
        ("inputformat", &storage.input_format),
        ("location", &storage.location),
        ("outputformat", &storage.output_format),
        ("serde.serialization.lib", &storage.serde.serialization_library),
    ] {
        if let Some(value) = value {
            all.insert(key.to_owned(), value.clone());
        }
    }
    for (key, value) in &storage.serde.parameters {
        all.insert(format!("serde.param.{key}"), value.clone());
    }
    let mut out = Map::from_iter([
        ("Name".to_owned(), table.name.as_str().into()),
        ("CreateTime".to_owned(), table.create_time.into()),
        ("LastAccessTime".to_owned(), table.last_access_time.unwrap_or(table.create_time).into()),
    ]);
    if let Some(kind) = &table.table_type {
        out.insert("TableType".to_owned(), kind.as_str().into());
    }
    out.insert("Columns".to_owned(), columns(&storage.columns));
    out.insert("PartitionKeys".to_owned(), columns(&table.partition_keys));
    out.insert("Parameters".to_owned(), parameters(&all));
    out
}

fn columns(columns: &[Column]) -> Document {
    let column = |column: &Column| {
        let mut out = Map::from_iter([("Name".to_owned(), column.name.as_str().into())]);
        if let Some(data_type) = &column.data_type {
            out.insert("Type".to_owned(), data_type.as_str().into());
        }
        if let Some(comment) = &column.comment {
            out.insert("Comment".to_owned(), comment.as_str().into());
        }
        Document::Map(out)
    };
    Document::List(columns.iter().map(column).collect())
}

fn parameters(parameters: &Parameters) -> Document {
    Document::Map(parameters.iter().map(|(key, value)| (key.clone(), value.as_str().into())).collect())
}

/// The page of `all` that the request asks for, under the name `member`.
pub(super) fn listed(member: &str, all: Vec<Map>, request: &mut Members) -> Result<Map, Refusal> {
    let limit = usize::try_from(request.number("MaxResults")?.unwrap_or(PAGE)).unwrap_or(usize::MAX);
    let from = request.text("NextToken")?.map(|given| token::read("list", given)).transpose()?.unwrap_or(0);
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let total = all.len();
    let page: Vec<Document> = all.into_iter().skip(from).take(limit).map(Document::Map).collect();
    let next = from.saturating_add(page.len());
    let mut out = Map::from_iter([(member.to_owned(), page.into())]);
    if next < total {
        out.insert("NextToken".to_owned(), token::write("list", next as u64).into());
    }
    Ok(out)
}
