//! A hint: `<details>` whose summary begins with "Hint", and the exercise before it.

use crate::parse::chapter::Reader;
use crate::parse::markdown::HintOpen;
use crate::problem::Problem;
use crate::source::Spanned;

impl Reader<'_> {
    pub(super) fn hint_open(&mut self, open: HintOpen) {
        self.unclosed_hint();
        self.hint = Some(open);
    }

    pub(super) fn hint_close(&mut self, at: usize) {
        // Without an open hint this closes one that was already reported.
        let Some(open) = self.hint.take() else { return };
        let raw = self.source.slice(&(open.span.end..at));
        let text = raw.trim();
        let start = open.span.end + (raw.len() - raw.trim_start().len());
        if text.is_empty() {
            self.findings.push(Problem::EmptyHint, open.span.clone());
        }
        let Some((name, index)) = self.exercises.last().map(|(name, index)| (name.clone(), *index)) else {
            self.findings.push(Problem::HintWithoutExercise, open.span);
            return;
        };
        let text = Spanned { value: self.without_prefix(&open, text), span: start..start + text.len() };
        let Some(exercise) = self.exercise_at(index) else { return };
        exercise.hints.push(text);
        let expected = exercise.hints.len();
        let number = open.summary.trim_start_matches("Hint").trim_start();
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        if digits.parse() != Ok(expected) {
            self.findings.push(Problem::HintOrder { expected, exercise: name }, open.span);
        }
    }

    /// The text of a hint without the quotes and lists in which it stands: what is before `<details>` on its line is taken off
    /// the following lines, where blanks stand for the marks of a list.
    fn without_prefix(&self, open: &HintOpen, text: &str) -> String {
        let before = self.source.slice(&(0..open.span.start));
        let prefix = before.rsplit('\n').next().unwrap_or_default();
        let strip = |line: &str| {
            let mut rest = line;
            for mark in prefix.chars() {
                let mark = if mark == '>' { '>' } else { ' ' };
                rest = rest.strip_prefix(mark).unwrap_or(rest);
            }
            rest.to_owned()
        };
        let lines: Vec<String> = text
            .lines()
            .enumerate()
            .map(|(number, line)| if number == 0 { line.to_owned() } else { strip(line) })
            .collect();
        // In a quote the text begins and ends with the marks of blank lines.
        lines.join("\n").trim_matches(|c: char| c.is_whitespace() || (c == '>' && prefix.contains('>'))).to_owned()
    }

    pub(super) fn unclosed_hint(&mut self) {
        if let Some(open) = self.hint.take() {
            self.findings.push(Problem::UnclosedHint, open.span);
        }
    }
}
