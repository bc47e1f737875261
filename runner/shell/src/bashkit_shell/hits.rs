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

impl Hits {
    /// Remembers a limit; the first one counts.
    pub(crate) fn record(&self, hit: LimitHit) {
        self.recorded().limit.get_or_insert(hit);
    }

    #[expect(dead_code, reason = "the guards of the next slice call it")]
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
