//! Nothing outside the world can be reached from a step: every way that a shell or the `aws` command offers is tried.

use std::fs;

use crate::project::Project;

/// What no step may ever show.
const SECRET: &str = "TOP-SECRET-7f3a";

/// Runs `command` as a console step, with `{secret}` and `{target}` standing for paths of the host, and returns all that came.
fn attempt(command: &str) -> String {
    let project = Project::new().lab("demo").file("outside/secret.json", &format!("{{\"S\": \"{SECRET}\"}}"));
    let secret = project.path().join("outside/secret.json");
    let target = project.path().join("outside/target.txt");
    let command = command.replace("{secret}", secret.to_str().unwrap()).replace("{target}", target.to_str().unwrap());
    let chapter = format!("# Escape {{#escape}}\n\n```console {{step=escape}}\n$ {command}\n```\n");
    let project = project.chapter("demo/01-escape", &chapter);
    let run = project.labs(&["run"]);
    assert!(
        [0, 1].contains(&run.code),
        "labs run ended with {} after {command}:\n{}{}",
        run.code,
        run.stdout,
        run.stderr
    );
    assert!(!target.exists(), "{command} wrote a file of the host");
    assert_eq!(
        fs::read_to_string(&secret).unwrap(),
        format!("{{\"S\": \"{SECRET}\"}}"),
        "{command} changed a file of the host"
    );
    let came = format!("{}{}", run.stdout, run.stderr);
    assert!(!came.contains(SECRET), "{command} read a file of the host:\n{came}");
    came
}

#[test]
fn no_command_reads_a_file_of_the_host() {
    for command in [
        "cat {secret}",
        "cat < {secret}",
        "cat /../../../../../../..{secret}",
        "cat $(echo {secret})",
        "source {secret}",
        "cp {secret} copy; cat copy",
        "ln -s {secret} link; cat link",
        "ln {secret} hard; cat hard",
        "mkdir d; ln -s / d/root; cat d/root{secret}",
        "while read line; do echo $line; done < {secret}",
        "grep -r TOP /",
        "find / -name secret.json -exec cat {} ';'",
        "tar cf - {secret} | tar xOf -",
        "diff /dev/null {secret}",
        "mapfile -t lines < {secret}; echo ${lines[@]}",
        "jq . {secret}",
        "awk '{print}' {secret}",
        "sed p {secret}",
        "cat /proc/self/root{secret}",
        "echo $(<{secret})",
    ] {
        attempt(command);
    }
}

#[test]
fn no_glob_finds_files_of_the_host() {
    for command in ["echo /etc/host*", "ls /root /home/*", "echo {secret}*", "cat {secret}*", "echo /**/secret.json"] {
        let came = attempt(command);
        assert!(!came.contains("/etc/hosts") && !came.contains("hostname"), "{came}");
    }
}

#[test]
fn no_command_writes_a_file_of_the_host() {
    for command in [
        "echo x > {target}",
        "echo x >> {target}",
        "echo x | tee {target}",
        "touch {target}",
        "cp /dev/null {target}",
        "ln -s {target} link; echo x > link",
        "rm -rf {secret}; rm -rf /",
        "mv data {target}",
        "truncate -s 0 {secret}",
        "sed -i s/TOP/x/ {secret}",
    ] {
        attempt(command);
    }
}

#[test]
fn no_parameter_file_comes_from_the_host() {
    for command in [
        "aws dynamodb put-item --table-name Tea --item file://{secret}",
        "aws dynamodb put-item --table-name Tea --item fileb://{secret}",
        "aws dynamodb put-item --cli-input-json file://{secret}",
        "aws dynamodb put-item --table-name file://{secret} --item '{}'",
        "aws dynamodb put-item --table-name Tea --item file://../../../../../../..{secret}",
        "ln -s {secret} link; aws dynamodb put-item --table-name Tea --item file://link",
        "aws dynamodb put-item --table-name Tea --item file:///proc/self/environ",
    ] {
        attempt(command);
    }
}

#[test]
fn no_table_name_is_a_path() {
    for name in ["../../outside/target.txt", "..", "/etc/passwd", "a/b", "a\\\\b", "$(cat {secret})", "%2e%2e%2f"] {
        let came = attempt(&format!(
            "aws dynamodb create-table --table-name '{name}' --billing-mode PAY_PER_REQUEST \
             --attribute-definitions AttributeName=Id,AttributeType=S --key-schema AttributeName=Id,KeyType=HASH"
        ));
        assert!(came.contains("ValidationException") || came.contains("Invalid length"), "{name}:\n{came}");
    }
}

#[test]
fn the_environment_and_the_network_of_the_host_are_not_there() {
    for command in ["env", "export -p", "cat /proc/self/environ", "echo $HOME $PATH $USER $LEAK"] {
        let project = Project::new()
            .lab("demo")
            .chapter("demo/01-a", &format!("# A {{#a}}\n\n```console {{step=s}}\n$ {command}\n```\n"));
        let mut child = project.command(&["run"]);
        child.env("LEAK", SECRET).env("AWS_SECRET_ACCESS_KEY", SECRET);
        let output = child.output().unwrap();
        assert!(!String::from_utf8_lossy(&output.stdout).contains(SECRET), "{command}");
    }
    for command in ["curl http://127.0.0.1:1/", "wget http://127.0.0.1:1/", "cat < /dev/tcp/127.0.0.1/22"] {
        attempt(command);
    }
}

#[test]
fn a_lab_cannot_bring_a_link_to_a_file_of_the_host() {
    let project =
        Project::new().lab("demo").chapter("demo/01-a", "# A {#a}\n\n```console {step=s}\n$ cat data/link\n```\n");
    let secret = project.path().join("secret");
    fs::write(&secret, SECRET).unwrap();
    fs::create_dir_all(project.path().join("labs/demo/data")).unwrap();
    std::os::unix::fs::symlink(&secret, project.path().join("labs/demo/data/link")).unwrap();
    let run = project.labs(&["run"]);
    assert!(!run.stdout.contains(SECRET) && !run.stderr.contains(SECRET));
    run.exits(5).complains(&["data/link", "link"]);
}
