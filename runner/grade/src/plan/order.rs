//! The order of a plan: each chosen step behind everything that it needs.
//!
//! Needs are followed without recursion, so a guide of any length or entanglement costs no stack. A circle is an author's
//! error with the steps that form it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use labs_guide::{Address, Block, Braces, Chapter, Exercise, FileBlock, Lab, Selection, Span, Step};

use super::fault::PlanFault;
use super::planned::{Plan, PlannedChapter, PlannedFile, PlannedItem, PlannedLab, PlannedStep};
use crate::event::Role;
use crate::json_path;
use crate::matcher::{self, Redactions};
use crate::place::{Place, StepAddress};

/// Plans the chosen steps of `labs`.
///
/// # Errors
/// The first [`PlanFault`] among the steps that would run.
pub fn plan(labs: &[Lab], selection: &Selection) -> Result<Plan, PlanFault> {
    let graph = Graph::of(labs);
    let mut plan = Plan::default();
    for lab in labs {
        let mut chapters = Vec::new();
        let shared = Arc::new(lab.clone());
        for chapter in &lab.chapters {
            let planned = plan_chapter(&graph, &shared, chapter, selection)?;
            if !planned.items.is_empty() || !planned.exercises.is_empty() {
                chapters.push(planned);
            }
        }
        if !chapters.is_empty() {
            plan.labs.push(PlannedLab { lab: shared, chapters });
        }
    }
    Ok(plan)
}

fn plan_chapter(
    graph: &Graph<'_>,
    lab: &Arc<Lab>,
    chapter: &Chapter,
    selection: &Selection,
) -> Result<PlannedChapter, PlanFault> {
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

    let mut order = Order { graph, home: lab, done: HashSet::new(), nodes: Vec::new() };
    for step in &wanted {
        if let Some(node) = graph.steps.get(step) {
            order.add(*node)?;
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
            Runnable::Step(step) => PlannedItem::Step(Box::new(planned_step(node, step, &wanted, &items)?)),
        };
        items.push(item);
    }
    Ok(PlannedChapter { lab: Arc::clone(lab), chapter: Arc::new(chapter.clone()), items, exercises })
}

fn planned_step(
    node: &Node<'_>,
    step: &Step,
    wanted: &HashSet<StepAddress>,
    before: &[PlannedItem],
) -> Result<PlannedStep, PlanFault> {
    check_expectations(node, step)?;
    let mut pasted: Vec<(Braces, &str)> =
        step.commands.iter().map(|command| (step.braces, command.text.as_str())).collect();
    pasted.extend(step.commands.iter().filter_map(|c| c.expected.as_ref()).map(|e| (step.braces, e.value.as_str())));
    pasted.extend(step.expectations.iter().map(|e| (e.braces, e.expected.value.as_str())));
    let address = node.address(&step.id.value);
    Ok(PlannedStep {
        role: if wanted.contains(&address) { Role::Wanted } else { Role::Prerequisite },
        address,
        step: step.clone(),
        source: node.chapter.source.clone(),
        section: node.section.to_owned(),
        timeout: step.timeout.unwrap_or(node.lab.manifest.step_timeout),
        needs: step.needs.iter().map(|need| node.resolve(&need.value)).collect(),
        providers: pasted.into_iter().flat_map(|(braces, text)| providers(braces, [text], node, before)).collect(),
    })
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

/// Whether everything that the step expects can be met at all.
fn check_expectations(node: &Node<'_>, step: &Step) -> Result<(), PlanFault> {
    let place = |span: &Span| Place::of(&node.chapter.source, span.start);
    for expectation in &step.expectations {
        // A value that is pasted in can make JSON of what is none, so only what stays as it is written is checked.
        let fixed =
            expectation.braces == Braces::Literal || labs_guide::pastes(&expectation.expected.value).next().is_none();
        if let Ok((entry, _)) = matcher::entry(&expectation.matcher)
            && fixed
        {
            (entry.check)(&expectation.expected.value)
                .map_err(|fault| PlanFault::Expectation { place: place(&expectation.expected.span), fault })?;
        }
        Redactions::named(expectation.redact.iter().map(|name| name.value.as_str())).map_err(|unknown| {
            let span = expectation.redact.get(unknown.index).map_or(&expectation.span, |name| &name.span);
            PlanFault::UnknownRedaction { place: place(span), name: unknown.name, known: Redactions::names() }
        })?;
    }
    for capture in &step.captures {
        json_path::parse(&capture.path).map_err(|bad| PlanFault::CapturePath {
            place: place(&capture.span),
            path: capture.path.clone(),
            at: capture.path.get(..bad.at).unwrap_or_default().chars().count(),
        })?;
    }
    Ok(())
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

/// Nodes in the order in which they run, in the world of one lab.
struct Order<'g, 'a> {
    graph: &'g Graph<'a>,
    home: &'g Lab,
    done: HashSet<usize>,
    nodes: Vec<usize>,
}

/// A node on the way down, with what it still has to wait for.
struct Waiting {
    node: usize,
    /// Nodes that run before it, the next one last, each with the need that names it.
    before: Vec<(usize, Option<usize>)>,
}

impl Order<'_, '_> {
    /// Adds a node behind everything that must run before it.
    fn add(&mut self, node: usize) -> Result<(), PlanFault> {
        let mut path = vec![self.waiting(node)?];
        while let Some(top) = path.last_mut() {
            let node = top.node;
            let Some((next, need)) = top.before.pop() else {
                path.pop();
                if self.done.insert(node) {
                    self.nodes.push(node);
                }
                continue;
            };
            if self.done.contains(&next) {
                continue;
            }
            if let Some(start) = path.iter().position(|waiting| waiting.node == next) {
                return Err(self.circle(path.get(start..).unwrap_or_default(), node, need));
            }
            path.push(self.waiting(next)?);
        }
        Ok(())
    }

    /// What must run before a node: first the rest of its chapter, then its needs in the order in which they are written.
    fn waiting(&self, node: usize) -> Result<Waiting, PlanFault> {
        let mut before = Vec::new();
        if let Some(here) = self.graph.nodes.get(node) {
            if let Runnable::Step(step) = here.runnable {
                for (index, need) in step.needs.iter().enumerate() {
                    let place = || Place::of(&here.chapter.source, need.span.start);
                    let address = here.resolve(&need.value);
                    let needed = self.graph.steps.get(&address).copied();
                    let Some((needed, there)) = needed.and_then(|needed| Some((needed, self.graph.nodes.get(needed)?)))
                    else {
                        return Err(PlanFault::UnknownNeed { place: place(), address: need.value.clone() });
                    };
                    let has_data = !there.lab.manifest.data.is_empty() || !there.lab.files.is_empty();
                    if there.lab.id != self.home.id && has_data {
                        return Err(PlanFault::OtherLabsData { place: place(), step: address });
                    }
                    before.push((needed, Some(index)));
                }
            }
            before.reverse();
            before.extend(here.previous.map(|previous| (previous, None)));
        }
        Ok(Waiting { node, before })
    }

    /// The fault of a circle that `node` closes.
    fn circle(&self, path: &[Waiting], node: usize, need: Option<usize>) -> PlanFault {
        let name = |node: usize| {
            let node = self.graph.nodes.get(node)?;
            if let Runnable::Step(step) = node.runnable { Some(node.address(&step.id.value)) } else { None }
        };
        let mut steps: Vec<StepAddress> = path.iter().filter_map(|waiting| name(waiting.node)).collect();
        steps.extend(steps.first().cloned());
        // A circle that is closed by the order of a chapter has its need at an earlier edge: at the first one that has any.
        let place = std::iter::once((node, need))
            .chain(path.iter().map(|waiting| (waiting.node, Some(0))))
            .find_map(|(node, need)| {
                let node = self.graph.nodes.get(node)?;
                let Runnable::Step(step) = node.runnable else { return None };
                let need = step.needs.get(need?)?;
                Some(Place::of(&node.chapter.source, need.span.start))
            })
            .unwrap_or_else(|| Place { path: self.home.id.clone().into(), line: 1, column: 1 });
        PlanFault::Circle { place, steps }
    }
}
