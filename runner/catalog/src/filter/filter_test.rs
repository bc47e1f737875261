//! Filters asked of partitions: what each expression selects, and the words of each refusal.

use proptest::prelude::*;

use super::PartitionFilter;
use crate::model::Column;

fn keys() -> Vec<Column> {
    vec![Column::new("year", "int"), Column::new("month", "string"), Column::new("day", "date")]
}

/// Which of these partitions an expression selects: 2023/12/31, 2024/01/15, 2024/02/29, 2024/10/01, and one without a month.
fn selected(expression: &str) -> String {
    let filter = PartitionFilter::parse(expression, &keys()).unwrap_or_else(|error| panic!("{expression}: {error}"));
    let partitions = [
        ["2023", "12", "2023-12-31"],
        ["2024", "01", "2024-01-15"],
        ["2024", "02", "2024-02-29"],
        ["2024", "10", "2024-10-01"],
        ["2025", "__HIVE_DEFAULT_PARTITION__", "2025-01-01"],
    ];
    let names = partitions.into_iter().filter(|values| filter.selects(&values.map(str::to_owned)).unwrap());
    names.map(|values| format!("{}/{}", values[0], values[1].get(..2).unwrap())).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_expression_selects_what_sql_would() {
    for (expression, expected) in [
        ("", "2023/12 2024/01 2024/02 2024/10 2025/__"),
        ("  ", "2023/12 2024/01 2024/02 2024/10 2025/__"),
        ("year = 2024", "2024/01 2024/02 2024/10"),
        ("YEAR = '2024'", "2024/01 2024/02 2024/10"),
        ("2024 < year", "2025/__"),
        ("`year` <> 2024", "2023/12 2025/__"),
        ("year != 2024 and month = '12'", "2023/12"),
        ("year = '2024' AND month > '02'", "2024/10"),
        ("month IN ('01', '10')", "2024/01 2024/10"),
        ("month NOT IN ('01', '10')", "2023/12 2024/02"),
        ("day BETWEEN '2024-01-01' AND '2024-03-01'", "2024/01 2024/02"),
        ("day not between DATE '2024-01-01' and DATE '2024-12-31'", "2023/12 2025/__"),
        ("month LIKE '1%'", "2023/12 2024/10"),
        ("month like '_1'", "2024/01"),
        ("month NOT LIKE '%1%'", "2024/02"),
        ("month is null", "2025/__"),
        ("month IS NOT NULL AND year >= 2024", "2024/01 2024/02 2024/10"),
        ("year = 2023 OR year = 2024 AND month = '01'", "2023/12 2024/01"),
        ("(year = 2023 OR year = 2024) AND month = '01'", "2024/01"),
        ("NOT (year = 2024)", "2023/12 2025/__"),
        ("NOT month = '01'", "2023/12 2024/02 2024/10"),
    ] {
        assert_eq!(selected(expression), expected, "{expression}");
    }
}

#[test]
fn a_refused_expression_is_told_what_is_wrong() {
    let fail = |expression: &str| {
        let error = PartitionFilter::parse(expression, &keys()).unwrap_err();
        format!("{}: {error}", error.code())
    };
    for (expression, words) in [
        (
            "hour = 1",
            "InvalidInputException: Invalid partition expression! Unknown column 'hour'; the partition keys are year, month, day",
        ),
        ("year = 'x'", "InvalidInputException: For input string: \"x\" is not an integer."),
        ("year LIKE '2%'", "InvalidInputException: Integral data type doesn't support operation 'LIKE'"),
        (
            "year",
            "InvalidInputException: Unsupported expression 'year': a comparison, IN, BETWEEN, LIKE or IS NULL expected, found the end",
        ),
        (
            "year = ",
            "InvalidInputException: Unsupported expression 'year = ': a text between quotes or a number expected, found the end",
        ),
        ("(year = 1", "InvalidInputException: Unsupported expression '(year = 1': `)` expected, found the end"),
        (
            "year = 1 year = 2",
            "InvalidInputException: Unsupported expression 'year = 1 year = 2': AND, OR or the end expected, found `year`",
        ),
        ("month = '1", "InvalidInputException: Unsupported expression 'month = '1': a text is not closed"),
        ("year = 1; drop", "InvalidInputException: Unsupported expression 'year = 1; drop': `;` has no meaning here"),
        (
            "year NOT = 1",
            "InvalidInputException: Unsupported expression 'year NOT = 1': IN, BETWEEN or LIKE expected, found `=`",
        ),
    ] {
        assert_eq!(fail(expression), words);
    }
    let deep = format!("{}year = 1{}", "(".repeat(5000), ")".repeat(5000));
    assert!(fail(&deep).ends_with("it is nested deeper than 100 levels"));
    let unpartitioned = PartitionFilter::parse("year = 1", &[]).unwrap_err();
    assert_eq!(
        unpartitioned.to_string(),
        "Invalid partition expression! Unknown column 'year'; the table has no partition keys"
    );
}

#[test]
fn a_partition_whose_value_is_not_of_its_type_is_the_catalogs_fault() {
    let filter = PartitionFilter::parse("year >= 0", &keys()).unwrap();
    let error = filter.selects(&["null".into(), "1".into(), "2024-01-01".into()]).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("InvalidStateException", "For input string: \"null\" is not an integer.")
    );
}

/// LIKE as a naive recursion has it.
fn naive(text: &[char], pattern: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, rest) => rest.is_none(),
        (Some(('%', more)), _) => (0..=text.len()).any(|skip| naive(&text[skip..], more)),
        (Some((c, more)), Some((d, rest))) => (*c == '_' || c == d) && naive(rest, more),
        (Some(_), None) => false,
    }
}

proptest! {
    #[test]
    fn like_is_what_a_naive_reading_gives(text in "[ab]{0,8}", pattern in "[ab%_]{0,6}") {
        let filter = PartitionFilter::parse(&format!("month LIKE '{pattern}'"), &keys()).unwrap();
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let expected = naive(&chars(&text), &chars(&pattern));
        prop_assert_eq!(filter.selects(&["1".into(), text, "2024-01-01".into()]).unwrap(), expected);
    }

    #[test]
    fn no_text_makes_the_filter_panic(text in "(year|month|day| |=|<|>|'|\"|`|\\(|\\)|,|and|or|not|in|like|between|is|null|1|-|\\.|é|;){0,20}") {
        if let Ok(filter) = PartitionFilter::parse(&text, &keys()) {
            let _ = filter.selects(&["1".into(), "é".into(), "2024-01-01".into()]);
        }
    }
}
