//! One step: its commands are run one after the other until one does not end as the guide says, then what came is judged.
//!
//! The order of judging is the order in which a person would look: did it run at all, did each command end and print as
//! written below it, is the whole output right, are the values for later steps there. The first thing that is wrong is the
//! failure; what follows from it would only be noise.

use std::borrow::Cow;
use std::time::Duration;

use labs_guide::{Braces, Command, Matcher};
use labs_world::BoxFuture;
use labs_world::meter::Bill;

use super::captured::{Captured, capture};
use super::isolate::{Isolated, isolated};
use super::options::{Judging, RunOptions};
use crate::event::CommandReport;
use crate::evidence::{Evidence, Interruption};
use crate::matcher::{Question, Redactions, Stream, entry};
use crate::plan::PlannedStep;
use crate::verdict::{Blocker, Failure, Skip, StepVerdict};
use crate::workshop::{Session, Work};

/// What a session gets beyond a step's limit to stop the step by itself. It then lives on for the steps that follow; one
/// that does not stop is given up with all of its chapter.
const CLEAN_STOP: Duration = Duration::from_millis(1250);

/// What running a step gave.
pub(super) struct Ran {
    pub(super) commands: Vec<CommandReport>,
    pub(super) verdict: StepVerdict,
    /// The session, unless the step took it with it.
    pub(super) session: Option<OpenSession>,
}

/// A session with the bill as it stood when it was last asked.
pub(super) struct OpenSession {
    pub(super) session: Box<dyn Session>,
    pub(super) bill: Option<Bill>,
}

/// Runs and judges a step; `None` when the run was stopped meanwhile.
pub(super) async fn run_step(
    planned: &PlannedStep,
    session: OpenSession,
    captured: &mut Captured,
    options: &RunOptions,
) -> Option<Ran> {
    let deadline = tokio::time::Instant::now() + planned.timeout;
    let expects_error = planned.step.expectations.iter().any(|e| matches!(e.matcher, Matcher::Error(_)));
    let mut session = Some(session);
    let mut commands = Vec::new();
    let mut failure = None;
    for command in &planned.step.commands {
        let Some(open) = session.take() else { break };
        let text = captured.paste(&command.text, planned.step.braces, &planned.providers).into_owned();
        let left = deadline.saturating_duration_since(tokio::time::Instant::now());
        let (back, mut evidence) = execute(open, planned, text.clone(), left, options).await;
        session = back;
        if let Some(Interruption::TimedOut { after }) = &mut evidence.interruption {
            // The step has one limit for all its commands; that is the one to name.
            *after = planned.timeout;
        }
        let status = evidence.status;
        let interrupted = evidence.interruption.clone();
        commands.push(CommandReport { text, place: planned.place(command.span.start), evidence });
        if let Some(interruption) = interrupted {
            match verdict_of(interruption)? {
                StepVerdict::Failed { failure: hit } => failure = Some(hit),
                other => return Some(Ran { commands, verdict: other, session }),
            }
            break;
        }
        if options.judging == Judging::Compare && status != Some(i32::from(command.status)) {
            if !expects_error {
                failure = Some(Failure::Status {
                    command: command.text.clone(),
                    place: planned.place(command.span.start),
                    expected: i32::from(command.status),
                    status,
                });
            }
            break;
        }
    }
    let verdict = match failure {
        Some(failure) => StepVerdict::Failed { failure },
        None => judge(planned, &commands, captured, options.judging),
    };
    Some(Ran { commands, verdict, session })
}

/// Executes one command on a thread of its own.
async fn execute(
    open: OpenSession,
    planned: &PlannedStep,
    code: String,
    left: Duration,
    options: &RunOptions,
) -> (Option<OpenSession>, Evidence) {
    let language = planned.step.language;
    let work = move || -> BoxFuture<'static, (OpenSession, Evidence)> {
        Box::pin(async move {
            let OpenSession { mut session, .. } = open;
            let started = tokio::time::Instant::now();
            let mut evidence = session.run(Work { language, code: &code, timeout: left }).await;
            if evidence.interruption.is_none() && started.elapsed() > left {
                evidence.interruption = Some(Interruption::TimedOut { after: left });
            }
            let bill = Some(session.bill());
            (OpenSession { session, bill }, evidence)
        })
    };
    match isolated(left + CLEAN_STOP, &options.cancel, work).await {
        Isolated::Done((session, evidence)) => (Some(session), evidence),
        Isolated::TimedOut => (None, Evidence::interrupted(Interruption::TimedOut { after: left })),
        Isolated::Crashed { message } => (None, Evidence::interrupted(Interruption::Crashed { message })),
        Isolated::Cancelled => (None, Evidence::interrupted(Interruption::Cancelled)),
    }
}

/// What an interruption means for the step; `None` when the run was stopped.
fn verdict_of(interruption: Interruption) -> Option<StepVerdict> {
    let failure = match interruption {
        Interruption::TimedOut { after } => Failure::TimedOut { after },
        Interruption::Limit { what, allowed } => Failure::Limit { what, allowed },
        Interruption::Crashed { message } => Failure::Crashed { message },
        Interruption::CannotRun { cause, remedy } => {
            return Some(StepVerdict::Blocked { by: Blocker::World { cause, remedy } });
        }
        Interruption::Cancelled => return None,
    };
    Some(StepVerdict::Failed { failure })
}

fn judge(planned: &PlannedStep, commands: &[CommandReport], captured: &mut Captured, judging: Judging) -> StepVerdict {
    let whole = joined(commands);
    let paste = |text, braces| captured.paste(text, braces, &planned.providers);
    let judged = match judging {
        Judging::Compare => {
            judge_commands(planned, commands, paste).and_then(|()| judge_outputs(planned, &whole, paste))
        }
        Judging::Show => Ok(None),
    };
    let skip = match judged {
        Ok(skip) => skip,
        Err(failure) => return StepVerdict::Failed { failure },
    };
    for wanted in &planned.step.captures {
        match capture(wanted, &whole) {
            Ok(value) => captured.keep(planned.address.clone(), wanted.name.clone(), value),
            Err(fault) => {
                let failure = Failure::Capture {
                    name: wanted.name.clone(),
                    path: wanted.path.as_ref().map(ToString::to_string).unwrap_or_default(),
                    place: planned.place(wanted.span.start),
                    fault,
                };
                return StepVerdict::Failed { failure };
            }
        }
    }
    match skip {
        Some(skip) => StepVerdict::Skipped { skip },
        None => StepVerdict::Passed,
    }
}

/// The lines that stand below each command.
fn judge_commands<'a>(
    planned: &'a PlannedStep,
    commands: &[CommandReport],
    paste: impl Fn(&'a str, Braces) -> Cow<'a, str>,
) -> Result<(), Failure> {
    for (Command { expected, .. }, came) in planned.step.commands.iter().zip(commands) {
        if let Some(expected) = expected {
            let question = Question {
                expected: &paste(&expected.value, planned.step.braces),
                code: "",
                redactions: &Redactions::default(),
                evidence: &came.evidence,
                stream: Stream::Screen,
            };
            ask(planned, &Matcher::Lines, &question, expected.span.start)?;
        }
    }
    Ok(())
}

/// The step's `output` fences; the first one that cannot be judged, when nothing is wrong.
fn judge_outputs<'a>(
    planned: &'a PlannedStep,
    whole: &Evidence,
    paste: impl Fn(&'a str, Braces) -> Cow<'a, str>,
) -> Result<Option<Skip>, Failure> {
    let mut skip = None;
    for expectation in &planned.step.expectations {
        let redactions = Redactions::named(expectation.redact.iter().map(|name| name.value.as_str()));
        let question = Question {
            expected: &paste(&expectation.expected.value, expectation.braces),
            code: "",
            redactions: &redactions,
            evidence: whole,
            stream: Stream::Output,
        };
        let unjudged = ask(planned, &expectation.matcher, &question, expectation.span.start)?;
        skip = skip.or(unjudged);
    }
    Ok(skip)
}

/// Asks one matcher; a skip when this version has none of that kind.
fn ask(
    planned: &PlannedStep,
    matcher: &Matcher,
    question: &Question<'_>,
    offset: usize,
) -> Result<Option<Skip>, Failure> {
    let place = || planned.place(offset);
    let (entry, code) = match entry(matcher) {
        Ok(found) => found,
        Err(matcher) => return Ok(Some(Skip::Matcher { matcher, place: place() })),
    };
    (entry.judge)(&Question { code, ..*question }).map(|()| None).map_err(|difference| Failure::Mismatch {
        matcher: entry.name,
        place: place(),
        difference: Box::new(difference),
    })
}

/// What all commands together gave; the status is the last one's.
fn joined(commands: &[CommandReport]) -> Evidence {
    let mut whole = Evidence::default();
    for CommandReport { evidence, .. } in commands {
        whole.stdout.extend_from_slice(&evidence.stdout);
        whole.stderr.extend_from_slice(&evidence.stderr);
        whole.events.extend_from_slice(&evidence.events);
        whole.status = evidence.status;
    }
    whole
}
