//! The promise: same binary, any folder, any number of cores, same bytes.

use crate::project::{Project, Run};

#[test]
fn check_gives_the_same_bytes_in_two_runs_and_two_folders() {
    let (here, there) = (Project::new(), Project::new());
    for form in ["human", "json"] {
        let runs: Vec<Run> = [&here, &here, &there]
            .map(|project| project.labs(&["check", "--format", form]).exits(0))
            .into_iter()
            .collect();
        let stable = |run: &Run| without_durations(&run.stdout);
        assert_eq!(stable(&runs[0]), stable(&runs[1]), "{form}: two runs");
        assert_eq!(stable(&runs[0]), stable(&runs[2]), "{form}: two folders");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn check_gives_the_same_bytes_with_one_core_and_with_all() {
    let project = Project::new();
    let all = project.labs(&["check"]).exits(0);
    let mut one = std::process::Command::new("taskset");
    one.args(["--cpu-list", "0", crate::project::binary(), "check"]).current_dir(project.path());
    one.env_clear().env("HOME", project.path().join("home")).env("TMPDIR", project.temporary());
    let one = Run::of(one, &["check (one core)"]).exits(0);
    assert_eq!(all.stdout, one.stdout);
}

/// The JSON events with their one named field of wall time taken out; standard output for people has none.
fn without_durations(text: &str) -> String {
    text.lines().map(without_duration).collect::<Vec<_>>().join("\n")
}

fn without_duration(line: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(line) {
        Ok(serde_json::Value::Object(mut event)) => {
            event.remove("duration_ms");
            serde_json::Value::Object(event).to_string()
        }
        _ => line.to_owned(),
    }
}
