//! `human_readable_seconds`, `parse_duration`, `to_milliseconds`.

use datafusion::{
    arrow::datatypes::IntervalMonthDayNano,
    common::{DataFusionError, Result},
};

use crate::function::{
    error::invalid,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("human_readable_seconds", &["human_readable_seconds(double) -> varchar"], |call| call.map1(human)),
        scalar("parse_duration", &["parse_duration(varchar) -> interval day to second"], |call| call.map1(parse)),
        scalar("to_milliseconds", &["to_milliseconds(interval) -> bigint"], |call| {
            call.map1(|interval: IntervalMonthDayNano| {
                i64::from(interval.days) * 86_400_000 + interval.nanoseconds / 1_000_000
            })
        }),
    ]
}

fn human(seconds: f64) -> Result<String, DataFusionError> {
    if !seconds.is_finite() {
        return Err(invalid(format!("Invalid argument found: {}", crate::function::text::double_text(seconds))));
    }
    let mut rest = seconds.abs().round() as i64;
    if rest == 0 {
        return Ok("0 seconds".to_owned());
    }
    let mut parts = Vec::new();
    for (name, size) in [("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)] {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            parts.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    Ok(parts.join(", "))
}

fn parse(text: &str) -> Result<IntervalMonthDayNano, DataFusionError> {
    let bad = || invalid(format!("duration is not a valid data duration string: {text}"));
    let trimmed = text.trim();
    let at = trimmed.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(bad)?;
    let (number, unit) = trimmed.split_at(at);
    let number: f64 = number.trim().parse().map_err(|_| bad())?;
    let nanos = match unit {
        "ns" => 1.0,
        "us" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" => 60e9,
        "h" => 3600e9,
        "d" => 86_400e9,
        _ => return Err(invalid(format!("Unknown time unit: {unit}"))),
    };
    let total = number * nanos;
    if total.abs() >= i64::MAX as f64 {
        return Err(bad());
    }
    // Trino keeps milliseconds.
    let millis = (total / 1e6).round() as i64;
    Ok(IntervalMonthDayNano::new(0, (millis / 86_400_000) as i32, millis % 86_400_000 * 1_000_000))
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{call, double, failure, show, show_columns, text};

    #[test]
    fn seconds_for_people() {
        assert_eq!(
            show_columns("human_readable_seconds", vec![double(&[96.0, 3762.0, 56_363_463.0, 0.0])]),
            [
                "1 minute, 36 seconds",
                "1 hour, 2 minutes, 42 seconds",
                "93 weeks, 1 day, 8 hours, 31 minutes, 3 seconds",
                "0 seconds"
            ]
        );
    }

    #[test]
    fn durations_are_read() {
        assert_eq!(
            show("parse_duration", &[&["42.8ms", "3.81 d", "5m"]]),
            ["0 00:00:00.043", "3 19:26:24.000", "0 00:05:00.000"]
        );
        let interval = call("parse_duration", vec![text(&["1.5s"])]).unwrap();
        assert_eq!(show_columns("to_milliseconds", vec![interval]), ["1500"]);
        assert_eq!(failure("parse_duration", &[&["5x"]]), "Unknown time unit: x");
    }
}
