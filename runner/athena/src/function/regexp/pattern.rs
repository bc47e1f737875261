//! Java's pattern syntax, read for the `regex` crate; patterns are compiled once while they repeat from row to row.

use datafusion::common::Result;
use regex::Regex;

use crate::function::error::{invalid, not_supported};

/// The pattern of the last row.
#[derive(Default)]
pub(super) struct Patterns {
    last: Option<(String, Regex)>,
}

impl Patterns {
    /// The compiled pattern.
    pub(super) fn get(&mut self, source: &str) -> Result<&Regex> {
        let compiled = match self.last.take() {
            Some((known, regex)) if known == source => (known, regex),
            _ => (source.to_owned(), compile(source)?),
        };
        Ok(&self.last.insert(compiled).1)
    }
}

fn compile(source: &str) -> Result<Regex> {
    let translated = translate(source)?;
    Regex::new(&translated).map_err(|error| {
        let what = match &error {
            regex::Error::CompiledTooBig(limit) => format!("larger than {limit} bytes when compiled"),
            // The crate draws the pattern with carets over several lines; its last line says what is wrong.
            other => other.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
        };
        invalid(format!("Invalid regular expression '{source}': {what}"))
    })
}

fn lacks(what: &str, source: &str) -> datafusion::common::DataFusionError {
    not_supported(format!("{what} in a regular expression is not supported by this engine: {source}"))
}

/// What Java writes in another way, and what cannot be had.
fn translate(source: &str) -> Result<String> {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut depth = 0usize;
    let mut quantified = false;
    while let Some(character) = rest.chars().next() {
        if depth == 0 {
            for (start, what) in [
                ("(?=", "Look-ahead"),
                ("(?!", "Look-ahead"),
                ("(?<=", "Look-behind"),
                ("(?<!", "Look-behind"),
                ("(?>", "Atomic group"),
            ] {
                if rest.starts_with(start) {
                    return Err(lacks(what, source));
                }
            }
        }
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        if character == '\\' {
            quantified = false;
            if let Some(quoted) = after.strip_prefix('Q') {
                let (text, next) = quoted.split_once("\\E").unwrap_or((quoted, ""));
                out.push_str(&regex::escape(text));
                rest = next;
                continue;
            }
            let Some(escaped) = after.chars().next() else {
                return Err(invalid(format!("Invalid regular expression '{source}': it ends with a backslash")));
            };
            match escaped {
                '1'..='9' | 'k' if depth == 0 => return Err(lacks("Back reference", source)),
                '<' | '>' => out.push(escaped),
                'e' => out.push_str("\\x1B"),
                'h' => out.push_str("[ \\t\\x{A0}]"),
                'Z' => out.push_str("\\n?\\z"),
                'G' | 'X' | 'R' | 'c' | '0' => return Err(lacks(&format!("Escape \\{escaped}"), source)),
                _ => {
                    out.push('\\');
                    out.push(escaped);
                }
            }
            rest = after.get(escaped.len_utf8()..).unwrap_or_default();
            continue;
        }
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '+' if depth == 0 && quantified => return Err(lacks("Possessive quantifier", source)),
            _ => {}
        }
        quantified = depth == 0 && matches!(character, '*' | '+' | '?' | '}') && !quantified && !out.ends_with('(');
        out.push(character);
        rest = after;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn javas_own_ways_are_translated() {
        assert_eq!(translate("\\Qa.b\\E+").unwrap(), "a\\.b+");
        assert_eq!(translate("a\\<b\\>").unwrap(), "a<b>");
        assert_eq!(translate("[+*]+?\\+").unwrap(), "[+*]+?\\+");
        assert_eq!(translate("(?i)a{2}?").unwrap(), "(?i)a{2}?");
        assert!(translate("\\").is_err());
    }

    #[test]
    fn a_pattern_that_repeats_is_compiled_once() {
        let mut patterns = Patterns::default();
        let first = std::ptr::from_ref(patterns.get("a+").unwrap());
        assert_eq!(first, std::ptr::from_ref(patterns.get("a+").unwrap()));
        assert!(patterns.get("b").unwrap().is_match("b"));
    }
}
