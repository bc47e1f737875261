//! Complete output of every reporter.

use std::time::Duration;

use crate::fake::{Answer, Fake, Ran, fails, prints};
use crate::report::{Colour, JUnit, JsonLines, Show, Terminal, TerminalOptions};
use crate::{Evidence, Judging, ResultColumn, ResultTable};

const GOOD: &str = "# Tables {#tables}\n\n```console {step=create}\n$ aws create \\\n>     --now\n```\n\n\
    ```console {step=list}\n$ aws list\n```\n\n```output {json}\n{ \"TableNames\": [\"Music\"] }\n```\n";
const BAD: &str = "# Queries {#queries}\n\n## Ask {#ask}\n\n```console {step=get}\n$ aws get\n```\n\n\
    ```output {json}\n{ \"Item\": { \"Year\": { \"N\": \"1999\" } } }\n```\n\n\
    ```console {step=names}\n$ aws names\n```\n\n```output {lines}\nKite Weather\nSmall [..]\n```\n\n\
    ```console {step=hang timeout=100ms}\n$ hang\n```\n\n```console {step=b}\n$ b\n```\n\n```console {step=c}\n$ c\n```\n\n\
    ```sql {exercise=count}\nSELECT ____\n```\n\n```output {exercise=count contains}\n1\n```\n";
const PYTHON: &str =
    "# Python {#python}\n\n```python {step=py}\nprint()\n```\n\n```python {step=rows}\nprint(1)\n```\n";

fn good() -> Ran {
    Fake::new().chapter("dynamodb/01-tables", GOOD).answer("aws list", prints("{\"TableNames\":[\"Music\"]}\n")).run()
}

fn bad() -> Ran {
    bad_fake().run()
}

fn bad_fake() -> Fake {
    Fake::new()
        .chapter("dynamodb/01-tables", GOOD)
        .chapter("dynamodb/02-queries", BAD)
        .chapter("python/01-python", PYTHON)
        .answer("aws create \\\n    --now", fails(254, "\u{1b}[31mno\n"))
        .answer("aws list", prints("{\"TableNames\":[\"Music\"]}\n"))
        .answer("aws get", prints("{\"Item\": {\"Year\": {\"N\": \"1998\"}}}\n"))
        .answer("aws names", prints("Kite Weather\nSmall Hours\nTissue\tand Wire\n"))
        .answer("hang", Answer::Hang)
}

#[test]
fn a_good_run_is_one_line_a_lab() {
    insta::assert_snapshot!(good().report(Terminal::default()), @r#"
    dynamodb  About dynamodb  2 steps passed

    Total: 2 steps passed. AWS would have charged $0.00000125 for this.
    Next: `labs list` shows what else there is.
    "#);
}

#[test]
fn each_failure_says_what_was_asked_what_came_and_how_to_rerun() {
    insta::assert_snapshot!(bad().report(Terminal::default()), @r#"
    FAILED  dynamodb/01-tables#create
      labs/dynamodb/01-tables.md:3:1  Tables

        $ aws create \
        >     --now

      It ended with exit status 254 at labs/dynamodb/01-tables.md:4:1, where 0 is expected.

        it printed:
          \u{1b}[31mno

      Run just this step again: labs check dynamodb/01-tables#create

    FAILED  dynamodb/02-queries#get
      labs/dynamodb/02-queries.md:5:1  Ask

        $ aws get

      It printed other JSON than labs/dynamodb/02-queries.md:9:1 expects.

        .Item.Year.N: expected "1999", got "1998"

        it printed:
          {"Item": {"Year": {"N": "1998"}}}

      Run just this step again: labs check dynamodb/02-queries#get

    FAILED  dynamodb/02-queries#names
      labs/dynamodb/02-queries.md:13:1  Ask

        $ aws names

      It printed something else than labs/dynamodb/02-queries.md:17:1 expects (- expected, + came).

         Kite Weather
         Small Hours
        +Tissue→and Wire

      Run just this step again: labs check dynamodb/02-queries#names

    FAILED  dynamodb/02-queries#hang
      labs/dynamodb/02-queries.md:22:1  Ask

        $ hang

      It took longer than the 100 ms it may take; give it more with `timeout=`, or see what it waits
      for.

      Run just this step again: labs check dynamodb/02-queries#hang

    BLOCKED  dynamodb/02-queries
      #b #c
      Waits for dynamodb/02-queries#hang, which must pass first.

    dynamodb  About dynamodb  1 of 7 steps passed, 4 failed, 2 blocked, 1 exercise not graded by this version

    SKIPPED  python/01-python
      #py #rows
      Nothing here runs python steps.

    python  About python  0 of 2 steps passed, 2 skipped

    Total: 1 of 9 steps passed, 4 failed, 2 blocked, 2 skipped, 1 exercise not graded by this version.
    AWS would have charged $0.0000025 for this.
    Next: mend the first failure above, then `labs check dynamodb/01-tables#create`.
    "#);
}

#[test]
fn colour_is_a_parameter_and_changes_no_word() {
    let options = TerminalOptions { colour: Colour::Ansi, ..TerminalOptions::default() };
    let coloured = bad().report(Terminal::new(options));
    assert!(coloured.contains('\u{1b}'));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, bad().report(Terminal::default()));
}

#[test]
fn sentences_keep_to_the_width() {
    let options = TerminalOptions { width: 40, ..TerminalOptions::default() };
    let text = bad().report(Terminal::new(options));
    let sentences = text.lines().filter(|line| line.starts_with("  It ") || line.starts_with("  Waits "));
    assert!(sentences.clone().count() > 3);
    assert!(sentences.clone().all(|line| line.chars().count() <= 48), "{text}");
}

#[test]
fn the_rerun_command_is_a_parameter_and_stays_on_one_line() {
    let options = TerminalOptions { width: 40, ..TerminalOptions::default() };
    let text = bad().report(Terminal::new(options).rerun_by("labs --labs mine check"));
    assert!(text.contains("Run just this step again: labs --labs mine check dynamodb/02-queries#get\n"), "{text}");
    assert!(text.contains("\n`labs --labs mine check dynamodb/01-tables#create`.\n"), "{text}");
    let junit = bad().report(JUnit::default().rerun_by("labs --labs mine check"));
    assert!(junit.contains("again: labs --labs mine check dynamodb/02-queries#get</failure>"), "{junit}");
}

#[test]
fn nothing_selected_says_so() {
    let run = Fake::new().chapter("empty/01-empty", "# Nothing {#nothing}\n\nText.\n").run();
    insta::assert_snapshot!(run.report(Terminal::default()), @r#"
    There is neither a step nor an exercise in what was selected. Next: `labs list` shows what there is.
    "#);
}

#[test]
fn a_world_that_cannot_be_had_says_what_to_do() {
    let run = Fake::new()
        .chapter("dynamodb/01-tables", GOOD)
        .closed("dynamodb/01-tables", "the disk is full", "make room on it")
        .run();
    insta::assert_snapshot!(run.report(Terminal::default()), @r#"
    BLOCKED  dynamodb/01-tables
      #create #list
      Cannot run here: the disk is full; make room on it.

    dynamodb  About dynamodb  0 of 2 steps passed, 2 blocked

    Total: 0 of 2 steps passed, 2 blocked.
    Next: make room on it.
    "#);
}

#[test]
fn json_lines_are_complete() {
    insta::assert_snapshot!(good().report(JsonLines), @r#"
    {"version":1,"event":"run_started","labs":1,"chapters":1,"steps":2,"prerequisites":0,"exercises":0}
    {"version":1,"event":"lab_started","lab":"dynamodb","title":"About dynamodb"}
    {"version":1,"event":"chapter_started","lab":"dynamodb","chapter":"01-tables","title":"Tables","steps":2}
    {"version":1,"event":"step_started","step":"dynamodb/01-tables#create"}
    {"version":1,"event":"step_finished","step":"dynamodb/01-tables#create","place":{"path":"labs/dynamodb/01-tables.md","line":3,"column":1},"section":"Tables","role":"wanted","language":"console","commands":[{"text":"aws create \\\n    --now","place":{"path":"labs/dynamodb/01-tables.md","line":4,"column":1},"status":0,"stdout":"","stdout_bytes":0,"stderr":"","stderr_bytes":0,"calls":[]}],"verdict":{"is":"passed"},"duration_ms":0}
    {"version":1,"event":"step_started","step":"dynamodb/01-tables#list"}
    {"version":1,"event":"step_finished","step":"dynamodb/01-tables#list","place":{"path":"labs/dynamodb/01-tables.md","line":8,"column":1},"section":"Tables","role":"wanted","language":"console","commands":[{"text":"aws list","place":{"path":"labs/dynamodb/01-tables.md","line":9,"column":1},"status":0,"stdout":"{\"TableNames\":[\"Music\"]}\n","stdout_bytes":25,"stderr":"","stderr_bytes":0,"calls":[]}],"verdict":{"is":"passed"},"duration_ms":0}
    {"version":1,"event":"chapter_finished","lab":"dynamodb","chapter":"01-tables","tally":{"passed":2,"failed":0,"skipped":0,"blocked":0,"not_run":0,"not_started":0,"prerequisites":0},"bill":{"lines":[{"service":"dynamodb","usage_type":"WriteRequestUnits","quantity":2000000,"charge":{"unit":"write request unit","price":625000000000,"per":1000000,"amount":1250000}}],"prices_effective":"2024-11-01","prices_region":"us-east-1"}}
    {"version":1,"event":"lab_finished","lab":"dynamodb","title":"About dynamodb","tally":{"passed":2,"failed":0,"skipped":0,"blocked":0,"not_run":0,"not_started":0,"prerequisites":0},"bill":{"lines":[{"service":"dynamodb","usage_type":"WriteRequestUnits","quantity":2000000,"charge":{"unit":"write request unit","price":625000000000,"per":1000000,"amount":1250000}}],"prices_effective":"2024-11-01","prices_region":"us-east-1"}}
    {"version":1,"event":"run_finished","conclusion":"all_right","tally":{"passed":2,"failed":0,"skipped":0,"blocked":0,"not_run":0,"not_started":0,"prerequisites":0},"bill":{"lines":[{"service":"dynamodb","usage_type":"WriteRequestUnits","quantity":2000000,"charge":{"unit":"write request unit","price":625000000000,"per":1000000,"amount":1250000}}],"prices_effective":"2024-11-01","prices_region":"us-east-1"}}
    "#);
}

#[test]
fn every_json_line_is_an_object_with_version_and_event() {
    for line in bad().report(JsonLines).lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(value["version"], 1, "{line}");
        assert!(value["event"].is_string(), "{line}");
    }
}

#[test]
fn junit_has_file_line_and_time() {
    insta::assert_snapshot!(bad().report(JUnit::default()), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="labs" tests="9" skipped="2" failures="4" errors="2" time="0.000">
        <testsuite name="dynamodb/01-tables" tests="2" skipped="0" errors="0" failures="1" time="0.000">
            <testcase name="create" classname="dynamodb/01-tables" time="0.000" file="labs/dynamodb/01-tables.md" line="3">
                <failure message="dynamodb/01-tables#create ended with exit status 254 at labs/dynamodb/01-tables.md:4:1, where 0 is expected" type="status">$ aws create \
    &gt;     --now
    it printed:
      \u{1b}[31mno
    Run just this step again: labs check dynamodb/01-tables#create</failure>
            </testcase>
            <testcase name="list" classname="dynamodb/01-tables" time="0.000" file="labs/dynamodb/01-tables.md" line="8"/>
        </testsuite>
        <testsuite name="dynamodb/02-queries" tests="5" skipped="0" errors="2" failures="3" time="0.000">
            <properties>
                <property name="exercises-not-started" value="1"/>
            </properties>
            <testcase name="get" classname="dynamodb/02-queries" time="0.000" file="labs/dynamodb/02-queries.md" line="5">
                <failure message="dynamodb/02-queries#get printed other JSON than labs/dynamodb/02-queries.md:9:1 expects" type="mismatch">$ aws get
    .Item.Year.N: expected &quot;1999&quot;, got &quot;1998&quot;

    it printed:
      {&quot;Item&quot;: {&quot;Year&quot;: {&quot;N&quot;: &quot;1998&quot;}}}
    Run just this step again: labs check dynamodb/02-queries#get</failure>
            </testcase>
            <testcase name="names" classname="dynamodb/02-queries" time="0.000" file="labs/dynamodb/02-queries.md" line="13">
                <failure message="dynamodb/02-queries#names printed something else than labs/dynamodb/02-queries.md:17:1 expects (- expected, + came)" type="mismatch">$ aws names
     Kite Weather
     Small Hours
    +Tissue→and Wire
    Run just this step again: labs check dynamodb/02-queries#names</failure>
            </testcase>
            <testcase name="hang" classname="dynamodb/02-queries" time="0.000" file="labs/dynamodb/02-queries.md" line="22">
                <failure message="dynamodb/02-queries#hang took longer than the 100 ms it may take; give it more with `timeout=`, or see what it waits for" type="timeout">$ hang
    Run just this step again: labs check dynamodb/02-queries#hang</failure>
            </testcase>
            <testcase name="b" classname="dynamodb/02-queries" time="0.000" file="labs/dynamodb/02-queries.md" line="26">
                <error message="dynamodb/02-queries#b waits for dynamodb/02-queries#hang, which must pass first" type="blocked"/>
            </testcase>
            <testcase name="c" classname="dynamodb/02-queries" time="0.000" file="labs/dynamodb/02-queries.md" line="30">
                <error message="dynamodb/02-queries#c waits for dynamodb/02-queries#hang, which must pass first" type="blocked"/>
            </testcase>
        </testsuite>
        <testsuite name="python/01-python" tests="2" skipped="2" errors="0" failures="0" time="0.000">
            <testcase name="py" classname="python/01-python" time="0.000" file="labs/python/01-python.md" line="3">
                <skipped message="nothing here runs python steps" type="language"/>
            </testcase>
            <testcase name="rows" classname="python/01-python" time="0.000" file="labs/python/01-python.md" line="7">
                <skipped message="nothing here runs python steps" type="language"/>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn junit_has_prerequisites_only_when_they_failed() {
    let fake = Fake::new().chapter("dynamodb/01-tables", GOOD).select("#list");
    let cases = |fake: &Fake| fake.run().report(JUnit::default()).matches("<testcase").count();
    assert_eq!(cases(&fake), 1);
    assert_eq!(cases(&fake.answer("aws create \\\n    --now", fails(1, ""))), 2);
}

#[test]
fn showing_prints_what_came() {
    let run = bad_fake().options(|options| options.judging = Judging::Show).run();
    insta::assert_snapshot!(run.report(Show::default()), @r#"
    dynamodb/01-tables#create  Tables
    $ aws create \
    >     --now
    \u{1b}[31mno
    ? 254

    dynamodb/01-tables#list  Tables
    $ aws list
    {"TableNames":["Music"]}

    dynamodb/02-queries#get  Ask
    $ aws get
    {"Item": {"Year": {"N": "1998"}}}

    dynamodb/02-queries#names  Ask
    $ aws names
    Kite Weather
    Small Hours
    Tissue	and Wire

    dynamodb/02-queries#hang  Ask
    $ hang
    FAILED  It took longer than the 100 ms it may take; give it more with `timeout=`, or see what it waits for.

    dynamodb/02-queries#b  Ask
    BLOCKED  Waits for dynamodb/02-queries#hang, which must pass first.

    dynamodb/02-queries#c  Ask
    BLOCKED  Waits for dynamodb/02-queries#hang, which must pass first.

    python/01-python#py  Python
    SKIPPED  Nothing here runs python steps.

    python/01-python#rows  Python
    SKIPPED  Nothing here runs python steps.

    AWS would have charged $0.0000025 for this.
    Nothing was graded. Next: `labs check` compares all this with what the guide says.
    "#);
}

#[test]
fn showing_cuts_what_nobody_reads_and_says_what_a_query_scanned() {
    let long = Fake::new().chapter("dynamodb/01-tables", GOOD).answer("aws list", prints("x\n".repeat(600)));
    let shown = long.options(|options| options.judging = Judging::Show).run().report(Show::default());
    assert!(shown.contains("x\nx\n… 100 more lines\n") && shown.lines().count() < 600, "{shown}");
    let evidence =
        Evidence { stdout: b"a\n1\n".to_vec(), status: Some(0), bytes_scanned: Some(1_234_567), ..Evidence::default() };
    let query = "# A {#a}\n\n```sql {step=s}\nSELECT 1 AS a\n```\n";
    let run = Fake::new().chapter("lake/01-a", query).answer("SELECT 1 AS a\n", Answer::Evidence(evidence)).run();
    assert!(
        run.report(Show::default()).contains("a\n1\n(1,234,567 bytes scanned)\n"),
        "{}",
        run.report(Show::default())
    );
}

#[test]
fn what_is_wrong_with_patterns_schemas_files_and_requirements_is_told() {
    let step = |id: &str, rest: &str| format!("```console {{step={id}}}\n$ {id}\n```\n\n{rest}\n\n");
    let text = [
        "# More {#more}\n\n".to_owned(),
        step("pattern", "```output {regex}\n\\d+ rows\n```"),
        step(
            "schema",
            "```output {json schema}\n{ \"required\": [\"Id\"], \"properties\": { \"N\": { \"minimum\": 3 } } }\n```",
        ),
        step("file", "```output {file=out/a.txt contains}\ntea\n```"),
        step("cheap", "```check {step=cheap say=\"One call is enough.\"}\nlacks = \"tea\"\n```"),
    ];
    let run = Fake::new()
        .chapter("more/01-more", &text.concat())
        .answer("pattern", prints("many rows\n"))
        .answer("schema", prints("{\"N\": 2}\n"))
        .answer("cheap", prints("tea\n"))
        .run();
    insta::assert_snapshot!(run.report(Terminal::default()), @r#"
    FAILED  more/01-more#pattern
      labs/more/01-more.md:3:1  More

        $ pattern

      It printed a line 1 that is not what the regular expression of labs/more/01-more.md:7:1 says.

        expected: \d+ rows
        came:     many rows

        it printed:
          many rows

      Run just this step again: labs check more/01-more#pattern

    FAILED  more/01-more#schema
      labs/more/01-more.md:11:1  More

        $ schema

      It printed JSON that the schema of labs/more/01-more.md:15:1 does not accept.

        .: `required` wants the members Id, got {"N":2}
        .N: `minimum` wants at least 3, got 2

        it printed:
          {"N": 2}

      Run just this step again: labs check more/01-more#schema

    FAILED  more/01-more#file
      labs/more/01-more.md:19:1  More

        $ file

      It should leave the file out/a.txt, as labs/more/01-more.md:23:1 expects, but there is none.

        it printed nothing

      Run just this step again: labs check more/01-more#file

    FAILED  more/01-more#cheap
      labs/more/01-more.md:27:1  More

        $ cheap

      It does not meet `lacks` of labs/more/01-more.md:31:1: it printed `tea`.

        One call is enough.
        it printed:
          tea

      Run just this step again: labs check more/01-more#cheap

    more  About more  0 of 4 steps passed, 4 failed

    Total: 0 of 4 steps passed, 4 failed. AWS would have charged $0.0000025 for this.
    Next: mend the first failure above, then `labs check more/01-more#pattern`.
    "#);
}

#[test]
fn a_wrong_table_is_told_whole() {
    let text = "# Lake {#lake}\n\n```sql {step=count}\nSELECT region, count(*) AS orders FROM orders GROUP BY region\n```\n\n\
        ```output {rows types}\nregion   orders\nvarchar  bigint\nnorth    3\nsouth    5\n```\n";
    let column = |name: &str, data_type: &str| ResultColumn { name: name.into(), data_type: data_type.into() };
    let row = |region: &str, orders: &str| vec![Some(region.to_owned()), Some(orders.to_owned())];
    let table = ResultTable {
        columns: vec![column("region", "varchar"), column("orders", "bigint")],
        rows: vec![row("north", "4"), row("south", "5"), row("west", "1")],
        ..ResultTable::default()
    };
    let evidence =
        Evidence { stdout: table.to_text().into(), table: Some(table), status: Some(0), ..Evidence::default() };
    let code = "SELECT region, count(*) AS orders FROM orders GROUP BY region\n";
    let run = Fake::new().chapter("lake/01-lake", text).answer(code, Answer::Evidence(evidence)).run();
    insta::assert_snapshot!(run.report(Terminal::default()), @r"
    FAILED  lake/01-lake#count
      labs/lake/01-lake.md:3:1  Lake

        SELECT region, count(*) AS orders FROM orders GROUP BY region

      It returned 3 rows where labs/lake/01-lake.md:7:1 expects 2.

        1 cell differs:
          region  column  expected  came
          north   orders  3         4

        1 row is not expected (+):
          region  orders
        + west    1

      Run just this step again: labs check lake/01-lake#count

    lake  About lake  0 of 1 step passed, 1 failed

    Total: 0 of 1 step passed, 1 failed. AWS would have charged $0.000000625 for this.
    Next: mend the first failure above, then `labs check lake/01-lake#count`.
    ");
    let json = run.report(JsonLines);
    let line = json.lines().find(|line| line.contains("step_finished")).unwrap();
    let event: serde_json::Value = serde_json::from_str(line).unwrap();
    let difference = &event["verdict"]["failure"]["difference"];
    assert_eq!(
        *difference,
        serde_json::json!({
            "difference": "table", "columns": ["region", "orders"], "expected_rows": 2, "came_rows": 3, "header": [], "types": [],
            "rows": {
                "are": "others", "key": ["region"],
                "changed": [{"key": ["north"], "row": 1, "column": "orders", "expected": "3", "came": "4", "note": null}],
                "more_changed": 0, "missing": [], "more_missing": 0, "extra": [["west", "1"]], "more_extra": 0, "repeated": 0,
            },
        })
    );
}

#[test]
fn huge_and_binary_output_makes_small_reports() {
    let mut binary: Vec<u8> = (0..=255).collect();
    binary.resize(10 * 1024 * 1024, 0xff);
    let run = Fake::new().chapter("dynamodb/01-tables", GOOD).answer("aws list", prints(binary)).run();
    assert!(run.report(Terminal::default()).len() < 10_000);
    assert!(run.report(JUnit::default()).len() < 10_000);
    assert!(run.report(JsonLines).len() < 400_000);
    assert!(!run.report(Terminal::default()).contains(|c: char| c.is_control() && !"\n\t".contains(c)));
}

#[test]
fn two_runs_give_the_same_bytes() {
    let reports = || {
        let run = bad();
        [
            run.report(Terminal::default()),
            run.report(JsonLines),
            run.report(JUnit::default()),
            run.report(Show::default()),
        ]
    };
    assert_eq!(reports(), reports());
}

#[test]
fn only_the_named_field_holds_durations() {
    let fake = Fake::new()
        .chapter("dynamodb/01-tables", GOOD)
        .answer("aws create \\\n    --now", Answer::Spin(Duration::from_millis(20)));
    let real = fake.options(|options| options.stopwatch = crate::Stopwatch::real()).run();
    let lines = real.report(JsonLines);
    let with: Vec<_> = lines.lines().filter(|line| line.contains("duration_ms")).collect();
    assert_eq!(with.len(), 2, "{lines}");
    let duration = serde_json::from_str::<serde_json::Value>(with[0]).unwrap()["duration_ms"].as_u64().unwrap();
    assert!((20..5000).contains(&duration), "{duration}");
}
