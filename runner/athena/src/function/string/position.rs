//! `substr`, `substring`, `strpos`, `starts_with`.

use datafusion::{arrow::array::ArrayRef, common::Result};

use crate::{
    function::{
        error::invalid,
        scalar::Call,
        spec::{Draft, scalar},
    },
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "substr",
            &[
                "substr(varchar, bigint) -> varchar",
                "substr(varchar, bigint, bigint) -> varchar",
                "substr(varbinary, bigint) -> varbinary",
                "substr(varbinary, bigint, bigint) -> varbinary",
            ],
            substr,
        ),
        scalar(
            "substring",
            &[
                "substring(varchar, bigint) -> varchar",
                "substring(varchar, bigint, bigint) -> varchar",
                "substring(varbinary, bigint) -> varbinary",
                "substring(varbinary, bigint, bigint) -> varbinary",
            ],
            substr,
        ),
        scalar("strpos", &["strpos(varchar, varchar) -> bigint", "strpos(varchar, varchar, bigint) -> bigint"], strpos),
        scalar("starts_with", &["starts_with(varchar, varchar) -> boolean"], |call| {
            call.map2(|text: &str, start: &str| text.starts_with(start))
        }),
    ]
}

fn substr(call: &Call<'_>) -> Result<ArrayRef> {
    match call.types {
        [TrinoType::Varbinary, _] => call.map2(|bytes: &[u8], start: i64| {
            let (skip, _) = window(bytes.len(), start, i64::MAX);
            bytes.iter().skip(skip).copied().collect::<Vec<u8>>()
        }),
        [TrinoType::Varbinary, _, _] => call.map3(|bytes: &[u8], start: i64, length: i64| {
            let (skip, take) = window(bytes.len(), start, length);
            bytes.iter().skip(skip).take(take).copied().collect::<Vec<u8>>()
        }),
        [_, _] => call.map2(|text: &str, start: i64| part(text, start, i64::MAX)),
        _ => call.map3(part),
    }
}

fn part(text: &str, start: i64, length: i64) -> String {
    let (skip, take) = window(text.chars().count(), start, length);
    text.chars().skip(skip).take(take).collect()
}

/// How many to pass over and how many to take; start 0 and a start before the beginning give nothing.
fn window(size: usize, start: i64, length: i64) -> (usize, usize) {
    let take = usize::try_from(length).unwrap_or(0);
    let skip = match start {
        0 => return (0, 0),
        1.. => usize::try_from(start - 1).unwrap_or(usize::MAX),
        _ => match size.checked_sub(usize::try_from(start.unsigned_abs()).unwrap_or(usize::MAX)) {
            Some(skip) => skip,
            None => return (0, 0),
        },
    };
    (skip, take)
}

fn strpos(call: &Call<'_>) -> Result<ArrayRef> {
    if call.arguments.len() == 2 {
        return call.map2(|text: &str, part: &str| text.find(part).map_or(0, |at| character(text, at)));
    }
    call.map3(|text: &str, part: &str, instance: i64| {
        let nth = |instance: u64| usize::try_from(instance - 1).unwrap_or(usize::MAX);
        Ok(match instance {
            0 => return Err(invalid("'instance' must not be zero")),
            _ if part.is_empty() => 0,
            1.. => starts(text, part).nth(nth(instance.unsigned_abs())).map_or(0, |at| character(text, at)),
            _ => {
                let all: Vec<usize> = starts(text, part).collect();
                all.into_iter().rev().nth(nth(instance.unsigned_abs())).map_or(0, |at| character(text, at))
            }
        })
    })
}

/// Where `part` begins, overlapping ones too.
fn starts<'a>(text: &'a str, part: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.char_indices().map(|(at, _)| at).filter(move |at| text.get(*at..).is_some_and(|rest| rest.starts_with(part)))
}

fn character(text: &str, byte: usize) -> i64 {
    text.get(..byte).map_or(0, |before| before.chars().count() as i64 + 1)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{int, show, show_columns, text};

    #[test]
    fn substr_counts_from_either_end() {
        let words = text(&["Quadratically", "Quadratically", "Quadratically", "abc", "abc", "abc", "ệab"]);
        let starts = int(&[5, -5, 0, -4, 4, 2, 1]);
        assert_eq!(
            show_columns("substr", vec![words.clone(), starts.clone()]),
            ["ratically", "cally", "", "", "", "bc", "ệab"]
        );
        let lengths = int(&[6, 3, 2, 9, 1, -1, 1]);
        assert_eq!(show_columns("substr", vec![words, starts, lengths]), ["ratica", "cal", "", "", "", "", "ệ"]);
    }

    #[test]
    fn strpos_gives_0_for_a_miss_and_counts_instances() {
        assert_eq!(show("strpos", &[&["high", "việt", "abc"], &["igh", "t", ""]]), ["2", "4", "1"]);
        let (words, parts) = (text(&["a.b.c.d", "a.b.c.d", "a.b"]), text(&[".", ".", "x"]));
        assert_eq!(show_columns("strpos", vec![words, parts, int(&[2, -1, 1])]), ["4", "6", "0"]);
    }
}
