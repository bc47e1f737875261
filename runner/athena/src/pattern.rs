//! `NamePattern`: the patterns of SHOW TABLES, SHOW DATABASES and ListTableMetadata: a regular expression over the whole name.
//! Case does not matter. A `*` that repeats nothing in particular, as in `*`, `*_raw` and `sales*`, stands for any characters,
//! as Athena's documentation has it; behind `.`, `)`, `]` and `}` it repeats, as Hive has it.

use regex::{Regex, RegexBuilder};

use crate::query_error::{ErrorKind, QueryError};

/// Which names are meant.
#[derive(Debug, Clone)]
pub(crate) struct NamePattern(Option<Regex>);

impl NamePattern {
    /// The pattern of a text; `None` and `*` mean all names.
    ///
    /// # Errors
    /// When the text is no regular expression.
    pub(crate) fn new(text: Option<&str>) -> Result<Self, QueryError> {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Self(None)) };
        let mut pattern = String::new();
        for c in text.chars() {
            if c == '*' && !pattern.ends_with(['.', ')', ']', '}']) {
                pattern.push('.');
            }
            pattern.push(c);
        }
        let built = RegexBuilder::new(&format!("^(?:{pattern})$")).case_insensitive(true).size_limit(1 << 20).build();
        built.map(|regex| Self(Some(regex))).map_err(|error| {
            QueryError::new(
                ErrorKind::HiveDdl,
                format!("FAILED: the pattern '{text}' is no regular expression: {error}"),
            )
        })
    }

    /// Whether a name is meant.
    pub(crate) fn matches(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|regex| regex.is_match(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_regular_expression_over_the_whole_name() {
        let matches = |pattern, name| NamePattern::new(pattern).unwrap().matches(name);
        assert!(matches(None, "orders") && matches(Some("*"), "orders") && matches(Some("ORD.*"), "orders"));
        assert!(
            matches(Some("ord*"), "orders") && matches(Some("*ders"), "orders") && matches(Some("o[a-z]*"), "orders")
        );
        assert!(!matches(Some("ord"), "orders") && matches(Some("a|orders"), "orders"));
        assert!(NamePattern::new(Some("(")).unwrap_err().to_string().contains("'('"));
    }
}
