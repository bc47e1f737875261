//! `labs serve` and the verbs that find it: health, ports, locks, tokens, the clock, the end.

use std::net::TcpListener;

use crate::project::Project;
use crate::server::{Server, send};

#[test]
fn an_unsigned_get_is_the_health_answer() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let answer = server.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("healthy"), "{answer}");
}

#[test]
fn only_loopback_names_are_answered() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    for surface in ["aws", "book", "mlflow"] {
        let address = server.address(surface);
        let request = |headers: &str| send(address, &format!("GET / HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"));
        assert!(request("Host: evil.example\r\n").starts_with("HTTP/1.1 403"), "{surface}");
        let foreign = request("Host: localhost\r\nOrigin: https://evil.example\r\n");
        assert!(foreign.starts_with("HTTP/1.1 403"), "{surface}: {foreign}");
    }
}

#[test]
fn the_book_is_served_and_mlflow_says_that_it_is_not_there() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let page = send(server.address("book"), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<main"), "{page}");
    let outside = "GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert!(send(server.address("book"), outside).starts_with("HTTP/1.1 404"));
    let mlflow = "GET /api/2.0/mlflow/experiments/search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = send(server.address("mlflow"), mlflow);
    assert!(answer.starts_with("HTTP/1.1 501") && answer.contains("MLflow"), "{answer}");
}

#[test]
fn a_taken_port_names_the_flag_that_changes_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let project = Project::new();
    for flag in ["--aws-port", "--book-port", "--mlflow-port"] {
        let mut args = vec!["serve", "--world", "world"];
        for other in ["--aws-port", "--book-port", "--mlflow-port"] {
            args.extend([other, if other == flag { port.as_str() } else { "0" }]);
        }
        project.labs(&args).exits(5).complains(&[&port, flag]);
    }
}

#[test]
fn a_world_belongs_to_one_process() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let pid = server.note()["pid"].to_string();
    let again = ["serve", "--world", "world", "--aws-port", "0", "--book-port", "0", "--mlflow-port", "0"];
    project.labs(&again).exits(5).complains(&["world", "in use", &pid]);
}

#[test]
fn a_folder_that_is_no_world_is_not_touched() {
    let project = Project::new().file("mine/thesis.txt", "years of work");
    project.labs(&["serve", "--world", "mine", "--aws-port", "0"]).exits(5).complains(&["mine", "thesis.txt"]);
    assert!(!project.path().join("mine/lock").exists());
}

#[test]
fn one_port_for_two_surfaces_is_wrong_usage() {
    let args = ["serve", "--world", "world", "--aws-port", "4999", "--book-port", "4999", "--mlflow-port", "0"];
    Project::new().labs(&args).exits(2).complains(&["4999", "--aws-port", "--book-port"]);
}

#[test]
fn without_a_home_a_world_must_be_named() {
    let project = Project::new();
    let mut command = project.command(&["serve", "--aws-port", "0"]);
    command.env_remove("HOME");
    crate::project::Run::of(command, &["serve"]).exits(5).complains(&["--world"]);
}

#[test]
fn a_killed_server_is_not_believed() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let note = project.path().join("world/serving.json");
    let text = std::fs::read_to_string(&note).unwrap();
    drop(server);
    assert_eq!(std::fs::read_to_string(&note).unwrap(), text, "a killed server cannot take its note away");
    project.labs(&["env", "--world", "world"]).exits(5).complains(&["ended without a word", "labs serve"]);
    project.labs(&["doctor", "--world", "world"]).exits(0).says(&["ended without a word"]);
}

#[test]
fn without_a_server_eval_fails_and_points_at_nobody() {
    let project = Project::new();
    let script =
        format!("eval \"$({} env --world world)\" && echo on; echo \"$AWS_ENDPOINT_URL\"", crate::project::binary());
    let mut command = std::process::Command::new("/bin/sh");
    command.args(["-c", &script]).current_dir(project.path()).env_clear();
    let run = crate::project::Run::of(command, &["env"]);
    assert_eq!(run.stdout, "http://127.0.0.1:4566\n");
}

#[test]
fn the_welcome_names_the_world_that_it_serves() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let welcome = server.welcome();
    let command = welcome.lines().find_map(|line| line.trim().strip_prefix("eval \"$(labs ")).unwrap();
    let world = command.strip_prefix("env --world '").unwrap().strip_suffix("')\"").unwrap();
    project.labs(&["env", "--world", world]).exits(0).says(&["AWS_ENDPOINT_URL"]);
}

#[test]
fn the_book_port_takes_reading_only() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    assert!(send(server.address("book"), post).starts_with("HTTP/1.1 405"));
    let missing = "GET /nothing.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = send(server.address("book"), missing);
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("href=\"/\""), "{answer}");
}

#[test]
fn env_prints_what_a_shell_can_eval() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let run = server.labs(&["env"]).exits(0).quiet();
    assert!(
        run.stdout.contains(&format!("export AWS_ENDPOINT_URL='http://{}'", server.address("aws"))),
        "{}",
        run.stdout
    );
    for line in run.stdout.lines() {
        assert!(line.starts_with("export ") && line.contains('=') || line.starts_with("unset "), "{line}");
    }
}

#[test]
fn verbs_that_need_a_server_say_how_to_start_one() {
    for args in [&["env", "--world", "world"][..], &["clock", "--world", "world"]] {
        Project::new().labs(args).exits(5).complains(&["labs serve", "world"]);
    }
}

#[test]
fn a_virtual_clock_is_shown_and_advanced() {
    let project = Project::new();
    let server = Server::start(&project, &["--virtual-clock", "2026-03-01T00:00:00Z"]);
    server.labs(&["clock"]).exits(0).says(&["2026-03-01T00:00:00Z"]);
    server.labs(&["clock", "advance", "36h"]).exits(0).says(&["2026-03-02T12:00:00Z"]);
    server.labs(&["clock", "advance", "soon"]).exits(2).complains(&["soon", "1.5h"]);
}

#[test]
fn the_wall_clock_cannot_be_advanced() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    server.labs(&["clock", "advance", "1h"]).exits(5).complains(&["wall clock"]);
}

#[test]
fn the_control_surface_wants_the_token() {
    let project = Project::new();
    let server = Server::start(&project, &["--virtual-clock", "2026-03-01T00:00:00Z"]);
    let request = |token: &str| {
        server.send(&format!(
            "POST /_labs/clock HTTP/1.1\r\nHost: localhost\r\n{token}Content-Length: 7\r\nConnection: close\r\n\r\n3600000"
        ))
    };
    assert!(request("").starts_with("HTTP/1.1 403"));
    assert!(request("x-labs-token: guess\r\n").starts_with("HTTP/1.1 403"));
    let token = format!("x-labs-token: {}\r\n", server.note()["token"].as_str().unwrap());
    assert!(request(&token).starts_with("HTTP/1.1 200"));
}

#[test]
fn an_interrupted_server_takes_its_note_away_and_ends_well() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    assert_eq!(server.interrupt(), Some(0));
    assert!(!project.path().join("world/serving.json").exists());
    assert_eq!(project.left_behind(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn an_interrupted_check_leaves_nothing_behind() {
    let text = "# A {#a}\n\n```console {step=hang timeout=60s}\n$ while true; do :; done\n```\n";
    let project = Project::new().lab("demo").chapter("demo/01-a", text);
    let mut child = project.command(&["check"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    while project.left_behind().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert!(child.try_wait().unwrap().is_none(), "the check ended by itself");
    }
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(project.left_behind(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_book_that_could_not_be_built_is_built_when_its_guide_is_mended() {
    let project = Project::new().lab("demo").chapter("demo/01-a", "# A {#a}\n\n```console {stp=one}\n$ true\n```\n");
    let server = Server::start(&project, &[]);
    let request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let broken = send(server.address("book"), request);
    assert!(
        broken.starts_with("HTTP/1.1 500") && broken.contains("1 error") && broken.contains("labs lint"),
        "{broken}"
    );
    std::fs::write(project.path().join("labs/demo/01-a.md"), "# A {#a}\n\ntext\n").unwrap();
    assert!(send(server.address("book"), request).starts_with("HTTP/1.1 200"));
}

#[test]
fn another_region_is_refused_by_name() {
    let project = Project::new();
    let server = Server::start(&project, &[]);
    let mut command = project.command(&["aws", "dynamodb", "list-tables"]);
    command.env("LABS_WORLD", project.path().join("world")).env("AWS_REGION", "eu-west-1");
    crate::project::Run::of(command, &["aws"]).exits(253).complains(&["eu-west-1", "us-east-1"]);
    drop(server);
}
