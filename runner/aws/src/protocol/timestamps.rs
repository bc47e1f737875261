//! Times as text, in the three forms that the models name.

use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use labs_world::Timestamp;

use crate::model::TimestampFormat;

/// How many digits a fraction of a second has in ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fraction {
    /// Three, always: S3's `2026-01-01T00:00:00.000Z`.
    Milliseconds,
    /// None when there is nothing to say: `2026-01-01T00:00:00Z`.
    Shortest,
}

/// Writes an instant.
pub(crate) fn write(instant: Timestamp, format: TimestampFormat, fraction: Fraction) -> String {
    let Ok(time) = jiff::Timestamp::from_millisecond(instant.as_millis()) else { return instant.to_string() };
    match (format, fraction) {
        (TimestampFormat::UnixTimestamp, _) => {
            let (seconds, millis) = (instant.as_millis().div_euclid(1000), instant.as_millis().rem_euclid(1000));
            if millis == 0 { seconds.to_string() } else { instant.as_seconds_f64().to_string() }
        }
        (TimestampFormat::Iso8601, Fraction::Milliseconds) => time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        (TimestampFormat::Iso8601, Fraction::Shortest) => instant.to_string(),
        (TimestampFormat::Rfc822, _) => {
            DateTimePrinter::new().timestamp_to_rfc9110_string(&time).unwrap_or_else(|_| instant.to_string())
        }
    }
}

/// Reads an instant in any of the forms, as AWS's clients do; `None` when it is none.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let parsed = text.parse::<jiff::Timestamp>().or_else(|_| DateTimeParser::new().parse_timestamp(text));
    if let Ok(time) = parsed {
        return Some(Timestamp::from_millis(time.as_millisecond()));
    }
    let seconds: f64 = text.parse().ok().filter(|seconds: &f64| seconds.is_finite())?;
    #[expect(clippy::cast_possible_truncation, reason = "saturates at the ends of representable time")]
    let millis = (seconds * 1000.0).round() as i64;
    Some(Timestamp::from_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_written_and_read_back() {
        let instant = Timestamp::from_millis(1_767_225_600_000);
        for (format, fraction, text) in [
            (TimestampFormat::UnixTimestamp, Fraction::Shortest, "1767225600"),
            (TimestampFormat::Iso8601, Fraction::Milliseconds, "2026-01-01T00:00:00.000Z"),
            (TimestampFormat::Iso8601, Fraction::Shortest, "2026-01-01T00:00:00Z"),
            (TimestampFormat::Rfc822, Fraction::Shortest, "Thu, 01 Jan 2026 00:00:00 GMT"),
        ] {
            assert_eq!(write(instant, format, fraction), text);
            assert_eq!(read(text), Some(instant), "{text}");
        }
        assert_eq!(read("1767225600.125"), Some(Timestamp::from_millis(1_767_225_600_125)));
        for text in ["", "yesterday", "NaN", "inf", "2026-13-01T00:00:00Z"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
