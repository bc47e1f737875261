//! `labs check`: runs the selected guided steps and compares what comes with what the guide says.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use labs_grade::report::{JUnit, JsonLines, Reporter, Terminal as TerminalReport, TerminalOptions};
use labs_grade::{Event, Judging};

use crate::cli::{CheckArgs, Format};
use crate::exit::{Exit, Skips};
use crate::grading;
use crate::invocation;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// Runs, reports, and turns the conclusion into an exit code.
pub(crate) fn run(args: &CheckArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let rerun = format!("{} check", invocation::with_labs(labs));
    let mut junit = args.junit.as_deref().map(|path| JUnitFile::create(path, &rerun)).transpose()?;
    let mut reporter = reporter(args.format, &rerun, terminal);
    let mut out = terminal.stdout();
    let summary = grading::run(&args.selection, Judging::Compare, args.shell, terminal, labs, |event| {
        reporter.report(event, &mut out)?;
        out.flush()?;
        match &mut junit {
            Some(file) => file.report(event),
            None => Ok(()),
        }
    })?;
    if let Some(file) = junit {
        file.finish()?;
    }
    let skips = if args.no_skip { Skips::Fail } else { Skips::AreCounted };
    Ok(Exit::of(summary.conclusion, skips))
}

fn reporter(format: Format, rerun: &str, terminal: &Terminal) -> Box<dyn Reporter> {
    let program = invocation::program();
    match format {
        Format::Human => Box::new(
            TerminalReport::new(TerminalOptions {
                colour: terminal.report_colour(),
                width: terminal.width(),
                next: format!(
                    "`{program} serve` opens the book and the AWS services for your own tools; `{program} list` shows the \
                     chapters"
                ),
            })
            .rerun_by(rerun),
        ),
        Format::Json => Box::new(JsonLines),
    }
}

/// The JUnit file beside the report; created before the run, so that a path that cannot be written is known at once.
struct JUnitFile {
    path: PathBuf,
    file: BufWriter<File>,
    reporter: JUnit,
    fault: Option<io::Error>,
}

impl JUnitFile {
    fn create(path: &Path, rerun: &str) -> Result<Self, Trouble> {
        let file =
            File::create(path).map_err(|reason| Trouble::File { action: "write", path: path.to_owned(), reason })?;
        Ok(Self {
            path: path.to_owned(),
            file: BufWriter::new(file),
            reporter: JUnit::default().rerun_by(rerun),
            fault: None,
        })
    }

    /// Keeps its own fault: a full disk under the report must not look like a closed pipe.
    fn report(&mut self, event: &Event) -> io::Result<()> {
        if self.fault.is_none() {
            self.fault = self.reporter.report(event, &mut self.file).err();
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Trouble> {
        let written = self.fault.take().map_or_else(|| self.file.flush(), Err);
        written.map_err(|reason| Trouble::File { action: "write", path: self.path, reason })
    }
}
