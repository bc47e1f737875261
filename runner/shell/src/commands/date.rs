//! `date`: the world's time, or a given one, in a given form.
//!
//! Reading `-d` is in [`date_text`](super::date_text), writing in [`date_format`](super::date_format). Time zones are UTC
//! and POSIX strings such as `TZ=ICT-7`; a step holds no zone database, so named zones are refused.

use std::sync::Arc;

use jiff::tz::TimeZone;
use labs_world::BoxFuture;

use crate::command::{CommandInvocation, CommandOutcome, ShellCommand};
use crate::commands::{date_format, date_text};
use crate::step_clock::StepClock;

/// The `date` command.
pub(crate) struct Date(Arc<StepClock>);

impl Date {
    /// `date` on this clock.
    pub(crate) fn new(clock: &Arc<StepClock>) -> Self {
        Self(Arc::clone(clock))
    }

    fn call(&self, invocation: CommandInvocation<'_>) -> Result<String, DateMisuse> {
        let request = parse(invocation.args)?;
        let zone = match request.zone {
            Some(zone) => zone,
            None => zone_of(invocation.variable("TZ").unwrap_or_default())?,
        };
        let now = jiff::Timestamp::from_millisecond(self.0.now().as_millis())
            .map_err(|_| DateMisuse::OutsideCalendar)?
            .to_zoned(zone);
        let time = match &request.text {
            None => now,
            Some(text) => date_text::parse(text, &now)?,
        };
        let mut line = date_format::format(&request.format, &time)?;
        line.push('\n');
        Ok(line)
    }
}

impl ShellCommand for Date {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(async move {
            match self.call(invocation) {
                Ok(line) => CommandOutcome::success(line),
                Err(misuse) => CommandOutcome::failure(1, format!("date: {misuse}\n")),
            }
        })
    }
}

/// What `date` cannot show.
#[derive(Debug, thiserror::Error)]
enum DateMisuse {
    /// An option at the end that needs a value.
    #[error("option requires an argument -- '{0}'")]
    NoValue(&'static str),
    /// An option that is not known.
    #[error("`{0}` is not supported in a console step; it knows +FORMAT, -d, -u, -I, -R and --rfc-3339")]
    Option(String),
    /// `-s`.
    #[error("the time is set by `labs clock advance`, and only forward")]
    Set,
    /// A unit that `-I` does not have.
    #[error("invalid argument '{0}' for '--iso-8601'; it takes date, hours, minutes, seconds or ns")]
    IsoUnit(String),
    /// A unit that `--rfc-3339` does not have.
    #[error("invalid argument '{0}' for '--rfc-3339'; it takes date, seconds or ns")]
    Rfc3339Unit(String),
    /// A zone by its name.
    #[error("TZ={0}: a console step has no zone database; write the offset, for example TZ=ICT-7 for UTC+7")]
    Zone(String),
    /// The world's clock shows what no calendar has.
    #[error("the time of this world is outside the calendar")]
    OutsideCalendar,
    /// The text of `-d`.
    #[error(transparent)]
    Text(#[from] date_text::DateTextError),
    /// The text behind `+`.
    #[error(transparent)]
    Format(#[from] date_format::FormatError),
}

/// What the words ask for.
struct Request {
    format: String,
    text: Option<String>,
    zone: Option<TimeZone>,
}

fn parse(args: &[String]) -> Result<Request, DateMisuse> {
    let mut request = Request { format: "%a %b %e %H:%M:%S %Z %Y".to_owned(), text: None, zone: None };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = |name: &'static str| args.next().cloned().ok_or(DateMisuse::NoValue(name));
        match arg.as_str() {
            "-u" | "--utc" | "--universal" => request.zone = Some(TimeZone::UTC),
            "-d" | "--date" => request.text = Some(value("d")?),
            "-ud" => {
                request.zone = Some(TimeZone::UTC);
                request.text = Some(value("d")?);
            }
            "-R" | "--rfc-email" => "%a, %d %b %Y %H:%M:%S %z".clone_into(&mut request.format),
            "-I" | "--iso-8601" => request.format = iso("date")?,
            "-s" | "--set" => return Err(DateMisuse::Set),
            other => {
                if let Some(format) = other.strip_prefix('+') {
                    format.clone_into(&mut request.format);
                } else if let Some(text) = other.strip_prefix("--date=").or_else(|| other.strip_prefix("-d")) {
                    request.text = Some(text.to_owned());
                } else if let Some(unit) = other.strip_prefix("--iso-8601=").or_else(|| other.strip_prefix("-I")) {
                    request.format = iso(unit)?;
                } else if let Some(unit) = other.strip_prefix("--rfc-3339=") {
                    request.format = rfc_3339(unit)?;
                } else {
                    return Err(DateMisuse::Option(other.to_owned()));
                }
            }
        }
    }
    Ok(request)
}

fn iso(unit: &str) -> Result<String, DateMisuse> {
    let form = match unit {
        "date" => "%Y-%m-%d",
        "hours" => "%Y-%m-%dT%H%:z",
        "minutes" => "%Y-%m-%dT%H:%M%:z",
        "seconds" => "%Y-%m-%dT%H:%M:%S%:z",
        "ns" => "%Y-%m-%dT%H:%M:%S,%N%:z",
        other => return Err(DateMisuse::IsoUnit(other.to_owned())),
    };
    Ok(form.to_owned())
}

fn rfc_3339(unit: &str) -> Result<String, DateMisuse> {
    let form = match unit {
        "date" => "%Y-%m-%d",
        "seconds" => "%Y-%m-%d %H:%M:%S%:z",
        "ns" => "%Y-%m-%d %H:%M:%S.%N%:z",
        other => return Err(DateMisuse::Rfc3339Unit(other.to_owned())),
    };
    Ok(form.to_owned())
}

fn zone_of(name: &str) -> Result<TimeZone, DateMisuse> {
    match name {
        "" | "UTC" | "UTC0" | "GMT" | "Etc/UTC" | "Z" => Ok(TimeZone::UTC),
        posix => TimeZone::posix(posix).map_err(|_| DateMisuse::Zone(posix.to_owned())),
    }
}
