//! The grammar of updates: the sections SET, REMOVE, ADD and DELETE with their actions.

use super::error::Fault;
use super::lexer::Kind;
use super::parser::Parser;
use super::syntax::{ActionSyntax, OperandSyntax, Section, Sum, UpdateSyntax};

/// Parses a whole update. A section that comes twice is no syntax error and is left to be refused later.
pub(super) fn parse(source: &str) -> Result<UpdateSyntax, Fault> {
    let mut parser = Parser::new(source)?;
    let mut update = UpdateSyntax { sections: Vec::new(), actions: Vec::new() };
    while let Some(section) = parser.section() {
        update.sections.push(section);
        update.actions.extend(parser.comma_separated(|parser| parser.action(section))?);
    }
    parser.finish()?;
    Ok(update)
}

impl Parser<'_> {
    fn section(&mut self) -> Option<Section> {
        let (_, section) = Section::ALL.iter().find(|(keyword, _)| self.token().is_word(keyword))?;
        self.step();
        Some(*section)
    }

    fn action(&mut self, section: Section) -> Result<ActionSyntax, Fault> {
        let path = self.path()?;
        match section {
            Section::Set => {
                self.expect("=")?;
                Ok(ActionSyntax::Set(path, self.sum()?))
            }
            Section::Remove => Ok(ActionSyntax::Remove(path)),
            Section::Add => Ok(ActionSyntax::Add(path, self.value()?)),
            Section::Delete => Ok(ActionSyntax::Delete(path, self.value()?)),
        }
    }

    fn value(&mut self) -> Result<String, Fault> {
        match self.token() {
            token if token.kind == Kind::Value && token.text.len() > 1 => Ok(self.step().text.to_owned()),
            _ => Err(self.error()),
        }
    }

    /// The right side of SET: an operand, or one sum or difference of two.
    fn sum(&mut self) -> Result<OperandSyntax, Fault> {
        let left = self.summand()?;
        let sum = match self.token() {
            token if token.is("+") => Sum::Plus,
            token if token.is("-") => Sum::Minus,
            _ => return Ok(left),
        };
        if matches!(left, OperandSyntax::Sum(..)) {
            return Err(self.error());
        }
        self.step();
        self.count_operator()?;
        let place = self.error();
        match self.summand()? {
            OperandSyntax::Sum(..) => Err(place),
            right => Ok(OperandSyntax::Sum(sum, Box::new(left), Box::new(right))),
        }
    }

    fn summand(&mut self) -> Result<OperandSyntax, Fault> {
        if self.token().is("(") { self.parenthesised(Self::sum) } else { self.simple_operand(Self::argument) }
    }

    fn argument(&mut self) -> Result<OperandSyntax, Fault> {
        if self.token().is("(") { self.parenthesised(Self::argument) } else { self.simple_operand(Self::argument) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(source: &str) -> String {
        parse(source).unwrap_err().to_string()
    }

    #[test]
    fn well_formed_updates_are_parsed() {
        for source in [
            "SET a = :v",
            "set a[1] = b, a.b = b",
            "SET a = if_not_exists(a, b) + b",
            "SET a = if_not_exists(a, if_not_exists(a, b)) remove c, d[1].e",
            "set a = (b + c)",
            "set a = (b.c.d)+(e)",
            "add a :v delete b :w SET #c = list_append(:x, (c))",
            "set info.rating=:r, info.plot=:p, info.actors=:a",
        ] {
            assert!(parse(source).is_ok(), "{source}: {}", fault(source));
        }
    }

    #[test]
    fn syntax_errors_name_the_token() {
        for (source, token, near) in [
            ("INVALID SYNTAX HERE", "INVALID", "INVALID SYNTAX"),
            ("set a", "<EOF>", "a"),
            ("set a = b,", "<EOF>", ","),
            ("set a=set", "set", "=set"),
            ("remove a = b", "=", "a = b"),
            ("add a = b", "=", "a = b"),
            ("delete a b", "b", "a b"),
            ("set :a = b", ":a", "set :a ="),
            ("set a = b / c", "/", "b / c"),
            ("set a[1] = \"eight\"", "\"", "= \"eight"),
            ("set a[1] = 1", "1", "= 1"),
            ("SET if_not_exist(a, b) = a", "(", "if_not_exist(a"),
            ("set (a = (b + c))", "(", "set (a"),
            ("set a = (b.c).d + e", ".", ").d"),
            ("set a = b + c + d", "+", "c + d"),
            ("set a = (b + c) + d", "+", ") + d"),
            ("set a = b + (c + d)", "(", "+ (c"),
            ("set a = f()", ")", "()"),
        ] {
            assert_eq!(fault(source), format!("Syntax error; token: \"{token}\", near: \"{near}\""), "{source}");
        }
    }

    #[test]
    fn assignments_are_not_counted_as_operators() {
        let sets =
            |count: usize| format!("SET {}", (0..count).map(|i| format!("a{i}=:v")).collect::<Vec<_>>().join(","));
        assert!(parse(&sets(400)).is_ok());
        let sums =
            |count: usize| format!("SET {}", (0..count).map(|i| format!("a{i}=b+c")).collect::<Vec<_>>().join(","));
        assert!(parse(&sums(300)).is_ok());
        assert_eq!(fault(&sums(301)), "The expression contains too many operators; operator count: 301");
    }

    proptest! {
        #[test]
        fn any_tokens_are_parsed_or_refused(tokens in prop::collection::vec(
            prop::sample::select(vec!["SET", "REMOVE", "ADD", "DELETE", "a", "#n", ":v", "(", ")", "[0]", ".", ",", "=", "+", "-", "f", "?"]), 0..40)) {
            let _ = parse(&tokens.join(" "));
        }
    }
}
