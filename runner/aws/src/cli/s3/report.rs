//! What a transfer prints, and the exit code that comes of it: 1 when something failed, 2 when something was passed over.

use std::fmt::Display;

use super::super::run::Printed;
use super::line::Line;

/// How much is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verbosity {
    Everything,
    Errors,
    Nothing,
}

/// The report of one command.
#[derive(Debug)]
pub(super) struct Report {
    verbosity: Verbosity,
    printed: Printed,
    failed: usize,
    warned: usize,
}

impl Report {
    /// An empty one.
    pub(super) fn new(line: &Line, streams: bool) -> Self {
        let verbosity = if line.has("--quiet") {
            Verbosity::Nothing
        } else if streams || line.has("--only-show-errors") {
            Verbosity::Errors
        } else {
            Verbosity::Everything
        };
        Self { verbosity, printed: Printed::default(), failed: 0, warned: 0 }
    }

    /// `upload: ./a.csv to s3://b/a.csv`.
    pub(super) fn done(&mut self, kind: &str, place: &str) {
        if self.verbosity == Verbosity::Everything {
            self.printed.stdout.extend_from_slice(format!("{kind}: {place}\n").as_bytes());
        }
    }

    /// The same of what would be done; it is printed under `--only-show-errors` too.
    pub(super) fn would_do(&mut self, kind: &str, place: &str) {
        if self.verbosity != Verbosity::Nothing {
            self.printed.stdout.extend_from_slice(format!("(dryrun) {kind}: {place}\n").as_bytes());
        }
    }

    /// `upload failed: ./a.csv to s3://b/a.csv An error occurred …`.
    pub(super) fn failed(&mut self, kind: &str, place: &str, error: &dyn Display) {
        self.failed += 1;
        self.complain(&format!("{kind} failed: {place} {error}\n"));
    }

    /// A file that is passed over.
    pub(super) fn skipped(&mut self, path: &str, reason: &str) {
        self.warned += 1;
        self.complain(&format!("warning: Skipping file {path}. {reason}\n"));
    }

    /// What ends the command.
    pub(super) fn fatal(&mut self, error: &dyn Display) {
        self.failed += 1;
        self.complain(&format!("fatal error: {error}\n"));
    }

    /// Bytes for standard output.
    pub(super) fn output(&mut self, bytes: &[u8]) {
        self.printed.stdout.extend_from_slice(bytes);
    }

    /// What was printed, with its exit code.
    pub(super) fn finish(mut self) -> Printed {
        self.printed.status = match (self.failed, self.warned) {
            (1.., _) => 1,
            (0, 1..) => 2,
            (0, 0) => 0,
        };
        self.printed
    }

    fn complain(&mut self, text: &str) {
        if self.verbosity != Verbosity::Nothing {
            self.printed.stderr.push_str(text);
        }
    }
}
