//! How two texts differ by lines, as a short unified difference.
//!
//! Lines that match by an elision are shown as equal, so only what is really wrong is marked. Huge texts are cut to a
//! window round the first difference before they are compared; no clock decides what is shown.

use similar::{ChangeTag, TextDiff};

use super::lines::{is_gap, line_matches};
use crate::difference::Cut;
use crate::visible::{Marks, visible_line};

/// Equal lines round a difference.
const CONTEXT: usize = 3;
/// Lines of each side that are compared.
const WINDOW: usize = 400;
/// Lines that are shown.
const SHOWN: usize = 40;

/// Lines without blanks at their ends, without blank lines at the end.
pub(super) fn lines_of(text: &str) -> Vec<&str> {
    const BLANKS: &[char] = &[' ', '\t', '\r'];
    let text = text.trim_end_matches(|c| c == '\n' || BLANKS.contains(&c));
    text.lines().map(|line| line.trim_end_matches(BLANKS)).collect()
}

/// Where `lines` are not what `patterns` say.
pub(super) fn line_difference(patterns: &[&str], lines: &[&str]) -> Cut {
    let equal = patterns.iter().zip(lines).take_while(|(p, l)| !is_gap(p) && line_matches(p, l)).count();
    let from = equal.saturating_sub(CONTEXT);
    let window = |all: usize| from..all.min(from + WINDOW);
    let expected = patterns.get(window(patterns.len())).unwrap_or_default();
    let came = lines.get(window(lines.len())).unwrap_or_default();
    let beyond = patterns.len().max(lines.len()).saturating_sub(from + WINDOW);

    let resolved = resolve(expected, came);
    let mut shown = unified(&resolved, came);
    if shown.is_empty() {
        // What differs lies behind a long gap, outside the window: the expectation as written still shows it.
        shown = unified(expected, came);
    }
    let more = shown.len().saturating_sub(SHOWN) + beyond;
    shown.truncate(SHOWN);
    Cut { lines: shown, more }
}

/// The patterns with everything that matches replaced by what it matches.
fn resolve<'a>(patterns: &[&'a str], lines: &[&'a str]) -> Vec<&'a str> {
    let mut resolved = Vec::with_capacity(patterns.len());
    let mut rest = lines;
    let mut patterns = patterns.iter().peekable();
    while let Some(pattern) = patterns.next() {
        if is_gap(pattern) {
            let end = match patterns.peek() {
                None => Some(rest.len()),
                Some(next) => rest.iter().position(|line| !is_gap(next) && line_matches(next, line)),
            };
            match end.and_then(|end| rest.split_at_checked(end)) {
                Some((skipped, after)) => {
                    resolved.extend(skipped);
                    rest = after;
                }
                None => resolved.push(*pattern),
            }
        } else if let Some(found) = rest.iter().position(|line| line_matches(pattern, line)) {
            resolved.extend(rest.get(found));
            rest = rest.get(found + 1..).unwrap_or_default();
        } else {
            resolved.push(*pattern);
        }
    }
    resolved
}

/// The lines of a unified difference: marks, hunk headers only between hunks; empty when nothing differs.
fn unified(expected: &[&str], came: &[&str]) -> Vec<String> {
    let diff = TextDiff::from_slices(expected, came);
    let mut shown = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        if !shown.is_empty() {
            shown.push("@@".to_owned());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let mark = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            shown.push(format!("{mark}{}", visible_line(change.value(), Marks::Difference)));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expected: &str, came: &str) -> String {
        line_difference(&lines_of(expected), &lines_of(came)).lines.join("\n")
    }

    #[test]
    fn only_what_is_wrong_is_marked() {
        insta::assert_snapshot!(shown("id [..]\n...\nb\nc\n", "id 17\nx\ny\nb\nC\n"), @r"
         x
         y
         b
        -c
        +C
        ");
    }

    #[test]
    fn invisible_characters_become_visible() {
        insta::assert_snapshot!(shown("a b\nc\nly\u{301}\n", "a\tb\nc\u{200b}\nl\u{fd}\n"), @r"
        -a b
        -c
        -ly\u{301}
        +a→b
        +c\u{200b}
        +lý
        ");
    }

    #[test]
    fn distant_differences_are_separated() {
        let expected: String = (0..30).map(|n| format!("{n}\n")).collect();
        let came = expected.replace("2\n", "two\n");
        let lines = line_difference(&lines_of(&expected), &lines_of(&came)).lines;
        assert!(lines.contains(&"@@".to_owned()), "{lines:?}");
    }

    #[test]
    fn a_difference_behind_a_long_gap_is_shown() {
        let came: String = (0..2 * WINDOW).map(|n| format!("{n}\n")).collect();
        let cut = line_difference(&["...", "799", "end"], &lines_of(&came));
        assert!(cut.lines.contains(&"-end".to_owned()), "{:?}", cut.lines);
        assert!(cut.more > 0);
    }
}
