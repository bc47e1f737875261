//! The seam for commands that are not the shell's own: `aws`, `labs`, and the replacements of what must not be host-bound.
//!
//! A command gets its words, standard input, the exported variables and the step's files; it answers with bytes and a
//! status. It cannot change the shell's variables or working folder.

use std::collections::HashMap;

use labs_world::{BoxFuture, Timestamp};

use crate::error::ShellError;

/// A command that a script can call by name.
pub trait ShellCommand: Send + Sync {
    /// Runs the command once.
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome>;
}

/// One call of a command.
#[derive(Clone, Copy)]
pub struct CommandInvocation<'a> {
    /// The words after the command's name, expanded.
    pub args: &'a [String],
    /// All of standard input; empty when there is none.
    pub stdin: &'a [u8],
    /// Exported variables, those set for this call included.
    pub environment: &'a HashMap<String, String>,
    /// The working folder, absolute.
    pub cwd: &'a str,
    /// The step's files.
    pub files: &'a dyn CommandFiles,
}

impl CommandInvocation<'_> {
    /// The value of an exported variable.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str)
    }
}

/// The files that a command can reach: the virtual ones, relative paths starting at the working folder.
pub trait CommandFiles: Send + Sync {
    /// The content of a file; symbolic links are followed inside the virtual tree.
    fn read<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Vec<u8>, ShellError>>;

    /// Replaces or creates a file; its folder must exist.
    fn write<'a>(&'a self, path: &'a str, content: &'a [u8]) -> BoxFuture<'a, Result<(), ShellError>>;

    /// Whether something has that path.
    fn exists<'a>(&'a self, path: &'a str) -> BoxFuture<'a, bool>;

    /// Creates a folder; its parent must exist.
    fn create_folder<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<(), ShellError>>;

    /// What has that path; symbolic links are followed.
    fn metadata<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<PathMetadata, ShellError>>;

    /// Names of a folder's entries with what they are, in the order of their bytes; symbolic links are followed.
    fn entries<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<Vec<(String, PathMetadata)>, ShellError>>;

    /// Removes a file.
    fn remove<'a>(&'a self, path: &'a str) -> BoxFuture<'a, Result<(), ShellError>>;

    /// Sets the time of the last change of a file.
    fn set_modified<'a>(&'a self, path: &'a str, modified: Timestamp) -> BoxFuture<'a, Result<(), ShellError>>;

    /// Bytes that one file can hold; a write of more is refused and fails the step.
    fn file_limit(&self) -> u64;
}

/// What is known of a path without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathMetadata {
    /// What has the path.
    pub kind: PathKind,
    /// Bytes of a file.
    pub size: u64,
    /// When it changed last.
    pub modified: Timestamp,
}

/// What has a path of the virtual tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A device, or a link that leads nowhere.
    Special,
}

/// What a command answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct CommandOutcome {
    /// Bytes for standard output.
    pub stdout: Vec<u8>,
    /// Bytes for standard error.
    pub stderr: Vec<u8>,
    /// Exit status, 0 to 255.
    pub status: i32,
}

impl CommandOutcome {
    /// Success with this output.
    pub fn success(stdout: impl Into<Vec<u8>>) -> Self {
        Self { stdout: stdout.into(), stderr: Vec::new(), status: 0 }
    }

    /// Failure with a message, which must end with a newline, and a status.
    pub fn failure(status: i32, message: impl Into<Vec<u8>>) -> Self {
        Self { stdout: Vec::new(), stderr: message.into(), status }
    }
}
