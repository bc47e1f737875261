//! The cases of `cases/*.txt`: complete statements, each with what it is read as or why it is refused.
//!
//! A case is a statement, a line `=>`, what is expected, and a line `----`. `LABS_ACCEPT_CASES=1` writes what comes in place of
//! what is expected; continuous integration never sets it.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;

use super::{Statement, classify, read};

/// What `sql` is read as. The list of all words that can be a name is told in short.
fn outcome(sql: &str) -> String {
    let told = told(sql);
    match (told.find("{'SELECT', 'FROM', 'ADD',"), told.strip_suffix("'INPATH', IDENTIFIER, BACKQUOTED_IDENTIFIER}")) {
        (Some(list), Some(_)) => format!("{}{{words that can be a name}}", &told[..list]),
        _ => told,
    }
}

fn told(sql: &str) -> String {
    let kind = match classify(sql) {
        Ok(kind) => format!("{}/{}", kind.statement_type, kind.substatement_type),
        Err(error) => return format!("at start: {error}"),
    };
    match read(sql) {
        Ok(Statement::Hive(statement)) => format!("{kind}\n{statement:?}"),
        Ok(Statement::Query(query)) => format!("{kind}\n{:?} {:?}", query.kind, query.text),
        Err(error) if error.kind == crate::query_error::ErrorKind::MalformedQuery => format!("at start: {error}"),
        Err(error) => format!("{kind}\nat run: {error}"),
    }
}

#[test]
fn every_statement_is_read_as_its_case_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/statement/cases");
    let mut wrong = String::new();
    let mut count = 0;
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut accepted = String::new();
        for case in text.split("\n----\n").map(str::trim).filter(|case| !case.is_empty()) {
            count += 1;
            let (sql, expected) = case.split_once("\n=>").unwrap_or((case, ""));
            let came = outcome(sql);
            if came != expected.trim() {
                writeln!(wrong, "{}:\n{sql}\nexpected: {}\ncame:     {came}\n", file.display(), expected.trim())
                    .unwrap();
            }
            write!(accepted, "{sql}\n=>\n{came}\n----\n").unwrap();
        }
        if std::env::var_os("LABS_ACCEPT_CASES").is_some() {
            std::fs::write(&file, accepted).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count > 100, "{count} cases are fewer than there were");
}

/// Words and signs of the Hive side, so that deep places of the grammar are reached.
fn any_token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "CREATE",
        "EXTERNAL",
        "TABLE",
        "DATABASE",
        "IF",
        "NOT",
        "EXISTS",
        "DROP",
        "ALTER",
        "ADD",
        "PARTITION",
        "PARTITIONED",
        "BY",
        "COLUMNS",
        "REPLACE",
        "CHANGE",
        "COLUMN",
        "SET",
        "LOCATION",
        "TBLPROPERTIES",
        "MSCK",
        "REPAIR",
        "SHOW",
        "TABLES",
        "IN",
        "FROM",
        "LIKE",
        "PARTITIONS",
        "VIEW",
        "DESCRIBE",
        "EXTENDED",
        "FORMATTED",
        "ROW",
        "FORMAT",
        "DELIMITED",
        "SERDE",
        "FIELDS",
        "TERMINATED",
        "STORED",
        "AS",
        "PARQUET",
        "INPUTFORMAT",
        "CLUSTERED",
        "INTO",
        "BUCKETS",
        "COMMENT",
        "RENAME",
        "TO",
        "WITH",
        "SERDEPROPERTIES",
        "SELECT",
        "EXPLAIN",
        "t",
        "db",
        "`a b`",
        "\"q\"",
        "_x",
        "1",
        "1x",
        "1.5",
        "string",
        "int",
        "array",
        "struct",
        "map",
        "decimal",
        "varchar",
        "'x'",
        "'it\\'s'",
        "''''",
        "'",
        "\"",
        "`",
        "<",
        ">",
        ">>",
        "<>",
        "(",
        ")",
        ",",
        ".",
        "=",
        "-",
        ";",
        ":",
        "/*",
        "*/",
        "--",
        "\n",
        "é",
        "日",
        "\\",
        "$",
        "?",
        "@",
        "\u{0}",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_statement_makes_the_reader_panic(
        tokens in prop::collection::vec(any_token(), 0..40),
        start in prop::sample::select(vec!["", "CREATE EXTERNAL TABLE t (", "ALTER TABLE t ", "DESCRIBE ", "SHOW ", "DROP TABLE "]),
    ) {
        let sql = format!("{start}{}", tokens.join(" "));
        let _ = (classify(&sql), read(&sql));
        let tight = format!("{start}{}", tokens.concat());
        let _ = (classify(&tight), read(&tight));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,60}") {
        let _ = (classify(&text), read(&text), read(&format!("DROP TABLE {text}")));
    }
}

#[test]
fn nothing_is_no_statement() {
    for sql in ["", "  \n", ";", "-- c"] {
        let error = read(sql).unwrap_err().to_string();
        assert!(
            error.contains("mismatched input '") && error.contains("Expecting: 'ALTER', 'ANALYZE', "),
            "{sql:?}: {error}"
        );
    }
}

#[test]
fn a_statement_that_is_too_long_is_refused() {
    let long = format!("SELECT '{}'", "x".repeat(262_144));
    let error = read(&long).unwrap_err();
    assert!(error.to_string().starts_with("The query string has 262153 bytes; at most 262144 are allowed."), "{error}");
}

#[test]
fn a_long_statement_is_read_in_no_time() {
    let columns: Vec<_> = (0..10_000).map(|n| format!("c{n} struct<a:int>")).collect();
    let sql = format!("CREATE EXTERNAL TABLE t ({}) LOCATION 's3://b/t/'", columns.join(", "));
    assert!(matches!(read(&sql), Ok(Statement::Hive(_))));
}
