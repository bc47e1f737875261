//! Where things are: a local path, a bucket with a key or prefix, or a stream.

use super::super::error::CliError;
use super::error::S3Error;
use super::line::Line;

/// One end of a transfer, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Location {
    /// A path of the machine or of the step.
    Local(String),
    /// A bucket, and a key or a prefix.
    S3 {
        /// The bucket.
        bucket: String,
        /// The key or the prefix; empty for the bucket itself.
        key: String,
    },
    /// Standard input or standard output.
    Stream,
}

impl Location {
    /// Reads one path.
    pub(super) fn read(path: &str) -> Self {
        match path.strip_prefix("s3://") {
            Some(rest) => {
                let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
                Self::S3 { bucket: bucket.to_owned(), key: key.to_owned() }
            }
            None if path == "-" => Self::Stream,
            None => Self::Local(path.to_owned()),
        }
    }

    /// Bucket and key of a path that must have a scheme.
    pub(super) fn in_s3(line: &Line) -> Result<(String, String), CliError> {
        match line.paths.first().map(|path| Self::read(path)) {
            Some(Self::S3 { bucket, key }) => Ok((bucket, key)),
            _ => Err(S3Error::ArgumentType { command: line.command, usage: line.usage }.into()),
        }
    }
}

/// `s3://bucket/key`.
pub(super) fn uri(bucket: &str, key: &str) -> String {
    format!("s3://{bucket}/{key}")
}

/// A local path without `.`, empty names and a slash at its end, and with `..` taken back where a name stands before it.
pub(super) fn normal(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." if names.last().is_some_and(|last| *last != "..") => {
                names.pop();
            }
            ".." if absolute => {}
            _ => names.push(name),
        }
    }
    let joined = names.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

/// `folder` and a path below it.
pub(super) fn below(folder: &str, rest: &str) -> String {
    match folder {
        "" => rest.to_owned(),
        "/" => format!("/{rest}"),
        _ => format!("{folder}/{rest}"),
    }
}

/// A local path as the AWS CLI prints it: from the current folder on, with `./` before a bare name.
pub(super) fn shown(path: &str, current: Option<&str>) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = if path.starts_with('/') && folder.is_empty() { "/" } else { folder };
    let relative = match current {
        Some(current) if folder.starts_with('/') => relative(folder, current),
        _ => normal(folder),
    };
    match relative.as_str() {
        "" => format!("./{name}"),
        "/" => format!("/{name}"),
        _ => format!("{relative}/{name}"),
    }
}

/// The way from one absolute folder to another.
fn relative(folder: &str, current: &str) -> String {
    let names = |path: &str| -> Vec<String> {
        normal(path).split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let (to, from) = (names(folder), names(current));
    let common = to.iter().zip(&from).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    up.chain(to.into_iter().skip(common)).collect::<Vec<_>>().join("/")
}

/// A local path from the root on, where the current folder is known.
pub(super) fn absolute(path: &str, current: Option<&str>) -> String {
    match current {
        Some(current) if !path.starts_with('/') => normal(&format!("{current}/{path}")),
        _ => normal(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_current_folder_on() {
        for (path, is) in [
            ("a.csv", "./a.csv"),
            ("data/a.csv", "data/a.csv"),
            ("../a.csv", "../a.csv"),
            ("/work/lab/a.csv", "./a.csv"),
            ("/work/lab/data/a.csv", "data/a.csv"),
            ("/work/a.csv", "../a.csv"),
            ("/tmp/a.csv", "../../tmp/a.csv"),
            ("/a.csv", "../../a.csv"),
        ] {
            assert_eq!(shown(path, Some("/work/lab")), is);
        }
        assert_eq!(shown("/tmp/a.csv", None), "/tmp/a.csv");
    }

    #[test]
    fn a_path_loses_what_says_nothing() {
        for (path, is) in
            [("./a//b/", "a/b"), (".", ""), ("a/../b", "b"), ("../../a", "../../a"), ("/../a", "/a"), ("/", "/")]
        {
            assert_eq!(normal(path), is);
        }
    }

    #[test]
    fn what_has_the_scheme_is_in_s3() {
        let s3 = |bucket: &str, key: &str| Location::S3 { bucket: bucket.to_owned(), key: key.to_owned() };
        assert_eq!(Location::read("s3://b/a/b"), s3("b", "a/b"));
        assert_eq!(Location::read("s3://b"), s3("b", ""));
        assert_eq!(Location::read("-"), Location::Stream);
        assert_eq!(Location::read("s3:/b"), Location::Local("s3:/b".to_owned()));
    }
}
