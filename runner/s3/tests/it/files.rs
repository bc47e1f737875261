//! Files in memory for the `aws` command, with times that a test sets.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Mutex;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use labs_aws::cli::{FileEntry, FileKind, FileMetadata, Files, OpenFile};
use labs_world::{BoxFuture, ByteStream, DEFAULT_START, Timestamp};

/// Files by path, below a current folder that has no name; folders are there when something is below them.
#[derive(Default)]
pub(crate) struct MemoryFiles {
    files: Mutex<BTreeMap<String, (Bytes, Timestamp)>>,
    folders: Mutex<BTreeSet<String>>,
    pub(crate) input: Mutex<Bytes>,
}

fn plain(path: &str) -> String {
    path.split('/').filter(|name| !name.is_empty() && *name != ".").collect::<Vec<_>>().join("/")
}

impl MemoryFiles {
    pub(crate) fn put(&self, path: &str, content: impl Into<Bytes>) {
        self.files.lock().unwrap().insert(plain(path), (content.into(), DEFAULT_START));
    }

    pub(crate) fn get(&self, path: &str) -> Option<Bytes> {
        self.files.lock().unwrap().get(&plain(path)).map(|file| file.0.clone())
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }

    fn find(&self, path: &str) -> io::Result<FileMetadata> {
        let path = plain(path);
        let files = self.files.lock().unwrap();
        if let Some((content, modified)) = files.get(&path) {
            return Ok(FileMetadata { kind: FileKind::File, size: content.len() as u64, modified: *modified });
        }
        let below = format!("{path}/");
        let is_folder = path.is_empty()
            || files.keys().any(|file| file.starts_with(&below))
            || self.folders.lock().unwrap().contains(&path);
        if !is_folder {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(FileMetadata { kind: FileKind::Folder, size: 0, modified: DEFAULT_START })
    }
}

impl Files for MemoryFiles {
    fn read<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        Box::pin(
            async move { self.get(path).map(|bytes| bytes.to_vec()).ok_or_else(|| io::ErrorKind::NotFound.into()) },
        )
    }

    fn open<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<OpenFile>> {
        Box::pin(async move {
            let metadata = self.find(path)?;
            if metadata.kind != FileKind::File {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            // In small pieces, as files are read.
            let content = self.get(path).unwrap();
            let pieces: Vec<_> = content.chunks(60_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
            Ok(OpenFile { metadata, content: Box::pin(stream::iter(pieces)) })
        })
    }

    fn write<'a>(&'a self, path: &'a str, mut content: ByteStream) -> BoxFuture<'a, io::Result<u64>> {
        Box::pin(async move {
            let mut whole = Vec::new();
            while let Some(piece) = content.next().await {
                whole.extend_from_slice(&piece?);
            }
            let size = whole.len() as u64;
            self.put(path, whole);
            Ok(size)
        })
    }

    fn metadata<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<FileMetadata>> {
        Box::pin(async move { self.find(path) })
    }

    fn list<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<FileEntry>>> {
        Box::pin(async move {
            if self.find(path)?.kind != FileKind::Folder {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            let start = if plain(path).is_empty() { String::new() } else { format!("{}/", plain(path)) };
            let files = self.files.lock().unwrap();
            let below = files.iter().filter_map(|(name, (content, modified))| {
                let (size, kind) = (content.len() as u64, FileKind::File);
                let metadata = FileMetadata { kind, size, modified: *modified };
                Some(FileEntry { path: name.strip_prefix(&start)?.to_owned(), metadata })
            });
            Ok(below.collect())
        })
    }

    fn remove<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let gone = self.files.lock().unwrap().remove(&plain(path));
            gone.map(|_| ()).ok_or_else(|| io::ErrorKind::NotFound.into())
        })
    }

    fn create_folder<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            if self.get(path).is_some() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            self.folders.lock().unwrap().insert(plain(path));
            Ok(())
        })
    }

    fn set_modified<'a>(&'a self, path: &'a str, modified: Timestamp) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let mut files = self.files.lock().unwrap();
            files.get_mut(&plain(path)).map(|file| file.1 = modified).ok_or_else(|| io::ErrorKind::NotFound.into())
        })
    }

    fn standard_input(&self) -> ByteStream {
        let bytes = self.input.lock().unwrap().clone();
        Box::pin(stream::iter([Ok(bytes)]))
    }
}
