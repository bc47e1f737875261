//! Names: of databases, of tables with up to three parts, of columns.
//!
//! Athena takes names plain or between backticks. Between double quotes it refuses them, in words that depend on the statement;
//! Hive, which comes after, stumbles over reserved words and leading underscores without backticks.

use datafusion::sql::sqlparser::tokenizer::Token;

use super::super::ast::{Name, TableName};
use super::super::classify::NOT_OF_A_SUPPORTED_TYPE;
use super::cursor::{Cursor, parse_exception};
use super::reserved::is_reserved;
use crate::query_error::{ErrorKind, QueryError};

/// The catalog that may stand before a database.
const CATALOG: &str = "awsdatacatalog";

/// In whose words a name that does not fit is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wording {
    /// `no viable alternative` from the statement's first word: ALTER TABLE, CREATE TABLE and what is not known.
    Statement,
    /// The same for the first part of a name, from the name for the second: DESCRIBE.
    Describe,
    /// `mismatched input` for the first part, `no viable alternative` from the name for the second: SHOW COLUMNS, DROP TABLE.
    Target,
    /// `mismatched input`: SHOW TABLES IN.
    Database,
    /// `Queries of this type are not supported`: SHOW CREATE TABLE.
    Unsupported,
    /// Double quotes are taken, as Trino takes them: DROP VIEW, SHOW CREATE VIEW.
    View,
}

/// Part of a statement in Hive's sentences.
pub(super) const IN_COLUMN: &str = "column specification";
const IN_TABLE: &str = "table name";

/// One name; `place` is where Hive would say that it stumbled.
pub(super) fn name(cursor: &mut Cursor<'_>, place: &str) -> Result<Name, QueryError> {
    part(cursor, place)?.ok_or_else(|| cursor.refuse())
}

/// A name, if the next token can be one.
fn part(cursor: &mut Cursor<'_>, place: &str) -> Result<Option<Name>, QueryError> {
    let Some(placed) = cursor.placed_at(0) else { return Ok(None) };
    let Token::Word(word) = &placed.token else { return Ok(None) };
    let position = placed.position;
    if word.quote_style.is_some() {
        let value = word.value.replace("``", "`");
        if value.is_empty() || value.chars().any(char::is_control) {
            return Ok(None);
        }
        cursor.next();
        return Ok(Some(Name { value: value.to_lowercase(), position }));
    }
    if !word.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Ok(None);
    }
    if word.value.starts_with('_') {
        return Err(parse_exception(position, "character '_' not supported here"));
    }
    if is_reserved(&word.value) {
        return Err(cursor.stumble_at(cursor.mark(), place));
    }
    cursor.next();
    Ok(Some(Name { value: word.value.to_lowercase(), position }))
}

/// The name of a database, which may have the catalog before it.
pub(super) fn database(cursor: &mut Cursor<'_>, wording: Wording) -> Result<Name, QueryError> {
    let first = cursor.mark();
    let mut parts = vec![part_of(cursor, first, 0, wording)?];
    while parts.len() < 2 && cursor.took_sign(&Token::Period) {
        parts.push(part_of(cursor, first, parts.len(), wording)?);
    }
    if wording == Wording::Database && cursor.peek() == Some(&Token::Period) {
        return Err(cursor.mismatched("{<EOF>, 'LIKE', STRING}"));
    }
    let database = parts.pop().ok_or_else(|| cursor.refuse())?;
    known_catalog(parts.pop())?;
    Ok(database)
}

/// The name of a table or a view.
pub(super) fn table(cursor: &mut Cursor<'_>, wording: Wording) -> Result<TableName, QueryError> {
    let first = cursor.mark();
    let mut parts = vec![part_of(cursor, first, 0, wording)?];
    while cursor.peek() == Some(&Token::Period) {
        if parts.len() == 3 {
            return Err(too_long(cursor, &parts, wording));
        }
        cursor.next();
        parts.push(part_of(cursor, first, parts.len(), wording)?);
    }
    let table = parts.pop().ok_or_else(|| cursor.refuse())?;
    let database = parts.pop();
    known_catalog(parts.pop())?;
    // `db.t` between one pair of backticks, as SHOW CREATE TABLE writes it.
    if let (None, Some((before, after))) = (&database, table.value.split_once('.')) {
        let name = |value: &str| Name { value: value.to_owned(), position: table.position };
        return Ok(TableName { database: Some(name(before)), table: name(after) });
    }
    Ok(TableName { database, table })
}

fn known_catalog(catalog: Option<Name>) -> Result<(), QueryError> {
    match catalog {
        Some(name) if name.value != CATALOG => {
            Err(QueryError::not_supported(format!("Catalog '{}' does not exist; there is {CATALOG} alone", name.value)))
        }
        _ => Ok(()),
    }
}

/// The part with this number of a name that begins with the token `first`.
fn part_of(cursor: &mut Cursor<'_>, first: usize, number: usize, wording: Wording) -> Result<Name, QueryError> {
    if let Some(name) = part(cursor, IN_TABLE)? {
        return Ok(name);
    }
    let Some(Token::DoubleQuotedString(quoted)) = cursor.peek() else { return Err(cursor.refuse()) };
    if wording == Wording::View {
        let (value, position) = (quoted.replace("\"\"", "\"").to_lowercase(), cursor.position());
        cursor.next();
        return Ok(Name { value, position });
    }
    Err(match (wording, number) {
        (Wording::Unsupported, _) => QueryError::new(ErrorKind::MalformedQuery, NOT_OF_A_SUPPORTED_TYPE),
        (Wording::Statement, _) | (Wording::Describe, 0) => cursor.refuse(),
        (Wording::Describe | Wording::Target, 1) => cursor.refuse_from(first),
        _ => cursor.mismatched(EXPECTED_AT_A_NAME),
    })
}

/// A fourth part follows.
fn too_long(cursor: &Cursor<'_>, parts: &[Name], wording: Wording) -> QueryError {
    match wording {
        Wording::Statement => cursor.refuse(),
        Wording::Target if cursor.begins_with("DROP") => cursor.mismatched("{<EOF>, 'PURGE'}"),
        _ => {
            let mut name: Vec<_> = parts.iter().map(|part| part.value.clone()).collect();
            let mut rest = cursor.clone();
            while rest.took_sign(&Token::Period) {
                match rest.next().map(|placed| &placed.token) {
                    Some(Token::Word(word)) => name.push(word.value.to_lowercase()),
                    Some(Token::DoubleQuotedString(text)) => name.push(text.to_lowercase()),
                    _ => break,
                }
            }
            QueryError::new(ErrorKind::MalformedQuery, format!("Invalid table name {}", name.join(".")))
        }
    }
}

/// What Athena lists where a name is between double quotes: every token of its grammar that can be a name.
const EXPECTED_AT_A_NAME: &str = "{'SELECT', 'FROM', 'ADD', 'AS', 'ALL', 'DISTINCT', 'WHERE', 'GROUP', 'BY', 'GROUPING', 'SETS', 'CUBE', 'ROLLUP', 'ORDER', 'HAVING', 'LIMIT', 'AT', 'OR', 'AND', 'IN', NOT, 'NO', 'EXISTS', 'BETWEEN', 'LIKE', RLIKE, 'IS', 'NULL', 'TRUE', 'FALSE', 'NULLS', 'ASC', 'DESC', 'FOR', 'INTERVAL', 'CASE', 'WHEN', 'THEN', 'ELSE', 'END', 'JOIN', 'CROSS', 'OUTER', 'INNER', 'LEFT', 'SEMI', 'RIGHT', 'FULL', 'NATURAL', 'ON', 'LATERAL', 'WINDOW', 'OVER', 'PARTITION', 'RANGE', 'ROWS', 'UNBOUNDED', 'PRECEDING', 'FOLLOWING', 'CURRENT', 'ROW', 'WITH', 'VALUES', 'CREATE', 'TABLE', 'VIEW', 'REPLACE', 'INSERT', 'DELETE', 'INTO', 'DESCRIBE', 'EXPLAIN', 'FORMAT', 'LOGICAL', 'CODEGEN', 'CAST', 'SHOW', 'TABLES', 'COLUMNS', 'COLUMN', 'USE', 'PARTITIONS', 'FUNCTIONS', 'DROP', 'UNION', 'EXCEPT', 'INTERSECT', 'TO', 'TABLESAMPLE', 'STRATIFY', 'ALTER', 'RENAME', 'ARRAY', 'MAP', 'STRUCT', 'COMMENT', 'SET', 'RESET', 'DATA', 'START', 'TRANSACTION', 'COMMIT', 'ROLLBACK', 'MACRO', 'FIRST', 'AFTER', 'IF', 'DIV', 'PERCENT', 'BUCKET', 'OUT', 'OF', 'SORT', 'CLUSTER', 'DISTRIBUTE', 'OVERWRITE', 'TRANSFORM', 'REDUCE', 'USING', 'SERDE', 'SERDEPROPERTIES', 'RECORDREADER', 'RECORDWRITER', 'DELIMITED', 'FIELDS', 'TERMINATED', 'COLLECTION', 'ITEMS', 'KEYS', 'ESCAPED', 'LINES', 'SEPARATED', 'FUNCTION', 'EXTENDED', 'REFRESH', 'CLEAR', 'CACHE', 'UNCACHE', 'LAZY', 'FORMATTED', TEMPORARY, 'OPTIONS', 'UNSET', 'TBLPROPERTIES', 'DBPROPERTIES', 'BUCKETS', 'SKEWED', 'STORED', 'DIRECTORIES', 'LOCATION', 'EXCHANGE', 'ARCHIVE', 'UNARCHIVE', 'FILEFORMAT', 'TOUCH', 'COMPACT', 'CONCATENATE', 'CHANGE', 'CASCADE', 'RESTRICT', 'CLUSTERED', 'SORTED', 'PURGE', 'INPUTFORMAT', 'OUTPUTFORMAT', DATABASE, DATABASES, 'DFS', 'TRUNCATE', 'ANALYZE', 'COMPUTE', 'LIST', 'STATISTICS', 'PARTITIONED', 'EXTERNAL', 'DEFINED', 'REVOKE', 'GRANT', 'LOCK', 'UNLOCK', 'MSCK', 'REPAIR', 'EXPORT', 'IMPORT', 'LOAD', 'ROLE', 'ROLES', 'COMPACTIONS', 'PRINCIPALS', 'TRANSACTIONS', 'INDEX', 'INDEXES', 'LOCKS', 'OPTION', 'ANTI', 'LOCAL', 'INPATH', IDENTIFIER, BACKQUOTED_IDENTIFIER}";
