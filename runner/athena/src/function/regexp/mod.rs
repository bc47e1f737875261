//! Regular expression functions, on the `regex` crate: time grows with the text, never with its square.
//!
//! Source: Trino's "Regular expression functions". The syntax is Java's without look-around, back references, possessive
//! quantifiers and atomic groups, which are refused by name; `pattern` reads it.

mod pattern;
mod replace;

use datafusion::{arrow::array::ArrayRef, common::Result};
use regex::{Captures, Regex};

use super::{
    error::invalid,
    row::Outcome,
    scalar::Call,
    spec::{Draft, scalar},
};
use pattern::Patterns;

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("regexp_like", &["regexp_like(varchar, varchar) -> boolean"], |call| {
            each(call, |regex, text, _| Ok(Some(regex.is_match(text))))
        }),
        scalar("regexp_count", &["regexp_count(varchar, varchar) -> bigint"], |call| {
            each(call, |regex, text, _| Ok(Some(regex.find_iter(text).count() as i64)))
        }),
        scalar(
            "regexp_extract",
            &["regexp_extract(varchar, varchar) -> varchar", "regexp_extract(varchar, varchar, bigint) -> varchar"],
            extract,
        ),
        scalar(
            "regexp_extract_all",
            &[
                "regexp_extract_all(varchar, varchar) -> array(varchar)",
                "regexp_extract_all(varchar, varchar, bigint) -> array(varchar)",
            ],
            extract_all,
        ),
        scalar(
            "regexp_replace",
            &["regexp_replace(varchar, varchar) -> varchar", "regexp_replace(varchar, varchar, varchar) -> varchar"],
            replace::replace,
        ),
        scalar("regexp_split", &["regexp_split(varchar, varchar) -> array(varchar)"], |call| {
            each(call, |regex, text, _| Ok(Some(regex.split(text).map(str::to_owned).collect::<Vec<_>>())))
        }),
        scalar(
            "regexp_position",
            &[
                "regexp_position(varchar, varchar) -> integer",
                "regexp_position(varchar, varchar, bigint) -> integer",
                "regexp_position(varchar, varchar, bigint, bigint) -> integer",
            ],
            position,
        ),
    ]
}

/// Runs `f` for each row whose text and pattern are not NULL.
fn each<R>(call: &Call<'_>, f: impl Fn(&Regex, &str, usize) -> Result<Option<R>>) -> Result<ArrayRef>
where
    Result<Option<R>>: Outcome,
{
    let (texts, sources) = (call.column::<&str>(0)?, call.column::<&str>(1)?);
    let mut patterns = Patterns::default();
    call.rows(|row| match texts.get(row).zip(sources.get(row)) {
        Some((text, source)) => f(patterns.get(source)?, text, row),
        None => Ok(None),
    })
}

/// The number of the group of each row: the third argument, else the whole match.
fn groups<'a>(call: &'a Call<'_>) -> Result<impl Fn(usize) -> Option<i64> + 'a> {
    let column = match call.arguments.len() {
        2 => None,
        _ => Some(call.column::<i64>(2)?),
    };
    Ok(move |row| column.as_ref().map_or(Some(0), |column| column.get(row)))
}

fn group(regex: &Regex, number: i64) -> Result<usize> {
    let last = regex.captures_len() - 1;
    match usize::try_from(number) {
        Err(_) => Err(invalid("Group cannot be negative")),
        Ok(number) if number > last => Err(invalid(format!("Pattern has {last} groups. Cannot access group {number}"))),
        Ok(number) => Ok(number),
    }
}

fn text_of(captures: &Captures<'_>, group: usize) -> Option<String> {
    captures.get(group).map(|found| found.as_str().to_owned())
}

fn extract(call: &Call<'_>) -> Result<ArrayRef> {
    let number = groups(call)?;
    each(call, |regex, text, row| {
        let Some(number) = number(row) else { return Ok(None) };
        let group = group(regex, number)?;
        Ok(regex.captures(text).and_then(|captures| text_of(&captures, group)))
    })
}

fn extract_all(call: &Call<'_>) -> Result<ArrayRef> {
    let number = groups(call)?;
    let (texts, sources) = (call.column::<&str>(0)?, call.column::<&str>(1)?);
    let mut patterns = Patterns::default();
    let mut column = datafusion::arrow::array::ListBuilder::new(datafusion::arrow::array::StringBuilder::new());
    for row in 0..call.rows {
        let Some(((text, source), number)) = texts.get(row).zip(sources.get(row)).zip(number(row)) else {
            column.append(false);
            continue;
        };
        let regex = patterns.get(source)?;
        let group = group(regex, number)?;
        for captures in regex.captures_iter(text) {
            column.values().append_option(captures.get(group).map(|found| found.as_str()));
        }
        column.append(true);
    }
    Ok(std::sync::Arc::new(column.finish()))
}

/// The character where the wanted match begins, or -1.
fn position(call: &Call<'_>) -> Result<ArrayRef> {
    let number = |at: usize| match call.arguments.len() > at {
        true => call.column::<i64>(at).map(Some),
        false => Ok(None),
    };
    let (starts, occurrences) = (number(2)?, number(3)?);
    each(call, |regex, text, row| {
        let start = starts.as_ref().map_or(Some(1), |column| column.get(row));
        let occurrence = occurrences.as_ref().map_or(Some(1), |column| column.get(row));
        let Some((start, occurrence)) = start.zip(occurrence) else { return Ok(None) };
        let (Ok(start @ 1..), Ok(occurrence @ 1..)) = (usize::try_from(start), usize::try_from(occurrence)) else {
            let (name, value) = if start < 1 { ("start position", start) } else { ("occurrence", occurrence) };
            return Err(invalid(format!("{name} cannot be smaller than 1, got {value}")));
        };
        let Some(from) = text.char_indices().map(|(at, _)| at).nth(start - 1) else { return Ok(Some(-1)) };
        let found = regex.find_iter(text).filter(|found| found.start() >= from).nth(occurrence - 1);
        Ok(Some(match found.and_then(|found| text.get(..found.start())) {
            Some(before) => before.chars().count() as i32 + 1,
            None => -1,
        }))
    })
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{failure, failure_columns, int, show, show_columns, text};

    #[test]
    fn matching() {
        assert_eq!(
            show("regexp_like", &[&["1a 2b 14m", "abc", "\0"], &["\\d+b", "^b", "a"]]),
            ["true", "false", "NULL"]
        );
        assert_eq!(show("regexp_count", &[&["1a 2b 14m"], &["\\s*[a-z]+\\s*"]]), ["3"]);
    }

    #[test]
    fn extracting_groups() {
        assert_eq!(show("regexp_extract", &[&["1a 2b 14m", "x"], &["\\d+", "\\d+"]]), ["1", "NULL"]);
        let columns = || vec![text(&["1a 2b 14m"]), text(&["(\\d+)([a-z]+)"]), int(&[2])];
        assert_eq!(show_columns("regexp_extract", columns()), ["a"]);
        assert_eq!(show_columns("regexp_extract_all", columns()), ["[a, b, m]"]);
        let columns = vec![text(&["a"]), text(&["(a)"]), int(&[2])];
        assert_eq!(failure_columns("regexp_extract", columns), "Pattern has 1 groups. Cannot access group 2");
    }

    #[test]
    fn splitting_keeps_empty_ends() {
        assert_eq!(show("regexp_split", &[&["1a 2b 14m"], &["\\s*[a-z]+\\s*"]]), ["[1, 2, 14, ]"]);
    }

    #[test]
    fn positions_count_characters() {
        let source = "I have 23 apples, 5 pears and 13 oranges";
        assert_eq!(show("regexp_position", &[&[source, "ệ1", "x"], &["\\b\\d+\\b", "1", "1"]]), ["8", "2", "-1"]);
        let columns = vec![text(&[source]), text(&["\\b\\d+\\b"]), int(&[12]), int(&[2])];
        assert_eq!(show_columns("regexp_position", columns), ["31"]);
    }

    #[test]
    fn what_the_engine_lacks_is_refused_by_name() {
        for (source, what) in [
            ("(?=a)", "Look-ahead"),
            ("a(?!b)", "Look-ahead"),
            ("(?<=a)b", "Look-behind"),
            ("(a)\\1", "Back reference"),
            ("(?<n>a)\\k<n>", "Back reference"),
            ("a*+", "Possessive quantifier"),
            ("(?>a)", "Atomic group"),
        ] {
            let sentence = failure("regexp_like", &[&["a"], &[source]]);
            assert!(sentence.starts_with(what), "{source}: {sentence}");
        }
        assert!(failure("regexp_like", &[&["a"], &["("]]).starts_with("Invalid regular expression"));
    }
}
