//! `Event`: the one stream in which a run tells what happens, in plan order.
//!
//! Reporters consume it and nothing else. Chapters may run side by side; their events still come one chapter after the
//! other, so that two runs of the same plan give the same stream but for [`StepReport::duration`].

use std::time::Duration;

use labs_world::meter::Bill;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::change::OutputChange;
use crate::evidence::Evidence;
use crate::place::{Place, StepAddress};
use crate::tally::{Summary, Tally};
use crate::verdict::StepVerdict;
use crate::visible;

/// Something that happened during a run.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// The plan stands.
    RunStarted {
        /// Number of labs.
        labs: usize,
        /// Number of chapters, which is the number of worlds.
        chapters: usize,
        /// Number of wanted steps.
        steps: usize,
        /// Number of steps that run only because wanted ones need them.
        prerequisites: usize,
        /// Number of wanted exercises.
        exercises: usize,
    },
    /// The first chapter of a lab is about to come.
    LabStarted {
        /// Lab id.
        lab: String,
        /// The lab's title.
        title: String,
    },
    /// A chapter begins, in a fresh world.
    ChapterStarted {
        /// Lab id.
        lab: String,
        /// Chapter id.
        chapter: String,
        /// The chapter's title.
        title: String,
        /// Number of steps to come, prerequisites included.
        steps: usize,
    },
    /// A step begins.
    StepStarted {
        /// Which.
        step: StepAddress,
    },
    /// A step is over.
    StepFinished(Box<StepReport>),
    /// A chapter is over and its world gone.
    ChapterFinished {
        /// Lab id.
        lab: String,
        /// Chapter id.
        chapter: String,
        /// What became of its steps.
        tally: Tally,
        /// What AWS would have charged; absent when no world was opened.
        bill: Option<Bill>,
    },
    /// All chosen chapters of a lab are over.
    LabFinished {
        /// Lab id.
        lab: String,
        /// The lab's title.
        title: String,
        /// What became of its steps.
        tally: Tally,
        /// What AWS would have charged; absent when no world was opened.
        bill: Option<Bill>,
    },
    /// Everything is over. Always the last event, also of a run that was stopped.
    RunFinished(Summary),
}

/// Why a step ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It was asked for.
    Wanted,
    /// A wanted step needs it.
    Prerequisite,
}

/// One step with its verdict and the evidence for it.
#[derive(Debug, Clone, Serialize)]
pub struct StepReport {
    /// Which step.
    pub step: StepAddress,
    /// Where it stands.
    pub place: Place,
    /// Title of the section that holds it.
    pub section: String,
    /// Why it ran.
    pub role: Role,
    /// What executed it: `console`.
    pub language: &'static str,
    /// The commands that were run, in order, with what came; the last one may be the one that failed.
    pub commands: Vec<CommandReport>,
    /// What became of it.
    pub verdict: StepVerdict,
    /// Outputs that differ, of a run that proposes new ones; such a run fails no step for them.
    #[serde(skip)]
    pub changes: Vec<OutputChange>,
    /// Wall time. The only part of a report that differs between two runs.
    #[serde(rename = "duration_ms", serialize_with = "milliseconds")]
    pub duration: Duration,
}

/// One command with what came.
#[derive(Debug, Clone)]
pub struct CommandReport {
    /// The text as it was run, captured values pasted in.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// What came.
    pub evidence: Evidence,
}

/// Bytes of each output stream that a serialised event carries.
const SERIALISED_BYTES: usize = 64 * 1024;

impl Serialize for CommandReport {
    /// Output is text, cut at 64 KiB; `stdout_bytes` says how much there was.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Evidence { stdout, stderr, status, events, bytes_scanned, .. } = &self.evidence;
        let mut command = serializer.serialize_struct("CommandReport", 9)?;
        command.serialize_field("text", &self.text)?;
        command.serialize_field("place", &self.place)?;
        command.serialize_field("status", status)?;
        command.serialize_field("stdout", &visible::beginning(stdout, SERIALISED_BYTES))?;
        command.serialize_field("stdout_bytes", &stdout.len())?;
        command.serialize_field("stderr", &visible::beginning(stderr, SERIALISED_BYTES))?;
        command.serialize_field("stderr_bytes", &stderr.len())?;
        let calls: Vec<_> = events.iter().map(Call::from).collect();
        command.serialize_field("calls", &calls)?;
        match bytes_scanned {
            Some(bytes) => command.serialize_field("bytes_scanned", bytes)?,
            None => command.skip_field("bytes_scanned")?,
        }
        command.end()
    }
}

/// A call of the trail as events show it.
#[derive(Serialize)]
struct Call<'a> {
    service: &'a str,
    operation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'a str>,
}

impl<'a> From<&'a labs_world::trail::Event> for Call<'a> {
    fn from(event: &'a labs_world::trail::Event) -> Self {
        Self { service: &event.service, operation: &event.operation, error_code: event.error_code.as_deref() }
    }
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}
