//! What becomes of steps: verdicts, isolation, captures, stopping.

use std::io;
use std::time::{Duration, Instant};

use crate::fake::{Answer, Fake, fails, limited, prints, refuses};
use crate::{
    ByHand, Conclusion, Event, Evidence, Interruption, Judging, Renewal, ResultColumn, ResultTable, RowOrder, Tally,
};

/// A chapter of one console step for each body, called `s1`, `s2` and so on; what follows a body is put behind its fence.
fn chapter(steps: &[&str]) -> String {
    let mut text = "# Steps {#steps}\n\n".to_owned();
    for (index, step) in steps.iter().enumerate() {
        let (body, after) = step.split_once("\n\n").unwrap_or((step, ""));
        let (attributes, body) = body.split_once("| ").unwrap_or(("", body));
        text.push_str(&format!("```console {{step=s{} {attributes}}}\n{body}\n```\n\n{after}\n\n", index + 1));
    }
    text
}

fn verdicts(steps: &[&str], answers: &[(&str, Answer)]) -> Vec<String> {
    let mut fake = Fake::new().chapter("lab/01-a", &chapter(steps));
    for (command, answer) in answers {
        fake = fake.answer(command, answer.clone());
    }
    fake.run().verdicts().into_iter().map(|verdict| verdict.replace("lab/01-a#", "")).collect()
}

#[test]
fn a_step_without_output_passes_when_it_succeeds() {
    assert_eq!(verdicts(&["$ a", "$ b"], &[("b", fails(2, "no"))]), ["s1 passed", "s2 failed status"]);
}

#[test]
fn an_expected_exit_status_is_compared() {
    let two = ("a", fails(2, ""));
    assert_eq!(verdicts(&["$ a\n? 2"], std::slice::from_ref(&two)), ["s1 passed"]);
    assert_eq!(verdicts(&["$ a\n? 3"], &[two]), ["s1 failed status"]);
    assert_eq!(verdicts(&["$ a\n? 2"], &[]), ["s1 failed status"]);
}

#[test]
fn commands_stop_at_the_first_that_fails() {
    assert_eq!(
        verdicts(&["$ a\n$ b"], &[("a", fails(1, "")), ("b", Answer::Panic("must not run"))]),
        ["s1 failed status"]
    );
}

#[test]
fn lines_below_a_command_are_what_it_must_print() {
    let one = ("a", prints("1\n"));
    assert_eq!(verdicts(&["$ a\n1\n$ b"], std::slice::from_ref(&one)), ["s1 passed"]);
    assert_eq!(verdicts(&["$ a\n2\n$ b"], &[one]), ["s1 failed mismatch"]);
}

#[test]
fn an_output_is_compared_with_what_all_commands_print() {
    let answers = [("a", prints("1\n")), ("b", prints("2\n"))];
    assert_eq!(verdicts(&["$ a\n$ b\n\n```output {lines}\n1\n2\n```"], &answers), ["s1 passed"]);
    assert_eq!(verdicts(&["$ a\n$ b\n\n```output {lines}\n1\n```"], &answers), ["s1 failed mismatch"]);
}

#[test]
fn an_expected_error_is_the_services_own() {
    let refused = ("a", refuses("GetItem", "ValidationException", "The key"));
    let step = "$ a\n\n```output {error=ValidationException}\nThe key\n```";
    assert_eq!(verdicts(&[step], &[refused]), ["s1 passed"]);
    assert_eq!(verdicts(&[step], &[("a", fails(254, "(ValidationException) The key"))]), ["s1 failed mismatch"]);
    assert_eq!(verdicts(&[step], &[]), ["s1 failed mismatch"]);
}

#[test]
fn an_expected_error_with_a_hidden_status_does_not_pass() {
    let Answer::Evidence(mut evidence) = refuses("GetItem", "ValidationException", "The key") else {
        panic!("evidence")
    };
    evidence.status = Some(0);
    let step = "$ a\n\n```output {error=ValidationException}\nThe key\n```";
    assert_eq!(verdicts(&[step], &[("a", Answer::Evidence(evidence))]), ["s1 failed mismatch"]);
}

#[test]
fn redactions_apply_to_both_sides() {
    let step = "$ a\n\n```output {json redact=\"id\"}\n{\"id\": \"<id>\", \"n\": 1}\n```";
    let id = |n: u8| prints(format!("{{\"id\": \"0f0c5a3e-1111-4222-8333-44445555666{n}\", \"n\": 1}}"));
    assert_eq!(verdicts(&[step], &[("a", id(6))]), ["s1 passed"]);
    assert_eq!(verdicts(&[step], &[("a", prints(r#"{"id": "none", "n": 1}"#))]), ["s1 failed mismatch"]);
}

#[test]
fn captured_values_are_pasted_into_commands_outputs_and_files() {
    let take = "capture=\"id:.Table.Id\"| $ a";
    let uses = "$ echo {{id}}\n\n```output {lines}\nt-7\n```\n\n```json {file=key.json}\n{\"id\": \"{{id}}\"}\n```";
    let look = "$ ls\nkey.json: {\"id\": \"{{id}}\"}";
    let answers = [("a", prints(r#"{"Table": {"Id": "t-7"}}"#))];
    assert_eq!(verdicts(&[take, uses, look], &answers), ["s1 passed", "s2 passed", "s3 passed"]);
}

#[test]
fn a_missing_value_fails_its_step_and_blocks_those_that_paste_it() {
    let steps = ["capture=\"id:.Id\"| $ a", "$ echo {{id}}", "$ c"];
    assert_eq!(verdicts(&steps, &[("a", prints("{}"))]), ["s1 failed capture", "s2 blocked s1", "s3 passed"]);
}

#[test]
fn a_failed_step_blocks_those_that_need_it_and_no_others() {
    let steps = ["$ a", "$ b", "needs=\"#s1\"| $ c", "needs=\"#s3\"| $ d"];
    let expected = ["s1 failed status", "s2 passed", "s3 blocked s1", "s4 blocked s3"];
    assert_eq!(verdicts(&steps, &[("a", fails(1, ""))]), expected);
}

#[test]
fn a_language_that_nothing_runs_is_skipped_with_what_needs_it() {
    let text = "# A {#a}\n\n```python {step=py}\nprint()\n```\n\n```console {step=after needs=\"#py\"}\n$ a\n```\n\n```console {step=other}\n$ b\n```\n";
    let run = Fake::new().chapter("lab/01-a", text).run();
    assert_eq!(
        run.verdicts(),
        ["lab/01-a#py skipped language", "lab/01-a#after skipped needs", "lab/01-a#other passed"]
    );
    assert_eq!(run.summary.conclusion, Conclusion::RightWithSkips);
}

/// A result table of one column of texts, as a query would have it.
fn returns(name: &str, cells: &[&str]) -> Answer {
    let rows = cells.iter().map(|cell| vec![Some((*cell).to_owned())]).collect();
    let columns = vec![ResultColumn { name: name.to_owned(), data_type: "varchar".to_owned() }];
    let table = ResultTable { columns, rows, order: RowOrder::Free };
    Answer::Evidence(Evidence {
        stdout: table.to_text().into_bytes(),
        table: Some(table),
        status: Some(0),
        bytes_scanned: Some(2_000_000),
        ..Evidence::default()
    })
}

#[test]
fn a_result_table_is_compared_by_rows() {
    let chapter = |rows: &str, check: &str| {
        let text = format!(
            "# A {{#a}}\n\n```sql {{step=s database=tea}}\nq\n```\n\n```output {{rows}}\nname\n{rows}```\n\n```check {{step=s say=\"Too much.\"}}\n{check}\n```\n"
        );
        Fake::new().chapter("lab/01-a", &text).answer("q\n", returns("name", &["b", "a"])).run().verdicts()
    };
    assert_eq!(chapter("a\nb\n", "bytes-scanned-max = \"2 MB\""), ["lab/01-a#s passed"]);
    assert_eq!(chapter("a\nc\n", "row-count = 2"), ["lab/01-a#s failed mismatch"]);
    assert_eq!(chapter("a\nb\n", "bytes-scanned-max = \"1 MB\""), ["lab/01-a#s failed requirement"]);
    assert_eq!(chapter("a\nb\n", "row-count = 3"), ["lab/01-a#s failed requirement"]);
}

#[test]
fn a_file_that_a_step_leaves_is_compared() {
    let file = "```text {file=out.txt}\none\ntwo\n```";
    let output = |path: &str, words: &str, body: &str| {
        verdicts(&["$ a", &format!("$ b\n\n```output {{file={path} {words}}}\n{body}\n```")], &[])
    };
    let with_file = |words: &str, body: &str| {
        let text = format!(
            "# A {{#a}}\n\n{file}\n\n```console {{step=s}}\n$ b\n```\n\n```output {{file=out.txt {words}}}\n{body}\n```\n"
        );
        Fake::new().chapter("lab/01-a", &text).run().verdicts()
    };
    assert_eq!(with_file("lines", "one\n[..]o"), ["lab/01-a#s passed"]);
    assert_eq!(with_file("contains", "two"), ["lab/01-a#s passed"]);
    assert_eq!(with_file("lines", "one"), ["lab/01-a#s failed mismatch"]);
    assert_eq!(output("none.txt", "lines", "x"), ["s1 passed", "s2 failed mismatch"]);
    assert_eq!(output("broken.txt", "lines", "x"), ["s1 passed", "s2 blocked world"]);
}

#[test]
fn a_value_is_pasted_into_a_pattern_as_it_is() {
    let steps = ["capture=id| $ a", "$ b\n\n```output {regex}\n{{id}} \\d\n```"];
    let answers = |second: &str| [("a", prints("1+1\n")), ("b", prints(second))];
    assert_eq!(verdicts(&steps, &answers("1+1 2\n")), ["s1 passed", "s2 passed"]);
    assert_eq!(verdicts(&steps, &answers("11 2\n")), ["s1 passed", "s2 failed mismatch"]);
}

#[test]
fn a_run_that_proposes_fails_no_step_for_its_outputs_and_hands_out_new_ones() {
    let steps = [
        "capture=id| $ a\n0\n\n```output {lines}\n0\n```\n\n```output {contains}\n2\n```",
        "needs=\"#s1\"| $ echo {{id}}",
    ];
    let text = chapter(&steps);
    let fake = Fake::new().chapter("lab/01-a", &text).answer("a", prints("1\n"));
    let run = fake.options(|options| options.judging = Judging::Propose).run();
    assert_eq!(run.verdicts(), ["lab/01-a#s1 passed", "lab/01-a#s2 passed"]);
    let changes: Vec<(String, Renewal)> = run
        .events
        .iter()
        .filter_map(|event| if let Event::StepFinished(report) = event { Some(&report.changes) } else { None })
        .flatten()
        .map(|change| (text[change.body.clone()].to_owned(), change.renewal.clone()))
        .collect();
    let new = || Renewal::Body("1\n".to_owned());
    assert_eq!(
        changes,
        [("0".to_owned(), new()), ("0\n".to_owned(), new()), ("2\n".to_owned(), Renewal::ByHand(ByHand::Matcher))]
    );
}

#[test]
fn a_limit_fails_its_step_alone() {
    assert_eq!(verdicts(&["$ a", "$ b"], &[("a", limited("output", "1 MiB"))]), ["s1 failed limit", "s2 passed"]);
}

#[test]
fn a_hung_step_fails_alone_and_blocks_only_its_chapter() {
    let hangs = chapter(&["$ a", "timeout=100ms| $ hang", "$ b"]);
    let fake = Fake::new().chapter("lab/01-a", &hangs).chapter("lab/02-b", &chapter(&["$ a"])).jobs(1);
    for answer in [Answer::Hang, Answer::Spin(Duration::from_secs(4))] {
        let started = Instant::now();
        let run = fake.clone().answer("hang", answer).run();
        let expected = [
            "lab/01-a#s1 passed",
            "lab/01-a#s2 failed timed_out",
            "lab/01-a#s3 blocked lab/01-a#s2",
            "lab/02-b#s1 passed",
        ];
        assert_eq!(run.verdicts(), expected);
        assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
        assert_eq!(run.summary.conclusion, Conclusion::SomethingFailed);
    }
}

#[test]
fn a_step_that_its_session_stops_fails_alone() {
    let started = Instant::now();
    let steps = ["$ a", "timeout=100ms| $ long", "$ b", "needs=\"#s2\"| $ c"];
    let expected = ["s1 passed", "s2 failed timed_out", "s3 passed", "s4 blocked s2"];
    assert_eq!(verdicts(&steps, &[("long", Answer::Stop)]), expected);
    // Late, but it came back, so the session is whole.
    assert_eq!(verdicts(&steps, &[("long", Answer::Spin(Duration::from_millis(400)))]), expected);
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

#[test]
fn all_commands_of_a_step_share_its_time() {
    let slow = Answer::Spin(Duration::from_millis(200));
    let verdict = |timeout: &str| {
        let steps = chapter(&[&format!("timeout={timeout}| $ a\n$ b")]);
        Fake::new().chapter("lab/01-a", &steps).answer("a", slow.clone()).answer("b", slow.clone()).run().verdicts()
    };
    assert_eq!(verdict("300ms"), ["lab/01-a#s1 failed timed_out"]);
    assert_eq!(verdict("10s"), ["lab/01-a#s1 passed"]);
}

#[test]
fn a_panic_fails_its_step_and_is_our_bug() {
    let run = Fake::new()
        .chapter("lab/01-a", &chapter(&["$ a", "$ b"]))
        .chapter("lab/02-b", &chapter(&["$ b"]))
        .answer("a", Answer::Panic("index out of bounds"))
        .run();
    assert_eq!(run.verdicts(), ["lab/01-a#s1 failed crashed", "lab/01-a#s2 blocked lab/01-a#s1", "lab/02-b#s1 passed"]);
    assert_eq!(run.summary.conclusion, Conclusion::OurBug);
}

/// The session came back, but not whole: what it says of the step decides, and nothing more runs in it.
#[test]
fn an_engine_that_fails_of_itself_blocks_only_its_chapter() {
    let fake = |interruption| {
        let evidence = Evidence { status: Some(254), ..Evidence::interrupted(interruption) };
        Fake::new()
            .chapter("lab/01-a", &chapter(&["$ a", "$ b"]))
            .chapter("lab/02-b", &chapter(&["$ b"]))
            .answer("a", Answer::Evidence(evidence))
            .run()
    };
    let crashed = fake(Interruption::Crashed { message: "the engine panicked".into() });
    assert_eq!(
        crashed.verdicts(),
        ["lab/01-a#s1 failed crashed", "lab/01-a#s2 blocked lab/01-a#s1", "lab/02-b#s1 passed"]
    );
    assert_eq!(crashed.summary.conclusion, Conclusion::OurBug);
    let full = fake(Interruption::CannotRun { cause: "no space".into(), remedy: "make some".into() });
    assert_eq!(full.verdicts(), ["lab/01-a#s1 blocked world", "lab/01-a#s2 blocked world", "lab/02-b#s1 passed"]);
    assert_eq!(full.summary.conclusion, Conclusion::CannotRun);
}

#[test]
fn a_world_that_cannot_be_had_blocks_its_chapter() {
    let fake = Fake::new().chapter("lab/01-a", &chapter(&["$ a"])).chapter("lab/02-b", &chapter(&["$ a"]));
    let run = fake.clone().closed("lab/01-a", "the disk is full", "make room on it").run();
    assert_eq!(run.verdicts(), ["lab/01-a#s1 blocked world", "lab/02-b#s1 passed"]);
    assert_eq!(run.summary.conclusion, Conclusion::CannotRun);
    assert_eq!(fake.closed("lab/01-a", "panic", "").run().summary.conclusion, Conclusion::OurBug);
}

#[test]
fn a_file_that_cannot_be_written_blocks_what_follows() {
    let steps = ["$ a\n\n```json {file=full.json}\n{}\n```", "$ b"];
    assert_eq!(verdicts(&steps, &[]), ["s1 passed", "s2 blocked world"]);
}

#[test]
fn a_failed_prerequisite_is_counted_and_a_passed_one_is_no_result() {
    let fake = Fake::new().chapter("lab/01-a", &chapter(&["$ a", "$ b"])).select("#s2");
    assert_eq!(fake.run().summary.tally, Tally { passed: 1, prerequisites: 1, ..Tally::default() });
    let run = fake.answer("a", fails(1, "")).run();
    assert_eq!(run.summary.tally, Tally { passed: 1, failed: 1, ..Tally::default() });
    assert_eq!(run.summary.conclusion, Conclusion::SomethingFailed);
}

#[test]
fn showing_compares_nothing() {
    let steps = ["$ a\n\n```output {lines}\nx\n```", "$ b\n$ c"];
    let fake = Fake::new().chapter("lab/01-a", &chapter(&steps)).answer("b", fails(3, "no"));
    let run = fake.options(|options| options.judging = Judging::Show).run();
    assert_eq!(run.verdicts(), ["lab/01-a#s1 passed", "lab/01-a#s2 passed"]);
}

#[test]
fn cancelling_ends_cleanly_and_counts_what_did_not_run() {
    let fake = Fake::new()
        .chapter("lab/01-a", &chapter(&["$ a", "$ stop", "$ b"]))
        .chapter("lab/02-b", &chapter(&["$ a"]))
        .answer("stop", Answer::Cancel)
        .jobs(1);
    let run = fake.run();
    assert_eq!(run.verdicts(), ["lab/01-a#s1 passed"]);
    assert_eq!(run.summary.tally, Tally { passed: 1, not_run: 3, ..Tally::default() });
    assert_eq!(run.summary.conclusion, Conclusion::Cancelled);
    assert!(matches!(run.events.last(), Some(Event::RunFinished(_))));
}

#[test]
fn a_closed_pipe_stops_the_run() {
    let fake = Fake::new().chapter("lab/01-a", &chapter(&["$ a"])).chapter("lab/02-b", &chapter(&["$ hang"]));
    let fake = fake.answer("hang", Answer::Hang);
    let started = Instant::now();
    let error = fake.run_with(|event| match event {
        Event::StepFinished(_) => Err(io::ErrorKind::BrokenPipe.into()),
        _ => Ok(()),
    });
    assert_eq!(error.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn events_come_in_plan_order_whatever_runs_first() {
    let mut fake = Fake::new();
    for n in 1..=9 {
        fake = fake.chapter(&format!("lab/0{n}-a"), &chapter(&["$ a", "$ b"]));
    }
    let fake = fake.answer("a", Answer::Spin(Duration::from_millis(5)));
    let order = |jobs| format!("{:?}", fake.clone().jobs(jobs).run().events);
    assert_eq!(order(1), order(8));
}
