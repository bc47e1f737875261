//! `Renewal`: what an expectation would be if what came were right, for `labs accept`.
//!
//! A matcher that pins the output down writes itself anew and keeps what its author left open: elisions, redactions, members that a
//! subset does not name. One that says less than the output (`contains`, `regex`, `json schema`, `error`) is left to its author.

/// What becomes of an expectation that does not hold any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewal {
    /// Its new body, unredacted values only where the old body has none; ends with a line end unless it is empty.
    Body(String),
    /// Its author must decide.
    ByHand(ByHand),
}

/// Why an author must decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ByHand {
    /// The matcher says less than the whole output, so what it should say follows from no output.
    Matcher,
    /// What changed has pasted values in it.
    Pastes,
    /// What came is no table.
    NoTable,
    /// What came is no JSON.
    NotJson,
    /// The file is not there.
    NoFile,
}
