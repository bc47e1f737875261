//! `date_format`, `date_parse`: MySQL's `%` codes.

use datafusion::common::Result;

use super::{
    calendar::stamp,
    field::{Field, Written, read, write},
    zone::Walls,
};
use crate::function::{
    error::invalid,
    row::Millis,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "date_format",
            &[
                "date_format(timestamp, varchar) -> varchar",
                "date_format(timestamp with time zone, varchar) -> varchar",
            ],
            |call| {
                let (times, formats) = (Walls::of(call, 0)?, call.column::<&str>(1)?);
                let mut last = Last::default();
                call.rows(|row| {
                    let (Some(instant), Some(wall), Some(format)) =
                        (times.instant(row)?, times.get(row)?, formats.get(row))
                    else {
                        return Ok(None);
                    };
                    let time = Written { wall, instant, zone: times.zone.as_ref(), zone_name: "UTC" };
                    Ok(Some(write(last.get(format, codes)?, &time)))
                })
            },
        ),
        scalar("date_parse", &["date_parse(varchar, varchar) -> timestamp"], |call| {
            let (texts, formats) = (call.column::<&str>(0)?, call.column::<&str>(1)?);
            let mut last = Last::default();
            call.rows(|row| {
                let Some((text, format)) = texts.get(row).zip(formats.get(row)) else { return Ok(None) };
                let (time, _) = read(last.get(format, codes)?, text)?;
                Ok(Some(Millis(stamp(time))))
            })
        }),
    ]
}

/// The pattern of the last row, so that a pattern that repeats is read once.
#[derive(Default)]
pub(super) struct Last {
    known: Option<(String, Vec<Field>)>,
}

impl Last {
    pub(super) fn get(&mut self, pattern: &str, read: fn(&str) -> Result<Vec<Field>>) -> Result<&[Field]> {
        let known = match self.known.take() {
            Some((known, fields)) if known == pattern => (known, fields),
            _ => (pattern.to_owned(), read(pattern)?),
        };
        Ok(&self.known.insert(known).1)
    }
}

fn codes(format: &str) -> Result<Vec<Field>> {
    let mut fields = Vec::new();
    let mut text = String::new();
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            text.push(character);
            continue;
        }
        let code = characters.next().ok_or_else(|| invalid(format!("Invalid format: \"{format}\" ends with %")))?;
        let colon = || Field::Text(":".to_owned());
        let found = match code {
            'a' => vec![Field::WeekdayShort],
            'b' => vec![Field::MonthShort],
            'c' => vec![Field::Month(1)],
            'd' => vec![Field::Day(2)],
            'e' => vec![Field::Day(1)],
            'f' => vec![Field::Fraction(6)],
            'H' => vec![Field::Hour(2)],
            'h' | 'I' => vec![Field::ClockHalfHour(2)],
            'i' => vec![Field::Minute(2)],
            'j' => vec![Field::DayOfYear(3)],
            'k' => vec![Field::Hour(1)],
            'l' => vec![Field::ClockHalfHour(1)],
            'M' => vec![Field::MonthLong],
            'm' => vec![Field::Month(2)],
            'p' => vec![Field::HalfDay],
            'r' => vec![
                Field::ClockHalfHour(2),
                colon(),
                Field::Minute(2),
                colon(),
                Field::Second(2),
                Field::Text(" ".to_owned()),
                Field::HalfDay,
            ],
            'S' | 's' => vec![Field::Second(2)],
            'T' => vec![Field::Hour(2), colon(), Field::Minute(2), colon(), Field::Second(2)],
            'v' => vec![Field::Week(2)],
            'x' => vec![Field::WeekYear(4)],
            'W' => vec![Field::WeekdayLong],
            'Y' => vec![Field::Year(4)],
            'y' => vec![Field::ShortYear],
            'w' | 'U' | 'u' | 'V' | 'X' | 'D' => {
                return Err(invalid(format!("%{code} not currently supported in date format string")));
            }
            // `%%` is a percent sign; MySQL gives other letters as they are.
            other => {
                text.push(other);
                continue;
            }
        };
        if !text.is_empty() {
            fields.push(Field::Text(std::mem::take(&mut text)));
        }
        fields.extend(found);
    }
    if !text.is_empty() {
        fields.push(Field::Text(text));
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::super::zone::at;
    use crate::function::testing::{failure, show, show_columns, text, timestamp};

    #[test]
    fn every_code_is_written() {
        let formats = [
            "%Y-%m-%d",
            "%Y-%m-01",
            "%a %b %c %e %f",
            "%H:%i:%s %p",
            "%h %I %k %l",
            "%j %M %W",
            "%r",
            "%T",
            "%y %v %x",
            "100%% %Q",
        ];
        let expected = [
            "2001-01-09",
            "2001-01-01",
            "Tue Jan 1 9 321000",
            "13:04:05 PM",
            "01 01 13 1",
            "009 January Tuesday",
            "01:04:05 PM",
            "13:04:05",
            "01 02 2001",
            "100% Q",
        ];
        let times = timestamp(&[at("2001-01-09T13:04:05.321Z"); 10]);
        assert_eq!(show_columns("date_format", vec![times, text(&formats)]), expected);
        let time = || timestamp(&[0]);
        assert!(
            crate::function::testing::failure_columns("date_format", vec![time(), text(&["%U"])]).starts_with("%U not")
        );
    }

    #[test]
    fn texts_are_read_back() {
        let texts = ["2013-05-17 23:35:10", "2024-07", "17/Oct/1995", "10:05:07 PM"];
        let formats = ["%Y-%m-%d %H:%i:%s", "%Y-%m", "%d/%b/%Y", "%r"];
        assert_eq!(
            show("date_parse", &[&texts, &formats]),
            [
                "2013-05-17 23:35:10.000",
                "2024-07-01 00:00:00.000",
                "1995-10-17 00:00:00.000",
                "1970-01-01 22:05:07.000"
            ]
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_in_jodas_words() {
        for (text, sentence) in [
            ("2024-01-01x", "Invalid format: \"2024-01-01x\" is malformed at \"x\""),
            ("2024-01", "Invalid format: \"2024-01\" is too short"),
            ("abc", "Invalid format: \"abc\""),
            ("2024-13-01", "Cannot parse \"2024-13-01\": Value 13 for monthOfYear must be in the range [1,12]"),
            ("2023-02-29", "Cannot parse \"2023-02-29\": Value 29 for dayOfMonth must be in the range [1,28]"),
        ] {
            assert_eq!(failure("date_parse", &[&[text], &["%Y-%m-%d"]]), sentence);
        }
    }
}
