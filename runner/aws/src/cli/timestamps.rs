//! Times on the command line and in output: seconds since the epoch, or ISO 8601; without a zone they are UTC.
//!
//! The AWS CLI takes and shows local time. A world has no place, so ours is UTC, and a run prints the same bytes anywhere.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use labs_world::{Document, Map, Timestamp};

use super::numbers::python_float;
use super::value::Value;

/// The instant that a value names.
pub(super) fn read(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Int(seconds) => {
            let millis = i64::try_from(*seconds).ok()?.checked_mul(1000)?;
            in_calendar(millis)
        }
        Value::Float(seconds) => from_seconds(*seconds),
        Value::Text(text) => match python_float(text) {
            Some(seconds) => from_seconds(seconds),
            None => from_text(text.trim()),
        },
        _ => None,
    }
}

fn from_seconds(seconds: f64) -> Option<Timestamp> {
    let millis = (seconds * 1000.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the calendar ends long before 2^53 milliseconds, and is checked next"
    )]
    let whole = millis as i64;
    if millis.abs() < 1e15 { in_calendar(whole) } else { None }
}

/// Years 1 to 9999, as in Python.
fn in_calendar(millis: i64) -> Option<Timestamp> {
    let instant = jiff::Timestamp::from_millisecond(millis).ok()?;
    let year = instant.to_zoned(TimeZone::UTC).year();
    (1..=9999).contains(&year).then_some(Timestamp::from_millis(millis))
}

fn from_text(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return in_calendar(instant.as_millisecond());
    }
    let civil = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(DateTime::from)).ok()?;
    let zoned = civil.to_zoned(TimeZone::UTC).ok()?;
    in_calendar(zoned.timestamp().as_millisecond())
}

/// Cuts every instant of an input to whole seconds, which is all that botocore sends.
pub(super) fn to_whole_seconds(input: &mut Map) {
    input.values_mut().for_each(cut);
}

fn cut(value: &mut Document) {
    match value {
        Document::Timestamp(instant) => {
            let millis = instant.as_millis();
            *instant = Timestamp::from_millis(millis - millis.rem_euclid(1000));
        }
        Document::List(items) => items.iter_mut().for_each(cut),
        Document::Map(entries) => to_whole_seconds(entries),
        _ => {}
    }
}

/// As the AWS CLI v2 prints it: `2026-01-01T00:00:00+00:00`, with six decimals where there are any.
pub(super) fn shown(instant: Timestamp) -> String {
    let text = instant.to_string();
    let Some(text) = text.strip_suffix('Z') else { return text };
    match text.split_once('.') {
        Some((seconds, fraction)) => format!("{seconds}.{fraction:0<6}+00:00"),
        None => format!("{text}+00:00"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_seconds_or_iso_8601() {
        let cases = [
            ("0", Some("1970-01-01T00:00:00+00:00")),
            ("1767225600.5", Some("2026-01-01T00:00:00.500000+00:00")),
            ("2026-01-01", Some("2026-01-01T00:00:00+00:00")),
            ("2026-01-01T10:20:30", Some("2026-01-01T10:20:30+00:00")),
            ("2026-01-01 10:20:30", Some("2026-01-01T10:20:30+00:00")),
            ("2026-01-01T10:20:30.123Z", Some("2026-01-01T10:20:30.123000+00:00")),
            ("2026-01-01T10:20:30+07:00", Some("2026-01-01T03:20:30+00:00")),
            ("yesterday", None),
            ("1e300", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let read = read(&Value::Text(text.to_owned())).map(shown);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
        assert_eq!(read(&Value::Int(i128::MAX)), None);
        assert_eq!(read(&Value::Bool(true)), None);
    }
}
