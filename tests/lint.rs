//! `labs lint`, and what other verbs say of a wrong guide: the line, the column, the caret, the rule, the near miss.

use crate::project::Project;

const MISSPELT: &str =
    "# A {#a}\n\n```console {step=one}\n$ true\n```\n\n```console {step=two neds=\"#one\"}\n$ true\n```\n";

#[test]
fn a_misspelt_attribute_is_shown_with_its_place_and_the_near_miss() {
    let project = Project::new().lab("demo").chapter("demo/01-a", MISSPELT);
    let run = project.labs(&["lint"]).exits(3);
    insta::assert_snapshot!(run.stderr, @r##"
    guide::unknown-attribute

      × `neds` is not an attribute of a step
       ╭─[labs/demo/01-a.md:7:22]
     6 │ 
     7 │ ```console {step=two neds="#one"}
       ·                      ^^^^^^^^^^^
     8 │ $ true
       ╰────
      help: did you mean `needs`? a step takes `step=<id>`, `needs="<address> …"`, `database=<name>`,
            `capture="<name>:<path> …"`, `timeout=<number><ms|s|m>`, `literal`
            rule: A block has only the attributes of its kind.

    labs: 1 error in the guides; see above
    "##);
}

#[test]
fn check_refuses_a_wrong_guide_before_it_runs_anything() {
    let project = Project::new().lab("demo").chapter("demo/01-a", MISSPELT);
    project.labs(&["check"]).exits(3).complains(&["01-a.md:7:22", "neds", "needs", "^"]);
}

#[test]
fn the_short_form_is_one_line_a_problem() {
    let project = Project::new().lab("demo").chapter("demo/01-a", MISSPELT);
    let run = project.labs(&["lint", "--short"]).exits(3);
    insta::assert_snapshot!(run.stdout, @r##"labs/demo/01-a.md:7:22: error[guide::unknown-attribute]: `neds` is not an attribute of a step (did you mean `needs`? a step takes `step=<id>`, `needs="<address> …"`, `database=<name>`, `capture="<name>:<path> …"`, `timeout=<number><ms|s|m>`, `literal`)"##);
}

#[test]
fn right_guides_are_counted() {
    Project::new().lab("demo").chapter("demo/01-a", "# A {#a}\n\ntext\n").labs(&["lint"]).exits(0).says(&["1 lab"]);
}

#[test]
fn a_need_that_does_not_exist_is_an_error_of_the_guide() {
    let text = "# A {#a}\n\n```console {step=two needs=\"02-b#one\"}\n$ true\n```\n";
    Project::new().lab("demo").chapter("demo/01-a", text).labs(&["check"]).exits(3).complains(&["02-b#one"]);
}

#[test]
fn a_newer_format_says_to_upgrade() {
    let manifest = "format = 9\ntitle = \"T\"\nsummary = \"S.\"\n";
    let project = Project::new().file("labs/demo/lab.toml", manifest).chapter("demo/01-a", "# A {#a}\n");
    project.labs(&["lint"]).exits(3).complains(&["format", "9", "1"]);
}

#[test]
fn an_unknown_data_generator_is_an_error_of_the_guide() {
    let manifest =
        "format = 1\ntitle = \"T\"\nsummary = \"S.\"\n\n[[data]]\ngenerator = \"music-catalog\"\ninto = \"data\"\n";
    let project = Project::new().file("labs/demo/lab.toml", manifest).chapter("demo/01-a", "# A {#a}\n");
    project.labs(&["lint"]).exits(3).complains(&["music-catalog", "music-catalogue"]);
}

#[test]
fn the_glossary_is_linted_with_the_labs_and_told_in_the_same_way() {
    let project = Project::new().lab("demo").chapter("demo/01-a", "# A {#a}\n\ntext\n").file(
        "translations/glossary/tables.toml",
        "format = 1\ntitle = \"Tables\"\n\n[[term]]\nid = \"key\"\nen = \"key\"\nvi = \"khoá\"\npart-of-speech = \"noun\"\n\
         keep-english = false\ndefinition-en = \"A name.\"\ndefinition-vi = \"Một tên.\"\nstatus = \"proposed\"\nevidence = \"Ours.\"\n",
    );
    project.labs(&["lint", "--short"]).exits(3).says(&[
        "translations/glossary/tables.toml:4:1: error[glossary::tone-style]: \"khoá\" has its tone mark on the second vowel (write `khóa`)",
    ]);
    // Grading needs no glossary.
    project.labs(&["check"]).exits(4);
}
