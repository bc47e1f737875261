//! `labs book build`: renders the guides as a static site.

use std::io::Write as _;
use std::path::Path;

use labs_book::BookError;

use crate::exit::Exit;
use crate::sources::Sources;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// Builds the book into `out` and says where to read it.
pub(crate) fn build(out: &Path, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let sources = Sources::find(labs);
    let guides = sources.load_all(terminal)?;
    let report = sources.build_book(&guides, out).map_err(|trouble| match trouble {
        Trouble::Book(error @ (BookError::Destination { .. } | BookError::Io { .. })) => Trouble::BookFolder(error),
        other => other,
    })?;
    let mut stdout = terminal.stdout();
    let first = report.destination.join("index.html");
    writeln!(stdout, "{} pages with {} steps, {} KB", report.pages, report.steps, report.bytes.div_ceil(1024))
        .and_then(|()| writeln!(stdout, "Open {} in a browser.", first.display()))
        .and_then(|()| stdout.flush())
        .map_err(Trouble::Output)?;
    Ok(Exit::AllRight)
}
