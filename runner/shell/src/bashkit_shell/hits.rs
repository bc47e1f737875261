//! The limits and refusals of one script: where they are remembered, and how bashkit's own limits are named.
//!
//! bashkit stops some scripts with an error, cuts the output of others, and lets a tool give up with status 1, which a
//! pipe then hides. All of them end here, so that a step that hit a limit fails whatever its script made of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bashkit::{ExecutionBudgetExceeded, LimitExceeded};

use crate::limits::{Limit, LimitHit, ShellLimits};

/// What must not go unsaid at the end of a script.
#[derive(Default)]
pub(crate) struct Hits(Mutex<Recorded>);

#[derive(Default)]
struct Recorded {
    limit: Option<LimitHit>,
    refusals: Vec<Refusal>,
}

/// A call that was not made because its result would come from the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The command.
    pub(crate) command: String,
    /// What is refused and what to do instead.
    pub(crate) reason: String,
}

impl Refusal {
    /// `stderr` with the reason in the place of bashkit's word for a call that was not made, or at the end when the
    /// script sent that word elsewhere.
    pub(crate) fn told_in(&self, stderr: &[u8]) -> Vec<u8> {
        let said = format!("{}: cancelled by before_tool hook", self.command);
        let reason = format!("{}: {}", self.command, self.reason);
        match stderr.windows(said.len()).position(|window| window == said.as_bytes()) {
            Some(at) => {
                let (before, rest) = stderr.split_at(at);
                [before, reason.as_bytes(), rest.get(said.len()..).unwrap_or_default()].concat()
            }
            None => [stderr, reason.as_bytes(), b"\n"].concat(),
        }
    }
}

impl Hits {
    /// Remembers a limit; the first one counts.
    pub(crate) fn record(&self, hit: LimitHit) {
        self.recorded().limit.get_or_insert(hit);
    }

    /// Remembers a refused call.
    pub(crate) fn refuse(&self, refusal: Refusal) {
        self.recorded().refusals.push(refusal);
    }

    /// Hands over what was remembered and forgets it.
    pub(crate) fn take(&self) -> (Option<LimitHit>, Vec<Refusal>) {
        let recorded = std::mem::take(&mut *self.recorded());
        (recorded.limit, recorded.refusals)
    }

    fn recorded(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The limit behind an error of bashkit.
pub(crate) fn named(exceeded: &LimitExceeded, limits: &ShellLimits) -> LimitHit {
    let (limit, value) = match exceeded {
        LimitExceeded::MaxCommands(count) => (Limit::Commands, count.to_string()),
        LimitExceeded::MaxLoopIterations(count) | LimitExceeded::MaxTotalLoopIterations(count) => {
            (Limit::LoopIterations, count.to_string())
        }
        LimitExceeded::MaxFunctionDepth(depth)
        | LimitExceeded::MaxSubstDepth(depth)
        | LimitExceeded::MaxSubshellDepth(depth)
        | LimitExceeded::MaxPromptDepth(depth)
        | LimitExceeded::MaxTrapDepth(depth)
        | LimitExceeded::AstTooDeep(_, depth) => (Limit::Depth, depth.to_string()),
        LimitExceeded::MaxConcurrentJobs(count) => (Limit::Tool, format!("{count} background jobs")),
        LimitExceeded::MaxFileDescriptors(count) => (Limit::Tool, format!("{count} open files")),
        LimitExceeded::Timeout(_) | LimitExceeded::ParserTimeout(_) => return wall_time(limits),
        LimitExceeded::InputTooLarge(_, most) => (Limit::Script, format!("{most} bytes")),
        LimitExceeded::ParserExhausted(_, most) => (Limit::Script, format!("{most} parser operations")),
        LimitExceeded::SessionMaxCommands(count) => (Limit::Commands, format!("{count} in one shell")),
        LimitExceeded::SessionMaxExecCalls(count) => (Limit::Commands, format!("{count} scripts in one shell")),
        LimitExceeded::Memory(what) => (Limit::Variables, what.clone()),
        LimitExceeded::ExecutionBudget(budget) => match budget {
            ExecutionBudgetExceeded::WorkUnits { limit, .. } => (Limit::Work, format!("{limit} units")),
            ExecutionBudgetExceeded::InputBytes { limit, .. } => (Limit::Work, format!("{limit} bytes read")),
            ExecutionBudgetExceeded::LiveBytes { limit, .. } => (Limit::Memory, format!("{limit} bytes")),
            ExecutionBudgetExceeded::Deadline { .. }
            | ExecutionBudgetExceeded::Cancelled
            | ExecutionBudgetExceeded::RequestClosed => return wall_time(limits),
        },
    };
    LimitHit { limit, value }
}

/// The limit of wall time.
pub(crate) fn wall_time(limits: &ShellLimits) -> LimitHit {
    LimitHit { limit: Limit::WallTime, value: format!("{} s", limits.wall_time.as_secs_f64()) }
}

/// Words with which bashkit's tools say that they gave up at a limit of their own. A tool may say so in the middle of a
/// pipe, where its status is lost; its message is what remains.
const TOOL_LIMITS: &[&str] = &[
    ") exceeded",
    "exceeds byte limit",
    "exceeds limit ",
    "exceeds maximum (",
    "exceeds VFS limit",
    "output limit exceeded",
    "output may be truncated",
    "output too large",
    "resource limit exceeded",
    "zip bomb protection",
];

/// The limit that a tool's message on standard error tells of.
pub(crate) fn told(stderr: &[u8]) -> Option<LimitHit> {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().find(|line| TOOL_LIMITS.iter().any(|words| line.contains(words)))?;
    Some(LimitHit { limit: Limit::Tool, value: line.trim().to_owned() })
}

/// The limit behind an error of bashkit that says so only in words.
pub(crate) fn worded(error: &str) -> Option<LimitHit> {
    let limit = if ["too deep", "depth exceeded", "too deeply"].iter().any(|words| error.contains(words)) {
        Limit::Depth
    } else if ["too large", "too many", "budget validation"].iter().any(|words| error.contains(words)) {
        Limit::Tool
    } else {
        return None;
    };
    Some(LimitHit { limit, value: error.to_owned() })
}
