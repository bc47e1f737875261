//! A fence: which kind of block it is, what it holds, and what it belongs to.
//!
//! Outputs go to the step or free check right before them or to the exercise that they name, checks to their exercise. A fence
//! that cannot be read leaves [`Last::Broken`] behind, so that what follows is not blamed for it.

use indexmap::IndexMap;

use crate::model::{Block, Check, CheckBody, Command, Exercise, Expectation, FileBlock, Language, Matcher, Step};
use crate::near::nearest;
use crate::parse::attributes::Attributes;
use crate::parse::body::Body;
use crate::parse::chapter::{Last, Reader};
use crate::parse::info::{self, Info, RawAttribute};
use crate::parse::markdown::Fence;
use crate::parse::{check, console, output, quiz};
use crate::problem::{Emptiness, Problem};
use crate::source::{Span, Spanned};
use crate::vocabulary::{BlockKind, LANGUAGES, LanguageSpec, Role};

impl Reader<'_> {
    pub(super) fn fence(&mut self, fence: Fence<'_>) {
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
            Role::Check => &[("exercise", BlockKind::Check), ("step", BlockKind::Check)],
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
                Role::Check => "`exercise=<exercise>` or `step=<step>`",
                Role::File | Role::Output => "`file=<path>`",
            };
            let problem = Problem::MissingAttribute { language: language.name.to_owned(), expected };
            self.findings.push(problem, fence.info.span.clone());
            return None;
        };
        if let Some((second, attribute)) = found.next() {
            let (first, second) = match kind {
                BlockKind::Check => ("a `check` of an exercise", "one of a step"),
                _ => (kind.with_article(), second.with_article()),
            };
            let problem = Problem::ConflictingAttributes { first, second };
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
        let database = self.database(language, attributes);
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
            checks: Vec::new(),
            database,
            braces: attributes.braces(),
        };
        let name = step.id.value.clone();
        let index = self.push(Block::Step(step));
        self.steps.entry(name).or_insert(index);
        Some(Last::Step(index))
    }

    fn file(&mut self, language: &str, attributes: &Attributes<'_>, fence: &Fence<'_>) -> Option<Last> {
        let path = attributes.path(&mut self.findings)?;
        let braces = attributes.braces();
        if language == "json" {
            let info = fence.info.span.clone();
            output::json(&fence.body, braces, output::JsonBody::File, info, &mut self.findings);
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
        let database = self.database(language, attributes);
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
            database,
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
            let language = self.exercise_at(index).map(|exercise| exercise.language);
            self.rows_of(language, &expectation, info);
            if let Some(exercise) = self.exercise_at(index) {
                exercise.expectations.push(expectation);
            }
            return Some(Last::Exercise(name.value.clone()));
        }
        let language = match self.last.clone() {
            Last::Step(index) => match self.blocks.get(index) {
                Some((_, Block::Step(step))) => Some(step.language),
                _ => None,
            },
            Last::Call { exercise, check } => {
                let check = self.exercise_at(exercise).and_then(|exercise| exercise.checks.get(check));
                check.and_then(|check| match &check.body {
                    CheckBody::Call { language, .. } => Some(*language),
                    CheckBody::Matchers(_) => None,
                })
            }
            _ => None,
        };
        self.rows_of(language, &expectation, info.clone());
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

    /// A result table comes of SQL alone.
    fn rows_of(&mut self, language: Option<Language>, expectation: &Expectation, info: Span) {
        if let (Some(language), Matcher::Rows { .. }) = (language, &expectation.matcher)
            && language != Language::Sql
        {
            let problem = Problem::SqlOnly { what: "a result table".to_owned(), language: language.to_string() };
            self.findings.push(problem, info);
        }
    }

    /// The database of an SQL block.
    fn database(&mut self, language: Language, attributes: &Attributes<'_>) -> Option<Spanned<String>> {
        if let Some(attribute) = attributes.get("database")
            && language != Language::Sql
        {
            let problem = Problem::SqlOnly { what: "`database`".to_owned(), language: language.to_string() };
            self.findings.push(problem, attribute.span.clone());
            return None;
        }
        attributes.database(&mut self.findings)
    }

    /// A check of a step, which gives no points.
    fn step_check(
        &mut self,
        name: &Spanned<String>,
        attributes: &Attributes<'_>,
        fence: &Fence<'_>,
        requirements: IndexMap<String, toml::Value>,
    ) -> Option<Last> {
        if let Some(points) = attributes.get("points") {
            self.findings.push(Problem::StepPoints, points.span.clone());
        }
        let say = attributes.say(&mut self.findings);
        let Some(index) = self.steps.get(&name.value).copied() else {
            let suggestion = self.suggester.suggest(&name.value, self.steps.keys().map(String::as_str));
            self.findings.push(Problem::UnknownStep { name: name.value.clone(), suggestion }, name.span.clone());
            return None;
        };
        if let Some((_, Block::Step(step))) = self.blocks.get_mut(index) {
            check::suits(step.language, &requirements, fence.info.span.clone(), &mut self.findings);
            let body = CheckBody::Matchers(requirements);
            step.checks.push(Check { points: 0, say, body, span: fence.span.clone() });
        }
        Some(self.last.clone())
    }

    fn check(&mut self, attributes: &Attributes<'_>, fence: &Fence<'_>) -> Option<Last> {
        let requirements = check::requirements(&fence.body, fence.info.span.clone(), &mut self.findings);
        if let Some(name) = attributes.value("step") {
            return self.step_check(name, attributes, fence, requirements);
        }
        let exercise = attributes.value("exercise").and_then(|name| self.exercises.get(&name.value).copied());
        if let Some(language) = exercise.and_then(|index| self.exercise_at(index)).map(|exercise| exercise.language) {
            check::suits(language, &requirements, fence.info.span.clone(), &mut self.findings);
        }
        self.add_check("exercise", attributes, fence, CheckBody::Matchers(requirements))?;
        attributes.value("exercise").map(|name| Last::Exercise(name.value.clone()))
    }

    fn call(&mut self, language: Language, attributes: &Attributes<'_>, fence: &Fence<'_>) -> Option<Last> {
        let database = self.database(language, attributes);
        let body = CheckBody::Call {
            language,
            database,
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

    pub(super) fn exercise_at(&mut self, index: usize) -> Option<&mut Exercise> {
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
