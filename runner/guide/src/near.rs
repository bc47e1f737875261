//! The near miss: which valid name somebody probably meant.
//!
//! Used by every message that lists valid choices, so that "did you mean" is judged the same everywhere.

/// The candidate closest to `name`, when it is close enough to be a slip: about one edit for every three letters, capital
/// letters and `_` for `-` counting as nothing.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody misspells a name of this length by accident; comparing it with everything would only cost time.
    const LONGEST: usize = 80;
    if name.len() > LONGEST {
        return None;
    }
    let fold = |text: &str| text.to_lowercase().replace('_', "-");
    let wanted = fold(name);
    let allowed = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
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
