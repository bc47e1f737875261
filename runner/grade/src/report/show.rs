//! `Show`: what each step really prints, for `labs run`. It grades nothing.
//!
//! A session as a terminal would show it: the command, standard output, standard error, and the exit status where it is not
//! 0, and the bytes that a query scanned. Output is cut where nobody would read on, with a count of what is left out, and characters that could
//! steer the terminal are made visible.

use std::io::{self, Write};

use super::paint::{Colour, Tone};
use super::reporter::Reporter;
use super::wording;
use crate::Conclusion;
use crate::event::{CommandReport, Event, StepReport};
use crate::requirement::bytes;
use crate::tally::Summary;
use crate::verdict::StepVerdict;
use crate::visible::{Marks, visible_line};

/// Lines of an output that are shown: more than a guide's step prints, less than a terminal forgets.
const LINES: usize = 500;

/// Writes what steps print.
#[derive(Debug, Default)]
pub struct Show {
    colour: Colour,
    shown: usize,
}

impl Show {
    /// A report with or without colour.
    #[must_use]
    pub fn new(colour: Colour) -> Self {
        Self { colour, shown: 0 }
    }
}

impl Reporter for Show {
    fn report(&mut self, event: &Event, out: &mut dyn Write) -> io::Result<()> {
        match event {
            Event::StepFinished(report) => self.step(report, out),
            Event::RunFinished(summary) => self.end(summary, out),
            _ => Ok(()),
        }
    }
}

impl Show {
    fn step(&mut self, report: &StepReport, out: &mut dyn Write) -> io::Result<()> {
        if self.shown > 0 {
            writeln!(out)?;
        }
        self.shown += 1;
        writeln!(out, "{}  {}", self.colour.paint(Tone::Name, &report.step), report.section)?;
        for CommandReport { text, evidence, .. } in &report.commands {
            for line in wording::prompted(report.language, text) {
                writeln!(out, "{}", self.colour.paint(Tone::Name, line))?;
            }
            for stream in [&evidence.stdout, &evidence.stderr] {
                let text = String::from_utf8_lossy(stream);
                for line in text.lines().take(LINES) {
                    writeln!(out, "{}", visible_line(line, Marks::Plain))?;
                }
                match text.lines().count().saturating_sub(LINES) {
                    0 => {}
                    1 => writeln!(out, "… 1 more line")?,
                    more => writeln!(out, "… {more} more lines")?,
                }
            }
            if let Some(scanned) = evidence.bytes_scanned {
                writeln!(out, "{}", self.colour.paint(Tone::Undone, format!("({} scanned)", bytes(scanned))))?;
            }
            if let Some(status) = evidence.status.filter(|status| *status != 0) {
                writeln!(out, "? {status}")?;
            }
        }
        let (label, reason) = match &report.verdict {
            StepVerdict::Passed => return Ok(()),
            StepVerdict::Failed { failure } => ("FAILED", format!("it {}", wording::failure(failure))),
            StepVerdict::Skipped { skip } => ("SKIPPED", wording::skip(skip)),
            StepVerdict::Blocked { by } => ("BLOCKED", wording::blocker(by)),
        };
        writeln!(out, "{}  {}.", self.colour.paint(Tone::Undone, label), wording::capitalised(&reason))
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if summary.conclusion == Conclusion::NothingSelected {
            return writeln!(out, "There is no step in what was selected. Next: `labs list` shows what there is.");
        }
        if let Some(bill) = &summary.bill {
            writeln!(out, "\n{}", wording::bill(bill))?;
        }
        writeln!(out, "Nothing was graded. Next: `labs check` compares all this with what the guide says.")
    }
}
