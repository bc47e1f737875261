//! `labs run`: runs the selected guided steps and shows what really comes; compares nothing.

use std::io::Write as _;
use std::path::Path;

use labs_grade::Judging;
use labs_grade::report::{Reporter as _, Show};

use crate::cli::{RunArgs, ShellKind};
use crate::exit::{Exit, Skips};
use crate::grading;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// Runs and shows.
pub(crate) fn run(args: &RunArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let mut show = Show::new(terminal.report_colour());
    let mut out = terminal.stdout();
    let summary = grading::run(&args.selection, Judging::Show, ShellKind::Embedded, terminal, labs, |event| {
        show.report(event, &mut out)?;
        out.flush()
    })?;
    Ok(Exit::of(summary.conclusion, Skips::AreCounted))
}
