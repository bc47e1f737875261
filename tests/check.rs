//! `labs check`: verdicts, differences, the command that reruns, the report's forms, and the exit codes.

use crate::project::Project;

/// A chapter with a table, an item and one output that says which year the item must have.
pub(crate) fn chapter(year: &str) -> String {
    format!(
        r#"# Demo {{#demo}}

```console {{step=create}}
$ aws dynamodb create-table --table-name Tea --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=Id,AttributeType=S --key-schema AttributeName=Id,KeyType=HASH | jq -r .TableDescription.TableName
```

```output {{lines}}
Tea
```

```console {{step=put}}
$ aws dynamodb put-item --table-name Tea --item '{{"Id": {{"S": "a"}}, "Year": {{"N": "2008"}}}}'
```

## Read {{#read}}

```console {{step=get}}
$ aws dynamodb get-item --table-name Tea --key '{{"Id": {{"S": "a"}}}}'
```

```output {{json}}
{{ "Item": {{ "Id": {{ "S": "a" }}, "Year": {{ "N": "{year}" }} }} }}
```

```console {{step=later}}
$ echo done
```

```output {{lines}}
done
```
"#
    )
}

fn demo(year: &str) -> Project {
    Project::new().lab("demo").chapter("demo/01-demo", &chapter(year))
}

#[test]
fn a_right_lab_ends_with_its_line_the_total_the_bill_and_what_to_do_next() {
    let run = demo("2008").labs(&["check"]).exits(0).quiet();
    insta::assert_snapshot!(run.stdout, @r"
    demo  Lab demo  4 steps passed

    Total: 4 steps passed. AWS would have charged $0.0000006875 for this.
    Next: `labs serve` opens the book and the AWS services for your own tools; `labs list` shows the
    chapters.
    ");
}

#[test]
fn a_wrong_expected_cell_fails_with_the_difference_and_the_rerun() {
    let run = demo("1999").labs(&["check"]).exits(1);
    insta::assert_snapshot!(run.stdout, @r#"
    FAILED  demo/01-demo#get
      labs/demo/01-demo.md:17:1  Read

        $ aws dynamodb get-item --table-name Tea --key '{"Id": {"S": "a"}}'

      It printed other JSON than labs/demo/01-demo.md:21:1 expects.

        .Item.Year.N: expected "1999", got "2008"

        it printed:
          {
              "Item": {
                  "Id": {
                      "S": "a"
                  },
                  "Year": {
                      "N": "2008"
                  }
              }
          }

      Run just this step again: labs check demo/01-demo#get

    demo  Lab demo  3 of 4 steps passed, 1 failed

    Total: 3 of 4 steps passed, 1 failed. AWS would have charged $0.0000006875 for this.
    Next: mend the first failure above, then `labs check demo/01-demo#get`.
    "#);
}

#[test]
fn the_rerun_that_a_failure_names_runs_that_step() {
    let project = demo("1999");
    let failed = project.labs(&["check"]).exits(1);
    let rerun = failed.stdout.lines().find_map(|line| line.split_once("labs check ")).expect("a rerun command").1;
    project.labs(&["check", rerun.trim()]).exits(1).says(&["demo/01-demo#get", "1999"]);
}

#[test]
fn one_failure_does_not_hide_the_other_steps() {
    demo("1999").labs(&["check"]).exits(1).says(&["3 of 4 steps passed, 1 failed"]);
}

#[test]
fn a_selected_step_brings_its_prerequisites() {
    demo("2008").labs(&["check", "demo/01-demo#get"]).exits(0).says(&["1 step passed, after 2 earlier ones"]);
}

#[test]
fn a_selection_that_matches_nothing_is_its_own_exit_code() {
    demo("2008").labs(&["check", "demo/01-demo#gett"]).exits(4).complains(&["gett", "#get"]);
}

#[test]
fn a_skipped_step_is_counted_and_fails_only_when_skips_may_not_be() {
    let project = Project::new()
        .lab("demo")
        .chapter("demo/01-a", "# A {#a}\n\n```python {step=s}\nprint(1)\n```\n\n```console {step=t}\n$ true\n```\n");
    project.labs(&["check"]).exits(0).says(&["1 skipped", "python"]);
    project.labs(&["check", "--no-skip"]).exits(1);
}

#[test]
fn an_expected_error_is_compared_with_the_call_and_not_with_the_screen() {
    let step = |code: &str, command: &str| {
        let text = format!(
            "# A {{#a}}\n\n```console {{step=s}}\n$ {command}\n```\n\n```output {{error={code}}}\nRequested resource not found\n```\n"
        );
        Project::new().lab("demo").chapter("demo/01-a", &text).labs(&["check"])
    };
    step("ResourceNotFoundException", "aws dynamodb scan --table-name Nope").exits(0);
    step("ConditionalCheckFailedException", "aws dynamodb scan --table-name Nope").exits(1);
    step("ResourceNotFoundException", "echo 'ResourceNotFoundException: Requested resource not found' >&2; false")
        .exits(1);
}

#[test]
fn a_hung_step_fails_alone() {
    let text = "# A {#a}\n\n```console {step=hang timeout=1s}\n$ while true; do :; done\n```\n";
    let project = Project::new().lab("demo").chapter("demo/01-hang", text).chapter("demo/02-fine", &chapter("2008"));
    project.labs(&["check"]).exits(1).says(&["demo/01-hang#hang", "4 of 5 steps passed, 1 failed"]);
}

#[test]
fn a_step_whose_time_is_over_leaves_its_chapter_to_the_others() {
    let step = |id: &str, command: &str| format!("```console {{step={id} timeout=1s}}\n$ {command}\n```\n\n");
    let text = [
        "# A {#a}\n\n".to_owned(),
        step("busy", "while true; do :; done"),
        step("sleepy", "while :; do sleep 1; done"),
        step("filter", "jq -n 'def f: f; f'"),
        "```console {step=after}\n$ echo still here\n```\n\n```output {lines}\nstill here\n```\n".to_owned(),
    ]
    .concat();
    let run = Project::new().lab("demo").chapter("demo/01-a", &text).labs(&["check"]).exits(1);
    run.says(&["1 of 4 steps passed, 3 failed", "It took longer than the 1 s it may take"]);
}

#[test]
fn words_about_limits_are_no_failure_and_a_limit_is_named() {
    let check = |command: &str| {
        let text = format!("# A {{#a}}\n\n```console {{step=s}}\n$ {command}\n```\n");
        Project::new().lab("demo").chapter("demo/01-a", &text).labs(&["check"])
    };
    check("echo 'quota (5 MB) exceeded' >&2").exits(0);
    check("aws dynamodb scan --table-name 'output may be truncated' || true").exits(0);
    check("yes | tail -1").exits(1).says(&["bytes of one yes, of which 4194304 is allowed"]);
}

#[test]
fn captured_values_are_pasted_into_later_steps() {
    let text = "# A {#a}\n\n```console {step=one capture=word:.word}\n$ echo '{\"word\": \"tea\"}'\n```\n\n```console {step=two}\n$ echo '{{word}} time'\n```\n\n```output {lines}\ntea time\n```\n";
    Project::new().lab("demo").chapter("demo/01-a", text).labs(&["check"]).exits(0);
}

#[test]
fn json_is_one_event_a_line_and_ends_with_the_summary() {
    let run = demo("1999").labs(&["check", "--format", "json"]).exits(1).quiet();
    let events: Vec<serde_json::Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.first().unwrap()["event"], "run_started");
    let last = events.last().unwrap();
    assert_eq!((&last["event"], &last["tally"]["failed"]), (&"run_finished".into(), &1.into()));
    let failed = events.iter().find(|event| event["event"] == "step_finished" && event["verdict"]["is"] == "failed");
    assert_eq!(failed.unwrap()["step"], "demo/01-demo#get");
}

#[test]
fn junit_names_each_step_and_the_failure() {
    let project = demo("1999");
    project.labs(&["check", "--junit", "report.xml"]).exits(1);
    let report = std::fs::read_to_string(project.path().join("report.xml")).unwrap();
    assert!(report.contains("tests=\"4\"") && report.contains("failures=\"1\""), "{report}");
    assert!(report.contains("demo/01-demo") && report.contains("get") && report.contains("2008"), "{report}");
}

#[test]
fn a_junit_file_that_cannot_be_written_is_trouble_of_the_place() {
    demo("2008")
        .labs(&["check", "--junit", "no/such/folder/report.xml"])
        .exits(5)
        .complains(&["no/such/folder/report.xml"]);
}

#[test]
fn run_shows_what_came_and_grades_nothing() {
    demo("1999").labs(&["run"]).exits(0).says(&["\"N\": \"2008\""]);
}

#[test]
fn the_labs_in_the_binary_all_pass_with_nothing_skipped() {
    Project::new().labs(&["check", "--no-skip"]).exits(0).quiet();
}
