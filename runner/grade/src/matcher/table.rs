//! The table of matchers: which ones this version judges, by what name and how.
//!
//! The guide's model knows more matchers than this table; what is missing here is skipped by name, never passed. A new
//! matcher is one file with an `ENTRY` and one arm in [`entry`].

use std::borrow::Cow;

use labs_guide::Matcher;

use super::{Redactions, contains, error, json, json_subset, lines};
use crate::difference::Difference;
use crate::evidence::Evidence;

/// One matcher.
pub(crate) struct Entry {
    /// Its name in reports, and in the fence that asks for it.
    pub(crate) name: &'static str,
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
    /// The expectation and the text to compare with it, both redacted.
    pub(crate) fn texts(&self) -> (Cow<'_, str>, Cow<'_, str>) {
        let came = match self.stream {
            Stream::Output => String::from_utf8_lossy(&self.evidence.stdout),
            Stream::Screen => Cow::Owned(String::from_utf8_lossy(&self.evidence.screen()).into_owned()),
        };
        let came = match came {
            Cow::Borrowed(text) => self.redactions.apply(text),
            Cow::Owned(text) => Cow::Owned(self.redactions.apply(&text).into_owned()),
        };
        (self.redactions.apply(self.expected), came)
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
        let judged =
            [lines::ENTRY.name, contains::ENTRY.name, json::ENTRY.name, json_subset::ENTRY.name, error::ENTRY.name];
        let unjudged = ["regex", "json schema", "rows", "rows ordered", "rows unordered"];
        let guide: BTreeSet<_> = MATCHERS
            .iter()
            .map(|spec| spec.notation.trim_end_matches("=<code>"))
            .filter(|n| !unjudged.contains(n))
            .collect();
        assert_eq!(BTreeSet::from(judged), guide);
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
