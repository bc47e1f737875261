//! `labs serve`: the AWS services, the book and the places of services to come on 127.0.0.1, over one world, until Ctrl-C.

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use labs_aws::Boundary;
use labs_aws::http::{self, ServerConfig};
use labs_aws::sigv4::KeySet;
use labs_world::{Ids, World, WorldError, WorldOptions};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::cli::ServeArgs;
use crate::exit::Exit;
use crate::folders;
use crate::invocation;
use crate::runtime;
use crate::serving::{AccessKey, Serving};
use crate::sources::Sources;
use crate::surface::{self, Surface};
use crate::terminal::Terminal;
use crate::trouble::Trouble;
use crate::workshop::engines;

/// How long work that was cut off may take to let go of the world.
const LAST_WORK: Duration = Duration::from_secs(2);

/// Opens everything, says where, and serves until it is told to end.
pub(crate) fn run(args: &ServeArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let runtime = runtime::all_cores()?;
    let exit = runtime.block_on(serve(args, terminal, labs));
    runtime.shutdown_timeout(LAST_WORK);
    exit
}

async fn serve(args: &ServeArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let keys = &args.access_key;
    let options = WorldOptions { virtual_start: args.virtual_clock, ..WorldOptions::default() };
    let folder = folders::world(&args.world)?;
    refuse_twins(args)?;
    let aws = listen(args.aws_port, surface::AWS).await?;
    let book = listen(args.book_port, surface::BOOK).await?;
    let mlflow = listen(args.mlflow_port, surface::MLFLOW).await?;

    let world = Arc::new(World::open(&folder, &options)?);
    let services = engines::open(&world)?;
    let names: Vec<&'static str> = services.iter().map(|service| service.name()).collect();
    let boundary = Boundary::new(Arc::clone(&world), services)?;

    let serving = Serving {
        pid: std::process::id(),
        aws: url(&aws, surface::AWS)?,
        book: url(&book, surface::BOOK)?,
        mlflow: url(&mlflow, surface::MLFLOW)?,
        region: world.region().to_owned(),
        // Its own source, so that a seeded world does not give its token away.
        token: Ids::random().map_err(WorldError::from)?.alphanumeric(40),
        access_key: keys.first().cloned().unwrap_or_else(AccessKey::unchecked),
    };
    let config = ServerConfig {
        keys: (!keys.is_empty()).then(|| KeySet::new(keys.iter().map(|key| (key.id.clone(), key.secret.clone())))),
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
        tokio::spawn(http::serve_loopback(mlflow, surface::absent::router(surface::MLFLOW.name), ended())),
    ];
    let announcement = serving.announce(&folder)?;
    let env = match &args.world.world {
        Some(_) => format!("env --world '{}'", std::path::absolute(&folder).unwrap_or(folder.clone()).display()),
        None => "env".to_owned(),
    };
    welcome(&serving, &folder, &world, &names, &env, &mut terminal.stdout()).map_err(Trouble::Output)?;
    runtime::told_to_end().await;
    drop(announcement);
    drop(stop);
    let ending = async {
        for server in servers {
            let _ = server.await;
        }
    };
    // Whoever presses Ctrl-C twice does not want to wait for the requests at hand.
    tokio::select! {
        () = ending => {}
        () = runtime::told_to_end() => {}
    }
    Ok(Exit::AllRight)
}

/// Two surfaces cannot share a port; said here, because the second would be told that another program has it.
fn refuse_twins(args: &ServeArgs) -> Result<(), Trouble> {
    let wanted = |port: u16, surface: Surface| (port, surface.flag);
    let aws = wanted(args.aws_port, surface::AWS);
    let book = wanted(args.book_port, surface::BOOK);
    let mlflow = wanted(args.mlflow_port, surface::MLFLOW);
    for ((port, first), (other, second)) in [(aws, book), (aws, mlflow), (book, mlflow)] {
        if port == other && port != 0 {
            return Err(Trouble::PortTwice { port, first, second });
        }
    }
    Ok(())
}

/// Opens a port; a taken one is told apart, because it has a remedy of its own.
async fn listen(port: u16, Surface { flag, .. }: Surface) -> Result<TcpListener, Trouble> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|reason| match reason.kind() {
        io::ErrorKind::AddrInUse => Trouble::PortTaken { port, flag },
        _ => Trouble::Listen { port, flag, reason },
    })
}

fn url(listener: &TcpListener, Surface { flag, .. }: Surface) -> Result<String, Trouble> {
    let address = listener.local_addr().map_err(|reason| Trouble::Listen { port: 0, flag, reason })?;
    Ok(format!("http://{address}"))
}

/// How the book port gets its pages: from the same guides that every verb sees, read at the first request.
fn builder(labs: Option<&Path>) -> surface::book::Build {
    let labs: Option<PathBuf> = labs.map(Path::to_owned);
    Arc::new(move |destination| {
        let sources = Sources::find(labs.as_deref());
        let guides = sources.read_all()?;
        if guides.errors() > 0 {
            return Err(Trouble::InvalidGuides { count: guides.errors() });
        }
        sources.build_book(&guides, destination).map(|_| ())
    })
}

fn welcome(
    serving: &Serving,
    folder: &Path,
    world: &World,
    services: &[&str],
    env: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let clock = if world.clock().is_virtual() { "a virtual clock" } else { "the wall clock" };
    writeln!(out, "labs serve, world {} on {clock}\n", folder.display())?;
    writeln!(out, "  AWS services  {}  {}", serving.aws, services.join(", "))?;
    writeln!(out, "  book          {}", serving.book)?;
    writeln!(out, "  MLflow        {}  not in this version: answers 501\n", serving.mlflow)?;
    for moved in world.recovered() {
        writeln!(out, "  The last stop was abrupt; what it left half done was moved to {}.\n", moved.display())?;
    }
    writeln!(out, "In another terminal:\n")?;
    writeln!(out, "  eval \"$({} {env})\"", invocation::program())?;
    writeln!(out, "  aws dynamodb list-tables\n")?;
    writeln!(out, "Ctrl-C ends it; what was stored stays.")?;
    out.flush()
}
