//! `labs book build`: renders the guides as a static site.

use std::io::Write as _;
use std::path::Path;

use labs_book::{BookError, BookRequest};

use crate::exit::Exit;
use crate::sources::Sources;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// Builds the book into `out` and says where to read it.
pub(crate) fn build(out: &Path, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let sources = Sources::find(labs);
    let guides = sources.load(terminal)?;
    let book = sources.book()?;
    let request = BookRequest { book: &book, lab_files: &guides.tree, labs: &guides.labs, destination: out };
    let report = labs_book::build(request).map_err(|error| match error {
        BookError::Destination { .. } | BookError::Io { .. } => Trouble::BookFolder(error),
        other => Trouble::Book(other),
    })?;
    let mut stdout = terminal.stdout();
    let first = report.destination.join("index.html");
    writeln!(stdout, "{} pages with {} steps, {} KB", report.pages, report.steps, report.bytes.div_ceil(1024))
        .and_then(|()| writeln!(stdout, "Open {} in a browser.", first.display()))
        .and_then(|()| stdout.flush())
        .map_err(Trouble::Output)?;
    Ok(Exit::AllRight)
}
