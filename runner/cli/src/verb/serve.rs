//! `labs serve`: the AWS services, the book and the places of services to come on 127.0.0.1, over one world, until Ctrl-C.

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use labs_aws::Boundary;
use labs_aws::http::{self, ServerConfig};
use labs_aws::sigv4::KeySet;
use labs_book::BookRequest;
use labs_world::{Ids, Timestamp, World, WorldOptions};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::cli::ServeArgs;
use crate::exit::Exit;
use crate::folders;
use crate::invocation;
use crate::runtime;
use crate::serving::{AccessKey, Serving};
use crate::sources::Sources;
use crate::surface;
use crate::terminal::Terminal;
use crate::trouble::Trouble;
use crate::workshop::engines;

/// Opens everything, says where, and serves until it is told to end.
pub(crate) fn run(args: &ServeArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    runtime::all_cores()?.block_on(serve(args, terminal, labs))
}

async fn serve(args: &ServeArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let keys = keys(&args.access_key)?;
    let options =
        WorldOptions { virtual_start: virtual_start(args.virtual_clock.as_deref())?, ..WorldOptions::default() };
    let folder = folders::world(&args.world);
    let aws = listen(args.aws_port, "--aws-port").await?;
    let book = listen(args.book_port, "--book-port").await?;
    let mlflow = listen(args.mlflow_port, "--mlflow-port").await?;

    let world = Arc::new(World::open(&folder, &options)?);
    let services = engines::open(&world).map_err(|error| Trouble::Engine(error.to_string()))?;
    let names: Vec<&'static str> = services.iter().map(|service| service.name()).collect();
    let boundary = Boundary::new(Arc::clone(&world), services).map_err(|error| Trouble::Engine(error.to_string()))?;

    let serving = Serving {
        pid: std::process::id(),
        aws: url(&aws)?,
        book: url(&book)?,
        mlflow: url(&mlflow)?,
        // Its own source, so that a seeded world does not give its token away.
        token: Ids::random().map_err(|error| Trouble::Engine(error.to_string()))?.alphanumeric(40),
        access_key: keys.first().cloned().unwrap_or_else(unchecked_key),
    };
    let config = ServerConfig {
        keys: (!keys.is_empty()).then(|| KeySet::new(keys.into_iter().map(|key| (key.id, key.secret)))),
        control: Some(surface::control::router(Arc::clone(&world), &serving.token)),
    };
    let (stop, stopped) = watch::channel(());
    let ended = move || {
        let mut stopped = stopped.clone();
        async move {
            let _ = stopped.changed().await;
        }
    };
    let servers = [
        tokio::spawn(http::serve(aws, Arc::new(boundary), config, ended())),
        tokio::spawn(http::serve_loopback(book, surface::book::router(builder(labs)), ended())),
        tokio::spawn(http::serve_loopback(mlflow, surface::absent::router("MLflow"), ended())),
    ];
    let announcement = serving.announce(&folder)?;
    welcome(&serving, &folder, &world, &names, &mut terminal.stdout()).map_err(Trouble::Output)?;
    until_told_to_end().await;
    drop(announcement);
    drop(stop);
    for server in servers {
        let _ = server.await;
    }
    Ok(Exit::AllRight)
}

/// Opens a port; a taken one is told apart, because it has a remedy of its own.
async fn listen(port: u16, flag: &'static str) -> Result<TcpListener, Trouble> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|reason| match reason.kind() {
        io::ErrorKind::AddrInUse => Trouble::PortTaken { port, flag },
        _ => Trouble::Listen { port, flag, reason },
    })
}

fn url(listener: &TcpListener) -> Result<String, Trouble> {
    let address = listener.local_addr().map_err(|error| Trouble::Engine(error.to_string()))?;
    Ok(format!("http://{address}"))
}

/// The key that `labs env` exports where signatures are not checked: clients insist on having one.
fn unchecked_key() -> AccessKey {
    AccessKey { id: "labs".to_owned(), secret: "labs".to_owned() }
}

fn keys(given: &[String]) -> Result<Vec<AccessKey>, Trouble> {
    given.iter().map(|pair| key(pair)).collect()
}

/// `ID:SECRET`; a single quote would break the exports of `labs env`.
fn key(pair: &str) -> Result<AccessKey, Trouble> {
    match pair.split_once(':') {
        Some((id, secret)) if !id.is_empty() && !secret.is_empty() && !pair.contains('\'') => {
            Ok(AccessKey { id: id.to_owned(), secret: secret.to_owned() })
        }
        _ => Err(Trouble::Usage("--access-key takes ID:SECRET, both without quotes and not empty".to_owned())),
    }
}

fn virtual_start(given: Option<&str>) -> Result<Option<Timestamp>, Trouble> {
    given.map(str::parse).transpose().map_err(|error| Trouble::Usage(format!("--virtual-clock: {error}")))
}

/// How the book port gets its pages: from the same guides that every verb sees, read at the first request.
fn builder(labs: Option<&Path>) -> surface::book::Build {
    let labs: Option<PathBuf> = labs.map(Path::to_owned);
    Arc::new(move |destination| {
        let sources = Sources::find(labs.as_deref());
        let guides = sources.read().map_err(|trouble| trouble.to_string())?;
        let book = sources.book().map_err(|trouble| trouble.to_string())?;
        if guides.errors() > 0 {
            return Err("The guides have errors; `labs lint` shows them.".to_owned());
        }
        let request = BookRequest { book: &book, lab_files: &guides.tree, labs: &guides.labs, destination };
        labs_book::build(request).map(|_| ()).map_err(|error| error.to_string())
    })
}

fn welcome(serving: &Serving, folder: &Path, world: &World, services: &[&str], out: &mut dyn Write) -> io::Result<()> {
    let clock = if world.clock().is_virtual() { "a virtual clock" } else { "the wall clock" };
    writeln!(out, "labs serve, world {} on {clock}\n", folder.display())?;
    writeln!(out, "  AWS services  {}  {}", serving.aws, services.join(", "))?;
    writeln!(out, "  book          {}", serving.book)?;
    writeln!(out, "  MLflow        {}  not in this version: answers 501\n", serving.mlflow)?;
    for moved in world.recovered() {
        writeln!(out, "  The last stop was abrupt; what it left half done was moved to {}.\n", moved.display())?;
    }
    writeln!(out, "In another terminal:\n")?;
    writeln!(out, "  eval \"$({} env)\"", invocation::program())?;
    writeln!(out, "  aws dynamodb list-tables\n")?;
    writeln!(out, "Ctrl-C ends it; what was stored stays.")?;
    out.flush()
}

/// Returns on Ctrl-C or a polite kill.
async fn until_told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
