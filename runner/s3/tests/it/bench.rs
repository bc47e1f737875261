//! A workbench: a world, its S3 and files, on which command lines are run.

use std::sync::Arc;
use std::time::Duration;

use labs_aws::Boundary;
use labs_aws::cli::{Invocation, Pause, Target, run};
use labs_s3::S3;
use labs_world::{BoxFuture, DEFAULT_START, Service, World};

use crate::files::MemoryFiles;

pub(crate) struct Bench {
    pub(crate) world: Arc<World>,
    pub(crate) s3: S3,
    pub(crate) files: MemoryFiles,
    boundary: Boundary,
}

struct NoPause;

impl Pause for NoPause {
    fn pause(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        let world = Arc::new(World::in_memory(1, DEFAULT_START));
        let s3 = S3::open(Arc::clone(&world)).unwrap();
        let service: Arc<dyn Service> = Arc::new(s3.clone());
        let boundary = Boundary::new(Arc::clone(&world), vec![service]).unwrap();
        Self { world, s3, files: MemoryFiles::default(), boundary }
    }

    /// With a bucket `bkt`.
    pub(crate) async fn with_bucket() -> Self {
        let bench = Self::new();
        bench.ok("s3 mb s3://bkt").await;
        bench
    }

    /// What a command line prints: standard output, standard error and the exit code.
    pub(crate) async fn aws(&self, line: &str) -> (String, String, i32) {
        let args: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let env = |name: &str| (name == "PWD").then(|| "/work".to_owned());
        let outcome = run(Invocation {
            args: &args,
            env: &env,
            files: &self.files,
            endpoint: &self.boundary,
            target: Target { region: "us-east-1", url: None },
            pause: &NoPause,
            terminal: None,
        })
        .await;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(outcome.stdout), text(outcome.stderr), outcome.status)
    }

    /// Standard output of a line that must succeed.
    pub(crate) async fn ok(&self, line: &str) -> String {
        let (stdout, stderr, status) = self.aws(line).await;
        assert_eq!((stderr.as_str(), status), ("", 0), "{line}: {stdout}");
        stdout
    }

    /// Standard error and exit code of a line that must fail.
    pub(crate) async fn fails(&self, line: &str) -> (String, i32) {
        let (stdout, stderr, status) = self.aws(line).await;
        assert_eq!(stdout, "", "{line}");
        (stderr, status)
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.world.clock().advance(Duration::from_secs(seconds)).unwrap();
    }
}
