//! `JsonLines`: one JSON object a line, for programs.
//!
//! Each line is an [`Event`] with `version` before it. Within a version members are only added. Quantities of a bill are in
//! millionths of their unit, prices and amounts in picodollars (10⁻¹² USD). The one member that differs between two runs is
//! `duration_ms`.

use std::io::{self, Write};

use serde::Serialize;

use super::reporter::Reporter;
use crate::event::Event;

/// Version of the form.
const JSON_LINES_VERSION: u32 = 1;

/// Writes events as lines of JSON.
#[derive(Debug, Default)]
pub struct JsonLines;

#[derive(Serialize)]
struct Line<'a> {
    version: u32,
    #[serde(flatten)]
    event: &'a Event,
}

impl Reporter for JsonLines {
    fn report(&mut self, event: &Event, out: &mut dyn Write) -> io::Result<()> {
        let line = serde_json::to_string(&Line { version: JSON_LINES_VERSION, event })?;
        writeln!(out, "{line}")
    }
}
