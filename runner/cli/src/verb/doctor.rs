//! `labs doctor`: what this machine has and what stands in the way; the text that a report of a problem should carry.

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::WorldArgs;
use crate::exit::Exit;
use crate::folders;
use crate::serving::Serving;
use crate::sources::Sources;
use crate::surface::{SURFACES, Surface};
use crate::terminal::{Terminal, counted};
use crate::trouble::Trouble;

/// Clients that can talk to `labs serve`; none is needed for `labs check`.
const CLIENTS: &[(&str, &[&str])] = &[
    ("aws", &["--version"]),
    ("python3", &["--version"]),
    ("boto3", &["python3", "-c", "import boto3; print(boto3.__version__)"]),
];

/// One line of the report.
struct Finding {
    state: State,
    what: String,
}

/// How a line is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// As it should be.
    Good,
    /// Worth knowing; everything works without it.
    Note,
    /// Something will not work.
    Bad,
}

/// Prints the report; ends with an error code only when something that every verb needs is missing.
pub(crate) fn run(args: &WorldArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let mut findings = vec![good(format!(
        "labs {} for {}-{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS
    ))];
    findings.push(guides(labs));
    findings.push(temporary_folder());
    let world = folders::world(args)?;
    let serving = Serving::find(&world);
    findings.push(served_world(&world, serving.as_ref()));
    let serving = serving.ok();
    findings.extend(SURFACES.map(|surface| listen(surface, serving.as_ref())));
    findings.extend(CLIENTS.iter().map(version));
    print(&findings, &mut terminal.stdout()).map_err(Trouble::Output)?;
    let bad = findings.iter().any(|finding| finding.state == State::Bad);
    Ok(if bad { Exit::CannotRunHere } else { Exit::AllRight })
}

fn print(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for Finding { state, what } in findings {
        let word = match state {
            State::Good => "ok  ",
            State::Note => "note",
            State::Bad => "BAD ",
        };
        writeln!(out, "{word}  {what}")?;
    }
    out.flush()
}

fn good(what: String) -> Finding {
    Finding { state: State::Good, what }
}

fn note(what: String) -> Finding {
    Finding { state: State::Note, what }
}

fn bad(what: String) -> Finding {
    Finding { state: State::Bad, what }
}

fn guides(labs: Option<&Path>) -> Finding {
    let sources = Sources::find(labs);
    match sources.read() {
        Ok(guides) if guides.errors() == 0 => {
            good(format!("{} in {}", counted(guides.labs.len(), "lab"), sources.describe()))
        }
        Ok(guides) => bad(format!(
            "{} in the guides of {}; labs lint shows them",
            counted(guides.errors(), "error"),
            sources.describe()
        )),
        Err(trouble) => bad(trouble.to_string()),
    }
}

fn temporary_folder() -> Finding {
    let folder = std::env::temp_dir();
    match tempfile::tempfile_in(&folder) {
        Ok(_) => good(format!("temporary folder {} is writable", folder.display())),
        Err(error) => bad(format!("temporary folder {}: {error}; TMPDIR names another one", folder.display())),
    }
}

fn served_world(world: &Path, serving: Result<&Serving, &Trouble>) -> Finding {
    match serving {
        Ok(serving) => {
            good(format!("world {} is served by process {} at {}", world.display(), serving.pid, serving.aws))
        }
        Err(gone @ Trouble::ServerGone { .. }) => note(gone.to_string()),
        Err(_) if world.join("world.toml").is_file() => good(format!("world {} is not being served", world.display())),
        Err(_) => note(format!("no world yet at {}; labs serve makes it", world.display())),
    }
}

fn listen(surface: Surface, serving: Option<&Serving>) -> Finding {
    let Surface { name, port, flag } = surface;
    let ours = serving.is_some_and(|serving| {
        [&serving.aws, &serving.book, &serving.mlflow].into_iter().any(|url| url.ends_with(&format!(":{port}")))
    });
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => good(format!("port {port} for {name} is free")),
        Err(_) if ours => good(format!("port {port} for {name} is taken by labs serve")),
        Err(error) => note(format!("port {port} for {name}: {error}; labs serve {flag} N chooses another")),
    }
}

/// The first line that a client prints of its version. The last argument list may begin with the program that runs it.
fn version((name, args): &(&str, &[&str])) -> Finding {
    let (program, args) = match args {
        ["python3", rest @ ..] => ("python3", rest),
        args => (*name, *args),
    };
    let output = Command::new(program).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output();
    match output {
        Ok(output) if output.status.success() => {
            let words = String::from_utf8_lossy(&output.stdout);
            good(format!("{name}: {}", words.lines().next().unwrap_or_default()))
        }
        _ => note(format!("{name} is not installed; labs check and labs aws work without it")),
    }
}
