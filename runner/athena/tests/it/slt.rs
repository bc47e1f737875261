//! The `.slt` files of `tests/slt`: statements and what they answer, in the form of sqllogictest.
//!
//! Each file runs on a world of its own, through the boundary. Values stand as Athena writes them, NULL as `NULL`, the empty
//! text as `(empty)`, a line feed as `\n`; columns are separated by blanks in expectations, rows are lines. A statement that must
//! fail is `statement error` with a pattern of its reason. Data comes from VALUES.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;

use sqllogictest::{AsyncDB, DBOutput, DefaultColumnType, Runner};

use crate::lab::Lab;

/// Athena as sqllogictest sees it.
struct Database(Lab);

/// A statement failed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failed(String);

impl AsyncDB for Database {
    type Error = Failed;
    type ColumnType = DefaultColumnType;

    fn run<'s, 'q, 'f>(
        &'s mut self,
        sql: &'q str,
    ) -> Pin<Box<dyn Future<Output = Result<DBOutput<DefaultColumnType>, Failed>> + Send + 'f>>
    where
        's: 'f,
        'q: 'f,
        Self: 'f,
    {
        Box::pin(run(&self.0, sql))
    }

    fn shutdown<'s, 'f>(&'s mut self) -> Pin<Box<dyn Future<Output = ()> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(std::future::ready(()))
    }
}

async fn run(lab: &Lab, sql: &str) -> Result<DBOutput<DefaultColumnType>, Failed> {
    let answer = lab.try_sql(sql).await.map_err(Failed)?;
    let shown = |value: &Option<String>| match value.as_deref() {
        None => "NULL".to_owned(),
        Some("") => "(empty)".to_owned(),
        Some(text) => text.replace('\n', "\\n"),
    };
    if answer.columns.is_empty() {
        return Ok(DBOutput::StatementComplete(0));
    }
    let types = answer.columns.iter().map(|(_, data_type)| match data_type.as_str() {
        "tinyint" | "smallint" | "integer" | "bigint" => DefaultColumnType::Integer,
        "float" | "double" => DefaultColumnType::FloatingPoint,
        _ => DefaultColumnType::Text,
    });
    let rows = answer.rows.iter().map(|row| row.iter().map(shown).collect()).collect();
    Ok(DBOutput::Rows { types: types.collect(), rows })
}

#[tokio::test]
async fn every_file_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slt");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "slt"));
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let mut runner = Runner::new(|| async { Ok::<_, Failed>(Database(Lab::new().await)) });
        for record in sqllogictest::parse_file(&file).unwrap() {
            if let Err(error) = runner.run_async(record).await {
                wrong.push(error.to_string());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
