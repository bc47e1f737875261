//! `date_add`, `date_diff`, `date_trunc`, `last_day_of_month`, `date`.

use chrono::NaiveDate;
use datafusion::{arrow::array::ArrayRef, common::Result};

use super::{
    calendar::{Unit, add, between, day, last_day, stamp, truncate},
    zone::{Walls, instant, out_of_calendar, wall},
};
use crate::{
    function::{
        error::raise,
        row::{Day, Millis},
        scalar::Call,
        spec::{Draft, scalar},
    },
    query_error::{ErrorKind, QueryError},
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "date_add",
            &[
                "date_add(varchar, bigint, date) -> date",
                "date_add(varchar, bigint, timestamp) -> timestamp",
                "date_add(varchar, bigint, timestamp with time zone) -> timestamp with time zone",
            ],
            date_add,
        ),
        scalar(
            "date_diff",
            &[
                "date_diff(varchar, date, date) -> bigint",
                "date_diff(varchar, timestamp, timestamp) -> bigint",
                "date_diff(varchar, timestamp with time zone, timestamp with time zone) -> bigint",
            ],
            date_diff,
        ),
        scalar(
            "date_trunc",
            &[
                "date_trunc(varchar, date) -> date",
                "date_trunc(varchar, timestamp) -> timestamp",
                "date_trunc(varchar, timestamp with time zone) -> timestamp with time zone",
            ],
            date_trunc,
        ),
        scalar(
            "last_day_of_month",
            &[
                "last_day_of_month(date) -> date",
                "last_day_of_month(timestamp) -> date",
                "last_day_of_month(timestamp with time zone) -> date",
            ],
            |call| {
                let times = Walls::of(call, 0)?;
                call.rows(|row| {
                    let time = times.get(row)?;
                    time.map(|time| last_day(time.date()).map(|date| Day(day(date))).ok_or_else(out_of_calendar))
                        .transpose()
                })
            },
        ),
        scalar(
            "date",
            &[
                "date(date) -> date",
                "date(timestamp) -> date",
                "date(timestamp with time zone) -> date",
                "date(varchar) -> date",
            ],
            date,
        ),
    ]
}

fn kind(call: &Call<'_>, at: usize) -> &'static str {
    match call.types.get(at) {
        Some(TrinoType::Date) => "DATE",
        _ => "TIMESTAMP",
    }
}

fn date_add(call: &Call<'_>) -> Result<ArrayRef> {
    let (units, values, times) = (call.column::<&str>(0)?, call.column::<i64>(1)?, Walls::of(call, 2)?);
    let what = kind(call, 2);
    let one = |row: usize| -> Result<Option<i64>> {
        let (Some((unit, value)), Some(start)) = (units.get(row).zip(values.get(row)), times.instant(row)?) else {
            return Ok(None);
        };
        let unit = Unit::read(unit, what)?;
        let zone = times.zone.as_ref();
        // Hours are hours everywhere; days and more follow the calendar on the wall.
        let end = match unit < Unit::Day {
            true => add(start, unit, value),
            false => add(wall(start, zone), unit, value).map(|end| instant(end, zone)),
        };
        end.map(|end| Some(stamp(end))).ok_or_else(out_of_calendar)
    };
    write(call, one)
}

fn date_diff(call: &Call<'_>) -> Result<ArrayRef> {
    let (units, from, to) = (call.column::<&str>(0)?, Walls::of(call, 1)?, Walls::of(call, 2)?);
    let what = kind(call, 1);
    call.rows(|row| {
        let Some(unit) = units.get(row) else { return Ok(None) };
        let unit = Unit::read(unit, what)?;
        let zone = from.zone.as_ref();
        Ok(match (from.instant(row)?, to.instant(row)?) {
            (Some(from), Some(to)) if unit < Unit::Day => Some(between(from, to, unit)),
            (Some(from), Some(to)) => Some(between(wall(from, zone), wall(to, zone), unit)),
            _ => None,
        })
    })
}

fn date_trunc(call: &Call<'_>) -> Result<ArrayRef> {
    let (units, times) = (call.column::<&str>(0)?, Walls::of(call, 1)?);
    let what = kind(call, 1);
    let one = |row: usize| -> Result<Option<i64>> {
        let (Some(unit), Some(time)) = (units.get(row), times.get(row)?) else { return Ok(None) };
        let start = truncate(time, Unit::read(unit, what)?).ok_or_else(out_of_calendar)?;
        Ok(Some(stamp(instant(start, times.zone.as_ref()))))
    };
    write(call, one)
}

/// Milliseconds as the type of the result.
fn write(call: &Call<'_>, one: impl Fn(usize) -> Result<Option<i64>>) -> Result<ArrayRef> {
    match call.result_type {
        TrinoType::Date => {
            call.rows(|row| one(row).map(|value| value.map(|value| Day(value.div_euclid(86_400_000) as i32))))
        }
        _ => call.rows(|row| one(row).map(|value| value.map(Millis))),
    }
}

fn date(call: &Call<'_>) -> Result<ArrayRef> {
    if let [TrinoType::Varchar(_)] = call.types {
        return call.map1(|text: &str| {
            let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
            date.map(|date| Day(day(date))).ok_or_else(|| {
                raise(QueryError::new(ErrorKind::InvalidCastArgument, format!("Value cannot be cast to date: {text}")))
            })
        });
    }
    let times = Walls::of(call, 0)?;
    call.rows(|row| times.get(row).map(|time| time.map(|time| Day(day(time.date())))))
}

#[cfg(test)]
mod tests {
    use super::super::zone::at;
    use crate::function::testing::{date, failure, failure_columns, int, show, show_columns, text, timestamp};

    fn days(text: &[&str]) -> datafusion::arrow::array::ArrayRef {
        date(&text.iter().map(|day| (at(&format!("{day}T00:00:00Z")) / 86_400_000) as i32).collect::<Vec<_>>())
    }

    #[test]
    fn adding_follows_the_calendar() {
        let columns =
            vec![text(&["month", "day", "year"]), int(&[1, -1, 1]), days(&["2024-01-31", "2024-03-01", "2024-02-29"])];
        assert_eq!(show_columns("date_add", columns), ["2024-02-29", "2024-02-29", "2025-02-28"]);
        let columns = vec![text(&["hour"]), int(&[1]), timestamp(&[at("2020-03-01T00:00:00Z")])];
        assert_eq!(show_columns("date_add", columns), ["2020-03-01 01:00:00.000"]);
        let columns = vec![text(&["hour"]), int(&[1]), days(&["2020-03-01"])];
        assert_eq!(failure_columns("date_add", columns), "'hour' is not a valid DATE field");
    }

    #[test]
    fn differences_count_whole_units() {
        let columns = vec![
            text(&["second", "hour", "day"]),
            timestamp(&[at("2020-03-01T00:00:00Z"); 3]),
            timestamp(&[at("2020-03-02T00:00:00Z"), at("2020-03-01T01:59:00Z"), at("2020-02-28T12:00:00Z")]),
        ];
        assert_eq!(show_columns("date_diff", columns), ["86400", "1", "-1"]);
        let columns = vec![
            text(&["month", "month", "year", "week"]),
            days(&["2024-01-31", "2024-01-31", "2020-02-29", "2024-01-01"]),
            days(&["2024-02-29", "2024-02-28", "2024-02-28", "2024-01-14"]),
        ];
        assert_eq!(show_columns("date_diff", columns), ["1", "0", "3", "1"]);
    }

    #[test]
    fn truncation_and_last_days() {
        let moment = at("2001-08-22T03:04:05.321Z");
        for (unit, expected) in [
            ("second", "2001-08-22 03:04:05.000"),
            ("hour", "2001-08-22 03:00:00.000"),
            ("week", "2001-08-20 00:00:00.000"),
            ("quarter", "2001-07-01 00:00:00.000"),
            ("YEAR", "2001-01-01 00:00:00.000"),
        ] {
            assert_eq!(show_columns("date_trunc", vec![text(&[unit]), timestamp(&[moment])]), [expected]);
        }
        assert_eq!(show_columns("last_day_of_month", vec![days(&["2024-02-05"])]), ["2024-02-29"]);
        assert_eq!(show("date", &[&["2024-02-05", "\0"]]), ["2024-02-05", "NULL"]);
        assert_eq!(failure("date", &[&["x"]]), "Value cannot be cast to date: x");
    }
}
