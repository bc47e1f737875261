//! The syntax tree: expressions as they were written, placeholders not filled in.

/// A name in a path: written out, or to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NameSyntax {
    /// `Artist`.
    Literal(String),
    /// `#artist`, the `#` included.
    Placeholder(String),
}

/// What follows the first name of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StepSyntax {
    /// `.name`.
    Name(NameSyntax),
    /// `[7]`, the digits as written.
    Index(String),
}

/// `a.b[7].#c`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathSyntax {
    pub(super) head: NameSyntax,
    pub(super) steps: Vec<StepSyntax>,
}

/// `function(operand, …)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call<O> {
    pub(super) function: String,
    pub(super) operands: Vec<O>,
}

/// `+` or `-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    Plus,
    Minus,
}

impl Sum {
    /// The operator as written.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
        }
    }
}

/// Something that has a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OperandSyntax {
    /// A path.
    Path(PathSyntax),
    /// `:value`, the colon included.
    Value(String),
    /// A function.
    Call(Call<OperandSyntax>),
    /// `a + b`, in updates only.
    Sum(Sum, Box<OperandSyntax>, Box<OperandSyntax>),
}

/// `=`, `<>`, `<`, `<=`, `>`, `>=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparator {
    /// All of them, as written.
    pub(super) const ALL: [(&'static str, Self); 6] = [
        ("=", Self::Equal),
        ("<>", Self::NotEqual),
        ("<", Self::Less),
        ("<=", Self::LessOrEqual),
        (">", Self::Greater),
        (">=", Self::GreaterOrEqual),
    ];

    /// The operator as written.
    pub(super) fn symbol(self) -> &'static str {
        Self::ALL.iter().find(|(_, comparator)| *comparator == self).map_or("=", |(symbol, _)| symbol)
    }

    /// The comparator that says the same with both sides exchanged.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Equal | Self::NotEqual => self,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}

/// Something that is true or false, over operands as written or with their placeholders filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition<O> {
    /// `a = b`.
    Compare(Comparator, O, O),
    /// `a BETWEEN b AND c`.
    Between(O, O, O),
    /// `a IN (b, …)`.
    In(O, Vec<O>),
    /// `begins_with(a, b)`.
    Call(Call<O>),
    /// `a AND b AND …`.
    And(Vec<Condition<O>>),
    /// `a OR b OR …`.
    Or(Vec<Condition<O>>),
    /// `NOT a`.
    Not(Box<Condition<O>>),
}

impl<O> Condition<O> {
    /// Shows every operand to `check`, as written from left to right.
    pub(super) fn for_each_operand<E>(&self, check: &mut impl FnMut(&O) -> Result<(), E>) -> Result<(), E> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().try_for_each(|part| part.for_each_operand(check)),
            Self::Not(part) => part.for_each_operand(check),
            Self::Call(call) => call.operands.iter().try_for_each(check),
            Self::Compare(_, left, right) => [left, right].into_iter().try_for_each(check),
            Self::Between(operand, lower, upper) => [operand, lower, upper].into_iter().try_for_each(check),
            Self::In(operand, choices) => std::iter::once(operand).chain(choices).try_for_each(check),
        }
    }
}

/// The sections of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Set,
    Remove,
    Add,
    Delete,
}

impl Section {
    /// All of them, as written.
    pub(super) const ALL: [(&'static str, Self); 4] =
        [("SET", Self::Set), ("REMOVE", Self::Remove), ("ADD", Self::Add), ("DELETE", Self::Delete)];

    /// The keyword.
    pub(super) fn keyword(self) -> &'static str {
        Self::ALL.iter().find(|(_, section)| *section == self).map_or("SET", |(keyword, _)| keyword)
    }
}

/// One action of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ActionSyntax {
    /// `path = operand`.
    Set(PathSyntax, OperandSyntax),
    /// `path`.
    Remove(PathSyntax),
    /// `path :value`.
    Add(PathSyntax, String),
    /// `path :value`.
    Delete(PathSyntax, String),
}

/// An update: its actions in the order in which they are written, and the sections as they begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UpdateSyntax {
    pub(super) sections: Vec<Section>,
    pub(super) actions: Vec<ActionSyntax>,
}
