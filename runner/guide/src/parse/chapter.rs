//! A chapter's pieces assembled to sections and blocks.
//!
//! This file holds what has been read and what is judged at the end; how each piece is read is in `heading`, `block` and
//! `hint`. What crosses chapters (`needs`, pastes) is judged by `resolve` once all chapters are there.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Findings};
use crate::model::{Block, Chapter, Section};
use crate::near::Suggester;
use crate::parse::markdown::{self, HintOpen, Piece};
use crate::problem::Problem;
use crate::source::{Source, Span, Spanned};

/// Parses one chapter. The findings are those of the chapter alone; its needs and pastes are not judged yet. A chapter with
/// findings is as complete as could be read.
#[must_use]
pub fn parse_chapter(id: &str, source: &Source) -> (Chapter, Vec<Diagnostic>) {
    let mut reader = Reader::new(source);
    for piece in markdown::pieces(&source.text) {
        match piece {
            Piece::Heading(heading) => reader.heading(heading),
            Piece::Fence(fence) => reader.fence(fence),
            Piece::HintOpen(open) => reader.hint_open(open),
            Piece::HintClose { at } => reader.hint_close(at),
        }
    }
    reader.finish(id)
}

/// What an `output` without `exercise=` would belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Last {
    /// Nothing: a heading or a file came last.
    Nothing,
    /// Something that could not be read; what follows it is not blamed.
    Broken,
    Step(usize),
    Call {
        exercise: usize,
        check: usize,
    },
    Exercise(String),
}

/// The chapter as far as it has been read. Its parts are in `heading`, `block` and `hint`.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) findings: Findings<'a>,
    pub(super) suggester: Suggester,
    pub(super) sections: Vec<Section>,
    /// Blocks with the index of their section; indices into this list are what `exercises` and `last` hold.
    pub(super) blocks: Vec<(usize, Block)>,
    pub(super) exercises: IndexMap<String, usize>,
    pub(super) steps: IndexMap<String, usize>,
    /// Where the points of an exercise were written.
    pub(super) points: HashMap<usize, Span>,
    /// Ids of steps and exercises.
    pub(super) ids: HashMap<String, Span>,
    pub(super) heading_ids: HashMap<String, Span>,
    pub(super) captures: HashMap<String, Span>,
    pub(super) last: Last,
    pub(super) hint: Option<HintOpen>,
    pub(super) title: Option<Spanned<String>>,
    /// The first heading or block with a meaning before the title.
    pub(super) before_title: Option<Span>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a Source) -> Self {
        Self {
            source,
            findings: Findings::new(source),
            suggester: Suggester::default(),
            sections: Vec::new(),
            blocks: Vec::new(),
            exercises: IndexMap::new(),
            steps: IndexMap::new(),
            points: HashMap::new(),
            ids: HashMap::new(),
            heading_ids: HashMap::new(),
            captures: HashMap::new(),
            last: Last::Nothing,
            hint: None,
            title: None,
            before_title: None,
        }
    }

    fn finish(mut self, id: &str) -> (Chapter, Vec<Diagnostic>) {
        self.unclosed_hint();
        match (&self.title, self.before_title.clone()) {
            (Some(_), Some(span)) => self.findings.push(Problem::BeforeTitle, span),
            (None, _) => {
                let first_line = self.source.line_span(1).unwrap_or(0..0);
                self.findings.push(Problem::MissingTitle, first_line);
            }
            (Some(_), None) => {}
        }
        for (index, (section, mut block)) in self.blocks.into_iter().enumerate() {
            if let Block::Exercise(exercise) = &mut block {
                match (exercise.expectations.is_empty(), self.points.get(&index)) {
                    (false, None) => exercise.points = 1,
                    (true, Some(span)) if exercise.points > 0 => {
                        let exercise = exercise.id.value.clone();
                        self.findings.push(Problem::PointsWithoutOutput { exercise }, span.clone());
                    }
                    _ => {}
                }
            }
            if let Some(section) = self.sections.get_mut(section) {
                section.blocks.push(block);
            }
        }
        let mut findings = self.findings.into_list();
        findings.sort_by_key(|finding| finding.span.start);
        let title = self.title.map_or_else(String::new, |title| title.value);
        (Chapter { id: id.to_owned(), title, source: self.source.clone(), sections: self.sections }, findings)
    }

    /// Puts a block into the current section; before the first heading that is one without a title.
    pub(super) fn push(&mut self, block: Block) -> usize {
        if self.sections.is_empty() {
            let title = String::new();
            self.sections.push(Section { level: 1, title, id: None, minutes: None, span: 0..0, blocks: Vec::new() });
        }
        self.blocks.push((self.sections.len() - 1, block));
        self.blocks.len() - 1
    }

    pub(super) fn note_before_title(&mut self, span: &Span) {
        if self.title.is_none() && self.before_title.is_none() {
            self.before_title = Some(span.clone());
        }
    }
}
