//! The shell's virtual files, as the `aws` command reads and writes them.

use std::io;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use labs_aws::cli::{FileEntry, FileKind, FileMetadata, Files, OpenFile};
use labs_shell::{CommandFiles, CommandInvocation, FileProblem, PathKind, PathMetadata, ShellError};
use labs_world::{BoxFuture, ByteStream, Timestamp};

/// The files and the standard input of one call of `aws`. The tree is in memory, so a file is read in one piece.
pub(super) struct ShellFiles<'a> {
    tree: &'a dyn CommandFiles,
    input: &'a [u8],
}

impl<'a> ShellFiles<'a> {
    /// What the call `invocation` reaches.
    pub(super) fn new(invocation: CommandInvocation<'a>) -> Self {
        Self { tree: invocation.files, input: invocation.stdin }
    }

    /// Adds what is below `folder` to `found`; the tree's own depth and number of files are the limits.
    fn collect<'s>(
        &'s self,
        folder: String,
        below: String,
        found: &'s mut Vec<FileEntry>,
    ) -> BoxFuture<'s, io::Result<()>> {
        Box::pin(async move {
            for (name, known) in self.tree.entries(&folder).await.map_err(io_error)? {
                let path = format!("{below}{name}");
                found.push(FileEntry { path: path.clone(), metadata: metadata(known) });
                // A link to a folder above would never end; nothing real is this deep.
                if known.kind == PathKind::Folder && path.matches('/').count() < MAX_DEPTH {
                    self.collect(format!("{}/{name}", folder.trim_end_matches('/')), format!("{path}/"), found).await?;
                }
            }
            Ok(())
        })
    }
}

/// The shell's tree is no deeper.
const MAX_DEPTH: usize = 64;

impl Files for ShellFiles<'_> {
    fn read<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        Box::pin(async move {
            match path {
                "/dev/stdin" => Ok(self.input.to_vec()),
                path => self.tree.read(path).await.map_err(io_error),
            }
        })
    }

    fn open<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<OpenFile>> {
        Box::pin(async move {
            let content = self.read(path).await?;
            let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
            let metadata = match path {
                "/dev/stdin" => FileMetadata { kind: FileKind::Special, size, modified: Timestamp::from_millis(0) },
                path => FileMetadata { size, ..self.metadata(path).await? },
            };
            Ok(OpenFile { metadata, content: whole(Bytes::from(content)) })
        })
    }

    fn write<'a>(&'a self, path: &'a str, mut content: ByteStream) -> BoxFuture<'a, io::Result<u64>> {
        Box::pin(async move {
            let limit = usize::try_from(self.tree.file_limit()).unwrap_or(usize::MAX);
            let mut whole = Vec::new();
            // One piece above the limit is enough for the tree to refuse the file and to fail the step.
            while whole.len() <= limit
                && let Some(piece) = content.next().await
            {
                whole.extend_from_slice(&piece?);
            }
            self.tree.write(path, &whole).await.map_err(io_error)?;
            Ok(u64::try_from(whole.len()).unwrap_or(u64::MAX))
        })
    }

    fn metadata<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<FileMetadata>> {
        Box::pin(async move { self.tree.metadata(path).await.map(metadata).map_err(io_error) })
    }

    fn list<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<FileEntry>>> {
        Box::pin(async move {
            let mut found = Vec::new();
            self.collect(path.to_owned(), String::new(), &mut found).await?;
            found.sort_by(|left, right| left.path.cmp(&right.path));
            Ok(found)
        })
    }

    fn remove<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move { self.tree.remove(path).await.map_err(io_error) })
    }

    fn create_folder<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let ends = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).chain([path.len()]);
            for folder in ends.filter_map(|end| path.get(..end)).filter(|it| !it.is_empty()) {
                match self.tree.metadata(folder).await {
                    Ok(PathMetadata { kind: PathKind::Folder, .. }) => {}
                    Ok(_) if folder.len() < path.len() => return Err(io::ErrorKind::NotADirectory.into()),
                    Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
                    Err(_) => self.tree.create_folder(folder).await.map_err(io_error)?,
                }
            }
            Ok(())
        })
    }

    fn set_modified<'a>(&'a self, path: &'a str, modified: Timestamp) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move { self.tree.set_modified(path, modified).await.map_err(io_error) })
    }

    fn standard_input(&self) -> ByteStream {
        whole(Bytes::copy_from_slice(self.input))
    }
}

fn whole(content: Bytes) -> ByteStream {
    Box::pin(stream::iter([Ok(content)]))
}

fn metadata(known: PathMetadata) -> FileMetadata {
    let kind = match known.kind {
        PathKind::File => FileKind::File,
        PathKind::Folder => FileKind::Folder,
        PathKind::Special => FileKind::Special,
    };
    FileMetadata { kind, size: known.size, modified: known.modified }
}

/// The system's kind of error for the shell's, because the `aws` command words them as Python does on a real system.
fn io_error(error: ShellError) -> io::Error {
    let kind = match &error {
        ShellError::File { problem: FileProblem::NotFound, .. } => io::ErrorKind::NotFound,
        ShellError::File { problem: FileProblem::Exists, .. } => io::ErrorKind::AlreadyExists,
        ShellError::File { problem: FileProblem::IsFolder, .. } => io::ErrorKind::IsADirectory,
        ShellError::File { problem: FileProblem::NotFolder, .. } => io::ErrorKind::NotADirectory,
        ShellError::File { problem: FileProblem::NotPermitted, .. } => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}
