//! `Parser`: the place in the tokens, the limits, and what conditions and updates have in common: paths, values, functions.
//!
//! Operands are read by recursion, but never deeper than [`MAX_DEPTH`]: every level of parentheses that is not redundant holds
//! an operator or a function, and there may be 300 of those.

use super::error::Fault;
use super::lexer::{Kind, Token, Tokens};
use super::syntax::{Call, NameSyntax, OperandSyntax, PathSyntax, StepSyntax};

/// Most operators and functions of one expression.
const MAX_OPERATORS: usize = 300;
/// Deepest nesting of parentheses and functions.
pub(super) const MAX_DEPTH: usize = 300;

/// A walk through the tokens of one expression.
pub(super) struct Parser<'t> {
    tokens: Tokens<'t>,
    place: usize,
    depth: usize,
    operators: usize,
    redundant: Parentheses,
}

/// Whether doubled parentheses were met. They are reported only when the expression has no syntax error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parentheses {
    Needed,
    Redundant,
}

impl<'t> Parser<'t> {
    /// A walk that stands at the beginning of `source`.
    pub(super) fn new(source: &'t str) -> Result<Self, Fault> {
        let tokens = Tokens::read(source)?;
        Ok(Self { tokens, place: 0, depth: 0, operators: 0, redundant: Parentheses::Needed })
    }

    /// The token at the present place.
    pub(super) fn token(&self) -> Token<'t> {
        self.tokens.at(self.place)
    }

    /// The token after that.
    pub(super) fn next_token(&self) -> Token<'t> {
        self.tokens.at(self.place + 1)
    }

    /// Steps over the present token and returns it.
    pub(super) fn step(&mut self) -> Token<'t> {
        let token = self.token();
        self.place += 1;
        token
    }

    /// Steps over the token if it is this symbol.
    pub(super) fn take(&mut self, symbol: &str) -> bool {
        let found = self.token().is(symbol);
        self.place += usize::from(found);
        found
    }

    /// Steps over the token if it is this keyword.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.token().is_word(word);
        self.place += usize::from(found);
        found
    }

    /// Steps over this symbol, which must stand here.
    pub(super) fn expect(&mut self, symbol: &str) -> Result<(), Fault> {
        if self.take(symbol) { Ok(()) } else { Err(self.error()) }
    }

    /// The end must be here, and nothing that was met on the way may be left to complain about.
    pub(super) fn finish(&self) -> Result<(), Fault> {
        match (self.token().kind, self.redundant) {
            (Kind::End, Parentheses::Needed) => Ok(()),
            (Kind::End, Parentheses::Redundant) => Err(Fault::RedundantParentheses),
            _ => Err(self.error()),
        }
    }

    /// The syntax error that the present token is.
    pub(super) fn error(&self) -> Fault {
        self.tokens.error_at(self.place)
    }

    /// Counts one operator or function.
    pub(super) fn count_operator(&mut self) -> Result<(), Fault> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS { Err(Fault::TooManyOperators(self.operators)) } else { Ok(()) }
    }

    /// Runs `parse` one level deeper.
    pub(super) fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth == MAX_DEPTH {
            return Err(self.error());
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Steps over the parenthesis that must stand here, and notes whether another one does the same work.
    pub(super) fn open_parenthesis(&mut self) -> Result<(), Fault> {
        self.expect("(")?;
        if self.token().is("(") && self.token_after_partner().is_some_and(|token| token.is(")")) {
            self.redundant = Parentheses::Redundant;
        }
        Ok(())
    }

    /// Parses what stands between the parenthesis here and its partner.
    pub(super) fn parenthesised<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.open_parenthesis()?;
        let parsed = self.deeper(parse)?;
        self.expect(")")?;
        Ok(parsed)
    }

    /// What follows the parenthesis that closes the one here; nothing if none does.
    pub(super) fn token_after_partner(&self) -> Option<Token<'t>> {
        self.partner(self.place).map(|end| self.tokens.at(end + 1))
    }

    /// The place of the parenthesis that closes the one at `open`.
    fn partner(&self, open: usize) -> Option<usize> {
        let mut level = 0usize;
        let mut place = open;
        loop {
            let token = self.tokens.at(place);
            if token.kind == Kind::End {
                return None;
            } else if token.is("(") {
                level += 1;
            } else if token.is(")") {
                level -= 1;
                if level == 0 {
                    return Some(place);
                }
            }
            place += 1;
        }
    }

    /// A path, a value or a function whose operands `operand` reads.
    pub(super) fn simple_operand(
        &mut self,
        operand: impl Fn(&mut Self) -> Result<OperandSyntax, Fault>,
    ) -> Result<OperandSyntax, Fault> {
        match self.token().kind {
            Kind::Value if self.token().text.len() > 1 => Ok(OperandSyntax::Value(self.step().text.to_owned())),
            Kind::Identifier if self.next_token().is("(") => Ok(OperandSyntax::Call(self.call(operand)?)),
            _ => Ok(OperandSyntax::Path(self.path()?)),
        }
    }

    fn call(
        &mut self,
        operand: impl Fn(&mut Self) -> Result<OperandSyntax, Fault>,
    ) -> Result<Call<OperandSyntax>, Fault> {
        self.count_operator()?;
        let function = self.step().text.to_owned();
        self.expect("(")?;
        let operands = self.deeper(|parser| parser.comma_separated(operand))?;
        self.expect(")")?;
        Ok(Call { function, operands })
    }

    /// One or more of what `element` reads.
    pub(super) fn comma_separated<T>(
        &mut self,
        element: impl Fn(&mut Self) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut elements = vec![element(self)?];
        while self.take(",") {
            elements.push(element(self)?);
        }
        Ok(elements)
    }

    /// A path.
    pub(super) fn path(&mut self) -> Result<PathSyntax, Fault> {
        let head = self.name()?;
        let mut steps = Vec::new();
        loop {
            if self.take(".") {
                steps.push(StepSyntax::Name(self.name()?));
            } else if self.take("[") {
                if self.token().kind != Kind::Digits {
                    return Err(self.error());
                }
                steps.push(StepSyntax::Index(self.step().text.to_owned()));
                self.expect("]")?;
            } else {
                return Ok(PathSyntax { head, steps });
            }
        }
    }

    /// A name written out begins with a letter and is no keyword of a condition; all others need a placeholder.
    fn name(&mut self) -> Result<NameSyntax, Fault> {
        let token = self.token();
        let text = token.text;
        match token.kind {
            Kind::Name if text.len() > 1 => {
                self.step();
                Ok(NameSyntax::Placeholder(text.to_owned()))
            }
            Kind::Identifier if !text.starts_with('_') && !is_keyword(text) => {
                self.step();
                Ok(NameSyntax::Literal(text.to_owned()))
            }
            _ => Err(self.error()),
        }
    }
}

/// The words that are part of the grammar, in conditions and in updates.
fn is_keyword(text: &str) -> bool {
    ["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}
