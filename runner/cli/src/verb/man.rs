//! `labs man`: the manual page in roff on standard output; `labs man | man -l -` shows it.

use std::io::Write as _;

use clap::CommandFactory as _;

use crate::cli::Cli;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// Prints the page.
pub(crate) fn run(terminal: &Terminal) -> Result<Exit, Trouble> {
    let mut out = terminal.stdout();
    clap_mangen::Man::new(Cli::command()).render(&mut out).and_then(|()| out.flush()).map_err(Trouble::Output)?;
    Ok(Exit::AllRight)
}
