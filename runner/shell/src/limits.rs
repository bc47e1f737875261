//! How much one script may use, and what is said when it uses more.
//!
//! A limit that is hit fails its step, whatever the script's own status would have been: a result that was cut silently
//! would be graded as if it were whole.

use std::fmt;
use std::time::Duration;

/// How much one script may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellLimits {
    /// Time on the wall, not of the world's clock: the most that one call of [`StepShell::run`](crate::StepShell::run) may
    /// give its script.
    pub wall_time: Duration,
    /// Commands that a script may run.
    pub commands: usize,
    /// Rounds of all loops of a script together.
    pub loop_iterations: usize,
    /// Bytes of standard output, and as many of standard error.
    pub output_bytes: usize,
    /// Bytes in variables.
    pub variable_bytes: usize,
    /// Bytes that pipes, arguments and intermediate results may hold at once.
    pub memory_bytes: u64,
    /// Functions, sourced files and subshells inside each other; at most 16.
    pub depth: usize,
    /// Bytes of a script's text.
    pub script_bytes: usize,
    /// Files and folders of the virtual tree.
    pub files: u64,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of all files together.
    pub total_file_bytes: u64,
}

impl Default for ShellLimits {
    fn default() -> Self {
        Self {
            wall_time: Duration::from_secs(600),
            commands: 100_000,
            loop_iterations: 100_000,
            output_bytes: 1 << 20,
            variable_bytes: 10_000_000,
            memory_bytes: 32 << 20,
            depth: 16,
            script_bytes: 1 << 20,
            files: 10_000,
            file_bytes: 32 << 20,
            total_file_bytes: 128 << 20,
        }
    }
}

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`ShellLimits::wall_time`].
    WallTime,
    /// [`ShellLimits::commands`].
    Commands,
    /// [`ShellLimits::loop_iterations`].
    LoopIterations,
    /// [`ShellLimits::output_bytes`].
    Output,
    /// [`ShellLimits::variable_bytes`], and the numbers of variables, array entries and functions.
    Variables,
    /// [`ShellLimits::memory_bytes`].
    Memory,
    /// [`ShellLimits::depth`], and how deep a script may nest its text.
    Depth,
    /// [`ShellLimits::script_bytes`].
    Script,
    /// [`ShellLimits::files`].
    Files,
    /// [`ShellLimits::file_bytes`].
    FileSize,
    /// [`ShellLimits::total_file_bytes`].
    FolderSize,
    /// Work that no other limit counts: what parsers, `awk` and `jq` do inside.
    Work,
    /// A limit of one tool, such as the width of a `printf` field.
    Tool,
}

impl Limit {
    /// The name that messages use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WallTime => "wall time",
            Self::Commands => "commands",
            Self::LoopIterations => "loop iterations",
            Self::Output => "output",
            Self::Variables => "variables",
            Self::Memory => "memory",
            Self::Depth => "nesting",
            Self::Script => "script size",
            Self::Files => "number of files",
            Self::FileSize => "file size",
            Self::FolderSize => "size of all files",
            Self::Work => "work",
            Self::Tool => "a tool",
        }
    }
}

/// A limit that a script hit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct LimitHit {
    /// What is limited.
    pub limit: Limit,
    /// How much is allowed, with its unit (`20 s`, `1048576 bytes`); only the number when `of` is given.
    pub value: String,
    /// What the number counts, where the limit's name does not say it: `lines of one seq`.
    pub of: Option<String>,
}

impl LimitHit {
    /// A limit whose name says what is limited.
    #[must_use]
    pub fn new(limit: Limit, value: String) -> Self {
        Self { limit, value, of: None }
    }

    /// What is limited, in words.
    #[must_use]
    pub fn what(&self) -> &str {
        self.of.as_deref().unwrap_or(self.limit.name())
    }

    /// How much is allowed, in words that stand alone: `100000 lines of one seq`.
    #[must_use]
    pub fn amount(&self) -> String {
        match &self.of {
            Some(of) => format!("{} {of}", self.value),
            None => self.value.clone(),
        }
    }
}

impl fmt::Display for LimitHit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the step hit its limit of {} ({}); let it do less, or do it in several steps",
            self.limit.name(),
            self.amount()
        )
    }
}
