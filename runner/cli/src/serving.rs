//! `Serving`: the note that a running `labs serve` leaves in its world, by which other verbs find it.
//!
//! It holds the addresses, the process id and the token that the control surface wants. Only the owner may read it. A note
//! whose server is gone is recognised by the connection that fails, never by its age.

use std::fs;
use std::io::{self, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::trouble::Trouble;

const NAME: &str = "serving.json";

/// A loopback connection is made at once or not at all.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where a running server listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Serving {
    /// Process id.
    pub(crate) pid: u32,
    /// `http://127.0.0.1:4566`.
    pub(crate) aws: String,
    /// `http://127.0.0.1:3000`.
    pub(crate) book: String,
    /// `http://127.0.0.1:5000`.
    pub(crate) mlflow: String,
    /// The region of the world.
    pub(crate) region: String,
    /// What a request that changes something must carry.
    pub(crate) token: String,
    /// The key that clients sign with; any pair does where signatures are not checked.
    pub(crate) access_key: AccessKey,
}

/// An access key of the served world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessKey {
    /// The public part.
    pub(crate) id: String,
    /// The secret part.
    pub(crate) secret: String,
}

impl AccessKey {
    /// What clients sign with where signatures are not checked: they insist on having a key.
    pub(crate) fn unchecked() -> Self {
        Self { id: "labs".to_owned(), secret: "labs".to_owned() }
    }
}

/// The text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a key is written ID:SECRET, both not empty and without quotes")]
pub(crate) struct ParseKeyError;

impl FromStr for AccessKey {
    type Err = ParseKeyError;

    /// A single quote would break the exports of `labs env`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some((id, secret)) if !id.is_empty() && !secret.is_empty() && !text.contains('\'') => {
                Ok(Self { id: id.to_owned(), secret: secret.to_owned() })
            }
            _ => Err(ParseKeyError),
        }
    }
}

impl Serving {
    /// The note in the world at `world`, if a server has left one.
    ///
    /// # Errors
    /// [`Trouble`] when there is none or it cannot be read.
    pub(crate) fn find(world: &Path) -> Result<Self, Trouble> {
        let path = world.join(NAME);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Trouble::NoServer { world: world.to_owned() });
            }
            Err(reason) => return Err(Trouble::File { action: "read", path, reason }),
        };
        let unreadable = |error| Trouble::File { action: "read", path, reason: io::Error::other(error) };
        let serving: Self = serde_json::from_slice(&text).map_err(unreadable)?;
        if serving.answers() {
            Ok(serving)
        } else {
            Err(Trouble::ServerGone { world: world.to_owned(), pid: serving.pid })
        }
    }

    /// Whether somebody listens at the address of the AWS services: a killed server cannot take its note away.
    fn answers(&self) -> bool {
        let address = self.aws.strip_prefix("http://").and_then(|address| address.parse().ok());
        address.is_some_and(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
    }

    /// Leaves the note; it goes away with the returned guard.
    ///
    /// # Errors
    /// [`Trouble`] when the file cannot be written.
    pub(crate) fn announce(&self, world: &Path) -> Result<Announcement, Trouble> {
        let path = world.join(NAME);
        let trouble = |reason| Trouble::File { action: "write", path: path.clone(), reason };
        let text = serde_json::to_vec_pretty(self).map_err(|error| trouble(io::Error::other(error)))?;
        // A temporary file is readable by its owner only, and a rename shows readers the whole note or none.
        let mut file = NamedTempFile::with_prefix_in(".serving", world).map_err(trouble)?;
        file.write_all(&text).map_err(trouble)?;
        file.persist(&path).map_err(|error| trouble(error.error))?;
        Ok(Announcement(path))
    }
}

/// Takes the note away when the server ends.
#[derive(Debug)]
pub(crate) struct Announcement(PathBuf);

impl Drop for Announcement {
    fn drop(&mut self) {
        // The note of a server that ends is worth nothing; one that cannot be removed fails its readers' connection.
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn note(aws: &TcpListener) -> Serving {
        Serving {
            pid: 1,
            aws: format!("http://{}", aws.local_addr().unwrap()),
            book: "http://127.0.0.1:2".into(),
            mlflow: "http://127.0.0.1:3".into(),
            region: "us-east-1".into(),
            token: "secret".into(),
            access_key: AccessKey { id: "labs".into(), secret: "labs".into() },
        }
    }

    #[test]
    fn a_note_is_found_until_its_server_ends() {
        let (world, listener) = (tempfile::tempdir().unwrap(), TcpListener::bind("127.0.0.1:0").unwrap());
        let announcement = note(&listener).announce(world.path()).unwrap();
        assert_eq!(Serving::find(world.path()).unwrap(), note(&listener));
        drop(listener);
        assert!(matches!(Serving::find(world.path()), Err(Trouble::ServerGone { pid: 1, .. })));
        drop(announcement);
        assert!(matches!(Serving::find(world.path()), Err(Trouble::NoServer { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_token() {
        use std::os::unix::fs::PermissionsExt as _;
        let world = tempfile::tempdir().unwrap();
        fs::write(world.path().join(NAME), "old").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let _announcement = note(&listener).announce(world.path()).unwrap();
        let mode = fs::metadata(world.path().join(NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
