//! What is kept from one script to the next.

use labs_shell::{FileProblem, ShellError};

use crate::fixture::{Fixture, text};

#[test]
fn variables_functions_folder_and_files_are_kept() {
    let mut fixture = Fixture::new();
    fixture.out("x=5; export Y=6; f() { echo \"f $1\"; }; list=(a b); cd data; echo kept > new.txt; alias ll='ls -l'");
    assert_eq!(
        fixture.out("echo $x $Y ${list[1]} $PWD; f 1; cat new.txt; env | grep ^Y="),
        "5 6 b /home/learner/data\nf 1\nkept\nY=6\n"
    );
}

#[test]
fn exit_and_errexit_end_only_their_own_script() {
    let mut fixture = Fixture::new();
    assert_eq!(fixture.run("x=1; exit 3").status, 3);
    assert_eq!(fixture.out("echo $x"), "1\n");
    assert_eq!(fixture.run("set -e; false; echo no").status, 1);
    assert_eq!(fixture.out("false; echo on"), "on\n");
}

#[test]
fn the_runner_sets_variables_and_reads_and_writes_files() {
    let mut fixture = Fixture::new();
    fixture.shell.set_variable("TABLE", "Music; echo 'x' $(id)");
    fixture.write("new/deep/file.json", b"{\"a\":1}").unwrap();
    assert_eq!(
        fixture.out("echo \"$TABLE\"; jq .a new/deep/file.json; printenv TABLE"),
        "Music; echo 'x' $(id)\n1\nMusic; echo 'x' $(id)\n"
    );
    fixture.out("printf 'a\\0b' > out.bin; ln -s out.bin link; mkdir d; ln -s d dl; echo in > d/f");
    assert_eq!(fixture.read("out.bin").unwrap(), b"a\0b");
    assert_eq!(fixture.read("/home/learner/link").unwrap(), b"a\0b");
    assert_eq!(fixture.read("dl/f").unwrap(), b"in\n");
    assert_eq!(
        fixture.read("nothing"),
        Err(ShellError::File { path: "nothing".to_owned(), problem: FileProblem::NotFound })
    );
    assert_eq!(fixture.read("data"), Err(ShellError::File { path: "data".to_owned(), problem: FileProblem::IsFolder }));
    assert_eq!(
        fixture.write("data/words.txt/x", b""),
        Err(ShellError::File { path: "data/words.txt/x".to_owned(), problem: FileProblem::NotFolder })
    );
}

#[test]
fn output_is_kept_byte_for_byte() {
    let mut fixture = Fixture::new();
    assert_eq!(fixture.run("printf '\\000\\377\\376x'; cat data/words.txt | head -c 1").stdout, b"\0\xff\xfexa");
    assert_eq!(fixture.run("head -c 3 /dev/zero > z; cat z").stdout, b"\0\0\0");
    assert_eq!(fixture.run("head -c 409601 /dev/zero | wc -c").stdout, b"409601\n");
}

#[test]
fn the_folder_is_home_and_holds_the_labs_files() {
    let mut fixture = Fixture::new();
    assert_eq!(
        fixture.out("echo $HOME $PWD ~; ls data"),
        "/home/learner /home/learner /home/learner\nnumbers.txt\norders.csv\nsongs.json\nwords.txt\n"
    );
}

#[test]
fn two_shells_share_nothing_but_their_world() {
    let (mut one, mut two) = (Fixture::new(), Fixture::new());
    one.out("x=1; echo 1 > only-here");
    assert_eq!(text(&two.run("echo \"[$x]\"; ls only-here").stdout), "[]\n");
}

#[test]
fn under_the_wall_clock_time_is_real_and_cannot_be_moved() {
    let world =
        labs_world::World::temporary(&labs_world::WorldOptions { virtual_start: None, ..Default::default() }).unwrap();
    let mut shell = labs_shell::open(labs_shell::ShellOptions::new(std::sync::Arc::new(world))).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let started = std::time::Instant::now();
    let outcome = runtime.block_on(shell.run(
        "a=$(date +%s%3N); sleep 0.3; b=$(date +%s%3N); [ $((b - a)) -ge 300 ] && echo waited; labs clock advance 1h",
        std::time::Duration::from_secs(60),
    ));
    assert!(started.elapsed() >= std::time::Duration::from_millis(300));
    assert_eq!((outcome.status, text(&outcome.stdout)), (5, "waited\n".to_owned()));
    assert!(text(&outcome.stderr).contains("wall clock"), "{}", text(&outcome.stderr));
}
