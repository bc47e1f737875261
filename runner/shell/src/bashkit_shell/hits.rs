//! The limits and refusals of one script: where they are remembered, and how bashkit's own limits are named.
//!
//! bashkit stops some scripts with an error, cuts the output of others, and lets a tool give up with status 1, which a
//! pipe then hides. All of them end here, so that a step that hit a limit fails whatever its script made of it. What
//! tools say of their own limits is read in [`super::tool_limits`].

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bashkit::{Error, ExecutionBudgetExceeded, LimitExceeded};

use crate::limits::{Limit, LimitHit};

/// What must not go unsaid at the end of a script.
#[derive(Default)]
pub(crate) struct Hits(Mutex<Remembered>);

/// What was remembered of one script.
#[derive(Default)]
pub(crate) struct Remembered {
    /// The first limit that was hit.
    pub(crate) limit: Option<LimitHit>,
    /// The calls that were not made.
    pub(crate) refusals: Vec<Refusal>,
    /// The names of bashkit's tools that were called.
    pub(crate) ran: BTreeSet<String>,
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

    /// Remembers that one of bashkit's tools is called.
    pub(crate) fn ran(&self, tool: &str) {
        let mut recorded = self.recorded();
        if !recorded.ran.contains(tool) {
            recorded.ran.insert(tool.to_owned());
        }
    }

    /// Hands over what was remembered and forgets it.
    pub(crate) fn take(&self) -> Remembered {
        std::mem::take(&mut *self.recorded())
    }

    fn recorded(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The limit behind an error of bashkit; `wall` is how long the script may take.
pub(crate) fn named(exceeded: &LimitExceeded, wall: Duration) -> LimitHit {
    let tool =
        |count: usize, of: &str| LimitHit { limit: Limit::Tool, value: count.to_string(), of: Some(of.to_owned()) };
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
        LimitExceeded::MaxConcurrentJobs(count) => return tool(*count, "background jobs"),
        LimitExceeded::MaxFileDescriptors(count) => return tool(*count, "open files"),
        LimitExceeded::Timeout(_) | LimitExceeded::ParserTimeout(_) => return wall_time(wall),
        LimitExceeded::InputTooLarge(_, most) => (Limit::Script, format!("{most} bytes")),
        LimitExceeded::ParserExhausted(_, most) => (Limit::Script, format!("{most} parser operations")),
        LimitExceeded::SessionMaxCommands(count) => (Limit::Commands, format!("{count} in one shell")),
        LimitExceeded::SessionMaxExecCalls(count) => (Limit::Commands, format!("{count} scripts in one shell")),
        LimitExceeded::Memory(what) => (Limit::Variables, held(what)),
        LimitExceeded::ExecutionBudget(budget) => match budget {
            ExecutionBudgetExceeded::WorkUnits { limit, .. } => (Limit::Work, format!("{limit} units")),
            ExecutionBudgetExceeded::InputBytes { limit, .. } => (Limit::Work, format!("{limit} bytes read")),
            ExecutionBudgetExceeded::LiveBytes { limit, .. } => (Limit::Memory, format!("{limit} bytes")),
            ExecutionBudgetExceeded::Deadline { .. }
            | ExecutionBudgetExceeded::Cancelled
            | ExecutionBudgetExceeded::RequestClosed => return wall_time(wall),
        },
    };
    LimitHit::new(limit, value)
}

/// How much of what memory holds for a script is allowed, from bashkit's sentence `variable byte limit (5) exceeded`.
fn held(sentence: &str) -> String {
    let Some((what, rest)) = sentence.split_once(" limit (") else { return "a fixed amount".to_owned() };
    let count = rest.split(')').next().unwrap_or_default();
    match what {
        "array entry" => format!("{count} array entries"),
        "word split field" => format!("{count} words"),
        bytes if bytes.ends_with("byte") => format!("{count} bytes"),
        counted => format!("{count} {}s", counted.trim_end_matches(" count")),
    }
}

/// The limit of wall time of a script that may take so long. Tenths of a second, because what is left to a step is never
/// a round number and would make each report another one.
pub(crate) fn wall_time(wall: Duration) -> LimitHit {
    let tenths = wall.as_millis().div_ceil(100);
    let value = match tenths % 10 {
        0 => format!("{} s", tenths / 10),
        part => format!("{}.{part} s", tenths / 10),
    };
    LimitHit::new(Limit::WallTime, value)
}

/// The limit behind an error of bashkit that says so only in words.
pub(crate) fn worded(error: &Error) -> Option<LimitHit> {
    let (limit, text) = match error {
        Error::Parse { message, .. }
            if message.contains("nesting too deep") || message.ends_with("nested too deeply") =>
        {
            (Limit::Depth, message)
        }
        Error::Execution(message) if message.ends_with("depth exceeded") => (Limit::Depth, message),
        Error::Execution(message) if message.starts_with("budget validation failed: ") => (Limit::Script, message),
        _ => return None,
    };
    let number = ["max ", "limit ("].iter().find_map(|words| text.split_once(words));
    let value: String =
        number.map(|(_, after)| after.chars().take_while(char::is_ascii_digit).collect()).unwrap_or_default();
    Some(LimitHit::new(limit, if value.is_empty() { "a fixed number".to_owned() } else { value }))
}
