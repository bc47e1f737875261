//! Looking things up in a loaded model: chapters, steps in order, their numbers and sections.

use crate::model::{Block, Chapter, Exercise, Lab, Section, Step};

/// A step with its place in the chapter.
#[derive(Debug, Clone, Copy)]
pub struct NumberedStep<'a> {
    /// 1-based, in the order of the chapter.
    pub number: usize,
    /// The heading under which it stands; its minutes are the step's.
    pub section: &'a Section,
    /// The step.
    pub step: &'a Step,
}

impl Lab {
    /// The chapter with this id.
    #[must_use]
    pub fn chapter(&self, id: &str) -> Option<&Chapter> {
        self.chapters.iter().find(|chapter| chapter.id == id)
    }

    /// Sum of the minutes of all chapters.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.chapters.iter().map(Chapter::minutes).sum()
    }
}

impl Chapter {
    /// All blocks with a meaning, in order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.sections.iter().flat_map(|section| &section.blocks)
    }

    /// Steps in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.blocks().filter_map(|block| match block {
            Block::Step(step) => Some(step),
            _ => None,
        })
    }

    /// Steps in order with their numbers and sections.
    pub fn numbered_steps(&self) -> impl Iterator<Item = NumberedStep<'_>> {
        let steps = self.sections.iter().flat_map(|section| {
            section.blocks.iter().filter_map(move |block| match block {
                Block::Step(step) => Some((section, step)),
                _ => None,
            })
        });
        steps.enumerate().map(|(index, (section, step))| NumberedStep { number: index + 1, section, step })
    }

    /// Exercises in order.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.blocks().filter_map(|block| match block {
            Block::Exercise(exercise) => Some(exercise),
            _ => None,
        })
    }

    /// The step with this id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps().find(|step| step.id.value == id)
    }

    /// The exercise with this id.
    #[must_use]
    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises().find(|exercise| exercise.id.value == id)
    }

    /// The 1-based number of the step with this id.
    #[must_use]
    pub fn step_number(&self, id: &str) -> Option<usize> {
        self.steps().position(|step| step.id.value == id).map(|index| index + 1)
    }

    /// The section in which a step or exercise stands.
    #[must_use]
    pub fn section_of(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| {
            section.blocks.iter().any(|block| match block {
                Block::Step(step) => step.id.value == id,
                Block::Exercise(exercise) => exercise.id.value == id,
                Block::File(_) => false,
            })
        })
    }

    /// Sum of the minutes of its sections.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.sections.iter().filter_map(|section| section.minutes).sum()
    }
}
