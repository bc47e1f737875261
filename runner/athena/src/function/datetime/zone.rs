//! Time zones: names, what the wall clock shows at an instant and back, `at_timezone`, `with_timezone`, `timezone`.

use std::sync::Arc;

use chrono::{LocalResult, NaiveDateTime, Offset, TimeZone};
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, timezone::Tz},
        datatypes::DataType,
    },
    common::Result,
};

use super::calendar::{moment, stamp};
use crate::function::{
    error::invalid,
    row::{Day, Millis},
    scalar::{Call, Zone},
    spec::{Draft, scalar},
};
use crate::trino_type::TrinoType;

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "at_timezone",
            &["at_timezone(timestamp with time zone, varchar) -> timestamp with time zone"],
            |call| call.map2(|instant: Millis, zone: &str| zone_name(zone).map(|_| instant)),
        )
        .zone(Zone::Literal(1)),
        scalar("with_timezone", &["with_timezone(timestamp, varchar) -> timestamp with time zone"], |call| {
            call.map2(|wall: Millis, name: &str| {
                let zone = zone(name)?;
                moment(wall.0).map(|wall| Millis(stamp(instant(wall, Some(&zone))))).ok_or_else(out_of_calendar)
            })
        })
        .zone(Zone::Literal(1)),
        scalar("timezone", &["timezone(timestamp with time zone) -> varchar"], |call| {
            let name = zone_of_column(call.argument(0)?).unwrap_or("UTC").to_owned();
            call.map1(|_: Millis| name.clone())
        }),
    ]
}

/// A year that no calendar reaches.
pub(super) fn out_of_calendar() -> datafusion::common::DataFusionError {
    invalid("The time is out of range")
}

/// The zone of a name or offset.
pub(super) fn zone(name: &str) -> Result<Tz> {
    let name = match name {
        "Z" | "z" => "UTC",
        name => name,
    };
    name.parse().map_err(|_| invalid(format!("Time zone not supported: {name}")))
}

/// The name of a zone as columns carry it.
pub(in crate::function) fn zone_name(name: &str) -> Result<Arc<str>> {
    zone(name)?;
    Ok(match name {
        "Z" | "z" => Arc::from("UTC"),
        name => Arc::from(name),
    })
}

/// The zone in a column's type.
pub(super) fn zone_of_column(column: &ArrayRef) -> Option<&str> {
    match column.data_type() {
        DataType::Timestamp(_, Some(zone)) => Some(zone),
        _ => None,
    }
}

/// What the wall clock of a zone shows at an instant.
pub(super) fn wall(instant: NaiveDateTime, zone: Option<&Tz>) -> NaiveDateTime {
    match zone {
        Some(zone) => instant.checked_add_offset(zone.offset_from_utc_datetime(&instant).fix()).unwrap_or(instant),
        None => instant,
    }
}

/// The instant at which the wall clock of a zone shows a time: the earlier of two, and past the gap when there is none.
pub(super) fn instant(wall: NaiveDateTime, zone: Option<&Tz>) -> NaiveDateTime {
    let Some(zone) = zone else { return wall };
    let offset = match zone.offset_from_local_datetime(&wall) {
        LocalResult::Single(offset) => offset.fix(),
        LocalResult::Ambiguous(earlier, _) => earlier.fix(),
        LocalResult::None => {
            let before = wall - chrono::TimeDelta::hours(3);
            zone.offset_from_local_datetime(&before)
                .earliest()
                .map_or_else(|| zone.offset_from_utc_datetime(&wall).fix(), |offset| offset.fix())
        }
    };
    wall.checked_sub_offset(offset).unwrap_or(wall)
}

/// A column of dates or times as wall-clock times.
pub(super) struct Walls<'a> {
    column: WallColumn<'a>,
    pub(super) zone: Option<Tz>,
}

enum WallColumn<'a> {
    Days(crate::function::row::Typed<'a, Day>),
    Millis(crate::function::row::Typed<'a, Millis>),
}

impl<'a> Walls<'a> {
    pub(super) fn of(call: &'a Call<'_>, at: usize) -> Result<Self> {
        let column = match call.types.get(at) {
            Some(TrinoType::Date) => WallColumn::Days(call.column(at)?),
            _ => WallColumn::Millis(call.column(at)?),
        };
        let zone = zone_of_column(call.argument(at)?).map(zone).transpose()?;
        Ok(Self { column, zone })
    }

    /// The instant of a row; a date is its first moment.
    pub(super) fn instant(&self, row: usize) -> Result<Option<NaiveDateTime>> {
        let value = match &self.column {
            WallColumn::Days(days) => days.get(row).map(|Day(days)| i64::from(days) * 86_400_000),
            WallColumn::Millis(millis) => millis.get(row).map(|Millis(value)| value),
        };
        value.map(|value| moment(value).ok_or_else(out_of_calendar)).transpose()
    }

    /// What the wall clock shows in a row.
    pub(super) fn get(&self, row: usize) -> Result<Option<NaiveDateTime>> {
        Ok(self.instant(row)?.map(|instant| wall(instant, self.zone.as_ref())))
    }
}

/// `2020-01-02 03:04:05.678`, of milliseconds without zone.
pub(in crate::function) fn milliseconds_text(value: i64) -> Option<String> {
    moment(value).map(|moment| moment.format("%Y-%m-%d %H:%M:%S%.3f").to_string())
}

/// `2020-01-02 03:04:05.678 Asia/Ho_Chi_Minh`, of an instant.
pub(in crate::function) fn local_text(value: i64, name: &str) -> Option<String> {
    let zone = zone(name).ok()?;
    let text = wall(moment(value)?, Some(&zone)).format("%Y-%m-%d %H:%M:%S%.3f");
    Some(format!("{text} {name}"))
}

/// Seconds east of Greenwich at an instant.
pub(super) fn offset_seconds(instant: NaiveDateTime, zone: Option<&Tz>) -> i32 {
    zone.map_or(0, |zone| zone.offset_from_utc_datetime(&instant).fix().local_minus_utc())
}

/// For tests: an instant of RFC 3339 text in milliseconds.
#[cfg(test)]
pub(super) fn at(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::testing::{call, shown, text, timestamp};

    #[test]
    fn a_zone_moves_the_wall_clock_or_the_instant() {
        let noon = timestamp(&[at("2024-07-01T12:00:00Z")]);
        let utc = call("with_timezone", vec![noon.clone(), text(&["UTC"])]).unwrap();
        assert_eq!(shown(&utc), ["2024-07-01 12:00:00.000 UTC"]);
        let saigon = call("at_timezone", vec![utc, text(&["Asia/Ho_Chi_Minh"])]).unwrap();
        assert_eq!(shown(&saigon), ["2024-07-01 19:00:00.000 Asia/Ho_Chi_Minh"]);
        let there = call("with_timezone", vec![noon, text(&["-05:00"])]).unwrap();
        assert_eq!(shown(&there), ["2024-07-01 12:00:00.000 -05:00"]);
    }

    #[test]
    fn a_time_in_the_gap_of_spring_moves_forward() {
        let zone = zone("America/New_York").unwrap();
        let gap = moment(at("2024-03-10T02:30:00Z")).unwrap();
        assert_eq!(stamp(instant(gap, Some(&zone))), at("2024-03-10T07:30:00Z"));
    }
}
