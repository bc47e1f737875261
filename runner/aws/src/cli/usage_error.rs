//! Why the words of a line do not fit, in the sentences of Python's `argparse` and of the AWS CLI on top of it.

use super::value::python_quoted;
use crate::near::near_misses;

/// Why words do not fit, in argparse's sentences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum UsageError {
    /// Options that must be given are not.
    #[error("the following arguments are required: {}", names.join(", "))]
    Required {
        /// Their names.
        names: Vec<String>,
    },
    /// A cut name that fits several options.
    #[error("ambiguous option: {word} could match {}", matches.join(", "))]
    Ambiguous {
        /// The word.
        word: String,
        /// The options.
        matches: Vec<String>,
    },
    /// An option without its value.
    #[error("argument {option}: expected one argument")]
    ExpectedOne {
        /// The option.
        option: String,
    },
    /// `--switch=value`.
    #[error("argument {option}: ignored explicit argument {}", python_quoted(value))]
    ExplicitValue {
        /// The option.
        option: String,
        /// The value.
        value: String,
    },
    /// Not a number.
    #[error("argument {option}: invalid {kind} value: {}", python_quoted(value))]
    Number {
        /// The option.
        option: String,
        /// `int` or `float`.
        kind: &'static str,
        /// The value.
        value: String,
    },
    /// Not one of the choices.
    #[error("argument {name}: Invalid choice, valid choices are:\n\n{}{}", in_columns(choices), meant(word, near))]
    Choice {
        /// The option, or what the word stands for.
        name: String,
        /// The word.
        word: String,
        /// What there is.
        choices: Vec<String>,
        /// What may have been meant.
        near: Vec<String>,
    },
}

impl UsageError {
    /// The complaint about `word` standing for `name`.
    pub(super) fn choice(name: &str, word: &str, choices: Vec<String>) -> Self {
        let near = near_misses(word, choices.iter().map(String::as_str), 0.8).into_iter().map(str::to_owned).collect();
        Self::Choice { name: name.to_owned(), word: word.to_owned(), choices, near }
    }
}

/// Two columns, as the AWS CLI lists choices.
fn in_columns(choices: &[String]) -> String {
    let lines: Vec<String> = choices
        .chunks(2)
        .map(|pair| pair.iter().map(|choice| format!("{choice:<40}")).collect::<Vec<_>>().join(" | "))
        .collect();
    lines.join("\n")
}

fn meant(word: &str, near: &[String]) -> String {
    if near.is_empty() {
        return String::new();
    }
    let near: Vec<String> = near.iter().map(|it| format!("\n  * {it}")).collect();
    format!("\n\n\nInvalid choice: {}, maybe you meant:\n{}", python_quoted(word), near.concat())
}
