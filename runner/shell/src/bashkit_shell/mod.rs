//! The shell of console steps on `bashkit`: the only folder that names it.
//!
//! [`worker`] owns the interpreter on a thread of its own, [`files`] is the virtual tree, [`adapter`] lets our commands be
//! called from scripts, [`guards`] rewrites or refuses calls whose result would come from the host, [`hits`] finds the
//! limits that were hit. Nothing here is public; the contract is [`crate::StepShell`].

mod adapter;
mod awk_program;
mod braces;
mod files;
mod guards;
mod hits;
mod open;
mod shown;
mod stack;
mod tool_limits;
mod tools;
mod worker;
mod yes;

pub(crate) use open::open;
