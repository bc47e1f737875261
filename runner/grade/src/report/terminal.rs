//! `Terminal`: a run for people. One line a lab when all is well; for each failure what was asked, what came, how it differs,
//! and the command that reruns just it; at the end totals, the bill, and what to do next.
//!
//! It holds no durations, so that the same run gives the same bytes. Progress on long work is the binary's business, on standard
//! error.

use std::io::{self, Write};

use super::paint::{Colour, Tone};
use super::reporter::Reporter;
use super::wording::{self, Check, Detail};
use crate::Conclusion;
use crate::event::{Event, Role, StepReport};
use crate::tally::{Summary, Tally};
use crate::verdict::{Blocker, Failure, StepVerdict};

/// What the binary decides about the terminal's report.
#[derive(Debug, Clone)]
pub struct TerminalOptions {
    /// Whether there is colour.
    pub colour: Colour,
    /// Columns that sentences may use. Code and output are never wrapped.
    pub width: usize,
    /// What to do next when all is well: "`labs serve` opens the book".
    pub next: String,
}

impl Default for TerminalOptions {
    /// No colour, 100 columns, `labs list` as the next thing.
    fn default() -> Self {
        Self { colour: Colour::Never, width: 100, next: "`labs list` shows what else there is.".to_owned() }
    }
}

/// Writes a run for people.
#[derive(Debug, Default)]
pub struct Terminal {
    options: TerminalOptions,
    check: Check,
    /// Undone steps of the chapter at hand: label and reason, with the ids that share them.
    undone: Vec<(&'static str, String, Vec<String>)>,
    /// Whether the last line was a lab's, so that what follows in detail needs a blank line.
    after_lab: AfterLab,
    /// The command that repeats the first failure.
    first_rerun: Option<String>,
    /// What to do about the first world that could not be had.
    first_remedy: Option<String>,
}

/// Whether the last line was a lab's.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum AfterLab {
    Yes,
    #[default]
    No,
}

impl Terminal {
    /// A report of this form.
    #[must_use]
    pub fn new(options: TerminalOptions) -> Self {
        Self { options, ..Self::default() }
    }

    /// The same with another command for reruns: `labs --labs mine check` where `labs check` would find other labs.
    #[must_use]
    pub fn rerun_by(mut self, command: impl Into<String>) -> Self {
        self.check = Check::by(command);
        self
    }
}

impl Reporter for Terminal {
    fn report(&mut self, event: &Event, out: &mut dyn Write) -> io::Result<()> {
        match event {
            Event::StepFinished(report) => self.step(report, out),
            Event::ChapterFinished { lab, chapter, .. } => self.undone(&format!("{lab}/{chapter}"), out),
            Event::LabFinished { lab, title, tally, .. } => self.lab(lab, title, *tally, out),
            Event::RunFinished(summary) => self.end(summary, out),
            Event::RunStarted { .. }
            | Event::LabStarted { .. }
            | Event::ChapterStarted { .. }
            | Event::StepStarted { .. } => Ok(()),
        }
    }
}

impl Terminal {
    fn step(&mut self, report: &StepReport, out: &mut dyn Write) -> io::Result<()> {
        let (label, reason) = match &report.verdict {
            StepVerdict::Passed => return Ok(()),
            StepVerdict::Failed { failure } => {
                let check = &self.check;
                self.first_rerun.get_or_insert_with(|| check.step(&report.step));
                return self.failure(report, failure, out);
            }
            StepVerdict::Skipped { skip } => ("SKIPPED", wording::skip(skip)),
            StepVerdict::Blocked { by } => {
                if let Blocker::World { remedy, .. } = by {
                    self.first_remedy.get_or_insert_with(|| remedy.clone());
                }
                ("BLOCKED", wording::blocker(by))
            }
        };
        if report.role == Role::Prerequisite {
            return Ok(());
        }
        match self.undone.iter_mut().find(|(known, why, _)| *known == label && *why == reason) {
            Some((_, _, ids)) => ids.push(report.step.id.clone()),
            None => self.undone.push((label, reason, vec![report.step.id.clone()])),
        }
        Ok(())
    }

    /// Sets details apart from the lab's line before them.
    fn set_apart(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match std::mem::take(&mut self.after_lab) {
            AfterLab::Yes => writeln!(out),
            AfterLab::No => Ok(()),
        }
    }

    fn failure(&mut self, report: &StepReport, failure: &Failure, out: &mut dyn Write) -> io::Result<()> {
        self.set_apart(out)?;
        let colour = self.options.colour;
        writeln!(out, "{}  {}", colour.paint(Tone::Wrong, "FAILED"), colour.paint(Tone::Name, &report.step))?;
        writeln!(out, "  {}  {}", report.place, report.section)?;
        writeln!(out)?;
        for line in wording::asked(report) {
            writeln!(out, "    {line}")?;
        }
        writeln!(out)?;
        self.sentence("  ", &format!("It {}.", wording::failure(failure)), out)?;
        let details = wording::details(report, failure);
        if !details.is_empty() {
            writeln!(out)?;
        }
        for detail in &details {
            match detail {
                Detail::Plain(text) if text.is_empty() => writeln!(out)?,
                Detail::Expected(text) => writeln!(out, "    {}", colour.paint(Tone::Expected, text))?,
                Detail::Came(text) => writeln!(out, "    {}", colour.paint(Tone::Came, text))?,
                Detail::Plain(text) => writeln!(out, "    {text}")?,
            }
        }
        writeln!(out)?;
        writeln!(out, "  Run just this step again: {}", colour.paint(Tone::Name, self.check.step(&report.step)))?;
        writeln!(out)
    }

    /// The steps of a chapter that were not run or not judged, by reason.
    fn undone(&mut self, chapter: &str, out: &mut dyn Write) -> io::Result<()> {
        for (label, reason, ids) in std::mem::take(&mut self.undone) {
            self.set_apart(out)?;
            let label = self.options.colour.paint(Tone::Undone, label);
            let ids: Vec<_> = ids.iter().map(|id| format!("#{id}")).collect();
            writeln!(out, "{label}  {chapter}")?;
            self.sentence("  ", &ids.join(" "), out)?;
            self.sentence("  ", &format!("{}.", wording::capitalised(&reason)), out)?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn lab(&mut self, lab: &str, title: &str, tally: Tally, out: &mut dyn Write) -> io::Result<()> {
        let tone = match tally {
            Tally { failed: 0, blocked: 0, skipped: 0, not_run: 0, .. } => Tone::Right,
            Tally { failed: 0, blocked: 0, .. } => Tone::Undone,
            _ => Tone::Wrong,
        };
        self.after_lab = AfterLab::Yes;
        let colour = self.options.colour;
        writeln!(out, "{}  {title}  {}", colour.paint(Tone::Name, lab), colour.paint(tone, wording::tally(tally)))
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if summary.conclusion != Conclusion::NothingSelected {
            writeln!(out)?;
            let bill = summary.bill.as_ref().map(wording::bill).unwrap_or_default();
            self.sentence("", format!("Total: {}. {bill}", wording::tally(summary.tally)).trim_end(), out)?;
        }
        self.sentence("", &self.next(summary.conclusion), out)
    }

    /// What to do next.
    fn next(&self, conclusion: Conclusion) -> String {
        let rerun = self.first_rerun.as_deref().unwrap_or(self.check.all());
        match conclusion {
            Conclusion::AllRight => format!("Next: {}.", self.options.next.trim_end_matches('.')),
            Conclusion::RightWithSkips => {
                "What was skipped waits for a later version of labs; everything else is as the guides say.".to_owned()
            }
            Conclusion::NothingSelected => {
                "There is neither a step nor an exercise in what was selected. Next: `labs list` shows what there is."
                    .to_owned()
            }
            Conclusion::SomethingFailed => format!("Next: mend the first failure above, then `{rerun}`."),
            Conclusion::CannotRun => {
                let remedy = self.first_remedy.as_deref().unwrap_or("see above what is in the way");
                format!("Next: {remedy}.")
            }
            Conclusion::OurBug => "Next: report the fault of labs that is shown above.".to_owned(),
            Conclusion::Cancelled => {
                format!("Stopped before the end. Next: `{}` runs everything again.", self.check.all())
            }
        }
    }

    /// Prose, wrapped at blanks, but not at those of a command in backticks: somebody will copy it.
    fn sentence(&self, indent: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let room = self.options.width.saturating_sub(indent.len());
        let mut line = String::new();
        let mut used = 0;
        for word in words(text) {
            let length = word.chars().count();
            if used > 0 && used + 1 + length > room {
                writeln!(out, "{indent}{line}")?;
                line.clear();
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
        writeln!(out, "{indent}{line}")
    }
}

/// The parts of a sentence between which a line may end.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '`';
        character == ' ' && !quoted
    })
}
