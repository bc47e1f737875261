//! The body of a `quiz`: a question and choices `- [ ] text`.
//!
//! The learner ticks choices in an own file. Which ones are right is known to the solution only, so a ticked choice in a
//! guide is an error.

use std::collections::HashSet;

use crate::diagnostic::Findings;
use crate::parse::body::Body;
use crate::problem::{Problem, QuizFault};
use crate::source::{Span, Spanned};

/// The choices of a body; `info` is the place of the info string.
pub(crate) fn choices(body: &Body, info: Span, findings: &mut Findings<'_>) -> Vec<Spanned<String>> {
    let mut choices: Vec<Spanned<String>> = Vec::new();
    let mut seen = HashSet::new();
    let mut has_question = false;
    for line in body.lines() {
        let span = body.span(line.range());
        let Some((mark, text)) = choice(line.text) else {
            has_question |= choices.is_empty() && !line.text.trim().is_empty();
            continue;
        };
        let mut fault = |fault| findings.push(Problem::QuizChoices(fault), span.clone());
        if mark != " " {
            fault(QuizFault::Ticked);
        }
        if text.is_empty() {
            fault(QuizFault::EmptyChoice);
        } else if !seen.insert(text) {
            fault(QuizFault::DuplicateChoice);
        }
        choices.push(Spanned { value: text.to_owned(), span });
    }
    if !has_question {
        findings.push(Problem::QuizChoices(QuizFault::NoQuestion), info.clone());
    }
    if choices.len() < 2 {
        findings.push(Problem::QuizChoices(QuizFault::TooFewChoices), info);
    }
    choices
}

/// Mark and text of `- [x] text`.
fn choice(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("- [")?;
    let (mark, text) = rest.split_once(']')?;
    (mark.chars().count() == 1).then(|| (mark, text.trim()))
}
