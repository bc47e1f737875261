//! Nothing of the host can be read, written, run or seen from a script.

use crate::fixture::{Fixture, text};

/// A file that every Unix host has, and one that this test makes.
fn host_secret() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.txt");
    std::fs::write(&path, "host-secret-content").unwrap();
    let path = path.to_string_lossy().into_owned();
    (folder, path)
}

#[test]
fn no_way_of_naming_a_host_file_reads_it() {
    let (_folder, secret) = host_secret();
    let up = format!("{}{secret}", "../".repeat(30));
    for script in [
        "cat PATH",
        "cat < PATH",
        "cat UP",
        "ln -s PATH link; cat link",
        "ln -s PATH link; cp link copy; cat copy",
        "head -1 PATH",
        "echo PATH*; cat PATH*",
        "source PATH",
        ". PATH",
        "cp PATH here; cat here",
        "mv PATH here; cat here",
        "tar -cf t.tar PATH; tar -xOf t.tar",
        "grep -r host-secret / ",
        "find / -name secret.txt -exec cat {} \\;",
        "jq -R . PATH",
        "jq -n --rawfile x PATH '$x'",
        "awk '{ print }' PATH",
        "awk 'BEGIN { while ((getline line < \"PATH\") > 0) print line }'",
        "sed -n p PATH",
        "sed 'r PATH' data/words.txt",
        "sort PATH",
        "diff PATH data/words.txt",
        "while read -r l; do echo $l; done < PATH",
        "mapfile a < PATH; echo ${a[@]}",
        "echo \"$(< PATH)\"",
        "cat <(cat PATH)",
        "exec 3< PATH; cat <&3",
        "bash PATH",
        "bash -c 'cat PATH'",
        "xargs -a PATH echo",
        "cat /proc/self/root/PATH",
        "cat /proc/1/root/PATH",
        "cat /dev/fd/3PATH",
        "base64 PATH",
        "cd $(dirname PATH) && cat secret.txt",
        "pushd / ; cat .PATH",
        "split PATH; cat xaa",
        "file PATH",
        "stat PATH",
        "readlink -f PATH; cat $(readlink -f PATH)",
        "date -r PATH",
        "shuf PATH",
        "mktemp -p PATH",
        "test -e PATH && echo host-secret",
        "[[ -f PATH ]] && echo host-secret",
        "tee PATH < PATH",
        "cat 'file://PATH'",
        "envsubst < PATH",
        "xxd PATH",
        "wc PATH && echo host-secret",
        "trap 'cat PATH' EXIT",
        "gzip -c PATH | gunzip",
        "ls -l PATH && echo host-secret",
    ] {
        let script = script.replace("PATH", &secret).replace("UP", &up);
        let outcome = Fixture::new().run(&script);
        let (stdout, stderr) = (text(&outcome.stdout), text(&outcome.stderr));
        assert!(
            !stdout.contains("host-secret") && !stderr.contains("host-secret-content"),
            "{script}\n{stdout}\n{stderr}"
        );
    }
}

#[test]
fn no_way_of_writing_changes_the_host() {
    let (folder, secret) = host_secret();
    let beside = folder.path().join("made").to_string_lossy().into_owned();
    for script in [
        "echo x > PATH",
        "mkdir -p $(dirname PATH); echo x > PATH",
        "echo x >> PATH",
        "rm -f PATH",
        "rm -rf /*",
        "ln -s PATH l; echo x > l",
        "echo x | tee PATH",
        "cp data/words.txt PATH",
        "mv data/words.txt PATH",
        "touch MADE",
        "mkdir -p MADE",
        "tar -C / -cf MADE data",
        "sed -i s/h/x/ PATH",
        "truncate -s 0 PATH",
        "chmod 000 PATH",
        "sort -o PATH data/words.txt",
        "awk 'BEGIN { print 1 > \"PATH\" }'",
        "split data/words.txt MADE",
        "mktemp -p $(dirname PATH)",
        "exec 3> PATH; echo x >&3",
        "gzip PATH",
        "shuf -o PATH data/words.txt",
    ] {
        let _ = Fixture::new().run(&script.replace("PATH", &secret).replace("MADE", &beside));
        assert_eq!(std::fs::read_to_string(&secret).unwrap(), "host-secret-content", "{script}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "{script}");
    }
}

#[test]
fn the_tree_holds_nothing_but_the_lab() {
    let mut fixture = Fixture::new();
    let expected = "/\n/dev\n/dev/fd\n/dev/null\n/dev/random\n/dev/urandom\n/dev/zero\n/home\n/home/learner\n/home/learner/data\n\
        /home/learner/data/numbers.txt\n/home/learner/data/orders.csv\n/home/learner/data/songs.json\n/home/learner/data/words.txt\n/tmp\n";
    assert_eq!(fixture.out("find / | sort"), expected);
    for script in
        ["cat /etc/passwd", "ls /proc", "cat /proc/self/environ", "ls /root", "cat /proc/version", "ls /usr/bin"]
    {
        let outcome = fixture.run(script);
        assert_ne!(outcome.status, 0, "{script}");
        assert_eq!(text(&outcome.stdout), "", "{script}");
    }
}

#[test]
fn no_network_is_reached() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    for script in [
        "echo x > /dev/tcp/127.0.0.1/PORT",
        "exec 3<> /dev/tcp/127.0.0.1/PORT; echo x >&3",
        "cat < /dev/tcp/127.0.0.1/PORT",
        "echo x > /dev/udp/127.0.0.1/PORT",
        "curl http://127.0.0.1:PORT/",
        "wget http://127.0.0.1:PORT/",
        "http GET http://127.0.0.1:PORT/",
        "nc 127.0.0.1 PORT",
        "ssh -p PORT 127.0.0.1",
        "git clone http://127.0.0.1:PORT/x",
        "awk 'BEGIN { \"/inet/tcp/0/127.0.0.1/PORT\" |& getline x; print x }'",
    ] {
        let outcome = Fixture::new().run(&script.replace("PORT", &port.to_string()));
        assert_ne!(outcome.status, 0, "{script}");
    }
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn no_process_of_the_host_is_started() {
    let (folder, _) = host_secret();
    let program = folder.path().join("program");
    let made = folder.path().join("ran");
    std::fs::write(&program, format!("#!/bin/sh\ntouch {}\n", made.display())).unwrap();
    for script in [
        "PROGRAM",
        "/bin/sh PROGRAM",
        "/bin/touch MADE",
        "/usr/bin/env touch MADE",
        "env touch MADE",
        "command /bin/touch MADE",
        "exec /bin/touch MADE",
        "PATH=/bin:/usr/bin touch MADE",
        "awk 'BEGIN { system(\"touch MADE\") }'",
        "echo MADE | xargs touch",
        "find data -exec touch MADE \\;",
        "sed '1e touch MADE' data/words.txt",
        "kill -9 -1",
        "nohup touch MADE",
        "busybox touch MADE",
        "sudo touch MADE",
        "coproc touch MADE",
        "tar --to-command='touch MADE' -xf x.tar",
        "bash -c 'touch MADE'",
    ] {
        let script = script.replace("PROGRAM", &program.to_string_lossy()).replace("MADE", &made.to_string_lossy());
        let _ = Fixture::new().run(&script);
        assert!(!made.exists(), "{script}");
    }
}

#[test]
fn the_hosts_environment_is_not_visible() {
    // Cargo sets these for every test, so a leak would show; no variable needs to be set by this one.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let mut fixture = Fixture::new();
    let shown = fixture.out("env; set; export -p; declare -p; jq -n 'env, $ENV'; awk 'BEGIN { for (k in ENVIRON) print k, ENVIRON[k] }'; echo \"${CARGO_MANIFEST_DIR}\"; printenv");
    assert!(!shown.contains("CARGO") && !shown.contains(env!("CARGO_MANIFEST_DIR")), "{shown}");
    for (name, value) in std::env::vars() {
        let known = ["HOME", "PWD", "USER", "PATH", "SHELL", "_", "SHLVL", "LANG", "TERM", "OLDPWD", "HOSTNAME"];
        assert!(known.contains(&name.as_str()) || !shown.contains(&format!("{name}={value}")), "{name}");
    }
    assert_eq!(fixture.out("env"), "HOME=/home/learner\nPWD=/home/learner\nUSER=learner\n");
}
