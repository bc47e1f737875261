//! CREATE EXTERNAL TABLE.

use std::collections::HashSet;

use datafusion::sql::sqlparser::tokenizer::Token;

use super::super::ast::{
    Buckets, ColumnDefinition, CreateTable, Delimiters, HiveStatement, Properties, RowFormat, StoredAs,
};
use super::super::format::FileFormat;
use super::cursor::Cursor;
use super::database::if_present;
use super::literal;
use super::name::{self, IN_COLUMN, Wording, name};
use super::types::{FieldNames, hive_type};
use crate::query_error::{ErrorKind, Position, QueryError};

/// Athena's answer to a table that lies nowhere.
const NO_LOCATION: &str = "No location was specified for table. An S3 location must be specified";

/// Whose bytes a table's are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ownership {
    External,
    /// Without EXTERNAL: what only Iceberg tables may be.
    Managed,
}

/// `CREATE EXTERNAL TABLE [IF NOT EXISTS] name (…) …`
pub(super) fn create_table(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    cursor.expect("CREATE")?;
    let external = cursor.position();
    if !cursor.took("EXTERNAL") {
        return managed(cursor);
    }
    definition(cursor, Ownership::External)
        .and_then(|table| cursor.end().map(|()| table))
        .map_err(|error| as_athena_says_it(error, external, cursor))
        .map(|table| HiveStatement::CreateTable(Box::new(table)))
}

/// A CREATE EXTERNAL TABLE that Athena's reader of Hive's dialect refuses is given to its reader of Trino's, which knows no
/// EXTERNAL: that sentence is all that Athena says. Ours goes on with what did not fit.
fn as_athena_says_it(error: QueryError, external: Position, cursor: &Cursor<'_>) -> QueryError {
    let (ErrorKind::MalformedQuery, Some(place)) = (error.kind, error.position) else { return error };
    let Position { line, column } = place;
    let message = format!(
        "mismatched input 'EXTERNAL'. Expecting: 'MATERIALIZED', 'MULTI', 'OR', 'PROTECTED', 'ROLE', 'SCHEMA', 'TABLE', 'VIEW' \
         (read as Hive DDL, the statement does not fit at line {line}:{column}: `{}`)",
        cursor.text_at(place)
    );
    QueryError::at(ErrorKind::MalformedQuery, external, message)
}

fn managed(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    if is_iceberg(cursor.clone()) {
        return Err(QueryError::not_supported(
            "CREATE TABLE of an Iceberg table is not supported by this version of labs",
        ));
    }
    definition(cursor, Ownership::Managed)?;
    cursor.end()?;
    Err(QueryError::new(
        ErrorKind::MalformedQuery,
        "Only external tables and Iceberg tables can be created; write CREATE EXTERNAL TABLE, \
         or add 'table_type'='ICEBERG' to TBLPROPERTIES",
    ))
}

/// Whether `'table_type' = 'ICEBERG'` stands anywhere; the rest of an Iceberg definition has a grammar of its own.
fn is_iceberg(mut cursor: Cursor<'_>) -> bool {
    while cursor.peek().is_some() {
        let mut pair = cursor.clone();
        if literal::text(&mut pair).is_ok_and(|key| key.eq_ignore_ascii_case("table_type"))
            && pair.took_sign(&Token::Eq)
            && literal::text(&mut pair).is_ok_and(|value| value.eq_ignore_ascii_case("iceberg"))
        {
            return true;
        }
        cursor.next();
    }
    false
}

fn definition(cursor: &mut Cursor<'_>, ownership: Ownership) -> Result<CreateTable, QueryError> {
    cursor.expect("TABLE")?;
    let if_present = if_present(cursor)?;
    let table = name::table(cursor, Wording::Statement)?;
    let columns = if cursor.peek() == Some(&Token::LParen) { columns(cursor)? } else { Vec::new() };
    let comment = literal::text_after(cursor, "COMMENT")?;
    let partition_keys = if begun(cursor, "PARTITIONED", "BY")? { self::columns(cursor)? } else { Vec::new() };
    let buckets = if begun(cursor, "CLUSTERED", "BY")? { Some(buckets(cursor)?) } else { None };
    if cursor.is("SKEWED") {
        return Err(QueryError::not_supported("SKEWED BY is not supported by this version of labs; leave it out"));
    }
    let row_format = if begun(cursor, "ROW", "FORMAT")? { Some(row_format(cursor)?) } else { None };
    let stored_as = if begun(cursor, "STORED", "AS")? { Some(stored_as(cursor)?) } else { None };
    let serde_properties = serde_properties(cursor)?;
    let location = literal::text_after(cursor, "LOCATION")?;
    let properties = if cursor.took("TBLPROPERTIES") { literal::properties(cursor)? } else { Properties::new() };
    if ownership == Ownership::External {
        no_clause_too_late(cursor)?;
    }
    if cursor.peek().is_some() {
        return Err(cursor.refuse());
    }
    let location = location.ok_or_else(|| QueryError::new(ErrorKind::MalformedQuery, NO_LOCATION))?;
    names_once(&columns, &partition_keys)?;
    Ok(CreateTable {
        table,
        if_present,
        columns,
        comment,
        partition_keys,
        buckets,
        row_format,
        stored_as,
        serde_properties,
        location,
        properties,
    })
}

/// Whether a clause of these two words is next; where the first is, the second must be.
fn begun(cursor: &mut Cursor<'_>, first: &str, second: &str) -> Result<bool, QueryError> {
    let begun = cursor.took(first);
    if begun {
        cursor.expect(second)?;
    }
    Ok(begun)
}

/// `WITH SERDEPROPERTIES (…)`, if it is next.
fn serde_properties(cursor: &mut Cursor<'_>) -> Result<Properties, QueryError> {
    if begun(cursor, "WITH", "SERDEPROPERTIES")? { literal::properties(cursor) } else { Ok(Properties::new()) }
}

/// The clauses have one order. Athena's reader takes them in any, Hive, which comes after it, does not.
fn no_clause_too_late(cursor: &Cursor<'_>) -> Result<(), QueryError> {
    const CLAUSES: &[&str] = &[
        "COMMENT",
        "PARTITIONED BY",
        "CLUSTERED BY",
        "ROW FORMAT",
        "STORED AS",
        "WITH SERDEPROPERTIES",
        "LOCATION",
        "TBLPROPERTIES",
    ];
    match CLAUSES.iter().find(|clause| cursor.are(clause)) {
        Some(_) => Err(cursor.missing_end()),
        None => Ok(()),
    }
}

/// `(name type [COMMENT …], …)`
pub(super) fn columns(cursor: &mut Cursor<'_>) -> Result<Vec<ColumnDefinition>, QueryError> {
    cursor.list(column)
}

/// `name type [COMMENT …]`
pub(super) fn column(cursor: &mut Cursor<'_>) -> Result<ColumnDefinition, QueryError> {
    let name = name(cursor, IN_COLUMN)?;
    let data_type = hive_type(cursor, FieldNames::Identifiers)?;
    Ok(ColumnDefinition { name, data_type, comment: literal::text_after(cursor, "COMMENT")? })
}

/// `(name, …) INTO n BUCKETS`
fn buckets(cursor: &mut Cursor<'_>) -> Result<Buckets, QueryError> {
    let columns = cursor.list(|cursor| name(cursor, IN_COLUMN))?;
    if cursor.is("SORTED") {
        return Err(QueryError::not_supported("SORTED BY is not supported by this version of labs; leave it out"));
    }
    cursor.expect("INTO")?;
    let count = literal::number(cursor)?;
    cursor.expect("BUCKETS")?;
    Ok(Buckets { columns, count })
}

fn row_format(cursor: &mut Cursor<'_>) -> Result<RowFormat, QueryError> {
    if cursor.took("SERDE") {
        let class = literal::text(cursor)?;
        let properties = serde_properties(cursor)?;
        return Ok(RowFormat::Serde { class, properties });
    }
    cursor.expect("DELIMITED")?;
    let mut delimiters = Delimiters::default();
    if cursor.took("FIELDS TERMINATED BY") {
        delimiters.fields = Some(literal::text(cursor)?);
        delimiters.escape = literal::text_after(cursor, "ESCAPED BY")?;
    }
    delimiters.collection_items = literal::text_after(cursor, "COLLECTION ITEMS TERMINATED BY")?;
    delimiters.map_keys = literal::text_after(cursor, "MAP KEYS TERMINATED BY")?;
    delimiters.lines = literal::text_after(cursor, "LINES TERMINATED BY")?;
    delimiters.null = literal::text_after(cursor, "NULL DEFINED AS")?;
    Ok(RowFormat::Delimited(delimiters))
}

fn stored_as(cursor: &mut Cursor<'_>) -> Result<StoredAs, QueryError> {
    if cursor.took("INPUTFORMAT") {
        let input_format = literal::text(cursor)?;
        cursor.expect("OUTPUTFORMAT")?;
        return Ok(StoredAs::Classes { input_format, output_format: literal::text(cursor)? });
    }
    let position = cursor.position();
    match cursor.peek() {
        Some(Token::Word(word)) if word.quote_style.is_none() => {
            cursor.next();
            FileFormat::named(&word.value).map(StoredAs::Format).ok_or_else(|| {
                let names: Vec<_> = FileFormat::names().collect();
                let message = format!(
                    "FAILED: SemanticException Unrecognized file format in STORED AS clause: '{}' at line {}:{}; Athena has {}",
                    word.value.to_uppercase(),
                    position.line,
                    position.column,
                    names.join(", ")
                );
                QueryError::new(ErrorKind::HiveDdl, message)
            })
        }
        _ => Err(cursor.refuse()),
    }
}

/// No two columns have one name, partition keys included.
fn names_once(columns: &[ColumnDefinition], keys: &[ColumnDefinition]) -> Result<(), QueryError> {
    let semantic =
        |message: String| QueryError::new(ErrorKind::HiveDdl, format!("FAILED: SemanticException {message}"));
    let mut names = HashSet::new();
    for column in columns {
        if !names.insert(&column.name.value) {
            return Err(semantic(format!("[Error 10036]: Duplicate column name: {}", column.name.value)));
        }
    }
    for key in keys {
        if !names.insert(&key.name.value) {
            return Err(semantic(format!(
                "[Error 10035]: Column repeated in partitioning columns: {}",
                key.name.value
            )));
        }
    }
    Ok(())
}
