//! Planning: from labs and a selection to the steps that will run, in which order and in which world.
//!
//! One world a chapter. The earlier steps and files of the chapter are implied prerequisites; `needs` crosses chapters, and
//! what is needed runs in the same world, right before the step that needs it. So the plan for a step is always the beginning of the
//! plan for a later step of the chapter: what passes alone passes in the whole. Nothing runs here; `run` does that. Nothing can
//! be wrong here either: what an author may write is judged when a guide is loaded.

mod order;
mod planned;

pub use order::plan;
pub use planned::{Plan, PlannedChapter, PlannedFile, PlannedItem, PlannedLab, PlannedStep};
