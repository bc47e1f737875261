//! The grammar of conditions: comparisons, BETWEEN, IN and functions, joined by AND, OR and NOT.
//!
//! Groups in parentheses are kept on a list of their own and not on the stack, so the deepest expression that the limits allow
//! costs no more stack than the shortest. AND and OR are lists too, which keeps long chains flat.

use super::error::Fault;
use super::parser::{MAX_DEPTH, Parser};
use super::syntax::{Comparator, Condition, OperandSyntax};

/// A condition as written.
pub(super) type ConditionSyntax = Condition<OperandSyntax>;

/// Parses a whole condition.
pub(super) fn parse(source: &str) -> Result<ConditionSyntax, Fault> {
    let mut parser = Parser::new(source)?;
    let condition = parser.condition()?;
    parser.finish()?;
    Ok(condition)
}

/// What stands between two parentheses, as far as it has been read.
#[derive(Default)]
struct Group {
    /// What OR has joined.
    alternatives: Vec<ConditionSyntax>,
    /// What AND has joined since the last OR.
    parts: Vec<ConditionSyntax>,
    /// Whether NOT stands before the next part.
    negation: Negation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Negation {
    #[default]
    Absent,
    Present,
}

impl Group {
    fn add(&mut self, part: ConditionSyntax) {
        self.parts.push(match self.negation {
            Negation::Absent => part,
            Negation::Present => Condition::Not(Box::new(part)),
        });
        self.negation = Negation::Absent;
    }

    fn end_alternative(&mut self) {
        let parts = std::mem::take(&mut self.parts);
        self.alternatives.push(single_or(parts, Condition::And));
    }

    fn close(mut self) -> ConditionSyntax {
        self.end_alternative();
        single_or(self.alternatives, Condition::Or)
    }
}

/// The only one of `conditions`, or all of them joined.
fn single_or(
    mut conditions: Vec<ConditionSyntax>,
    join: fn(Vec<ConditionSyntax>) -> ConditionSyntax,
) -> ConditionSyntax {
    match (conditions.pop(), conditions.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            conditions.extend(last);
            join(conditions)
        }
    }
}

impl Parser<'_> {
    fn condition(&mut self) -> Result<ConditionSyntax, Fault> {
        let mut outer = Vec::new();
        let mut group = Group::default();
        loop {
            if self.take_word("NOT") {
                self.count_operator()?;
                group.negation = Negation::Present;
            }
            if self.opens_group() {
                if outer.len() == MAX_DEPTH {
                    return Err(self.error());
                }
                self.open_parenthesis()?;
                outer.push(std::mem::take(&mut group));
                continue;
            }
            group.add(self.clause()?);
            loop {
                if self.take_word("AND") {
                    self.count_operator()?;
                    break;
                } else if self.take_word("OR") {
                    self.count_operator()?;
                    group.end_alternative();
                    break;
                }
                let Some(around) = outer.pop() else { return Ok(group.close()) };
                self.expect(")")?;
                let closed = std::mem::replace(&mut group, around).close();
                group.add(closed);
            }
        }
    }

    /// Whether a parenthesis stands here that holds a condition. One that holds an operand is followed by what the operand
    /// is compared with.
    fn opens_group(&self) -> bool {
        self.token().is("(")
            && !self.token_after_partner().is_some_and(|token| {
                comparator(token.text).is_some() || token.is_word("BETWEEN") || token.is_word("IN")
            })
    }

    /// A comparison or a function.
    fn clause(&mut self) -> Result<ConditionSyntax, Fault> {
        let left = self.operand()?;
        if let Some(comparator) = comparator(self.token().text) {
            self.step();
            self.count_operator()?;
            Ok(Condition::Compare(comparator, left, self.operand()?))
        } else if self.take_word("BETWEEN") {
            self.count_operator()?;
            let lower = self.operand()?;
            if !self.take_word("AND") {
                return Err(self.error());
            }
            Ok(Condition::Between(left, lower, self.operand()?))
        } else if self.take_word("IN") {
            self.count_operator()?;
            self.expect("(")?;
            let choices = self.comma_separated(Self::operand)?;
            self.expect(")")?;
            Ok(Condition::In(left, choices))
        } else if let OperandSyntax::Call(call) = left {
            Ok(Condition::Call(call))
        } else {
            Err(self.error())
        }
    }

    fn operand(&mut self) -> Result<OperandSyntax, Fault> {
        if self.token().is("(") { self.parenthesised(Self::operand) } else { self.simple_operand(Self::operand) }
    }
}

fn comparator(symbol: &str) -> Option<Comparator> {
    Comparator::ALL.iter().find(|(written, _)| *written == symbol).map(|(_, comparator)| *comparator)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(source: &str) -> String {
        parse(source).unwrap_err().to_string()
    }

    #[test]
    fn well_formed_conditions_are_parsed() {
        for source in [
            "a = :a",
            "(a) = (:a)",
            ":a <= a",
            "a BETWEEN :a and :b AND b = :b",
            "a in (:a, b, size(c))",
            "not a = b or b <> c and (c > d or begins_with(e, :e))",
            "(attribute_exists(#a.b[3]))",
            "(a = b) AND (c = d)",
        ] {
            assert!(parse(source).is_ok(), "{source}: {}", fault(source));
        }
    }

    #[test]
    fn and_binds_closer_than_or_and_not_closest() {
        let Condition::Or(alternatives) = parse("NOT a = b AND c = d OR e = f").unwrap() else { panic!() };
        let [Condition::And(parts), Condition::Compare(..)] = &alternatives[..] else { panic!("{alternatives:?}") };
        assert!(matches!(parts[..], [Condition::Not(_), Condition::Compare(..)]), "{parts:?}");
    }

    #[test]
    fn syntax_errors_name_the_token() {
        for (source, token, near) in [
            ("things are not gonna be ok", "are", "things are not"),
            ("a > 4", "4", "> 4"),
            ("(size(a))[0] > a", "[", ")[0"),
            ("a = ", "<EOF>", "="),
            ("a = :a AND", "<EOF>", "AND"),
            ("a = :a b", "b", ":a b"),
            ("a = #", "#", "= #"),
            ("a[b] = :v", "b", "[b]"),
            ("_a = :v", "_a", "_a ="),
            ("a", "<EOF>", "a"),
            (")", ")", ")"),
        ] {
            assert_eq!(fault(source), format!("Syntax error; token: \"{token}\", near: \"{near}\""), "{source}");
        }
    }

    #[test]
    fn doubled_parentheses_are_redundant() {
        for source in
            ["((a = :a))", "((a)) = :a", "a = ((:a))", "((a = :a) )and b = :b", "(((a = b)))", "((a = b and (b = c)))"]
        {
            assert_eq!(fault(source), "The expression has redundant parentheses;", "{source}");
        }
        for source in ["((a = b) and (b = c))", "(a = b) and ((b = c) or (c = d))", "begins_with((a), (b))"] {
            assert!(parse(source).is_ok(), "{source}");
        }
    }

    #[test]
    fn three_hundred_operators_are_the_most() {
        let nested = |depth: usize| format!("a<b {}{}", "or (a<b ".repeat(depth), ")".repeat(depth));
        assert!(parse(&nested(149)).is_ok());
        assert_eq!(fault(&nested(150)), "The expression contains too many operators; operator count: 301");
        let flat = |count: usize| vec!["a<b"; count].join(" or ");
        assert!(parse(&flat(150)).is_ok());
        assert_eq!(fault(&flat(151)), "The expression contains too many operators; operator count: 301");
    }

    #[test]
    fn groups_nest_as_deep_as_operators_allow() {
        let nots = |depth: usize| format!("{}a = b{}", "not (".repeat(depth), ")".repeat(depth));
        assert!(parse(&nots(299)).is_ok());
        assert_eq!(fault(&nots(300)), "The expression contains too many operators; operator count: 301");
    }

    #[test]
    fn four_thousand_parentheses_are_an_error() {
        for source in [
            "(".repeat(4096),
            ")".repeat(4096),
            format!("{}a{}", "(".repeat(2047), ")".repeat(2047)),
            "NOT ".repeat(1000),
            "a(".repeat(2000),
        ] {
            assert!(parse(&source).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_tokens_are_parsed_or_refused(tokens in prop::collection::vec(
            prop::sample::select(vec!["a", "#n", ":v", "(", ")", "[", "0", "]", ".", ",", "=", "<", "AND", "OR", "NOT", "BETWEEN", "IN", "size", "!"]), 0..40)) {
            let _ = parse(&tokens.join(" "));
        }
    }
}
