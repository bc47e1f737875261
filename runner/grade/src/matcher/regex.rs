//! `regex`: each line of the expectation is a regular expression for the whole line of the output at the same place.
//!
//! The engine has no look-around and no way back, so that no pattern of a guide takes more than linear time. Redactions are applied
//! to the output alone: in a pattern, `2026` may be a part of an expression and not a number.

use regex::Regex;

use super::line_difference::lines_of;
use super::renewal::{ByHand, Renewal};
use super::table::{Entry, Question};
use crate::difference::{Cut, Difference};
use crate::visible::{Marks, visible_line};

pub(super) const ENTRY: Entry = Entry { name: "regex", judge, renew: |_| Renewal::ByHand(ByHand::Matcher) };

fn judge(question: &Question<'_>) -> Result<(), Difference> {
    let (_, came) = question.texts();
    let (patterns, lines) = (lines_of(question.expected), lines_of(&came));
    for number in 0..patterns.len().max(lines.len()) {
        let (pattern, line) = (patterns.get(number).copied(), lines.get(number).copied());
        let matches = match (pattern, line) {
            // A loaded guide has regular expressions here; one that is none matches nothing.
            (Some(pattern), Some(line)) => {
                Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|pattern| pattern.is_match(line))
            }
            _ => false,
        };
        if !matches {
            let shown = |text: Option<&str>| text.map(|text| visible_line(text, Marks::Difference));
            return Err(Difference::Pattern {
                number: number + 1,
                pattern: shown(pattern),
                line: shown(line),
                came: Cut::of(&came),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;
    use crate::matcher::Redactions;

    fn verdict(expected: &str, stdout: &str) -> Result<(), Difference> {
        let evidence = Evidence { stdout: stdout.into(), ..Evidence::default() };
        judge(&Question::plain(expected, &evidence))
    }

    #[test]
    fn equal_output_passes() {
        assert_eq!(verdict("\\d+ rows?\na|b\n", "12 rows\nb\n"), Ok(()));
        assert_eq!(verdict("x\n\ny\n", "x\n\ny \n"), Ok(()));
    }

    #[test]
    fn other_output_fails() {
        for (expected, came) in [("\\d+\n", "12 rows\n"), ("rows\n", "12 rows\n"), ("a|b\n", "ab\n"), ("a\n", "a\na\n")]
        {
            assert!(matches!(verdict(expected, came), Err(Difference::Pattern { .. })), "{expected} {came}");
        }
        let Err(Difference::Pattern { number, line, .. }) = verdict("a\nb\n", "a\n") else {
            panic!("a line is missing")
        };
        assert_eq!((number, line), (2, None));
    }

    #[test]
    fn the_output_is_redacted_and_the_pattern_is_not() {
        let evidence = Evidence { stdout: "took 12 ms\n".into(), ..Evidence::default() };
        let redactions = Redactions::named(["number"]);
        let question = |expected| Question { redactions: &redactions, ..Question::plain(expected, &evidence) };
        assert_eq!(judge(&question("took <number> m.{1}\n")), Ok(()));
    }

    #[test]
    fn no_pattern_takes_long() {
        let started = std::time::Instant::now();
        assert!(verdict("(a*)*b\n", &"a".repeat(100_000)).is_err());
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }
}
