//! `mktemp`: a new file or folder of the virtual tree whose name comes from the world.

use std::sync::Arc;

use labs_world::BoxFuture;

use crate::command::{CommandInvocation, CommandOutcome, ShellCommand};
use crate::step_clock::StepClock;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The `mktemp` command.
pub(crate) struct Mktemp(Arc<StepClock>);

/// Words that `mktemp` cannot do anything with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum MktempMisuse {
    /// `-p` at the end.
    #[error("option requires an argument -- 'p'")]
    NoFolder,
    /// An option that is not known.
    #[error("unrecognized option '{0}'; a console step knows -d, -u, -q, -t, -p and --suffix")]
    Option(String),
    /// More than one template.
    #[error("too many templates")]
    ManyTemplates,
    /// A template that leaves too little to chance.
    #[error("too few X's in template '{0}'")]
    FewMarks(String),
}

/// What the words ask for.
struct Request {
    kind: Kind,
    /// The folder to create in, when it is not the template's own.
    folder: Option<String>,
    template: String,
    suffix: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    /// `-u`: only a name.
    Name,
}

impl Mktemp {
    /// `mktemp` in this clock's world.
    pub(crate) fn new(clock: &Arc<StepClock>) -> Self {
        Self(Arc::clone(clock))
    }

    async fn call(&self, invocation: CommandInvocation<'_>) -> CommandOutcome {
        let request = match parse(invocation) {
            Ok(request) => request,
            Err(misuse) => return CommandOutcome::failure(1, format!("mktemp: {misuse}\n")),
        };
        let marks = request.template.bytes().rev().take_while(|byte| *byte == b'X').count();
        if marks < 3 {
            let misuse = MktempMisuse::FewMarks(request.template);
            return CommandOutcome::failure(1, format!("mktemp: {misuse}\n"));
        }
        let stem = request.template.get(..request.template.len() - marks).unwrap_or_default();
        // A name of three letters has 238,328 forms; a hundred tries find a free one unless nearly all are taken.
        for _ in 0..100 {
            let name = format!("{stem}{}{}", self.letters(marks), request.suffix);
            let path = match &request.folder {
                Some(folder) => format!("{}/{name}", folder.trim_end_matches('/')),
                None => name,
            };
            if invocation.files.exists(&path).await {
                continue;
            }
            let made = match request.kind {
                Kind::Name => Ok(()),
                Kind::File => invocation.files.write(&path, b"").await,
                Kind::Folder => invocation.files.create_folder(&path).await,
            };
            return match made {
                Ok(()) => CommandOutcome::success(format!("{path}\n")),
                Err(error) => CommandOutcome::failure(1, format!("mktemp: failed to create: {error}\n")),
            };
        }
        CommandOutcome::failure(1, format!("mktemp: every name of template '{}' is taken\n", request.template))
    }

    fn letters(&self, count: usize) -> String {
        let ids = self.0.world().ids();
        let letter = || {
            let index = usize::try_from(ids.bits() % 62).unwrap_or(0);
            ALPHABET.get(index).copied().map_or('0', char::from)
        };
        std::iter::repeat_with(letter).take(count).collect()
    }
}

impl ShellCommand for Mktemp {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(self.call(invocation))
    }
}

fn parse(invocation: CommandInvocation<'_>) -> Result<Request, MktempMisuse> {
    let temporary = || invocation.variable("TMPDIR").filter(|folder| !folder.is_empty()).unwrap_or("/tmp").to_owned();
    let (mut kind, mut folder, mut template, mut suffix) = (Kind::File, None, None, String::new());
    let mut args = invocation.args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-d" | "--directory" => kind = Kind::Folder,
            "-u" | "--dry-run" => kind = Kind::Name,
            "-q" | "--quiet" => {}
            "-t" => folder = Some(temporary()),
            "-p" | "--tmpdir" if arg == "-p" => {
                folder = Some(args.next().ok_or(MktempMisuse::NoFolder)?.clone());
            }
            "--tmpdir" => folder = Some(temporary()),
            "-dp" => {
                kind = Kind::Folder;
                folder = Some(args.next().ok_or(MktempMisuse::NoFolder)?.clone());
            }
            other => {
                if let Some(given) = other.strip_prefix("--tmpdir=").or_else(|| other.strip_prefix("-p")) {
                    folder = Some(given.to_owned());
                } else if let Some(given) = other.strip_prefix("--suffix=") {
                    given.clone_into(&mut suffix);
                } else if other.starts_with('-') && other.len() > 1 {
                    return Err(MktempMisuse::Option(other.to_owned()));
                } else if template.replace(other.to_owned()).is_some() {
                    return Err(MktempMisuse::ManyTemplates);
                }
            }
        }
    }
    if template.is_none() {
        folder.get_or_insert_with(temporary);
    }
    Ok(Request { kind, folder, template: template.unwrap_or_else(|| "tmp.XXXXXXXXXX".to_owned()), suffix })
}
