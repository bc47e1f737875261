//! `world.toml`: the format version of a world's folder and what was fixed when the world was made.
//!
//! Version 1 is the only one so far. A later version is refused with its own error before anything else in the file is
//! looked at, so that it may hold what this program has never heard of.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::disk::DiskError;
use crate::store::BackendKind;

/// The file's name.
pub(crate) const WORLD_FILE: &str = "world.toml";

/// The name under which the file is written before it takes its place.
pub(crate) const WORLD_FILE_NEW: &str = "world.toml.new";

/// The version that this program writes, and the newest that it reads.
const FORMAT: u32 = 1;

const NOTE: &str = "# Written by labs when this world was made; the store beside it depends on it.\n";

/// What `world.toml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldFile {
    /// The library that carries the store.
    pub(crate) backend: BackendKind,
    /// Twelve digits.
    pub(crate) account: String,
    /// As AWS spells it.
    pub(crate) region: String,
    /// Version of the program that made the world.
    pub(crate) created_by: String,
}

/// Why a folder's `world.toml` cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WorldFileError {
    /// A later program made this world.
    #[error(
        "{} has format {found}, and this program reads formats up to {FORMAT}: upgrade labs to at least the version that \
         made this world, or choose another folder",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format version.
        found: i64,
    },
    /// The backend is none that this program knows.
    #[error(
        "{} names the storage library `{name}`, which this program does not know; it knows {}: upgrade labs, or choose \
         another folder",
        path.display(),
        known()
    )]
    UnknownBackend {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// The file is not what labs writes.
    #[error(
        "{} is damaged: {reason}; put it back from a copy (the store beside it is untouched), or choose another folder",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file cannot be read or written.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// Version 1, field by field.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Format1 {
    format: u32,
    backend: String,
    account: String,
    region: String,
    created_by: String,
}

impl WorldFile {
    /// Reads the file of `dir`; `None` when there is none.
    pub(crate) fn read(dir: &Path) -> Result<Option<Self>, WorldFileError> {
        let path = dir.join(WORLD_FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(absent) if absent.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(other) => return Err(DiskError::when("read", &path)(other).into()),
        };
        Self::parse(path, &bytes).map(Some)
    }

    fn parse(path: PathBuf, bytes: &[u8]) -> Result<Self, WorldFileError> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(WorldFileError::Damaged { path, reason: "it is not UTF-8 text".to_owned() });
        };
        let table: toml::Table = match toml::from_str(text) {
            Ok(table) => table,
            Err(error) => return Err(WorldFileError::Damaged { path, reason: error.message().to_owned() }),
        };
        match table.get("format").and_then(toml::Value::as_integer) {
            None => {
                return Err(WorldFileError::Damaged { path, reason: "it has no whole number `format`".to_owned() });
            }
            Some(found) if found > i64::from(FORMAT) => return Err(WorldFileError::Newer { path, found }),
            Some(found) if found < 1 => {
                return Err(WorldFileError::Damaged { path, reason: format!("there is no format {found}") });
            }
            Some(_) => {}
        }
        let said: Format1 = match table.try_into() {
            Ok(said) => said,
            Err(error) => return Err(WorldFileError::Damaged { path, reason: error.message().to_owned() }),
        };
        let Some(backend) = BackendKind::from_name(&said.backend) else {
            return Err(WorldFileError::UnknownBackend { path, name: said.backend });
        };
        Ok(Self { backend, account: said.account, region: said.region, created_by: said.created_by })
    }

    /// Writes the file of `dir` in one step: after a kill it is there whole or not at all.
    pub(crate) fn write(&self, dir: &Path) -> Result<(), WorldFileError> {
        let (path, new) = (dir.join(WORLD_FILE), dir.join(WORLD_FILE_NEW));
        let said = Format1 {
            format: FORMAT,
            backend: self.backend.name().to_owned(),
            account: self.account.clone(),
            region: self.region.clone(),
            created_by: self.created_by.clone(),
        };
        let text = toml::to_string(&said)
            .map_err(|error| WorldFileError::Damaged { path: path.clone(), reason: error.to_string() })?;
        let written = File::create(&new).and_then(|mut file| {
            file.write_all(NOTE.as_bytes())?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(DiskError::when("write", &new))?;
        fs::rename(&new, &path).map_err(DiskError::when("write", &path))?;
        Ok(())
    }
}

fn known() -> String {
    BackendKind::PERSISTENT.map(BackendKind::name).join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<WorldFile, WorldFileError> {
        WorldFile::parse(PathBuf::from("world.toml"), text.as_bytes())
    }

    fn example() -> WorldFile {
        WorldFile {
            backend: BackendKind::Redb,
            account: "123456789012".into(),
            region: "us-east-1".into(),
            created_by: "0.1.0".into(),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(WorldFile::read(dir.path()).unwrap(), None);
        example().write(dir.path()).unwrap();
        assert_eq!(WorldFile::read(dir.path()).unwrap(), Some(example()));
        assert!(!dir.path().join(WORLD_FILE_NEW).exists());
    }

    #[test]
    fn a_newer_format_asks_for_an_upgrade_whatever_else_it_holds() {
        let error = parse("format = 2\nshards = [1]\n").unwrap_err();
        assert!(matches!(error, WorldFileError::Newer { found: 2, .. }));
        assert!(error.to_string().contains("upgrade labs"), "{error}");
    }

    #[test]
    fn an_unknown_backend_is_refused_with_the_known_ones() {
        let error = parse("format = 1\nbackend = 'fjall'\naccount = ''\nregion = ''\ncreated_by = ''\n").unwrap_err();
        assert!(error.to_string().contains("`fjall`") && error.to_string().contains("sled and redb"), "{error}");
    }

    #[test]
    fn what_is_no_format_file_is_damaged() {
        for text in ["", "format", "format = 'one'", "format = 0", "format = -1", "format = 1", "format = 1\nmore = 2"]
        {
            let error = parse(text).unwrap_err();
            assert!(matches!(error, WorldFileError::Damaged { .. }), "{text}: {error}");
        }
        let error = WorldFile::parse(PathBuf::from("world.toml"), b"\xff\xfe").unwrap_err();
        assert!(error.to_string().contains("not UTF-8"), "{error}");
    }
}
