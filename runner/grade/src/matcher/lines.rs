//! `lines`: the output is these lines, where `[..]` stands for any text within a line and a line `...` for any number of
//! lines. Without either this is an exact comparison.
//!
//! Blanks at line ends and blank lines at the end do not count; below a command of a console step also blank lines at the
//! beginning, since Markdown has a habit of losing them. Both levels are matched from left to right without going back, which is right because
//! the gaps are the only wildcards: within a line the time is linear, over lines it is at most the product of the lines
//! between two gaps and the lines of the output.

use super::line_difference::{line_difference, lines_of};
use super::line_renewal::{NewLine, OldLine, renewed};
use super::renewal::{ByHand, Renewal};
use super::table::{Entry, Question, Stream};
use crate::difference::Difference;

pub(super) const ENTRY: Entry = Entry { name: "lines", judge, renew };

/// Stands for any text within a line.
const ANY_TEXT: &str = "[..]";
/// Stands, alone on a line, for any number of lines.
const ANY_LINES: &str = "...";

fn judge(question: &Question<'_>) -> Result<(), Difference> {
    let (expected, came) = question.texts();
    let (mut patterns, mut lines) = (lines_of(&expected), lines_of(&came));
    if question.stream == Stream::Screen {
        for side in [&mut patterns, &mut lines] {
            side.drain(..side.iter().take_while(|line| line.is_empty()).count());
        }
    }
    if all_match(&patterns, &lines) {
        return Ok(());
    }
    Err(Difference::Text { diff: line_difference(&patterns, &lines) })
}

/// The lines that came, with those that are still right as they are written.
fn renew(question: &Question<'_>) -> Renewal {
    let (expected, came) = question.texts();
    let (written, mut patterns, mut lines) = (lines_of(question.written), lines_of(&expected), lines_of(&came));
    if question.stream == Stream::Screen {
        for side in [&mut patterns, &mut lines] {
            side.drain(..side.iter().take_while(|line| line.is_empty()).count());
        }
    }
    if written.len() != patterns.len() {
        return Renewal::ByHand(ByHand::Pastes);
    }
    let old: Vec<OldLine<'_>> =
        written.into_iter().zip(patterns).map(|(written, pattern)| OldLine { written, pattern }).collect();
    let mut body = String::new();
    for line in renewed(&old, &lines) {
        match line {
            NewLine::Kept(line) => body.push_str(line),
            NewLine::New(_, Some(old)) if question.has_pastes() && labs_guide::pastes(old).next().is_some() => {
                return Renewal::ByHand(ByHand::Pastes);
            }
            NewLine::New(line, _) => body.push_str(&line),
        }
        body.push('\n');
    }
    Renewal::Body(body)
}

/// Whether this line of an expectation stands for any number of lines.
pub(super) fn is_gap(pattern: &str) -> bool {
    pattern.trim() == ANY_LINES
}

/// Whether `lines` are what `patterns` say.
pub(super) fn all_match(patterns: &[&str], lines: &[&str]) -> bool {
    let mut segments: Vec<&[&str]> = patterns.split(|pattern| is_gap(pattern)).collect();
    let Some(last) = segments.pop() else { return lines.is_empty() };
    let mut segments = segments.into_iter();
    let Some(first) = segments.next() else { return segment_matches(last, lines) };
    let Some(mut rest) = strip_segment(first, lines) else { return false };
    for segment in segments {
        let found = (0..=rest.len()).find_map(|start| strip_segment(segment, rest.get(start..)?));
        let Some(after) = found else { return false };
        rest = after;
    }
    rest.len().checked_sub(last.len()).and_then(|start| rest.get(start..)).is_some_and(|end| segment_matches(last, end))
}

/// What follows `segment` at the beginning of `lines`.
fn strip_segment<'a, 'b>(segment: &[&str], lines: &'a [&'b str]) -> Option<&'a [&'b str]> {
    let (head, rest) = lines.split_at_checked(segment.len())?;
    segment_matches(segment, head).then_some(rest)
}

/// Whether each line matches the pattern at the same place.
fn segment_matches(segment: &[&str], lines: &[&str]) -> bool {
    segment.len() == lines.len() && segment.iter().zip(lines).all(|(pattern, line)| line_matches(pattern, line))
}

/// Whether one line is what one pattern says.
pub(super) fn line_matches(pattern: &str, line: &str) -> bool {
    let Some((first, others)) = pattern.split_once(ANY_TEXT) else { return pattern == line };
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let (middle, last) = others.rsplit_once(ANY_TEXT).unwrap_or(("", others));
    for part in middle.split(ANY_TEXT) {
        let Some(found) = rest.find(part) else { return false };
        rest = rest.get(found + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;
    use crate::evidence::Evidence;

    fn verdict(expected: &str, stdout: impl Into<Vec<u8>>) -> Result<(), Difference> {
        let evidence = Evidence { stdout: stdout.into(), ..Evidence::default() };
        judge(&Question::plain(expected, &evidence))
    }

    /// The definition, written down without a thought for time.
    fn oracle_line(pattern: &[char], line: &[char]) -> bool {
        if let ['[', '.', '.', ']', rest @ ..] = pattern {
            return (0..=line.len()).any(|skip| oracle_line(rest, &line[skip..]));
        }
        match (pattern, line) {
            ([], []) => true,
            ([p, pattern @ ..], [l, line @ ..]) => p == l && oracle_line(pattern, line),
            _ => false,
        }
    }

    fn oracle(patterns: &[&str], lines: &[&str]) -> bool {
        match (patterns, lines) {
            (["...", rest @ ..], _) => (0..=lines.len()).any(|skip| oracle(rest, &lines[skip..])),
            ([], []) => true,
            ([p, patterns @ ..], [l, lines @ ..]) => {
                let chars = |text: &str| text.chars().collect::<Vec<_>>();
                oracle_line(&chars(p), &chars(l)) && oracle(patterns, lines)
            }
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn agrees_with_the_definition(
            patterns in prop::collection::vec(prop_oneof![Just("...".to_owned()), "(a|b|\\[\\.\\.\\]){0,4}"], 0..6),
            lines in prop::collection::vec("[ab]{0,4}", 0..7),
        ) {
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            prop_assert_eq!(all_match(&patterns, &lines), oracle(&patterns, &lines));
        }

        #[test]
        fn a_text_without_wildcards_matches_itself_alone(text in "[a-z \\n]{0,40}", other in "[a-z \\n]{0,40}") {
            prop_assert!(verdict(&text, text.clone()).is_ok());
            prop_assert_eq!(verdict(&text, other.clone()).is_ok(), lines_of(&text) == lines_of(&other));
        }

        #[test]
        fn a_difference_always_says_something(expected in "(a|b|\\[\\.\\.\\]|\\.\\.\\.|\\n){0,12}", came in "[ab.\\n]{0,12}") {
            if let Err(Difference::Text { diff }) = verdict(&expected, came) {
                prop_assert!(diff.lines.iter().any(|line| line.starts_with(['-', '+'])), "{:?}", diff);
            }
        }
    }

    #[test]
    fn equal_output_passes() {
        assert_eq!(verdict("Kite Weather\nSmall Hours\n", "Kite Weather\nSmall Hours\n"), Ok(()));
        assert_eq!(verdict("", ""), Ok(()));
        assert_eq!(verdict("2\n", "2"), Ok(()));
        assert_eq!(verdict("one\ntwo\n", "one\r\ntwo \r\n\n"), Ok(()));
    }

    #[test]
    fn other_output_fails() {
        for (expected, came) in
            [("2\n", "3\n"), ("", "x"), ("x\n", ""), ("a\n", " a\n"), ("a\n", "\na\n"), ("a\n", "A\n")]
        {
            assert!(verdict(expected, came).is_err(), "{expected:?} and {came:?}");
        }
    }

    #[test]
    fn standard_error_counts_below_a_command_alone() {
        let evidence = Evidence { stderr: b"\nAn error occurred\n".to_vec(), ..Evidence::default() };
        assert_eq!(judge(&Question::plain("", &evidence)), Ok(()));
        let screen = |expected| judge(&Question { stream: Stream::Screen, ..Question::plain(expected, &evidence) });
        assert_eq!(screen("An error occurred\n"), Ok(()));
        assert!(screen("An error\n").is_err());
    }

    #[test]
    fn elisions_stand_for_any_text_and_any_lines() {
        assert_eq!(verdict("id [..] ok\n...\nlast\n", "id 7 ok\na\nb\nlast\n"), Ok(()));
        assert_eq!(verdict("...\n", ""), Ok(()));
        assert_eq!(verdict("a\n...\n", "a\n"), Ok(()));
        assert!(verdict("...\nlast\n", "last\nmore\n").is_err());
        assert!(verdict("a[..]a\n", "a\n").is_err(), "the two ends must not share text");
    }

    #[test]
    fn a_thousand_gaps_take_no_time() {
        let started = Instant::now();
        let gaps = format!("{}b\n", "a[..]".repeat(1000));
        assert!(verdict(&gaps, "a".repeat(100_000)).is_err());
        assert!(verdict(&"...\na\n".repeat(1000), "b\n".repeat(100_000)).is_err());
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }

    #[test]
    fn huge_and_binary_output_fails_with_a_short_difference() {
        let huge = "x".repeat(10 * 1024 * 1024);
        let Err(Difference::Text { diff }) = verdict("y\n", huge) else { panic!("must differ") };
        assert!(diff.lines.iter().all(|line| line.len() < 1000), "{:?}", diff.lines.len());
        let many = "x\n".repeat(5 * 1024 * 1024);
        let Err(Difference::Text { diff }) = verdict("y\n", many) else { panic!("must differ") };
        assert!(diff.lines.len() <= 60 && diff.more > 5_000_000, "{} and {}", diff.lines.len(), diff.more);
        assert!(verdict("y\n", (0..=255).collect::<Vec<u8>>()).is_err());
    }
}
