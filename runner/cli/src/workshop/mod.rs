//! The workshop: where engines, the AWS boundary and the shell are wired together for graded runs.
//!
//! `engines.rs` is the one list of engines, used here and by `labs serve`. `session.rs` is one chapter's world with its shell.
//! `aws_command.rs` makes the `aws` command a command of the shell. Grading sees none of it but the two traits.

mod aws_command;
pub(crate) mod engines;
mod files;
mod session;

use std::sync::Arc;

use labs_aws::Boundary;
use labs_grade::{CannotRun, Session, Workshop};
use labs_guide::{Chapter, Lab, Language};
use labs_shell::{ShellLimits, ShellOptions};
use labs_world::{BoxFuture, Timestamp, World, WorldOptions};

use crate::workshop::aws_command::AwsCommand;
use crate::workshop::session::ConsoleSession;

pub(crate) use files::{FilesError, lab_files, unknown_generators};

/// Opens one temporary world a chapter, with every engine and a shell in it.
pub(crate) struct TemporaryWorlds;

impl Workshop for TemporaryWorlds {
    fn languages(&self) -> &[Language] {
        &[Language::Console]
    }

    fn open<'a>(&'a self, lab: &'a Lab, chapter: &'a Chapter) -> BoxFuture<'a, Result<Box<dyn Session>, CannotRun>> {
        Box::pin(async move { open(lab, chapter) })
    }
}

/// What helps when the place of a temporary world gives out.
const REMEDY: &str = "see that the system's temporary folder exists, is writable and has space (TMPDIR names it)";

fn open(lab: &Lab, _chapter: &Chapter) -> Result<Box<dyn Session>, CannotRun> {
    let start = lab.manifest.clock.as_ref().map(|clock| Timestamp::from_millis(clock.value.as_millisecond()));
    let options = WorldOptions {
        seed: Some(lab.manifest.seed),
        virtual_start: Some(start.unwrap_or(labs_world::DEFAULT_START)),
        ..WorldOptions::default()
    };
    let world = Arc::new(World::temporary(&options).map_err(|error| CannotRun::new(error, REMEDY))?);
    let services = engines::open(&world).map_err(|error| CannotRun::new(error, REMEDY))?;
    // Engines that do not fit their models are our bug, which the tests of this file would show.
    let boundary = Boundary::new(Arc::clone(&world), services).map_err(|error| CannotRun::new(error, "report this"))?;
    let files = lab_files(lab).map_err(|error| CannotRun::new(error, "run `labs lint`"))?;
    let shell = labs_shell::open(ShellOptions {
        world: Arc::clone(&world),
        files,
        environment: Vec::new(),
        commands: vec![("aws".to_owned(), Arc::new(AwsCommand::new(Arc::clone(&world), boundary)))],
        limits: ShellLimits::default(),
    })
    .map_err(|error| CannotRun::new(error, REMEDY))?;
    Ok(Box::new(ConsoleSession::new(world, shell)))
}
