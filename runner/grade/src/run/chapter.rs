//! One chapter: its world is opened, its files are written, its steps are run in order, its bill is taken.
//!
//! A step that fails does not end the chapter. A step that takes the world with it (it hung, or its engine panicked) does:
//! the rest is reported as blocked by it. Other chapters never notice.

use std::collections::HashMap;
use std::sync::Arc;

use labs_guide::Language;
use labs_world::BoxFuture;
use labs_world::meter::Bill;
use tokio::sync::mpsc::UnboundedSender;

use super::captured::Captured;
use super::isolate::{Isolated, isolated};
use super::options::RunOptions;
use super::step::{OpenSession, Ran, run_step};
use crate::Place;
use crate::cancel::Cancel;
use crate::event::{Event, Role, StepReport};
use crate::place::StepAddress;
use crate::plan::{PlannedChapter, PlannedFile, PlannedItem, PlannedStep};
use crate::tally::Tally;
use crate::verdict::{Blocker, Failure, Skip, StepVerdict};
use crate::workshop::{CannotRun, Workshop};

/// Runs a chapter and tells its events, the last of which is always [`Event::ChapterFinished`].
pub(super) async fn run_chapter(
    planned: &PlannedChapter,
    workshop: Arc<dyn Workshop>,
    options: &RunOptions,
    events: &UnboundedSender<Event>,
) {
    let tell = |event| {
        // Nobody listens any more when the run was stopped by its reporter; the cancellation comes by another way.
        let _ = events.send(event);
    };
    let (lab, chapter) = (planned.lab.id.clone(), planned.chapter.id.clone());
    tell(Event::ChapterStarted {
        lab: lab.clone(),
        chapter: chapter.clone(),
        title: planned.chapter.title.clone(),
        steps: planned.steps().count(),
    });
    let languages = workshop.languages().to_vec();
    let mut world = World {
        state: State::open(planned, workshop, options).await,
        captured: Captured::default(),
        verdicts: HashMap::new(),
    };
    let mut tally = Tally { not_started: planned.exercises.len(), ..Tally::default() };
    for item in &planned.items {
        match item {
            PlannedItem::File(file) => world.write(file, options).await,
            PlannedItem::Step(step) => match world.step(step, &languages, options, &tell).await {
                Some(report) => {
                    tally.count(&report.verdict, report.role);
                    world.verdicts.insert(report.step.clone(), report.verdict.clone());
                    tell(Event::StepFinished(Box::new(report)));
                }
                None => tally.not_run += usize::from(step.role == Role::Wanted),
            },
        }
    }
    let bill = world.close(options).await;
    tell(Event::ChapterFinished { lab, chapter, tally, bill });
}

/// A world with what grading knows of it.
struct World {
    state: State,
    captured: Captured,
    verdicts: HashMap<StepAddress, StepVerdict>,
}

enum State {
    Open(OpenSession),
    /// It is gone, and why; with the bill as it stood.
    Gone {
        by: Blocker,
        bill: Option<Bill>,
    },
    /// The run was stopped.
    Stopped {
        bill: Option<Bill>,
    },
}

impl State {
    async fn open(planned: &PlannedChapter, workshop: Arc<dyn Workshop>, options: &RunOptions) -> Self {
        if options.cancel.is_cancelled() {
            return Self::Stopped { bill: None };
        }
        let (lab, chapter) = (Arc::clone(&planned.lab), Arc::clone(&planned.chapter));
        let work = move || -> BoxFuture<'static, Result<OpenSession, CannotRun>> {
            Box::pin(async move {
                let session = workshop.open(&lab, &chapter).await?;
                Ok(OpenSession { session, bill: None })
            })
        };
        let gone = |by| Self::Gone { by, bill: None };
        match isolated(options.open_timeout, &options.cancel, work).await {
            Isolated::Done(Ok(session)) => Self::Open(session),
            Isolated::Done(Err(cannot)) => gone(world_blocker(&cannot)),
            Isolated::TimedOut => gone(Blocker::World {
                cause: format!("the world was not open after {} s", options.open_timeout.as_secs()),
                remedy: "try again when this machine has less to do".to_owned(),
            }),
            Isolated::Crashed { message } => gone(Blocker::Crash { message }),
            Isolated::Cancelled => Self::Stopped { bill: None },
        }
    }

    /// Takes the session out; the state left behind is replaced by the caller.
    fn take(&mut self) -> Option<OpenSession> {
        if !matches!(self, Self::Open(_)) {
            return None;
        }
        match std::mem::replace(self, Self::Stopped { bill: None }) {
            Self::Open(session) => Some(session),
            Self::Gone { .. } | Self::Stopped { .. } => None,
        }
    }
}

impl World {
    /// One step from its verdict by circumstances to its verdict by evidence; `None` when the run was stopped.
    async fn step(
        &mut self,
        step: &PlannedStep,
        languages: &[Language],
        options: &RunOptions,
        tell: &impl Fn(Event),
    ) -> Option<StepReport> {
        if options.cancel.is_cancelled() || matches!(self.state, State::Stopped { .. }) {
            return None;
        }
        tell(Event::StepStarted { step: step.address.clone() });
        if let Some(verdict) = self.circumstances(step, languages) {
            return Some(report(step, Vec::new(), Vec::new(), verdict, std::time::Duration::ZERO));
        }
        let session = self.state.take()?;
        let bill = session.bill.clone();
        let started = options.stopwatch.elapsed();
        let Some(Ran { commands, verdict, changes, session }) =
            run_step(step, session, &mut self.captured, options).await
        else {
            self.state = State::Stopped { bill };
            return None;
        };
        let duration = options.stopwatch.elapsed().saturating_sub(started);
        self.state = match (session, &verdict) {
            // A machine that gives out in one step would give out in all that follow, with less clear words.
            (Some(session), StepVerdict::Blocked { by }) => State::Gone { by: by.clone(), bill: session.bill },
            // An engine that failed of itself may have left anything behind; what follows would be judged by it.
            (Some(session), StepVerdict::Failed { failure: Failure::Crashed { .. } }) => {
                State::Gone { by: Blocker::Step { step: step.address.clone() }, bill: session.bill }
            }
            (Some(session), _) => State::Open(session),
            (None, _) => State::Gone { by: Blocker::Step { step: step.address.clone() }, bill },
        };
        Some(report(step, commands, changes, verdict, duration))
    }

    /// The verdict of a step that cannot run.
    fn circumstances(&self, step: &PlannedStep, languages: &[Language]) -> Option<StepVerdict> {
        if let State::Gone { by, .. } = &self.state {
            return Some(StepVerdict::Blocked { by: by.clone() });
        }
        if !languages.contains(&step.step.language) {
            return Some(StepVerdict::Skipped { skip: Skip::Language { language: step.step.language.name() } });
        }
        let missing = self.captured.missing(&step.providers);
        step.needs.iter().chain(missing).find_map(|needed| {
            let missing = missing == Some(needed);
            match self.verdicts.get(needed) {
                Some(StepVerdict::Failed { .. } | StepVerdict::Blocked { .. }) => {
                    Some(StepVerdict::Blocked { by: Blocker::Step { step: needed.clone() } })
                }
                Some(StepVerdict::Skipped { skip: Skip::Matcher { .. } }) if !missing => None,
                Some(StepVerdict::Skipped { .. }) => {
                    Some(StepVerdict::Skipped { skip: Skip::Needs { step: needed.clone() } })
                }
                Some(StepVerdict::Passed) | None if missing => {
                    Some(StepVerdict::Blocked { by: Blocker::Step { step: needed.clone() } })
                }
                Some(StepVerdict::Passed) | None => None,
            }
        })
    }

    /// Writes a file of the guide. When a pasted value is missing the file is left out: the steps that read it tell.
    async fn write(&mut self, file: &PlannedFile, options: &RunOptions) {
        if self.captured.missing(&file.providers).is_some() {
            return;
        }
        let Some(OpenSession { mut session, bill }) = self.state.take() else { return };
        let path = file.file.path.value.clone();
        let content = self.captured.paste(&file.file.content, file.file.braces, &file.providers).into_owned();
        let kept = bill.clone();
        let work = move || -> BoxFuture<'static, (OpenSession, Result<(), CannotRun>)> {
            Box::pin(async move {
                let written = session.write_file(&path, &content).await;
                (OpenSession { session, bill }, written)
            })
        };
        let place = Place::of(&file.source, file.file.span.start);
        self.state = match isolated(options.open_timeout, &options.cancel, work).await {
            Isolated::Done((session, Ok(()))) => State::Open(session),
            Isolated::Done((session, Err(cannot))) => State::Gone { by: world_blocker(&cannot), bill: session.bill },
            Isolated::TimedOut => State::Gone {
                by: Blocker::World {
                    cause: format!("the file of {place} was not written after {} s", options.open_timeout.as_secs()),
                    remedy: "try again when this machine has less to do".to_owned(),
                },
                bill: kept,
            },
            Isolated::Crashed { message } => State::Gone { by: Blocker::Crash { message }, bill: kept },
            Isolated::Cancelled => State::Stopped { bill: kept },
        };
    }

    /// Closes the world on a thread of its own, because removing its folder may take a while. Stopping the run does not cut
    /// this short: nothing is to be left behind.
    async fn close(self, options: &RunOptions) -> Option<Bill> {
        match self.state {
            State::Gone { bill, .. } | State::Stopped { bill } => bill,
            State::Open(OpenSession { session, bill }) => {
                isolated(options.open_timeout, &Cancel::default(), move || Box::pin(async move { drop(session) }))
                    .await;
                bill
            }
        }
    }
}

fn world_blocker(cannot: &CannotRun) -> Blocker {
    Blocker::World { cause: cannot.cause.to_string(), remedy: cannot.remedy.clone() }
}

fn report(
    step: &PlannedStep,
    commands: Vec<crate::event::CommandReport>,
    changes: Vec<crate::change::OutputChange>,
    verdict: StepVerdict,
    duration: std::time::Duration,
) -> StepReport {
    StepReport {
        step: step.address.clone(),
        place: step.place(step.step.span.start),
        section: step.section.clone(),
        role: step.role,
        language: step.step.language.name(),
        commands,
        verdict,
        changes,
        duration,
    }
}
