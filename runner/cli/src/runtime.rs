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
