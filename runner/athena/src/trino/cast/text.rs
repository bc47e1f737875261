//! Values from text: decimals, dates, times, timestamps, as Trino reads them.

use std::sync::Arc;

use datafusion::common::ScalarValue;

use super::calendar;
use crate::{trino::typed::Typed, trino_type::TrinoType};

/// A decimal literal: its unscaled value, precision and scale, all digits kept.
pub(in crate::trino) fn decimal_literal(text: &str) -> Option<(i128, u8, i8)> {
    let (negative, digits) = signed(text.trim());
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty()
        || !whole.bytes().chain(fraction.bytes()).all(|digit| digit.is_ascii_digit())
    {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let precision = (whole.len() + fraction.len()).max(1);
    if precision > 38 {
        return None;
    }
    let value: i128 = format!("0{whole}{fraction}").parse().ok()?;
    Some((if negative { -value } else { value }, u8::try_from(precision).ok()?, i8::try_from(fraction.len()).ok()?))
}

/// The sign, and what follows it.
pub(super) fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Takes digits off the front.
fn digits(text: &str, least: usize, most: usize) -> Option<(i64, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    if !(least..=most).contains(&end) {
        return None;
    }
    let (number, rest) = text.split_at_checked(end)?;
    Some((number.parse().ok()?, rest))
}

/// `2020-1-31`: the day since 1970, and what follows.
fn date_front(text: &str) -> Option<(i64, &str)> {
    let (negative, rest) = signed(text);
    let (year, rest) = digits(rest, 4, 6)?;
    let year = if negative { -year } else { year };
    let (month, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    let valid = (1..=12).contains(&month) && (1..=calendar::month_length(year, month)).contains(&day);
    valid.then(|| (calendar::day(year, month, day), rest))
}

/// Days since 1970 of `2020-01-31`.
pub(in crate::trino) fn date(text: &str) -> Option<i32> {
    match date_front(text.trim())? {
        (day, "") => i32::try_from(day).ok(),
        _ => None,
    }
}

/// `12:34[:56[.789]]`: nanoseconds of the day, the digits of the fraction, and what follows.
fn time_front(text: &str) -> Option<(i64, u8, &str)> {
    let (hour, rest) = digits(text, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 1, 2)?;
    let (mut second, mut nanos, mut written, mut rest) = (0, 0, 0, rest);
    if let Some(after) = rest.strip_prefix(':') {
        (second, rest) = digits(after, 1, 2)?;
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
            let (fraction, left) = after.split_at_checked(end)?;
            if !(1..=9).contains(&fraction.len()) {
                return None;
            }
            nanos = format!("{fraction:0<9}").parse().ok()?;
            written = u8::try_from(fraction.len()).ok()?;
            rest = left;
        }
    }
    let valid = hour < 24 && minute < 60 && second < 60;
    valid.then_some((((hour * 60 + minute) * 60 + second) * 1_000_000_000 + nanos, written, rest))
}

/// Nanoseconds of the day.
pub(super) fn time(text: &str) -> Option<i64> {
    match time_front(text.trim())? {
        (nanos, _, "") => Some(nanos),
        _ => None,
    }
}

/// A timestamp as written: nanoseconds of the wall clock, digits of its fraction, its zone.
pub(super) struct Moment<'a> {
    pub(super) nanos: i128,
    pub(super) digits: u8,
    pub(super) zone: Option<&'a str>,
}

/// `2020-01-31[ 12:34[:56[.789]]][ zone]`
pub(super) fn moment(text: &str) -> Option<Moment<'_>> {
    let (day, rest) = date_front(text.trim())?;
    let (mut nanos, mut fraction, mut rest) = (0, 0, rest);
    if let Some(after) = rest.strip_prefix(' ')
        && after.starts_with(|letter: char| letter.is_ascii_digit())
    {
        (nanos, fraction, rest) = time_front(after)?;
    }
    let zone = rest.trim();
    if !zone.is_empty() && !rest.starts_with(' ') && !zone.starts_with(['+', '-']) {
        return None;
    }
    Some(Moment {
        nanos: i128::from(day) * 86_400_000_000_000 + i128::from(nanos),
        digits: fraction,
        zone: (!zone.is_empty()).then_some(zone),
    })
}

/// The unit that holds so many digits, as divisor of nanoseconds.
pub(super) fn nanos_per_tick(digits: u8) -> i128 {
    match digits {
        0 => 1_000_000_000,
        1..=3 => 1_000_000,
        4..=6 => 1000,
        _ => 1,
    }
}

/// `TIMESTAMP '…'`; digits and zone are part of the type.
pub(in crate::trino) fn timestamp_literal(text: &str) -> Option<Typed> {
    let Moment { nanos, digits, zone } = moment(text)?;
    let digits = rounded_up(digits);
    let tick = i64::try_from(nanos.div_euclid(nanos_per_tick(digits))).ok()?;
    match zone {
        None => Some(Typed::literal(stamp(tick, digits, None), TrinoType::Timestamp(digits))),
        Some(zone) => {
            let zone = crate::trino::analysis::zone_name(zone).ok()?;
            let offset = offset_nanos(nanos, &zone)?;
            let tick = i64::try_from((nanos - offset).div_euclid(nanos_per_tick(digits))).ok()?;
            Some(Typed::literal(stamp(tick, digits, Some(zone)), TrinoType::TimestampWithTimeZone(digits)))
        }
    }
}

/// Arrow has units for 0, 3, 6 and 9 digits.
fn rounded_up(digits: u8) -> u8 {
    digits.div_ceil(3) * 3
}

fn stamp(tick: i64, digits: u8, zone: Option<Arc<str>>) -> ScalarValue {
    match digits {
        0 => ScalarValue::TimestampSecond(Some(tick), zone),
        1..=3 => ScalarValue::TimestampMillisecond(Some(tick), zone),
        4..=6 => ScalarValue::TimestampMicrosecond(Some(tick), zone),
        _ => ScalarValue::TimestampNanosecond(Some(tick), zone),
    }
}

/// How far a zone's wall clock is ahead of UTC when it shows `nanos`.
pub(super) fn offset_nanos(nanos: i128, zone: &str) -> Option<i128> {
    use datafusion::arrow::{
        array::{Array, AsArray, TimestampSecondArray},
        compute::cast,
        datatypes::{DataType, TimeUnit, TimestampSecondType},
    };
    let wall = i64::try_from(nanos.div_euclid(1_000_000_000)).ok()?;
    // Arrow reads a timestamp without zone as the wall clock of the zone that it is cast to.
    let local = TimestampSecondArray::from(vec![wall]);
    let zoned = cast(&local, &DataType::Timestamp(TimeUnit::Second, Some(Arc::from(zone)))).ok()?;
    let zoned = zoned.as_primitive_opt::<TimestampSecondType>()?;
    if zoned.is_null(0) {
        return None;
    }
    Some(i128::from(wall - zoned.value(0)) * 1_000_000_000)
}

/// `TIME '…'`
pub(in crate::trino) fn time_literal(text: &str) -> Option<Typed> {
    let (nanos, digits, "") = time_front(text.trim())? else { return None };
    let digits = rounded_up(digits);
    let tick = nanos / i64::try_from(nanos_per_tick(digits)).ok()?;
    let small = i32::try_from(tick).ok();
    let value = match digits {
        0 => ScalarValue::Time32Second(small),
        1..=3 => ScalarValue::Time32Millisecond(small),
        4..=6 => ScalarValue::Time64Microsecond(Some(tick)),
        _ => ScalarValue::Time64Nanosecond(Some(tick)),
    };
    Some(Typed::literal(value, TrinoType::Time(digits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_literals_keep_their_scale() {
        assert_eq!(decimal_literal("1.10"), Some((110, 3, 2)));
        assert_eq!(decimal_literal("-.5"), Some((-5, 1, 1)));
        assert_eq!(decimal_literal("00.50"), Some((50, 2, 2)));
        assert_eq!(decimal_literal("0"), Some((0, 1, 0)));
        assert_eq!(decimal_literal("1."), Some((1, 1, 0)));
        assert_eq!(decimal_literal("1x"), None);
        assert_eq!(decimal_literal(&"9".repeat(39)), None);
    }

    #[test]
    fn dates_and_times_are_strict() {
        assert_eq!(date(" 2020-1-2 "), Some(18_263));
        for wrong in ["2020-02-30", "2020-13-01", "20-01-01", "2020/01/01", "2020-01-01x", ""] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
        assert_eq!(moment("2020-01-01 10:00 Asia/Tokyo").unwrap().zone, Some("Asia/Tokyo"));
        assert_eq!(moment("2020-01-01 10:00:00.5").unwrap().digits, 1);
        assert!(moment("2020-01-01T10:00:00").is_none());
        assert_eq!(time("1:02"), Some(3_720_000_000_000));
        assert_eq!(time("24:00"), None);
    }
}
