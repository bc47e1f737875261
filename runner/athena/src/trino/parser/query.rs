//! WITH, SELECT, VALUES, TABLE, UNION and their like, ORDER BY, OFFSET, LIMIT.

use super::{Parsed, Parser};
use crate::trino::{
    lexer::Token,
    tree::{Body, GroupElement, Item, Named, Query, RowCount, Select, SetOperation, SetOperator},
};

impl Parser {
    /// Whether a query comes, `by` tokens ahead; brackets before it do not count.
    pub(super) fn query_ahead(&self, mut by: usize) -> bool {
        while self.is_symbol_at(by, "(") {
            by += 1;
        }
        let table =
            self.is_word_at(by, "TABLE") && matches!(self.ahead(by + 1).token, Token::Word(_) | Token::Quoted(_));
        table || ["SELECT", "WITH", "VALUES"].iter().any(|word| self.is_word_at(by, word))
    }

    pub(super) fn query(&mut self) -> Parsed<Query> {
        self.nested(Self::whole_query)
    }

    fn whole_query(&mut self) -> Parsed<Query> {
        let mut with = Vec::new();
        if self.eat_word("WITH") {
            if self.is_word("RECURSIVE") {
                return Err(self.unsupported(self.at(), "WITH RECURSIVE is not supported by this engine"));
            }
            loop {
                let name = self.name()?;
                let columns = if self.is_symbol("(") { self.names()? } else { Vec::new() };
                self.expect_word("AS")?;
                self.expect_symbol("(")?;
                let query = self.query()?;
                self.expect_symbol(")")?;
                with.push(Named { name, columns, query });
                if !self.eat_symbol(",") {
                    break;
                }
            }
        }
        let body = self.body()?;
        let order = if self.eat_words(&["ORDER", "BY"]) { self.sort_items()? } else { Vec::new() };
        let (mut offset, mut limit) = (None, None);
        if self.eat_word("OFFSET") {
            offset = Some(self.row_count()?);
            let _optional = self.eat_word("ROWS") || self.eat_word("ROW");
        }
        if self.is_symbol("?") {
            return Err(self.unsupported(self.at(), "A query parameter (?) without a value"));
        }
        if self.eat_word("LIMIT") {
            limit = if self.eat_word("ALL") { None } else { Some(self.row_count()?) };
        } else if self.eat_word("FETCH") {
            if !self.eat_word("FIRST") && !self.eat_word("NEXT") {
                return Err(self.mismatched(&["'FIRST'", "'NEXT'"]));
            }
            limit = Some(if self.is_any(&["ROW", "ROWS"]) { RowCount { rows: 1 } } else { self.row_count()? });
            if !self.eat_word("ROWS") && !self.eat_word("ROW") {
                return Err(self.mismatched(&["'ROW'", "'ROWS'"]));
            }
            if self.is_word("WITH") {
                return Err(self.unsupported(self.at(), "FETCH FIRST WITH TIES is not supported by this engine"));
            }
            self.expect_word("ONLY")?;
        }
        Ok(Query { with, body, order, offset, limit })
    }

    fn row_count(&mut self) -> Parsed<RowCount> {
        match &self.peek().token {
            Token::Integer(digits) => {
                let rows = digits.parse().unwrap_or(usize::MAX);
                self.skip();
                Ok(RowCount { rows })
            }
            Token::Symbol("?") => Err(self.unsupported(self.at(), "A query parameter (?) without a value")),
            _ => Err(self.mismatched(&["<integer>"])),
        }
    }

    /// UNION and EXCEPT, which bind less tightly than INTERSECT.
    fn body(&mut self) -> Parsed<Body> {
        let mut left = self.intersection()?;
        for length in 0.. {
            let at = self.at();
            let operator = if self.eat_word("UNION") {
                SetOperator::Union
            } else if self.eat_word("EXCEPT") {
                SetOperator::Except
            } else {
                break;
            };
            self.chained(length)?;
            let all = self.all()?;
            let right = self.intersection()?;
            left = Body::Operation(Box::new(SetOperation { at, operator, all, left, right }));
        }
        Ok(left)
    }

    fn intersection(&mut self) -> Parsed<Body> {
        let mut left = self.term()?;
        for length in 0.. {
            let at = self.at();
            if !self.eat_word("INTERSECT") {
                break;
            }
            self.chained(length)?;
            let all = self.all()?;
            let right = self.term()?;
            left = Body::Operation(Box::new(SetOperation { at, operator: SetOperator::Intersect, all, left, right }));
        }
        Ok(left)
    }

    fn all(&mut self) -> Parsed<bool> {
        let all = self.eat_word("ALL");
        if !all {
            self.eat_word("DISTINCT");
        }
        if self.is_word("CORRESPONDING") {
            return Err(self.unsupported(self.at(), "CORRESPONDING is not supported by this engine"));
        }
        Ok(all)
    }

    fn term(&mut self) -> Parsed<Body> {
        if self.eat_symbol("(") {
            let query = self.query()?;
            self.expect_symbol(")")?;
            return Ok(Body::Query(Box::new(query)));
        }
        if self.eat_word("VALUES") {
            return Ok(Body::Values(self.expressions()?));
        }
        if self.eat_word("TABLE") {
            let name = self.qualified()?;
            self.tables.push(name.clone());
            return Ok(Body::Table(name));
        }
        if self.eat_word("SELECT") {
            return Ok(Body::Select(Box::new(self.select()?)));
        }
        Err(self.mismatched(&["'('", "'SELECT'", "'TABLE'", "'VALUES'", "'WITH'"]))
    }

    fn select(&mut self) -> Parsed<Select> {
        let distinct = self.eat_word("DISTINCT");
        if !distinct {
            self.eat_word("ALL");
        }
        let mut items = vec![self.item()?];
        while self.eat_symbol(",") {
            items.push(self.item()?);
        }
        let mut from = Vec::new();
        if self.eat_word("FROM") {
            from.push(self.relation()?);
            while self.eat_symbol(",") {
                from.push(self.relation()?);
            }
        }
        let filter = if self.eat_word("WHERE") { Some(self.expression()?) } else { None };
        let group = if self.eat_words(&["GROUP", "BY"]) { Some(self.group_elements()?) } else { None };
        let having = if self.eat_word("HAVING") { Some(self.expression()?) } else { None };
        let mut windows = Vec::new();
        if self.eat_word("WINDOW") {
            loop {
                let name = self.name()?;
                self.expect_word("AS")?;
                self.expect_symbol("(")?;
                windows.push((name, self.window_spec()?));
                self.expect_symbol(")")?;
                if !self.eat_symbol(",") {
                    break;
                }
            }
        }
        Ok(Select { distinct, items, from, filter, group, having, windows })
    }

    fn item(&mut self) -> Parsed<Item> {
        let at = self.at();
        if self.eat_symbol("*") {
            return Ok(Item::All(at, Vec::new()));
        }
        if self.is_any(&["FROM", "WHERE", "GROUP", "ORDER", "LIMIT"]) && !self.is_symbol_at(1, "(") || self.at_end() {
            return Err(self.mismatched(&["'*'", "<expression>"]));
        }
        let start = self.next;
        if let Ok(names) = self.qualified_star() {
            return Ok(Item::All(at, names));
        }
        self.next = start;
        let value = self.expression()?;
        if self.is_symbol(".") && self.is_symbol_at(1, "*") {
            return Err(self
                .unsupported(self.at(), "The fields of a row as columns, (row).*, are not supported by this engine"));
        }
        let alias = if self.eat_word("AS") { Some(self.name()?) } else { self.maybe_name() };
        Ok(Item::Expression(value, alias))
    }

    /// `t.*`, `s.t.*`
    fn qualified_star(&mut self) -> Parsed<Vec<crate::trino::tree::Name>> {
        let mut names = Vec::new();
        while !self.eat_symbol("*") {
            names.push(self.name()?);
            self.expect_symbol(".")?;
        }
        Ok(names)
    }

    fn group_elements(&mut self) -> Parsed<Vec<GroupElement>> {
        let all = self.is_any(&["ALL", "DISTINCT"]);
        if all && self.is_word("DISTINCT") {
            return Err(self.unsupported(self.at(), "GROUP BY DISTINCT is not supported by this engine"));
        }
        if all {
            self.skip();
        }
        let mut elements = Vec::new();
        loop {
            elements.push(self.group_element()?);
            if !self.eat_symbol(",") {
                return Ok(elements);
            }
        }
    }

    fn group_element(&mut self) -> Parsed<GroupElement> {
        if self.eat_word("ROLLUP") {
            return Ok(GroupElement::Rollup(self.grouping_sets()?));
        }
        if self.eat_word("CUBE") {
            return Ok(GroupElement::Cube(self.grouping_sets()?));
        }
        if self.eat_words(&["GROUPING", "SETS"]) {
            return Ok(GroupElement::Sets(self.grouping_sets()?));
        }
        Ok(GroupElement::Simple(self.grouping_set()?))
    }

    fn grouping_sets(&mut self) -> Parsed<Vec<Vec<crate::trino::tree::Expression>>> {
        self.expect_symbol("(")?;
        let mut sets = Vec::new();
        if !self.is_symbol(")") {
            sets.push(self.grouping_set()?);
            while self.eat_symbol(",") {
                sets.push(self.grouping_set()?);
            }
        }
        self.expect_symbol(")")?;
        Ok(sets)
    }

    /// `a`, `()`, `(a, b)`
    fn grouping_set(&mut self) -> Parsed<Vec<crate::trino::tree::Expression>> {
        if self.is_symbol("(") && self.is_symbol_at(1, ")") {
            self.skip();
            self.skip();
            return Ok(Vec::new());
        }
        let only = self.expression()?;
        Ok(match only.kind {
            // `(a, b)` reads as a row; as an element of GROUP BY it is two keys.
            crate::trino::tree::Kind::Row(items) => items,
            kind => vec![crate::trino::tree::Expression { at: only.at, kind }],
        })
    }
}
