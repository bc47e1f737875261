//! `from_iso8601_timestamp`, `from_iso8601_date`, `to_iso8601`.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use datafusion::{arrow::array::ArrayRef, common::Result};

use super::{
    calendar::{day, stamp},
    field::{Field, Written, write},
    zone::{Walls, instant, zone, zone_name},
};
use crate::{
    function::{
        error::invalid,
        row::{Day, Millis},
        scalar::{Call, Zone},
        spec::{Draft, scalar},
    },
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("from_iso8601_timestamp", &["from_iso8601_timestamp(varchar) -> timestamp with time zone"], |call| {
            call.map1(|text: &str| {
                let (wall, name) = parse(text).ok_or_else(|| invalid(format!("Invalid format: \"{text}\"")))?;
                let zone = name.map(zone).transpose()?;
                Ok(Millis(stamp(instant(wall, zone.as_ref()))))
            })
        })
        .zone(Zone::InText(0)),
        scalar("from_iso8601_date", &["from_iso8601_date(varchar) -> date"], |call| {
            call.map1(|text: &str| {
                date(text).map(|date| Day(day(date))).ok_or_else(|| invalid(format!("Invalid format: \"{text}\"")))
            })
        }),
        scalar(
            "to_iso8601",
            &[
                "to_iso8601(date) -> varchar",
                "to_iso8601(timestamp) -> varchar",
                "to_iso8601(timestamp with time zone) -> varchar",
            ],
            to_iso8601,
        ),
    ]
}

/// The zone that the text of a time carries.
pub(in crate::function) fn zone_in_text(text: &str) -> Option<Arc<str>> {
    parse(text)?.1.and_then(|name| zone_name(name).ok())
}

/// `2020-05-11`, `20200511`, `2020-05`, `2020`, `2020-W20-1`, `2020-132`.
fn date(text: &str) -> Option<NaiveDate> {
    let number = |digits: &str, length: usize| {
        (digits.len() == length && digits.bytes().all(|digit| digit.is_ascii_digit()))
            .then(|| digits.parse::<u32>().ok())
            .flatten()
    };
    let parts: Vec<&str> = text.split('-').collect();
    let year = number(parts.first()?, 4).map(|year| year as i32);
    match (year, parts.as_slice()) {
        (Some(year), [_]) => NaiveDate::from_ymd_opt(year, 1, 1),
        (Some(year), [_, week]) if week.starts_with('W') => {
            NaiveDate::from_isoywd_opt(year, number(week.strip_prefix('W')?, 2)?, Weekday::Mon)
        }
        (Some(year), [_, week, weekday]) if week.starts_with('W') => {
            let weekday = Weekday::try_from(u8::try_from(number(weekday, 1)?.checked_sub(1)?).ok()?).ok()?;
            NaiveDate::from_isoywd_opt(year, number(week.strip_prefix('W')?, 2)?, weekday)
        }
        (Some(year), [_, ordinal]) if ordinal.len() == 3 => NaiveDate::from_yo_opt(year, number(ordinal, 3)?),
        (Some(year), [_, month]) => NaiveDate::from_ymd_opt(year, number(month, 2)?, 1),
        (Some(year), [_, month, day]) => NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?),
        (None, [basic]) => {
            let all = number(basic, 8)?;
            NaiveDate::from_ymd_opt((all / 10_000) as i32, all / 100 % 100, all % 100)
        }
        _ => None,
    }
}

fn time(text: &str) -> Option<NaiveTime> {
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits: String = clock.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let at = |from: usize| match digits.get(from..from + 2) {
        Some(pair) => pair.parse::<u32>().ok(),
        None if digits.len() <= from => Some(0),
        None => None,
    };
    let nanos: String = fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
    NaiveTime::from_hms_nano_opt(at(0)?, at(2)?, at(4)?, nanos.parse().ok()?)
}

fn parse(text: &str) -> Option<(NaiveDateTime, Option<&str>)> {
    let Some((day, rest)) = text.split_once('T') else {
        return Some((date(text)?.and_time(NaiveTime::MIN), None));
    };
    if rest.is_empty() {
        return None;
    }
    let at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, name) = rest.split_at_checked(at)?;
    if clock.is_empty() {
        return None;
    }
    Some((date(day)?.and_time(time(clock)?), Some(name).filter(|name| !name.is_empty())))
}

fn to_iso8601(call: &Call<'_>) -> Result<ArrayRef> {
    let times = Walls::of(call, 0)?;
    let pattern: Vec<Field> = {
        let text = |text: &str| Field::Text(text.to_owned());
        let mut fields = vec![Field::Year(4), text("-"), Field::Month(2), text("-"), Field::Day(2)];
        if !matches!(call.types, [TrinoType::Date]) {
            fields.extend([text("T"), Field::Hour(2), text(":"), Field::Minute(2), text(":"), Field::Second(2)]);
            fields.extend([text("."), Field::Fraction(3)]);
        }
        fields
    };
    call.rows(|row| {
        let (Some(instant), Some(wall)) = (times.instant(row)?, times.get(row)?) else { return Ok(None) };
        let time = Written { wall, instant, zone: times.zone.as_ref(), zone_name: "UTC" };
        let mut text = write(&pattern, &time);
        if let [TrinoType::TimestampWithTimeZone(_)] = call.types {
            match super::zone::offset_seconds(instant, times.zone.as_ref()) {
                0 => text.push('Z'),
                _ => text.push_str(&write(&[Field::OffsetColon], &time)),
            }
        }
        Ok(Some(text))
    })
}

#[cfg(test)]
mod tests {
    use super::super::zone::at;
    use crate::function::testing::{date, failure, show, show_columns, timestamp};

    #[test]
    fn iso_texts_are_read() {
        let texts = ["2020-05-11T11:15:05", "2020-05-11T11:15:05.055+01:00", "2020-05-11", "2020-W20-1T10Z"];
        assert_eq!(
            show("from_iso8601_timestamp", &[&texts]),
            [
                "2020-05-11 11:15:05.000 UTC",
                "2020-05-11 10:15:05.055 UTC",
                "2020-05-11 00:00:00.000 UTC",
                "2020-05-11 10:00:00.000 UTC"
            ]
        );
        assert_eq!(
            show("from_iso8601_timestamp", &[&["2020-05-11T11:15:05+01:00"]]),
            ["2020-05-11 11:15:05.000 +01:00"]
        );
        assert_eq!(
            show("from_iso8601_date", &[&["2020-05-11", "2020-W10", "2020-123"]]),
            ["2020-05-11", "2020-03-02", "2020-05-02"]
        );
        assert_eq!(failure("from_iso8601_timestamp", &[&["x"]]), "Invalid format: \"x\"");
    }

    #[test]
    fn iso_texts_are_written() {
        assert_eq!(
            show_columns("to_iso8601", vec![timestamp(&[at("2020-05-11T11:15:05Z")])]),
            ["2020-05-11T11:15:05.000"]
        );
        assert_eq!(show_columns("to_iso8601", vec![date(&[0])]), ["1970-01-01"]);
    }
}
