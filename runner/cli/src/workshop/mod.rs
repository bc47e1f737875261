//! The workshop: where engines, the AWS boundary and the shell are wired together for graded runs.
//!
//! `engines.rs` is the one list of engines, used here and by `labs serve`. `session.rs` is one chapter's world with its shell.
//! `aws_command.rs` makes the `aws` command a command of the shell, `sql.rs` sends statements to Athena. Grading sees none of it but the two traits.

mod aws_command;
pub(crate) mod engines;
mod files;
mod session;
mod shell_files;
mod sql;
mod system;

use std::sync::Arc;

use labs_aws::Boundary;
use labs_grade::{CannotRun, Session, Workshop};
use labs_guide::{Chapter, Lab, Language};
use labs_shell::ShellOptions;
use labs_world::{BoxFuture, Timestamp, World, WorldOptions};

use crate::cli::ShellKind;
use crate::workshop::aws_command::AwsCommand;
use crate::workshop::session::ChapterSession;
use crate::workshop::sql::Sql;

pub(crate) use files::{FilesError, lab_files, unknown_generators};

/// Opens one temporary world a chapter, with every engine and a shell in it.
pub(crate) struct TemporaryWorlds {
    /// What runs the console steps.
    pub(crate) shell: ShellKind,
}

impl Workshop for TemporaryWorlds {
    fn languages(&self) -> &[Language] {
        &[Language::Console, Language::Sql]
    }

    fn open<'a>(&'a self, lab: &'a Lab, chapter: &'a Chapter) -> BoxFuture<'a, Result<Box<dyn Session>, CannotRun>> {
        Box::pin(open(lab, chapter, self.shell))
    }
}

/// What helps when the place of a temporary world gives out.
const REMEDY: &str = "see that the system's temporary folder exists, is writable and has space (TMPDIR names it)";

async fn open(lab: &Lab, _chapter: &Chapter, shell: ShellKind) -> Result<Box<dyn Session>, CannotRun> {
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
    let boundary = Arc::new(boundary);
    let files = lab_files(lab).map_err(|error| CannotRun::new(error, "run `labs lint`"))?;
    let shell = match shell {
        ShellKind::Embedded => {
            let aws = AwsCommand::new(Arc::clone(&world), Arc::clone(&boundary));
            let options = ShellOptions {
                files,
                commands: vec![("aws".to_owned(), Arc::new(aws))],
                ..ShellOptions::new(Arc::clone(&world))
            };
            labs_shell::open(options).map_err(|error| CannotRun::new(error, REMEDY))?
        }
        ShellKind::System => system::open(&boundary, files).await.map_err(|error| CannotRun::new(error, REMEDY))?,
    };
    let sql = Sql::new(Arc::clone(&world), boundary);
    Ok(Box::new(ChapterSession::new(world, shell, sql)))
}

#[cfg(test)]
mod tests {
    use labs_guide::Tree;
    use labs_shell::ShellLimits;

    use super::*;

    fn lab(chapter: &str) -> Lab {
        let manifest = "format = 1\ntitle = \"Demo\"\nsummary = \"A lab for a test.\"\n";
        let files = [("demo/lab.toml", manifest.as_bytes()), ("demo/01-a.md", chapter.as_bytes())];
        let mut loaded = labs_guide::load(&Tree::from_entries(files));
        assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
        loaded.labs.remove(0)
    }

    #[test]
    fn every_engine_fits_its_model() {
        let world = Arc::new(World::in_memory(1, labs_world::DEFAULT_START));
        let services = engines::open(&world).unwrap();
        assert!(!services.is_empty());
        assert!(Boundary::new(world, services).is_ok());
    }

    #[tokio::test]
    async fn a_session_runs_a_step_against_the_engines() {
        let lab = lab("# A {#a}\n\n```console {step=s}\n$ true\n```\n");
        let mut session = open(&lab, &lab.chapters[0], ShellKind::Embedded).await.unwrap();
        let work = labs_grade::Work {
            language: Language::Console,
            code: "aws dynamodb list-tables | jq -c .TableNames",
            database: None,
            timeout: std::time::Duration::from_secs(60),
        };
        let evidence = session.run(work).await;
        assert_eq!((evidence.status, evidence.interruption), (Some(0), None));
        assert_eq!((evidence.stdout.as_slice(), evidence.events.len()), (&b"[]\n"[..], 1));
        assert!(evidence.bill.is_some());
        session.write_file("out.txt", "tea\n").await.unwrap();
        assert_eq!(session.read_file("out.txt").await.unwrap().as_deref(), Some(&b"tea\n"[..]));
        assert_eq!(session.read_file("none/out.txt").await.unwrap(), None);
    }

    #[test]
    fn the_shell_cuts_no_time_that_a_guide_may_give() {
        let lab = lab("# A {#a}\n\n```console {step=s timeout=10m}\n$ true\n```\n");
        assert_eq!(lab.chapters.len(), 1);
        let longest = std::time::Duration::from_secs(600);
        assert!(format!("{:?}", lab.chapters[0]).contains(&format!("{longest:?}")));
        assert!(ShellLimits::default().wall_time >= longest);
    }
}
