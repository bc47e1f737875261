//! Calendar arithmetic on wall-clock times: units, adding, whole units between, truncation.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use datafusion::common::Result;

use crate::function::error::invalid;

/// A time of milliseconds since 1970.
pub(super) fn moment(milliseconds: i64) -> Option<NaiveDateTime> {
    chrono::DateTime::from_timestamp_millis(milliseconds).map(|moment| moment.naive_utc())
}

/// Milliseconds since 1970.
pub(super) fn stamp(moment: NaiveDateTime) -> i64 {
    moment.and_utc().timestamp_millis()
}

/// Days since 1970.
pub(super) fn day(date: NaiveDate) -> i32 {
    (date - NaiveDate::default()).num_days().clamp(i32::MIN.into(), i32::MAX.into()) as i32
}

/// Units of time, from small to large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// Reads a unit's name; `what` is the type in the refusal.
    pub(super) fn read(name: &str, what: &str) -> Result<Self> {
        let unit = match name.to_ascii_lowercase().as_str() {
            "millisecond" => Self::Millisecond,
            "second" => Self::Second,
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            _ => return Err(invalid(format!("'{name}' is not a valid {what} field"))),
        };
        match what {
            "DATE" if unit < Self::Day => Err(invalid(format!("'{name}' is not a valid DATE field"))),
            "Time" if unit >= Self::Day => Err(invalid(format!("'{name}' is not a valid Time field"))),
            _ => Ok(unit),
        }
    }

    /// Milliseconds of a unit that has always as many.
    pub(super) fn milliseconds(self) -> Option<i64> {
        Some(match self {
            Self::Millisecond => 1,
            Self::Second => 1000,
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
            Self::Week => 604_800_000,
            Self::Month | Self::Quarter | Self::Year => return None,
        })
    }

    fn months(self) -> i64 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
            _ => 0,
        }
    }
}

/// `value` units later; the day is the month's last where the month is too short.
pub(super) fn add(time: NaiveDateTime, unit: Unit, value: i64) -> Option<NaiveDateTime> {
    match unit.milliseconds() {
        Some(milliseconds) => time.checked_add_signed(TimeDelta::try_milliseconds(value.checked_mul(milliseconds)?)?),
        None => add_months(time, value.checked_mul(unit.months())?),
    }
}

pub(super) fn add_months(time: NaiveDateTime, months: i64) -> Option<NaiveDateTime> {
    let many = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 { time.checked_sub_months(many) } else { time.checked_add_months(many) }
}

/// Whole units from one time to another, negative backwards.
pub(super) fn between(from: NaiveDateTime, to: NaiveDateTime, unit: Unit) -> i64 {
    if let Some(milliseconds) = unit.milliseconds() {
        return (stamp(to) - stamp(from)) / milliseconds;
    }
    if to < from {
        return -between(to, from, unit);
    }
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    let whole = match add_months(from, months) {
        Some(reached) if reached > to => months - 1,
        _ => months,
    };
    whole / unit.months()
}

/// The beginning of the unit in which a time lies; weeks begin on Monday.
pub(super) fn truncate(time: NaiveDateTime, unit: Unit) -> Option<NaiveDateTime> {
    let date = time.date();
    let midnight = |date: NaiveDate| date.and_hms_opt(0, 0, 0);
    match unit {
        Unit::Millisecond => time.with_nanosecond(time.nanosecond() / 1_000_000 * 1_000_000),
        Unit::Second => time.with_nanosecond(0),
        Unit::Minute => time.with_nanosecond(0)?.with_second(0),
        Unit::Hour => date.and_hms_opt(time.hour(), 0, 0),
        Unit::Day => midnight(date),
        Unit::Week => midnight(date.checked_sub_days(Days::new(date.weekday().num_days_from_monday().into()))?),
        Unit::Month => midnight(date.with_day(1)?),
        Unit::Quarter => midnight(NaiveDate::from_ymd_opt(date.year(), date.month0() / 3 * 3 + 1, 1)?),
        Unit::Year => midnight(NaiveDate::from_ymd_opt(date.year(), 1, 1)?),
    }
}

/// The last day of the month.
pub(super) fn last_day(date: NaiveDate) -> Option<NaiveDate> {
    date.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}
