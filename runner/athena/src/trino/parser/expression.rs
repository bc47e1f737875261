//! Operators, from the loosest to the tightest: OR, AND, NOT, predicates, `||`, `+ -`, `* / %`, sign, AT TIME ZONE.

use super::{Parsed, Parser, expression};
use crate::trino::{
    lexer::Token,
    tree::{Arithmetic, Comparison, Expression, Kind},
};

impl Parser {
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        self.nested(Self::disjunction)
    }

    fn disjunction(&mut self) -> Parsed<Expression> {
        let at = self.at();
        let mut terms = vec![self.conjunction()?];
        while self.eat_word("OR") {
            terms.push(self.conjunction()?);
        }
        Ok(joined(at, terms, Kind::Or))
    }

    fn conjunction(&mut self) -> Parsed<Expression> {
        let at = self.at();
        let mut terms = vec![self.negation()?];
        while self.eat_word("AND") {
            terms.push(self.negation()?);
        }
        Ok(joined(at, terms, Kind::And))
    }

    fn negation(&mut self) -> Parsed<Expression> {
        let at = self.at();
        if self.eat_word("NOT") {
            let value = self.nested(Self::negation)?;
            return Ok(expression(at, Kind::Not(Box::new(value))));
        }
        self.predicate()
    }

    fn predicate(&mut self) -> Parsed<Expression> {
        let value = self.value()?;
        let at = self.at();
        if let Some(operator) = self.comparison() {
            if self.is_any(&["ALL", "ANY", "SOME"]) && self.is_symbol_at(1, "(") {
                return Err(
                    self.unsupported(at, "Quantified comparisons (ALL, ANY, SOME) are not supported by this engine")
                );
            }
            let right = self.value()?;
            return Ok(expression(at, Kind::Comparison(operator, Box::new(value), Box::new(right))));
        }
        if self.eat_word("IS") {
            let negated = self.eat_word("NOT");
            if self.eat_word("NULL") {
                let value = Box::new(value);
                return Ok(expression(at, if negated { Kind::IsNotNull(value) } else { Kind::IsNull(value) }));
            }
            if self.eat_words(&["DISTINCT", "FROM"]) {
                let right = self.value()?;
                let distinct = expression(at, Kind::Distinct(Box::new(value), Box::new(right)));
                return Ok(if negated { expression(at, Kind::Not(Box::new(distinct))) } else { distinct });
            }
            return Err(self.mismatched(&["'DISTINCT'", "'NULL'"]));
        }
        let negated = self.is_word("NOT") && ["BETWEEN", "IN", "LIKE"].iter().any(|word| self.is_word_at(1, word));
        if negated {
            self.skip();
        }
        let found = if self.eat_word("BETWEEN") {
            let low = self.value()?;
            self.expect_word("AND")?;
            let high = self.value()?;
            expression(at, Kind::Between(Box::new(value), Box::new(low), Box::new(high)))
        } else if self.eat_word("IN") {
            self.expect_symbol("(")?;
            let found = if self.query_ahead(0) {
                Kind::InQuery(Box::new(value), Box::new(self.query()?))
            } else {
                Kind::InList(Box::new(value), self.expressions()?)
            };
            self.expect_symbol(")")?;
            expression(at, found)
        } else if self.eat_word("LIKE") {
            let pattern = Box::new(self.value()?);
            let escape = if self.eat_word("ESCAPE") { Some(Box::new(self.value()?)) } else { None };
            expression(at, Kind::Like(Box::new(value), pattern, escape))
        } else {
            return Ok(value);
        };
        Ok(if negated { expression(at, Kind::Not(Box::new(found))) } else { found })
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let Token::Symbol(symbol) = self.peek().token else { return None };
        let operator = match symbol {
            "=" => Comparison::Equal,
            "<>" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        };
        self.skip();
        Some(operator)
    }

    /// What predicates compare.
    pub(super) fn value(&mut self) -> Parsed<Expression> {
        self.nested(Self::concatenation)
    }

    fn concatenation(&mut self) -> Parsed<Expression> {
        let mut left = self.sum()?;
        for length in 0.. {
            let at = self.at();
            if !self.eat_symbol("||") {
                break;
            }
            self.chained(length)?;
            let right = self.sum()?;
            left = expression(at, Kind::Concat(Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn sum(&mut self) -> Parsed<Expression> {
        let mut left = self.product()?;
        for length in 0.. {
            let at = self.at();
            let operator = match self.peek().token {
                Token::Symbol("+") => Arithmetic::Add,
                Token::Symbol("-") => Arithmetic::Subtract,
                _ => break,
            };
            self.skip();
            self.chained(length)?;
            let right = self.product()?;
            left = expression(at, Kind::Arithmetic(operator, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed<Expression> {
        let mut left = self.signed()?;
        for length in 0.. {
            let at = self.at();
            let operator = match self.peek().token {
                Token::Symbol("*") => Arithmetic::Multiply,
                Token::Symbol("/") => Arithmetic::Divide,
                Token::Symbol("%") => Arithmetic::Modulus,
                _ => break,
            };
            self.skip();
            self.chained(length)?;
            let right = self.signed()?;
            left = expression(at, Kind::Arithmetic(operator, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed<Expression> {
        let at = self.at();
        if self.eat_symbol("+") {
            return self.nested(Self::signed);
        }
        if !self.eat_symbol("-") {
            return self.zoned();
        }
        // A minus before digits belongs to the number, so that the smallest bigint can be written.
        let number = match &self.peek().token {
            Token::Integer(digits) => Kind::Integer(format!("-{digits}")),
            Token::Decimal(digits) => Kind::Decimal(format!("-{digits}")),
            Token::Double(digits) => Kind::Double(format!("-{digits}")),
            _ => {
                let value = self.nested(Self::signed)?;
                return Ok(expression(at, Kind::Negative(Box::new(value))));
            }
        };
        self.skip();
        let number = self.postfix(expression(at, number))?;
        self.time_zone(number)
    }

    fn zoned(&mut self) -> Parsed<Expression> {
        let value = self.primary()?;
        self.time_zone(value)
    }

    fn time_zone(&mut self, mut value: Expression) -> Parsed<Expression> {
        for length in 0.. {
            let at = self.at();
            if !self.eat_words(&["AT", "TIME", "ZONE"]) {
                break;
            }
            self.chained(length)?;
            let zone = self.primary()?;
            value = expression(at, Kind::AtTimeZone(Box::new(value), Box::new(zone)));
        }
        Ok(value)
    }
}

fn joined(
    at: crate::query_error::Position,
    mut terms: Vec<Expression>,
    kind: fn(Vec<Expression>) -> Kind,
) -> Expression {
    match (terms.pop(), terms.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            terms.extend(last);
            expression(at, kind(terms))
        }
    }
}
