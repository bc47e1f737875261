//! `Server`: a running `labs serve` on free ports for whole-product tests, ended with the test, and a bare HTTP client.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::project::{Project, Run};

/// A running `labs serve`.
pub(crate) struct Server<'p> {
    project: &'p Project,
    child: Child,
    world: PathBuf,
    note: serde_json::Value,
}

impl<'p> Server<'p> {
    /// Starts a server with a world in the project's folder and waits until it listens.
    pub(crate) fn start(project: &'p Project, flags: &[&str]) -> Self {
        let world = project.path().join("world");
        let ports = ["--aws-port", "0", "--book-port", "0", "--mlflow-port", "0"];
        let mut args = vec!["serve", "--world", world.to_str().unwrap()];
        args.extend(ports);
        args.extend(flags);
        let out = std::fs::File::create(project.path().join("serve.out")).unwrap();
        let mut child = project.command(&args).stdout(out).stderr(Stdio::piped()).spawn().unwrap();
        let note = world.join("serving.json");
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(note) = std::fs::read(&note).ok().and_then(|text| serde_json::from_slice(&text).ok()) {
                return Self { project, child, world, note };
            }
            if let Some(status) = child.try_wait().unwrap() {
                let mut complaints = String::new();
                child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
                panic!("labs serve ended with {status}: {complaints}");
            }
            assert!(Instant::now() < deadline, "labs serve did not start");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// `127.0.0.1:port` of a surface: `aws`, `book`, `mlflow`.
    pub(crate) fn address(&self, surface: &str) -> &str {
        self.note[surface].as_str().unwrap().strip_prefix("http://").unwrap()
    }

    /// What the server left for other verbs.
    pub(crate) fn note(&self) -> &serde_json::Value {
        &self.note
    }

    /// Runs another verb that finds this server.
    pub(crate) fn labs(&self, args: &[&str]) -> Run {
        let mut command = self.project.command(args);
        command.env("LABS_WORLD", &self.world);
        Run::of(command, args)
    }

    /// Sends a raw request to the AWS port and returns the whole answer as text.
    pub(crate) fn send(&self, request: &str) -> String {
        send(self.address("aws"), request)
    }

    /// What the server has printed.
    pub(crate) fn welcome(&self) -> String {
        let pid = self.child.id();
        let out = std::fs::read_to_string(self.project.path().join("serve.out")).unwrap_or_default();
        assert!(!out.is_empty(), "process {pid} printed nothing");
        out
    }

    /// Ends the server as Ctrl-C does and returns its exit code.
    pub(crate) fn interrupt(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a raw request to `address` and reads until the other side closes.
pub(crate) fn send(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
