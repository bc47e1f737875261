//! What a console step's shell can do, whatever runs underneath: [`StepShell`] and what opens one.
//!
//! The grader holds one shell a chapter and runs one script a step. How scripts are interpreted is the business of
//! `bashkit_shell`; what a registered command gets is in [`crate::command`].

use std::sync::Arc;
use std::time::Duration;

use labs_world::{BoxFuture, World};

use crate::command::ShellCommand;
use crate::error::ShellError;
use crate::limits::{LimitHit, ShellLimits};

/// The virtual folder that holds the lab's files: `$HOME` and the first working folder of every shell.
pub const HOME: &str = "/home/learner";

/// A shell that keeps its variables, functions, working folder and files from one script to the next.
pub trait StepShell: Send {
    /// Runs one step's script to its end or to a limit; `limit` is the wall time that it may take, cut at
    /// [`ShellLimits::wall_time`]. Never fails: what goes wrong is told by the outcome. After a script that was stopped at
    /// its limit the shell goes on with the next one.
    fn run<'a>(&'a mut self, script: &'a str, limit: Duration) -> BoxFuture<'a, ShellOutcome>;

    /// Writes a file of the virtual folder, creating its parent folders; a relative `path` starts at [`HOME`].
    ///
    /// # Errors
    /// [`ShellError::File`] when the path is a folder or a limit of files would be passed, [`ShellError::Lost`] after
    /// a step that could not be stopped.
    fn write_file<'a>(&'a mut self, path: &'a str, content: &'a [u8]) -> BoxFuture<'a, Result<(), ShellError>>;

    /// Reads a file of the virtual folder; a relative `path` starts at [`HOME`].
    ///
    /// # Errors
    /// [`ShellError::File`] when there is no such file, [`ShellError::Lost`] after a step that could not be stopped.
    fn read_file<'a>(&'a mut self, path: &'a str) -> BoxFuture<'a, Result<Vec<u8>, ShellError>>;

    /// Sets an exported variable for the scripts that follow, as `export name=value` would.
    fn set_variable(&mut self, name: &str, value: &str);
}

/// What a script left behind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct ShellOutcome {
    /// Standard output, byte for byte, cut at the output limit.
    pub stdout: Vec<u8>,
    /// Standard error, cut at the output limit; the message of a limit that was hit is its last line.
    pub stderr: Vec<u8>,
    /// The exit status, 0 to 255; never 0 when a limit was hit.
    pub status: i32,
    /// The limit that stopped or cut the step.
    pub limit: Option<LimitHit>,
}

/// What a new shell starts with.
pub struct ShellOptions {
    /// Time, ids and chance.
    pub world: Arc<World>,
    /// Files of the virtual folder: path (relative ones start at [`HOME`]) and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// Exported variables. Nothing of the host's environment is visible beside them.
    pub environment: Vec<(String, String)>,
    /// Commands beside the built-in ones; a name that is built in is replaced.
    pub commands: Vec<(String, Arc<dyn ShellCommand>)>,
    /// How much one script may use.
    pub limits: ShellLimits,
}

impl ShellOptions {
    /// A shell in `world` with an empty folder, no further commands and the usual limits.
    #[must_use]
    pub fn new(world: Arc<World>) -> Self {
        Self { world, files: Vec::new(), environment: Vec::new(), commands: Vec::new(), limits: ShellLimits::default() }
    }
}

/// Opens a shell.
///
/// # Errors
/// [`ShellError`] when a file of the options cannot be placed in the folder or the system gives no thread.
pub fn open(options: ShellOptions) -> Result<Box<dyn StepShell>, ShellError> {
    crate::bashkit_shell::open(options)
}
