//! `file://` and `fileb://` values: the option's value is the file's content, as text or as bytes.
//!
//! Where files come from is said by [`Files`].

use std::io;

use bytes::Bytes;

use super::files::Files;
use super::value::{Value, python_quoted};

/// Reads a variable of the command's environment.
pub type Env<'a> = &'a (dyn Fn(&str) -> Option<String> + Send + Sync);

/// Why a file's content cannot be a value.
#[derive(Debug, thiserror::Error)]
pub(super) enum ParamFileError {
    /// It cannot be read.
    #[error("Unable to load paramfile {address}: {}", python_os_error(error, path))]
    Io {
        /// As written, with its prefix.
        address: String,
        /// Without the prefix, and with variables replaced.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// It is not text.
    #[error(
        "Unable to load paramfile ({path}), text contents could not be decoded.  If this is a binary file, please use the \
         fileb:// prefix instead of the file:// prefix."
    )]
    NotText {
        /// Without the prefix.
        path: String,
    },
}

/// The content of the file that `text` names, or nothing where it names none.
pub(super) async fn load(text: &str, files: &dyn Files, env: Env<'_>) -> Result<Option<Value>, ParamFileError> {
    let Some((rest, kind)) = address(text) else { return Ok(None) };
    let path = expand(rest, env);
    let content = files.read(&path).await.map_err(|error| ParamFileError::Io {
        address: text.to_owned(),
        path: path.clone(),
        error,
    })?;
    match kind {
        Kind::Bytes => Ok(Some(Value::Bytes(Bytes::from(content)))),
        Kind::Text => match String::from_utf8(content) {
            // Python's text files have one line end.
            Ok(text) => Ok(Some(Value::Text(text.replace("\r\n", "\n").replace('\r', "\n")))),
            Err(_) => Err(ParamFileError::NotText { path }),
        },
    }
}

enum Kind {
    Text,
    Bytes,
}

fn address(text: &str) -> Option<(&str, Kind)> {
    let file = text.strip_prefix("file://").map(|rest| (rest, Kind::Text));
    file.or_else(|| text.strip_prefix("fileb://").map(|rest| (rest, Kind::Bytes)))
}

/// `~/`, `$NAME` and `${NAME}` replaced; what is not set stays as it is.
pub(super) fn expand(path: &str, env: Env<'_>) -> String {
    let home = path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/')).zip(env("HOME"));
    let path = home.map_or_else(|| path.to_owned(), |(rest, home)| format!("{}{rest}", home.trim_end_matches('/')));
    let mut out = String::with_capacity(path.len());
    let mut rest = path.as_str();
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let (name, end) = match after.strip_prefix('{').and_then(|it| it.split_once('}')) {
            Some((name, end)) => (name, end),
            None => {
                let stop = after.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(after.len());
                after.split_at(stop)
            }
        };
        match env(name).filter(|_| !name.is_empty()) {
            Some(value) => {
                out.push_str(&value);
                rest = end;
            }
            None => {
                out.push('$');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The operating system's error as Python prints it: `[Errno 2] No such file or directory: 'x.json'`.
pub(super) fn python_os_error(error: &io::Error, path: &str) -> String {
    let known = match error.kind() {
        io::ErrorKind::NotFound => Some((2, "No such file or directory")),
        io::ErrorKind::PermissionDenied => Some((13, "Permission denied")),
        io::ErrorKind::NotADirectory => Some((20, "Not a directory")),
        io::ErrorKind::IsADirectory => Some((21, "Is a directory")),
        _ => None,
    };
    match known {
        Some((number, text)) => format!("[Errno {number}] {text}: {}", python_quoted(path)),
        None => format!("{error}: {}", python_quoted(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(name: &str) -> Option<String> {
        match name {
            "HOME" => Some("/home/me/".to_owned()),
            "LAB" => Some("music".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn variables_in_a_path_are_replaced() {
        let cases = [
            ("a.json", "a.json"),
            ("~/a", "/home/me/a"),
            ("~you/a", "~you/a"),
            ("$LAB.json", "music.json"),
            ("${LAB}s/$NONE/$", "musics/$NONE/$"),
            ("${LAB", "${LAB"),
        ];
        for (path, expanded) in cases {
            assert_eq!(expand(path, &env), expanded, "{path}");
        }
    }
}
