//! What can go wrong between the runner and a shell. What goes wrong inside a script is an outcome, not an error.

use crate::limits::LimitHit;

/// A shell cannot do what the runner asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShellError {
    /// A file of the virtual folder cannot be read or written.
    #[error("{path}: {problem}")]
    File {
        /// The path as it was given.
        path: String,
        /// Why.
        problem: FileProblem,
    },
    /// The system gave no thread for the shell.
    #[error(
        "cannot start the shell of console steps: the system gives no thread ({reason}); close other programs and try again"
    )]
    Start {
        /// The system's words.
        reason: String,
    },
    /// An earlier step could not be stopped, so its shell was given up.
    #[error(
        "the shell of this chapter was given up because an earlier step could not be stopped; run the chapter again without that step"
    )]
    Lost,
}

/// Why a virtual file cannot be used. The words are those that Linux tools print.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// Nothing has that path.
    #[error("No such file or directory")]
    NotFound,
    /// A folder where a file was expected.
    #[error("Is a directory")]
    IsFolder,
    /// A file where a folder was expected.
    #[error("Not a directory")]
    NotFolder,
    /// Something has that path already.
    #[error("File exists")]
    Exists,
    /// The folder still holds something.
    #[error("Directory not empty")]
    NotEmpty,
    /// A device or another fixed part of the tree.
    #[error("Operation not permitted")]
    NotPermitted,
    /// Symbolic links that lead to each other.
    #[error("Too many levels of symbolic links")]
    LinkLoop,
    /// The write would pass a limit.
    #[error("{0}")]
    Limit(LimitHit),
    /// Another reason, in the words of the file tree.
    #[error("{0}")]
    Other(String),
}
