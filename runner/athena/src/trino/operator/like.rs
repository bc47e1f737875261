//! LIKE: `%` and `_`, and an escape only where the query names one. DataFusion's own takes a backslash for an escape.

use std::{collections::HashMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, BooleanArray},
        datatypes::DataType,
    },
    common::Result,
};
use regex::Regex;

use crate::{
    query_error::{ErrorKind, QueryError},
    trino::operation::{Kernel, column, expected},
};

/// Two or three columns of text: value, pattern, escape.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::trino) struct LikePattern;

impl Kernel for LikePattern {
    fn name(&self) -> &'static str {
        "like"
    }

    fn run(&self, columns: &[ArrayRef], rows: usize, _: &DataType) -> Result<ArrayRef> {
        let values = expected(column(columns, 0)?.as_string_opt::<i32>())?;
        let patterns = expected(column(columns, 1)?.as_string_opt::<i32>())?;
        let escapes = match columns.get(2) {
            Some(escapes) => Some(expected(escapes.as_string_opt::<i32>())?),
            None => None,
        };
        let mut known: HashMap<(&str, Option<&str>), Regex> = HashMap::new();
        let mut found = BooleanArray::builder(rows);
        for row in 0..rows {
            let escape = escapes.map(|escapes| escapes.is_valid(row).then(|| escapes.value(row)));
            if values.is_null(row) || patterns.is_null(row) || escape == Some(None) {
                found.append_null();
                continue;
            }
            let key = (patterns.value(row), escape.flatten());
            if let std::collections::hash_map::Entry::Vacant(e) = known.entry(key) {
                let pattern = regex(key.0, key.1)
                    .map_err(|error| datafusion::common::DataFusionError::External(Box::new(error)))?;
                e.insert(pattern);
            }
            found.append_option(known.get(&key).map(|pattern| pattern.is_match(values.value(row))));
        }
        Ok(Arc::new(found.finish()))
    }
}

fn regex(pattern: &str, escape: Option<&str>) -> Result<Regex, QueryError> {
    let invalid = |message: &str| QueryError::new(ErrorKind::InvalidFunctionArgument, message);
    let escape = match escape {
        None => None,
        Some(text) => {
            let mut letters = text.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => Some(letter),
                _ => return Err(invalid("Escape string must be a single character")),
            }
        }
    };
    let mut written = String::from("(?s)^");
    let mut letters = pattern.chars();
    let literal = |written: &mut String, letter: char| {
        written.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4])));
    };
    while let Some(letter) = letters.next() {
        match letter {
            letter if Some(letter) == escape => match letters.next() {
                Some(next) if next == '%' || next == '_' || Some(next) == escape => literal(&mut written, next),
                _ => {
                    return Err(invalid(
                        "Escape character must be followed by '%', '_' or the escape character itself",
                    ));
                }
            },
            '%' => written.push_str(".*"),
            '_' => written.push('.'),
            letter => literal(&mut written, letter),
        }
    }
    written.push('$');
    Regex::new(&written).map_err(|_| invalid("LIKE pattern is too large"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        let matches = |text: &str, pattern: &str, escape| regex(pattern, escape).unwrap().is_match(text);
        assert!(matches("a\nb%", "a_b%", None));
        assert!(!matches("xab", "ab", None) && !matches("ab\n", "ab", None));
        assert!(matches("50%", "50#%", Some("#")) && !matches("500", "50#%", Some("#")));
        assert!(matches("a\\b", "a\\b", None) && matches("ä.", "_.", None) && !matches("xy", "_.", None));
        assert!(regex("a#b", Some("#")).is_err() && regex("a", Some("##")).is_err());
    }
}
