//! `rows`, `rows ordered`, `rows unordered`: the result table of a query.
//!
//! The notation of the expectation is the guide's ([`labs_guide::TextTable`]). Names and types are compared as the service spells them,
//! cells as text but for columns of numbers, where the number counts. How rows are told apart is in `row_alignment.rs`.

use std::collections::HashSet;

use labs_guide::{Matcher, TextTable};

use super::renewal::{ByHand, Renewal};
use super::row_alignment::{Cell, ColumnKind, Rows};
use super::table::{Entry, Question};
use crate::difference::{Cut, Difference};
use crate::evidence::ResultTable;
use crate::number::Number;
use crate::row_order::RowOrder;
use crate::table_difference::{HeaderDifference, Row, RowsDifference, TableDifference, TypeDifference};

pub(super) const ENTRY: Entry = Entry { name: "rows", judge, renew };

fn judge(question: &Question<'_>) -> Result<(), Difference> {
    let Some(came) = &question.evidence.table else {
        return Err(Difference::NoTable { came: Cut::of(&String::from_utf8_lossy(&question.evidence.screen())) });
    };
    // A loaded guide has a table here; only a value that is pasted in can make something else of it.
    let expected = TextTable::parse(question.expected, question.types)
        .map_err(|error| Difference::NoExpectedTable { reason: error.to_string() })?;
    let names: Vec<String> = came.columns.iter().map(|column| column.name.clone()).collect();
    let places = places(&expected.columns, &names);
    let header = header(&expected.columns, &names, &places);
    let found: Option<Vec<usize>> = places.iter().copied().collect();
    let (types, rows) = match &found {
        Some(found) => (types(&expected, came, found), rows(question, &expected, came, found).difference()),
        None => (Vec::new(), RowsDifference::NotCompared),
    };
    if header.is_empty() && types.is_empty() && rows == RowsDifference::Same {
        return Ok(());
    }
    Err(Difference::Table(Box::new(TableDifference {
        expected_rows: expected.rows.len(),
        came_rows: came.rows.len(),
        columns: expected.columns,
        header,
        types,
        rows,
    })))
}

/// For each expected column the place at which it came: the one of its name, then the one whose name differs in capital letters
/// alone. When as many columns remain on both sides, they are taken in their order.
fn places(expected: &[String], came: &[String]) -> Vec<Option<usize>> {
    let mut taken: HashSet<usize> = HashSet::new();
    let mut places: Vec<Option<usize>> = vec![None; expected.len()];
    let same: [fn(&str, &str) -> bool; 2] =
        [|one, other| one == other, |one, other| one.to_lowercase() == other.to_lowercase()];
    for same in same {
        for (name, place) in expected.iter().zip(&mut places).filter(|(_, place)| place.is_none()) {
            *place = came.iter().enumerate().position(|(at, other)| !taken.contains(&at) && same(name, other));
            taken.extend(*place);
        }
    }
    let left: Vec<usize> = (0..came.len()).filter(|at| !taken.contains(at)).collect();
    if left.len() == places.iter().filter(|place| place.is_none()).count() {
        let mut left = left.into_iter();
        places.iter_mut().filter(|place| place.is_none()).for_each(|place| *place = left.next());
    }
    places
}

fn header(expected: &[String], came: &[String], places: &[Option<usize>]) -> Vec<HeaderDifference> {
    let mut header = Vec::new();
    for (name, place) in expected.iter().zip(places) {
        match place.and_then(|place| came.get(place)) {
            None => header.push(HeaderDifference::Missing { column: name.clone() }),
            Some(other) if other != name => {
                header.push(HeaderDifference::Renamed { expected: name.clone(), came: other.clone() });
            }
            Some(_) => {}
        }
    }
    let extra = came.iter().enumerate().filter(|(at, _)| !places.contains(&Some(*at)));
    header.extend(extra.map(|(_, name)| HeaderDifference::Extra { column: name.clone() }));
    let in_order = places.iter().flatten().zip(places.iter().flatten().skip(1)).all(|(one, next)| one < next);
    if header.is_empty() && !in_order {
        header.push(HeaderDifference::OtherOrder { came: came.to_vec() });
    }
    header
}

fn types(expected: &TextTable, came: &ResultTable, places: &[usize]) -> Vec<TypeDifference> {
    let Some(types) = &expected.types else { return Vec::new() };
    let columns = expected.columns.iter().zip(types).zip(places);
    columns
        .filter_map(|((column, expected), place)| {
            let came = &came.columns.get(*place)?.data_type;
            let differs = !type_holds(expected, came);
            differs.then(|| TypeDifference { column: column.clone(), expected: expected.clone(), came: came.clone() })
        })
        .collect()
}

/// Whether a column is of the type that is written. One without parameters holds for all; Athena calls REAL `float`.
pub(crate) fn type_holds(expected: &str, came: &str) -> bool {
    let plain = |name: &str| {
        let name: String = name.to_lowercase().split(',').map(str::trim).collect::<Vec<_>>().join(",");
        if name == "real" { "float".to_owned() } else { name }
    };
    let (expected, came) = (plain(expected), plain(came));
    let without = came.find(['(', '<']).and_then(|at| came.get(..at));
    expected == came || without == Some(expected.as_str())
}

fn kind(data_type: &str) -> ColumnKind {
    const NUMBERS: &[&str] = &["tinyint", "smallint", "int", "integer", "bigint", "real", "float", "double", "decimal"];
    let name = data_type.split('(').next().unwrap_or_default().to_lowercase();
    if NUMBERS.contains(&name.as_str()) { ColumnKind::Numbers } else { ColumnKind::Texts }
}

/// The rows of both tables, with the columns as they are expected.
fn rows<'a>(question: &Question<'_>, expected: &'a TextTable, came: &ResultTable, places: &[usize]) -> Rows<'a> {
    let kinds: Vec<ColumnKind> = places
        .iter()
        .map(|place| came.columns.get(*place).map_or(ColumnKind::Texts, |column| kind(&column.data_type)))
        .collect();
    let redacted = |cell: Option<&str>| cell.map(|text| question.redactions.apply(text).into_owned());
    let side = |rows: &mut dyn Iterator<Item = Row>| -> Vec<(Vec<Cell>, Row)> {
        rows.map(|row| {
            let cells = row.iter().zip(&kinds).map(|(cell, kind)| Cell::of(cell.as_deref(), *kind)).collect();
            (cells, row)
        })
        .collect()
    };
    let of_expected = expected.rows.iter().map(|row| row.iter().map(|cell| redacted(cell.as_deref())).collect());
    let of_came = came
        .rows
        .iter()
        .map(|row| places.iter().map(|place| redacted(row.get(*place).and_then(|cell| cell.as_deref()))).collect());
    Rows {
        columns: &expected.columns,
        expected: side(&mut of_expected.into_iter()),
        came: side(&mut of_came.into_iter()),
        tolerance: question.tolerance.and_then(Number::parse),
        order: match question.matcher {
            Matcher::Rows { ordered: Some(true) } => RowOrder::Given,
            Matcher::Rows { ordered: Some(false) } => RowOrder::Free,
            _ => came.order,
        },
    }
}

/// The table as it came. Rows that are still right stay as they are written, and where the order does not count, where they are.
fn renew(question: &Question<'_>) -> Renewal {
    let Some(came) = &question.evidence.table else { return Renewal::ByHand(ByHand::NoTable) };
    if question.has_pastes() {
        return Renewal::ByHand(ByHand::Pastes);
    }
    let Ok(old) = TextTable::parse(question.expected, question.types) else { return Renewal::ByHand(ByHand::NoTable) };
    let names: Vec<String> = came.columns.iter().map(|column| column.name.clone()).collect();
    let identity: Vec<usize> = (0..names.len()).collect();
    let redacted = |row: &Row| -> Row {
        row.iter().map(|cell| cell.as_deref().map(|text| question.redactions.apply(text).into_owned())).collect()
    };
    let mut new: Vec<Row> = came.rows.iter().map(redacted).collect();
    if old.columns.len() == names.len() {
        let rows = rows(question, &old, came, &identity);
        let pairs = rows.pairs();
        match rows.order {
            RowOrder::Given => {
                for (old, pair) in old.rows.iter().zip(&pairs) {
                    if let Some(row) = pair.and_then(|pair| new.get_mut(pair)) {
                        row.clone_from(old);
                    }
                }
            }
            RowOrder::Free => {
                let kept = old.rows.iter().zip(&pairs).filter(|(_, pair)| pair.is_some()).map(|(row, _)| row.clone());
                let added =
                    new.iter().enumerate().filter(|(at, _)| !pairs.contains(&Some(*at))).map(|(_, row)| row.clone());
                new = kept.chain(added).collect();
            }
        }
    }
    let types = old.types.map(|_| came.columns.iter().map(|column| column.data_type.clone()).collect());
    let table = TextTable { columns: names, types, rows: new };
    let bars = question.written.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.contains('|'));
    Renewal::Body(if bars { table.render_with_bars() } else { table.render() })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use labs_guide::TypesLine;
    use proptest::prelude::*;

    use super::*;
    use crate::evidence::{Evidence, ResultColumn};
    use crate::matcher::Redactions;
    use crate::report::table_lines;
    use crate::table_difference::OtherRows;

    /// A result: names, types, rows as they are written in a guide.
    fn evidence(text: &str) -> Evidence {
        let table = TextTable::parse(text, TypesLine::Given).unwrap();
        let types = table.types.unwrap();
        let columns = table.columns.into_iter().zip(types).map(|(name, data_type)| ResultColumn { name, data_type });
        let table = ResultTable { columns: columns.collect(), rows: table.rows, order: RowOrder::Free };
        Evidence { table: Some(table), ..Evidence::default() }
    }

    fn ask<'a>(words: &str, expected: &'a str, evidence: &'a Evidence) -> Question<'a> {
        static ORDERED: Matcher = Matcher::Rows { ordered: Some(true) };
        static ANY: Matcher = Matcher::Rows { ordered: None };
        Question {
            matcher: if words.contains("ordered") { &ORDERED } else { &ANY },
            types: if words.contains("types") { TypesLine::Given } else { TypesLine::Absent },
            tolerance: words.contains("tolerance").then_some("0.01"),
            ..Question::plain(expected, evidence)
        }
    }

    fn verdict(words: &str, expected: &str, came: &str) -> Result<(), Difference> {
        judge(&ask(words, expected, &evidence(came)))
    }

    /// What a learner sees.
    fn shown(words: &str, expected: &str, came: &str) -> String {
        match verdict(words, expected, came) {
            Err(Difference::Table(difference)) => {
                let lines = table_lines(&difference);
                lines.iter().map(|line| line.text().to_owned()).collect::<Vec<_>>().join("\n")
            }
            other => panic!("{other:?}"),
        }
    }

    const ORDERS: &str = "region  orders\nvarchar  bigint\nnorth  3\nsouth  5\nwest  7\n";

    #[test]
    fn equal_output_passes() {
        assert_eq!(verdict("", "region  orders\nwest  7\nsouth  5\nnorth  3\n", ORDERS), Ok(()));
        assert_eq!(verdict("ordered", "region  orders\nnorth  3\nsouth  5.0\nwest  7\n", ORDERS), Ok(()));
        assert_eq!(verdict("types", ORDERS, ORDERS), Ok(()));
        assert_eq!(verdict("", "a\n", "a\nvarchar\n"), Ok(()));
        assert_eq!(verdict("", "a\nNULL\n''\n'NULL'\n", "a\nvarchar\n''\n'NULL'\nNULL\n"), Ok(()));
        let means = "a\ndouble\n9.3333333\n1.0E20\nNaN\n";
        assert_eq!(verdict("tolerance", "a\n9.33\n100000000000000000000\nNaN\n", means), Ok(()));
        assert_eq!(verdict("types", "a\ndecimal\n3.50\n", "a\ndecimal(10, 2)\n3.5\n"), Ok(()));
    }

    #[test]
    fn other_output_fails() {
        for (words, expected) in [
            ("", "region  orders\nnorth  3\nsouth  5\n"),
            ("", "region  orders\nnorth  3\nsouth  5\nwest  7\nwest  7\n"),
            ("", "region  orders\nnorth  3\nsouth  5\nwest  8\n"),
            ("", "region  orders\nnorth  3\nsouth  5\nwest  NULL\n"),
            ("", "region\nnorth\nsouth\nwest\n"),
            ("", "orders  region\n3  north\n5  south\n7  west\n"),
            ("ordered", "region  orders\nwest  7\nsouth  5\nnorth  3\n"),
            ("types", "region  orders\nvarchar  double\nnorth  3\nsouth  5\nwest  7\n"),
            ("", "Region  orders\nnorth  3\nsouth  5\nwest  7\n"),
        ] {
            assert!(matches!(verdict(words, expected, ORDERS), Err(Difference::Table(_))), "{words} {expected}");
        }
        let none = Evidence { stdout: "x\n".into(), ..Evidence::default() };
        assert!(matches!(judge(&ask("", "a\n", &none)), Err(Difference::NoTable { .. })));
        assert!(matches!(verdict("", "a\n'x", ORDERS), Err(Difference::NoExpectedTable { .. })));
        for (expected, came) in [("''", "NULL"), ("'NULL'", "NULL"), ("NULL", "''"), ("1", "1.0")] {
            let (expected, came) = (format!("a\n{expected}\n"), format!("a\nvarchar\n{came}\n"));
            assert!(verdict("", &expected, &came).is_err(), "{expected} {came}");
        }
    }

    #[test]
    fn rows_are_aligned_by_their_key() {
        assert_snapshot!(
            shown("", "region  orders  mean\nnorth  3  1.5\nsouth  5  2.5\neast  1  9\n", "region  orders  mean\nvarchar  bigint  double\nnorth  4  1.5\nsouth  5  2.75\nwest  7  1\n"),
            @r"
            2 cells differ:
              region  column  expected  came
              north   orders  3         4
              south   mean    2.5       2.75

            1 row is missing (-), 1 row is not expected (+):
              region  orders  mean
            - east    1       9
            + west    7       1
            "
        );
    }

    #[test]
    fn a_single_value_is_one_changed_cell() {
        assert_snapshot!(shown("", "orders\n12\n", "orders\nbigint\n11\n"), @r"
        1 cell differs:
          row  column  expected  came
          1    orders  12        11
        ");
    }

    #[test]
    fn the_order_alone_may_be_wrong() {
        assert_snapshot!(shown("ordered", "region  orders\nwest  7\nsouth  5\nnorth  3\n", ORDERS), @r"
        These rows are expected (-) and came (+) at the same place:
          row  region  orders
        - 1    west    7
        + 1    north   3
        - 3    north   3
        + 3    west    7
        ");
    }

    #[test]
    fn the_type_alone_may_be_wrong() {
        assert_snapshot!(shown("types", "region  orders\nvarchar  double\nnorth  3\nsouth  5\nwest  7\n", ORDERS), @r"
        Column `orders` is bigint, and double is expected.
        The values are those that are expected.
        ");
    }

    #[test]
    fn the_header_alone_may_be_wrong() {
        assert_snapshot!(shown("", "region  total\nnorth  3\nsouth  5\nwest  7\n", ORDERS), @r"
        Column `orders` should be named `total`; AS gives a column its name.
        The values are those that are expected.
        ");
        assert_snapshot!(shown("", "orders  region\n3  north\n5  south\n7  west\n", ORDERS), @r"
        The columns stand in another order: `region`, `orders`.
        The values are those that are expected.
        ");
        assert_snapshot!(shown("", "region  orders  total\nnorth  3  1\n", ORDERS), @r"
        - column `total` is missing
        ");
    }

    #[test]
    fn texts_that_look_the_same_are_told_apart() {
        assert_snapshot!(
            shown("", "id  name  code\n1  'Tea '  007\n2  ''  x\n3  Tea  x\n", "id  name  code\nbigint  varchar  varchar\n1  Tea  7\n2  NULL  X\n3  'NULL'  x\n"),
            @r"
            5 cells differ:
              id  column  expected  came
              1   name    'Tea '    Tea     (blanks at the ends differ)
              1   code    007       7       (the same number, but the column is no column of numbers)
              2   name    ''        NULL
              2   code    x         X       (capital letters differ)
              3   name    Tea       'NULL'
            "
        );
    }

    #[test]
    fn a_row_too_often_is_said_to_be_there_twice() {
        assert_snapshot!(shown("", "region\nnorth\nsouth\n", "region\nvarchar\nnorth\nnorth\nsouth\n"), @r"
        1 row came too often (+):
          region
        + north
        ");
    }

    #[test]
    fn big_tables_are_cut() {
        let rows = |times: u32| (0..200).map(|n| format!("name-{n}  {}\n", n * times)).collect::<String>();
        let expected = format!("name  n\n{}", rows(1));
        let came = format!("name  n\nvarchar  bigint\n{}", rows(2));
        let Err(Difference::Table(difference)) = verdict("", &expected, &came) else { panic!("must differ") };
        let RowsDifference::Others(OtherRows { key, changed, more_changed, .. }) = &difference.rows else { panic!() };
        assert_eq!((key.as_slice(), changed.len(), *more_changed), (&["name".to_owned()][..], 10, 189));
        assert!(table_lines(&difference).len() < 20);
    }

    #[test]
    fn rows_that_are_near_each_other_are_paired_so_that_most_fit() {
        let came = "n\ndouble\n1.005\n1.012\n";
        assert_eq!(verdict("tolerance", "n\n1.01\n1.00\n", came), Ok(()));
    }

    #[test]
    fn ids_are_redacted_on_both_sides() {
        let came = evidence("id\nvarchar\n0f0c5a3e-1111-4222-8333-444455556666\n");
        let redactions = Redactions::named(["id"]);
        let question = Question { redactions: &redactions, ..ask("", "id\n<id>\n", &came) };
        assert_eq!(judge(&question), Ok(()));
        assert_eq!(renew(&question), Renewal::Body("id\n<id>\n".to_owned()));
    }

    #[test]
    fn what_is_still_right_stays_as_it_is_written() {
        let came = evidence("region  mean\nvarchar  double\nnorth  9.3333\nsouth  2.5\n");
        let question = ask("tolerance", "region  mean\nwest  1.0\nnorth  9.33\n", &came);
        assert_eq!(renew(&question), Renewal::Body("region  mean\nnorth   9.33\nsouth   2.5\n".to_owned()));
        let question = ask("types tolerance", "region | mean\nvarchar | double\nnorth | 9.33\n", &came);
        assert_eq!(
            renew(&question),
            Renewal::Body("| region  | mean   |\n|---------|--------|\n| varchar | double |\n| north   | 9.33   |\n| south   | 2.5    |\n".to_owned())
        );
    }

    fn table() -> impl Strategy<Value = (usize, Vec<Vec<Option<String>>>)> {
        (1usize..4).prop_flat_map(|width| {
            let cell = prop::option::weighted(0.9, "[ab1-3]{0,2}");
            (Just(width), prop::collection::vec(prop::collection::vec(cell, width), 0..6))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn tables_are_equal_exactly_when_their_rows_are((width, rows) in table(), (_, other) in table(), shuffle in 0usize..6) {
            let columns: Vec<String> = (0..width).map(|n| format!("c{n}")).collect();
            let other: Vec<Row> = other.into_iter().map(|row| (0..width).map(|n| row.get(n).cloned().flatten()).collect()).collect();
            let written = |rows: &[Row]| TextTable { columns: columns.clone(), types: None, rows: rows.to_vec() }.render();
            let came = |rows: &[Row]| {
                let columns = columns.iter().map(|name| ResultColumn { name: name.clone(), data_type: "varchar".into() }).collect();
                Evidence { table: Some(ResultTable { columns, rows: rows.to_vec(), order: RowOrder::Free }), ..Evidence::default() }
            };
            let mut turned = rows.clone();
            turned.rotate_left(shuffle.min(rows.len()));
            let expected = written(&rows);
            prop_assert!(judge(&ask("", &expected, &came(&turned))).is_ok());
            prop_assert_eq!(judge(&ask("ordered", &expected, &came(&turned))).is_ok(), rows == turned);
            let sorted = |rows: &[Row]| { let mut rows = rows.to_vec(); rows.sort(); rows };
            let verdict = judge(&ask("", &expected, &came(&other)));
            prop_assert_eq!(verdict.is_ok(), sorted(&rows) == sorted(&other));
            if let Err(Difference::Table(difference)) = verdict {
                prop_assert!(table_lines(&difference).len() > 1, "{:?}", difference);
            }
            let evidence = came(&other);
            let Renewal::Body(body) = renew(&ask("", &expected, &evidence)) else { panic!("a table can be written") };
            prop_assert!(judge(&ask("", &body, &evidence)).is_ok(), "{}", body);
        }
    }
}
