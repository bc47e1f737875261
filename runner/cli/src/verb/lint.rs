//! `labs lint`: is every guide and the glossary what their formats say? Runs nothing.

use std::io::Write as _;
use std::path::Path;

use labs_guide::Rendering;

use crate::cli::LintArgs;
use crate::exit::Exit;
use crate::invocation;
use crate::sources::{Sources, show};
use crate::terminal::{Terminal, counted};
use crate::trouble::Trouble;

/// Shows every finding, then counts.
pub(crate) fn run(args: &LintArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let sources = Sources::find(labs);
    let guides = sources.read_all()?;
    let mut out = terminal.stdout();
    if args.short {
        for diagnostic in &guides.diagnostics {
            writeln!(out, "{}", diagnostic.render(Rendering::Plain)).map_err(Trouble::Output)?;
        }
    } else {
        show(&guides.diagnostics, terminal).map_err(Trouble::Output)?;
    }
    out.flush().map_err(Trouble::Output)?;
    match guides.errors() {
        0 => {
            let steps: usize =
                guides.labs.iter().flat_map(|lab| &lab.chapters).map(|chapter| chapter.steps().count()).sum();
            let chapters: usize = guides.labs.iter().map(|lab| lab.chapters.len()).sum();
            let found = [
                counted(guides.labs.len(), "lab"),
                counted(chapters, "chapter"),
                counted(steps, "step"),
                counted(guides.glossary.len(), "glossary term"),
            ]
            .join(", ");
            writeln!(
                out,
                "{found} in {}: all as the format says. Next: {} check",
                sources.describe(),
                invocation::with_labs(labs)
            )
            .and_then(|()| out.flush())
            .map_err(Trouble::Output)?;
            Ok(Exit::AllRight)
        }
        _ if args.short => Ok(Exit::InvalidLab),
        count => Err(Trouble::InvalidLab { count }),
    }
}
