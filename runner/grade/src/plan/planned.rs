//! `Plan`: what will run, complete and in order.
//!
//! A plan owns copies of the steps, so that running needs nothing but the plan and a workshop.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use labs_guide::{Chapter, FileBlock, Lab, Source, Step};

use crate::event::Role;
use crate::place::{Place, StepAddress};

/// What will run.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The labs that have something chosen, in the order in which they were given.
    pub labs: Vec<PlannedLab>,
}

impl Plan {
    /// Whether nothing is chosen: neither a step nor an exercise.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labs.is_empty()
    }

    /// All chapters, in order.
    pub fn chapters(&self) -> impl Iterator<Item = &Arc<PlannedChapter>> {
        self.labs.iter().flat_map(|lab| &lab.chapters)
    }
}

/// The chosen chapters of one lab.
#[derive(Debug, Clone)]
pub struct PlannedLab {
    /// The lab.
    pub lab: Arc<Lab>,
    /// Its chosen chapters, in reading order.
    pub chapters: Vec<Arc<PlannedChapter>>,
}

/// What runs in the world of one chapter.
#[derive(Debug, Clone)]
pub struct PlannedChapter {
    /// The lab.
    pub lab: Arc<Lab>,
    /// The chapter that the world is opened for.
    pub chapter: Arc<Chapter>,
    /// Steps and files in the order in which they run and are written.
    pub items: Vec<PlannedItem>,
    /// Chosen exercises.
    pub exercises: Vec<StepAddress>,
}

impl PlannedChapter {
    /// The steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = &PlannedStep> {
        self.items.iter().filter_map(|item| match item {
            PlannedItem::Step(step) => Some(&**step),
            PlannedItem::File(_) => None,
        })
    }

    /// How many steps have this role.
    #[must_use]
    pub fn count(&self, role: Role) -> usize {
        self.steps().filter(|step| step.role == role).count()
    }
}

/// Something to do in a world.
#[derive(Debug, Clone)]
pub enum PlannedItem {
    /// Run a step.
    Step(Box<PlannedStep>),
    /// Write a file.
    File(PlannedFile),
}

/// One step to run.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// Its address.
    pub address: StepAddress,
    /// Why it runs.
    pub role: Role,
    /// The step.
    pub step: Step,
    /// The file that its spans point into.
    pub source: Source,
    /// Title of its section.
    pub section: String,
    /// Wall time that it may take.
    pub timeout: Duration,
    /// The steps that it needs by name.
    pub needs: Vec<StepAddress>,
    /// For each value that it pastes, the step that captures it.
    pub providers: BTreeMap<String, StepAddress>,
}

impl PlannedStep {
    /// The place of a byte of the step's file.
    #[must_use]
    pub fn place(&self, offset: usize) -> Place {
        Place::of(&self.source, offset)
    }
}

/// One file to write.
#[derive(Debug, Clone)]
pub struct PlannedFile {
    /// The file.
    pub file: FileBlock,
    /// The file that its spans point into.
    pub source: Source,
    /// For each value that it pastes, the step that captures it.
    pub providers: BTreeMap<String, StepAddress>,
}
