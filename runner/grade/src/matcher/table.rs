//! The table of matchers: which ones this version judges, by what name and how.
//!
//! The guide's model knows more matchers than this table; what is missing here is skipped by name, never passed. A new
//! matcher is one file with an `ENTRY` and one arm in [`entry`].

use std::borrow::Cow;

use labs_guide::{Matcher, TypesLine};

use super::renewal::Renewal;
use super::{Redactions, contains, error, json, json_schema, json_subset, lines, regex, rows};
use crate::difference::Difference;
use crate::evidence::Evidence;

/// One matcher.
pub(crate) struct Entry {
    /// Its name in reports, and in the fence that asks for it.
    pub(crate) name: &'static str,
    /// Compares.
    pub(crate) judge: fn(&Question<'_>) -> Result<(), Difference>,
    /// Writes the expectation anew, as if what came were right.
    pub(crate) renew: fn(&Question<'_>) -> Renewal,
}

/// What is compared.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    /// The matcher, with what it says beyond its name.
    pub(crate) matcher: &'a Matcher,
    /// The body of the expectation with captured values in it.
    pub(crate) expected: &'a str,
    /// The body as it is written in the guide.
    pub(crate) written: &'a str,
    /// How far numbers may be apart.
    pub(crate) tolerance: Option<&'a str>,
    /// Whether a table names its types.
    pub(crate) types: TypesLine,
    /// Redactions of both sides.
    pub(crate) redactions: &'a Redactions,
    /// What came.
    pub(crate) evidence: &'a Evidence,
    /// The file whose content the evidence is; `None` for what was printed.
    pub(crate) file: Option<&'a str>,
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

    /// Whether the body has captured values in it.
    pub(crate) fn has_pastes(&self) -> bool {
        self.written != self.expected
    }
}

#[cfg(test)]
impl<'a> Question<'a> {
    /// Whether `evidence` is `expected`, without redactions.
    pub(super) fn plain(expected: &'a str, evidence: &'a Evidence) -> Self {
        static NONE: std::sync::LazyLock<Redactions> = std::sync::LazyLock::new(Redactions::default);
        Self {
            matcher: &Matcher::Lines,
            expected,
            written: expected,
            tolerance: None,
            types: TypesLine::Absent,
            redactions: &NONE,
            evidence,
            file: None,
            stream: Stream::Output,
        }
    }
}

/// The matcher's entry, or the name of a matcher that this version cannot judge.
pub(crate) fn entry(matcher: &Matcher) -> Result<&'static Entry, &'static str> {
    match matcher {
        Matcher::Lines => Ok(&lines::ENTRY),
        Matcher::Contains => Ok(&contains::ENTRY),
        Matcher::Regex => Ok(&regex::ENTRY),
        Matcher::Json => Ok(&json::ENTRY),
        Matcher::JsonSubset => Ok(&json_subset::ENTRY),
        Matcher::JsonSchema => Ok(&json_schema::ENTRY),
        Matcher::Rows { .. } => Ok(&rows::ENTRY),
        Matcher::Error(_) => Ok(&error::ENTRY),
        _ => Err("of a newer format"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use labs_guide::vocabulary::MATCHERS;

    use super::*;

    #[test]
    fn every_matcher_of_the_guide_is_judged_by_its_name() {
        let matchers = [
            Matcher::Lines,
            Matcher::Contains,
            Matcher::Regex,
            Matcher::Json,
            Matcher::JsonSubset,
            Matcher::JsonSchema,
            Matcher::Rows { ordered: None },
            Matcher::Error(String::new()),
        ];
        let judged: BTreeSet<_> = matchers.iter().filter_map(|matcher| Some(entry(matcher).ok()?.name)).collect();
        let plain = |notation: &'static str| match notation {
            "rows ordered" | "rows unordered" => "rows",
            other => other.trim_end_matches("=<code>"),
        };
        assert_eq!(judged, MATCHERS.iter().map(|spec| plain(spec.notation)).collect());
    }
}
