//! Date and time functions. A timestamp is the wall clock's milliseconds; one with time zone is an instant, and its zone stands
//! in the type of the column.
//!
//! Source: Trino's "Date and time functions and operators". `current_date`, `now` and their kin are written as literals of the
//! query's start by the rewriter, because the time is the world's.

mod arithmetic;
mod calendar;
mod duration;
mod field;
mod iso;
mod joda;
mod mysql;
mod part;
mod unix;
mod zone;

use super::spec::{Draft, Special, scalar, special};

pub(super) use iso::zone_in_text;
pub(super) use zone::{local_text, milliseconds_text, zone_name};

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let mut rows = vec![
        special("now", &["now() -> timestamp with time zone"], Special::Now),
        special("current_timestamp", &["current_timestamp() -> timestamp with time zone"], Special::Now),
        special("current_date", &["current_date() -> date"], Special::CurrentDate),
        special("current_time", &["current_time() -> time"], Special::CurrentTime),
        special("localtimestamp", &["localtimestamp() -> timestamp"], Special::LocalTimestamp),
        special("localtime", &["localtime() -> time"], Special::LocalTime),
        scalar("current_timezone", &["current_timezone() -> varchar"], |call| call.rows(|_| "UTC".to_owned())),
    ];
    rows.extend(arithmetic::functions());
    rows.extend(duration::functions());
    rows.extend(iso::functions());
    rows.extend(joda::functions());
    rows.extend(mysql::functions());
    rows.extend(part::functions());
    rows.extend(unix::functions());
    rows.extend(zone::functions());
    rows
}

/// Milliseconds since 1970 with months and milliseconds added.
pub(super) fn add_interval(start: i64, months: i64, milliseconds: i64) -> Option<i64> {
    let moment = calendar::add_months(calendar::moment(start)?, months)?;
    calendar::stamp(moment).checked_add(milliseconds)
}
