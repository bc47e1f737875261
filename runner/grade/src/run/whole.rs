//! `run`: all chapters of a plan side by side, their events in plan order, and the summary.

use std::sync::Arc;

use labs_world::meter::Bill;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::chapter::run_chapter;
use super::options::RunOptions;
use crate::Conclusion;
use crate::event::{Event, Role};
use crate::plan::{Plan, PlannedChapter};
use crate::tally::{Summary, Tally, add_bill};
use crate::verdict::{Blocker, Failure, StepVerdict};
use crate::workshop::Workshop;

/// Runs a plan and tells every event to `report`, in an order that only the plan decides.
///
/// Must be called inside a tokio runtime with timers. A step that neither ends nor waits keeps its thread, so shut the
/// runtime down with `shutdown_background` or a time-out.
///
/// # Errors
/// The first error of `report`, a closed pipe for example; the run is cancelled then, and ends before this returns.
pub async fn run<E>(
    plan: Plan,
    workshop: Arc<dyn Workshop>,
    options: RunOptions,
    mut report: impl FnMut(&Event) -> Result<(), E>,
) -> Result<Summary, E> {
    let total = |role| plan.chapters().map(|chapter| chapter.count(role)).sum();
    report(&Event::RunStarted {
        labs: plan.labs.len(),
        chapters: plan.chapters().count(),
        steps: total(Role::Wanted),
        prerequisites: total(Role::Prerequisite),
        exercises: plan.chapters().map(|chapter| chapter.exercises.len()).sum(),
    })?;
    let nothing = plan.is_empty();
    let cancel = options.cancel.clone();
    let mut running = start(&plan, &workshop, &options);
    let mut whole = Account::default();
    let mut failed = None;
    'labs: for planned in plan.labs {
        let (lab, title) = (planned.lab.id.clone(), planned.lab.manifest.title.clone());
        if let Err(error) = report(&Event::LabStarted { lab: lab.clone(), title: title.clone() }) {
            failed = Some(error);
            break 'labs;
        }
        let mut account = Account::default();
        for (chapter, events) in planned.chapters.iter().zip(running.by_ref()) {
            if let Err(error) = tell_chapter(chapter, events, &mut account, &mut report).await {
                failed = Some(error);
                break 'labs;
            }
        }
        whole.add(&account);
        if let Err(error) = report(&Event::LabFinished { lab, title, tally: account.tally, bill: account.bill }) {
            failed = Some(error);
            break 'labs;
        }
    }
    if let Some(error) = failed {
        cancel.cancel();
        for mut events in running {
            while events.recv().await.is_some() {}
        }
        return Err(error);
    }
    let conclusion = if nothing { Conclusion::NothingSelected } else { whole.conclusion(cancel.is_cancelled()) };
    let summary = Summary { conclusion, tally: whole.tally, bill: whole.bill };
    report(&Event::RunFinished(summary.clone()))?;
    Ok(summary)
}

/// Starts every chapter; each waits for its turn among the jobs. The events of each, in plan order.
fn start(
    plan: &Plan,
    workshop: &Arc<dyn Workshop>,
    options: &RunOptions,
) -> std::vec::IntoIter<UnboundedReceiver<Event>> {
    let turns = Arc::new(Semaphore::new(options.jobs.get()));
    let mut running = Vec::new();
    for chapter in plan.chapters() {
        let (teller, events) = unbounded_channel();
        let (chapter, workshop, options, turns) =
            (Arc::clone(chapter), Arc::clone(workshop), options.clone(), Arc::clone(&turns));
        tokio::spawn(async move {
            // The semaphore is first come, first served, and never closed.
            let _turn = turns.acquire_owned().await;
            run_chapter(&chapter, workshop, &options, &teller).await;
        });
        running.push(events);
    }
    running.into_iter()
}

/// Tells the events of one chapter, whose task may have died before its last one.
async fn tell_chapter<E>(
    planned: &PlannedChapter,
    mut events: UnboundedReceiver<Event>,
    account: &mut Account,
    report: &mut impl FnMut(&Event) -> Result<(), E>,
) -> Result<(), E> {
    while let Some(event) = events.recv().await {
        account.note(&event);
        report(&event)?;
        if matches!(event, Event::ChapterFinished { .. }) {
            return Ok(());
        }
    }
    // Only a bug of grading itself leads here. Its steps must not vanish from the numbers.
    account.troubles.crashed = true;
    let tally =
        Tally { not_run: planned.count(Role::Wanted), not_started: planned.exercises.len(), ..Tally::default() };
    let (lab, chapter) = (planned.lab.id.clone(), planned.chapter.id.clone());
    let event = Event::ChapterFinished { lab, chapter, tally, bill: None };
    account.note(&event);
    report(&event)
}

/// What has been seen so far.
#[derive(Default)]
struct Account {
    tally: Tally,
    bill: Option<Bill>,
    troubles: Troubles,
}

#[derive(Default, Clone, Copy)]
struct Troubles {
    crashed: bool,
    no_world: bool,
}

impl Account {
    fn note(&mut self, event: &Event) {
        match event {
            Event::StepFinished(report) => match &report.verdict {
                StepVerdict::Failed { failure: Failure::Crashed { .. } }
                | StepVerdict::Blocked { by: Blocker::Crash { .. } } => self.troubles.crashed = true,
                StepVerdict::Blocked { by: Blocker::World { .. } } => self.troubles.no_world = true,
                _ => {}
            },
            Event::ChapterFinished { tally, bill, .. } => {
                self.tally.add(*tally);
                add_bill(&mut self.bill, bill.as_ref());
            }
            _ => {}
        }
    }

    fn add(&mut self, other: &Self) {
        self.tally.add(other.tally);
        add_bill(&mut self.bill, other.bill.as_ref());
        self.troubles.crashed |= other.troubles.crashed;
        self.troubles.no_world |= other.troubles.no_world;
    }

    fn conclusion(&self, cancelled: bool) -> Conclusion {
        if cancelled {
            Conclusion::Cancelled
        } else if self.troubles.crashed {
            Conclusion::OurBug
        } else if self.troubles.no_world {
            Conclusion::CannotRun
        } else if self.tally.failed + self.tally.blocked > 0 {
            Conclusion::SomethingFailed
        } else if self.tally.skipped > 0 {
            Conclusion::RightWithSkips
        } else {
            Conclusion::AllRight
        }
    }
}
