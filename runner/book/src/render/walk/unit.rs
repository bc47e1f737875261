//! Fences: the steps, exercises, files, outputs and checks that the model knows, and plain code.

use std::ops::Range;

use pulldown_cmark::CodeBlockKind;

use super::super::html::escape;
use super::super::parts::{Part, end_of};
use super::super::{code, exercise, expectation, file_block, step};
use super::{Open, Walk};

impl Walk<'_> {
    pub(super) fn fence(&mut self, kind: &CodeBlockKind<'_>, text: &str, range: &Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => &**info,
            CodeBlockKind::Indented => "",
        };
        let Some(part) = self.parts.get(&range.start).copied() else {
            self.out.push_str(&code::plain(info, text));
            self.out.push('\n');
            return;
        };
        let html = match part {
            Part::Step(step, number) => {
                self.document.steps += 1;
                let id = self.unit_id(&step.id.value, range.start);
                step::open(step, number, &id)
            }
            Part::Exercise(exercise) => {
                self.document.exercises += 1;
                let id = self.unit_id(&exercise.id.value, range.start);
                exercise::open(exercise, &id)
            }
            Part::File(file) => file_block::render(file, code::language(info)),
            Part::Output(output, of) => expectation::render(output, of),
            Part::Check(check) => exercise::check(check),
        };
        self.out.push_str(&html);
        let close = match part {
            Part::Step(..) => "</article>\n",
            Part::Exercise(_) => "</section>\n",
            _ => return,
        };
        self.open.push(Open::Unit { end: end_of(part), close });
    }

    /// The id attribute of a step or an exercise.
    fn unit_id(&mut self, id: &str, at: usize) -> String {
        if self.pinned.contains(id) {
            return String::new();
        }
        let line = self.line(at);
        self.document.ids.entry(id.to_owned()).or_insert(line);
        format!(" id=\"{}\"", escape(id))
    }
}
