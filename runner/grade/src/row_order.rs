//! `RowOrder`: whether a statement gives its rows an order.
//!
//! A query whose outermost level has ORDER BY does; any other query may return its rows in any order, whatever it does inside of
//! parentheses. What is no query (SHOW, DESCRIBE, EXPLAIN) has the order in which the service lists things. This reads words and
//! parentheses and is no parser: a statement that it misjudges could not run anyway.

/// Whether the order of a result's rows means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowOrder {
    /// The statement gives it.
    Given,
    /// The service may choose it.
    #[default]
    Free,
}

impl RowOrder {
    /// The order that the rows of `sql` have.
    #[must_use]
    pub fn of(sql: &str) -> Self {
        let tokens: Vec<Token<'_>> = Tokens { rest: sql }.collect();
        let mut tokens = tokens.as_slice();
        if let [rest @ .., Token::Semicolon] = tokens {
            tokens = rest;
        }
        while let Some(inner) = inside_of_parentheses(tokens) {
            tokens = inner;
        }
        let first = match tokens.iter().find(|token| **token != Token::Open) {
            Some(Token::Word(word)) => *word,
            _ => "",
        };
        if !["SELECT", "WITH", "VALUES", "TABLE"].iter().any(|query| first.eq_ignore_ascii_case(query)) {
            return Self::Given;
        }
        let mut depth = 0_usize;
        let mut previous = "";
        for token in tokens {
            match token {
                Token::Open => depth += 1,
                Token::Close => depth = depth.saturating_sub(1),
                Token::Word(word) if depth == 0 => {
                    if previous.eq_ignore_ascii_case("ORDER") && word.eq_ignore_ascii_case("BY") {
                        return Self::Given;
                    }
                    previous = word;
                    continue;
                }
                Token::Word(_) | Token::Semicolon | Token::Other => {}
            }
            previous = "";
        }
        Self::Free
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Open,
    Close,
    Semicolon,
    /// A literal, a quoted name, an operator.
    Other,
}

/// What stands between the first and the last parenthesis, when these are a pair.
fn inside_of_parentheses<'a, 't>(tokens: &'a [Token<'t>]) -> Option<&'a [Token<'t>]> {
    let [Token::Open, inner @ .., Token::Close] = tokens else { return None };
    let mut depth = 0_i64;
    for token in inner {
        depth += match token {
            Token::Open => 1,
            Token::Close => -1,
            _ => 0,
        };
        if depth < 0 {
            return None;
        }
    }
    Some(inner)
}

struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.rest = self.rest.trim_start();
            let first = self.rest.chars().next()?;
            let word = |c: char| c.is_alphanumeric() || c == '_';
            let (token, length) = match first {
                '-' if self.rest.starts_with("--") => (None, self.rest.find('\n').unwrap_or(self.rest.len())),
                '/' if self.rest.starts_with("/*") => (None, self.rest.find("*/").map_or(self.rest.len(), |at| at + 2)),
                '\'' | '"' | '`' => {
                    // A doubled quotation mark is the end of one literal and the beginning of the next, which changes nothing.
                    let end = self.rest.get(1..).and_then(|rest| rest.find(first));
                    (Some(Token::Other), end.map_or(self.rest.len(), |at| at + 2))
                }
                '(' => (Some(Token::Open), 1),
                ')' => (Some(Token::Close), 1),
                ';' => (Some(Token::Semicolon), 1),
                c if word(c) => {
                    let length = self.rest.find(|c| !word(c)).unwrap_or(self.rest.len());
                    (self.rest.get(..length).map(Token::Word), length)
                }
                other => (Some(Token::Other), other.len_utf8()),
            };
            self.rest = self.rest.get(length..).unwrap_or_default();
            if let Some(token) = token {
                return Some(token);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_by_of_the_outermost_level_counts() {
        for sql in [
            "SELECT a FROM t ORDER BY a",
            "select a from t\norder -- x\n by a desc limit 3;",
            "WITH t AS (SELECT 1) SELECT * FROM t ORDER /* x */ BY 1",
            "(SELECT a FROM t ORDER BY a)",
            "((SELECT a FROM t) ORDER BY a) ;",
            "SELECT a FROM t UNION SELECT b FROM u ORDER BY 1",
            "SHOW TABLES",
            "-- what is there\nDESCRIBE t",
            "EXPLAIN SELECT 1",
        ] {
            assert_eq!(RowOrder::of(sql), RowOrder::Given, "{sql}");
        }
    }

    #[test]
    fn any_other_query_leaves_it_open() {
        for sql in [
            "SELECT a FROM t",
            "SELECT rank() OVER (ORDER BY a) FROM t",
            "SELECT array_agg(a ORDER BY a) FROM t",
            "SELECT * FROM (SELECT a FROM t ORDER BY a LIMIT 3)",
            "WITH t AS (SELECT 1 ORDER BY 1) SELECT * FROM t",
            "(SELECT a FROM t ORDER BY a) UNION (SELECT b FROM u ORDER BY b)",
            "SELECT 'ORDER BY', \"order\", 'it''s' FROM t -- ORDER BY a",
            "SELECT a FROM t /* ORDER BY a */",
            "SELECT \"order\" by FROM t",
            "VALUES 1, 2",
            "TABLE t",
        ] {
            assert_eq!(RowOrder::of(sql), RowOrder::Free, "{sql}");
        }
        assert_eq!(RowOrder::of(""), RowOrder::Given);
    }
}
