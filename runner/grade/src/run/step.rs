//! One step: its commands are run one after the other until one does not end as the guide says, then what came is judged.
//!
//! The order of judging is the order in which a person would look: did it run at all, did each command end and print as
//! written below it, is the whole output right, are the values for later steps there. The first thing that is wrong is the
//! failure; what follows from it would only be noise.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;

use labs_guide::{CheckBody, Command, Expectation, Matcher, TypesLine};
use labs_world::BoxFuture;
use labs_world::meter::Bill;

use super::captured::{Captured, capture};
use super::isolate::{Isolated, isolated};
use super::options::{Judging, RunOptions};
use crate::change::OutputChange;
use crate::difference::Difference;
use crate::event::CommandReport;
use crate::evidence::{Evidence, Interruption};
use crate::matcher::{ByHand, Question, Redactions, Renewal, Stream, entry};
use crate::plan::PlannedStep;
use crate::requirement;
use crate::verdict::{Blocker, Failure, Skip, StepVerdict};
use crate::workshop::{CannotRun, Session, Work};

/// What a session gets beyond a step's limit to stop the step by itself. It then lives on for the steps that follow; one
/// that does not stop is given up with all of its chapter.
const CLEAN_STOP: Duration = Duration::from_millis(1250);

/// What running a step gave.
pub(super) struct Ran {
    pub(super) commands: Vec<CommandReport>,
    pub(super) verdict: StepVerdict,
    /// Outputs that differ, when new ones are to be proposed.
    pub(super) changes: Vec<OutputChange>,
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
    let limit = planned.timeout.saturating_mul(options.patience);
    let deadline = tokio::time::Instant::now() + limit;
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
            *after = limit;
        }
        let status = evidence.status;
        let interrupted = evidence.interruption.clone();
        commands.push(CommandReport { text, place: planned.place(command.span.start), evidence });
        if let Some(interruption) = interrupted {
            match verdict_of(interruption)? {
                StepVerdict::Failed { failure: hit } => failure = Some(hit),
                other => return Some(Ran { commands, verdict: other, changes: Vec::new(), session }),
            }
            break;
        }
        if options.judging != Judging::Show && status != Some(i32::from(command.status)) {
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
    let mut judge =
        Judge { planned, commands: &commands, judging: options.judging, files: HashMap::new(), changes: Vec::new() };
    let verdict = match failure {
        Some(failure) => StepVerdict::Failed { failure },
        None => match read_files(planned, session, options).await? {
            (back, Ok(files)) => {
                session = back;
                judge.files = files;
                judge.verdict(captured)
            }
            (back, Err(verdict)) => {
                session = back;
                verdict
            }
        },
    };
    let changes = judge.changes;
    Some(Ran { commands, verdict, changes, session })
}

/// The files of the virtual folder that the step's outputs are compared with, by their paths; or why the step ends without them. `None`
/// when the run was stopped.
async fn read_files(
    planned: &PlannedStep,
    session: Option<OpenSession>,
    options: &RunOptions,
) -> Option<(Option<OpenSession>, Result<Files, StepVerdict>)> {
    let paths: Vec<String> = planned
        .step
        .expectations
        .iter()
        .filter_map(|expectation| Some(expectation.file.as_ref()?.value.clone()))
        .collect();
    if options.judging == Judging::Show || paths.is_empty() {
        return Some((session, Ok(Files::new())));
    }
    let Some(OpenSession { mut session, bill }) = session else { return Some((None, Ok(Files::new()))) };
    let work = move || -> BoxFuture<'static, (OpenSession, Result<Files, CannotRun>)> {
        Box::pin(async move {
            let mut files = Files::new();
            for path in paths {
                match session.read_file(&path).await {
                    Ok(content) => _ = files.insert(path, content),
                    Err(cannot) => return (OpenSession { session, bill }, Err(cannot)),
                }
            }
            (OpenSession { session, bill }, Ok(files))
        })
    };
    Some(match isolated(options.open_timeout, &options.cancel, work).await {
        Isolated::Done((session, Ok(files))) => (Some(session), Ok(files)),
        Isolated::Done((session, Err(cannot))) => {
            let by = Blocker::World { cause: cannot.cause.to_string(), remedy: cannot.remedy };
            (Some(session), Err(StepVerdict::Blocked { by }))
        }
        Isolated::TimedOut => {
            let failure = Failure::TimedOut { after: options.open_timeout };
            (None, Err(StepVerdict::Failed { failure }))
        }
        Isolated::Crashed { message } => (None, Err(StepVerdict::Failed { failure: Failure::Crashed { message } })),
        Isolated::Cancelled => return None,
    })
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
    let database = planned.step.database.as_ref().map(|database| database.value.clone());
    let work = move || -> BoxFuture<'static, (OpenSession, Evidence)> {
        Box::pin(async move {
            let OpenSession { mut session, .. } = open;
            let started = tokio::time::Instant::now();
            let work = Work { language, code: &code, database: database.as_deref(), timeout: left };
            let mut evidence = session.run(work).await;
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

/// Contents of files by their paths; `None` where there is no such file.
type Files = HashMap<String, Option<Vec<u8>>>;

/// Judges what came of one step.
struct Judge<'a> {
    planned: &'a PlannedStep,
    commands: &'a [CommandReport],
    judging: Judging,
    files: Files,
    /// Outputs that differ, when new ones are to be proposed.
    changes: Vec<OutputChange>,
}

impl Judge<'_> {
    fn verdict(&mut self, captured: &mut Captured) -> StepVerdict {
        let whole = joined(self.commands);
        let judged = match self.judging {
            Judging::Compare | Judging::Propose => self
                .below_commands(captured)
                .and_then(|()| self.outputs(&whole, captured))
                .and_then(|skip| self.checks(&whole).map(|()| skip)),
            Judging::Show => Ok(None),
        };
        let skip = match judged {
            Ok(skip) => skip,
            Err(failure) => return StepVerdict::Failed { failure },
        };
        for wanted in &self.planned.step.captures {
            match capture(wanted, &whole) {
                Ok(value) => captured.keep(self.planned.address.clone(), wanted.name.clone(), value),
                Err(fault) => {
                    let failure = Failure::Capture {
                        name: wanted.name.clone(),
                        path: wanted.path.as_ref().map(ToString::to_string).unwrap_or_default(),
                        place: self.planned.place(wanted.span.start),
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
    fn below_commands(&mut self, captured: &Captured) -> Result<(), Failure> {
        let planned = self.planned;
        for (Command { expected, .. }, came) in planned.step.commands.iter().zip(self.commands) {
            if let Some(expected) = expected {
                let question = Question {
                    matcher: &Matcher::Lines,
                    expected: &captured.paste(&expected.value, planned.step.braces, &planned.providers),
                    written: &expected.value,
                    tolerance: None,
                    types: TypesLine::Absent,
                    redactions: &Redactions::default(),
                    evidence: &came.evidence,
                    file: None,
                    stream: Stream::Screen,
                };
                self.ask(&question, expected.span.start, expected.span.clone())?;
            }
        }
        Ok(())
    }

    /// The step's `output` fences; the first one that cannot be judged, when nothing is wrong.
    fn outputs(&mut self, whole: &Evidence, captured: &Captured) -> Result<Option<Skip>, Failure> {
        let planned = self.planned;
        let mut skip = None;
        for expectation in &planned.step.expectations {
            let Expectation { matcher, expected, file, tolerance, types, redact, span, braces } = expectation;
            let of_file = match file.as_ref().map(|file| (&file.value, self.files.remove(&file.value).flatten())) {
                None => None,
                Some((path, Some(content))) => {
                    let evidence = Evidence { stdout: content.clone(), ..Evidence::default() };
                    // Another output may be compared with the same file.
                    self.files.insert(path.clone(), Some(content));
                    Some(evidence)
                }
                Some((path, None)) => {
                    let difference = Difference::NoFile { path: path.clone() };
                    self.differs("file", Some(path.clone()), span.start, expected.span.clone(), difference, || {
                        Renewal::ByHand(ByHand::NoFile)
                    })?;
                    continue;
                }
            };
            let redactions = Redactions::named(redact.iter().map(|name| name.value.as_str()));
            let pasted = match matcher {
                Matcher::Regex => captured.paste_in_pattern(&expected.value, *braces, &planned.providers),
                _ => captured.paste(&expected.value, *braces, &planned.providers),
            };
            let question = Question {
                matcher,
                expected: &pasted,
                written: &expected.value,
                tolerance: tolerance.as_ref().map(|tolerance| tolerance.value.as_str()),
                types: *types,
                redactions: &redactions,
                evidence: of_file.as_ref().unwrap_or(whole),
                file: file.as_ref().map(|file| file.value.as_str()),
                stream: Stream::Output,
            };
            let unjudged = self.ask(&question, span.start, expected.span.clone())?;
            skip = skip.or(unjudged);
        }
        Ok(skip)
    }

    /// The step's `check` fences.
    fn checks(&self, whole: &Evidence) -> Result<(), Failure> {
        for check in &self.planned.step.checks {
            let CheckBody::Matchers(requirements) = &check.body else { continue };
            for (name, value) in requirements {
                requirement::judge(name, value, whole).map_err(|unmet| Failure::Requirement {
                    name: name.clone(),
                    place: self.planned.place(check.span.start),
                    say: check.say.clone(),
                    unmet,
                })?;
            }
        }
        Ok(())
    }

    /// Asks one matcher; a skip when this version has none of that kind.
    fn ask(&mut self, question: &Question<'_>, offset: usize, body: labs_guide::Span) -> Result<Option<Skip>, Failure> {
        let entry = match entry(question.matcher) {
            Ok(found) => found,
            Err(matcher) => return Ok(Some(Skip::Matcher { matcher, place: self.planned.place(offset) })),
        };
        match (entry.judge)(question) {
            Ok(()) => Ok(None),
            Err(difference) => self
                .differs(entry.name, question.file.map(str::to_owned), offset, body, difference, || {
                    (entry.renew)(question)
                })
                .map(|()| None),
        }
    }

    /// What a difference is: the step's failure, or a proposal.
    fn differs(
        &mut self,
        matcher: &'static str,
        file: Option<String>,
        offset: usize,
        body: labs_guide::Span,
        difference: Difference,
        renew: impl FnOnce() -> Renewal,
    ) -> Result<(), Failure> {
        let place = self.planned.place(offset);
        if self.judging == Judging::Propose {
            let source = self.planned.source.clone();
            self.changes.push(OutputChange { matcher, place, file, source, body, difference, renewal: renew() });
            return Ok(());
        }
        Err(Failure::Mismatch { matcher, place, file, difference: Box::new(difference) })
    }
}

/// What all commands together gave; the status is the last one's. A step of one command gives what that one gave.
fn joined(commands: &[CommandReport]) -> Cow<'_, Evidence> {
    match commands {
        [only] => Cow::Borrowed(&only.evidence),
        all => {
            let mut whole = Evidence::default();
            all.iter().for_each(|command| whole.append(&command.evidence));
            Cow::Owned(whole)
        }
    }
}
