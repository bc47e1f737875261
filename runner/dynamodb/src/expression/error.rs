//! What can be wrong with an expression, its placeholders, or the item that it is applied to, in DynamoDB's words.
//!
//! All sentences about expressions are here and nowhere else, because one fault is worded alike in every kind of expression.

use std::fmt;

use crate::number::NumberError;

/// The parameters that hold expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExpressionKind {
    /// `KeyConditionExpression`.
    KeyCondition,
    /// `UpdateExpression`.
    Update,
}

impl fmt::Display for ExpressionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyCondition => "KeyConditionExpression",
            Self::Update => "UpdateExpression",
        })
    }
}

/// An expression that is refused before any table is looked up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Invalid {kind}: {fault}")]
pub(crate) struct ExpressionError {
    /// Which parameter it stands in.
    pub(crate) kind: ExpressionKind,
    /// What is wrong.
    pub(crate) fault: Fault,
}

/// What is wrong with an expression. Boxed texts keep the parser's stack frames small.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// Nothing is there.
    #[error("The expression can not be empty;")]
    Empty,
    /// More than 4096 bytes.
    #[error("Expression size has exceeded the maximum allowed size;")]
    TooLong,
    /// More operators and functions than are allowed.
    #[error("The expression contains too many operators; operator count: {0}")]
    TooManyOperators(usize),
    /// A token stands where it cannot stand.
    #[error("Syntax error; token: \"{}\", near: \"{}\"", _0.token, _0.near)]
    Syntax(Box<Place>),
    /// `((a = :a))`.
    #[error("The expression has redundant parentheses;")]
    RedundantParentheses,
    /// A reserved word is used as a name.
    #[error("Attribute name is a reserved keyword; reserved keyword: {0}")]
    Reserved(Box<str>),
    /// A list index does not fit 31 bits.
    #[error("List index is not within the allowable range; index: [{0}]")]
    IndexOutOfRange(Box<str>),
    /// A path has more than 32 elements.
    #[error("The document path has too many nesting elements; nesting levels: {0}")]
    PathTooLong(usize),
    /// No function has that name.
    #[error("Invalid function name; function: {0}")]
    UnknownFunction(Box<str>),
    /// A function of conditions in an update.
    #[error("The function is not allowed in an update expression; function: {0}")]
    NotInUpdates(Box<str>),
    /// A function of updates in a condition.
    #[error("The function is not allowed in a condition expression; function: {0}")]
    NotInConditions(Box<str>),
    /// A condition where a value is expected, or the other way round.
    #[error("The function is not allowed to be used this way in an expression; function: {0}")]
    Misused(Box<str>),
    /// A `#name` that the request does not define.
    #[error("An expression attribute name used in the document path is not defined; attribute name: {0}")]
    UndefinedName(Box<str>),
    /// A `:value` that the request does not define.
    #[error("An expression attribute value used in expression is not defined; attribute value: {0}")]
    UndefinedValue(Box<str>),
    /// A function has too many or too few operands.
    #[error(
        "Incorrect number of operands for operator or function; operator or function: {function}, number of operands: {count}"
    )]
    OperandCount {
        /// The function.
        function: Box<str>,
        /// The operands that it was given.
        count: usize,
    },
    /// A function wants a path.
    #[error("Operator or function requires a document path; operator or function: {0}")]
    NeedsPath(Box<str>),
    /// A value has a type that an operator or function cannot take.
    #[error(
        "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {operand}"
    )]
    OperandType {
        /// The operator or function.
        operator: Box<str>,
        /// The value's type.
        operand: &'static str,
    },
    /// The same for the sections ADD and DELETE, which have a wording of their own.
    #[error("Incorrect operand type for operator or function; operator: {operator}, operand type: {operand}")]
    SectionOperandType {
        /// `ADD` or `DELETE`.
        operator: &'static str,
        /// The value's type, spelled out.
        operand: &'static str,
    },
    /// `attribute_type` with a name that is no type.
    #[error("Invalid attribute type name found; type: {0}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}")]
    UnknownType(Box<str>),
    /// An operator has the same path on both sides.
    #[error(
        "The first operand must be distinct from the remaining operands for this operator or function; operator: {operator}, first operand: {operand}"
    )]
    NotDistinct {
        /// The operator or function.
        operator: Box<str>,
        /// The path.
        operand: Box<str>,
    },
    /// BETWEEN with bounds of two types.
    #[error(
        "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}"
    )]
    BetweenTypes {
        /// The lower bound.
        lower: Box<str>,
        /// The upper bound.
        upper: Box<str>,
    },
    /// BETWEEN with its bounds reversed.
    #[error(
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}"
    )]
    BetweenReversed {
        /// The lower bound.
        lower: Box<str>,
        /// The upper bound.
        upper: Box<str>,
    },
    /// `SET … SET …`.
    #[error("The \"{0}\" section can only be used once in an update expression;")]
    SectionTwice(&'static str),
    /// One path leads through the other.
    #[error(
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: {one}, path two: {two}"
    )]
    PathsOverlap {
        /// The path that comes first.
        one: Box<str>,
        /// The other one.
        two: Box<str>,
    },
    /// Two paths take one attribute for a list and for a map.
    #[error(
        "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: {one}, path two: {two}"
    )]
    PathsConflict {
        /// The path that comes first.
        one: Box<str>,
        /// The other one.
        two: Box<str>,
    },
    /// Two conditions on one key attribute.
    #[error("KeyConditionExpressions must only contain one condition per key")]
    KeyTwice,
    /// A condition on a part of an attribute.
    #[error("KeyConditionExpressions cannot have conditions on nested attributes")]
    KeyNested,
}

/// A token that stands where it cannot stand, and the text around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The token; `<EOF>` at the end.
    pub(crate) token: String,
    /// The token with its neighbours, as written.
    pub(crate) near: String,
}

/// What is wrong with expression attribute names or values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlaceholderError {
    /// The request has no expression that could use them.
    #[error("{0} can only be specified when using expressions")]
    WithoutExpression(&'static str),
    /// An empty map.
    #[error("{0} must not be empty")]
    Empty(&'static str),
    /// A placeholder that does not begin with `#` or `:`, or holds other characters than letters, digits and `_`.
    #[error("{member} contains invalid key: Syntax error; key: \"{key}\"")]
    InvalidKey {
        /// The member.
        member: &'static str,
        /// The placeholder.
        key: String,
    },
    /// A placeholder that stands for no name at all.
    #[error("ExpressionAttributeNames contains invalid value: Empty attribute name for key {0}")]
    EmptyName(String),
    /// Placeholders that no expression uses.
    #[error("Value provided in {member} unused in expressions: keys: {{{}}}", keys.join(", "))]
    Unused {
        /// The member.
        member: &'static str,
        /// The placeholders.
        keys: Vec<String>,
    },
}

/// A key condition that is well-formed but not one, or does not fit the table's key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyConditionError {
    /// An operator or function that no key condition may have.
    #[error("Invalid operator used in KeyConditionExpression: {0}")]
    Operator(String),
    /// A function inside a comparison.
    #[error("KeyConditionExpressions cannot contain nested operations")]
    NestedOperation,
    /// BETWEEN or begins_with whose first operand is a value.
    #[error(
        "Invalid condition in KeyConditionExpression: {0} operator must have the key attribute as its first operand"
    )]
    AttributeNotFirst(&'static str),
    /// Two attributes compared with each other.
    #[error("Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")]
    TwoAttributes,
    /// Two values compared with each other.
    #[error("Invalid condition in KeyConditionExpression: No key attribute specified")]
    NoAttribute,
    /// More conditions than key attributes.
    #[error(
        "The number of query conditions ({conditions}) exceeds the number of key attributes defined in the schema ({attributes})"
    )]
    TooMany {
        /// Conditions in the expression.
        conditions: usize,
        /// Attributes of the key.
        attributes: usize,
    },
    /// A key attribute without a condition.
    #[error("Query condition missed key schema element: {0}")]
    Missed(String),
    /// A comparison of the partition key other than `=`.
    #[error("Query key condition not supported")]
    NotSupported,
    /// A value whose type is not the key attribute's.
    #[error("One or more parameter values were invalid: Condition parameter type does not match schema type")]
    TypeMismatch,
}

/// An update that cannot be applied to the item that is there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UpdateError {
    /// The update would change the primary key.
    #[error(
        "One or more parameter values were invalid: Cannot update attribute {0}. This attribute is part of the key"
    )]
    KeyAttribute(String),
    /// A path leads through something that is not there or has no parts of that kind.
    #[error("The document path provided in the update expression is invalid for update")]
    InvalidPath,
    /// An operand refers to an attribute that is not there.
    #[error("The provided expression refers to an attribute that does not exist in the item")]
    NoSuchAttribute,
    /// An operand has a type that cannot be added, appended or removed.
    #[error("An operand in the update expression has an incorrect data type")]
    IncorrectType,
    /// A sum is out of range or too precise.
    #[error(transparent)]
    Number(#[from] NumberError),
}
