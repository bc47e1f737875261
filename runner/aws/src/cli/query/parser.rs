//! From tokens to the tree, by binding powers (Pratt's method), which is also how the library of the AWS CLI does it: what it
//! takes beyond the grammar (a missing comma between arguments) is taken here too.

use super::ast::{Ast, Comparator};
use super::error::ParseError;
use super::token::{Kind, Token, tokens};

/// Deepest nesting of a tree; each level is a few frames of the stack when it is searched.
const MAX_DEPTH: usize = 100;

/// Tokens that bind less than this end a projection.
const PROJECTION_STOP: u8 = 10;
const STAR: u8 = 20;
const FILTER: u8 = 21;
const DOT: u8 = 40;
const NOT: u8 = 45;
const FLATTEN: u8 = 9;

/// Reads a whole expression.
pub(super) fn parse(expression: &str) -> Result<Ast, ParseError> {
    let mut parser = Parser { expression, tokens: tokens(expression)?, at: 0, depth: 0 };
    let Node { ast, .. } = parser.expression(0)?;
    match parser.peek() {
        Kind::End => Ok(ast),
        kind => {
            let message = format!("Unexpected token: {}", kind.shown().1);
            Err(parser.misplaced(parser.at, message))
        }
    }
}

struct Parser<'a> {
    expression: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

/// A part of the tree and how deep it is.
struct Node {
    ast: Ast,
    depth: usize,
}

impl Node {
    fn leaf(ast: Ast) -> Self {
        Self { ast, depth: 1 }
    }
}

fn deeper(nodes: &[usize]) -> Result<usize, ParseError> {
    let depth = nodes.iter().max().map_or(1, |it| it + 1);
    if depth > MAX_DEPTH { Err(ParseError::TooDeep { limit: MAX_DEPTH }) } else { Ok(depth) }
}

fn power(kind: &Kind) -> u8 {
    match kind {
        Kind::Pipe => 1,
        Kind::Or => 2,
        Kind::And => 3,
        Kind::Equal | Kind::Greater | Kind::Less | Kind::GreaterOrEqual | Kind::LessOrEqual | Kind::NotEqual => 5,
        Kind::Flatten => FLATTEN,
        Kind::Star => STAR,
        Kind::Filter => FILTER,
        Kind::Dot => DOT,
        Kind::Not => NOT,
        Kind::LeftBrace => 50,
        Kind::LeftBracket => 55,
        Kind::LeftParen => 60,
        _ => 0,
    }
}

fn comparator(kind: &Kind) -> Option<Comparator> {
    Some(match kind {
        Kind::Equal => Comparator::Equal,
        Kind::NotEqual => Comparator::NotEqual,
        Kind::Less => Comparator::Less,
        Kind::LessOrEqual => Comparator::LessOrEqual,
        Kind::Greater => Comparator::Greater,
        Kind::GreaterOrEqual => Comparator::GreaterOrEqual,
        _ => return None,
    })
}

impl Parser<'_> {
    fn kind(&self, at: usize) -> &Kind {
        self.tokens.get(at).map_or(&Kind::End, |token| &token.kind)
    }

    fn peek(&self) -> &Kind {
        self.kind(self.at)
    }

    fn next(&mut self) -> Kind {
        let kind = self.peek().clone();
        self.at += 1;
        kind
    }

    fn misplaced(&self, at: usize, message: String) -> ParseError {
        let (kind, value) = self.kind(at).shown();
        let position = self.tokens.get(at).map_or(self.expression.chars().count(), |token| token.start);
        ParseError::Place { message, position, value, kind, expression: self.expression.to_owned() }
    }

    fn incomplete(&self) -> ParseError {
        ParseError::Incomplete { expression: self.expression.to_owned() }
    }

    fn expect(&mut self, wanted: &Kind) -> Result<(), ParseError> {
        if self.peek() == wanted {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected(wanted.shown().0))
    }

    fn unexpected(&self, wanted: &str) -> ParseError {
        match self.peek() {
            Kind::End => self.incomplete(),
            kind => self.misplaced(self.at, format!("Expecting: {wanted}, got: {}", kind.shown().0)),
        }
    }

    fn expression(&mut self, binding: u8) -> Result<Node, ParseError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ParseError::TooDeep { limit: MAX_DEPTH });
        }
        let mut left = self.first()?;
        while binding < power(self.peek()) {
            left = self.rest(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// A token that begins an expression.
    fn first(&mut self) -> Result<Node, ParseError> {
        let at = self.at;
        match self.next() {
            Kind::Literal(value) => Ok(Node::leaf(Ast::Literal(value))),
            Kind::Unquoted(name) => Ok(Node::leaf(Ast::Field(name))),
            Kind::Quoted(name) => match self.peek() {
                Kind::LeftParen => {
                    let error = self.misplaced(self.at, "Quoted identifier not allowed for function names.".to_owned());
                    Err(match error {
                        // The library points at the start of the expression here.
                        ParseError::Place { message, value, kind, expression, .. } => {
                            ParseError::Place { message, position: 0, value, kind, expression }
                        }
                        other => other,
                    })
                }
                _ => Ok(Node::leaf(Ast::Field(name))),
            },
            Kind::Star => {
                let each = match self.peek() {
                    Kind::RightBracket => Node::leaf(Ast::Current),
                    _ => self.projected(STAR)?,
                };
                value_projection(Node::leaf(Ast::Current), each)
            }
            Kind::Filter => self.filter(Node::leaf(Ast::Current)),
            Kind::LeftBrace => self.multi_hash(),
            Kind::LeftParen => {
                let inner = self.expression(0)?;
                self.expect(&Kind::RightParen)?;
                Ok(inner)
            }
            Kind::Flatten => self.flatten(Node::leaf(Ast::Current)),
            Kind::Not => {
                let of = self.expression(NOT)?;
                Ok(Node { depth: deeper(&[of.depth])?, ast: Ast::Not(Box::new(of.ast)) })
            }
            Kind::LeftBracket => match (self.peek(), self.kind(self.at + 1)) {
                (Kind::Number(_) | Kind::Colon, _) => self.index(Node::leaf(Ast::Current)),
                (Kind::Star, Kind::RightBracket) => {
                    self.at += 2;
                    let each = self.projected(STAR)?;
                    projection(Node::leaf(Ast::Current), each)
                }
                _ => self.multi_list(),
            },
            Kind::Current => Ok(Node::leaf(Ast::Current)),
            Kind::Expression => {
                let of = self.expression(0)?;
                Ok(Node { depth: deeper(&[of.depth])?, ast: Ast::Expression(Box::new(of.ast)) })
            }
            Kind::End => Err(self.incomplete()),
            _ => Err(self.misplaced(at, "invalid token".to_owned())),
        }
    }

    /// A token that goes on with the expression on its left.
    fn rest(&mut self, left: Node) -> Result<Node, ParseError> {
        let at = self.at;
        let kind = self.next();
        if let Some(comparator) = comparator(&kind) {
            let right = self.expression(power(&kind))?;
            let depth = deeper(&[left.depth, right.depth])?;
            return Ok(Node { ast: Ast::Comparison(comparator, Box::new(left.ast), Box::new(right.ast)), depth });
        }
        match kind {
            Kind::Dot if *self.peek() == Kind::Star => {
                self.at += 1;
                let each = self.projected(DOT)?;
                value_projection(left, each)
            }
            Kind::Dot => {
                let right = self.after_dot(DOT)?;
                chain(left, right)
            }
            Kind::Pipe => {
                let right = self.expression(1)?;
                chain(left, right)
            }
            Kind::Or => {
                let right = self.expression(2)?;
                let depth = deeper(&[left.depth, right.depth])?;
                Ok(Node { ast: Ast::Or(Box::new(left.ast), Box::new(right.ast)), depth })
            }
            Kind::And => {
                let right = self.expression(3)?;
                let depth = deeper(&[left.depth, right.depth])?;
                Ok(Node { ast: Ast::And(Box::new(left.ast), Box::new(right.ast)), depth })
            }
            Kind::LeftParen => self.call(left),
            Kind::Filter => self.filter(left),
            Kind::Flatten => self.flatten(left),
            Kind::LeftBracket => match self.peek() {
                Kind::Number(_) | Kind::Colon => self.index(left),
                _ => {
                    self.expect(&Kind::Star)?;
                    self.expect(&Kind::RightBracket)?;
                    let each = self.projected(STAR)?;
                    projection(left, each)
                }
            },
            _ => Err(self.misplaced(at, "invalid token".to_owned())),
        }
    }

    fn call(&mut self, left: Node) -> Result<Node, ParseError> {
        let Ast::Field(name) = left.ast else {
            let at = self.at.saturating_sub(2);
            let message = format!("Invalid function name '{}'", self.kind(at).shown().1);
            return Err(self.misplaced(at, message));
        };
        let (mut arguments, mut depths) = (Vec::new(), Vec::new());
        while *self.peek() != Kind::RightParen {
            let argument = self.expression(0)?;
            if *self.peek() == Kind::Comma {
                self.at += 1;
            }
            depths.push(argument.depth);
            arguments.push(argument.ast);
        }
        self.at += 1;
        Ok(Node { ast: Ast::Function { name, arguments }, depth: deeper(&depths)? })
    }

    fn filter(&mut self, of: Node) -> Result<Node, ParseError> {
        let condition = self.expression(0)?;
        self.expect(&Kind::RightBracket)?;
        let each = match self.peek() {
            Kind::Flatten => Node::leaf(Ast::Current),
            _ => self.projected(FILTER)?,
        };
        let depth = deeper(&[of.depth, condition.depth, each.depth])?;
        let (of, condition, each) = (Box::new(of.ast), Box::new(condition.ast), Box::new(each.ast));
        Ok(Node { ast: Ast::Filter { of, condition, each }, depth })
    }

    fn flatten(&mut self, of: Node) -> Result<Node, ParseError> {
        let flat = Node { depth: deeper(&[of.depth])?, ast: Ast::Flatten(Box::new(of.ast)) };
        let each = self.projected(FLATTEN)?;
        projection(flat, each)
    }

    /// `[0]` or `[0:1]`, whose bracket is open.
    fn index(&mut self, of: Node) -> Result<Node, ParseError> {
        if *self.peek() == Kind::Colon || *self.kind(self.at + 1) == Kind::Colon {
            let slice = self.slice()?;
            let sliced = chain(of, Node::leaf(slice))?;
            let each = self.projected(STAR)?;
            return projection(sliced, each);
        }
        let index = match self.next() {
            Kind::Number(index) => index,
            _ => 0,
        };
        self.expect(&Kind::RightBracket)?;
        chain(of, Node::leaf(Ast::Index(index)))
    }

    fn slice(&mut self) -> Result<Ast, ParseError> {
        let mut parts = [None; 3];
        let mut index = 0;
        loop {
            match self.peek() {
                Kind::RightBracket => break,
                Kind::Colon if index < 2 => index += 1,
                Kind::Number(number) => {
                    let number = *number;
                    parts.iter_mut().skip(index).take(1).for_each(|it| *it = Some(number));
                }
                _ => return Err(self.misplaced(self.at, "syntax error".to_owned())),
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(Ast::Slice(parts))
    }

    /// `[a, b]`, whose bracket is open.
    fn multi_list(&mut self) -> Result<Node, ParseError> {
        let (mut parts, mut depths) = (Vec::new(), Vec::new());
        loop {
            let part = self.expression(0)?;
            depths.push(part.depth);
            parts.push(part.ast);
            if *self.peek() == Kind::RightBracket {
                self.at += 1;
                return Ok(Node { ast: Ast::MultiList(parts), depth: deeper(&depths)? });
            }
            self.expect(&Kind::Comma)?;
        }
    }

    /// `{name: a, other: b}`, whose brace is open.
    fn multi_hash(&mut self) -> Result<Node, ParseError> {
        let (mut parts, mut depths) = (Vec::new(), Vec::new());
        loop {
            let (Kind::Quoted(name) | Kind::Unquoted(name)) = self.peek().clone() else {
                return Err(self.unexpected("['quoted_identifier', 'unquoted_identifier']"));
            };
            self.at += 1;
            self.expect(&Kind::Colon)?;
            let part = self.expression(0)?;
            depths.push(part.depth);
            parts.push((name, part.ast));
            match self.peek() {
                Kind::Comma => self.at += 1,
                Kind::RightBrace => {
                    self.at += 1;
                    return Ok(Node { ast: Ast::MultiHash(parts), depth: deeper(&depths)? });
                }
                _ => {}
            }
        }
    }

    /// What is taken of each element of a projection.
    fn projected(&mut self, binding: u8) -> Result<Node, ParseError> {
        match self.peek() {
            kind if power(kind) < PROJECTION_STOP => Ok(Node::leaf(Ast::Current)),
            Kind::LeftBracket | Kind::Filter => self.expression(binding),
            Kind::Dot => {
                self.at += 1;
                self.after_dot(binding)
            }
            _ => Err(self.misplaced(self.at, "syntax error".to_owned())),
        }
    }

    fn after_dot(&mut self, binding: u8) -> Result<Node, ParseError> {
        match self.peek() {
            Kind::Quoted(_) | Kind::Unquoted(_) | Kind::Star => self.expression(binding),
            Kind::LeftBracket => {
                self.at += 1;
                self.multi_list()
            }
            Kind::LeftBrace => {
                self.at += 1;
                self.multi_hash()
            }
            kind => {
                let allowed = "['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace']";
                let message = format!("Expecting: {allowed}, got: {}", kind.shown().0);
                Err(self.misplaced(self.at, message))
            }
        }
    }
}

fn chain(left: Node, right: Node) -> Result<Node, ParseError> {
    // A chain grows in length, not in depth.
    let depth = if matches!(left.ast, Ast::Chain(_)) {
        left.depth.max(deeper(&[right.depth])?)
    } else {
        deeper(&[left.depth, right.depth])?
    };
    Ok(Node { ast: left.ast.then(right.ast), depth })
}

fn projection(of: Node, each: Node) -> Result<Node, ParseError> {
    let depth = deeper(&[of.depth, each.depth])?;
    Ok(Node { ast: Ast::Projection { of: Box::new(of.ast), each: Box::new(each.ast) }, depth })
}

fn value_projection(of: Node, each: Node) -> Result<Node, ParseError> {
    let depth = deeper(&[of.depth, each.depth])?;
    Ok(Node { ast: Ast::ValueProjection { of: Box::new(of.ast), each: Box::new(each.ast) }, depth })
}
