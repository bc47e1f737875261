//! The fields of a date pattern, which MySQL's codes and Joda's letters both become: written, and read back.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use datafusion::{arrow::array::timezone::Tz, common::DataFusionError};

use super::zone::offset_seconds;
use crate::function::error::invalid;

/// One part of a pattern; numbers say how many digits are written at least.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Field {
    Text(String),
    Era,
    Year(usize),
    /// Two digits, read as 1970 to 2069.
    ShortYear,
    WeekYear(usize),
    Month(usize),
    MonthShort,
    MonthLong,
    Week(usize),
    Day(usize),
    DayOfYear(usize),
    /// Monday is 1.
    DayOfWeek(usize),
    WeekdayShort,
    WeekdayLong,
    HalfDay,
    /// 0 to 23.
    Hour(usize),
    /// 1 to 24.
    ClockHour(usize),
    /// 0 to 11.
    HalfHour(usize),
    /// 1 to 12.
    ClockHalfHour(usize),
    Minute(usize),
    Second(usize),
    /// So many digits of the second.
    Fraction(usize),
    /// `-0800`
    Offset,
    /// `-08:00`
    OffsetColon,
    /// `America/Los_Angeles`
    ZoneName,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A wall-clock time and where it is.
pub(super) struct Written<'a> {
    pub(super) wall: NaiveDateTime,
    pub(super) instant: NaiveDateTime,
    pub(super) zone: Option<&'a Tz>,
    pub(super) zone_name: &'a str,
}

/// Writes a time.
pub(super) fn write(fields: &[Field], time: &Written<'_>) -> String {
    fields.iter().map(|field| one(field, time)).collect()
}

fn one(field: &Field, time: &Written<'_>) -> String {
    let wall = &time.wall;
    let number = |value: i64, digits: usize| match value {
        0.. => format!("{value:0digits$}"),
        _ => format!("-{:0digits$}", value.unsigned_abs()),
    };
    let name = |names: &[&str], at: u32, letters: usize| {
        names.get(at as usize).map(|name| name.chars().take(letters).collect()).unwrap_or_default()
    };
    let half = wall.hour() % 12;
    match field {
        Field::Text(text) => text.clone(),
        Field::Era => if wall.year() > 0 { "AD" } else { "BC" }.to_owned(),
        Field::Year(digits) => number(wall.year().into(), *digits),
        Field::ShortYear => number(wall.year().rem_euclid(100).into(), 2),
        Field::WeekYear(digits) => number(wall.iso_week().year().into(), *digits),
        Field::Month(digits) => number(wall.month().into(), *digits),
        Field::MonthShort => name(&MONTHS, wall.month0(), 3),
        Field::MonthLong => name(&MONTHS, wall.month0(), usize::MAX),
        Field::Week(digits) => number(wall.iso_week().week().into(), *digits),
        Field::Day(digits) => number(wall.day().into(), *digits),
        Field::DayOfYear(digits) => number(wall.ordinal().into(), *digits),
        Field::DayOfWeek(digits) => number(wall.weekday().number_from_monday().into(), *digits),
        Field::WeekdayShort => name(&DAYS, wall.weekday().num_days_from_monday(), 3),
        Field::WeekdayLong => name(&DAYS, wall.weekday().num_days_from_monday(), usize::MAX),
        Field::HalfDay => if wall.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        Field::Hour(digits) => number(wall.hour().into(), *digits),
        Field::ClockHour(digits) => number(if wall.hour() == 0 { 24 } else { wall.hour().into() }, *digits),
        Field::HalfHour(digits) => number(half.into(), *digits),
        Field::ClockHalfHour(digits) => number(if half == 0 { 12 } else { half.into() }, *digits),
        Field::Minute(digits) => number(wall.minute().into(), *digits),
        Field::Second(digits) => number(wall.second().into(), *digits),
        Field::Fraction(digits) => format!("{:09}", wall.nanosecond() % 1_000_000_000)
            .chars()
            .chain(std::iter::repeat('0'))
            .take(*digits)
            .collect(),
        Field::Offset | Field::OffsetColon => {
            let seconds = offset_seconds(time.instant, time.zone);
            let sign = if seconds < 0 { '-' } else { '+' };
            let colon = if *field == Field::OffsetColon { ":" } else { "" };
            format!("{sign}{:02}{colon}{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
        }
        Field::ZoneName => time.zone_name.to_owned(),
    }
}

/// What a text said; what it did not say is the beginning of 1970.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    year: Option<i64>,
    week_year: Option<i64>,
    month: Option<i64>,
    week: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    weekday: Option<i64>,
    hour: Option<i64>,
    half_hour: Option<i64>,
    afternoon: Option<i64>,
    minute: Option<i64>,
    second: Option<i64>,
    nanosecond: Option<i64>,
    /// The zone's name or offset.
    pub(super) zone: Option<String>,
}

/// Reads a text that must be the pattern from end to end.
pub(super) fn read(fields: &[Field], text: &str) -> Result<(NaiveDateTime, Option<String>), DataFusionError> {
    let mut parsed = Parsed::default();
    let mut rest = text;
    for (at, field) in fields.iter().enumerate() {
        let wide = !matches!(fields.get(at + 1), Some(next) if numeric(next));
        rest = parsed.take(field, rest, Room(wide)).ok_or_else(|| malformed(text, rest))?;
    }
    if !rest.is_empty() {
        return Err(malformed(text, rest));
    }
    parsed.check(text)?;
    let time = parsed.time().ok_or_else(|| malformed(text, text))?;
    Ok((time, parsed.zone))
}

/// Whether a number may take more digits than it is written with.
#[derive(Clone, Copy)]
struct Room(bool);

fn numeric(field: &Field) -> bool {
    !matches!(
        field,
        Field::Text(_)
            | Field::Era
            | Field::MonthShort
            | Field::MonthLong
            | Field::WeekdayShort
            | Field::WeekdayLong
            | Field::HalfDay
            | Field::Offset
            | Field::OffsetColon
            | Field::ZoneName
    )
}

/// Joda's three sentences.
fn malformed(text: &str, rest: &str) -> DataFusionError {
    invalid(match rest {
        "" if !text.is_empty() => format!("Invalid format: \"{text}\" is too short"),
        rest if rest.len() == text.len() => format!("Invalid format: \"{text}\""),
        rest => format!("Invalid format: \"{text}\" is malformed at \"{rest}\""),
    })
}

fn digits(text: &str, most: usize) -> Option<(i64, &str)> {
    let end = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(end)?;
    Some((number.parse().ok()?, rest))
}

fn named<'a>(names: &[&str], text: &'a str) -> Option<(i64, &'a str)> {
    let starts = |name: &str| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    for (at, name) in names.iter().enumerate() {
        for length in [name.len(), 3] {
            if name.get(..length).is_some_and(starts) {
                return Some((at as i64 + 1, text.get(length..)?));
            }
        }
    }
    None
}

impl Parsed {
    fn take<'a>(&mut self, field: &Field, text: &'a str, room: Room) -> Option<&'a str> {
        let mut store = |slot: fn(&mut Self) -> &mut Option<i64>, found: Option<(i64, &'a str)>| {
            let (value, rest) = found?;
            *slot(self) = Some(value);
            Some(rest)
        };
        match field {
            Field::Text(expected) => text.strip_prefix(expected.as_str()),
            Field::Era => text.strip_prefix("AD"),
            Field::Year(width) | Field::WeekYear(width) => {
                let (sign, number) = match text.strip_prefix('-') {
                    Some(number) => (-1, number),
                    None => (1, text.strip_prefix('+').unwrap_or(text)),
                };
                let most = if room.0 { 9 } else { *width };
                let found = digits(number, most).map(|(year, rest)| (year * sign, rest));
                match field {
                    Field::Year(_) => store(|parsed| &mut parsed.year, found),
                    _ => store(|parsed| &mut parsed.week_year, found),
                }
            }
            Field::ShortYear => {
                let found =
                    digits(text, 2).map(|(year, rest)| (if year < 70 { 2000 + year } else { 1900 + year }, rest));
                store(|parsed| &mut parsed.year, found)
            }
            Field::Month(_) => store(|parsed| &mut parsed.month, digits(text, 2)),
            Field::MonthShort | Field::MonthLong => store(|parsed| &mut parsed.month, named(&MONTHS, text)),
            Field::Week(_) => store(|parsed| &mut parsed.week, digits(text, 2)),
            Field::Day(_) => store(|parsed| &mut parsed.day, digits(text, 2)),
            Field::DayOfYear(_) => store(|parsed| &mut parsed.day_of_year, digits(text, 3)),
            Field::DayOfWeek(_) => store(|parsed| &mut parsed.weekday, digits(text, 1)),
            Field::WeekdayShort | Field::WeekdayLong => store(|parsed| &mut parsed.weekday, named(&DAYS, text)),
            Field::HalfDay => {
                let found = named(&["AM", "PM"], text).map(|(half, rest)| (half - 1, rest));
                store(|parsed| &mut parsed.afternoon, found)
            }
            Field::Hour(_) => store(|parsed| &mut parsed.hour, digits(text, 2)),
            Field::ClockHour(_) => store(
                |parsed| &mut parsed.hour,
                digits(text, 2).map(|(hour, rest)| (if hour == 24 { 0 } else { hour }, rest)),
            ),
            Field::HalfHour(_) => store(|parsed| &mut parsed.half_hour, digits(text, 2)),
            Field::ClockHalfHour(_) => {
                let found = digits(text, 2).map(|(hour, rest)| (if hour == 12 { 0 } else { hour }, rest));
                store(|parsed| &mut parsed.half_hour, found)
            }
            Field::Minute(_) => store(|parsed| &mut parsed.minute, digits(text, 2)),
            Field::Second(_) => store(|parsed| &mut parsed.second, digits(text, 2)),
            Field::Fraction(most) => {
                let end = text.bytes().take((*most).max(9)).take_while(u8::is_ascii_digit).count();
                let (found, rest) = text.split_at_checked(end).filter(|(found, _)| !found.is_empty())?;
                let nanos: String = found.chars().chain(std::iter::repeat('0')).take(9).collect();
                store(|parsed| &mut parsed.nanosecond, nanos.parse().ok().map(|nanos| (nanos, rest)))
            }
            Field::Offset | Field::OffsetColon | Field::ZoneName => {
                if let Some(rest) = text.strip_prefix('Z') {
                    self.zone = Some("UTC".to_owned());
                    return Some(rest);
                }
                let end =
                    text.find(|c: char| !(c.is_ascii_alphanumeric() || "+-:/_".contains(c))).unwrap_or(text.len());
                let (zone, rest) = text.split_at_checked(end)?;
                super::zone::zone(zone).ok()?;
                self.zone = Some(zone.to_owned());
                Some(rest)
            }
        }
    }

    /// Numbers that no calendar has, in Joda's words.
    fn check(&self, text: &str) -> Result<(), DataFusionError> {
        for (value, name, low, high) in [
            (self.month, "monthOfYear", 1, 12),
            (self.week, "weekOfWeekyear", 1, 53),
            (self.day, "dayOfMonth", 1, 31),
            (self.day_of_year, "dayOfYear", 1, 366),
            (self.weekday, "dayOfWeek", 1, 7),
            (self.hour, "hourOfDay", 0, 23),
            (self.half_hour, "hourOfHalfday", 0, 11),
            (self.minute, "minuteOfHour", 0, 59),
            (self.second, "secondOfMinute", 0, 59),
        ] {
            if let Some(value) = value.filter(|value| !(low..=high).contains(value)) {
                let range = format!("Value {value} for {name} must be in the range [{low},{high}]");
                return Err(invalid(format!("Cannot parse \"{text}\": {range}")));
            }
        }
        let year = self.year.unwrap_or(1970) as i32;
        if let (Some(month), Some(day)) = (self.month, self.day) {
            let first = NaiveDate::from_ymd_opt(year, month as u32, 1);
            let last = first.and_then(super::calendar::last_day).map_or(31, |last| i64::from(last.day()));
            if day > last {
                let range = format!("Value {day} for dayOfMonth must be in the range [1,{last}]");
                return Err(invalid(format!("Cannot parse \"{text}\": {range}")));
            }
        }
        Ok(())
    }

    fn time(&self) -> Option<NaiveDateTime> {
        let year = i32::try_from(self.year.unwrap_or(1970)).ok()?;
        let date = match (self.day_of_year, self.week, self.week_year) {
            (Some(day), ..) => NaiveDate::from_yo_opt(year, day as u32)?,
            (_, None, None) => {
                NaiveDate::from_ymd_opt(year, self.month.unwrap_or(1) as u32, self.day.unwrap_or(1) as u32)?
            }
            (_, week, week_year) => {
                let weekday = chrono::Weekday::try_from((self.weekday.unwrap_or(1) - 1) as u8).ok()?;
                let year = i32::try_from(week_year.unwrap_or(i64::from(year))).ok()?;
                NaiveDate::from_isoywd_opt(year, week.unwrap_or(1) as u32, weekday)?
            }
        };
        let hour = match self.half_hour {
            Some(hour) => hour + 12 * self.afternoon.unwrap_or(0),
            None => self.hour.unwrap_or(0),
        };
        let time = NaiveTime::from_hms_nano_opt(
            hour as u32,
            self.minute.unwrap_or(0) as u32,
            self.second.unwrap_or(0) as u32,
            self.nanosecond.unwrap_or(0) as u32,
        )?;
        Some(date.and_time(time))
    }
}
