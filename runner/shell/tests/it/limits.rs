//! Every runaway stops, fails its own step, and says which limit it hit and how much was allowed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use labs_shell::{Limit, ShellError, ShellOutcome};
use labs_world::{World, WorldOptions};

use crate::fixture::{Fixture, text};

#[track_caller]
fn assert_hit(outcome: &ShellOutcome, limit: Limit, words: &str) {
    let stderr = text(&outcome.stderr);
    assert_eq!(outcome.limit.as_ref().map(|hit| hit.limit), Some(limit), "{stderr}");
    assert_ne!(outcome.status, 0);
    let last = stderr.lines().last().unwrap_or_default();
    assert!(last.contains(limit.name()) && last.contains(words), "{stderr}");
}

#[test]
fn endless_loops_stop_at_the_limit_of_loops_or_commands() {
    for script in [
        "while :; do :; done",
        "until false; do :; done",
        "for ((;;)); do :; done",
        "while true; do echo x; done > /dev/null",
        "f() { while :; do :; done; }; f",
    ] {
        let mut fixture = Fixture::limited(|limits| limits.loop_iterations = 1000);
        assert_hit(&fixture.run(script), Limit::LoopIterations, "1000");
        assert_eq!(fixture.out("echo still here"), "still here\n", "{script}");
    }
    let mut fixture = Fixture::limited(|limits| limits.commands = 500);
    assert_hit(&fixture.run("for i in {1..600}; do :; done"), Limit::Commands, "500");
}

#[test]
fn what_was_shown_before_the_limit_stays() {
    let mut fixture = Fixture::limited(|limits| limits.loop_iterations = 100);
    let outcome = fixture.run("echo first; echo note >&2; while :; do echo x; done");
    assert_hit(&outcome, Limit::LoopIterations, "100");
    assert_eq!(text(&outcome.stdout), format!("first\n{}", "x\n".repeat(100)));
    assert!(outcome.stderr.starts_with(b"note\n"));
    let mut fixture = Fixture::limited(|limits| limits.wall_time = Duration::from_millis(500));
    let outcome = fixture.run("printf 'a\\377'; jq -n 'def f: f; f'");
    assert_hit(&outcome, Limit::WallTime, "0.5 s");
    assert_eq!(outcome.stdout, b"a\xff");
}

#[test]
fn busy_tools_stop_at_the_wall_clock_or_at_the_limit_of_work() {
    for script in [
        "awk 'BEGIN { while (1) x++ }'",
        "jq -n 'def f: f; f'",
        "jq -n '[range(1e18)] | length'",
        "jq -n 'last(repeat(1))'",
        "awk 'BEGIN { for (;;) s = s \"x\" }'",
        "echo x | sed ':a;s/x/xx/;ba'",
        "bc <<< 'while (1) 1'",
        "yes | while read -r x; do :; done",
        "sleep 5 | yes | tail -1",
        "f() { f | f & }; f",
        "tail -f data/words.txt",
        "x=x; while :; do x=$x$x; done",
        "a=(); while :; do a+=(x); done",
        "printf '%s' {1..10000000} | wc -c",
        "echo $((2**62)) | xargs -I{} seq {} | tail -1",
    ] {
        let mut fixture = Fixture::limited(|limits| limits.wall_time = Duration::from_secs(2));
        let started = Instant::now();
        let outcome = fixture.run(script);
        assert!(started.elapsed() < Duration::from_secs(8), "{script}: {:?}", started.elapsed());
        assert_ne!(outcome.status, 0, "{script}: {outcome:?}");
        assert!(!outcome.stderr.is_empty(), "{script}");
        assert_eq!(fixture.out("echo still here"), "still here\n", "{script}");
    }
}

#[test]
fn a_waiting_script_stops_at_the_wall_clock() {
    // `wait` for a job that reads what nobody writes waits for ever in virtual time too.
    let mut fixture = Fixture::limited(|limits| limits.wall_time = Duration::from_millis(300));
    let started = Instant::now();
    let outcome = fixture.run("while :; do sleep 1000; done");
    assert!(started.elapsed() < Duration::from_secs(3));
    assert!(outcome.limit.is_some(), "{outcome:?}");
    assert_eq!(fixture.out("echo still here"), "still here\n");
}

#[test]
fn a_runner_that_stops_waiting_stops_the_script() {
    let mut fixture = Fixture::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let waited = runtime.block_on(async {
        tokio::time::timeout(
            Duration::from_millis(100),
            fixture.shell.run("jq -n 'def f: f; f'", Duration::from_secs(60)),
        )
        .await
    });
    assert!(waited.is_err());
    let started = Instant::now();
    assert_eq!(fixture.out("echo next"), "next\n");
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_result_that_was_cut_fails_even_when_the_script_succeeds() {
    for (script, limit, words) in [
        ("seq 1 100000000 | tail -1", Limit::Tool, "100000 lines of one seq"),
        ("seq 1 100000000 2> /dev/null | tail -1 || true", Limit::Tool, "100000 lines of one seq"),
        ("yes | tail -1", Limit::Tool, "bytes of one yes"),
        ("yes > /dev/null; true", Limit::Tool, "bytes of one yes"),
        ("printf '%*s' 1000000000 x | wc -c", Limit::Tool, "10000 characters of a field of one printf"),
        (
            "awk 'BEGIN { printf \"%1000000000s\", \"x\" }' | wc -c",
            Limit::Tool,
            "10000 characters of a field of one awk",
        ),
    ] {
        assert_hit(&Fixture::new().run(script), limit, words);
    }
}

#[test]
fn words_about_limits_on_standard_error_are_no_limit() {
    for script in [
        "echo '(x) exceeded' >&2",
        "echo 'quota (5 MB) exceeded' >&2",
        "printf 'item size: exceeds limit 5\\n' >&2",
        "echo 1 | awk '{ print }'; echo 'output limit exceeded (see above)' >&2",
        "echo 'awk: memory limit (5) exceeded' >&2",
        "echo 'output may be truncated' > note.txt; cat note.txt >&2",
    ] {
        let outcome = Fixture::new().run(script);
        assert_eq!((outcome.status, &outcome.limit), (0, &None), "{script}");
    }
}

#[test]
fn a_limit_says_what_it_counts_apart_from_how_much() {
    let outcome = Fixture::new().run("awk 'BEGIN { while (1) x++ }' | cat");
    let hit = outcome.limit.unwrap();
    assert_eq!((hit.what(), hit.value.as_str()), ("loop rounds of one awk", "100000"));
    assert!(
        text(&outcome.stderr)
            .ends_with("limit of a tool (100000 loop rounds of one awk); let it do less, or do it in several steps\n")
    );
    let mut fixture = Fixture::limited(|limits| limits.variable_bytes = 1_000_000);
    let hit = fixture.run("x=$(printf '%9000s' y); for i in {1..12}; do x=$x$x; done").limit.unwrap();
    assert_eq!((hit.what(), hit.value.as_str()), ("variables", "1000000 bytes"));
}

#[test]
fn each_script_has_its_own_wall_time() {
    for (start, scripts) in [
        (World::in_memory(1, labs_world::DEFAULT_START), &["while true; do sleep 1; done", "jq -n 'def f: f; f'"][..]),
        (World::temporary(&WorldOptions::default()).unwrap(), &["sleep 30", "jq -n 'def f: f; f'"]),
    ] {
        let mut fixture = Fixture::in_world(Arc::new(start), |options| {
            options.limits.loop_iterations = usize::MAX;
            options.limits.commands = usize::MAX;
        });
        fixture.out("kept=yes");
        for script in scripts {
            let started = Instant::now();
            let outcome = fixture.run_within(script, Duration::from_millis(500));
            assert_hit(&outcome, Limit::WallTime, "0.5 s");
            assert!(started.elapsed() < Duration::from_secs(4), "{script}: {:?}", started.elapsed());
            assert_eq!(fixture.out("echo $kept"), "yes\n", "{script}");
        }
    }
}

#[test]
fn output_above_the_limit_is_cut_and_told() {
    let mut fixture = Fixture::limited(|limits| limits.output_bytes = 1000);
    for script in ["seq 1 90000", "for i in {1..500}; do echo $i$i$i; done", "head -c 5000 /dev/zero"] {
        let outcome = fixture.run(script);
        assert_hit(&outcome, Limit::Output, "1000 bytes");
        assert!((1..=1000).contains(&outcome.stdout.len()), "{script}: {}", outcome.stdout.len());
    }
    let errors = fixture.run("for i in {1..500}; do echo $i$i$i >&2; done");
    assert_hit(&errors, Limit::Output, "1000 bytes");
    assert!(errors.stderr.len() < 1200);
}

#[test]
fn variables_and_intermediate_results_are_limited() {
    for (script, limit) in [
        ("x=$(printf '%9000s' y); for i in {1..12}; do x=$x$x; done; echo ${#x}", Limit::Variables),
        (
            "x=$(head -c 60000 /dev/zero | tr '\\0' x); for i in {1..20}; do x=\"$x$x\"; done; echo ${#x}",
            Limit::Variables,
        ),
    ] {
        let mut fixture = Fixture::limited(|limits| limits.variable_bytes = 1_000_000);
        let outcome = fixture.run(script);
        assert_eq!(outcome.limit.as_ref().map(|hit| hit.limit), Some(limit), "{script}: {outcome:?}");
        assert_ne!(outcome.status, 0);
    }
}

#[test]
fn files_are_limited_in_number_and_size() {
    let mut fixture = Fixture::limited(|limits| {
        limits.files = 100;
        limits.file_bytes = 100_000;
        limits.total_file_bytes = 300_000;
    });
    assert_hit(&fixture.run("for i in {1..200}; do echo > f$i || true; done; true"), Limit::Files, "100");
    fixture.out("rm f*");
    assert_hit(
        &fixture.run("for i in {1..20}; do head -c 60000 /dev/zero >> big; done 2> /dev/null; true"),
        Limit::FileSize,
        "100000 bytes",
    );
    assert_hit(
        &fixture.run("for i in {1..20}; do head -c 60000 /dev/zero > big$i; done; true"),
        Limit::FolderSize,
        "300000 bytes",
    );
    fixture.out("rm -f big*");
    let error = fixture.write("large", &[0; 100_001]).unwrap_err();
    assert!(
        matches!(error, ShellError::File { .. }) && error.to_string().contains("file size (100000 bytes)"),
        "{error}"
    );
}

#[test]
fn recursion_and_nesting_are_limited() {
    let nested = format!("{}echo x{}", "$(".repeat(200), ")".repeat(200));
    let grouped = format!("{}:{}", "{ ".repeat(300), "; }".repeat(300));
    for script in [
        "f() { f; }; f",
        ":(){ :|:& };:",
        "f() { echo $(f); }; f",
        "eval_me='eval \"$eval_me\"'; eval \"$eval_me\"",
        "echo 'source ./again.sh' > again.sh; source ./again.sh",
        "bash -c 'f() { bash -c f; }; export -f f; f'",
        nested.as_str(),
        grouped.as_str(),
    ] {
        let mut fixture = Fixture::limited(|limits| limits.wall_time = Duration::from_secs(10));
        let outcome = fixture.run(script);
        assert_ne!(outcome.status, 0, "{} -> {outcome:?}", &script[..script.len().min(60)]);
        assert_eq!(fixture.out("echo still here"), "still here\n");
    }
    assert_hit(&Fixture::new().run("f() { f; }; f"), Limit::Depth, "16");
}

#[test]
fn a_script_that_is_too_long_is_not_run() {
    let mut fixture = Fixture::limited(|limits| limits.script_bytes = 1000);
    let script = format!("cat <<END\n{}\nEND", "x".repeat(2000));
    assert_hit(&fixture.run(&script), Limit::Script, "1000 bytes");
    let huge = format!("cat <<END | wc -c\n{}\nEND", "x\n".repeat(400_000));
    assert_eq!(Fixture::new().out(&huge), "800001\n");
}
