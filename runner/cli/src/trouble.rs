//! `Trouble`: why a verb could not do its work, in words that end with what to do next.
//!
//! A wrong answer is not trouble but a verdict (`labs-grade`), and a wrong guide is a diagnostic (`labs-guide`). This is the
//! rest: the command line, and what this machine does not allow. Wording lives here and nowhere else in the binary.

use std::io;
use std::path::PathBuf;

use labs_book::BookError;
use labs_guide::SelectError;

use crate::exit::Exit;
use crate::invocation;
use crate::terminal::counted;
use crate::workshop::FilesError;
use crate::workshop::engines::EngineError;

/// Why a verb stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The selection does not match.
    #[error(transparent)]
    NothingSelected(#[from] SelectError),
    /// A part of a lab was named where a whole one is meant.
    #[error("`{id}` is a part of a lab; data belongs to a lab as a whole")]
    NotALab {
        /// What was named.
        id: String,
    },
    /// The guides are wrong and have been reported.
    #[error("{} in the guides; see above", counted(*count, "error"))]
    InvalidLab {
        /// Number of errors.
        count: usize,
    },
    /// The guides are wrong, and somebody asked for something that is made of them.
    #[error("{} in the guides; `{} lint` shows them", counted(*count, "error"), invocation::program())]
    InvalidGuides {
        /// Number of errors.
        count: usize,
    },
    /// The files that a lab brings cannot be made.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The folder of the guides cannot be read.
    #[error(transparent)]
    Sources(#[from] labs_guide::TreeError),
    /// A file or folder cannot be used.
    #[error("cannot {action} {}: {reason}; make room or give yourself the right to, or name another place", path.display())]
    File {
        /// `read`, `write`, `create`.
        action: &'static str,
        /// Which.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// A port is taken.
    #[error(
        "port {port} on 127.0.0.1 is taken by another program; choose another with {flag} N, or a free one with {flag} 0"
    )]
    PortTaken {
        /// The port.
        port: u16,
        /// The flag that changes it.
        flag: &'static str,
    },
    /// A port cannot be opened for another reason.
    #[error("cannot listen on 127.0.0.1:{port}: {reason}; choose another port with {flag} N")]
    Listen {
        /// The port.
        port: u16,
        /// The flag that changes it.
        flag: &'static str,
        /// The system's words.
        reason: io::Error,
    },
    /// A world cannot be opened.
    #[error(transparent)]
    World(#[from] labs_world::WorldError),
    /// An engine could not start on its world.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Engines and their models do not fit together, which is our bug.
    #[error("this is a bug in labs, please report it: {0}")]
    Boundary(#[from] labs_aws::BoundaryError),
    /// One port is wanted for two surfaces.
    #[error("port {port} is wanted twice, by {first} and {second}; give each its own")]
    PortTwice {
        /// The port.
        port: u16,
        /// One flag.
        first: &'static str,
        /// The other flag.
        second: &'static str,
    },
    /// There is no server to talk to.
    #[error(
        "no `labs serve` is running on the world {}; start one in another terminal with `{} serve`, or name its world \
         (--world DIR, or the variable LABS_WORLD)",
        world.display(),
        invocation::program()
    )]
    NoServer {
        /// The world's folder.
        world: PathBuf,
    },
    /// The server that left its note does not answer any more.
    #[error(
        "the `labs serve` on the world {} (process {pid}) has ended without a word; what was stored is safe: start it again \
         with `{} serve`",
        world.display(),
        invocation::program()
    )]
    ServerGone {
        /// The world's folder.
        world: PathBuf,
        /// Its process id.
        pid: u32,
    },
    /// There is no place for a world of the user's own.
    #[error("there is no home folder for the world (HOME is not set); name a folder with --world DIR")]
    NoHome,
    /// There is no lab.
    #[error(
        "there are no labs in {place}; a lab is a folder with a lab.toml and chapters, as the book's page on the guide format \
         says"
    )]
    NoLabs {
        /// Where it was looked.
        place: String,
    },
    /// The folder for the book cannot be used.
    #[error("{0}; name another folder with --out DIR")]
    BookFolder(#[source] BookError),
    /// The labs in the binary are nobody's to change.
    #[error(
        "the labs in this binary cannot be changed; run `{} accept` in a checkout of your labs, or name them with --labs DIR",
        invocation::program()
    )]
    EmbeddedLabs,
    /// Continuous integration changes no guide.
    #[error(
        "outputs are not accepted in continuous integration (the variable CI is set); run `{0} check` here, and `{0} accept` \
         where you can look at the changes",
        invocation::program()
    )]
    AcceptInCi,
    /// There is no terminal to ask on.
    #[error(
        "standard input is no terminal, so there is nobody to ask; accept everything with --all, or give one answer a line \
         with --ask"
    )]
    NobodyToAsk,
    /// Somebody changed a guide while its steps ran.
    #[error("{} was changed while its steps ran, so nothing was written to it; run `{} accept` again", path.display(), invocation::program())]
    ChangedMeanwhile {
        /// The guide.
        path: PathBuf,
    },
    /// The server gave an answer that is not one.
    #[error("the server at {url} did not do it: {reason}")]
    Server {
        /// Where.
        url: String,
        /// Its words.
        reason: String,
    },
    /// The book could not be built.
    #[error(transparent)]
    Book(#[from] BookError),
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Output(io::Error),
    /// The async runtime cannot start.
    #[error("cannot start threads: {0}; close other programs and try again")]
    Runtime(io::Error),
}

impl Trouble {
    /// How the process ends because of this.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::NothingSelected(_) | Self::NoLabs { .. } => Exit::NothingSelected,
            Self::InvalidLab { .. } | Self::InvalidGuides { .. } | Self::Files(_) | Self::Book(_) => Exit::InvalidLab,
            Self::NotALab { .. } | Self::PortTwice { .. } | Self::NobodyToAsk => Exit::Usage,
            Self::Boundary(_) => Exit::Bug,
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::ClosedPipe,
            Self::File { .. }
            | Self::PortTaken { .. }
            | Self::Listen { .. }
            | Self::Sources(_)
            | Self::World(_)
            | Self::Engine(_)
            | Self::NoServer { .. }
            | Self::ServerGone { .. }
            | Self::NoHome
            | Self::EmbeddedLabs
            | Self::AcceptInCi
            | Self::ChangedMeanwhile { .. }
            | Self::BookFolder(_)
            | Self::Server { .. }
            | Self::Runtime(_)
            | Self::Output(_) => Exit::CannotRunHere,
        }
    }

    /// Whether there is something to say: a closed pipe is quiet.
    pub(crate) fn is_quiet(&self) -> bool {
        self.exit() == Exit::ClosedPipe
    }
}
