//! The files that a command can reach: `file://` values, `--body`, the outfile of `get-object`, both ends of `aws s3 cp`.
//!
//! Where they are is the caller's business: a step's virtual folder, or the real disk for `labs aws`. Paths are given as the
//! learner wrote them; relative ones start at the command's current folder. How a parameter's value becomes a file's content is
//! said by `param_file.rs`.

use std::io;

use labs_world::{BoxFuture, ByteStream, Timestamp};

/// The files of whoever runs a command.
pub trait Files: Send + Sync {
    /// The whole content of a file.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>>;

    /// A file to be read piece by piece, with its size and times as they were when it was opened.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn open<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<OpenFile>>;

    /// Creates or replaces a file, whole or not at all: when `content` ends with an error, what was there before is still there.
    /// Returns the number of bytes. The folder must exist.
    ///
    /// # Errors
    /// The error of `content`, or why the file cannot be written.
    fn write<'a>(&'a self, path: &'a str, content: ByteStream) -> BoxFuture<'a, io::Result<u64>>;

    /// What has that path; links are followed.
    ///
    /// # Errors
    /// `NotFound` when nothing has it.
    fn metadata<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<FileMetadata>>;

    /// Everything below a folder, the folder itself not: paths relative to it with `/` between names, in the order of their UTF-8
    /// bytes, which is the order of S3's keys. Links are followed, loops left out.
    ///
    /// # Errors
    /// `NotFound`, or `NotADirectory` when `path` is no folder.
    fn list<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<FileEntry>>>;

    /// Removes a file; never a folder.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be removed.
    fn remove<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<()>>;

    /// Creates a folder and its parents; one that exists is left as it is.
    ///
    /// # Errors
    /// `AlreadyExists` or `NotADirectory` when a file is in the way.
    fn create_folder<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<()>>;

    /// Sets the time of a file's last change, as `aws s3` does after a download so that `sync` can compare times.
    ///
    /// # Errors
    /// When there is no such file, or its time cannot be set.
    fn set_modified<'a>(&'a self, path: &'a str, modified: Timestamp) -> BoxFuture<'a, io::Result<()>>;

    /// The command's standard input, which gives its bytes once.
    fn standard_input(&self) -> ByteStream;
}

/// A file that is open for reading.
pub struct OpenFile {
    /// What is known of it.
    pub metadata: FileMetadata,
    /// Its content.
    pub content: ByteStream,
}

/// What is known of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileMetadata {
    /// What it is.
    pub kind: FileKind,
    /// Bytes; of no meaning unless it is a file.
    pub size: u64,
    /// When its content changed last.
    pub modified: Timestamp,
}

/// What has a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A device, a pipe, a socket or a link that leads nowhere: nothing that `aws s3` copies.
    Special,
}

/// One entry of [`Files::list`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Relative to the folder that was listed: `2026/01/a.csv`.
    pub path: String,
    /// What is known of it.
    pub metadata: FileMetadata,
}

/// A place without files, for commands that need none.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl NoFiles {
    fn nothing<'a, T: Send + 'a>() -> BoxFuture<'a, io::Result<T>> {
        Box::pin(async { Err(io::ErrorKind::NotFound.into()) })
    }
}

impl Files for NoFiles {
    fn read<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        Self::nothing()
    }

    fn open<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<OpenFile>> {
        Self::nothing()
    }

    fn write<'a>(&'a self, _: &'a str, _: ByteStream) -> BoxFuture<'a, io::Result<u64>> {
        Self::nothing()
    }

    fn metadata<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<FileMetadata>> {
        Self::nothing()
    }

    fn list<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<Vec<FileEntry>>> {
        Self::nothing()
    }

    fn remove<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<()>> {
        Self::nothing()
    }

    fn create_folder<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<()>> {
        Self::nothing()
    }

    fn set_modified<'a>(&'a self, _: &'a str, _: Timestamp) -> BoxFuture<'a, io::Result<()>> {
        Self::nothing()
    }

    fn standard_input(&self) -> ByteStream {
        Box::pin(futures_util::stream::empty())
    }
}
