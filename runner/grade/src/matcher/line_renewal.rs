//! Writing an expectation of lines anew: lines that are still right stay as their author wrote them, elisions and pastes included.
//!
//! The old lines are laid along the new ones so that as many of them as possible stay, and a line that changed takes the place of the one that
//! it resembles most; a gap `...` goes on standing for what stood in it.

use std::borrow::Cow;

use super::lines::{is_gap, line_matches};

/// Lines times patterns up to which the best alignment is looked for; beyond, only the beginning and the end are kept.
const CELLS: usize = 4_000_000;

/// An old line: as it is written, and as it is compared.
pub(super) struct OldLine<'a> {
    pub(super) written: &'a str,
    pub(super) pattern: &'a str,
}

/// A line of the new expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NewLine<'a> {
    /// An old line that stays.
    Kept(&'a str),
    /// A line that came; with the old line whose place it takes.
    New(Cow<'a, str>, Option<&'a str>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    /// The pattern stays for this line.
    Keep,
    /// The line takes the pattern's place.
    Replace,
    /// The gap swallows the line.
    Swallow,
    /// The pattern goes, or the gap ends.
    Drop,
    /// The line is new.
    Insert,
}

/// The new lines of an expectation.
pub(super) fn renewed<'a>(old: &[OldLine<'a>], came: &[&'a str]) -> Vec<NewLine<'a>> {
    let equal =
        old.iter().zip(came).take_while(|(old, line)| !is_gap(old.pattern) && line_matches(old.pattern, line)).count();
    let (head, rest) = old.split_at_checked(equal).unwrap_or((old, &[]));
    let left = came.get(equal..).unwrap_or_default();
    let mut lines: Vec<NewLine<'a>> = head.iter().map(|old| NewLine::Kept(old.written)).collect();
    if rest.len().saturating_mul(left.len()) > CELLS {
        lines.extend(left.iter().map(|line| NewLine::New(Cow::Borrowed(line), None)));
        return lines;
    }
    lines.extend(aligned(rest, left));
    lines
}

fn aligned<'a>(old: &[OldLine<'a>], came: &[&'a str]) -> Vec<NewLine<'a>> {
    let width = came.len() + 1;
    let mut scores = vec![0_i64; (old.len() + 1) * width];
    let mut moves = vec![Move::Insert; (old.len() + 1) * width];
    // From the end, so that the way is read from the beginning.
    for i in (0..=old.len()).rev() {
        for j in (0..=came.len()).rev() {
            let score = |i: usize, j: usize| scores.get(i * width + j).copied().unwrap_or_default();
            let best = best_move(old.get(i), came.get(j).copied(), &|di, dj| score(i + di, j + dj));
            let Some((value, step)) = best else { continue };
            if let Some(score) = scores.get_mut(i * width + j) {
                *score = value;
            }
            if let Some(chosen) = moves.get_mut(i * width + j) {
                *chosen = step;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    while i < old.len() || j < came.len() {
        let step = moves.get(i * width + j).copied().unwrap_or(Move::Insert);
        let (here, line) = (old.get(i), came.get(j));
        match (step, here, line) {
            (Move::Keep, Some(here), _) => lines.push(NewLine::Kept(here.written)),
            (Move::Replace, Some(here), Some(line)) => {
                lines.push(NewLine::New(Cow::Borrowed(line), Some(here.written)))
            }
            (Move::Insert, _, Some(line)) => lines.push(NewLine::New(Cow::Borrowed(line), None)),
            (Move::Drop, Some(here), _) if is_gap(here.pattern) => lines.push(NewLine::Kept(here.written)),
            _ => {}
        }
        match step {
            Move::Keep | Move::Replace => (i, j) = (i + 1, j + 1),
            Move::Swallow | Move::Insert => j += 1,
            Move::Drop => i += 1,
        }
    }
    lines
}

/// The best thing to do at one place, and what it is worth with all that follows.
fn best_move(
    old: Option<&OldLine<'_>>,
    line: Option<&str>,
    score: &dyn Fn(usize, usize) -> i64,
) -> Option<(i64, Move)> {
    const KEPT: i64 = 1_000;
    let mut best: Option<(i64, Move)> = None;
    let mut offer = |value: i64, step: Move| {
        if best.is_none_or(|(most, _)| value > most) {
            best = Some((value, step));
        }
    };
    match (old, line) {
        (Some(old), _) if is_gap(old.pattern) => {
            offer(score(1, 0), Move::Drop);
            if line.is_some() {
                offer(score(0, 1), Move::Swallow);
            }
        }
        (Some(old), Some(line)) => {
            if line_matches(old.pattern, line) {
                offer(KEPT + score(1, 1), Move::Keep);
            } else {
                // Even a line that resembles it in nothing says more at its place than no line.
                offer(likeness(old.pattern, line) / 2 + 1 + score(1, 1), Move::Replace);
            }
            offer(score(0, 1) - 100, Move::Insert);
            offer(score(1, 0) - 200, Move::Drop);
        }
        (Some(_), None) => offer(score(1, 0) - 200, Move::Drop),
        (None, Some(_)) => offer(score(0, 1) - 100, Move::Insert),
        (None, None) => {}
    }
    best
}

/// How much of two lines is the same at their beginnings and ends, in thousandths.
fn likeness(one: &str, other: &str) -> i64 {
    let (one, other) = (one.trim(), other.trim());
    let longest = one.len().max(other.len()).max(1);
    let same = |(a, b): &(u8, u8)| a == b;
    let head = one.bytes().zip(other.bytes()).take_while(same).count();
    let left = one.len().min(other.len()) - head;
    let tail = one.bytes().rev().zip(other.bytes().rev()).take(left).take_while(same).count();
    i64::try_from((head + tail) * 1_000 / longest).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matcher::lines::all_match;

    fn new(old: &str, came: &str) -> String {
        let old: Vec<OldLine<'_>> = old.lines().map(|line| OldLine { written: line, pattern: line }).collect();
        let came: Vec<&str> = came.lines().collect();
        let text = |line: &NewLine<'_>| match line {
            NewLine::Kept(line) => format!("{line}\n"),
            NewLine::New(line, _) => format!("{line}\n"),
        };
        renewed(&old, &came).iter().map(text).collect()
    }

    #[test]
    fn a_changed_line_takes_its_old_place_between_gaps() {
        let came = "{\n  \"Name\": \"Tea\",\n  \"Count\": 4,\n  \"Id\": 17\n}\n";
        assert_eq!(new("{\n...\n  \"Count\": 3,\n...\n}\n", came), "{\n...\n  \"Count\": 4,\n...\n}\n");
    }

    #[test]
    fn elisions_stay_where_they_still_match() {
        assert_eq!(new("id [..]\nstate old\n", "id 17\nstate new\n"), "id [..]\nstate new\n");
        assert_eq!(new("a\n...\n", "b\nc\n"), "b\n...\n");
        assert_eq!(new("1\n...\n6\n", "1\n2\n3\n4\n5\n"), "1\n...\n5\n");
    }

    #[test]
    fn lines_come_and_go() {
        assert_eq!(new("a\nb\nc\n", "a\nc\n"), "a\nc\n");
        assert_eq!(new("a\nc\n", "a\nb\nc\n"), "a\nb\nc\n");
        assert_eq!(new("", "a\n"), "a\n");
        assert_eq!(new("a\n", ""), "");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_is_written_anew_holds(
            old in prop::collection::vec(prop_oneof![Just("...".to_owned()), "(a|b|\\[\\.\\.\\]){1,4}"], 0..6),
            came in prop::collection::vec("[ab]{1,4}", 0..7),
        ) {
            let text = new(&old.join("\n"), &came.join("\n"));
            let (patterns, lines): (Vec<&str>, Vec<&str>) = (text.lines().collect(), came.iter().map(String::as_str).collect());
            prop_assert!(all_match(&patterns, &lines), "{}", text);
        }
    }
}
