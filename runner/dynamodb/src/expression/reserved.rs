//! The 573 words that an expression cannot use as names of attributes, as the developer guide lists them.

use std::collections::HashSet;
use std::sync::LazyLock;

static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("reserved_words.txt").split_ascii_whitespace().collect());

/// Whether `name` is reserved, in any case of letters.
pub(super) fn is_reserved(name: &str) -> bool {
    WORDS.contains(name.to_ascii_uppercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_are_known_in_any_case() {
        assert_eq!(WORDS.len(), 573);
        for word in ["ABORT", "abort", "Status", "name", "ttl", "ZONE"] {
            assert!(is_reserved(word), "{word}");
        }
        assert!(!is_reserved("Artist"));
    }
}
