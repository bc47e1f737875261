//! Where things live on this machine: the world that a verb means when none is named.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::cli::WorldArgs;

/// The folder of the world that a verb means: what was asked for, else one in the user's data folder.
pub(crate) fn world(args: &WorldArgs) -> PathBuf {
    args.world.clone().unwrap_or_else(|| data_folder(|name| env::var_os(name)).join("labs").join("world"))
}

/// The user's data folder by the platform's custom: XDG on Linux, Library on macOS, the current folder as a last resort.
fn data_folder(variable: impl Fn(&str) -> Option<OsString>) -> PathBuf {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = set("XDG_DATA_HOME") {
        return folder;
    }
    match set("HOME") {
        Some(home) if cfg!(target_os = "macos") => home.join("Library").join("Application Support"),
        Some(home) => home.join(".local").join("share"),
        None => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(variables: &[(&str, &str)]) -> PathBuf {
        data_folder(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn the_data_folder_follows_xdg_then_home() {
        assert_eq!(folder(&[("XDG_DATA_HOME", "/x"), ("HOME", "/h")]), PathBuf::from("/x"));
        let home = folder(&[("XDG_DATA_HOME", ""), ("HOME", "/h")]);
        assert!(home.starts_with("/h"), "{}", home.display());
        assert_eq!(folder(&[]), PathBuf::from("."));
    }
}
