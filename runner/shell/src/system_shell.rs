//! The machine's own `/bin/sh` as a [`StepShell`]: the proof that a guide's steps mean outside what they mean in the virtual
//! shell.
//!
//! It runs real programs with a folder of their own, an environment of their own, and no other fence: it is for guides that one
//! trusts, such as one's own in continuous integration. One process runs all scripts of a chapter, so variables and the
//! working folder stay; `exit` ends that process, and the next script gets a new one in the first folder. Time is the
//! machine's.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use labs_world::BoxFuture;
use tempfile::TempDir;

use crate::error::{FileProblem, ShellError};
use crate::limits::{Limit, LimitHit, ShellLimits};
use crate::shell::{ShellOutcome, StepShell};

/// How often a running script is looked at.
const LOOK: Duration = Duration::from_millis(2);

/// What a system shell starts with.
#[derive(Debug, Clone, Default)]
pub struct SystemShellOptions {
    /// Files of its folder: relative path and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// Exported variables; of the machine's own only `PATH` is there beside them.
    pub environment: Vec<(String, String)>,
    /// Wall time and size of output of one script; the other limits need the virtual shell.
    pub limits: ShellLimits,
}

/// Opens a shell of this machine in a temporary folder, which goes with it.
///
/// # Errors
/// The system's own, when it gives no folder or no process.
pub fn open_system(options: SystemShellOptions) -> io::Result<Box<dyn StepShell>> {
    let place = TempDir::with_prefix("labs-shell-")?;
    for folder in ["home", "step"] {
        fs::create_dir(place.path().join(folder))?;
    }
    let mut shell = SystemShell { place, environment: options.environment, limits: options.limits, child: None };
    for (path, content) in &options.files {
        shell.put(path, content)?;
    }
    shell.child = Some(shell.start()?);
    Ok(Box::new(shell))
}

struct SystemShell {
    place: TempDir,
    environment: Vec<(String, String)>,
    limits: ShellLimits,
    /// `None` after a script that ended the process or was stopped.
    child: Option<Child>,
}

/// What the process does for one script: runs it in itself, and says last of all how it ended.
const DRIVE: &str = ". \"$LABS_STEP/script\" >\"$LABS_STEP/out\" 2>\"$LABS_STEP/err\" </dev/null\n\
                     printf '%s\\n' \"$?\" >\"$LABS_STEP/status.part\" && mv \"$LABS_STEP/status.part\" \"$LABS_STEP/status\"\n";

impl SystemShell {
    fn home(&self) -> PathBuf {
        self.place.path().join("home")
    }

    fn step(&self, name: &str) -> PathBuf {
        self.place.path().join("step").join(name)
    }

    fn start(&self) -> io::Result<Child> {
        let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());
        Command::new("/bin/sh")
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.home())
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .env("LABS_STEP", self.place.path().join("step"))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.home())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
    }

    /// The place of a file of the folder; `None` for a path that leaves it.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path);
        let stays = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        stays.then(|| self.home().join(relative))
    }

    fn put(&self, path: &str, content: &[u8]) -> io::Result<()> {
        let place = self.inside(path).ok_or(io::ErrorKind::PermissionDenied)?;
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(place, content)
    }

    async fn execute(&mut self, script: &str, limit: Duration) -> io::Result<ShellOutcome> {
        let limit = limit.min(self.limits.wall_time);
        for name in ["out", "err", "status"] {
            match fs::remove_file(self.step(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::write(self.step("script"), format!("{script}\n"))?;
        let mut child = match self.child.take() {
            Some(child) => child,
            None => self.start()?,
        };
        // A pipe that is gone means that the process is: the loop below finds that out.
        let told = child.stdin.as_mut().map(|stdin| stdin.write_all(DRIVE.as_bytes()).and_then(|()| stdin.flush()));
        drop(told);
        let begun = Instant::now();
        let mut status = None;
        let mut hit = None;
        loop {
            if let Ok(text) = fs::read_to_string(self.step("status")) {
                status = text.trim().parse().ok();
                self.child = Some(child);
                break;
            }
            if let Some(ended) = child.try_wait()? {
                status = ended.code();
                break;
            }
            if begun.elapsed() > limit {
                stop(&mut child);
                hit = Some(LimitHit::new(Limit::WallTime, format!("{} s", limit.as_secs_f64())));
                break;
            }
            tokio::time::sleep(LOOK).await;
        }
        let (stdout, cut) = self.printed("out")?;
        let (stderr, cut_too) = self.printed("err")?;
        if hit.is_none() && (cut || cut_too) {
            hit = Some(LimitHit::new(Limit::Output, format!("{} bytes", self.limits.output_bytes)));
        }
        let status = status.unwrap_or(137);
        Ok(ShellOutcome { stdout, stderr, status: if hit.is_some() { status.max(1) } else { status }, limit: hit })
    }

    /// What was printed, cut at the limit, and whether it was cut.
    fn printed(&self, name: &str) -> io::Result<(Vec<u8>, bool)> {
        let mut bytes = match fs::read(self.step(name)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let cut = bytes.len() > self.limits.output_bytes;
        bytes.truncate(self.limits.output_bytes);
        Ok((bytes, cut))
    }
}

impl StepShell for SystemShell {
    fn run<'a>(&'a mut self, script: &'a str, limit: Duration) -> BoxFuture<'a, ShellOutcome> {
        Box::pin(async move {
            self.execute(script, limit).await.unwrap_or_else(|error| ShellOutcome {
                stderr: format!("the machine's shell cannot be used: {error}\n").into_bytes(),
                status: 126,
                ..ShellOutcome::default()
            })
        })
    }

    fn write_file<'a>(&'a mut self, path: &'a str, content: &'a [u8]) -> BoxFuture<'a, Result<(), ShellError>> {
        Box::pin(async move { self.put(path, content).map_err(|error| file_error(path, &error)) })
    }

    fn read_file<'a>(&'a mut self, path: &'a str) -> BoxFuture<'a, Result<Vec<u8>, ShellError>> {
        Box::pin(async move {
            let found = self.inside(path).ok_or_else(|| io::Error::from(io::ErrorKind::PermissionDenied));
            found.and_then(fs::read).map_err(|error| file_error(path, &error))
        })
    }

    fn set_variable(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
        // Quoted for sh: a quotation mark ends the quotes, stands escaped, and opens them again.
        let line = format!("export {name}='{}'\n", value.replace('\'', "'\\''"));
        if let Some(stdin) = self.child.as_mut().and_then(|child| child.stdin.as_mut()) {
            // A process that is gone gets the variable when it is started again.
            drop(stdin.write_all(line.as_bytes()).and_then(|()| stdin.flush()));
        }
    }
}

impl Drop for SystemShell {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            stop(child);
        }
    }
}

/// Ends the shell and everything that it started.
fn stop(child: &mut Child) {
    let group = format!("-{}", child.id());
    let killed = Command::new("/bin/sh").args(["-c", "kill -KILL -- \"$0\"", &group]).stderr(Stdio::null()).status();
    if !killed.is_ok_and(|status| status.success()) {
        drop(child.kill());
    }
    drop(child.wait());
}

fn file_error(path: &str, error: &io::Error) -> ShellError {
    let problem = match error.kind() {
        io::ErrorKind::NotFound => FileProblem::NotFound,
        io::ErrorKind::IsADirectory => FileProblem::IsFolder,
        io::ErrorKind::NotADirectory => FileProblem::NotFolder,
        io::ErrorKind::AlreadyExists => FileProblem::Exists,
        io::ErrorKind::PermissionDenied => FileProblem::NotPermitted,
        _ => FileProblem::Other(error.to_string()),
    };
    ShellError::File { path: path.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    fn shell() -> Box<dyn StepShell> {
        open_system(SystemShellOptions {
            files: vec![("data/a.txt".to_owned(), b"one\ntwo\n".to_vec())],
            environment: vec![("GREETING".to_owned(), "it's me".to_owned())],
            limits: ShellLimits { output_bytes: 1000, ..ShellLimits::default() },
        })
        .unwrap()
    }

    fn text(bytes: &[u8]) -> &str {
        std::str::from_utf8(bytes).unwrap()
    }

    #[tokio::test]
    async fn scripts_share_variables_and_folder_and_are_told_apart() {
        let mut shell = shell();
        let first = shell.run("n=$(wc -l < data/a.txt); cd data; echo \"$GREETING\"; echo no >&2; false", LONG).await;
        assert_eq!((text(&first.stdout), text(&first.stderr), first.status), ("it's me\n", "no\n", 1));
        let second = shell.run("echo $n; ls; ! test -t 0", LONG).await;
        assert_eq!((text(&second.stdout), text(&second.stderr), second.status), ("2\na.txt\n", "", 0));
    }

    #[tokio::test]
    async fn a_script_that_exits_ends_itself_only() {
        let mut shell = shell();
        assert_eq!(shell.run("exit 7", LONG).await.status, 7);
        assert_eq!(text(&shell.run("ls data", LONG).await.stdout), "a.txt\n");
    }

    #[tokio::test]
    async fn a_script_is_stopped_with_all_that_it_started_and_the_next_one_runs() {
        let mut shell = shell();
        let begun = Instant::now();
        let outcome = shell.run("sleep 30 & sleep 30", Duration::from_millis(200)).await;
        assert_eq!(outcome.limit.unwrap().limit, Limit::WallTime);
        assert!(begun.elapsed() < Duration::from_secs(10) && outcome.status != 0);
        assert_eq!(text(&shell.run("echo on", LONG).await.stdout), "on\n");
    }

    #[tokio::test]
    async fn more_output_than_allowed_is_a_limit() {
        let outcome = shell().run("seq 1 5000", LONG).await;
        assert_eq!((outcome.stdout.len(), outcome.limit.unwrap().limit), (1000, Limit::Output));
        assert_eq!(outcome.status, 1);
    }

    #[tokio::test]
    async fn files_go_in_and_out_and_none_leaves_the_folder() {
        let mut shell = shell();
        shell.write_file("x/b.txt", b"b").await.unwrap();
        assert_eq!(text(&shell.run("cat x/b.txt", LONG).await.stdout), "b");
        assert_eq!(shell.read_file("data/a.txt").await.unwrap(), b"one\ntwo\n");
        let outside = shell.read_file("../step/script").await.unwrap_err();
        assert_eq!(outside.to_string(), "../step/script: Operation not permitted");
        assert_eq!(shell.read_file("none").await.unwrap_err().to_string(), "none: No such file or directory");
    }

    #[tokio::test]
    async fn a_variable_that_is_set_reaches_the_next_script() {
        let mut shell = shell();
        shell.set_variable("WORD", "a 'b' $c");
        assert_eq!(text(&shell.run("sh -c 'printf %s \"$WORD\"'", LONG).await.stdout), "a 'b' $c");
    }
}
