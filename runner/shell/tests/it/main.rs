//! Scripts as learners write them, run by the shell as the grader runs it.
//!
//! `golden` compares whole outputs with data files, `repeatable` shows that nothing comes from the host's clock or chance,
//! `isolation` that nothing of the host can be reached, `limits` that every runaway fails alone and says why.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test stops where its own preparation fails")]

mod commands;
mod fixture;
mod golden;
mod isolation;
mod limits;
mod repeatable;
mod state;
