//! A chapter's pieces assembled to sections and blocks: what belongs to what.
//!
//! Outputs go to the step or free check right before them or to the exercise that they name, checks and hints to their
//! exercise. What crosses chapters (`needs`, pastes) is judged by `resolve` once all chapters are there.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Findings};
use crate::model::{Block, Chapter, Check, CheckBody, Command, Exercise, FileBlock, Language, Section, Step};
use crate::near::{Suggester, nearest};
use crate::parse::attributes::{Attributes, minutes};
use crate::parse::body::Body;
use crate::parse::info::{self, Info, RawAttribute};
use crate::parse::markdown::{self, Fence, Heading, HintOpen, Piece};
use crate::parse::{check, console, output, quiz};
use crate::problem::{Emptiness, Problem};
use crate::source::{Source, Span, Spanned};
use crate::vocabulary::{BlockKind, Form, LANGUAGES, LanguageSpec, Role};

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
enum Last {
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

struct Reader<'a> {
    source: &'a Source,
    findings: Findings<'a>,
    suggester: Suggester,
    sections: Vec<Section>,
    /// Blocks with the index of their section; indices into this list are what `exercises` and `last` hold.
    blocks: Vec<(usize, Block)>,
    exercises: IndexMap<String, usize>,
    /// Where the points of an exercise were written.
    points: HashMap<usize, Span>,
    /// Ids of steps and exercises.
    ids: HashMap<String, Span>,
    heading_ids: HashMap<String, Span>,
    captures: HashMap<String, Span>,
    last: Last,
    hint: Option<HintOpen>,
    title: Option<Spanned<String>>,
    /// The first heading or block with a meaning before the title.
    before_title: Option<Span>,
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

    fn heading(&mut self, heading: Heading<'_>) {
        self.unclosed_hint();
        self.last = Last::Nothing;
        let Heading { level, title, id, attributes, span } = heading;
        match (level, &self.title) {
            (1, None) => self.title = Some(Spanned { value: title.clone(), span: span.clone() }),
            (1, Some(first)) => {
                let first = first.span.clone();
                self.findings.push_with(Problem::SeveralTitles, span.clone(), "the first one", first);
            }
            (_, None) => self.note_before_title(&span),
            (_, Some(_)) => {}
        }
        if title.is_empty() {
            self.findings.push(Problem::EmptyHeading, span.clone());
        }
        match &id {
            Some(id) => self.heading_id(id),
            None if level > 1 => {
                self.findings.push(Problem::HeadingId { suggestion: slug(&title) }, span.clone());
            }
            None => {}
        }
        let mut found_minutes: Option<(Option<u32>, Span)> = None;
        for attribute in attributes {
            let name = attribute.name.to_owned();
            let span = attribute.span;
            match (attribute.name, attribute.value, &found_minutes) {
                ("minutes", _, Some((_, first))) => {
                    let first = first.clone();
                    self.findings.push_with(Problem::DuplicateAttribute { name }, span, "first written here", first);
                }
                ("minutes", Some(value), None) => {
                    let minutes = minutes(value);
                    if minutes.is_none() {
                        self.findings.push(Problem::Minutes { found: value.to_owned() }, span.clone());
                    }
                    found_minutes = Some((minutes, span));
                }
                ("minutes", None, None) => {
                    let notation = format!("minutes={}", Form::Minutes.notation());
                    self.findings.push(Problem::ValueMissing { name, notation }, span);
                }
                _ => self.findings.push(Problem::UnknownAttribute { name, kind: BlockKind::Heading }, span),
            }
        }
        self.sections.push(Section {
            level,
            title,
            id: id.map(|id| id.value.to_owned()),
            minutes: found_minutes.and_then(|(minutes, _)| minutes),
            span,
            blocks: Vec::new(),
        });
    }

    fn heading_id(&mut self, id: &Spanned<&str>) {
        let (name, span) = (id.value.to_owned(), id.span.clone());
        if !crate::address::is_id(&name) {
            self.findings.push(Problem::Id { found: name }, span);
        } else if let Some(first) = self.heading_ids.get(&name).cloned() {
            self.findings.push_with(Problem::DuplicateId { id: name }, span, "first used here", first);
        } else {
            self.heading_ids.insert(name, span);
        }
    }

    fn fence(&mut self, fence: Fence<'_>) {
        let opening = fence.span.start..fence.info.span.end.max(fence.span.start + 3).min(fence.span.end);
        if let Some(close) = &fence.unclosed {
            self.findings.push(Problem::UnterminatedFence { close: close.clone() }, opening);
        }
        match info::parse(fence.info.value, fence.info.span.start) {
            Err((fault, span)) => {
                self.findings.push(Problem::InfoString(fault), span);
                self.last = Last::Broken;
            }
            Ok(Info::Plain { language }) => {
                let bare = LANGUAGES.iter().find(|known| known.name == language.value);
                if bare.is_some_and(|known| matches!(known.role, Role::Output | Role::Check | Role::Question)) {
                    let problem = Problem::BareBlock { language: language.value.to_owned() };
                    self.findings.push(problem, language.span);
                    self.last = Last::Broken;
                }
            }
            Ok(Info::Braced { language, attributes }) => self.braced(&language, attributes, &fence),
        }
    }

    fn braced(&mut self, language: &Spanned<&str>, attributes: Vec<RawAttribute<'_>>, fence: &Fence<'_>) {
        let Some(known) = LANGUAGES.iter().find(|known| known.name == language.value) else {
            let problem = Problem::UnknownLanguage { language: language.value.to_owned() };
            self.findings.push(problem, language.span.clone());
            self.last = Last::Broken;
            return;
        };
        let Some(kind) = self.kind(known, &attributes, fence) else {
            self.last = Last::Broken;
            return;
        };
        if self.hint.is_some() {
            self.findings.push(Problem::BlockInHint { kind }, fence.info.span.clone());
            return;
        }
        self.note_before_title(&fence.span);
        let attributes = Attributes::judge(kind, attributes, &mut self.findings);
        let last = match (kind, known.role) {
            (BlockKind::Step, Role::Executable(language)) => self.step(language, &attributes, fence),
            (BlockKind::Call, Role::Executable(language)) => self.call(language, &attributes, fence),
            (BlockKind::Exercise, Role::Executable(language)) => self.exercise(language, &attributes, fence),
            (BlockKind::Exercise, _) => self.exercise(Language::Quiz, &attributes, fence),
            (BlockKind::File, _) => self.file(known.name, &attributes, fence),
            (BlockKind::Output, _) => self.output(&attributes, fence),
            (BlockKind::Check, _) => self.check(&attributes, fence),
            // Headings are no fences, and only executable languages have steps and calls.
            (BlockKind::Heading | BlockKind::Step | BlockKind::Call, _) => None,
        };
        self.last = last.unwrap_or(Last::Broken);
    }

    /// What a fence is, by the attribute that says so.
    fn kind(
        &mut self,
        language: &LanguageSpec,
        attributes: &[RawAttribute<'_>],
        fence: &Fence<'_>,
    ) -> Option<BlockKind> {
        let deciding: &[(&'static str, BlockKind)] = match language.role {
            Role::Output => return Some(BlockKind::Output),
            Role::Executable(_) => {
                &[("step", BlockKind::Step), ("exercise", BlockKind::Exercise), ("check", BlockKind::Call)]
            }
            Role::Question => &[("exercise", BlockKind::Exercise)],
            Role::File => &[("file", BlockKind::File)],
            Role::Check => &[("exercise", BlockKind::Check)],
        };
        let mut found = deciding.iter().filter_map(|(name, kind)| {
            attributes.iter().find(|attribute| attribute.name == *name).map(|attribute| (*kind, attribute))
        });
        let Some((kind, _)) = found.next() else {
            // One slip, one finding: a misspelt deciding attribute is not also a missing one.
            for attribute in attributes {
                let near = nearest(attribute.name, deciding.iter().map(|(name, _)| *name));
                if let Some((_, kind)) = deciding.iter().find(|(name, _)| Some(*name) == near) {
                    let problem = Problem::UnknownAttribute { name: attribute.name.to_owned(), kind: *kind };
                    self.findings.push(problem, attribute.span.clone());
                    return None;
                }
            }
            let expected = match language.role {
                Role::Executable(_) => "`step=<id>`, `exercise=<id>` or `check=<exercise>`",
                Role::Question => "`exercise=<id>`",
                Role::Check => "`exercise=<exercise>`",
                Role::File | Role::Output => "`file=<path>`",
            };
            let problem = Problem::MissingAttribute { language: language.name.to_owned(), expected };
            self.findings.push(problem, fence.info.span.clone());
            return None;
        };
        if let Some((second, attribute)) = found.next() {
            let problem = Problem::ConflictingAttributes { first: kind.with_article(), second: second.with_article() };
            self.findings.push(problem, attribute.span.clone());
            return None;
        }
        Some(kind)
    }

    fn step(&mut self, language: Language, attributes: &Attributes<'_>, fence: &Fence<'_>) -> Option<Last> {
        let id = self.new_id("step", attributes)?;
        let captures = attributes.captures(&mut self.findings);
        for capture in &captures {
            if let Some(first) = self.captures.get(&capture.name).cloned() {
                let problem = Problem::DuplicateCapture { name: capture.name.clone() };
                self.findings.push_with(problem, capture.span.clone(), "first captured here", first);
            } else {
                self.captures.insert(capture.name.clone(), capture.span.clone());
            }
        }
        let step = Step {
            id,
            language,
            code: fence.body.spanned(),
            commands: self.commands(language, BlockKind::Step, fence),
            span: fence.span.clone(),
            needs: attributes.needs(&mut self.findings),
            captures,
            timeout: attributes.timeout(&mut self.findings),
            expectations: Vec::new(),
            braces: attributes.braces(),
        };
        Some(Last::Step(self.push(Block::Step(step))))
    }

    fn file(&mut self, language: &str, attributes: &Attributes<'_>, fence: &Fence<'_>) -> Option<Last> {
        let path = attributes.path(&mut self.findings)?;
        let braces = attributes.braces();
        if language == "json" {
            let info = fence.info.span.clone();
            output::json(&fence.body, braces, output::Values::One, info, &mut self.findings);
        }
        let content = fence.body.text().to_owned();
        self.push(Block::File(FileBlock { path, content, span: fence.span.clone(), braces }));
        Some(Last::Nothing)
    }

    fn exercise(&mut self, language: Language, attributes: &Attributes<'_>, fence: &Fence<'_>) -> Option<Last> {
        let id = self.new_id("exercise", attributes)?;
        self.body_of(BlockKind::Exercise, fence);
        let info = fence.info.span.clone();
        let choices = match language {
            Language::Quiz => quiz::choices(&fence.body, info, &mut self.findings),
            _ => Vec::new(),
        };
        let points = attributes.points(&mut self.findings);
        let index = self.push(Block::Exercise(Exercise {
            id: id.clone(),
            language,
            starter: fence.body.spanned(),
            points: points.as_ref().map_or(0, |points| points.value),
            expectations: Vec::new(),
            checks: Vec::new(),
            hints: Vec::new(),
            choices,
            span: fence.span.clone(),
            braces: attributes.braces(),
        }));
        if let Some(points) = points {
            self.points.insert(index, points.span);
        }
        self.exercises.entry(id.value.clone()).or_insert(index);
        Some(Last::Exercise(id.value))
    }

    fn output(&mut self, attributes: &Attributes<'_>, fence: &Fence<'_>) -> Option<Last> {
        let info = fence.info.span.clone();
        let expectation =
            output::expectation(attributes, &fence.body, info.clone(), fence.span.clone(), &mut self.findings);
        if let Some(name) = attributes.value("exercise") {
            let index = self.named_exercise(name)?;
            if let Some(exercise) = self.exercise_at(index) {
                exercise.expectations.push(expectation);
            }
            return Some(Last::Exercise(name.value.clone()));
        }
        match self.last.clone() {
            Last::Step(index) => {
                if let Some((_, Block::Step(step))) = self.blocks.get_mut(index) {
                    step.expectations.push(expectation);
                }
            }
            Last::Call { exercise, check } => {
                let check = self.exercise_at(exercise).and_then(|exercise| exercise.checks.get_mut(check));
                if let Some(CheckBody::Call { expectations, .. }) = check.map(|check| &mut check.body) {
                    expectations.push(expectation);
                }
            }
            Last::Broken => {}
            Last::Nothing => self.findings.push(Problem::OutputWithoutStep { exercise: None }, info),
            Last::Exercise(id) => self.findings.push(Problem::OutputWithoutStep { exercise: Some(id) }, info),
        }
        Some(self.last.clone())
    }

    fn check(&mut self, attributes: &Attributes<'_>, fence: &Fence<'_>) -> Option<Last> {
        let requirements = check::requirements(&fence.body, fence.info.span.clone(), &mut self.findings);
        self.add_check("exercise", attributes, fence, CheckBody::Matchers(requirements))?;
        attributes.value("exercise").map(|name| Last::Exercise(name.value.clone()))
    }

    fn call(&mut self, language: Language, attributes: &Attributes<'_>, fence: &Fence<'_>) -> Option<Last> {
        let body = CheckBody::Call {
            language,
            code: fence.body.spanned(),
            commands: self.commands(language, BlockKind::Call, fence),
            expectations: Vec::new(),
            braces: attributes.braces(),
        };
        let (exercise, check) = self.add_check("check", attributes, fence, body)?;
        Some(Last::Call { exercise, check })
    }

    /// Adds a check to the exercise that an attribute names; returns the places of both.
    fn add_check(
        &mut self,
        attribute: &str,
        attributes: &Attributes<'_>,
        fence: &Fence<'_>,
        body: CheckBody,
    ) -> Option<(usize, usize)> {
        let points = attributes.points(&mut self.findings).map_or(1, |points| points.value);
        let say = attributes.say(&mut self.findings);
        let index = self.named_exercise(attributes.value(attribute)?)?;
        let exercise = self.exercise_at(index)?;
        exercise.checks.push(Check { points, say, body, span: fence.span.clone() });
        Some((index, exercise.checks.len() - 1))
    }

    fn hint_open(&mut self, open: HintOpen) {
        self.unclosed_hint();
        self.hint = Some(open);
    }

    fn hint_close(&mut self, at: usize) {
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

    fn unclosed_hint(&mut self) {
        if let Some(open) = self.hint.take() {
            self.findings.push(Problem::UnclosedHint, open.span);
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
    fn push(&mut self, block: Block) -> usize {
        if self.sections.is_empty() {
            let title = String::new();
            self.sections.push(Section { level: 1, title, id: None, minutes: None, span: 0..0, blocks: Vec::new() });
        }
        self.blocks.push((self.sections.len() - 1, block));
        self.blocks.len() - 1
    }

    fn note_before_title(&mut self, span: &Span) {
        if self.title.is_none() && self.before_title.is_none() {
            self.before_title = Some(span.clone());
        }
    }

    /// A new id of a step or exercise. One that is taken is reported and still returned.
    fn new_id(&mut self, attribute: &str, attributes: &Attributes<'_>) -> Option<Spanned<String>> {
        let id = attributes.id(attribute, &mut self.findings)?;
        if let Some(first) = self.ids.get(&id.value).cloned() {
            let problem = Problem::DuplicateId { id: id.value.clone() };
            self.findings.push_with(problem, id.span.clone(), "first used here", first);
        } else {
            self.ids.insert(id.value.clone(), id.span.clone());
        }
        Some(id)
    }

    fn named_exercise(&mut self, name: &Spanned<String>) -> Option<usize> {
        let found = self.exercises.get(&name.value).copied();
        if found.is_none() {
            let suggestion = self.suggester.suggest(&name.value, self.exercises.keys().map(String::as_str));
            let problem = Problem::UnknownExercise { name: name.value.clone(), suggestion };
            self.findings.push(problem, name.span.clone());
        }
        found
    }

    fn exercise_at(&mut self, index: usize) -> Option<&mut Exercise> {
        match self.blocks.get_mut(index) {
            Some((_, Block::Exercise(exercise))) => Some(exercise),
            _ => None,
        }
    }

    fn commands(&mut self, language: Language, kind: BlockKind, fence: &Fence<'_>) -> Vec<Command> {
        if !self.body_of(kind, fence) {
            return Vec::new();
        }
        match language {
            Language::Console => console::commands(&fence.body, &mut self.findings),
            _ => {
                let Spanned { value: text, span } = fence.body.spanned();
                vec![Command { text, span, status: 0, expected: None }]
            }
        }
    }

    /// Whether a block has a body; one that has none is reported.
    fn body_of(&mut self, kind: BlockKind, fence: &Fence<'_>) -> bool {
        let body: &Body = &fence.body;
        if body.is_blank() {
            let problem = Problem::EmptyBlock(Emptiness::Body(kind.name()));
            self.findings.push(problem, fence.info.span.clone());
        }
        !body.is_blank()
    }
}

/// An id proposed for a heading: its letters and digits in small letters, words joined by `-`.
fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let slug: String = words.join("-").chars().take(64).collect();
    if slug.is_empty() { "section".to_owned() } else { slug }
}
