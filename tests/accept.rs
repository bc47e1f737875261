//! `labs accept`: which outputs it offers, what it writes into the guide, and where it refuses to.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use crate::project::{Project, Run};

/// Three outputs that differ (one below a command), one that is right, and one that is its author's to decide.
const CHAPTER: &str = r#"# Demo {#demo}

> ```console {step=say}
> $ echo tea; echo milk
> coffee
> [..]lk
> ```

Text that stays.

```console {step=item}
$ echo '{"Id": "0f0c5a3e-1111-4222-8333-444455556666", "Year": 2008, "Price": 1.5}'
```

```output {json subset redact=id}
{ "Id": "<id>", "Year": 1999 }
```

```output {contains}
2009
```

```console {step=lines}
$ seq 1 5
```

```output {lines}
1
...
6
```

```output {json}
1 2 3 4 5
```
"#;

/// The same with every output that can be written as it comes.
fn accepted() -> String {
    CHAPTER
        .replace("> coffee\n", "> tea\n")
        .replace("\"Year\": 1999 }", "\"Year\": 2008 }")
        .replace("...\n6\n", "...\n5\n")
}

fn demo() -> Project {
    Project::new().lab("demo").chapter("demo/01-demo", CHAPTER)
}

fn guide(project: &Project) -> String {
    fs::read_to_string(project.path().join("labs/demo/01-demo.md")).unwrap()
}

/// Runs `labs accept --ask` and types `answers`.
fn ask(project: &Project, answers: &str) -> Run {
    let mut command = project.command(&["accept", "--ask"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    Run::ended(child.wait_with_output().unwrap(), &["accept", "--ask"])
}

#[test]
fn all_outputs_are_taken_over_and_nothing_else_changes() {
    let project = demo();
    let run = project.labs(&["accept", "--all"]).exits(1).quiet();
    assert_eq!(guide(&project), accepted());
    run.says(&["3 outputs accepted, 1 left to you.", "`contains` says less than the whole output", "git diff"]);
    project.labs(&["accept", "--all"]).exits(1).says(&["0 outputs accepted, 1 left to you."]);
    assert_eq!(guide(&project), accepted());
}

#[test]
fn answers_are_taken_one_by_one() {
    let project = demo();
    let run = ask(&project, "a\nperhaps\nr\ns\n").exits(1);
    assert_eq!(guide(&project), CHAPTER.replace("> coffee\n", "> tea\n"));
    run.says(&[
        "1 output accepted, 1 rejected, 1 skipped, 1 left to you.",
        "[1/4] demo/01-demo#say",
        "-coffee",
        "+tea",
    ]);
}

#[test]
fn quitting_writes_what_was_accepted() {
    for answers in ["a\nq\n", "a\n"] {
        let project = demo();
        ask(&project, answers).exits(1).says(&["1 output accepted"]);
        assert_eq!(guide(&project), CHAPTER.replace("> coffee\n", "> tea\n"));
    }
}

#[test]
fn one_output_as_its_author_sees_it() {
    let text = "# Demo {#demo}\n\n```console {step=say}\n$ echo tea\n```\n\n```output {lines}\ncoffee\n```\n";
    let project = Project::new().lab("demo").chapter("demo/01-demo", text);
    let run = ask(&project, "a\n").exits(0);
    insta::assert_snapshot!(run.stdout.replace(": \n", ":\n"), @r"
    [1/1] demo/01-demo#say  Demo
        $ echo tea

      It printed something else than labs/demo/01-demo.md:7:1 expects (- expected, + came).

        -coffee
        +tea

      Is what came right? [a]ccept, [r]eject, [s]kip, [q]uit:
    1 output accepted.
    Next: look at the changes (`git diff`), then `labs check`.
    ");
    project.labs(&["accept"]).exits(2);
    project.labs(&["accept", "--all"]).exits(0).says(&["Every output is as the guides in labs say."]);
}

#[test]
fn it_refuses_in_continuous_integration() {
    let project = demo();
    let mut command = project.command(&["accept", "--all"]);
    command.env("CI", "true");
    Run::of(command, &["accept", "--all"]).exits(5).complains(&["CI", "labs check"]);
    assert_eq!(guide(&project), CHAPTER);
}

#[test]
fn it_refuses_without_a_terminal_and_without_a_folder() {
    let project = demo();
    project.labs(&["accept"]).exits(2).complains(&["--all", "--ask"]);
    Project::new().labs(&["accept", "--all"]).exits(5).complains(&["--labs DIR"]);
}

#[test]
fn a_step_that_fails_is_no_output_to_accept() {
    let text = "# Demo {#demo}\n\n```console {step=say}\n$ false\n```\n";
    let project = Project::new().lab("demo").chapter("demo/01-demo", text);
    project.labs(&["accept", "--all"]).exits(1).says(&["1 step did not come to an output"]);
}

#[test]
fn a_guide_that_changed_meanwhile_is_left_alone() {
    // The step itself cannot touch the guide; the test does, while the question stands.
    let project = demo();
    let mut command = project.command(&["accept", "--ask"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut seen = Vec::new();
    let mut byte = [0; 1];
    while !seen.ends_with(b"[q]uit: ") && std::io::Read::read(&mut stdout, &mut byte).unwrap() == 1 {
        seen.extend_from_slice(&byte);
    }
    let changed = CHAPTER.replace("Text that stays.", "Text that came.");
    fs::write(project.path().join("labs/demo/01-demo.md"), &changed).unwrap();
    stdin.write_all(b"a\nq\n").unwrap();
    drop(stdin);
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut stdout, &mut rest).unwrap();
    Run::ended(child.wait_with_output().unwrap(), &["accept", "--ask"]).exits(5).complains(&["was changed while"]);
    assert_eq!(guide(&project), changed);
}

#[test]
#[cfg(unix)]
fn the_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = demo();
    let path = project.path().join("labs/demo/01-demo.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    project.labs(&["accept", "--all"]).exits(1);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}
