//! Finds brace expansions that bashkit would leave as they stand or cut without a word: ranges of more than 10,000 words,
//! and products of more than 100,000.
//!
//! This reads the script's text, not its meaning: braces in quotes are looked at too. A text with so large a range in
//! quotes is refused for nothing, which is rare; a cut result would be graded as if it were whole.

use crate::limits::{Limit, LimitHit};

/// The most words of one range.
const RANGE: u128 = 10_000;
/// The most words of one expansion.
const PRODUCT: u128 = 100_000;

/// The limit that a brace expansion of `script` would pass.
pub(crate) fn too_large(script: &str) -> Option<LimitHit> {
    let hit = |words: u128, of: &str| {
        Some(LimitHit { limit: Limit::Tool, value: words.to_string(), of: Some(format!("words of one {of}")) })
    };
    for word in script.split([' ', '\t', '\n', ';', '|', '&', '(', ')']) {
        let mut product: u128 = 1;
        let mut rest = word;
        while let Some((_, after)) = rest.split_once('{') {
            rest = after;
            let inside = after.split('}').next().unwrap_or_default();
            let words = match range(inside) {
                Some(words) if words > RANGE => return hit(RANGE, "brace range"),
                Some(words) => words,
                None => inside.split(',').count().try_into().unwrap_or(u128::MAX),
            };
            product = product.saturating_mul(words);
        }
        if product > PRODUCT {
            return hit(PRODUCT, "brace expansion");
        }
    }
    None
}

/// Number of words of `1..10` or `1..10..2`.
fn range(inside: &str) -> Option<u128> {
    let mut parts = inside.split("..").map(str::parse::<i64>);
    let (first, last) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let step = parts.next().and_then(Result::ok).map_or(1, |step| u128::from(step.unsigned_abs().max(1)));
    Some(u128::from(first.abs_diff(last)) / step + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expansions_within_the_limits_pass() {
        for script in [
            "echo {1..10000}",
            "echo {a,b}{1..1000}",
            "f() { echo {1..3}; }; f",
            "jq '{a: 1, b: {c: 2}}'",
            "echo ${x:-{1..5}}",
            "echo {1..100000..10}",
            "{",
            "echo {1..é}",
        ] {
            assert_eq!(too_large(script), None, "{script}");
        }
    }

    #[test]
    fn larger_ones_are_found() {
        for (script, words) in [
            ("echo {1..10001}", "10000"),
            ("echo {10001..1} x", "10000"),
            ("echo {1..1000}{1..1000}", "100000"),
            ("echo $(echo {-9223372036854775808..9223372036854775807})", "10000"),
        ] {
            assert!(too_large(script).unwrap().value.starts_with(words), "{script}");
        }
    }
}
