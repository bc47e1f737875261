//! The models' patterns. They are Java regular expressions that must match the whole value.
//!
//! The few Java constructs that occur and that the `regex` crate lacks are rewritten; a test compiles every pattern of
//! every embedded model. Matching takes linear time, whatever the value.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex::Regex;

/// Java's spelling on the left, what it means on the right.
const REWRITES: [(&str, &str); 4] = [
    // A range between two surrogate pairs: everything beyond the basic plane.
    (r"\uD800\uDC00-\uDBFF\uDFFF", r"\u{10000}-\u{10FFFF}"),
    (r"\p{Print}", r"[\x20-\x7E]"),
    // Without a flag these know ASCII only in Java.
    (r"\w", r"[A-Za-z0-9_]"),
    (r"\d", r"[0-9]"),
];

/// Whether the whole of `value` matches. A pattern that cannot be read matches nothing, so that its use fails loudly.
pub(super) fn matches(pattern: &str, value: &str) -> bool {
    compiled(pattern).is_some_and(|regex| regex.is_match(value))
}

fn compiled(pattern: &str) -> Option<Arc<Regex>> {
    static CACHE: LazyLock<Mutex<HashMap<String, Option<Arc<Regex>>>>> = LazyLock::new(Mutex::default);
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = cache.get(pattern) {
        return known.clone();
    }
    let regex = compile(pattern).ok().map(Arc::new);
    cache.insert(pattern.to_owned(), regex.clone());
    regex
}

fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    let translated = REWRITES.iter().fold(pattern.to_owned(), |pattern, (java, rust)| pattern.replace(java, rust));
    Regex::new(&format!(r"\A(?:{translated})\z"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;

    #[test]
    fn every_pattern_of_every_model_compiles() {
        for name in Models::names() {
            for shape in Models::by_name(name).unwrap().shapes.values() {
                if let Some(pattern) = &shape.pattern {
                    assert!(compile(pattern).is_ok(), "{name} {}: {:?}", shape.name, compile(pattern));
                }
            }
        }
    }

    #[test]
    fn the_whole_value_must_match() {
        assert!(matches("[a-zA-Z0-9_.-]+", "Music-2.b_c"));
        for value in ["", "a b", "a\n", "ă", "a/b"] {
            assert!(!matches("[a-zA-Z0-9_.-]+", value), "{value:?}");
        }
    }

    #[test]
    fn java_constructs_mean_what_they_mean_in_java() {
        let text = r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*";
        assert!(matches(text, "a ă 🎵\n"));
        assert!(!matches(text, "\u{1}"));
        assert!(matches(r"\p{Print}+", "a~ "));
        assert!(!matches(r"\p{Print}+", "ă"));
        assert!(!matches(r"\w+", "ă"));
    }
}
