//! How this binary was called, so that every command that it suggests can be typed as it stands.

use std::env;
use std::path::Path;

/// `labs`, or `cargo run --` where Cargo runs the binary of a checkout and `labs` is not on the path yet.
pub(crate) fn program() -> &'static str {
    // Cargo sets this for what it runs and for nothing else.
    if env::var_os("CARGO_MANIFEST_DIR").is_some() { "cargo run --" } else { "labs" }
}

/// The beginning of a command that finds the same guides: `labs --labs mine`.
pub(crate) fn with_labs(labs: Option<&Path>) -> String {
    match labs {
        Some(folder) => format!("{} --labs {}", program(), folder.display()),
        None => program().to_owned(),
    }
}
