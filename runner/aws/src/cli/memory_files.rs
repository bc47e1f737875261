//! Files in memory for the tests of the command, with one time for all unless a test sets another.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Mutex;

use bytes::Bytes;
use futures_util::StreamExt as _;
use labs_world::{BoxFuture, ByteStream, DEFAULT_START, Timestamp};

use super::files::{FileEntry, FileKind, FileMetadata, Files, OpenFile};

/// Files by path; a folder is there when something is below it, or when it was created.
#[derive(Default)]
pub(super) struct MemoryFiles {
    files: Mutex<BTreeMap<String, (Bytes, Timestamp)>>,
    folders: Mutex<BTreeSet<String>>,
    input: Mutex<Bytes>,
}

impl MemoryFiles {
    /// Puts a file there.
    pub(super) fn put(&self, path: &str, content: impl Into<Bytes>) {
        self.files.lock().unwrap().insert(plain(path), (content.into(), DEFAULT_START));
    }

    /// What a file holds now.
    pub(super) fn get(&self, path: &str) -> Option<Bytes> {
        self.files.lock().unwrap().get(&plain(path)).map(|it| it.0.clone())
    }

    /// Every path, in order.
    pub(super) fn paths(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }

    /// Sets what standard input gives.
    pub(super) fn input(&self, content: impl Into<Bytes>) {
        *self.input.lock().unwrap() = content.into();
    }

    fn find(&self, path: &str) -> io::Result<FileMetadata> {
        let path = plain(path);
        let files = self.files.lock().unwrap();
        if let Some((content, modified)) = files.get(&path) {
            return Ok(FileMetadata { kind: FileKind::File, size: content.len() as u64, modified: *modified });
        }
        let below = format!("{path}/");
        let folder = path.is_empty()
            || files.keys().any(|it| it.starts_with(&below))
            || self.folders.lock().unwrap().contains(&path);
        match folder {
            true => Ok(FileMetadata { kind: FileKind::Folder, size: 0, modified: DEFAULT_START }),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

fn plain(path: &str) -> String {
    let names = path.split('/').filter(|it| !it.is_empty() && *it != ".");
    let plain = names.collect::<Vec<_>>().join("/");
    if path.starts_with('/') { format!("/{plain}") } else { plain }
}

/// A stream of one piece.
pub(super) fn stream(content: Bytes) -> ByteStream {
    Box::pin(futures_util::stream::iter([Ok(content)]))
}

impl Files for MemoryFiles {
    fn read<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        Box::pin(async move {
            match self.find(path)?.kind {
                FileKind::File => Ok(self.get(path).unwrap().to_vec()),
                _ => Err(io::ErrorKind::IsADirectory.into()),
            }
        })
    }

    fn open<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<OpenFile>> {
        Box::pin(async move {
            let metadata = self.find(path)?;
            let content = Bytes::from(self.read(path).await?);
            Ok(OpenFile { metadata, content: stream(content) })
        })
    }

    fn write<'a>(&'a self, path: &'a str, mut content: ByteStream) -> BoxFuture<'a, io::Result<u64>> {
        Box::pin(async move {
            let mut whole = Vec::new();
            while let Some(piece) = content.next().await {
                whole.extend_from_slice(&piece?);
            }
            let folder = plain(path).rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
            self.find(&folder)?;
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
            let start = match plain(path) {
                root if root.is_empty() => root,
                folder => format!("{folder}/"),
            };
            let files = self.files.lock().unwrap();
            let mut found = BTreeMap::new();
            for (name, (content, modified)) in files.iter() {
                let Some(below) = name.strip_prefix(&start) else { continue };
                for (at, _) in below.match_indices('/') {
                    let metadata = FileMetadata { kind: FileKind::Folder, size: 0, modified: DEFAULT_START };
                    found.insert(below[..at].to_owned(), metadata);
                }
                let size = content.len() as u64;
                found.insert(below.to_owned(), FileMetadata { kind: FileKind::File, size, modified: *modified });
            }
            Ok(found.into_iter().map(|(path, metadata)| FileEntry { path, metadata }).collect())
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
            let path = plain(path);
            let mut folders = self.folders.lock().unwrap();
            folders.extend(path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
            folders.insert(path);
            Ok(())
        })
    }

    fn set_modified<'a>(&'a self, path: &'a str, modified: Timestamp) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let mut files = self.files.lock().unwrap();
            files.get_mut(&plain(path)).map(|it| it.1 = modified).ok_or_else(|| io::ErrorKind::NotFound.into())
        })
    }

    fn standard_input(&self) -> ByteStream {
        stream(self.input.lock().unwrap().clone())
    }
}

#[tokio::test]
async fn files_in_memory_are_listed_and_removed_as_real_ones() {
    let files = MemoryFiles::default();
    files.put("./a/b/1.txt", "x");
    files.input("typed");
    files.create_folder("new/deep").await.unwrap();
    files.write("new/deep/2.txt", files.standard_input()).await.unwrap();
    assert_eq!(files.get("new/deep/2.txt").as_deref(), Some(&b"typed"[..]));
    let listed: Vec<_> = files.list("a").await.unwrap().into_iter().map(|it| (it.path, it.metadata.kind)).collect();
    assert_eq!(listed, [("b".to_owned(), FileKind::Folder), ("b/1.txt".to_owned(), FileKind::File)]);
    files.remove("a/b/1.txt").await.unwrap();
    assert_eq!(files.paths(), ["new/deep/2.txt"]);
    assert!(files.write("none/3.txt", stream(Bytes::new())).await.is_err());
}
