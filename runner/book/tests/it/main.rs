//! The book as its users get it: whole builds of small books, and the theme that every page wears.
//!
//! `fixture` makes books of a few lines; each other file states one promise with its complete input and output.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what the tests share may fail as loudly as the tests do"
)]

mod determinism;
mod faults;
mod fixture;
mod glossary;
mod hostile;
mod pages;
mod theme;
