//! Which steps run, in which order, in which world.

use labs_guide::{Address, Block, Spanned, select};

use crate::fake::{Fake, prints};
use crate::{PlannedItem, Role, plan};

const TABLES: &str = "# Tables {#tables}\n\n```console {step=create}\n$ create\n```\n\n\
    ```json {file=key.json}\n{}\n```\n\n```console {step=fill}\n$ fill\n```\n\n\
    ```console {step=read}\n$ read\n```\n\n```sql {exercise=ask}\nSELECT ____\n```\n\n```output {exercise=ask contains}\n1\n```\n";
const QUERIES: &str = "# Queries {#queries}\n\n```console {step=look}\n$ look\n```\n\n\
    ```console {step=query needs=\"01-tables#fill\"}\n$ query\n```\n\n```console {step=last}\n$ last\n```\n";

fn two() -> Fake {
    Fake::new().chapter("dynamodb/01-tables", TABLES).chapter("dynamodb/02-queries", QUERIES)
}

/// One line a chapter: `chapter: item item`, prerequisites in brackets, files with their path.
fn shape(fake: &Fake) -> Vec<String> {
    let plan = fake.plan();
    let item = |item: &PlannedItem| match item {
        PlannedItem::File(file) => file.file.path.value.clone(),
        PlannedItem::Step(step) if step.role == Role::Prerequisite => format!("({})", step.address.id),
        PlannedItem::Step(step) => step.address.id.clone(),
    };
    plan.chapters()
        .map(|chapter| {
            let items: Vec<_> = chapter.items.iter().map(item).collect();
            format!("{}: {} +{}", chapter.chapter.id, items.join(" "), chapter.exercises.len())
        })
        .collect()
}

#[test]
fn everything_runs_chapter_by_chapter_and_needs_bring_their_own_chapter_along() {
    let expected =
        ["01-tables: create key.json fill read +1", "02-queries: look (create) key.json (fill) query last +0"];
    assert_eq!(shape(&two()), expected);
}

#[test]
fn earlier_steps_of_the_chapter_are_prerequisites() {
    assert_eq!(shape(&two().select("dynamodb/01-tables#fill")), ["01-tables: (create) key.json fill +0"]);
}

#[test]
fn the_plan_of_a_step_is_the_beginning_of_the_plan_of_a_later_one() {
    let items = |id: &str| {
        let plan = two().select(&format!("dynamodb/02-queries#{id}")).plan();
        let names: Vec<_> = plan.chapters().flat_map(|chapter| chapter.steps().map(|s| s.address.clone())).collect();
        names
    };
    let plans = [items("look"), items("query"), items("last")];
    assert!(plans.windows(2).all(|pair| pair[1].starts_with(&pair[0])), "{plans:?}");
}

#[test]
fn an_exercise_alone_runs_nothing_and_is_counted() {
    assert_eq!(shape(&two().select("dynamodb/01-tables#ask")), ["01-tables:  +1"]);
}

/// A lab that was loaded without findings has neither; a model that is built otherwise can have both.
#[test]
fn a_circle_ends_and_a_need_of_nothing_brings_nothing() {
    let mut labs = two().labs();
    let Block::Step(create) = &mut labs[0].chapters[0].sections[0].blocks[0] else { panic!("a step") };
    create.needs.push(Spanned { value: Address::complete("dynamodb", "02-queries", "last"), span: 0..1 });
    create.needs.push(Spanned { value: "#nothing".parse().unwrap(), span: 0..1 });
    let plan = plan(&labs, &select(&labs, &[]).unwrap());
    let steps: Vec<Vec<&str>> =
        plan.chapters().map(|chapter| chapter.steps().map(|step| step.address.id.as_str()).collect()).collect();
    let (first, second) =
        (["look", "fill", "query", "last", "create", "read"], ["look", "last", "create", "fill", "query"]);
    assert_eq!(steps, [&first[..], &second[..]]);
}

#[test]
fn a_long_chapter_needs_no_stack() {
    let steps: String = (0..2000).map(|n| format!("```console {{step=s{n}}}\n$ x\n```\n\n")).collect();
    let fake = Fake::new().chapter("long/01-long", &format!("# Long {{#long}}\n\n{steps}")).select("#s1999");
    assert_eq!(fake.plan().chapters().next().unwrap().items.len(), 2000);
}

#[test]
fn values_come_from_the_own_chapter_first() {
    let captures = |word: &str| {
        format!(
            "# C {{#c}}\n\n```console {{step=take capture=\"id\"}}\n$ {word}\n```\n\n```console {{step=use needs=\"01-a#take\"}}\n$ use {{{{id}}}}\n```\n"
        )
    };
    let fake = Fake::new()
        .chapter("lab/01-a", "# A {#a}\n\n```console {step=take capture=\"id\"}\n$ a\n```\n")
        .chapter("lab/02-b", &captures("b"))
        .answer("a", prints("from a"))
        .answer("b", prints("from b"));
    let plan = fake.plan();
    let step = plan.chapters().nth(1).unwrap().steps().last().unwrap().clone();
    assert_eq!(step.providers["id"].to_string(), "lab/02-b#take");
}
