//! `contains`: every line of the expectation occurs in the output, in order.
//!
//! A line may be any part of a line of the output; blanks at its end and blank lines of the expectation say nothing.

use super::line_difference::lines_of;
use super::renewal::{ByHand, Renewal};
use super::table::{Entry, Question};
use crate::difference::{Cut, Difference, Occurs};
use crate::visible::{Marks, visible_line};

pub(super) const ENTRY: Entry = Entry { name: "contains", judge, renew: |_| Renewal::ByHand(ByHand::Matcher) };

fn judge(question: &Question<'_>) -> Result<(), Difference> {
    let (expected, came) = question.texts();
    let mut rest = &*came;
    for (index, line) in lines_of(&expected).into_iter().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let Some(found) = rest.find(line) else {
            return Err(Difference::MissingLine {
                line: visible_line(line, Marks::Difference),
                number: index + 1,
                earlier: if came.contains(line) { Occurs::Yes } else { Occurs::No },
                came: Cut::of(&came),
            });
        };
        rest = rest.get(found + line.len()..).unwrap_or_default();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evidence::Evidence;

    fn verdict(expected: &str, stdout: impl Into<Vec<u8>>) -> Result<(), Difference> {
        let evidence = Evidence { stdout: stdout.into(), ..Evidence::default() };
        judge(&Question::plain(expected, &evidence))
    }

    #[test]
    fn equal_output_passes() {
        assert_eq!(verdict("Kite\nSmall\n", "1 Kite Weather\n2 Small Hours\n"), Ok(()));
        assert_eq!(verdict("Kite\n\nWeather\n", "Kite Weather\n"), Ok(()));
    }

    #[test]
    fn other_output_fails() {
        let Err(Difference::MissingLine { line, number, earlier, .. }) = verdict("Small\nKite\n", "Kite\nSmall\n")
        else {
            panic!("the order counts");
        };
        assert_eq!((line.as_str(), number, earlier), ("Kite", 2, Occurs::Yes));
        assert!(matches!(verdict("x\n", ""), Err(Difference::MissingLine { earlier: Occurs::No, .. })));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn parts_taken_out_of_a_text_in_order_are_contained(parts in prop::collection::vec("[a-z]{1,5}", 1..6), glue in "[ \\n]{1,3}") {
            prop_assert!(verdict(&parts.join("\n"), parts.join(&glue)).is_ok());
        }
    }
}
