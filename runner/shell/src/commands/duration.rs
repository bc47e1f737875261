//! Durations as `sleep` and `labs clock advance` take them: `90`, `1.5s`, `30m`, `1h`, `2d`.

use std::time::Duration;

/// The longest duration of one command: longer ones would leave the calendar that dates can show.
pub(crate) const LONGEST: Duration = Duration::from_secs(100 * 366 * 86_400);

/// The text is not a duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Not a number with a unit.
    #[error("invalid time interval '{0}'; write a number and s, m, h or d, for example 90s or 1.5h")]
    Invalid(String),
    /// More than a century.
    #[error("time interval '{0}' is too long; the most is 36600d")]
    TooLong(String),
}

/// Reads a number that is not negative, with a unit of seconds, minutes, hours or days; without one it means seconds.
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let invalid = || DurationError::Invalid(text.to_owned());
    let (number, unit) = match text.char_indices().last() {
        Some((at, 's')) => (text.get(..at), 1.0),
        Some((at, 'm')) => (text.get(..at), 60.0),
        Some((at, 'h')) => (text.get(..at), 3600.0),
        Some((at, 'd')) => (text.get(..at), 86_400.0),
        _ => (Some(text), 1.0),
    };
    let number = number.unwrap_or_default();
    // `f64` would also take `inf`, `nan`, signs and exponents, which nobody means here.
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Err(invalid());
    }
    let seconds = number.parse::<f64>().map_err(|_| invalid())? * unit;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if duration <= LONGEST => Ok(duration),
        _ => Err(DurationError::TooLong(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_seconds_minutes_hours_and_days() {
        for (text, seconds) in [("90", 90), ("90s", 90), ("30m", 1800), ("1h", 3600), ("2d", 172_800), ("1.5h", 5400)] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(parse("0.25"), Ok(Duration::from_millis(250)));
    }

    #[test]
    fn what_is_no_duration_is_refused_by_name() {
        for text in ["", "s", "-1", "1w", "1e9", "inf", "nan", "1h30m", "0x10", "é"] {
            assert_eq!(parse(text), Err(DurationError::Invalid(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_duration_beyond_the_calendar_is_too_long() {
        assert_eq!(parse("36601d"), Err(DurationError::TooLong("36601d".to_owned())));
        let digits = "9".repeat(400);
        assert_eq!(parse(&digits), Err(DurationError::TooLong(digits.clone())));
    }
}
