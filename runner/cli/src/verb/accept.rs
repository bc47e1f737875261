//! `labs accept`: runs the selected guided steps and offers to take over each output that differs, one by one.
//!
//! Only the body of an `output` fence, or the lines below a command, are ever written; everything else of the file stays as it is, byte for
//! byte. What is written is read back before the file is replaced: a guide that would mean anything else afterwards is left alone.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use labs_grade::report::difference_lines;
use labs_grade::{ByHand, Conclusion, Event, Judging, OutputChange, Renewal, StepReport, StepVerdict};
use labs_guide::Source;

use crate::cli::{AcceptArgs, ShellKind};
use crate::exit::{Exit, Skips};
use crate::grading;
use crate::guide_edit::{Edit, edited, replace_file};
use crate::invocation;
use crate::sources::Sources;
use crate::terminal::{Terminal, counted};
use crate::trouble::Trouble;

/// What becomes of one output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accept,
    Reject,
    Skip,
    Quit,
}

/// How many outputs went which way.
#[derive(Debug, Default)]
struct Count {
    accepted: usize,
    rejected: usize,
    skipped: usize,
    by_hand: usize,
}

/// Runs, asks, writes.
pub(crate) fn run(args: &AcceptArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let Sources::Folder(folder) = Sources::find(labs) else { return Err(Trouble::EmbeddedLabs) };
    if std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0") {
        return Err(Trouble::AcceptInCi);
    }
    if !args.all && !args.ask && !io::stdin().is_terminal() {
        return Err(Trouble::NobodyToAsk);
    }
    let mut reports: Vec<StepReport> = Vec::new();
    let summary = grading::run(&args.selection, Judging::Propose, ShellKind::Embedded, terminal, labs, |event| {
        if let Event::StepFinished(report) = event {
            reports.push((**report).clone());
        }
        Ok(())
    })?;
    if summary.conclusion == Conclusion::Cancelled {
        return Ok(Exit::Interrupted);
    }
    let mut out = terminal.stdout();
    let mut session = Review { args, out: &mut out, terminal, edits: BTreeMap::new(), count: Count::default() };
    let reviewed = session.all(&reports, &mut io::stdin().lock());
    // What was accepted before a terminal went away is still what its author wanted.
    let edits = session.edits;
    let count = session.count;
    let mut written = 0;
    for (source, edits) in edits.into_values() {
        write_chapter(&source, &edits)?;
        written += edits.len();
    }
    reviewed.map_err(Trouble::Output)?;
    let failed = reports.iter().filter(|report| is_failure(report)).count();
    say_end(&mut out, &count, written, failed, &folder, labs).map_err(Trouble::Output)?;
    let left = count.rejected + count.skipped + count.by_hand + failed;
    match Exit::of(summary.conclusion, Skips::AreCounted) {
        Exit::AllRight if left > 0 => Ok(Exit::SomethingFailed),
        exit => Ok(exit),
    }
}

fn is_failure(report: &StepReport) -> bool {
    matches!(report.verdict, StepVerdict::Failed { .. } | StepVerdict::Blocked { .. })
}

struct Review<'a, W: Write> {
    args: &'a AcceptArgs,
    out: &'a mut W,
    terminal: &'a Terminal,
    /// Accepted edits by file, with the text that they are edits of.
    edits: BTreeMap<PathBuf, (Source, Vec<Edit>)>,
    count: Count,
}

impl<W: Write> Review<'_, W> {
    /// Shows each output that differs and asks what becomes of it.
    fn all(&mut self, reports: &[StepReport], answers: &mut dyn BufRead) -> io::Result<()> {
        let changes: Vec<(&StepReport, &OutputChange)> =
            reports.iter().flat_map(|report| report.changes.iter().map(move |change| (report, change))).collect();
        let mut quit = false;
        for (index, (report, change)) in changes.iter().enumerate() {
            if quit {
                self.count.skipped += 1;
                continue;
            }
            writeln!(self.out, "[{}/{}] {}  {}", index + 1, changes.len(), report.step, report.section)?;
            let colour = self.terminal.report_colour();
            for line in difference_lines(report, change, colour) {
                writeln!(self.out, "{}", if line.is_empty() { line } else { format!("  {line}") })?;
            }
            writeln!(self.out)?;
            let edit = match self.edit(change) {
                Ok(edit) => edit,
                Err(why) => {
                    self.count.by_hand += 1;
                    writeln!(self.out, "  Not written: {why}.\n")?;
                    continue;
                }
            };
            match if self.args.all { Answer::Accept } else { self.ask(answers)? } {
                Answer::Accept => {
                    self.count.accepted += 1;
                    let of_file = self.edits.entry(change.place.path.clone());
                    of_file.or_insert_with(|| (change.source.clone(), Vec::new())).1.push(edit);
                }
                Answer::Reject => self.count.rejected += 1,
                Answer::Skip => self.count.skipped += 1,
                Answer::Quit => {
                    self.count.skipped += 1;
                    quit = true;
                }
            }
        }
        self.out.flush()
    }

    /// The edit that a change proposes, when it can be written at all.
    fn edit(&self, change: &OutputChange) -> Result<Edit, String> {
        match &change.renewal {
            Renewal::Body(body) => {
                let edit = Edit { body: change.body.clone(), text: body.clone() };
                let before = self.edits.get(&change.place.path).map(|(_, edits)| edits.clone()).unwrap_or_default();
                let all: Vec<Edit> = before.into_iter().chain([edit.clone()]).collect();
                edited(&change.source, &all).map(|_| edit).map_err(|error| error.to_string())
            }
            Renewal::ByHand(why) => Err(match why {
                ByHand::Matcher => format!(
                    "`{}` says less than the whole output, so what it should say is yours to decide",
                    change.matcher
                ),
                ByHand::Pastes => "what changed has captured values in it (`{{…}}`)".to_owned(),
                ByHand::NoTable => "what came is no table".to_owned(),
                ByHand::NotJson => "what came is no JSON".to_owned(),
                ByHand::NoFile => "the step leaves no such file".to_owned(),
                _ => "it is yours to decide".to_owned(),
            } + &format!("; change {} by hand", change.place)),
        }
    }

    fn ask(&mut self, answers: &mut dyn BufRead) -> io::Result<Answer> {
        loop {
            write!(self.out, "  Is what came right? [a]ccept, [r]eject, [s]kip, [q]uit: ")?;
            self.out.flush()?;
            let mut line = String::new();
            if answers.read_line(&mut line)? == 0 {
                writeln!(self.out)?;
                return Ok(Answer::Quit);
            }
            let answer = match line.trim().to_lowercase().as_str() {
                "a" | "accept" => Answer::Accept,
                "r" | "reject" => Answer::Reject,
                "s" | "skip" => Answer::Skip,
                "q" | "quit" => Answer::Quit,
                _ => continue,
            };
            writeln!(self.out)?;
            return Ok(answer);
        }
    }
}

/// Writes the accepted edits of one file, which must be what it was when its steps ran.
fn write_chapter(source: &Source, edits: &[Edit]) -> Result<(), Trouble> {
    let path = &source.path;
    let failed = |reason: io::Error| Trouble::File { action: "write", path: path.clone(), reason };
    if std::fs::read(path).map_err(failed)? != source.text.as_bytes() {
        return Err(Trouble::ChangedMeanwhile { path: path.clone() });
    }
    let text = edited(source, edits).map_err(|error| failed(io::Error::other(error)))?;
    replace_file(path, &text).map_err(failed)
}

fn say_end(
    out: &mut dyn Write,
    count: &Count,
    written: usize,
    failed: usize,
    folder: &Path,
    labs: Option<&Path>,
) -> io::Result<()> {
    let Count { accepted, rejected, skipped, by_hand } = count;
    let check = format!("{} check", invocation::with_labs(labs));
    let mut parts = vec![format!("{} accepted", counted(*accepted, "output"))];
    for (number, what) in [(*rejected, "rejected"), (*skipped, "skipped"), (*by_hand, "left to you")] {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    }
    if accepted + rejected + skipped + by_hand == 0 && failed == 0 {
        writeln!(out, "Every output is as the guides in {} say. Next: `{check}`.", folder.display())?;
        return out.flush();
    }
    writeln!(out, "{}.", parts.join(", "))?;
    if failed > 0 {
        writeln!(out, "{} did not come to an output. Next: `{check}` says why.", counted(failed, "step"))?;
    } else if written > 0 {
        writeln!(out, "Next: look at the changes (`git diff`), then `{check}`.")?;
    } else {
        writeln!(out, "No file was changed. Next: `{check}` shows what differs.")?;
    }
    out.flush()
}
