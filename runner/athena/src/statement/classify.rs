//! What kind of statement a query string is, and whose dialect it is in: decided by its first keywords, comments skipped.
//!
//! Types and subtypes are those that GetQueryExecution shows on Athena engine version 3. The table is [`KINDS`].

use super::ast::QueryKind;
use super::scan::{self, Piece, Quoting, pieces};
use crate::query_error::{ErrorKind, QueryError};

/// What GetQueryExecution says of a statement, and who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Classification {
    /// `DDL`, `DML` or `UTILITY`.
    pub(crate) statement_type: &'static str,
    /// `SELECT`, `CREATE_TABLE`, …
    pub(crate) substatement_type: &'static str,
    pub(crate) side: Side,
}

/// Who reads a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Hive,
    Trino(QueryKind),
    /// Nobody yet; its name for people.
    Unsupported(&'static str),
}

const DDL: &str = "DDL";
const DML: &str = "DML";
const UTILITY: &str = "UTILITY";

/// One row: the keywords that a statement begins with, its type, its subtype, its side.
///
/// `*` stands for one word that is not looked at, `#` for a name of up to three parts, `?` makes the next word optional. The
/// first row that fits decides.
type Kind = (&'static str, &'static str, &'static str, Side);

const SELECT: Side = Side::Trino(QueryKind::Select);

const KINDS: &[Kind] = &[
    ("SELECT", DML, "SELECT", SELECT),
    ("WITH", DML, "SELECT", SELECT),
    ("VALUES", DML, "SELECT", SELECT),
    ("TABLE", DML, "SELECT", SELECT),
    ("EXPLAIN", DML, "EXPLAIN", Side::Trino(QueryKind::Explain)),
    ("SHOW FUNCTIONS", UTILITY, "SHOW_FUNCTIONS", Side::Trino(QueryKind::ShowFunctions)),
    ("INSERT INTO", DML, "INSERT", Side::Unsupported("INSERT INTO")),
    ("UPDATE", DML, "UPDATE", Side::Unsupported("UPDATE")),
    ("DELETE FROM", DML, "DELETE", Side::Unsupported("DELETE")),
    ("MERGE INTO", DML, "MERGE", Side::Unsupported("MERGE")),
    ("UNLOAD", DML, "UNLOAD", Side::Unsupported("UNLOAD")),
    ("VACUUM", DML, "VACUUM_TABLE", Side::Unsupported("VACUUM")),
    ("OPTIMIZE", DDL, "CREATE_TABLE_AS_SELECT", Side::Unsupported("OPTIMIZE")),
    ("PREPARE", UTILITY, "PREPARE", Side::Unsupported("PREPARE")),
    ("EXECUTE", DML, "EXECUTE", Side::Unsupported("EXECUTE")),
    ("DEALLOCATE PREPARE", UTILITY, "DEALLOCATE_PREPARE", Side::Unsupported("DEALLOCATE PREPARE")),
    ("CREATE VIEW", DDL, "CREATE_VIEW", Side::Unsupported("CREATE VIEW")),
    ("CREATE OR REPLACE VIEW", DDL, "CREATE_VIEW", Side::Unsupported("CREATE OR REPLACE VIEW")),
    ("CREATE DATABASE", DDL, "CREATE_DATABASE", Side::Hive),
    ("CREATE SCHEMA", DDL, "CREATE_DATABASE", Side::Hive),
    ("CREATE EXTERNAL TABLE", DDL, "CREATE_TABLE", Side::Hive),
    ("CREATE TABLE", DDL, "CREATE_TABLE", Side::Hive),
    ("DROP DATABASE", DDL, "DROP_DATABASE", Side::Hive),
    ("DROP SCHEMA", DDL, "DROP_DATABASE", Side::Hive),
    ("DROP TABLE", DDL, "DROP_TABLE", Side::Hive),
    ("DROP VIEW", DDL, "DROP_VIEW", Side::Hive),
    ("ALTER DATABASE", DDL, "ALTER_DATABASE_PROPERTIES", Side::Hive),
    ("ALTER SCHEMA", DDL, "ALTER_DATABASE_PROPERTIES", Side::Hive),
    ("ALTER TABLE # ADD COLUMNS", DDL, "ALTER_TABLE_ADD_COLUMN", Side::Hive),
    ("ALTER TABLE # ADD COLUMN", DDL, "ALTER_TABLE_ADD_COLUMN", Side::Hive),
    ("ALTER TABLE # REPLACE COLUMNS", DDL, "ALTER_TABLE_REPLACE_COLUMN", Side::Hive),
    ("ALTER TABLE # CHANGE", DDL, "ALTER_TABLE_CHANGE_COLUMN", Side::Hive),
    (
        "ALTER TABLE # DROP COLUMN",
        DDL,
        "ALTER_TABLE_DROP_COLUMN",
        Side::Unsupported("ALTER TABLE DROP COLUMN, which needs an Iceberg table,"),
    ),
    ("ALTER TABLE # ADD", DDL, "ALTER_TABLE_ADD_PARTITION", Side::Hive),
    ("ALTER TABLE # DROP", DDL, "ALTER_TABLE_DROP_PARTITION", Side::Hive),
    (
        "ALTER TABLE # RENAME",
        DDL,
        "ALTER_TABLE_RENAME",
        Side::Unsupported("ALTER TABLE RENAME TO, which needs an Iceberg table,"),
    ),
    ("ALTER TABLE # SET LOCATION", DDL, "ALTER_TABLE_SET_LOCATION", Side::Hive),
    ("ALTER TABLE # SET", DDL, "ALTER_TABLE_PROPERTIES", Side::Hive),
    ("ALTER TABLE # PARTITION", DDL, "ALTER_TABLE_PARTITION", Side::Hive),
    ("ALTER TABLE", DDL, "ALTER_TABLE", Side::Hive),
    ("MSCK", DDL, "MSCK_REPAIR_TABLE", Side::Hive),
    ("SHOW DATABASES", UTILITY, "SHOW_DATABASES", Side::Hive),
    ("SHOW SCHEMAS", UTILITY, "SHOW_DATABASES", Side::Hive),
    ("SHOW TABLES", UTILITY, "SHOW_TABLES", Side::Hive),
    ("SHOW VIEWS", UTILITY, "SHOW_VIEWS", Side::Hive),
    ("SHOW PARTITIONS", UTILITY, "SHOW_PARTITIONS", Side::Hive),
    ("SHOW COLUMNS", UTILITY, "SHOW_COLUMNS", Side::Hive),
    ("SHOW CREATE TABLE", UTILITY, "SHOW_CREATE_TABLE", Side::Hive),
    ("SHOW CREATE VIEW", UTILITY, "SHOW_CREATE_VIEW", Side::Hive),
    ("SHOW TBLPROPERTIES", UTILITY, "SHOW_TBLPROPERTIES", Side::Hive),
    ("DESCRIBE", UTILITY, "DESCRIBE_TABLE", Side::Hive),
    ("DESC", UTILITY, "DESCRIBE_TABLE", Side::Hive),
];

/// What may begin a statement of Trino's grammar, as its error lists it; `UNLOAD` is Athena's own.
const FIRST_WORDS: &[&str] = &[
    "ALTER",
    "ANALYZE",
    "CALL",
    "COMMENT",
    "COMMIT",
    "CREATE",
    "DEALLOCATE",
    "DELETE",
    "DENY",
    "DESC",
    "DESCRIBE",
    "DROP",
    "EXECUTE",
    "EXPLAIN",
    "GRANT",
    "INSERT",
    "MERGE",
    "PREPARE",
    "REFRESH",
    "RESET",
    "REVOKE",
    "ROLLBACK",
    "SET",
    "SHOW",
    "START",
    "TRUNCATE",
    "UNLOAD",
    "UPDATE",
    "USE",
    "WITH",
];

/// Athena's whole answer to statements that it has not, and to many that end too early.
pub(super) const NOT_OF_A_SUPPORTED_TYPE: &str = "Queries of this type are not supported";

/// What kind of statement `sql` is.
///
/// # Errors
/// `MalformedQuery` in Athena's words when no statement begins like it.
pub(crate) fn classify(sql: &str) -> Result<Classification, QueryError> {
    let sql = sql.trim_start();
    let mut start = pieces(sql, Quoting::Trino).filter(|(_, piece)| !matches!(piece, Piece::Comment(_)));
    let first = start.find(|(_, piece)| *piece != Piece::Sign('('));
    let (at, word) = match first {
        Some((at, Piece::Word(word))) => (at, word),
        Some((at, Piece::Quoted(text))) => return Err(mismatched(sql, at, text)),
        Some((at, Piece::Sign(sign))) => return Err(mismatched(sql, at, &sign.to_string())),
        Some((_, Piece::Comment(_))) | None => return Err(mismatched(sql, sql.trim_end().len(), "<EOF>")),
    };
    let rest = sql.get(at..).unwrap_or_default();
    let kind = KINDS.iter().find(|(keywords, ..)| fits(keywords, rest));
    let Some((keywords, statement_type, substatement_type, side)) = kind else {
        let is_known =
            FIRST_WORDS.iter().chain(&["OPTIMIZE", "VACUUM", "MSCK"]).any(|known| known.eq_ignore_ascii_case(word));
        return Err(if is_known {
            QueryError::new(ErrorKind::MalformedQuery, NOT_OF_A_SUPPORTED_TYPE)
        } else {
            mismatched(sql, at, word)
        });
    };
    let plain = Classification { statement_type, substatement_type, side: *side };
    Ok(if *keywords == "CREATE TABLE" && is_as_select(rest) {
        let side = Side::Unsupported("CREATE TABLE AS SELECT");
        Classification { substatement_type: "CREATE_TABLE_AS_SELECT", side, ..plain }
    } else {
        plain
    })
}

fn mismatched(sql: &str, at: usize, met: &str) -> QueryError {
    let words: Vec<_> = FIRST_WORDS.iter().map(|word| format!("'{word}'")).collect();
    let message = format!("mismatched input '{met}'. Expecting: {}, <query>", words.join(", "));
    QueryError::at(ErrorKind::MalformedQuery, scan::position(sql, at), message)
}

/// Whether the statement begins with the keywords of a row.
fn fits(keywords: &str, sql: &str) -> bool {
    let mut pieces = pieces(sql, Quoting::Trino)
        .map(|(_, piece)| piece)
        .filter(|piece| !matches!(piece, Piece::Comment(_)))
        .peekable();
    keywords.split(' ').all(|keyword| match keyword {
        "#" => {
            for part in 0..3 {
                if part > 0 && pieces.next_if_eq(&Piece::Sign('.')).is_none() {
                    break;
                }
                if !matches!(pieces.next(), Some(Piece::Word(_) | Piece::Quoted(_))) {
                    return false;
                }
            }
            true
        }
        keyword => matches!(pieces.next(), Some(Piece::Word(word)) if word.eq_ignore_ascii_case(keyword)),
    })
}

/// Whether a CREATE TABLE has an AS outside all parentheses, or, before any column list, a WITH.
fn is_as_select(sql: &str) -> bool {
    let mut depth = 0_usize;
    for (_, piece) in pieces(sql, Quoting::Trino) {
        match piece {
            Piece::Sign('(') => depth += 1,
            Piece::Sign(')') => depth = depth.saturating_sub(1),
            Piece::Word(word) if depth == 0 && word.eq_ignore_ascii_case("AS") => return true,
            // `STORED AS` of Hive's tables.
            Piece::Word(word) if depth == 0 && word.eq_ignore_ascii_case("STORED") => return false,
            _ => {}
        }
    }
    false
}
