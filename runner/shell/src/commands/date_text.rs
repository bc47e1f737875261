//! What `date -d` understands: `@SECONDS`, ISO dates and times, day words, and relative items such as `3 days ago`.
//!
//! GNU date reads far more. What is not understood here is refused, never guessed.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Zoned};

/// The text is not a date that a console step reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DateTextError {
    /// Not understood.
    #[error(
        "invalid date '{0}'; a console step reads @SECONDS, 2026-01-31, 2026-01-31T10:00:00Z, 10:30, now, today, yesterday, tomorrow, and items such as `3 days ago`, `+2 hours`, `next month`"
    )]
    Invalid(String),
    /// Outside years -9999 to 9999.
    #[error("date '{0}' is outside the calendar")]
    OutOfRange(String),
}

/// The instant that `text` means at `now`, in the zone of `now`.
pub(crate) fn parse(text: &str, now: &Zoned) -> Result<Zoned, DateTextError> {
    let out_of_range = || DateTextError::OutOfRange(text.to_owned());
    let invalid = || DateTextError::Invalid(text.to_owned());
    let lower = text.trim().to_ascii_lowercase();
    if let Some(seconds) = lower.strip_prefix('@') {
        return at_seconds(seconds, now).ok_or_else(invalid);
    }
    let mut reading = Reading::default();
    let words = split(&lower);
    let mut words = words.iter().map(String::as_str).peekable();
    while let Some(word) = words.next() {
        if reading.absolute(word).ok_or_else(invalid)? {
            continue;
        }
        let (count, unit) = match word {
            "next" => (1, words.next()),
            "last" => (-1, words.next()),
            "this" => (0, words.next()),
            number if number.parse::<i64>().is_ok() => {
                // After a time GNU date reads a signed number as a zone; that is nobody's intent, so it is refused.
                if number.starts_with(['+', '-']) && reading.time.is_some() {
                    return Err(invalid());
                }
                (number.parse().map_err(|_| invalid())?, words.next())
            }
            unit => (1, Some(unit)),
        };
        let sign = if words.next_if_eq(&"ago").is_some() { -1 } else { 1 };
        reading.by.add(count * sign, unit.ok_or_else(invalid)?).ok_or_else(invalid)?;
    }
    reading.resolve(now).ok_or_else(out_of_range)
}

/// Words, with `+3days` taken apart and `2026-01-01T10:00` kept for [`Reading::absolute`].
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.split([' ', '\t', ',']).filter(|word| !word.is_empty()) {
        let digits = word.trim_start_matches(['+', '-']);
        let letters = digits.trim_start_matches(|c: char| c.is_ascii_digit());
        let glued =
            !letters.is_empty() && letters.len() < digits.len() && letters.chars().all(|c| c.is_ascii_alphabetic());
        if glued {
            let (number, unit) = word.split_at_checked(word.len() - letters.len()).unwrap_or((word, ""));
            words.extend([number.to_owned(), unit.to_owned()]);
        } else {
            words.push(word.to_owned());
        }
    }
    words
}

fn at_seconds(text: &str, now: &Zoned) -> Option<Zoned> {
    let seconds =
        text.parse::<f64>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-'))?;
    let whole = text.split('.').next().and_then(|whole| whole.parse::<i64>().ok())?;
    let nanos = match text.split_once('.') {
        None => 0,
        Some((_, digits)) => format!("{digits:0<9}").get(..9)?.parse::<i32>().ok()?,
    };
    let nanos = if seconds < 0.0 { -nanos } else { nanos };
    Some(jiff::Timestamp::new(whole, nanos).ok()?.to_zoned(now.time_zone().clone()))
}

/// How far relative items move: months change the calendar's page, days the date, seconds the time.
#[derive(Default, Clone, Copy)]
struct Move {
    months: i64,
    days: i64,
    seconds: i64,
}

impl Move {
    /// `None` when there is no such unit or the sum leaves the numbers.
    fn add(&mut self, count: i64, unit: &str) -> Option<()> {
        let (total, size) = match unit.strip_suffix('s').unwrap_or(unit) {
            "sec" | "second" => (&mut self.seconds, 1),
            "min" | "minute" => (&mut self.seconds, 60),
            "hour" => (&mut self.seconds, 3600),
            "day" => (&mut self.days, 1),
            "week" => (&mut self.days, 7),
            "fortnight" => (&mut self.days, 14),
            "month" => (&mut self.months, 1),
            "year" => (&mut self.months, 12),
            _ => return None,
        };
        *total = total.checked_add(count.checked_mul(size)?)?;
        Some(())
    }
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    date: Option<Date>,
    time: Option<Time>,
    zone: Option<TimeZone>,
    by: Move,
}

impl Reading {
    /// Takes a word that means a day, a time or a zone; `None` when it contradicts what was read before.
    fn absolute(&mut self, word: &str) -> Option<bool> {
        match word {
            "now" | "today" => return Some(true),
            "yesterday" => self.by.days -= 1,
            "tomorrow" => self.by.days += 1,
            "midnight" => return self.at(Time::midnight()),
            "noon" => return self.at(Time::constant(12, 0, 0, 0)),
            "utc" | "gmt" | "z" => return self.zone(TimeZone::UTC),
            _ => {
                if let Some((date, time)) = word.split_once('t') {
                    let Some(date) = iso_date(date) else { return Some(false) };
                    self.day(date)?;
                    return self.clock_time(time);
                }
                if let Some(date) = iso_date(word) {
                    return self.day(date);
                }
                if self.time.is_some() && word.len() == 5 && word.starts_with(['+', '-']) {
                    return self.zone_suffix(word);
                }
                if word.contains(':') {
                    return self.clock_time(word);
                }
                return Some(false);
            }
        }
        Some(true)
    }

    fn day(&mut self, date: Date) -> Option<bool> {
        self.date.replace(date).is_none().then_some(true)
    }

    fn at(&mut self, time: Time) -> Option<bool> {
        self.time.replace(time).is_none().then_some(true)
    }

    fn zone(&mut self, zone: TimeZone) -> Option<bool> {
        self.zone.replace(zone).is_none().then_some(true)
    }

    /// `10:30`, `10:30:05.25`, each with `z` or an offset.
    fn clock_time(&mut self, text: &str) -> Option<bool> {
        if text.starts_with(['+', '-']) {
            return if self.time.is_some() { self.zone_suffix(text) } else { None };
        }
        let end = text.find(['z', '+', '-']).unwrap_or(text.len());
        let (time, zone) = text.split_at_checked(end)?;
        if !zone.is_empty() {
            self.zone_suffix(zone)?;
        }
        let parts: Vec<&str> = time.split(':').collect();
        let (hour, minute, second) = match parts.as_slice() {
            [hour, minute] => (*hour, *minute, "0"),
            [hour, minute, second] => (*hour, *minute, *second),
            _ => return None,
        };
        let (second, fraction) = second.split_once('.').unwrap_or((second, ""));
        let digits = |text: &str| (text.len() <= 2).then(|| text.parse::<i8>().ok()).flatten();
        let nanos = format!("{fraction:0<9}").get(..9)?.parse::<i32>().ok()?;
        self.at(Time::new(digits(hour)?, digits(minute)?, digits(second)?, nanos).ok()?)
    }

    /// `z` or an offset, after a time.
    fn zone_suffix(&mut self, text: &str) -> Option<bool> {
        let zone = if text == "z" { TimeZone::UTC } else { TimeZone::fixed(offset(text)?) };
        self.zone(zone)
    }

    fn resolve(self, now: &Zoned) -> Option<Zoned> {
        let zone = self.zone.unwrap_or_else(|| now.time_zone().clone());
        let here = now.with_time_zone(zone.clone());
        let date = self.date.unwrap_or_else(|| here.date());
        let time = match (self.time, self.date) {
            (Some(time), _) => time,
            (None, Some(_)) => Time::midnight(),
            (None, None) => here.time(),
        };
        // As GNU date does: January 31 and a month is February 31, which is March 3.
        let month = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
        let month = month.checked_add(self.by.months)?;
        let (year, page) = (i16::try_from(month.div_euclid(12)).ok()?, i8::try_from(month.rem_euclid(12) + 1).ok()?);
        let days = (i64::from(date.day()) - 1).checked_add(self.by.days)?;
        let date = Date::new(year, page, 1).ok()?.checked_add(Span::new().try_days(days).ok()?).ok()?;
        let result = DateTime::from_parts(date, time).to_zoned(zone).ok()?;
        let result = result.checked_add(Span::new().try_seconds(self.by.seconds).ok()?).ok()?;
        Some(result.with_time_zone(now.time_zone().clone()))
    }
}

/// `+07:00`, `-0330`, `+07`.
fn offset(text: &str) -> Option<Offset> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.get(1..)?.chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "0"),
        4 => digits.split_at_checked(2)?,
        _ => return None,
    };
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
    (minutes < 60).then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()).flatten()
}

/// `2026-01-31`, and `20260131`.
fn iso_date(text: &str) -> Option<Date> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let form = match (text.len(), digits) {
        (10, 8) => "%Y-%m-%d",
        (8, 8) => "%Y%m%d",
        _ => return None,
    };
    Date::strptime(form, text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let now = "2026-01-31T10:20:30Z".parse::<jiff::Timestamp>().unwrap().to_zoned(TimeZone::UTC);
        match parse(text, &now) {
            Ok(time) => jiff::fmt::strtime::format("%Y-%m-%d %H:%M:%S", &time).unwrap(),
            Err(error) => error.to_string().split(';').next().unwrap().to_owned(),
        }
    }

    #[test]
    fn dates_read_as_gnu_date_reads_them() {
        for (text, expected) in [
            ("@0", "1970-01-01 00:00:00"),
            ("@1767225600.5", "2026-01-01 00:00:00"),
            ("2026-02-03", "2026-02-03 00:00:00"),
            ("20260203", "2026-02-03 00:00:00"),
            ("2026-02-03T04:05:06Z", "2026-02-03 04:05:06"),
            ("2026-02-03 04:05", "2026-02-03 04:05:00"),
            ("2026-02-03T04:05:06+07:00", "2026-02-02 21:05:06"),
            ("2026-02-03 04:05:06 UTC", "2026-02-03 04:05:06"),
            ("2026-02-03 04:05 +0700", "2026-02-02 21:05:00"),
            ("now", "2026-01-31 10:20:30"),
            ("yesterday", "2026-01-30 10:20:30"),
            ("tomorrow", "2026-02-01 10:20:30"),
            ("tomorrow 09:00", "2026-02-01 09:00:00"),
            ("3 days ago", "2026-01-28 10:20:30"),
            ("+2 hours", "2026-01-31 12:20:30"),
            ("-90 minutes", "2026-01-31 08:50:30"),
            ("1 week", "2026-02-07 10:20:30"),
            ("next month", "2026-03-03 10:20:30"),
            ("2028-02-29 1 year", "2029-03-01 00:00:00"),
            ("next year", "2027-01-31 10:20:30"),
            ("2026-01-01 +3 days", "2026-01-04 00:00:00"),
            ("2026-01-01 10:00 3days ago", "2025-12-29 10:00:00"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "",
            "gibberish",
            "next monday",
            "2026-13-01",
            "25:00",
            "10:00 +3 days",
            "2026-01-01 2026-01-02",
            "1 parsec",
            "@x",
            "é",
        ] {
            let shown = read(text);
            // GNU date reads an empty text as the midnight of today; here it is now, as `now` would be.
            assert!(shown.starts_with("invalid date") || text.is_empty(), "{text}: {shown}");
        }
        assert_eq!(read("99999999999 years"), "date '99999999999 years' is outside the calendar");
    }
}
