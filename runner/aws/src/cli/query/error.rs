//! What is wrong with an expression, or with what it is applied to: the words of the JMESPath library of the AWS CLI.

use super::super::value::python_quoted;

/// Why text is not an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::cli) enum ParseError {
    /// There is no text.
    #[error("Invalid JMESPath expression: cannot be empty.")]
    Empty,
    /// Characters that are no token.
    #[error("Bad jmespath expression: {message}:\n{expression}\n{}^", " ".repeat(*position))]
    Token {
        /// What is wrong with them.
        message: String,
        /// The expression.
        expression: String,
        /// Where they begin, in characters.
        position: usize,
    },
    /// A token in the wrong place.
    #[error(
        "{message}: Parse error at column {position}, token \"{value}\" ({}), for expression:\n\"{expression}\"\n{}^",
        kind.to_uppercase(), " ".repeat(*position + 1)
    )]
    Place {
        /// What is wrong with it.
        message: String,
        /// Where it begins, in characters.
        position: usize,
        /// The token as Python shows its value.
        value: String,
        /// The library's name of the kind of token.
        kind: &'static str,
        /// The expression.
        expression: String,
    },
    /// The end comes too early.
    #[error(
        "Invalid jmespath expression: Incomplete expression:\n\"{expression}\"\n{}^",
        " ".repeat(expression.chars().count() + 1)
    )]
    Incomplete {
        /// The expression.
        expression: String,
    },
    /// Deeper than this program goes.
    #[error("the expression is nested more than {} levels deep, which is not supported in this version of labs", limit)]
    TooDeep {
        /// The deepest level.
        limit: usize,
    },
}

/// Why an expression cannot be applied to a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::cli) enum SearchError {
    /// No function has that name.
    #[error("Unknown function: {name}()")]
    UnknownFunction {
        /// The name.
        name: String,
    },
    /// Too few or too many arguments.
    #[error(
        "Expected {}{expected} argument{} for function {name}(), received {received}",
        if *variadic { "at least " } else { "" }, if *expected == 1 { "" } else { "s" }
    )]
    Arity {
        /// The function.
        name: &'static str,
        /// How many it takes.
        expected: usize,
        /// Whether it takes more.
        variadic: bool,
        /// How many there are.
        received: usize,
    },
    /// An argument of the wrong type.
    #[error(
        "In function {name}(), invalid type for value: {value}, expected one of: [{}], received: \"{received}\"",
        expected.iter().map(|it| python_quoted(it)).collect::<Vec<_>>().join(", ")
    )]
    Type {
        /// The function.
        name: &'static str,
        /// The value as Python shows it.
        value: String,
        /// The types that it takes.
        expected: Vec<&'static str>,
        /// The type that the value has.
        received: &'static str,
    },
    /// Two values that have no order.
    #[error("'{sign}' not supported between instances of '{left}' and '{right}'")]
    NoOrder {
        /// The comparator.
        sign: &'static str,
        /// Python's name of the left type.
        left: &'static str,
        /// Python's name of the right type.
        right: &'static str,
    },
    /// `contains` of a text with something that is none.
    #[error("'in <string>' requires string as left operand, not {received}")]
    NotText {
        /// Python's name of the type.
        received: &'static str,
    },
    /// A slice that never moves.
    #[error("slice step cannot be zero")]
    ZeroStep,
    /// An expression that multiplies its input without end.
    #[error("the expression makes more than {limit} values, which is not supported in this version of labs")]
    TooMuch {
        /// The greatest number of values.
        limit: usize,
    },
}
