//! FROM: tables, subqueries, UNNEST, joins, aliases.

use super::{Parsed, Parser};
use crate::{
    query_error::{ErrorKind, QueryError},
    trino::tree::{Criteria, Join, JoinKind, Relation, Unnest},
};

impl Parser {
    pub(super) fn relation(&mut self) -> Parsed<Relation> {
        self.nested(Self::joined_relation)
    }

    fn joined_relation(&mut self) -> Parsed<Relation> {
        let mut left = self.aliased()?;
        for length in 0.. {
            let at = self.at();
            if self.is_word("NATURAL") {
                return Err(QueryError::at(ErrorKind::NotSupported, at, "Natural join not supported"));
            }
            let kind = if self.eat_words(&["CROSS", "JOIN"]) {
                JoinKind::Cross
            } else if self.eat_word("JOIN") || self.eat_words(&["INNER", "JOIN"]) {
                JoinKind::Inner
            } else if self.eat_words(&["LEFT", "JOIN"]) || self.eat_words(&["LEFT", "OUTER", "JOIN"]) {
                JoinKind::Left
            } else if self.eat_words(&["RIGHT", "JOIN"]) || self.eat_words(&["RIGHT", "OUTER", "JOIN"]) {
                JoinKind::Right
            } else if self.eat_words(&["FULL", "JOIN"]) || self.eat_words(&["FULL", "OUTER", "JOIN"]) {
                JoinKind::Full
            } else if self.is_any(&["CROSS", "INNER", "LEFT", "RIGHT", "FULL"]) {
                self.skip();
                return Err(self.mismatched(&["'JOIN'"]));
            } else {
                break;
            };
            self.chained(length)?;
            // A join without brackets on the right belongs to what comes next: `a JOIN b JOIN c ON … ON …`.
            let right = if kind == JoinKind::Cross { self.aliased()? } else { self.right_side()? };
            let criteria = if kind == JoinKind::Cross {
                Criteria::None
            } else if self.eat_word("ON") {
                Criteria::On(self.expression()?)
            } else if self.eat_word("USING") {
                Criteria::Using(self.names()?)
            } else {
                return Err(self.mismatched(&["'ON'", "'USING'"]));
            };
            left = Relation::Join(Box::new(Join { at, kind, left, right, criteria }));
        }
        Ok(left)
    }

    /// The right side of a join: one relation, or more joins when their conditions come first.
    fn right_side(&mut self) -> Parsed<Relation> {
        let right = self.aliased()?;
        if self.is_any(&["ON", "USING"]) {
            return Ok(right);
        }
        if self.is_any(&["CROSS", "JOIN", "INNER", "LEFT", "RIGHT", "FULL"]) {
            return Err(self.unsupported(
                self.at(),
                "A join inside a join needs brackets in this engine: a JOIN (b JOIN c ON …) ON …",
            ));
        }
        Err(self.mismatched(&["'ON'", "'USING'"]))
    }

    fn aliased(&mut self) -> Parsed<Relation> {
        let relation = self.plain_relation()?;
        for (word, what) in [("TABLESAMPLE", "TABLESAMPLE"), ("MATCH_RECOGNIZE", "MATCH_RECOGNIZE")] {
            if self.is_word(word) {
                return Err(self.unsupported(self.at(), format!("{what} is not supported by this engine")));
            }
        }
        if self.is_word("FOR") {
            let version = if self.is_word_at(1, "VERSION") { "FOR VERSION AS OF" } else { "FOR TIMESTAMP AS OF" };
            return Err(self.unsupported(self.at(), format!("{version} is not supported by this engine")));
        }
        let alias = if self.eat_word("AS") {
            Some(self.name()?)
        } else if self.is_any(&["WINDOW", "OFFSET", "LIMIT", "FETCH"]) && !self.is_symbol_at(1, "(") {
            // Words that are no names of tables where a clause may begin.
            None
        } else {
            self.maybe_name()
        };
        let relation = match alias {
            None => relation,
            Some(name) => {
                let columns = if self.is_symbol("(") { self.names()? } else { Vec::new() };
                Relation::Alias(Box::new(relation), name, columns)
            }
        };
        if self.is_word("TABLESAMPLE") {
            return Err(self.unsupported(self.at(), "TABLESAMPLE is not supported by this engine"));
        }
        Ok(relation)
    }

    fn plain_relation(&mut self) -> Parsed<Relation> {
        let at = self.at();
        if self.is_word("LATERAL") && self.is_symbol_at(1, "(") {
            return Err(self.unsupported(at, "LATERAL is not supported by this engine"));
        }
        if self.is_word("UNNEST") {
            self.skip();
            self.expect_symbol("(")?;
            let arrays = self.expressions()?;
            self.expect_symbol(")")?;
            let ordinality = self.eat_words(&["WITH", "ORDINALITY"]);
            return Ok(Relation::Unnest(Unnest { arrays, ordinality }));
        }
        if self.is_word("TABLE") && self.is_symbol_at(1, "(") {
            return Err(self.unsupported(at, "Table functions, TABLE(…), are not supported by this engine"));
        }
        if self.is_word("JSON_TABLE") {
            return Err(self.unsupported(at, "JSON_TABLE is not supported by this engine"));
        }
        if self.is_symbol("(") {
            // A subquery, unless the brackets hold a join whose first part is a subquery: `((SELECT …) a JOIN b …)`.
            if self.query_ahead(0) {
                let start = self.next;
                self.skip();
                match self.query().and_then(|query| self.expect_symbol(")").map(|()| query)) {
                    Ok(query) => return Ok(Relation::Query(Box::new(query))),
                    Err(error) if self.lexemes.get(start + 1).is_none_or(|lexeme| lexeme.text != "(") => {
                        return Err(error);
                    }
                    Err(_) => self.next = start,
                }
            }
            self.expect_symbol("(")?;
            let relation = self.relation()?;
            self.expect_symbol(")")?;
            return Ok(relation);
        }
        match self.maybe_name() {
            None => Err(self.mismatched(&["'('", "'LATERAL'", "'UNNEST'", "<identifier>"])),
            Some(first) => {
                let mut names = vec![first];
                while self.eat_symbol(".") {
                    names.push(self.name()?);
                }
                self.tables.push(names.clone());
                Ok(Relation::Table(names))
            }
        }
    }
}
