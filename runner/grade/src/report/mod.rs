//! Reporters: consumers of a run's events, each writing one form to wherever the binary tells it to.
//!
//! They run nothing and decide nothing. All have the same shape, [`Reporter`]; what they say in words comes from
//! `wording.rs`, so that a terminal and a JUnit file never tell two stories.

mod change;
mod json_lines;
mod junit;
mod paint;
mod reporter;
mod show;
mod table;
mod terminal;
mod wording;

pub use change::difference_lines;
pub use json_lines::JsonLines;
pub use junit::JUnit;
pub use paint::Colour;
pub use reporter::Reporter;
pub use show::Show;
#[cfg(test)]
pub(crate) use table::table_lines;
pub use terminal::{Terminal, TerminalOptions};
