//! `from_unixtime`, `to_unixtime`, `from_unixtime_nanos`.

use datafusion::common::{DataFusionError, Result};

use super::zone::{out_of_calendar, zone};
use crate::function::{
    error::invalid,
    row::Millis,
    scalar::Zone,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "from_unixtime",
            &[
                "from_unixtime(double) -> timestamp with time zone",
                "from_unixtime(double, varchar) -> timestamp with time zone",
            ],
            |call| match call.arguments.len() {
                1 => call.map1(instant),
                _ => call.map2(|seconds: f64, name: &str| zone(name).and_then(|_| instant(seconds))),
            },
        )
        .zone(Zone::Literal(1)),
        scalar("from_unixtime_nanos", &["from_unixtime_nanos(bigint) -> timestamp with time zone"], |call| {
            call.map1(|nanos: i64| Millis(nanos.div_euclid(1_000_000)))
        }),
        scalar(
            "to_unixtime",
            &["to_unixtime(timestamp) -> double", "to_unixtime(timestamp with time zone) -> double"],
            |call| call.map1(|Millis(value): Millis| value as f64 / 1000.0),
        ),
    ]
}

fn instant(seconds: f64) -> Result<Millis, DataFusionError> {
    if !seconds.is_finite() {
        return Err(invalid(format!("Invalid number of seconds: {}", crate::function::text::double_text(seconds))));
    }
    // Java rounds halves up.
    let value = Millis((seconds * 1000.0 + 0.5).floor() as i64);
    super::calendar::moment(value.0).map(|_| value).ok_or_else(out_of_calendar)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{double, int, show_columns, text, timestamp};

    #[test]
    fn seconds_become_instants_and_back() {
        assert_eq!(
            show_columns("from_unixtime", vec![int(&[0, 1_400_000_000])]),
            ["1970-01-01 00:00:00.000 UTC", "2014-05-13 16:53:20.000 UTC"]
        );
        assert_eq!(
            show_columns("from_unixtime", vec![double(&[0.5]), text(&["Asia/Ho_Chi_Minh"])]),
            ["1970-01-01 08:00:00.500 Asia/Ho_Chi_Minh"]
        );
        assert_eq!(show_columns("to_unixtime", vec![timestamp(&[1500])]), ["1.5"]);
    }
}
