//! The tree of a query as the parser reads it: names as written, places of everything that an error can name.
//!
//! It holds what Trino's grammar has and this engine knows; what is not here is refused by the parser, by name.

use crate::{query_error::Position, trino_type::TrinoType};

/// A name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) quoted: bool,
    pub(super) at: Position,
}

impl Name {
    /// Trino compares names without regard to case, quoted or not.
    pub(super) fn is(&self, other: &str) -> bool {
        self.text.eq_ignore_ascii_case(other) || self.text.to_lowercase() == other.to_lowercase()
    }
}

/// An expression and its place: for operators that of the operator, as Trino reports it.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    pub(super) at: Position,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Null,
    Boolean(bool),
    Integer(String),
    Decimal(String),
    Double(String),
    Text(String),
    Binary(Vec<u8>),
    /// `DATE '2020-01-01'`
    Typed(TrinoType, String),
    /// `TIMESTAMP '…'`: precision and zone are in the text.
    Timestamp(String),
    /// `TIME '…'`
    Time(String),
    /// `DECIMAL '1.23'`
    DecimalText(String),
    Interval(IntervalLiteral),
    Name(Name),
    Field(Box<Expression>, Name),
    Subscript(Box<Expression>, Box<Expression>),
    Call(Box<Call>),
    Lambda(Vec<Name>, Box<Expression>),
    Negative(Box<Expression>),
    Arithmetic(Arithmetic, Box<Expression>, Box<Expression>),
    Concat(Box<Expression>, Box<Expression>),
    Comparison(Comparison, Box<Expression>, Box<Expression>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Not(Box<Expression>),
    IsNull(Box<Expression>),
    IsNotNull(Box<Expression>),
    Distinct(Box<Expression>, Box<Expression>),
    Between(Box<Expression>, Box<Expression>, Box<Expression>),
    InList(Box<Expression>, Vec<Expression>),
    InQuery(Box<Expression>, Box<Query>),
    Like(Box<Expression>, Box<Expression>, Option<Box<Expression>>),
    Exists(Box<Query>),
    Subquery(Box<Query>),
    Case(Box<Case>),
    Cast(Fallibility, Box<Expression>, TrinoType),
    AtTimeZone(Box<Expression>, Box<Expression>),
    Extract(Name, Box<Expression>),
    Array(Vec<Expression>),
    Row(Vec<Expression>),
}

/// Whether a failing cast fails the query or gives NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fallibility {
    Fail,
    Null,
}

/// `CASE [operand] WHEN … THEN … [ELSE …] END`
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) operand: Option<Expression>,
    pub(super) branches: Vec<(Expression, Expression)>,
    pub(super) otherwise: Option<Expression>,
}

/// `INTERVAL [sign] 'value' from [TO to]`
#[derive(Debug, Clone)]
pub(super) struct IntervalLiteral {
    pub(super) negative: bool,
    pub(super) text: String,
    pub(super) from: Unit,
    pub(super) to: Option<Unit>,
}

/// Units of intervals, largest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

impl Unit {
    pub(super) const ALL: [Self; 6] = [Self::Year, Self::Month, Self::Day, Self::Hour, Self::Minute, Self::Second];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Year => "YEAR",
            Self::Month => "MONTH",
            Self::Day => "DAY",
            Self::Hour => "HOUR",
            Self::Minute => "MINUTE",
            Self::Second => "SECOND",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulus,
}

impl Arithmetic {
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulus => "%",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// A function with all that can stand around its arguments.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) name: Name,
    pub(super) arguments: Arguments,
    pub(super) distinct: bool,
    pub(super) order: Vec<SortItem>,
    pub(super) filter: Option<Expression>,
    pub(super) nulls: Option<NullTreatment>,
    pub(super) over: Option<Window>,
}

#[derive(Debug, Clone)]
pub(super) enum Arguments {
    /// `count(*)`
    Star,
    List(Vec<Expression>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NullTreatment {
    Ignore,
    Respect,
}

#[derive(Debug, Clone)]
pub(super) enum Window {
    Named(Name),
    Written(WindowSpec),
}

#[derive(Debug, Clone)]
pub(super) struct WindowSpec {
    pub(super) base: Option<Name>,
    pub(super) partition: Vec<Expression>,
    pub(super) order: Vec<SortItem>,
    pub(super) frame: Option<Frame>,
}

#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) at: Position,
    pub(super) kind: FrameKind,
    pub(super) start: Bound,
    pub(super) end: Bound,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameKind {
    Range,
    Rows,
    Groups,
}

#[derive(Debug, Clone)]
pub(super) enum Bound {
    UnboundedPreceding,
    Preceding(Box<Expression>),
    Current,
    Following(Box<Expression>),
    UnboundedFollowing,
}

#[derive(Debug, Clone)]
pub(super) struct SortItem {
    pub(super) key: Expression,
    pub(super) descending: bool,
    pub(super) nulls_first: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Query {
    pub(super) with: Vec<Named>,
    pub(super) body: Body,
    pub(super) order: Vec<SortItem>,
    pub(super) offset: Option<RowCount>,
    pub(super) limit: Option<RowCount>,
}

/// A number of rows.
#[derive(Debug, Clone)]
pub(super) struct RowCount {
    pub(super) rows: usize,
}

/// One query of WITH.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: Name,
    pub(super) columns: Vec<Name>,
    pub(super) query: Query,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    Select(Box<Select>),
    Values(Vec<Expression>),
    Table(Vec<Name>),
    Query(Box<Query>),
    Operation(Box<SetOperation>),
}

#[derive(Debug, Clone)]
pub(super) struct SetOperation {
    pub(super) at: Position,
    pub(super) operator: SetOperator,
    pub(super) all: bool,
    pub(super) left: Body,
    pub(super) right: Body,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SetOperator {
    Union,
    Intersect,
    Except,
}

impl SetOperator {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Union => "UNION",
            Self::Intersect => "INTERSECT",
            Self::Except => "EXCEPT",
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Select {
    pub(super) distinct: bool,
    pub(super) items: Vec<Item>,
    pub(super) from: Vec<Relation>,
    pub(super) filter: Option<Expression>,
    pub(super) group: Option<Vec<GroupElement>>,
    pub(super) having: Option<Expression>,
    pub(super) windows: Vec<(Name, WindowSpec)>,
}

#[derive(Debug, Clone)]
pub(super) enum Item {
    /// `*`, `t.*`
    All(Position, Vec<Name>),
    Expression(Expression, Option<Name>),
}

#[derive(Debug, Clone)]
pub(super) enum GroupElement {
    /// `a` and `(a, b)`
    Simple(Vec<Expression>),
    Rollup(Vec<Vec<Expression>>),
    Cube(Vec<Vec<Expression>>),
    Sets(Vec<Vec<Expression>>),
}

#[derive(Debug, Clone)]
pub(super) enum Relation {
    Table(Vec<Name>),
    Query(Box<Query>),
    Unnest(Unnest),
    Join(Box<Join>),
    Alias(Box<Relation>, Name, Vec<Name>),
}

#[derive(Debug, Clone)]
pub(super) struct Unnest {
    pub(super) arrays: Vec<Expression>,
    pub(super) ordinality: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Join {
    pub(super) at: Position,
    pub(super) kind: JoinKind,
    pub(super) left: Relation,
    pub(super) right: Relation,
    pub(super) criteria: Criteria,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JoinKind {
    Cross,
    Inner,
    Left,
    Right,
    Full,
}

#[derive(Debug, Clone)]
pub(super) enum Criteria {
    None,
    On(Expression),
    Using(Vec<Name>),
}
