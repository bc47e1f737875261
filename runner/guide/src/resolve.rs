//! What crosses blocks and chapters: needs and pastes.
//!
//! A chapter runs in a world of its own. Before a step come the earlier steps of its chapter, and, for each address in a
//! `needs` of those and of its own, that step with all that comes before it. Steps that come before another must not run in a
//! circle, and a paste finds its capture among them.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;

use crate::address::Address;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::{Block, Braces, Chapter, CheckBody, Exercise, Expectation, Lab, Step};
use crate::near::{Suggester, Suggestion};
use crate::paste::{braced, is_capture_name};
use crate::problem::Problem;
use crate::source::{Source, Span};

/// Place of a step: lab, chapter, and number among the chapter's steps.
type Node = (usize, usize, usize);

/// Judges needs and pastes of all labs, and completes the addresses in needs.
pub(crate) fn resolve(labs: &mut [Lab]) -> Vec<Diagnostic> {
    let index = Index::of(labs);
    let brings_data: Vec<bool> =
        labs.iter().map(|lab| !lab.manifest.data.is_empty() || !lab.files.is_empty()).collect();
    let mut diagnostics = Vec::new();
    let mut edges: HashMap<Node, Vec<(Node, Span)>> = HashMap::new();
    for (l, lab) in labs.iter_mut().enumerate() {
        for (c, chapter) in lab.chapters.iter_mut().enumerate() {
            let source = chapter.source.clone();
            let mut findings = Findings::new(&source);
            let mut suggester = Suggester::default();
            for (s, step) in steps_mut(&mut chapter.sections).enumerate() {
                let node = (l, c, s);
                for need in &mut step.needs {
                    let lab_id = need.value.lab.get_or_insert_with(|| lab.id.clone()).clone();
                    let chapter_id = need.value.chapter.get_or_insert_with(|| chapter.id.clone()).clone();
                    let id = need.value.id.clone().unwrap_or_default();
                    let span = need.span.clone();
                    match index.items.get(&(lab_id, chapter_id, id)) {
                        None => {
                            let suggestion = index.suggestion(&need.value, &mut suggester);
                            let address = need.value.to_string();
                            findings.push(Problem::UnknownNeed { address, suggestion }, span);
                        }
                        Some(Item::Exercise) => {
                            findings.push(Problem::NeedsExercise { address: need.value.to_string() }, span);
                        }
                        Some(Item::Step(target)) if target.0 == l && *target >= node => {
                            findings.push(Problem::LaterNeed { address: need.value.to_string() }, span);
                        }
                        Some(Item::Step(target)) => {
                            if target.0 != l && brings_data.get(target.0) == Some(&true) {
                                let address = need.value.to_string();
                                findings.push(Problem::OtherData { address }, span.clone());
                            }
                            // One slip, one finding: what the needed step captures is there all the same.
                            edges.entry(node).or_default().push((*target, span));
                        }
                    }
                }
            }
            diagnostics.extend(findings.into_list());
        }
    }
    let steps = labs.iter().map(|lab| lab.chapters.iter().map(|chapter| chapter.steps().collect()).collect()).collect();
    let graph = Graph { labs, steps, edges };
    diagnostics.extend(graph.cycles());
    for (l, lab) in labs.iter().enumerate() {
        for (c, chapter) in lab.chapters.iter().enumerate() {
            diagnostics.extend(graph.pastes(l, c, chapter));
        }
    }
    diagnostics
}

fn steps_mut(sections: &mut [crate::model::Section]) -> impl Iterator<Item = &mut Step> {
    sections.iter_mut().flat_map(|section| &mut section.blocks).filter_map(|block| match block {
        Block::Step(step) => Some(step),
        _ => None,
    })
}

enum Item {
    Step(Node),
    Exercise,
}

/// All steps and exercises by lab, chapter and id.
struct Index {
    items: HashMap<(String, String, String), Item>,
    /// The addresses of all steps, in reading order.
    steps: Vec<Address>,
}

impl Index {
    fn of(labs: &[Lab]) -> Self {
        let mut items = HashMap::new();
        let mut all_steps = Vec::new();
        for (l, lab) in labs.iter().enumerate() {
            for (c, chapter) in lab.chapters.iter().enumerate() {
                let key = |id: &str| (lab.id.clone(), chapter.id.clone(), id.to_owned());
                for exercise in chapter.exercises() {
                    items.entry(key(&exercise.id.value)).or_insert(Item::Exercise);
                }
                for (s, step) in chapter.steps().enumerate() {
                    items.entry(key(&step.id.value)).or_insert(Item::Step((l, c, s)));
                    all_steps.push(Address::complete(&lab.id, &chapter.id, &step.id.value));
                }
            }
        }
        Self { items, steps: all_steps }
    }

    /// For an address that names nothing: the steps of its chapter, or else of its lab, or else all.
    fn suggestion(&self, address: &Address, suggester: &mut Suggester) -> Option<Suggestion> {
        if suggester.is_spent() {
            return None;
        }
        let in_chapter = |a: &&Address| a.lab == address.lab && a.chapter == address.chapter;
        let in_lab = |a: &&Address| a.lab == address.lab;
        let mut chosen: Vec<&Address> = self.steps.iter().filter(in_chapter).collect();
        if chosen.is_empty() {
            chosen = self.steps.iter().filter(in_lab).collect();
        }
        if chosen.is_empty() {
            chosen = self.steps.iter().collect();
        }
        let texts: Vec<String> = chosen.into_iter().map(ToString::to_string).collect();
        suggester.suggest(&address.to_string(), texts.iter().map(String::as_str))
    }
}

/// A step on the path of the search for circles.
struct Visit {
    node: Node,
    /// The need that led to it: whose, and where it is written.
    need: Option<(Node, Span)>,
    /// What is still to be followed from it.
    rest: Vec<(Node, Option<Span>)>,
}

struct Graph<'a> {
    labs: &'a [Lab],
    /// By lab and chapter.
    steps: Vec<Vec<Vec<&'a Step>>>,
    /// The needs that lead to earlier steps or other labs.
    edges: HashMap<Node, Vec<(Node, Span)>>,
}

impl Graph<'_> {
    /// What comes right before a step: the step before it in its chapter, and its needs with their places.
    fn before(&self, node: Node) -> Vec<(Node, Option<Span>)> {
        let (l, c, s) = node;
        let previous = s.checked_sub(1).map(|s| ((l, c, s), None));
        let needs = self.edges.get(&node).into_iter().flatten().map(|(target, span)| (*target, Some(span.clone())));
        previous.into_iter().chain(needs).collect()
    }

    fn chapter(&self, (l, c, _): Node) -> Option<&Chapter> {
        self.labs.get(l).and_then(|lab| lab.chapters.get(c))
    }

    fn step(&self, (l, c, s): Node) -> Option<&Step> {
        self.steps.get(l)?.get(c)?.get(s).copied()
    }

    fn address(&self, node: Node) -> String {
        let lab = self.labs.get(node.0).map_or("", |lab| lab.id.as_str());
        let chapter = self.chapter(node).map_or("", |chapter| chapter.id.as_str());
        let step = self.step(node).map_or("", |step| step.id.value.as_str());
        Address::complete(lab, chapter, step).to_string()
    }

    /// Depth first over all steps that have needs; a step that is met again on its own path closes a circle. Each circle is
    /// reported at one of its needs.
    fn cycles(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let mut done: HashSet<Node> = HashSet::new();
        let mut starts: Vec<Node> = self.edges.keys().copied().collect();
        starts.sort_unstable();
        for start in starts {
            let mut path: Vec<Visit> = Vec::new();
            let mut on_path: HashSet<Node> = HashSet::new();
            if !done.contains(&start) {
                on_path.insert(start);
                path.push(Visit { node: start, need: None, rest: self.before(start) });
            }
            while let Some(visit) = path.last_mut() {
                let node = visit.node;
                let Some((next, span)) = visit.rest.pop() else {
                    done.insert(node);
                    on_path.remove(&node);
                    path.pop();
                    continue;
                };
                let need = span.map(|span| (node, span));
                if on_path.contains(&next) {
                    let from = path.iter().position(|visit| visit.node == next).unwrap_or(0);
                    let circle = path.get(from..).unwrap_or_default();
                    // The steps of a chapter only lead back, so a circle has at least one need.
                    let needs = circle.iter().skip(1).filter_map(|visit| visit.need.clone()).chain(need);
                    if let Some((owner, span)) = needs.min_by_key(|(node, span)| (*node, span.start)) {
                        let mut names: Vec<String> = circle.iter().map(|visit| self.address(visit.node)).collect();
                        names.push(self.address(next));
                        diagnostics.extend(self.chapter(owner).map(|chapter| {
                            let problem = Problem::CyclicNeed { path: names.join(" → ") };
                            Diagnostic::new(&problem, &chapter.source, span)
                        }));
                    }
                } else if !done.contains(&next) {
                    on_path.insert(next);
                    path.push(Visit { node: next, need, rest: self.before(next) });
                }
            }
        }
        diagnostics
    }

    /// Judges the pastes of a chapter, walking along its blocks with the captures that are there so far.
    fn pastes(&self, l: usize, c: usize, chapter: &Chapter) -> Vec<Diagnostic> {
        let mut judge = PasteJudge {
            source: &chapter.source,
            findings: Findings::new(&chapter.source),
            suggester: Suggester::default(),
            names: IndexSet::new(),
        };
        let mut visited: HashSet<Node> = HashSet::new();
        let mut s = 0;
        for block in chapter.sections.iter().flat_map(|section| &section.blocks) {
            match block {
                Block::Step(step) => {
                    let node = (l, c, s);
                    s += 1;
                    self.add_captures(node, &mut visited, &mut judge.names);
                    judge.text(&step.code.span, step.braces);
                    judge.expectations(&step.expectations);
                    judge.names.extend(step.captures.iter().map(|capture| capture.name.clone()));
                }
                Block::File(file) => judge.text(&file.span, file.braces),
                Block::Exercise(exercise) => judge.exercise(exercise),
            }
        }
        judge.findings.into_list()
    }

    /// The captures of everything that comes before a step by its needs. The earlier steps of its own chapter are already in.
    fn add_captures(&self, node: Node, visited: &mut HashSet<Node>, names: &mut IndexSet<String>) {
        visited.insert(node);
        let mut next: Vec<Node> = self.edges.get(&node).into_iter().flatten().map(|(target, _)| *target).collect();
        while let Some(node) = next.pop() {
            if visited.insert(node) {
                let captures = self.step(node).into_iter().flat_map(|step| &step.captures);
                names.extend(captures.map(|capture| capture.name.clone()));
                next.extend(self.before(node).into_iter().map(|(node, _)| node));
            }
        }
    }
}

struct PasteJudge<'a> {
    source: &'a Source,
    findings: Findings<'a>,
    suggester: Suggester,
    /// Captures that are there, earliest first.
    names: IndexSet<String>,
}

impl PasteJudge<'_> {
    /// The text is taken from the source, so that places are right inside quotes and lists too.
    fn text(&mut self, span: &Span, braces: Braces) {
        if braces == Braces::Literal {
            return;
        }
        for (inside, range) in braced(self.source.slice(span)) {
            let at = span.start + range.start..span.start + range.end;
            let known = self.names.contains(inside.trim());
            if is_capture_name(inside) {
                if !known {
                    let suggestion = self.suggester.suggest(inside, self.names.iter().map(String::as_str));
                    self.findings.push(Problem::UndefinedPaste { name: inside.to_owned(), suggestion }, at);
                }
            } else if known {
                self.findings.push(Problem::SpacedPaste { inside: inside.to_owned() }, at);
            }
        }
    }

    fn expectations(&mut self, expectations: &[Expectation]) {
        for expectation in expectations {
            self.text(&expectation.expected.span, expectation.braces);
        }
    }

    fn exercise(&mut self, exercise: &Exercise) {
        self.text(&exercise.starter.span, exercise.braces);
        self.expectations(&exercise.expectations);
        for check in &exercise.checks {
            if let CheckBody::Call { code, expectations, braces, .. } = &check.body {
                self.text(&code.span, *braces);
                self.expectations(expectations);
            }
        }
    }
}
