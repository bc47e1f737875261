//! The table of matchers: which ones this version judges, by what name and how.
//!
//! The guide's model knows more matchers than this table; what is missing here is skipped by name, never passed. A new
//! matcher is one file with an `ENTRY` and one arm in [`entry`].

use labs_guide::Matcher;

use super::{Redactions, contains, error, json, json_subset, lines};
use crate::difference::Difference;
use crate::evidence::Evidence;

/// Names of the matchers that this version judges. What each one demands is said by [`labs_guide::vocabulary::MATCHERS`].
pub const JUDGED_MATCHERS: &[&str] =
    &[lines::ENTRY.name, contains::ENTRY.name, json::ENTRY.name, json_subset::ENTRY.name, error::ENTRY.name];

/// One matcher.
pub(crate) struct Entry {
    /// Its name in reports, and in the fence that asks for it.
    pub(crate) name: &'static str,
    /// Whether the author's text can be an expectation of this kind at all.
    pub(crate) check: fn(&str) -> Result<(), ExpectationFault>,
    /// Compares.
    pub(crate) judge: fn(&Question<'_>) -> Result<(), Difference>,
}

/// What is compared.
pub(crate) struct Question<'a> {
    /// The body of the expectation.
    pub(crate) expected: &'a str,
    /// The error code, for the matcher that has one.
    pub(crate) code: &'a str,
    /// Redactions of both sides.
    pub(crate) redactions: &'a Redactions,
    /// What came.
    pub(crate) evidence: &'a Evidence,
    /// Which part of it is compared by lines.
    pub(crate) stream: Stream,
}

/// Which part of what was printed is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Standard output: what an `output` fence shows.
    Output,
    /// Standard output, then standard error: what stands below a command in a console step.
    Screen,
}

impl Question<'_> {
    /// The text to compare, redacted, and the expectation likewise.
    pub(crate) fn texts(&self) -> (String, String) {
        let screen;
        let came = match self.stream {
            Stream::Output => self.evidence.stdout.as_slice(),
            Stream::Screen => {
                screen = self.evidence.screen();
                &screen
            }
        };
        let expected = self.redactions.apply(self.expected).into_owned();
        (expected, self.redactions.apply(&String::from_utf8_lossy(came)).into_owned())
    }
}

#[cfg(test)]
impl<'a> Question<'a> {
    /// Whether `evidence` is `expected`, without redactions.
    pub(super) fn plain(expected: &'a str, evidence: &'a Evidence) -> Self {
        static NONE: std::sync::LazyLock<Redactions> = std::sync::LazyLock::new(Redactions::default);
        Self { expected, code: "", redactions: &NONE, evidence, stream: Stream::Output }
    }
}

/// Why an expectation can never be met.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpectationFault {
    /// A JSON expectation is not JSON.
    #[error("the expected output is not JSON: {reason}; correct it, or leave `json` out of the fence to compare text")]
    NotJson {
        /// What the JSON reader says, with line and column within the fence.
        reason: String,
    },
    /// A JSON expectation is empty.
    #[error(
        "the expected output is empty; a JSON output has at least one value, and a step that prints nothing has a plain `output`"
    )]
    NoJson,
    /// A `contains` expectation has no line.
    #[error("the expected output is empty, and everything contains nothing; write the text that must occur")]
    NothingToContain,
}

/// The matcher's entry, or the name of a matcher that this version cannot judge.
pub(crate) fn entry(matcher: &Matcher) -> Result<(&'static Entry, &str), &'static str> {
    match matcher {
        Matcher::Lines => Ok((&lines::ENTRY, "")),
        Matcher::Contains => Ok((&contains::ENTRY, "")),
        Matcher::Json => Ok((&json::ENTRY, "")),
        Matcher::JsonSubset => Ok((&json_subset::ENTRY, "")),
        Matcher::Error(code) => Ok((&error::ENTRY, code)),
        Matcher::Regex => Err("regex"),
        Matcher::Rows { .. } => Err("rows"),
        Matcher::JsonSchema => Err("json schema"),
        _ => Err("of a newer format"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use labs_guide::vocabulary::MATCHERS;

    use super::*;

    #[test]
    fn every_matcher_of_the_guide_is_judged_by_its_name_or_known_not_to_be() {
        let unjudged = ["regex", "json schema", "rows", "rows ordered", "rows unordered"];
        let guide: BTreeSet<_> = MATCHERS
            .iter()
            .map(|spec| spec.notation.trim_end_matches("=<code>"))
            .filter(|n| !unjudged.contains(n))
            .collect();
        assert_eq!(JUDGED_MATCHERS.iter().copied().collect::<BTreeSet<_>>(), guide);
    }

    #[test]
    fn what_cannot_be_judged_is_named() {
        for (matcher, name) in
            [(Matcher::Regex, "regex"), (Matcher::Rows { ordered: None }, "rows"), (Matcher::JsonSchema, "json schema")]
        {
            assert_eq!(entry(&matcher).err(), Some(name));
        }
    }
}
