//! Accepting connections until told to stop.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

use super::exchange::{self, Shared};
use super::guard;
use crate::boundary::Boundary;
use crate::sigv4::KeySet;

/// The most that request line and headers may take; beyond it hyper answers 431 or 414.
const MAX_HEAD: usize = 16 * 1024;

/// How long a connection may take to send the head of a request, or stay without one.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How long running requests are waited for after the server was told to stop.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(5);

/// How long nothing is accepted after accepting has failed, mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What a server does apart from answering AWS's calls.
#[derive(Debug, Default)]
pub struct ServerConfig {
    /// Keys that requests must be signed with; `None` lets everybody in, as a local server usually does.
    pub keys: Option<KeySet>,
    /// Routes under `/_labs`, for whoever starts the server. The guard for loopback names stands before them.
    pub control: Option<Router>,
}

/// Serves the AWS port on `listener` until `shutdown` ends.
///
/// # Errors
/// None today; connections that fail end alone. The result leaves room for listeners that break for good.
pub async fn serve(
    listener: TcpListener,
    boundary: Arc<Boundary>,
    config: ServerConfig,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    accept(listener, router(boundary, config), shutdown).await
}

/// Serves another surface on its own port, behind the same guard for loopback names and with the same limits.
///
/// # Errors
/// As [`serve`].
pub async fn serve_loopback(
    listener: TcpListener,
    surface: Router,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    accept(listener, surface.layer(axum::middleware::from_fn(guard::stand)), shutdown).await
}

/// Accepts connections and hands their requests to `router`.
async fn accept(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()> + Send) -> io::Result<()> {
    let service = TowerToHyperService::new(router);
    let mut http = http1::Builder::new();
    // A client may end its side before it reads the answer; a call that has begun is finished either way.
    http.half_close(true);
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(MAX_HEAD);
    let connections = GracefulShutdown::new();
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Small replies must not wait for the acknowledgement of the one before.
        let _ = stream.set_nodelay(true);
        let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service.clone()));
        tokio::spawn(async move {
            // A connection that breaks is its client's business; the client has been told or is gone.
            let _ = connection.await;
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(SHUTDOWN_PATIENCE, connections.shutdown()).await;
    Ok(())
}

fn router(boundary: Arc<Boundary>, config: ServerConfig) -> Router {
    let shared = Arc::new(Shared { boundary, keys: config.keys });
    let mut router = Router::<Arc<Shared>>::new();
    if let Some(control) = config.control {
        router = router.nest_service("/_labs", control);
    }
    router
        .fallback(exchange::answer)
        .layer(axum::middleware::from_fn_with_state(shared.clone(), exchange::admit))
        .with_state(shared)
}
