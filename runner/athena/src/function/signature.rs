//! `Signature`: one form of a function, written as Trino's documentation writes it and read from that text.
//!
//! `element_at(map(K, V), K) -> V`, `max(T) T:orderable -> T`, `concat(varchar, varchar...) -> varchar`: the same text stands
//! in the reference page and in the error of a call that fits no form, and `resolve` matches calls against it. A single
//! capital letter is a type variable, `any` takes every type as it is, `...` repeats the last parameter.

use super::resolve::Bindings;
use crate::trino_type::TrinoType;

/// One form of a function.
#[derive(Debug)]
pub(crate) struct Signature {
    /// As written, result included.
    pub(crate) text: &'static str,
    pub(super) parameters: Vec<Pattern>,
    pub(super) last: Last,
    /// The variables whose types must have an order or an equality.
    pub(super) constraints: Vec<(char, Constraint)>,
    pub(super) result: Pattern,
}

/// What the last parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// One argument.
    Once,
    /// None, one or many arguments.
    Repeated,
}

/// What a type must be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Constraint {
    Orderable,
    Comparable,
}

/// A type with holes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pattern {
    Exact(TrinoType),
    /// A decimal of any precision.
    Decimal,
    /// Either kind of interval.
    Interval,
    /// A row of any fields.
    Row,
    /// Every type, taken as it is.
    Any,
    Variable(char),
    Array(Box<Pattern>),
    Map(Box<Pattern>, Box<Pattern>),
    /// A lambda: its parameters and what it gives.
    Function(Vec<Pattern>, Box<Pattern>),
}

impl Signature {
    /// Reads the text; `None` when it is not written as above, which a test of the table excludes.
    pub(super) fn read(text: &'static str) -> Option<Self> {
        let (_, rest) = text.split_once('(')?;
        let mut reader = Reader { rest };
        let (parameters, last) = reader.list()?;
        let (between, result) = reader.rest.split_once("->")?;
        let mut constraints = Vec::new();
        for word in between.split([' ', ',']).filter(|word| !word.is_empty()) {
            let (variable, what) = word.split_once(':')?;
            let constraint = match what {
                "orderable" => Constraint::Orderable,
                "comparable" => Constraint::Comparable,
                _ => return None,
            };
            constraints.push((variable.chars().next()?, constraint));
        }
        let mut reader = Reader { rest: result };
        let result = reader.pattern()?;
        reader.rest.trim().is_empty().then_some(Self { text, parameters, last, constraints, result })
    }

    /// Without the result, as in the list after `Expected:`.
    pub(super) fn call(&self) -> &'static str {
        self.text.split_once("->").map_or(self.text, |(call, _)| call).trim_end()
    }

    /// The pattern of the argument at `at`, or `None` past the last.
    pub(super) fn parameter(&self, at: usize) -> Option<&Pattern> {
        self.parameters.get(at).or_else(|| match self.last {
            Last::Once => None,
            Last::Repeated => self.parameters.last(),
        })
    }

    /// Whether so many arguments fit.
    pub(super) fn takes(&self, arguments: usize) -> bool {
        match self.last {
            Last::Once => arguments == self.parameters.len(),
            Last::Repeated => arguments + 1 >= self.parameters.len(),
        }
    }
}

impl Pattern {
    /// Whether it takes parts as they are, so that there is no type to cast to.
    pub(super) fn open(&self) -> bool {
        match self {
            Self::Any | Self::Interval | Self::Row => true,
            Self::Array(item) => item.open(),
            Self::Map(key, value) => key.open() || value.open(),
            _ => false,
        }
    }

    /// The type with its holes filled; variables that nothing bound are `unknown`.
    pub(super) fn fill(&self, bindings: &Bindings) -> TrinoType {
        match self {
            Self::Exact(kind) => kind.clone(),
            Self::Decimal => bindings.decimal.clone().unwrap_or(TrinoType::Decimal(38, 0)),
            Self::Interval => bindings.interval.clone().unwrap_or(TrinoType::IntervalDayToSecond),
            Self::Row => TrinoType::Row(Vec::new()),
            Self::Any | Self::Function(..) => TrinoType::Unknown,
            Self::Variable(name) => bindings.get(*name).cloned().unwrap_or(TrinoType::Unknown),
            Self::Array(item) => TrinoType::Array(Box::new(item.fill(bindings))),
            Self::Map(key, value) => TrinoType::Map(Box::new(key.fill(bindings)), Box::new(value.fill(bindings))),
        }
    }
}

/// Reads types off the front of a text.
struct Reader {
    rest: &'static str,
}

impl Reader {
    /// `a, b...)`: the patterns up to the closing bracket.
    fn list(&mut self) -> Option<(Vec<Pattern>, Last)> {
        let mut patterns = Vec::new();
        if self.take(")") {
            return Some((patterns, Last::Once));
        }
        loop {
            patterns.push(self.pattern()?);
            if self.take("...") {
                return self.take(")").then_some((patterns, Last::Repeated));
            }
            if self.take(")") {
                return Some((patterns, Last::Once));
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    fn take(&mut self, token: &str) -> bool {
        match self.rest.trim_start().strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn pattern(&mut self) -> Option<Pattern> {
        for (words, kind) in [
            ("timestamp with time zone", TrinoType::TimestampWithTimeZone(3)),
            ("interval day to second", TrinoType::IntervalDayToSecond),
            ("interval year to month", TrinoType::IntervalYearToMonth),
        ] {
            if self.take(words) {
                return Some(Pattern::Exact(kind));
            }
        }
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(match word {
            "boolean" => Pattern::Exact(TrinoType::Boolean),
            "tinyint" => Pattern::Exact(TrinoType::TinyInt),
            "smallint" => Pattern::Exact(TrinoType::SmallInt),
            "integer" => Pattern::Exact(TrinoType::Integer),
            "bigint" => Pattern::Exact(TrinoType::BigInt),
            "real" => Pattern::Exact(TrinoType::Real),
            "double" => Pattern::Exact(TrinoType::Double),
            "varchar" => Pattern::Exact(TrinoType::Varchar(None)),
            "varbinary" => Pattern::Exact(TrinoType::Varbinary),
            "json" => Pattern::Exact(TrinoType::Json),
            "date" => Pattern::Exact(TrinoType::Date),
            "time" => Pattern::Exact(TrinoType::Time(3)),
            "timestamp" => Pattern::Exact(TrinoType::Timestamp(3)),
            "interval" => Pattern::Interval,
            "row" => Pattern::Row,
            "any" => Pattern::Any,
            "decimal" => {
                self.rest = self.rest.strip_prefix("(p,s)").or_else(|| self.rest.strip_prefix("(p, s)"))?;
                Pattern::Decimal
            }
            "array" => {
                self.take("(").then_some(())?;
                let item = self.pattern()?;
                self.take(")").then_some(Pattern::Array(Box::new(item)))?
            }
            "map" => {
                self.take("(").then_some(())?;
                let key = self.pattern()?;
                self.take(",").then_some(())?;
                let value = self.pattern()?;
                self.take(")").then_some(Pattern::Map(Box::new(key), Box::new(value)))?
            }
            "function" => {
                self.take("(").then_some(())?;
                let (mut parameters, Last::Once) = self.list()? else { return None };
                let result = parameters.pop()?;
                Pattern::Function(parameters, Box::new(result))
            }
            _ => {
                let mut letters = word.chars();
                match (letters.next(), letters.next()) {
                    (Some(letter), None) if letter.is_ascii_uppercase() => Pattern::Variable(letter),
                    _ => return None,
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_into_parameters_constraints_and_result() {
        let signature = Signature::read("reduce(array(T), S, function(S, T, S)) T:orderable -> map(S, T)").unwrap();
        let variable = |name| Box::new(Pattern::Variable(name));
        assert_eq!(
            signature.parameters,
            [
                Pattern::Array(variable('T')),
                Pattern::Variable('S'),
                Pattern::Function(vec![Pattern::Variable('S'), Pattern::Variable('T')], variable('S')),
            ]
        );
        assert_eq!(signature.constraints, [('T', Constraint::Orderable)]);
        assert_eq!(signature.result, Pattern::Map(variable('S'), variable('T')));
        assert_eq!(signature.call(), "reduce(array(T), S, function(S, T, S)) T:orderable");
    }

    #[test]
    fn the_last_parameter_may_repeat() {
        let signature = Signature::read("concat(varchar, varchar...) -> varchar").unwrap();
        assert!(!signature.takes(0) && signature.takes(1) && signature.takes(9));
        assert!(signature.parameter(7).is_some());
    }

    #[test]
    fn what_is_not_a_signature_is_not_read() {
        for text in ["f", "f(", "f(x) -> bigint", "f(bigint)", "f(bigint,) -> bigint", "f() T:big -> T", "f() -> T T"] {
            assert!(Signature::read(text).is_none(), "{text}");
        }
    }
}
