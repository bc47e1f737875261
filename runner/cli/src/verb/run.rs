//! `labs run`: runs the selected guided steps and shows what really comes; compares nothing.

use std::io::Write as _;
use std::path::Path;

use labs_grade::Judging;
use labs_grade::report::{Reporter as _, Show};

use crate::cli::RunArgs;
use crate::exit::Exit;
use crate::grading;
use crate::terminal::Terminal;
use crate::trouble::Trouble;
use crate::verb::check;

/// Runs and shows.
pub(crate) fn run(args: &RunArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let mut show = Show::new(check::colour(terminal));
    let mut out = terminal.stdout();
    let summary = grading::run(&args.selection, Judging::Show, terminal, labs, |event| {
        show.report(event, &mut out)?;
        out.flush()
    })?;
    Ok(check::exit(summary.conclusion, false))
}
