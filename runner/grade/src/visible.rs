//! Showing bytes and text that may hold anything: control characters, invisible characters, other encodings.
//!
//! Nothing that a step prints may move the cursor, change colours or hide a difference. What is changed here is changed
//! for the eye only; matchers compare the original.

use std::fmt::Write as _;

use crate::difference::Cut;

/// Characters of a line that are shown.
const LINE: usize = 240;
/// Lines of an output that are shown beside a difference.
const LINES: usize = 20;

/// How much is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Only what could do harm or mislead: control characters, invisible ones, ones that change the direction.
    Plain,
    /// Also tabs, spaces at the end, and accents that are characters of their own.
    Difference,
}

/// One line as it can be shown, cut when it is very long.
pub(crate) fn visible_line(line: &str, marks: Marks) -> String {
    let end = line.char_indices().nth(LINE).map_or(line.len(), |(end, _)| end);
    let (kept, dropped) = line.split_at_checked(end).unwrap_or((line, ""));
    let mut shown = visible_text(kept, marks);
    if !dropped.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(shown, "… (+{} characters)", dropped.chars().count());
    }
    shown
}

/// One line as it can be shown, whole.
pub(crate) fn visible_text(line: &str, marks: Marks) -> String {
    let mut shown = String::with_capacity(line.len());
    let blanks_from = if marks == Marks::Difference { line.trim_end_matches(' ').len() } else { line.len() };
    for (at, character) in line.char_indices() {
        match character {
            ' ' if at >= blanks_from => shown.push('·'),
            '\t' if marks == Marks::Difference => shown.push('→'),
            '\t' => shown.push(character),
            _ if misleads(character) || (marks == Marks::Difference && is_combining(character)) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
            }
            _ => shown.push(character),
        }
    }
    shown
}

/// Whether a character cannot be seen, or changes how others are seen. Joiners inside words and emoji are spared.
fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{2000}'..='\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

impl Cut {
    /// The first lines of `text`, as they can be shown.
    pub(crate) fn of(text: &str) -> Self {
        let lines = text.lines().take(LINES).map(|line| visible_line(line, Marks::Plain)).collect();
        Self { lines, more: text.lines().count().saturating_sub(LINES) }
    }
}

/// The text of at most the first `limit` bytes, invalid UTF-8 replaced.
pub(crate) fn beginning(bytes: &[u8], limit: usize) -> String {
    let kept = bytes.get(..limit).unwrap_or(bytes);
    let mut text = String::from_utf8_lossy(kept).into_owned();
    // A character that the limit cuts in two is dropped, not shown as damaged.
    if kept.len() < bytes.len() && kept.utf8_chunks().last().is_some_and(|chunk| !chunk.invalid().is_empty()) {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_printed_can_move_the_cursor() {
        assert_eq!(visible_line("\u{1b}[2Jx\r\u{7}", Marks::Plain), "\\u{1b}[2Jx\\u{d}\\u{7}");
        assert_eq!(visible_line("a\u{202e}b\u{200b}", Marks::Plain), "a\\u{202e}b\\u{200b}");
    }

    #[test]
    fn differences_show_tabs_and_spaces_at_the_end() {
        assert_eq!(visible_line("a\tb  ", Marks::Difference), "a→b··");
        assert_eq!(visible_line("a\tb  ", Marks::Plain), "a\tb  ");
    }

    #[test]
    fn long_lines_are_cut_with_a_count() {
        let line = visible_line(&"đ".repeat(LINE + 7), Marks::Plain);
        assert!(line.ends_with("đ… (+7 characters)"), "{line}");
    }

    #[test]
    fn a_cut_counts_what_it_leaves_out() {
        let cut = Cut::of(&"x\n".repeat(LINES + 2));
        assert_eq!((cut.lines.len(), cut.more), (LINES, 2));
    }

    #[test]
    fn a_beginning_ends_between_characters() {
        assert_eq!(beginning("ađb".as_bytes(), 2), "a");
        assert_eq!(beginning("ađb".as_bytes(), 3), "ađ");
        assert_eq!(beginning(&[b'a', 0xff, b'b'], 9), "a\u{fffd}b");
    }
}
