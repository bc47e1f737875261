//! The shell of console steps on `bashkit`: the only folder that names it.
//!
//! [`worker`] owns the interpreter on a thread of its own, [`files`] is the virtual tree, [`adapter`] lets our commands be
//! called from scripts, [`hits`] finds the
//! limits that were hit. Nothing here is public; the contract is [`crate::StepShell`].

mod adapter;
mod files;
mod hits;
mod open;
mod worker;

pub(crate) use open::open;
