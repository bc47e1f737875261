//! `ChapterSession`: one chapter's world, its shell and its SQL; turns a command into evidence.

use std::sync::Arc;
use std::time::Duration;

use labs_grade::{Bill, CannotRun, Evidence, Interruption, Session, Work};
use labs_guide::Language;
use labs_shell::{FileProblem, Limit, LimitHit, ShellError, StepShell};
use labs_world::trail::Trouble;
use labs_world::{BoxFuture, World};

use super::REMEDY;
use super::sql::Sql;

/// A world with a shell and what runs SQL in it.
pub(super) struct ChapterSession {
    world: Arc<World>,
    shell: Box<dyn StepShell>,
    sql: Sql,
}

impl ChapterSession {
    /// A session of `world`, whose shell is `shell`; SQL goes to the same engines by `sql`.
    pub(super) fn new(world: Arc<World>, shell: Box<dyn StepShell>, sql: Sql) -> Self {
        Self { world, shell, sql }
    }

    async fn console(&mut self, work: Work<'_>) -> Evidence {
        let outcome = self.shell.run(work.code, work.timeout).await;
        Evidence {
            stdout: outcome.stdout,
            stderr: outcome.stderr,
            status: Some(outcome.status),
            interruption: outcome.limit.as_ref().map(|hit| interruption(hit, work.timeout)),
            ..Evidence::default()
        }
    }
}

impl Session for ChapterSession {
    fn run<'a>(&'a mut self, work: Work<'a>) -> BoxFuture<'a, Evidence> {
        Box::pin(async move {
            let before = self.world.trail().position();
            if work.language == Language::Sql
                && let Err(error) = self.sql.make_results_bucket().await
            {
                let events = self.world.trail().since(before);
                let interruption = events.iter().find_map(|event| event.trouble.as_ref()).map(troubled);
                let stderr = format!("the bucket for results cannot be made: {}: {}\n", error.code, error.message);
                return Evidence {
                    stderr: stderr.into(),
                    status: Some(1),
                    events,
                    interruption,
                    ..Evidence::default()
                };
            }
            // The bucket for results is the session's own affair: what the step did and used begins here.
            let position = self.world.trail().position();
            let used = self.world.meter().usage(self.world.clock().now());
            let evidence = match work.language {
                Language::Sql => self.sql.run(work).await,
                _ => self.console(work).await,
            };
            let events = self.world.trail().since(position);
            // Trouble comes first: a limit that is hit after it, as by a loop that tries again, is its consequence.
            let trouble = events.iter().find_map(|event| event.trouble.as_ref()).map(troubled);
            Evidence {
                events,
                bill: Some(self.world.meter().bill_since(&used, self.world.clock().now())),
                interruption: trouble.or(evidence.interruption),
                ..evidence
            }
        })
    }

    fn read_file<'a>(&'a mut self, path: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, CannotRun>> {
        Box::pin(async move {
            match self.shell.read_file(path).await {
                Ok(content) => Ok(Some(content)),
                Err(ShellError::File { problem: FileProblem::NotFound | FileProblem::IsFolder, .. }) => Ok(None),
                Err(error) => Err(CannotRun::new(error, "name a file that the step writes")),
            }
        })
    }

    fn write_file<'a>(&'a mut self, path: &'a str, content: &'a str) -> BoxFuture<'a, Result<(), CannotRun>> {
        Box::pin(async move {
            let written = self.shell.write_file(path, content.as_bytes()).await;
            written.map_err(|error| CannotRun::new(error, "make the file of the guide smaller"))
        })
    }

    fn bill(&self) -> Bill {
        self.world.meter().bill(self.world.clock().now())
    }
}

/// A call that failed through nothing that the step did.
fn troubled(trouble: &Trouble) -> Interruption {
    match trouble {
        Trouble::Defect { what } => Interruption::Crashed { message: what.clone() },
        Trouble::Place { cause } => Interruption::CannotRun { cause: cause.clone(), remedy: REMEDY.to_owned() },
    }
}

/// Why the shell stopped a script that might take so long.
fn interruption(hit: &LimitHit, timeout: Duration) -> Interruption {
    match hit.limit {
        Limit::WallTime => Interruption::TimedOut { after: timeout },
        _ => Interruption::Limit { what: hit.what().to_owned(), allowed: hit.value.clone() },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use labs_aws::Boundary;
    use labs_guide::Language;
    use labs_shell::{ShellLimits, ShellOptions};
    use labs_world::store::StoreError;
    use labs_world::{Call, DEFAULT_START, Map, Reply, Service, ServiceError};

    use super::*;
    use crate::workshop::aws_command::AwsCommand;

    /// An engine for DynamoDB's model in which each operation fails in its own way.
    struct Failing;

    impl Service for Failing {
        fn name(&self) -> &'static str {
            "dynamodb"
        }

        fn operations(&self) -> Vec<&'static str> {
            vec!["DescribeLimits", "ListBackups", "ListTables", "ListGlobalTables"]
        }

        fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
            Box::pin(async move {
                match call.operation.as_str() {
                    "DescribeLimits" => panic!("no limits today"),
                    "ListBackups" => {
                        let full = StoreError::Halted { reason: "no storage space".to_owned() };
                        Err(ServiceError::place("InternalServerError", full.to_string()))
                    }
                    "ListGlobalTables" => Err(ServiceError::client("ValidationException", "no")),
                    _ => Ok(Reply::new(Map::new())),
                }
            })
        }
    }

    async fn evidence(code: &str) -> Evidence {
        let world = Arc::new(World::in_memory(1, DEFAULT_START));
        let boundary = Arc::new(Boundary::new(Arc::clone(&world), vec![Arc::new(Failing)]).unwrap());
        let shell = labs_shell::open(ShellOptions {
            world: Arc::clone(&world),
            files: Vec::new(),
            environment: Vec::new(),
            commands: vec![("aws".to_owned(), Arc::new(AwsCommand::new(Arc::clone(&world), Arc::clone(&boundary))))],
            limits: ShellLimits::default(),
        });
        let sql = Sql::new(Arc::clone(&world), boundary);
        let mut session = ChapterSession::new(world, shell.unwrap(), sql);
        session.run(Work { language: Language::Console, code, database: None, timeout: Duration::from_secs(20) }).await
    }

    #[tokio::test]
    async fn an_engine_that_panics_crashes_the_step_even_when_the_shell_goes_on() {
        for code in ["aws dynamodb describe-limits", "aws dynamodb describe-limits || true; aws dynamodb list-tables"] {
            let Some(Interruption::Crashed { message }) = evidence(code).await.interruption else { panic!("{code}") };
            let expected = "the dynamodb engine failed while performing DescribeLimits: it panicked (no limits today)";
            assert_eq!(message, expected);
        }
    }

    #[tokio::test]
    async fn a_disk_that_gives_out_is_no_verdict_on_the_step() {
        let evidence = evidence("aws dynamodb list-backups").await;
        let Some(Interruption::CannotRun { cause, remedy }) = evidence.interruption else { panic!("{evidence:?}") };
        assert!(cause.contains("no storage space"), "{cause}");
        assert_eq!(remedy, REMEDY);
        assert_eq!(evidence.status, Some(254));
    }

    #[tokio::test]
    async fn a_refusal_of_the_service_is_the_steps_own() {
        let evidence = evidence("aws dynamodb list-global-tables").await;
        assert_eq!((evidence.interruption, evidence.status), (None, Some(254)));
    }
}
