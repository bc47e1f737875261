//! Console steps in the machine's own shell: the chapter's engines are served over HTTP for as long as the shell lives, and the
//! real `aws` of the machine finds them by its environment.
//!
//! Graded is the same evidence by the same matchers as with the shell inside labs; so when both pass, a guide is true for
//! its readers too. Time and ids are still the world's.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use labs_aws::Boundary;
use labs_aws::http::{ServerConfig, serve};
use labs_shell::{ShellError, ShellLimits, ShellOutcome, StepShell, SystemShellOptions};
use labs_world::BoxFuture;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::serving::AccessKey;
use crate::verb::env;

/// A shell of this machine beside the server of its chapter.
struct ServedShell {
    shell: Box<dyn StepShell>,
    /// The server ends when this goes.
    _server: oneshot::Sender<()>,
}

/// Serves `boundary` on a free port of this machine and opens a shell whose `aws` talks to it.
pub(super) async fn open(boundary: &Arc<Boundary>, files: Vec<(String, Vec<u8>)>) -> io::Result<Box<dyn StepShell>> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let (server, ended) = oneshot::channel::<()>();
    let served = Arc::clone(boundary);
    tokio::spawn(async move {
        let end = async {
            // Sent or dropped, both mean the end.
            drop(ended.await);
        };
        serve(listener, served, ServerConfig::default(), end).await
    });
    let environment = env::exports(&url, boundary.world().region(), &AccessKey::unchecked());
    let environment = environment.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let shell = labs_shell::open_system(SystemShellOptions { files, environment, limits: ShellLimits::default() })?;
    Ok(Box::new(ServedShell { shell, _server: server }))
}

impl StepShell for ServedShell {
    fn run<'a>(&'a mut self, script: &'a str, limit: Duration) -> BoxFuture<'a, ShellOutcome> {
        self.shell.run(script, limit)
    }

    fn write_file<'a>(&'a mut self, path: &'a str, content: &'a [u8]) -> BoxFuture<'a, Result<(), ShellError>> {
        self.shell.write_file(path, content)
    }

    fn read_file<'a>(&'a mut self, path: &'a str) -> BoxFuture<'a, Result<Vec<u8>, ShellError>> {
        self.shell.read_file(path)
    }

    fn set_variable(&mut self, name: &str, value: &str) {
        self.shell.set_variable(name, value);
    }
}
