//! `year` to `millisecond`, weeks, `timezone_hour`, `timezone_minute`: one number out of a date, time or interval.

use chrono::{Datelike, NaiveDateTime, Timelike};
use datafusion::{
    arrow::{array::ArrayRef, datatypes::IntervalMonthDayNano},
    common::Result,
};

use super::zone::{Walls, offset_seconds};
use crate::{
    function::{
        row::Clock,
        scalar::Call,
        spec::{Draft, scalar},
    },
    trino_type::TrinoType,
};

macro_rules! dated {
    ($name:literal $(, $more:literal)*) => {
        &[
            concat!($name, "(date) -> bigint"),
            concat!($name, "(timestamp) -> bigint"),
            concat!($name, "(timestamp with time zone) -> bigint"),
            $(concat!($name, "(", $more, ") -> bigint"),)*
        ]
    };
}

macro_rules! timed {
    ($name:literal) => {
        &[
            concat!($name, "(timestamp) -> bigint"),
            concat!($name, "(timestamp with time zone) -> bigint"),
            concat!($name, "(time) -> bigint"),
            concat!($name, "(interval) -> bigint"),
        ]
    };
}

pub(super) fn functions() -> Vec<Draft> {
    let date = |name, texts: &[&'static str], f: fn(NaiveDateTime) -> i64| {
        scalar(name, texts, move |call| part(call, f, |_| 0, |interval| whole(interval, name)))
    };
    let time = |name, texts: &[&'static str], f: fn(NaiveDateTime) -> i64, of_day: fn(i64) -> i64| {
        scalar(name, texts, move |call| part(call, f, of_day, |interval| whole(interval, name)))
    };
    vec![
        date("year", dated!("year", "interval"), |time| time.year().into()),
        date("quarter", dated!("quarter"), |time| (time.month0() / 3 + 1).into()),
        date("month", dated!("month", "interval"), |time| time.month().into()),
        date("week", dated!("week"), |time| time.iso_week().week().into()),
        date("week_of_year", dated!("week_of_year"), |time| time.iso_week().week().into()),
        date("year_of_week", dated!("year_of_week"), |time| time.iso_week().year().into()),
        date("yow", dated!("yow"), |time| time.iso_week().year().into()),
        date("day", dated!("day", "interval"), |time| time.day().into()),
        date("day_of_month", dated!("day_of_month", "interval"), |time| time.day().into()),
        date("day_of_week", dated!("day_of_week"), |time| time.weekday().number_from_monday().into()),
        date("dow", dated!("dow"), |time| time.weekday().number_from_monday().into()),
        date("day_of_year", dated!("day_of_year"), |time| time.ordinal().into()),
        date("doy", dated!("doy"), |time| time.ordinal().into()),
        time("hour", timed!("hour"), |time| time.hour().into(), |millis| millis / 3_600_000),
        time("minute", timed!("minute"), |time| time.minute().into(), |millis| millis / 60_000 % 60),
        time("second", timed!("second"), |time| time.second().into(), |millis| millis / 1000 % 60),
        time(
            "millisecond",
            timed!("millisecond"),
            |time| (time.nanosecond() / 1_000_000).into(),
            |millis| millis % 1000,
        ),
        scalar("timezone_hour", &["timezone_hour(timestamp with time zone) -> bigint"], |call| {
            offset(call, |s| s / 3600)
        }),
        scalar("timezone_minute", &["timezone_minute(timestamp with time zone) -> bigint"], |call| {
            offset(call, |seconds| seconds / 60 % 60)
        }),
    ]
}

fn part(
    call: &Call<'_>,
    of_time: fn(NaiveDateTime) -> i64,
    of_day: fn(i64) -> i64,
    of_interval: impl Fn(IntervalMonthDayNano) -> i64,
) -> Result<ArrayRef> {
    match call.types {
        [TrinoType::Time(_)] => call.map1(|Clock(millis): Clock| of_day(millis.into())),
        [TrinoType::IntervalDayToSecond] => call.map1(of_interval),
        [TrinoType::IntervalYearToMonth] => {
            let column = datafusion::arrow::compute::cast(
                call.argument(0)?,
                &datafusion::arrow::datatypes::DataType::Interval(
                    datafusion::arrow::datatypes::IntervalUnit::MonthDayNano,
                ),
            )?;
            let wide = Call { arguments: vec![column], ..*call };
            wide.map1(of_interval)
        }
        _ => {
            let times = Walls::of(call, 0)?;
            call.rows(|row| times.get(row).map(|time| time.map(of_time)))
        }
    }
}

/// A part of an interval: years and months of its months, days and less of its milliseconds.
fn whole(interval: IntervalMonthDayNano, name: &str) -> i64 {
    let months = i64::from(interval.months);
    let millis = i64::from(interval.days) * 86_400_000 + interval.nanoseconds / 1_000_000;
    match name {
        "year" => months / 12,
        "month" => months % 12,
        "day" | "day_of_month" => millis / 86_400_000,
        "hour" => millis / 3_600_000 % 24,
        "minute" => millis / 60_000 % 60,
        "second" => millis / 1000 % 60,
        _ => millis % 1000,
    }
}

fn offset(call: &Call<'_>, f: fn(i64) -> i64) -> Result<ArrayRef> {
    let times = Walls::of(call, 0)?;
    call.rows(|row| {
        let instant = times.instant(row)?;
        Ok(instant.map(|instant| f(offset_seconds(instant, times.zone.as_ref()).into())))
    })
}

#[cfg(test)]
mod tests {
    use super::super::zone::at;
    use crate::{
        function::testing::{call, show_columns, shown, text, timestamp, type_of},
        trino_type::TrinoType,
    };

    #[test]
    fn numbers_out_of_a_time() {
        // A Sunday in the last ISO week of the year before.
        let time = || vec![timestamp(&[at("2023-01-01T13:04:05.678Z")])];
        for (name, expected) in [
            ("year", "2023"),
            ("quarter", "1"),
            ("month", "1"),
            ("week", "52"),
            ("year_of_week", "2022"),
            ("day", "1"),
            ("day_of_week", "7"),
            ("doy", "1"),
            ("hour", "13"),
            ("minute", "4"),
            ("second", "5"),
            ("millisecond", "678"),
        ] {
            assert_eq!(show_columns(name, time()), [expected], "{name}");
        }
    }

    #[test]
    fn the_zone_decides_the_hour() {
        let local =
            call("with_timezone", vec![timestamp(&[at("2024-07-01T12:00:00Z")]), text(&["Asia/Kolkata"])]).unwrap();
        assert_eq!(show_columns("hour", vec![local.clone()]), ["12"]);
        assert_eq!(show_columns("timezone_hour", vec![local.clone()]), ["5"]);
        assert_eq!(shown(&call("timezone_minute", vec![local]).unwrap()), ["30"]);
    }

    #[test]
    fn text_has_no_year() {
        assert!(
            type_of("year", &[TrinoType::Varchar(None)])
                .starts_with("Unexpected parameters (varchar) for function year.")
        );
    }
}
