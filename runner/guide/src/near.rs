//! The near miss: which valid name somebody probably meant.
//!
//! Used by every message that lists valid choices, so that "did you mean" is judged the same everywhere.

/// The candidate closest to `name`, when it is close enough to be a slip: about one edit for every three letters, capital
/// letters and `_` for `-` counting as nothing.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody misspells a name of this length by accident; comparing it with everything would only cost time.
    const LONGEST: usize = 80;
    // A list longer than this is no list that an author knows.
    const CANDIDATES: usize = 500;
    if name.len() > LONGEST {
        return None;
    }
    let fold = |text: &str| text.to_lowercase().replace('_', "-");
    let wanted = fold(name);
    let allowed = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .take(CANDIDATES)
        .filter(|candidate| candidate.chars().count().abs_diff(wanted.chars().count()) <= allowed)
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// What an author may have meant, and what there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    near: Option<String>,
    shown: Vec<String>,
    more: usize,
}

/// Makes suggestions for one file, up to a number at which nobody reads them any more: comparing each of thousands of wrong
/// names with each of thousands of right ones would cost minutes.
#[derive(Debug)]
pub(crate) struct Suggester {
    left: usize,
}

impl Default for Suggester {
    fn default() -> Self {
        Self { left: 20 }
    }
}

impl Suggester {
    /// Whether there are no more suggestions, so that their candidates need not be gathered.
    pub(crate) fn is_spent(&self) -> bool {
        self.left == 0
    }

    pub(crate) fn suggest<'a>(
        &mut self,
        name: &str,
        candidates: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<Suggestion> {
        self.left = self.left.checked_sub(1)?;
        Some(Suggestion::new(name, candidates))
    }
}

impl Suggestion {
    /// More names than this are no help on a screen.
    const SHOWN: usize = 24;

    pub(crate) fn new<'a>(name: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> Self {
        let near = nearest(name, candidates.clone()).map(str::to_owned);
        let shown = candidates.clone().take(Self::SHOWN).map(str::to_owned).collect();
        Self { near, shown, more: candidates.skip(Self::SHOWN).count() }
    }

    /// The near miss, when there is one, and all valid choices.
    pub(crate) fn text(&self, heading: &str) -> String {
        let mut text = match &self.near {
            Some(near) => format!("did you mean `{near}`? {heading} "),
            None => format!("{heading} "),
        };
        match self.shown.as_slice() {
            [] => text.push_str("none"),
            shown => text.push_str(&listed(shown.iter().map(String::as_str))),
        }
        if self.more > 0 {
            text.push_str(&format!(" and {} more", self.more));
        }
        text
    }
}

/// Names in backticks, separated by commas: "`a`, `b`, `c`".
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut_and_counted() {
        let names: Vec<String> = (0..30).map(|number| format!("n{number}")).collect();
        let text = Suggestion::new("x", names.iter().map(String::as_str)).text("there are");
        assert!(text.starts_with("there are `n0`, ") && text.ends_with("`n23` and 6 more"), "{text}");
        assert_eq!(Suggestion::new("x", [].into_iter()).text("there are"), "there are none");
    }

    #[test]
    fn suggestions_of_one_file_end() {
        let mut suggester = Suggester { left: 1 };
        assert!(suggester.suggest("a", ["a"].into_iter()).is_some());
        assert!(suggester.suggest("a", ["a"].into_iter()).is_none());
    }

    #[test]
    fn a_slip_finds_its_name() {
        assert_eq!(nearest("need", ["step", "needs", "capture"]), Some("needs"));
        assert_eq!(nearest("Step_Timeout", ["step-timeout", "title"]), Some("step-timeout"));
        assert_eq!(nearest("setp", ["step", "needs"]), Some("step"));
    }

    #[test]
    fn another_word_finds_nothing() {
        assert_eq!(nearest("background", ["step", "needs", "capture"]), None);
        assert_eq!(nearest(&"x".repeat(10_000), ["step"]), None);
    }
}
