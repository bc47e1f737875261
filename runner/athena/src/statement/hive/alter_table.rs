//! ALTER TABLE.

use datafusion::sql::sqlparser::tokenizer::Token;

use super::super::ast::{AddedPartition, ColumnPlace, HiveStatement, TableChange};
use super::create_table::{column, columns};
use super::cursor::Cursor;
use super::database::{if_absent, if_present};
use super::name::{self, IN_COLUMN, Wording, name};
use super::{literal, partition};
use crate::query_error::QueryError;

/// `ALTER TABLE name …`
pub(super) fn alter_table(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    cursor.expect("ALTER TABLE")?;
    if cursor.are("IF EXISTS") {
        // There is no such form; Athena stops at EXISTS.
        cursor.took("IF");
        return Err(cursor.refuse());
    }
    let table = name::table(cursor, Wording::Statement)?;
    let change = if cursor.is("PARTITION") {
        of_partition(cursor)?
    } else if cursor.took("ADD COLUMNS") {
        TableChange::AddColumns { columns: columns(cursor)? }
    } else if cursor.took("REPLACE COLUMNS") {
        TableChange::ReplaceColumns { columns: columns(cursor)? }
    } else if cursor.took("CHANGE") {
        change_column(cursor)?
    } else if cursor.took("ADD") {
        let if_present = if_present(cursor)?;
        let mut partitions = vec![added(cursor)?];
        while cursor.is("PARTITION") {
            partitions.push(added(cursor)?);
        }
        TableChange::AddPartitions { partitions, if_present }
    } else if cursor.took("DROP") {
        let if_absent = if_absent(cursor)?;
        let mut partitions = vec![partition::tests(cursor)?];
        while cursor.took_sign(&Token::Comma) {
            partitions.push(partition::tests(cursor)?);
        }
        TableChange::DropPartitions { partitions, if_absent }
    } else {
        cursor.expect("SET")?;
        if cursor.took("LOCATION") {
            TableChange::SetLocation { partition: Vec::new(), location: literal::text(cursor)? }
        } else {
            cursor.expect("TBLPROPERTIES")?;
            TableChange::SetProperties { properties: literal::properties(cursor)? }
        }
    };
    Ok(HiveStatement::AlterTable { table, change })
}

/// `PARTITION (…) RENAME TO PARTITION (…)` and `PARTITION (…) SET LOCATION …`
fn of_partition(cursor: &mut Cursor<'_>) -> Result<TableChange, QueryError> {
    let partition = partition::spec(cursor)?;
    if cursor.took("SET LOCATION") {
        return Ok(TableChange::SetLocation { partition, location: literal::text(cursor)? });
    }
    cursor.expect("RENAME TO")?;
    Ok(TableChange::RenamePartition { from: partition, to: partition::spec(cursor)? })
}

/// `PARTITION (…) [LOCATION …]`
fn added(cursor: &mut Cursor<'_>) -> Result<AddedPartition, QueryError> {
    let spec = partition::spec(cursor)?;
    Ok(AddedPartition { spec, location: literal::text_after(cursor, "LOCATION")? })
}

/// `[COLUMN] old new type [COMMENT …] [FIRST | AFTER column]`
fn change_column(cursor: &mut Cursor<'_>) -> Result<TableChange, QueryError> {
    cursor.took("COLUMN");
    let from = name(cursor, IN_COLUMN)?;
    let to = column(cursor)?;
    let place = if cursor.took("FIRST") {
        Some(ColumnPlace::First)
    } else if cursor.took("AFTER") {
        Some(ColumnPlace::After(name(cursor, IN_COLUMN)?))
    } else {
        None
    };
    Ok(TableChange::ChangeColumn { column: from, to, place })
}
