//! `labs aws …`: the AWS CLI's command line against a running `labs serve`. Exit codes are the AWS CLI's own.

use std::env;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use labs_aws::cli::{self, Invocation, Pause, Target};
use labs_aws::sigv4::Credentials;
use labs_aws::{Answer, Endpoint, EndpointError, RemoteEndpoint};
use labs_world::{BoxFuture, Call, Clock, DEFAULT_REGION};

use crate::cli::{AwsArgs, WorldArgs};
use crate::exit::Exit;
use crate::folders;
use crate::host_files::HostFiles;
use crate::serving::Serving;
use crate::surface;
use crate::trouble::Trouble;

/// Runs the command against the server that the environment names, else the one of the world.
pub(crate) fn run(args: &AwsArgs) -> Result<Exit, Trouble> {
    let environment = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let world = folders::world(&WorldArgs { world: environment("LABS_WORLD").map(PathBuf::from) });
    let serving = world.and_then(|world| Serving::find(&world));
    // The region of the world that answers; the command refuses by name when the environment wants another one.
    let region = serving.as_ref().map_or(DEFAULT_REGION, |serving| serving.region.as_str());
    let url = environment("AWS_ENDPOINT_URL").or_else(|| serving.as_ref().ok().map(|serving| serving.aws.clone()));
    let key = match (environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"), &serving) {
        (Some(id), Some(secret), _) => Some((id, secret)),
        (_, _, Ok(serving)) => Some((serving.access_key.id.clone(), serving.access_key.secret.clone())),
        _ => None,
    };
    let credentials = key.map(|(access_key, secret_key)| Credentials { access_key, secret_key, session_token: None });
    let endpoint: Box<dyn Endpoint> = match &url {
        None => Box::new(Nobody),
        Some(url) => match RemoteEndpoint::new(url, credentials, region, Arc::new(Clock::wall())) {
            Ok(endpoint) => Box::new(endpoint),
            Err(error) => return Ok(unconfigured(&error)),
        },
    };
    let outcome = crate::runtime::single()?.block_on(cli::run(Invocation {
        args: &args.args,
        env: &environment,
        files: &HostFiles,
        endpoint: endpoint.as_ref(),
        target: Target { region, url: url.as_deref() },
        pause: &WallPause,
        terminal: terminal(),
    }));
    io::stdout().write_all(&outcome.stdout).and_then(|()| io::stdout().flush()).map_err(Trouble::Output)?;
    // Standard error is the last place to complain to.
    let _ = io::stderr().write_all(&outcome.stderr);
    match (&url, serving) {
        (None, Err(trouble)) if outcome.status == cli::GENERAL => Ok(unconfigured(&trouble)),
        _ => Ok(Exit::Aws(u8::try_from(outcome.status).unwrap_or(u8::MAX))),
    }
}

/// The terminal that standard output goes to, which decides the width and the colours of tables.
fn terminal() -> Option<cli::Terminal> {
    let (terminal_size::Width(width), _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(cli::Terminal { width: usize::from(width) })
}

/// Nobody to talk to: the AWS CLI's code for a configuration that is missing.
fn unconfigured(why: &dyn std::fmt::Display) -> Exit {
    let _ = writeln!(io::stderr(), "labs aws: {why}");
    Exit::Aws(u8::try_from(cli::CONFIGURATION).unwrap_or(u8::MAX))
}

/// Stands where no server is: help, and what is wrong with the command itself, need none.
struct Nobody;

impl Endpoint for Nobody {
    fn send<'a>(&'a self, _: Call) -> BoxFuture<'a, Result<Answer, EndpointError>> {
        Box::pin(async { Err(EndpointError::Unreachable { url: surface::AWS.usual_url() }) })
    }
}

/// `aws … wait` really waits.
struct WallPause;

impl Pause for WallPause {
    fn pause(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
