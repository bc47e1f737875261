//! The terminal: where text goes, with which colours and width. Library crates never print; everything comes through here.

mod progress;

use std::io::{self, IsTerminal, Write};

use anstream::ColorChoice;
use labs_grade::report::Colour;

use crate::cli::Color;

pub(crate) use progress::Progress;

/// Standard output and error with the colours that the user wants.
pub(crate) struct Terminal {
    color: Color,
}

impl Terminal {
    /// A terminal that follows `color`.
    pub(crate) fn new(color: Color) -> Self {
        Self { color }
    }

    /// Standard output, buffered; escapes are stripped where no colour is wanted.
    pub(crate) fn stdout(&self) -> impl Write + use<> {
        io::BufWriter::new(anstream::AutoStream::new(io::stdout(), self.choice()))
    }

    /// Standard error; escapes are stripped where no colour is wanted.
    pub(crate) fn stderr(&self) -> impl Write + use<> {
        anstream::AutoStream::new(io::stderr(), self.choice())
    }

    /// Whether text on standard output should carry colour.
    fn colours_stdout(&self) -> bool {
        anstream::AutoStream::new(io::stdout(), self.choice()).current_choice() != ColorChoice::Never
    }

    /// The colour of reports on standard output.
    pub(crate) fn report_colour(&self) -> Colour {
        if self.colours_stdout() { Colour::Ansi } else { Colour::Never }
    }

    /// Whether text on standard error should carry colour.
    pub(crate) fn colours_stderr(&self) -> bool {
        anstream::AutoStream::new(io::stderr(), self.choice()).current_choice() != ColorChoice::Never
    }

    /// Columns of the terminal; 100 when there is none, so that piped output does not depend on the window.
    pub(crate) fn width(&self) -> usize {
        let columns = if io::stdout().is_terminal() { columns() } else { None };
        columns.unwrap_or(100).clamp(40, 120)
    }

    /// A progress line on standard error, or nothing where standard error is no terminal.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new()
    }

    fn choice(&self) -> ColorChoice {
        match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}

/// `1 lab`, `2 labs`.
pub(crate) fn counted(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// What the terminal says of its width; the variable COLUMNS wins, as in other tools.
fn columns() -> Option<usize> {
    if let Some(columns) = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()) {
        return Some(columns);
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}
