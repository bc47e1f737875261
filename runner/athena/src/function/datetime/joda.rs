//! `format_datetime`, `parse_datetime`: Joda-Time's pattern letters.

use datafusion::common::Result;

use super::{
    calendar::stamp,
    field::{Field, Written, read, write},
    mysql::Last,
    zone::{Walls, instant, zone, zone_of_column},
};
use crate::function::{
    error::{invalid, not_supported},
    row::Millis,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "format_datetime",
            &[
                "format_datetime(timestamp, varchar) -> varchar",
                "format_datetime(timestamp with time zone, varchar) -> varchar",
            ],
            |call| {
                let (times, patterns) = (Walls::of(call, 0)?, call.column::<&str>(1)?);
                let zone_name = zone_of_column(call.argument(0)?).unwrap_or("UTC");
                let mut last = Last::default();
                call.rows(|row| {
                    let (Some(instant), Some(wall), Some(pattern)) =
                        (times.instant(row)?, times.get(row)?, patterns.get(row))
                    else {
                        return Ok(None);
                    };
                    let time = Written { wall, instant, zone: times.zone.as_ref(), zone_name };
                    Ok(Some(write(last.get(pattern, letters)?, &time)))
                })
            },
        ),
        scalar("parse_datetime", &["parse_datetime(varchar, varchar) -> timestamp with time zone"], |call| {
            let (texts, patterns) = (call.column::<&str>(0)?, call.column::<&str>(1)?);
            let mut last = Last::default();
            call.rows(|row| {
                let Some((text, pattern)) = texts.get(row).zip(patterns.get(row)) else { return Ok(None) };
                let (wall, name) = read(last.get(pattern, letters)?, text)?;
                let zone = name.as_deref().map(zone).transpose()?;
                Ok(Some(Millis(stamp(instant(wall, zone.as_ref())))))
            })
        }),
    ]
}

fn letters(pattern: &str) -> Result<Vec<Field>> {
    let mut fields = Vec::new();
    let mut text = String::new();
    let mut characters = pattern.chars().peekable();
    while let Some(letter) = characters.next() {
        if letter == '\'' {
            match characters.peek() {
                Some('\'') => {
                    characters.next();
                    text.push('\'');
                }
                _ => quoted(&mut characters, &mut text),
            }
            continue;
        }
        if !letter.is_ascii_alphabetic() {
            text.push(letter);
            continue;
        }
        let mut count = 1;
        while characters.next_if_eq(&letter).is_some() {
            count += 1;
        }
        let field = match (letter, count) {
            ('G', _) => Field::Era,
            ('y' | 'Y', 2) => Field::ShortYear,
            ('y' | 'Y', count) => Field::Year(count),
            ('x', count) => Field::WeekYear(count),
            ('w', count) => Field::Week(count),
            ('e', count) => Field::DayOfWeek(count),
            ('E', 1..=3) => Field::WeekdayShort,
            ('E', _) => Field::WeekdayLong,
            ('D', count) => Field::DayOfYear(count),
            ('M', count @ 1..=2) => Field::Month(count),
            ('M', 3) => Field::MonthShort,
            ('M', _) => Field::MonthLong,
            ('d', count) => Field::Day(count),
            ('a', _) => Field::HalfDay,
            ('K', count) => Field::HalfHour(count),
            ('h', count) => Field::ClockHalfHour(count),
            ('H', count) => Field::Hour(count),
            ('k', count) => Field::ClockHour(count),
            ('m', count) => Field::Minute(count),
            ('s', count) => Field::Second(count),
            ('S', count) => Field::Fraction(count),
            ('Z', 1) => Field::Offset,
            ('Z', 2) => Field::OffsetColon,
            ('Z', _) => Field::ZoneName,
            ('z' | 'C', _) => {
                return Err(not_supported(format!(
                    "Pattern letter {letter} is not supported by this engine; use ZZZ or yyyy"
                )));
            }
            _ => return Err(invalid(format!("Illegal pattern component: {letter}"))),
        };
        if !text.is_empty() {
            fields.push(Field::Text(std::mem::take(&mut text)));
        }
        fields.push(field);
    }
    if !text.is_empty() {
        fields.push(Field::Text(text));
    }
    match fields.is_empty() {
        true => Err(invalid("Both printing and parsing not supported")),
        false => Ok(fields),
    }
}

/// Text up to the closing quote, `''` being one.
fn quoted(characters: &mut std::iter::Peekable<std::str::Chars<'_>>, text: &mut String) {
    while let Some(character) = characters.next() {
        if character != '\'' {
            text.push(character);
        } else if characters.next_if_eq(&'\'').is_some() {
            text.push('\'');
        } else {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::zone::at;
    use crate::function::testing::{failure, show, show_columns, text, timestamp};

    #[test]
    fn letters_are_written() {
        let patterns = ["yyyy-MM-dd HH:mm:ss.SSS", "EEE, d MMM yy h:mm a", "'week' w 'of' xxxx, H", "D e EEEE MMMM ZZ"];
        let expected =
            ["2001-01-09 13:04:05.321", "Tue, 9 Jan 01 1:04 PM", "week 2 of 2001, 13", "9 2 Tuesday January +00:00"];
        let times = timestamp(&[at("2001-01-09T13:04:05.321Z"); 4]);
        assert_eq!(show_columns("format_datetime", vec![times, text(&patterns)]), expected);
    }

    #[test]
    fn texts_are_read_back_with_their_zone() {
        assert_eq!(
            show(
                "parse_datetime",
                &[&["1960/01/22 03:04", "2024-01-01 00:00 +0700"], &["yyyy/MM/dd HH:mm", "yyyy-MM-dd HH:mm Z"]]
            ),
            ["1960-01-22 03:04:00.000 UTC", "2023-12-31 17:00:00.000 UTC"]
        );
        assert_eq!(failure("parse_datetime", &[&["x"], &["yyyy"]]), "Invalid format: \"x\"");
        assert!(failure("parse_datetime", &[&["x"], &["q"]]).contains("Illegal pattern component: q"));
    }
}
