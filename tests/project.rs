//! `Project`: the fluent builder of whole-product tests. It makes a folder with labs, runs the real binary in it with a clean
//! environment, and hands back what came.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder with labs, and the binary to run in it.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// An empty folder. Without a lab the binary uses those that it carries.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The root of a repository: the search for labs goes no further up.
        fs::create_dir(folder.path().join(".git")).unwrap();
        Self { folder }
    }

    /// Adds a lab with a usual `lab.toml`.
    pub(crate) fn lab(self, id: &str) -> Self {
        let manifest = format!("format = 1\ntitle = \"Lab {id}\"\nsummary = \"A lab of the tests.\"\n");
        self.file(&format!("labs/{id}/lab.toml"), &manifest)
    }

    /// Adds a chapter: `chapter("demo/01-first", "# Title {#title} …")`.
    pub(crate) fn chapter(self, address: &str, text: &str) -> Self {
        self.file(&format!("labs/{address}.md"), text)
    }

    /// Adds any file.
    pub(crate) fn file(self, path: &str, content: &str) -> Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A command that runs the binary here, to be changed before it runs.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path().join("home"))
            .env("TMPDIR", self.temporary())
            .stdin(Stdio::null());
        command
    }

    /// Runs the binary here and waits for its end.
    pub(crate) fn labs(&self, args: &[&str]) -> Run {
        Run::of(self.command(args), args)
    }

    /// Where the binary puts what it should take away again.
    pub(crate) fn temporary(&self) -> PathBuf {
        let folder = self.path().join("tmp");
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// What lies in the temporary folder.
    pub(crate) fn left_behind(&self) -> Vec<PathBuf> {
        fs::read_dir(self.temporary()).unwrap().map(|entry| entry.unwrap().path()).collect()
    }
}

/// The binary under test.
pub(crate) fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_labs")
}

/// What a run of the binary left.
pub(crate) struct Run {
    /// The arguments, for messages.
    args: String,
    /// Exit code; -1 after a signal.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// Runs `command` to its end.
    pub(crate) fn of(mut command: Command, args: &[&str]) -> Self {
        Self::ended(command.output().unwrap(), args)
    }

    /// What a process left that was started in another way.
    pub(crate) fn ended(output: Output, args: &[&str]) -> Self {
        Self {
            args: args.join(" "),
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The exit code must be `code`.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "labs {}\n--- stdout\n{}\n--- stderr\n{}", self.args, self.stdout, self.stderr);
        self
    }

    /// Standard output must hold every one of `parts`.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stdout.contains(part), "no {part:?} on stdout of labs {}:\n{}", self.args, self.stdout);
        }
        self
    }

    /// Standard error must hold every one of `parts`.
    #[track_caller]
    pub(crate) fn complains(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stderr.contains(part), "no {part:?} on stderr of labs {}:\n{}", self.args, self.stderr);
        }
        self
    }

    /// Standard error must be empty.
    #[track_caller]
    pub(crate) fn quiet(self) -> Self {
        assert_eq!(self.stderr, "", "labs {}", self.args);
        self
    }
}
