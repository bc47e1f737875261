//! `labs completions SHELL`: a completion script on standard output.

use std::io::Write as _;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// Prints the script.
pub(crate) fn run(shell: Shell, terminal: &Terminal) -> Result<Exit, Trouble> {
    // Rendered to memory first: clap_complete ends the process on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "labs", &mut script);
    let mut out = terminal.stdout();
    out.write_all(&script).and_then(|()| out.flush()).map_err(Trouble::Output)?;
    Ok(Exit::AllRight)
}
