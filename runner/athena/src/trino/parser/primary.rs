//! What operators stand between: literals, names, calls, CASE, CAST, subqueries, and what follows them (`.x`, `[i]`).

use super::{Parsed, Parser, expression};
use crate::{
    query_error::Position,
    trino::{
        lexer::Token,
        tree::{
            Arguments, Bound, Call, Case, Expression, Fallibility, Frame, FrameKind, IntervalLiteral, Kind, Name,
            NullTreatment, SortItem, Unit, Window, WindowSpec,
        },
    },
    trino_type::TrinoType,
};

impl Parser {
    pub(super) fn primary(&mut self) -> Parsed<Expression> {
        let value = self.plain()?;
        self.postfix(value)
    }

    pub(super) fn postfix(&mut self, mut value: Expression) -> Parsed<Expression> {
        for length in 0.. {
            self.chained(length)?;
            let at = value.at;
            if self.eat_symbol("[") {
                let index = self.value()?;
                self.expect_symbol("]")?;
                value = expression(at, Kind::Subscript(Box::new(value), Box::new(index)));
            } else if self.is_symbol(".") && !self.is_symbol_at(1, "*") {
                self.skip();
                let name = self.name()?;
                value = expression(at, Kind::Field(Box::new(value), name));
            } else {
                break;
            }
        }
        Ok(value)
    }

    fn plain(&mut self) -> Parsed<Expression> {
        let at = self.at();
        let kind = match self.peek().token.clone() {
            Token::Integer(digits) => Kind::Integer(digits),
            Token::Decimal(digits) => Kind::Decimal(digits),
            Token::Double(digits) => Kind::Double(digits),
            Token::Text(text) => Kind::Text(text),
            Token::Binary(bytes) => Kind::Binary(bytes),
            Token::Symbol("(") => return self.parenthesised(),
            Token::Symbol("?") => return Err(self.unsupported(at, "A query parameter (?) without a value")),
            Token::Quoted(_) => return self.name_or_call(),
            Token::Word(word) => return self.word(&word),
            Token::Symbol(_) | Token::End => return Err(self.mismatched(&["<expression>"])),
        };
        self.skip();
        Ok(expression(at, kind))
    }

    /// `(a)`, `(a, b)`, `(SELECT …)`, `(a, b) -> …`, `() -> …`
    fn parenthesised(&mut self) -> Parsed<Expression> {
        let at = self.at();
        if let Some(parameters) = self.lambda_parameters() {
            let body = Box::new(self.expression()?);
            return Ok(expression(at, Kind::Lambda(parameters, body)));
        }
        self.expect_symbol("(")?;
        if self.query_ahead(0) {
            let query = Box::new(self.query()?);
            self.expect_symbol(")")?;
            return Ok(expression(at, Kind::Subquery(query)));
        }
        let mut items = self.expressions()?;
        if !self.eat_symbol(")") {
            return Err(self.mismatched(&["')'", "','"]));
        }
        match (items.pop(), items.is_empty()) {
            (Some(only), true) => Ok(only),
            (last, _) => {
                items.extend(last);
                Ok(expression(at, Kind::Row(items)))
            }
        }
    }

    /// The parameters of a lambda, if `(a, b) ->` comes.
    fn lambda_parameters(&mut self) -> Option<Vec<Name>> {
        let start = self.next;
        self.skip();
        let mut names = Vec::new();
        while let Some(name) = self.maybe_name() {
            names.push(name);
            if !self.eat_symbol(",") {
                break;
            }
        }
        if self.is_symbol(")") && self.is_symbol_at(1, "->") {
            self.skip();
            self.skip();
            return Some(names);
        }
        self.next = start;
        None
    }

    fn word(&mut self, word: &str) -> Parsed<Expression> {
        let at = self.at();
        let upper = word.to_ascii_uppercase();
        let text_follows = matches!(self.ahead(1).token, Token::Text(_));
        let call_follows = self.is_symbol_at(1, "(");
        match upper.as_str() {
            "NULL" => self.constant(at, Kind::Null),
            "TRUE" => self.constant(at, Kind::Boolean(true)),
            "FALSE" => self.constant(at, Kind::Boolean(false)),
            "DATE" if text_follows => self.typed(at, |text| Kind::Typed(TrinoType::Date, text)),
            "TIMESTAMP" if text_follows => self.typed(at, Kind::Timestamp),
            "TIME" if text_follows => self.typed(at, Kind::Time),
            "DECIMAL" if text_follows => self.typed(at, Kind::DecimalText),
            "INTERVAL" if text_follows || self.is_symbol_at(1, "-") || self.is_symbol_at(1, "+") => self.interval(),
            _ if text_follows && !crate::trino::words::reserved(word) => {
                // `BIGINT '1'`: a type before a text casts it.
                let kind = self.data_type()?;
                match self.peek().token.clone() {
                    Token::Text(text) => {
                        self.skip();
                        Ok(expression(at, Kind::Typed(kind, text)))
                    }
                    _ => Err(self.mismatched(&["<string>"])),
                }
            }
            "DOUBLE" if self.is_word_at(1, "PRECISION") && matches!(self.ahead(2).token, Token::Text(_)) => {
                self.skip();
                self.typed(at, |text| Kind::Typed(TrinoType::Double, text))
            }
            "CASE" => self.case(),
            "CAST" => self.cast(Fallibility::Fail),
            "TRY_CAST" if call_follows => self.cast(Fallibility::Null),
            "EXISTS" => {
                self.skip();
                self.expect_symbol("(")?;
                let query = Box::new(self.query()?);
                self.expect_symbol(")")?;
                Ok(expression(at, Kind::Exists(query)))
            }
            "EXTRACT" => {
                self.skip();
                self.expect_symbol("(")?;
                let field = self.name()?;
                self.expect_word("FROM")?;
                let value = Box::new(self.value()?);
                self.expect_symbol(")")?;
                Ok(expression(at, Kind::Extract(field, value)))
            }
            "ARRAY" if self.is_symbol_at(1, "[") => {
                self.skip();
                self.skip();
                let items = if self.is_symbol("]") { Vec::new() } else { self.expressions()? };
                self.expect_symbol("]")?;
                Ok(expression(at, Kind::Array(items)))
            }
            "ROW" if call_follows => {
                self.skip();
                self.skip();
                let items = self.expressions()?;
                self.expect_symbol(")")?;
                Ok(expression(at, Kind::Row(items)))
            }
            "CURRENT_DATE" | "CURRENT_TIME" | "CURRENT_TIMESTAMP" | "LOCALTIME" | "LOCALTIMESTAMP" => self.moment(),
            "CURRENT_USER" | "CURRENT_CATALOG" | "CURRENT_SCHEMA" | "CURRENT_PATH" | "CURRENT_ROLE" => {
                Err(self.unsupported(at, format!("{} is not supported by this engine", upper.to_lowercase())))
            }
            "JSON_ARRAY" | "JSON_EXISTS" | "JSON_OBJECT" | "JSON_QUERY" | "JSON_TABLE" | "JSON_VALUE" => {
                Err(self.unsupported(
                    at,
                    format!(
                        "{} is not supported by this engine: use json_extract, json_extract_scalar or CAST(... AS JSON)",
                        upper.to_lowercase()
                    ),
                ))
            }
            "POSITION" if call_follows => self.position_in(),
            "SUBSTRING" if call_follows => self.substring(),
            "TRIM" if call_follows => self.trim(),
            "GROUPING" | "LISTAGG" | "NORMALIZE" if call_follows => self.call(),
            _ => self.name_or_call(),
        }
    }

    fn constant(&mut self, at: Position, kind: Kind) -> Parsed<Expression> {
        self.skip();
        Ok(expression(at, kind))
    }

    fn typed(&mut self, at: Position, kind: impl FnOnce(String) -> Kind) -> Parsed<Expression> {
        self.skip();
        match self.peek().token.clone() {
            Token::Text(text) => {
                self.skip();
                Ok(expression(at, kind(text)))
            }
            _ => Err(self.mismatched(&["<string>"])),
        }
    }

    fn interval(&mut self) -> Parsed<Expression> {
        let at = self.at();
        self.skip();
        let negative = self.eat_symbol("-");
        if !negative {
            self.eat_symbol("+");
        }
        let Token::Text(text) = self.peek().token.clone() else { return Err(self.mismatched(&["<string>"])) };
        self.skip();
        let from = self.unit()?;
        let to = if self.eat_word("TO") { Some(self.unit()?) } else { None };
        Ok(expression(at, Kind::Interval(IntervalLiteral { negative, text, from, to })))
    }

    fn unit(&mut self) -> Parsed<Unit> {
        match Unit::ALL.into_iter().find(|unit| self.is_word(unit.word())) {
            Some(unit) => {
                self.skip();
                Ok(unit)
            }
            None => Err(self.mismatched(&["'DAY'", "'HOUR'", "'MINUTE'", "'MONTH'", "'SECOND'", "'YEAR'"])),
        }
    }

    fn case(&mut self) -> Parsed<Expression> {
        let at = self.at();
        self.skip();
        let operand = if self.is_word("WHEN") { None } else { Some(self.expression()?) };
        let mut branches = Vec::new();
        while self.eat_word("WHEN") {
            let when = self.expression()?;
            self.expect_word("THEN")?;
            branches.push((when, self.expression()?));
        }
        if branches.is_empty() {
            return Err(self.mismatched(&["'WHEN'"]));
        }
        let otherwise = if self.eat_word("ELSE") { Some(self.expression()?) } else { None };
        self.expect_word("END")?;
        Ok(expression(at, Kind::Case(Box::new(Case { operand, branches, otherwise }))))
    }

    fn cast(&mut self, fallibility: Fallibility) -> Parsed<Expression> {
        let at = self.at();
        self.skip();
        self.expect_symbol("(")?;
        let value = Box::new(self.expression()?);
        self.expect_word("AS")?;
        let kind = self.data_type()?;
        self.expect_symbol(")")?;
        Ok(expression(at, Kind::Cast(fallibility, value, kind)))
    }

    /// `current_timestamp`, which takes no brackets, and no precision here.
    fn moment(&mut self) -> Parsed<Expression> {
        let at = self.at();
        let text = self.peek().text.to_ascii_lowercase();
        self.skip();
        if self.is_symbol("(") {
            return Err(self.unsupported(at, format!("{text} with a precision is not supported by this engine")));
        }
        Ok(expression(at, plain_call(Name { text, quoted: false, at }, Vec::new())))
    }

    fn position_in(&mut self) -> Parsed<Expression> {
        let at = self.at();
        self.skip();
        self.skip();
        let needle = self.value()?;
        self.expect_word("IN")?;
        let text = self.value()?;
        self.expect_symbol(")")?;
        Ok(expression(at, plain_call(named("strpos", at), vec![text, needle])))
    }

    /// `substring(x FROM 2 FOR 3)` and `substring(x, 2, 3)`
    fn substring(&mut self) -> Parsed<Expression> {
        let (at, start) = (self.at(), self.next);
        self.skip();
        self.skip();
        let text = self.value()?;
        if !self.eat_word("FROM") {
            self.next = start;
            return self.call();
        }
        let mut arguments = vec![text, self.value()?];
        if self.eat_word("FOR") {
            arguments.push(self.value()?);
        }
        self.expect_symbol(")")?;
        Ok(expression(at, plain_call(named("substr", at), arguments)))
    }

    /// `trim(x)`, `trim(BOTH 'y' FROM x)`, `trim(x, 'y')`
    fn trim(&mut self) -> Parsed<Expression> {
        let at = self.at();
        self.skip();
        self.skip();
        let name = if self.eat_word("LEADING") {
            "ltrim"
        } else if self.eat_word("TRAILING") {
            "rtrim"
        } else {
            self.eat_word("BOTH");
            "trim"
        };
        let mut arguments = Vec::new();
        if self.eat_word("FROM") {
            arguments.push(self.value()?);
        } else {
            let first = self.value()?;
            if self.eat_word("FROM") {
                arguments.extend([self.value()?, first]);
            } else {
                arguments.push(first);
                if self.eat_symbol(",") {
                    arguments.push(self.value()?);
                }
            }
        }
        self.expect_symbol(")")?;
        Ok(expression(at, plain_call(named(name, at), arguments)))
    }

    fn name_or_call(&mut self) -> Parsed<Expression> {
        let at = self.at();
        if self.is_symbol_at(1, "(") {
            return self.call();
        }
        let Some(name) = self.maybe_name() else { return Err(self.mismatched(&["<expression>"])) };
        if self.eat_symbol("->") {
            let body = Box::new(self.expression()?);
            return Ok(expression(at, Kind::Lambda(vec![name], body)));
        }
        Ok(expression(at, Kind::Name(name)))
    }

    fn call(&mut self) -> Parsed<Expression> {
        let at = self.at();
        let name = match self.peek().token.clone() {
            Token::Word(text) if !crate::trino::words::reserved(&text) || is_call_word(&text) => named(&text, at),
            Token::Quoted(text) => Name { text, quoted: true, at },
            _ => return Err(self.mismatched(&["<expression>"])),
        };
        self.skip();
        self.expect_symbol("(")?;
        let (mut distinct, mut order) = (false, Vec::new());
        let arguments = if self.eat_symbol("*") {
            Arguments::Star
        } else if self.is_symbol(")") {
            Arguments::List(Vec::new())
        } else {
            distinct = self.eat_word("DISTINCT");
            if !distinct && self.is_word("ALL") && !self.is_symbol_at(1, ")") && !self.is_symbol_at(1, ",") {
                self.skip();
            }
            if self.is_word("ORDER") { Arguments::List(Vec::new()) } else { Arguments::List(self.expressions()?) }
        };
        if self.eat_words(&["ORDER", "BY"]) {
            order = self.sort_items()?;
        }
        if self.is_words(&["ON", "OVERFLOW"]) && !self.eat_words(&["ON", "OVERFLOW", "ERROR"]) {
            return Err(self.unsupported(self.at(), "ON OVERFLOW TRUNCATE is not supported by this engine"));
        }
        if !self.eat_symbol(")") {
            return Err(self.mismatched(&["')'", "','"]));
        }
        if self.eat_words(&["WITHIN", "GROUP"]) {
            self.expect_symbol("(")?;
            if !self.eat_words(&["ORDER", "BY"]) {
                return Err(self.mismatched(&["'ORDER'"]));
            }
            order = self.sort_items()?;
            self.expect_symbol(")")?;
        }
        let mut filter = None;
        if self.is_word("FILTER") && self.is_symbol_at(1, "(") {
            self.skip();
            self.skip();
            self.expect_word("WHERE")?;
            filter = Some(self.expression()?);
            self.expect_symbol(")")?;
        }
        let nulls = if self.eat_words(&["IGNORE", "NULLS"]) {
            Some(NullTreatment::Ignore)
        } else if self.eat_words(&["RESPECT", "NULLS"]) {
            Some(NullTreatment::Respect)
        } else {
            None
        };
        let mut over = None;
        if self.is_word("OVER") {
            self.skip();
            over = Some(if self.eat_symbol("(") {
                let spec = self.window_spec()?;
                self.expect_symbol(")")?;
                Window::Written(spec)
            } else {
                Window::Named(self.name()?)
            });
        }
        Ok(expression(at, Kind::Call(Box::new(Call { name, arguments, distinct, order, filter, nulls, over }))))
    }

    fn is_words(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(by, word)| self.is_word_at(by, word))
    }

    /// What stands in the brackets of a window.
    pub(super) fn window_spec(&mut self) -> Parsed<WindowSpec> {
        let start = self.is_any(&["PARTITION", "ORDER", "RANGE", "ROWS", "GROUPS"]);
        let base = if start { None } else { self.maybe_name() };
        let partition = if self.eat_words(&["PARTITION", "BY"]) { self.expressions()? } else { Vec::new() };
        let order = if self.eat_words(&["ORDER", "BY"]) { self.sort_items()? } else { Vec::new() };
        let at = self.at();
        let kind = if self.eat_word("RANGE") {
            FrameKind::Range
        } else if self.eat_word("ROWS") {
            FrameKind::Rows
        } else if self.eat_word("GROUPS") {
            FrameKind::Groups
        } else {
            return Ok(WindowSpec { base, partition, order, frame: None });
        };
        let (start, end) = if self.eat_word("BETWEEN") {
            let start = self.bound()?;
            self.expect_word("AND")?;
            (start, self.bound()?)
        } else {
            (self.bound()?, Bound::Current)
        };
        if self.is_word("EXCLUDE") {
            return Err(self.unsupported(self.at(), "EXCLUDE of a window frame is not supported by this engine"));
        }
        Ok(WindowSpec { base, partition, order, frame: Some(Frame { at, kind, start, end }) })
    }

    fn bound(&mut self) -> Parsed<Bound> {
        if self.eat_words(&["UNBOUNDED", "PRECEDING"]) {
            Ok(Bound::UnboundedPreceding)
        } else if self.eat_words(&["UNBOUNDED", "FOLLOWING"]) {
            Ok(Bound::UnboundedFollowing)
        } else if self.eat_words(&["CURRENT", "ROW"]) {
            Ok(Bound::Current)
        } else {
            let value = Box::new(self.expression()?);
            if self.eat_word("PRECEDING") {
                Ok(Bound::Preceding(value))
            } else if self.eat_word("FOLLOWING") {
                Ok(Bound::Following(value))
            } else {
                Err(self.mismatched(&["'FOLLOWING'", "'PRECEDING'"]))
            }
        }
    }

    pub(super) fn sort_items(&mut self) -> Parsed<Vec<SortItem>> {
        let mut items = Vec::new();
        loop {
            let key = self.expression()?;
            let descending = !self.eat_word("ASC") && self.eat_word("DESC");
            let mut nulls_first = false;
            if self.eat_word("NULLS") {
                nulls_first = self.eat_word("FIRST");
                if !nulls_first && !self.eat_word("LAST") {
                    return Err(self.mismatched(&["'FIRST'", "'LAST'"]));
                }
            }
            items.push(SortItem { key, descending, nulls_first });
            if !self.eat_symbol(",") {
                return Ok(items);
            }
        }
    }
}

fn is_call_word(word: &str) -> bool {
    ["grouping", "listagg", "normalize"].contains(&word.to_ascii_lowercase().as_str())
}

fn named(text: &str, at: Position) -> Name {
    Name { text: text.to_owned(), quoted: false, at }
}

fn plain_call(name: Name, arguments: Vec<Expression>) -> Kind {
    Kind::Call(Box::new(Call {
        name,
        arguments: Arguments::List(arguments),
        distinct: false,
        order: Vec::new(),
        filter: None,
        nulls: None,
        over: None,
    }))
}
