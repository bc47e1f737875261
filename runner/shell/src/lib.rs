//! The in-process shell of console steps: bash's language, text tools and `jq` over a virtual folder.
//!
//! A step's script runs here with no host file, no network and no process; what it sees of time and chance comes from the
//! [`World`](labs_world::World). This crate knows neither AWS nor Markdown: the binary registers `aws` as a
//! [`ShellCommand`]. Only `bashkit_shell` knows which shell is underneath; everything else would survive its replacement.
//! `system_shell` is the other one: the machine's own `/bin/sh`, with no such fence, to prove that guides mean the same outside.
//!
//! # Where a step differs from bash on a real machine
//!
//! `tests/golden` holds what agrees; it was compared with bash 5.2, GNU tools, mawk and jq. These differ:
//!
//! - **Time.** `sleep`, `timeout`, `read -t`, `$SECONDS` and `time` use the world's time; under a virtual clock they take
//!   none of the reader's. `$EPOCHSECONDS` and `$EPOCHREALTIME` are set at a script's start and after each command of this
//!   crate or the runner; when time moved only inside a subshell they lag until then. `date` knows UTC and POSIX zones
//!   (`TZ=ICT-7`). `time` shows no processor time. `find -mmin` and its like, and `printf '%(…)T'`, are refused.
//! - **Chance.** Everything comes from the world's seed; `$SRANDOM` has 15 bits; `sort -R` is refused; one read of
//!   `/dev/urandom` ends after 65,536 bytes, one of `/dev/zero` after 1,048,576.
//! - **Machine.** `$$` is 1, the user is `learner` on host `labs`; there is no `/proc`, `/etc`, `/bin`. What a tutorial might
//!   still try (`curl`, `git`, `python3`, …) is refused by name with what to use.
//! - **State.** `exit` and `set -e` end their own script only; background jobs end with it.
//! - **Limits.** Functions nest 16 deep, `$(…)` 32, a brace range has 10,000 words, `seq` 100,000 lines, an `awk` loop
//!   100,000 rounds, `jq` recursion 64 levels unless it is a tail call. Each fails the step when hit. A tool inside
//!   `2> /dev/null` that gives up at a limit of its own (not the ones named here) may go unnoticed.
//! - **jq** is jaq: numbers keep their spelling (`3.0`, `1e2`), errors have other words, a syntax error in the input is
//!   status 5. Local time is UTC.
//! - **Tools.** `ls -l` shows mode, size, time and name only, `ls -a` leaves out `.` and `..`; `column -t` pads no last column;
//!   `printf` rounds doubles, not long doubles; `command not found` may add a suggestion; `expr` does one operation.
//! - **Bytes.** Standard output and files are bytes end to end. A command substitution drops zero bytes as bash does.

mod bashkit_shell;
mod command;
mod commands;
mod error;
mod limits;
mod shell;
mod step_clock;
mod system_shell;

pub use command::{CommandFiles, CommandInvocation, CommandOutcome, PathKind, PathMetadata, ShellCommand};
pub use commands::duration::{DurationError, parse as parse_duration};
pub use error::{FileProblem, ShellError};
pub use limits::{Limit, LimitHit, ShellLimits};
pub use shell::{HOME, ShellOptions, ShellOutcome, StepShell, open};
pub use system_shell::{SystemShellOptions, open_system};
