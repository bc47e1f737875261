//! The models' patterns. They are Java regular expressions that must match the whole value.
//!
//! The few Java constructs that occur and that the `regex` crate lacks are rewritten; a pattern that begins with a negative
//! look-ahead becomes two. A test compiles every pattern of every embedded model. Matching takes linear time, whatever the
//! value.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

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

/// What a value must not begin with, and what the whole of it must be.
#[derive(Debug)]
struct Pattern {
    refused: Option<Regex>,
    wanted: Regex,
}

/// Whether the whole of `value` matches. A pattern that cannot be read matches nothing, so that its use fails loudly.
pub(super) fn matches(pattern: &str, value: &str) -> bool {
    compiled(pattern).is_some_and(|Pattern { refused, wanted }| {
        wanted.is_match(value) && !refused.as_ref().is_some_and(|refused| refused.is_match(value))
    })
}

fn compiled(pattern: &str) -> Option<&'static Pattern> {
    static CACHE: LazyLock<Mutex<HashMap<String, Option<&'static Pattern>>>> = LazyLock::new(Mutex::default);
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = cache.get(pattern) {
        return *known;
    }
    // Patterns are the models', so there are as many as the binary has, and they live as long as it runs.
    let compiled = compile(pattern).ok().map(|pattern| &*Box::leak(Box::new(pattern)));
    cache.insert(pattern.to_owned(), compiled);
    compiled
}

fn compile(pattern: &str) -> Result<Pattern, regex::Error> {
    let translated = REWRITES.iter().fold(pattern.to_owned(), |pattern, (java, rust)| pattern.replace(java, rust));
    let (refused, wanted) = match split_look_ahead(&translated) {
        Some((refused, wanted)) => (Some(Regex::new(&format!(r"\A(?:{refused})"))?), wanted),
        None => (None, translated.as_str()),
    };
    Ok(Pattern { refused, wanted: Regex::new(&format!(r"\A(?:{wanted})\z"))? })
}

/// `^(?!A)B` → `A` and `B`. Brackets inside of character classes and after a backslash do not count.
fn split_look_ahead(pattern: &str) -> Option<(&str, &str)> {
    let rest = pattern.strip_prefix('^').unwrap_or(pattern).strip_prefix("(?!")?;
    let (mut depth, mut in_class, mut escaped) = (1_usize, false, false);
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((rest.get(..at)?, rest.get(at + 1..)?));
        }
    }
    None
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

    #[test]
    fn a_negative_look_ahead_refuses() {
        let name = r"(?!.*[/:\\])[\u0020-\uD7FF\t]+";
        assert!(matches(name, "my (notebook)"));
        for value in ["a/b", "a:b", "a\\b", ""] {
            assert!(!matches(name, value), "{value:?}");
        }
        let catalog = r"^(?!(.*[.\/\\]|aws:)).*$";
        assert!(matches(catalog, "mine"));
        for value in ["a.b", "aws:x", "a/b"] {
            assert!(!matches(catalog, value), "{value:?}");
        }
    }
}
