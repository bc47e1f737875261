//! How a difference of two result tables looks: what is wrong with the header, with types, with cells, with whole rows, each aligned in
//! columns, in the notation that guides use.

use labs_guide::{align, written};

use super::wording::Detail;
use crate::table_difference::{
    CellNote, ChangedCell, HeaderDifference, MovedRow, OtherRows, Row, RowsDifference, TableDifference, TypeDifference,
};
use crate::visible::{Marks, visible_line};

/// The lines of a difference.
pub(crate) fn table_lines(difference: &TableDifference) -> Vec<Detail> {
    let TableDifference { columns, header, types, rows, .. } = difference;
    let mut lines = Vec::new();
    lines.extend(header.iter().map(header_line));
    lines.extend(types.iter().map(type_line));
    if !lines.is_empty() {
        match rows {
            RowsDifference::Same => lines.push(Detail::Plain("The values are those that are expected.".to_owned())),
            RowsDifference::NotCompared => {}
            RowsDifference::OtherOrder { .. } | RowsDifference::Others(_) => lines.push(Detail::Plain(String::new())),
        }
    }
    match rows {
        RowsDifference::Same | RowsDifference::NotCompared => {}
        RowsDifference::OtherOrder { moved, more } => order_lines(columns, moved, *more, &mut lines),
        RowsDifference::Others(others) => others_lines(columns, others, &mut lines),
    }
    lines
}

fn name(text: &str) -> String {
    format!("`{}`", visible_line(text, Marks::Plain))
}

fn header_line(difference: &HeaderDifference) -> Detail {
    match difference {
        HeaderDifference::Missing { column } => Detail::Expected(format!("- column {} is missing", name(column))),
        HeaderDifference::Extra { column } => Detail::Came(format!("+ column {} is not expected", name(column))),
        HeaderDifference::Renamed { expected, came } if expected.to_lowercase() == came.to_lowercase() => {
            Detail::Plain(format!("Column {} should be written {}.", name(came), name(expected)))
        }
        HeaderDifference::Renamed { expected, came } => Detail::Plain(format!(
            "Column {} should be named {}; AS gives a column its name.",
            name(came),
            name(expected)
        )),
        HeaderDifference::OtherOrder { came } => {
            let came: Vec<String> = came.iter().map(|column| name(column)).collect();
            Detail::Plain(format!("The columns stand in another order: {}.", came.join(", ")))
        }
    }
}

fn type_line(difference: &TypeDifference) -> Detail {
    let TypeDifference { column, expected, came } = difference;
    Detail::Plain(format!("Column {} is {came}, and {expected} is expected.", name(column)))
}

fn cell(cell: Option<&str>) -> String {
    visible_line(&written(cell), Marks::Plain)
}

fn cells(row: &Row) -> impl Iterator<Item = String> + '_ {
    row.iter().map(|value| cell(value.as_deref()))
}

/// Aligned lines as details; the first one is a header.
fn aligned(lines: &[(Side, Vec<String>)], out: &mut Vec<Detail>) {
    let cells: Vec<Vec<String>> = lines.iter().map(|(_, cells)| cells.clone()).collect();
    let text = align(&cells);
    for ((side, _), line) in lines.iter().zip(text.lines()) {
        // Widths are those of whole tables, so a line may be long; what is cut says so.
        let line = visible_line(line, Marks::Plain);
        out.push(match side {
            Side::Neither => Detail::Plain(format!("  {line}")),
            Side::Expected => Detail::Expected(format!("- {line}")),
            Side::Came => Detail::Came(format!("+ {line}")),
        });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Neither,
    Expected,
    Came,
}

fn order_lines(columns: &[String], moved: &[MovedRow], more: usize, out: &mut Vec<Detail>) {
    out.push(Detail::Plain("These rows are expected (-) and came (+) at the same place:".to_owned()));
    let numbered = |number: String, cells: &mut dyn Iterator<Item = String>| {
        std::iter::once(number).chain(cells).collect::<Vec<String>>()
    };
    let mut names = columns.iter().map(|column| cell(Some(column)));
    let mut lines = vec![(Side::Neither, numbered("row".to_owned(), &mut names))];
    for MovedRow { number, expected, came } in moved {
        lines.push((Side::Expected, numbered(number.to_string(), &mut cells(expected))));
        lines.push((Side::Came, numbered(number.to_string(), &mut cells(came))));
    }
    aligned(&lines, out);
    more_line(more, "place", out);
}

fn others_lines(columns: &[String], others: &OtherRows, out: &mut Vec<Detail>) {
    let OtherRows { key, changed, more_changed, missing, more_missing, extra, more_extra, repeated } = others;
    if !changed.is_empty() {
        let names = if key.is_empty() { vec!["row".to_owned()] } else { key.clone() };
        let counted = match changed.len() + more_changed {
            1 => "1 cell differs:".to_owned(),
            many => format!("{many} cells differ:"),
        };
        out.push(Detail::Plain(counted));
        let head = names.into_iter().chain(["column".to_owned(), "expected".to_owned(), "came".to_owned()]);
        let mut lines = vec![(Side::Neither, head.collect())];
        for ChangedCell { key: values, row, column, expected, came, note } in changed {
            let mut line: Vec<String> = if key.is_empty() { vec![row.to_string()] } else { cells(values).collect() };
            line.push(cell(Some(column)));
            line.push(cell(expected.as_deref()));
            line.push(cell(came.as_deref()));
            line.extend(note.map(|note| {
                match note {
                    CellNote::SameNumber => "(the same number, but the column is no column of numbers)",
                    CellNote::Blanks => "(blanks at the ends differ)",
                    CellNote::Case => "(capital letters differ)",
                }
                .to_owned()
            }));
            lines.push((Side::Neither, line));
        }
        aligned(&lines, out);
        more_line(*more_changed, "cell", out);
    }
    let (lacking, too_many) = (missing.len() + more_missing, extra.len() + more_extra);
    if lacking + too_many == 0 {
        return;
    }
    if !changed.is_empty() {
        out.push(Detail::Plain(String::new()));
    }
    let is = |count: usize| if count == 1 { "row is" } else { "rows are" };
    let counted = match (lacking, too_many) {
        (0, extra) if extra == *repeated => {
            format!("{extra} {} too often (+):", if extra == 1 { "row came" } else { "rows came" })
        }
        (0, extra) => format!("{extra} {} not expected (+){}:", is(extra), twice(*repeated)),
        (missing, 0) => format!("{missing} {} missing (-):", is(missing)),
        (missing, extra) => {
            format!(
                "{missing} {} missing (-), {extra} {} not expected (+){}:",
                is(missing),
                is(extra),
                twice(*repeated)
            )
        }
    };
    out.push(Detail::Plain(counted));
    let mut lines = vec![(Side::Neither, columns.iter().map(|column| cell(Some(column))).collect())];
    lines.extend(missing.iter().map(|row| (Side::Expected, cells(row).collect())));
    lines.extend(extra.iter().map(|row| (Side::Came, cells(row).collect())));
    aligned(&lines, out);
    more_line(more_missing + more_extra, "row", out);
}

fn twice(repeated: usize) -> String {
    match repeated {
        0 => String::new(),
        1 => ", 1 of them is expected less often".to_owned(),
        many => format!(", {many} of them are expected less often"),
    }
}

fn more_line(more: usize, thing: &str, out: &mut Vec<Detail>) {
    match more {
        0 => {}
        1 => out.push(Detail::Plain(format!("… 1 more {thing}"))),
        many => out.push(Detail::Plain(format!("… {many} more {thing}s"))),
    }
}
