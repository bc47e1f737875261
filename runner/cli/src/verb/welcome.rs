//! `labs` without a verb: what this is, what there is to learn, and what to type next.

use std::io::Write as _;
use std::path::Path;

use crate::exit::Exit;
use crate::invocation;
use crate::sources::Sources;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// Prints the first screen.
pub(crate) fn run(terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let guides = Sources::find(labs).load(terminal)?;
    let mut out = terminal.stdout();
    let mut print = || {
        writeln!(out, "labs: learn the AWS data services hands on, with no account, no bill and no network.\n")?;
        for lab in &guides.labs {
            writeln!(out, "  {}  {} ({} min)", lab.id, lab.manifest.title, lab.minutes())?;
        }
        let program = invocation::program();
        writeln!(out, "\nStart here:")?;
        writeln!(out, "  {program} check       run every guided step and see that all is well")?;
        writeln!(out, "  {program} list        the labs and their chapters")?;
        writeln!(out, "  {program} serve       AWS services for the real aws command and SDKs, and the book to read")?;
        writeln!(out, "  {program} --help      everything else")?;
        out.flush()
    };
    print().map_err(Trouble::Output)?;
    Ok(Exit::AllRight)
}
