//! Which fences of a chapter its model knows, found by the byte at which they begin.

use std::collections::BTreeMap;

use labs_guide::{Block, Chapter, Check, CheckBody, Exercise, Expectation, FileBlock, Step};

/// A fence that the model knows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'m> {
    /// A step and its number on the page.
    Step(&'m Step, usize),
    /// A given file.
    File(&'m FileBlock),
    /// An exercise's starter.
    Exercise(&'m Exercise),
    /// An expected output, with the id of what it belongs to.
    Output(&'m Expectation, &'m str),
    /// A check of an exercise.
    Check(&'m Check),
}

/// Every known fence by the byte at which it begins.
pub(super) fn parts(chapter: &Chapter) -> BTreeMap<usize, Part<'_>> {
    let mut parts = BTreeMap::new();
    for numbered in chapter.numbered_steps() {
        let step = numbered.step;
        parts.insert(step.span.start, Part::Step(step, numbered.number));
        outputs(&mut parts, &step.expectations, &step.id.value);
        parts.extend(step.checks.iter().map(|check| (check.span.start, Part::Check(check))));
    }
    for block in chapter.blocks() {
        match block {
            Block::Step(_) => {}
            Block::File(file) => {
                parts.insert(file.span.start, Part::File(file));
            }
            Block::Exercise(exercise) => {
                parts.insert(exercise.span.start, Part::Exercise(exercise));
                outputs(&mut parts, &exercise.expectations, &exercise.id.value);
                for check in &exercise.checks {
                    parts.insert(check.span.start, Part::Check(check));
                    if let CheckBody::Call { expectations, .. } = &check.body {
                        outputs(&mut parts, expectations, &exercise.id.value);
                    }
                }
            }
        }
    }
    parts
}

fn outputs<'m>(parts: &mut BTreeMap<usize, Part<'m>>, expectations: &'m [Expectation], of: &'m str) {
    for expectation in expectations {
        parts.insert(expectation.span.start, Part::Output(expectation, of));
    }
}

/// Where the last part of a step or an exercise ends; its box stays open until there.
pub(super) fn end_of(part: Part<'_>) -> usize {
    let last = |expectations: &[Expectation]| expectations.iter().map(|one| one.span.end).max().unwrap_or(0);
    match part {
        Part::Step(step, _) => {
            let checks = step.checks.iter().map(|check| check.span.end).max().unwrap_or(0);
            step.span.end.max(last(&step.expectations)).max(checks)
        }
        Part::Exercise(exercise) => {
            let checks = exercise.checks.iter().map(|check| match &check.body {
                CheckBody::Call { expectations, .. } => check.span.end.max(last(expectations)),
                CheckBody::Matchers(_) => check.span.end,
            });
            let hints = exercise.hints.iter().map(|hint| hint.span.end);
            exercise.span.end.max(last(&exercise.expectations)).max(checks.chain(hints).max().unwrap_or(0))
        }
        Part::File(_) | Part::Output(..) | Part::Check(_) => 0,
    }
}
