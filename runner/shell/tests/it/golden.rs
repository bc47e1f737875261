//! The scripts of `tests/golden/*.txt`: each case is a title, a script, and the complete expected output.
//!
//! `LABS_ACCEPT=1 cargo test -p labs-shell golden` writes what the shell answers into the files; under `CI` it only compares.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use labs_shell::ShellOutcome;

use crate::fixture::{Fixture, text};

struct Case {
    title: String,
    script: String,
    expected: String,
}

fn cases(file: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in file.lines() {
        if let Some(title) = line.strip_prefix("#### ") {
            cases.push(Case { title: title.to_owned(), script: String::new(), expected: String::new() });
            continue;
        }
        let case = cases.last_mut().expect("a golden file starts with a `#### title`");
        let part =
            if line.starts_with("---- ") || !case.expected.is_empty() { &mut case.expected } else { &mut case.script };
        part.push_str(line);
        part.push('\n');
    }
    cases
}

fn rendered(outcome: &ShellOutcome) -> String {
    let mut rendered = String::new();
    let mut part = |name: &str, content: &str| {
        let end = if content.ends_with('\n') { "" } else { "\n" };
        write!(rendered, "---- {name}\n{content}{end}").unwrap();
    };
    part("stdout", &text(&outcome.stdout));
    if !outcome.stderr.is_empty() {
        part("stderr", &text(&outcome.stderr));
    }
    if outcome.status != 0 {
        writeln!(rendered, "---- status {}", outcome.status).unwrap();
    }
    rendered.replace("---- stdout\n\n", "---- stdout\n")
}

fn check(path: &Path) -> usize {
    let file = std::fs::read_to_string(path).unwrap();
    let accept = std::env::var_os("LABS_ACCEPT").is_some() && std::env::var_os("CI").is_none();
    let (mut accepted, mut wrong) = (String::new(), String::new());
    let cases = cases(&file);
    for case in &cases {
        let outcome = Fixture::new().run(case.script.trim_end_matches('\n'));
        let got = rendered(&outcome);
        if got != case.expected {
            write!(wrong, "#### {}\n{}expected\n{}got\n{got}\n", case.title, case.script, case.expected).unwrap();
        }
        write!(accepted, "#### {}\n{}{got}", case.title, case.script).unwrap();
    }
    if accept {
        std::fs::write(path, accepted).unwrap();
    } else {
        assert!(wrong.is_empty(), "{}\n{wrong}", path.display());
    }
    cases.len()
}

fn golden(name: &str) -> usize {
    check(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name))
}

#[test]
fn text_tools_answer_as_recorded() {
    assert!(golden("text.txt") >= 20);
}

#[test]
fn jq_answers_as_recorded() {
    assert!(golden("jq.txt") >= 14);
}

#[test]
fn the_language_works_as_recorded() {
    assert!(golden("language.txt") >= 38);
}

#[test]
fn files_work_as_recorded() {
    assert!(golden("files.txt") >= 14);
}
