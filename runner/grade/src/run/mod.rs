//! Running a plan: one world a chapter, chapters side by side, events in plan order.
//!
//! `whole` orders the chapters and their events, `chapter` walks through one world, `step` runs and judges one step,
//! `isolate` keeps a hung or panicking session from hurting anybody else. Nothing is printed here; reporters do that.

mod captured;
mod chapter;
mod isolate;
mod options;
mod step;
mod whole;

pub use options::{Judging, RunOptions, Stopwatch};
pub use whole::run;
