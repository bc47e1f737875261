//! The verbs, one file each: read the arguments, call the libraries, write what they say, choose the exit code.

pub(crate) mod accept;
pub(crate) mod aws;
pub(crate) mod book;
pub(crate) mod check;
pub(crate) mod clock;
pub(crate) mod completions;
pub(crate) mod data;
pub(crate) mod doctor;
pub(crate) mod env;
pub(crate) mod lint;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod run;
pub(crate) mod serve;
pub(crate) mod welcome;
