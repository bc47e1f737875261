//! The async runtimes of the binary. Their making can fail where threads or file descriptors have run out.

use tokio::runtime::{Builder, Runtime};

use crate::trouble::Trouble;

/// A runtime on all cores, for serving and grading.
pub(crate) fn all_cores() -> Result<Runtime, Trouble> {
    Builder::new_multi_thread().enable_all().build().map_err(Trouble::Runtime)
}

/// A runtime on this thread, for one question to a server.
pub(crate) fn single() -> Result<Runtime, Trouble> {
    Builder::new_current_thread().enable_all().build().map_err(Trouble::Runtime)
}

/// Returns on Ctrl-C, a polite kill, or when the terminal is closed.
pub(crate) async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminate), Ok(mut hang_up)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
                _ = hang_up.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler Ctrl-C ends the process at once, which is what it does everywhere; there is nothing to wait for.
        std::future::pending().await
    }
}
