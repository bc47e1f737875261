//! The in-process shell of console steps: bash's language, text tools and `jq` over a virtual folder.
//!
//! A step's script runs here with no host file, no network and no process; what it sees of time and chance comes from the
//! [`World`](labs_world::World). This crate knows neither AWS nor Markdown: the binary registers `aws` as a
//! [`ShellCommand`]. Only `bashkit_shell` knows which shell is underneath; everything else would survive its replacement.
//!

mod bashkit_shell;
mod command;
mod commands;
mod error;
mod limits;
mod shell;
mod step_clock;

pub use command::{CommandFiles, CommandInvocation, CommandOutcome, ShellCommand};
pub use commands::duration::{DurationError, parse as parse_duration};
pub use error::{FileProblem, ShellError};
pub use limits::{Limit, LimitHit, ShellLimits};
pub use shell::{HOME, ShellOptions, ShellOutcome, StepShell, open};
