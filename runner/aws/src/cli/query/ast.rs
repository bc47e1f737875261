//! The tree of a compiled expression.

use labs_world::Document;

/// One node.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ast {
    /// `@`, and where nothing is written.
    Current,
    /// A member of an object.
    Field(String),
    /// A literal value.
    Literal(Document),
    /// An element of a list, from the end when negative.
    Index(i64),
    /// `[start:stop:step]`.
    Slice([Option<i64>; 3]),
    /// Each on what the one before gives: `a.b`, `a[0]`, `a | b`.
    Chain(Vec<Ast>),
    /// `of[*].each`: elements for which `each` is null are left out.
    Projection {
        /// The list.
        of: Box<Ast>,
        /// What is taken of each element.
        each: Box<Ast>,
    },
    /// `of.*.each`.
    ValueProjection {
        /// The object.
        of: Box<Ast>,
        /// What is taken of each value.
        each: Box<Ast>,
    },
    /// `of[?condition].each`.
    Filter {
        /// The list.
        of: Box<Ast>,
        /// Which elements count.
        condition: Box<Ast>,
        /// What is taken of each of them.
        each: Box<Ast>,
    },
    /// `of[]`.
    Flatten(Box<Ast>),
    /// `[a, b]`.
    MultiList(Vec<Ast>),
    /// `{name: a, other: b}`.
    MultiHash(Vec<(String, Ast)>),
    /// `a || b`.
    Or(Box<Ast>, Box<Ast>),
    /// `a && b`.
    And(Box<Ast>, Box<Ast>),
    /// `!a`.
    Not(Box<Ast>),
    /// `a < b`.
    Comparison(Comparator, Box<Ast>, Box<Ast>),
    /// `name(a, b)`.
    Function {
        /// The function's name, known or not.
        name: String,
        /// Its arguments.
        arguments: Vec<Ast>,
    },
    /// `&a`, which only functions take.
    Expression(Box<Ast>),
}

/// The comparators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparator {
    /// As it is written.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Ast {
    /// The names, where the node is nothing but fields in a row.
    pub(super) fn path(&self) -> Option<Vec<&str>> {
        match self {
            Self::Field(name) => Some(vec![name]),
            Self::Chain(parts) => {
                let names: Option<Vec<Vec<&str>>> = parts.iter().map(Self::path).collect();
                names.map(|it| it.concat())
            }
            _ => None,
        }
    }

    /// `left` and then `right`.
    pub(super) fn then(self, right: Self) -> Self {
        match self {
            Self::Chain(mut parts) => {
                parts.push(right);
                Self::Chain(parts)
            }
            left => Self::Chain(vec![left, right]),
        }
    }
}
