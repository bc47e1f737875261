//! The order of a plan: each chosen step behind everything that it needs.
//!
//! Needs are followed without recursion, so a guide of any length or entanglement costs no stack. That they lead to steps, to
//! worlds that these can run in, and in no circle is what `labs_guide::load` has judged; of labs with findings the order ends
//! all the same.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use labs_guide::{Address, Block, Braces, Chapter, Exercise, FileBlock, Lab, Selection, Step};

use super::planned::{Plan, PlannedChapter, PlannedFile, PlannedItem, PlannedLab, PlannedStep};
use crate::event::Role;
use crate::place::StepAddress;

/// Plans the chosen steps of `labs`, which were loaded without errors. In labs that were not, a need that names nothing brings
/// nothing along, and one that closes a circle is left out.
#[must_use]
pub fn plan(labs: &[Lab], selection: &Selection) -> Plan {
    let graph = Graph::of(labs);
    let mut plan = Plan::default();
    for lab in labs {
        let mut chapters = Vec::new();
        let shared = Arc::new(lab.clone());
        for chapter in &lab.chapters {
            let planned = plan_chapter(&graph, &shared, chapter, selection);
            if !planned.items.is_empty() || !planned.exercises.is_empty() {
                chapters.push(Arc::new(planned));
            }
        }
        if !chapters.is_empty() {
            plan.labs.push(PlannedLab { lab: shared, chapters });
        }
    }
    plan
}

fn plan_chapter(graph: &Graph<'_>, lab: &Arc<Lab>, chapter: &Chapter, selection: &Selection) -> PlannedChapter {
    let address = |id: &str| StepAddress { lab: lab.id.clone(), chapter: chapter.id.clone(), id: id.to_owned() };
    let blocks = || chapter.sections.iter().flat_map(|section| &section.blocks);
    let wanted: Vec<StepAddress> = blocks()
        .filter_map(|block| if let Block::Step(step) = block { Some(address(&step.id.value)) } else { None })
        .filter(|address| selection.contains(&address.lab, &address.chapter, &address.id))
        .collect();
    let exercises = blocks()
        .filter_map(
            |block| if let Block::Exercise(Exercise { id, .. }) = block { Some(address(&id.value)) } else { None },
        )
        .filter(|address| selection.contains(&address.lab, &address.chapter, &address.id))
        .collect();

    let mut order = Order { graph, seen: HashSet::new(), nodes: Vec::new() };
    for step in &wanted {
        if let Some(node) = graph.steps.get(step) {
            order.add(*node);
        }
    }
    let wanted: HashSet<StepAddress> = wanted.into_iter().collect();
    let mut items: Vec<PlannedItem> = Vec::new();
    for node in order.nodes.iter().filter_map(|node| graph.nodes.get(*node)) {
        let item = match node.runnable {
            Runnable::File(file) => PlannedItem::File(PlannedFile {
                providers: providers(file.braces, [file.content.as_str()], node, &items),
                file: file.clone(),
                source: node.chapter.source.clone(),
            }),
            Runnable::Step(step) => PlannedItem::Step(Box::new(planned_step(node, step, &wanted, &items))),
        };
        items.push(item);
    }
    PlannedChapter { lab: Arc::clone(lab), chapter: Arc::new(chapter.clone()), items, exercises }
}

fn planned_step(node: &Node<'_>, step: &Step, wanted: &HashSet<StepAddress>, before: &[PlannedItem]) -> PlannedStep {
    let mut pasted: Vec<(Braces, &str)> =
        step.commands.iter().map(|command| (step.braces, command.text.as_str())).collect();
    pasted.extend(step.commands.iter().filter_map(|c| c.expected.as_ref()).map(|e| (step.braces, e.value.as_str())));
    pasted.extend(step.expectations.iter().map(|e| (e.braces, e.expected.value.as_str())));
    let address = node.address(&step.id.value);
    PlannedStep {
        role: if wanted.contains(&address) { Role::Wanted } else { Role::Prerequisite },
        address,
        step: step.clone(),
        source: node.chapter.source.clone(),
        section: node.section.to_owned(),
        timeout: step.timeout.unwrap_or(node.lab.manifest.step_timeout),
        needs: step.needs.iter().map(|need| node.resolve(&need.value)).collect(),
        providers: pasted.into_iter().flat_map(|(braces, text)| providers(braces, [text], node, before)).collect(),
    }
}

/// For each value that is pasted into `texts`, the step that captures it: one of the same chapter before any other, then
/// the last one that runs before. A name that nobody captures is left as it is written; the guide's own check refuses it.
fn providers<'a>(
    braces: Braces,
    texts: impl IntoIterator<Item = &'a str>,
    node: &Node<'_>,
    before: &[PlannedItem],
) -> BTreeMap<String, StepAddress> {
    if braces == Braces::Literal {
        return BTreeMap::new();
    }
    let earlier: Vec<&PlannedStep> = before
        .iter()
        .filter_map(|item| if let PlannedItem::Step(step) = item { Some(&**step) } else { None })
        .collect();
    let provider = |name: &str| {
        let captures = |step: &&&PlannedStep| step.step.captures.iter().any(|capture| capture.name == name);
        let own = |step: &&&PlannedStep| step.address.lab == node.lab.id && step.address.chapter == node.chapter.id;
        let found = earlier.iter().rev().filter(own).find(captures).or_else(|| earlier.iter().rev().find(captures));
        found.map(|step| (name.to_owned(), step.address.clone()))
    };
    texts.into_iter().flat_map(labs_guide::pastes).filter_map(|paste| provider(paste.name)).collect()
}

/// Something that runs or is written.
#[derive(Clone, Copy)]
enum Runnable<'a> {
    Step(&'a Step),
    File(&'a FileBlock),
}

struct Node<'a> {
    lab: &'a Lab,
    chapter: &'a Chapter,
    section: &'a str,
    /// The node before it in its chapter.
    previous: Option<usize>,
    runnable: Runnable<'a>,
}

impl Node<'_> {
    fn address(&self, id: &str) -> StepAddress {
        StepAddress { lab: self.lab.id.clone(), chapter: self.chapter.id.clone(), id: id.to_owned() }
    }

    /// A need as written here; what it leaves out is this chapter and this lab.
    fn resolve(&self, need: &Address) -> StepAddress {
        StepAddress {
            lab: need.lab.clone().unwrap_or_else(|| self.lab.id.clone()),
            chapter: need.chapter.clone().unwrap_or_else(|| self.chapter.id.clone()),
            id: need.id.clone().unwrap_or_default(),
        }
    }
}

/// Everything that runs in any lab.
struct Graph<'a> {
    nodes: Vec<Node<'a>>,
    steps: HashMap<StepAddress, usize>,
}

impl<'a> Graph<'a> {
    fn of(labs: &'a [Lab]) -> Self {
        let mut graph = Self { nodes: Vec::new(), steps: HashMap::new() };
        for lab in labs {
            for chapter in &lab.chapters {
                graph.add_chapter(lab, chapter);
            }
        }
        graph
    }

    fn add_chapter(&mut self, lab: &'a Lab, chapter: &'a Chapter) {
        let mut previous = None;
        for section in &chapter.sections {
            for block in &section.blocks {
                let runnable = match block {
                    Block::Step(step) => Runnable::Step(step),
                    Block::File(file) => Runnable::File(file),
                    Block::Exercise(_) => continue,
                };
                let node = Node { lab, chapter, section: &section.title, previous, runnable };
                let index = self.nodes.len();
                if let Runnable::Step(step) = runnable {
                    self.steps.entry(node.address(&step.id.value)).or_insert(index);
                }
                self.nodes.push(node);
                previous = Some(index);
            }
        }
    }
}

/// Nodes in the order in which they run.
struct Order<'g, 'a> {
    graph: &'g Graph<'a>,
    /// Nodes that are in the order, and those that are on the way into it: a circle of needs is not gone round again.
    seen: HashSet<usize>,
    nodes: Vec<usize>,
}

/// A node on the way down, with what it still has to wait for.
struct Waiting {
    node: usize,
    /// Nodes that run before it, the next one last.
    before: Vec<usize>,
}

impl Order<'_, '_> {
    /// Adds a node behind everything that must run before it.
    fn add(&mut self, node: usize) {
        let mut path = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next {
            if self.seen.insert(node) {
                path.push(self.waiting(node));
            }
            next = loop {
                let Some(top) = path.last_mut() else { break None };
                match top.before.pop() {
                    Some(before) => break Some(before),
                    None => self.nodes.push(top.node),
                }
                path.pop();
            };
        }
    }

    /// What must run before a node: first the rest of its chapter, then its needs in the order in which they are written.
    fn waiting(&self, node: usize) -> Waiting {
        let mut before = Vec::new();
        if let Some(here) = self.graph.nodes.get(node) {
            if let Runnable::Step(step) = here.runnable {
                let needed = step.needs.iter().rev().map(|need| here.resolve(&need.value));
                before.extend(needed.filter_map(|address| self.graph.steps.get(&address).copied()));
            }
            before.extend(here.previous);
        }
        Waiting { node, before }
    }
}
