//! Where things live on this machine: the world that a verb means when none is named.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::cli::WorldArgs;
use crate::trouble::Trouble;

/// The folder of the world that a verb means: what was asked for, else one in the user's data folder.
pub(crate) fn world(args: &WorldArgs) -> Result<PathBuf, Trouble> {
    if let Some(world) = &args.world {
        return Ok(world.clone());
    }
    let data = data_folder(|name| env::var_os(name)).ok_or(Trouble::NoHome)?;
    Ok(data.join("labs").join("world"))
}

/// The user's data folder by the platform's custom: XDG on Linux, Library on macOS. Without a home there is none, and the
/// current folder is no substitute: it may hold guides.
fn data_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = set("XDG_DATA_HOME") {
        return Some(folder);
    }
    let home = set("HOME")?;
    Some(if cfg!(target_os = "macos") {
        home.join("Library").join("Application Support")
    } else {
        home.join(".local").join("share")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(variables: &[(&str, &str)]) -> Option<PathBuf> {
        data_folder(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn the_data_folder_follows_xdg_then_home() {
        assert_eq!(folder(&[("XDG_DATA_HOME", "/x"), ("HOME", "/h")]), Some(PathBuf::from("/x")));
        let home = folder(&[("XDG_DATA_HOME", ""), ("HOME", "/h")]).unwrap();
        assert!(home.starts_with("/h"), "{}", home.display());
        assert_eq!(folder(&[]), None);
    }
}
