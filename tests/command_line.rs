//! The command line itself: usage, help, colours, closed pipes, completions, the man page, list, doctor.

use std::io::Read as _;
use std::process::Stdio;

use crate::check::chapter;
use crate::project::Project;

#[test]
fn without_a_verb_the_screen_says_where_to_start() {
    Project::new().labs(&[]).exits(0).says(&["labs check", "labs list", "labs serve"]).quiet();
}

#[test]
fn an_unknown_verb_or_flag_is_wrong_usage_with_the_near_miss() {
    Project::new().labs(&["chek"]).exits(2).complains(&["chek", "check"]);
    Project::new().labs(&["check", "--juint", "x"]).exits(2).complains(&["--juint", "--junit"]);
}

#[test]
fn every_verb_has_help() {
    for verb in
        ["check", "run", "list", "lint", "serve", "env", "clock", "data", "book", "doctor", "completions", "man"]
    {
        Project::new().labs(&[verb, "--help"]).exits(0).says(&["Usage: labs"]);
    }
}

#[test]
fn piped_output_has_no_colour_unless_it_is_asked_for() {
    let project = Project::new().lab("demo").chapter("demo/01-demo", &chapter("1999"));
    let plain = project.labs(&["check"]).exits(1);
    assert!(!plain.stdout.contains('\u{1b}') && !plain.stderr.contains('\u{1b}'));
    let coloured = project.labs(&["check", "--color", "always"]).exits(1);
    assert!(coloured.stdout.contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_is_quiet() {
    let project = Project::new().lab("demo").chapter("demo/01-demo", &chapter("1999"));
    for args in
        [&["check"][..], &["run"], &["list"], &["man"], &["completions", "bash"], &["check", "--format", "json"]]
    {
        let mut child = project.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut complaints = String::new();
        child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
        let code = child.wait().unwrap().code();
        assert!(matches!(code, Some(0 | 1 | 141)), "{args:?} ended with {code:?}");
        assert_eq!(complaints, "", "{args:?}");
    }
}

#[test]
fn list_shows_labs_for_people_and_for_programs() {
    let project = Project::new().lab("demo").chapter("demo/01-demo", &chapter("2008"));
    project.labs(&["list"]).exits(0).says(&["demo", "Lab demo", "4 steps"]).quiet();
    let run = project.labs(&["list", "--format", "json"]).exits(0).quiet();
    let list: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(list["labs"][0]["id"], "demo");
    assert_eq!(list["labs"][0]["chapters"][0]["steps"][1], "demo/01-demo#put");
}

#[test]
fn a_folder_of_labs_that_is_not_there_is_trouble_of_the_place() {
    Project::new().labs(&["check", "--labs", "nowhere"]).exits(5).complains(&["nowhere"]);
}

#[test]
fn a_folder_without_labs_says_what_a_lab_is() {
    let project = Project::new().file("empty/README.md", "nothing here");
    for verb in ["check", "list", "lint", "run"] {
        let run = project.labs(&[verb, "--labs", "empty"]);
        if verb == "lint" {
            run.exits(0)
        } else {
            run.exits(4).complains(&["no labs in empty", "lab.toml"])
        };
    }
}

#[test]
fn what_is_suggested_finds_the_same_labs() {
    let project = Project::new().file("mine/labs/demo/lab.toml", "format = 1\ntitle = \"T\"\nsummary = \"S.\"\n");
    let project = project.file("mine/labs/demo/01-demo.md", &chapter("1999"));
    for verb in ["lint", "list"] {
        project.labs(&[verb, "--labs", "mine/labs"]).exits(0).says(&["labs --labs mine/labs check"]);
    }
    project.labs(&["check", "--labs", "mine/labs"]).exits(1).says(&["labs --labs mine/labs check demo/01-demo#get"]);
}

#[test]
fn completions_know_the_verbs() {
    for shell in ["bash", "zsh", "fish"] {
        Project::new().labs(&["completions", shell]).exits(0).says(&["check", "serve"]).quiet();
    }
}

#[test]
fn the_man_page_is_roff() {
    Project::new().labs(&["man"]).exits(0).says(&[".TH labs", "check"]).quiet();
}

#[test]
fn doctor_says_what_is_there() {
    Project::new().labs(&["doctor"]).exits(0).says(&["labs ", "aws", "python3", "4566", "world"]);
}

#[test]
fn data_writes_new_files_and_never_over_old_ones() {
    let project = Project::new().file("out/data/songs/001.json", "mine");
    let mine = project.path().join("out/data/songs/001.json");
    project
        .labs(&["data", "dynamodb", "out"])
        .exits(0)
        .says(&["23 files written below out/data", "001.json is not the lab's"]);
    assert_eq!(std::fs::read_to_string(&mine).unwrap(), "mine");
    std::fs::remove_file(&mine).unwrap();
    project
        .labs(&["data", "dynamodb", "out"])
        .exits(0)
        .says(&["1 file written below out/data; 23 more were there already"]);
    project.labs(&["data", "dynamo"]).exits(4).complains(&["dynamo", "dynamodb"]);
}
