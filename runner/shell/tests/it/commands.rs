//! The commands of this crate, and those that a runner registers.

use std::sync::Arc;

use labs_shell::{CommandInvocation, CommandOutcome, ShellCommand};
use labs_world::{BoxFuture, DEFAULT_START};

use crate::fixture::{Fixture, text};

#[test]
fn labs_clock_shows_and_moves_the_time_of_the_world() {
    let mut fixture = Fixture::new();
    assert_eq!(fixture.out("labs clock; labs clock now"), "2026-01-01T00:00:00Z\n2026-01-01T00:00:00Z\n");
    assert_eq!(
        fixture.out("labs clock advance 1h; date; echo $EPOCHSECONDS"),
        "2026-01-01T01:00:00Z\nThu Jan  1 01:00:00 UTC 2026\n1767229200\n"
    );
    assert_eq!(fixture.world.clock().now().to_string(), "2026-01-01T01:00:00Z");
    assert_eq!(fixture.out("for d in 30m 90s 2d; do labs clock advance $d; done | tail -1"), "2026-01-03T01:31:30Z\n");
}

#[test]
fn labs_refuses_what_a_step_cannot_do_by_name() {
    let mut fixture = Fixture::new();
    for (script, status, words) in [
        ("labs check", 2, "`labs check` cannot run inside a step"),
        ("labs clock back", 2, "no `back`"),
        ("labs clock advance", 2, "give one duration"),
        ("labs clock advance soon", 2, "invalid time interval 'soon'"),
        ("labs", 2, "usage: labs clock"),
    ] {
        let outcome = fixture.run(script);
        assert_eq!(outcome.status, status, "{script}");
        assert!(text(&outcome.stderr).contains(words), "{script}: {}", text(&outcome.stderr));
    }
}

#[test]
fn date_takes_formats_and_texts() {
    let mut fixture = Fixture::new();
    for (script, expected) in [
        ("date", "Thu Jan  1 00:00:00 UTC 2026\n"),
        ("date -u +%Y-%m-%dT%H:%M:%SZ", "2026-01-01T00:00:00Z\n"),
        ("date +%s", "1767225600\n"),
        ("date -d '2026-02-03T04:05:06Z' +%s", "1770091506\n"),
        ("date -d '3 days ago' +%F", "2025-12-29\n"),
        ("date -d @0 -Iseconds", "1970-01-01T00:00:00+00:00\n"),
        ("TZ=ICT-7 date '+%H %Z %z'", "07 ICT +0700\n"),
        ("date --rfc-3339=seconds", "2026-01-01 00:00:00+00:00\n"),
        ("date -R", "Thu, 01 Jan 2026 00:00:00 +0000\n"),
    ] {
        assert_eq!(fixture.out(script), expected, "{script}");
    }
}

#[test]
fn date_refuses_what_it_does_not_read() {
    let mut fixture = Fixture::new();
    for (script, words) in [
        ("date -d 'next monday'", "invalid date 'next monday'"),
        ("date -s now", "labs clock advance"),
        ("TZ=Asia/Ho_Chi_Minh date", "no zone database"),
        ("date +%Q", "`%Q` is not supported"),
        ("date --frob", "`--frob` is not supported"),
    ] {
        let outcome = fixture.run(script);
        assert_eq!(outcome.status, 1, "{script}");
        assert!(text(&outcome.stderr).contains(words), "{script}: {}", text(&outcome.stderr));
    }
}

#[test]
fn shuf_keeps_the_lines_and_takes_as_many_as_asked() {
    let mut fixture = Fixture::new();
    assert_eq!(fixture.out("shuf data/words.txt | sort"), "apple\nbanana\ncherry\npear\n");
    assert_eq!(
        fixture.out("shuf -i 1-100 | sort -n | head -1; shuf -n 2 -e a b c | wc -l; seq 9 | shuf -n 3 | wc -l"),
        "1\n2\n3\n"
    );
    assert_eq!(fixture.out("shuf -r -n 5 -e x | uniq -c | tr -s ' '"), " 5 x\n");
    assert_eq!(fixture.run("shuf -i 1-100000000").status, 1);
}

#[test]
fn mktemp_makes_what_it_names() {
    let mut fixture = Fixture::new();
    assert_eq!(fixture.out("f=$(mktemp); d=$(mktemp -d); [ -f $f ] && [ -d $d ] && echo made; case $f in /tmp/tmp.??????????) echo named;; esac"), "made\nnamed\n");
    assert_eq!(
        fixture.out("mktemp -u labXXXX | wc -c; f=$(mktemp -p . --suffix=.json aXXX); ls a*.json | wc -l"),
        "8\n1\n"
    );
    assert_eq!(fixture.run("mktemp short").status, 1);
}

#[test]
fn programs_that_a_step_does_not_have_are_refused_with_what_to_use() {
    let mut fixture = Fixture::new();
    for (name, words) in [
        ("curl", "`aws`"),
        ("wget", "http step"),
        ("git", "starts no programs"),
        ("ssh", "no network"),
        ("python3", "python step"),
        ("python", "python step"),
        ("sudo", "leave `sudo` out"),
        ("vim", "cat > file"),
        ("docker", "starts no programs"),
        ("dd", "head -c"),
        ("bc", "awk"),
    ] {
        let outcome = fixture.run(&format!("{name} something"));
        assert_eq!(outcome.status, 127, "{name}");
        let stderr = text(&outcome.stderr);
        assert!(
            stderr.starts_with(&format!("{name}: not available in a console step")) && stderr.contains(words),
            "{stderr}"
        );
    }
    let unknown = fixture.run("frobnicate");
    assert_eq!(unknown.status, 127);
    assert!(text(&unknown.stderr).contains("frobnicate: command not found"));
}

/// Shows everything that a registered command gets.
struct Show;

impl ShellCommand for Show {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(async move {
            let read = match invocation.args.get(1) {
                Some(path) => match invocation.files.read(path).await {
                    Ok(bytes) => text(&bytes),
                    Err(error) => return CommandOutcome::failure(252, format!("show: {error}\n")),
                },
                None => String::new(),
            };
            if let Err(error) = invocation.files.write("seen.txt", read.as_bytes()).await {
                return CommandOutcome::failure(1, error.to_string());
            }
            let shown = format!(
                "args={:?} stdin={:?} region={:?} cwd={}\n",
                invocation.args,
                text(invocation.stdin),
                invocation.variable("AWS_REGION"),
                invocation.cwd
            );
            CommandOutcome { stdout: shown.into_bytes(), stderr: b"note\n".to_vec(), status: 3 }
        })
    }
}

fn with_show() -> Fixture {
    Fixture::with(1, DEFAULT_START, |options| {
        options.commands.push(("show".to_owned(), Arc::new(Show)));
        options.environment.push(("AWS_REGION".to_owned(), "eu-west-1".to_owned()));
    })
}

#[test]
fn a_registered_command_gets_words_input_variables_and_files() {
    let mut fixture = with_show();
    let outcome = fixture.run("cd data; x='a b'; printf 'in\\n' | show \"$x\" words.txt 2> err; echo $? $(cat err)");
    assert_eq!(
        text(&outcome.stdout),
        "args=[\"a b\", \"words.txt\"] stdin=\"in\\n\" region=Some(\"eu-west-1\") cwd=/home/learner/data\n0 note\n"
            .replace("0 note", "3 note")
    );
    assert_eq!(fixture.out("cat seen.txt | head -1"), "apple\n");
    assert!(text(&fixture.run("AWS_REGION=other show a").stdout).contains("region=Some(\"other\")"));
    let missing = fixture.run("show a nothing.json");
    assert_eq!(
        (missing.status, text(&missing.stderr)),
        (252, "show: nothing.json: No such file or directory\n".to_owned())
    );
}

/// Answers from another thread, after a while.
struct Slow;

impl ShellCommand for Slow {
    fn run<'a>(&'a self, _: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(async {
            let (send, receive) = tokio::sync::oneshot::channel();
            std::thread::spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(50));
                send.send(()).unwrap();
            });
            receive.await.unwrap();
            CommandOutcome::success("done\n")
        })
    }
}

#[test]
fn waiting_for_another_thread_does_not_move_the_time() {
    let mut fixture =
        Fixture::with(1, DEFAULT_START, |options| options.commands.push(("slow".to_owned(), Arc::new(Slow))));
    assert_eq!(fixture.out("timeout 5 slow; echo $?; echo $SECONDS; labs clock"), "done\n0\n0\n2026-01-01T00:00:00Z\n");
}

/// Shows what a command sees of the files: what a path is, what a folder holds, and what becomes of a removed file.
struct Looks;

impl ShellCommand for Looks {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(async move {
            let mut out = String::new();
            for path in invocation.args {
                match invocation.files.metadata(path).await {
                    Ok(it) => out.push_str(&format!("{path} {:?} {} {}\n", it.kind, it.size, it.modified)),
                    Err(error) => out.push_str(&format!("{error}\n")),
                }
            }
            let entries = invocation.files.entries("tree").await.unwrap();
            out.push_str(&entries.iter().map(|(name, it)| format!("{name}:{:?} ", it.kind)).collect::<String>());
            let gone = invocation.files.remove("tree/b").await;
            let folder = invocation.files.remove("tree/sub").await.unwrap_err();
            let time = labs_world::Timestamp::from_millis(1_500);
            invocation.files.set_modified("tree/a", time).await.unwrap();
            let seen = invocation.files.metadata("tree/a").await.unwrap().modified;
            out.push_str(&format!("\n{gone:?} {folder} {seen} {}\n", invocation.files.file_limit()));
            CommandOutcome::success(out)
        })
    }
}

#[test]
fn a_command_sees_what_a_path_is_and_changes_files() {
    let mut fixture =
        Fixture::with(1, DEFAULT_START, |options| options.commands.push(("looks".to_owned(), Arc::new(Looks))));
    let script = "mkdir -p tree/sub; echo hi > tree/a; : > tree/b; ln -s a tree/link; ln -s none tree/broken; \
                  looks tree/a tree/link tree/sub tree/none /dev/null; ls tree";
    assert_eq!(
        fixture.out(script),
        "tree/a File 3 2026-01-01T00:00:00Z\ntree/link File 3 2026-01-01T00:00:00Z\ntree/sub Folder 0 2026-01-01T00:00:00Z\n\
         tree/none: No such file or directory\n/dev/null Special 0 2026-01-01T00:00:00Z\n\
         a:File b:File broken:Special link:File sub:Folder \nOk(()) tree/sub: Is a directory 1970-01-01T00:00:01.5Z 33554432\n\
         a\nbroken\nlink\nsub\n"
    );
}
