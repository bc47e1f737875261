//! The host's files, as `labs aws` reads and writes them. Here the user types the command, so the user's files are meant.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use labs_aws::cli::{FileEntry, FileKind, FileMetadata, Files, OpenFile};
use labs_world::{BoxFuture, ByteStream, Timestamp};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};

/// Bytes that are read at a time.
const PIECE: usize = 256 << 10;

/// The files of the machine.
pub(crate) struct HostFiles;

impl Files for HostFiles {
    fn read<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        Box::pin(async move { tokio::fs::read(path).await })
    }

    fn open<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<OpenFile>> {
        Box::pin(async move {
            let file = tokio::fs::File::open(path).await?;
            let metadata = known(&file.metadata().await?);
            if metadata.kind == FileKind::Folder {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            Ok(OpenFile { metadata, content: pieces(file) })
        })
    }

    fn write<'a>(&'a self, path: &'a str, content: ByteStream) -> BoxFuture<'a, io::Result<u64>> {
        Box::pin(write(path, content))
    }

    fn metadata<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<FileMetadata>> {
        Box::pin(async move { tokio::fs::metadata(path).await.map(|it| known(&it)) })
    }

    fn list<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<Vec<FileEntry>>> {
        let folder = PathBuf::from(path);
        Box::pin(async move {
            let walk = tokio::task::spawn_blocking(move || {
                let mut found = Vec::new();
                let real = fs::canonicalize(&folder)?;
                collect(&folder, "", &mut vec![real], &mut found)?;
                found.sort_by(|left: &FileEntry, right| left.path.cmp(&right.path));
                Ok(found)
            });
            walk.await.map_err(io::Error::other)?
        })
    }

    fn remove<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move { tokio::fs::remove_file(path).await })
    }

    fn create_folder<'a>(&'a self, path: &'a str) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move { tokio::fs::create_dir_all(path).await })
    }

    fn set_modified<'a>(&'a self, path: &'a str, modified: Timestamp) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let file = tokio::fs::OpenOptions::new().write(true).open(path).await?.into_std().await;
            file.set_modified(system_time(modified))
        })
    }

    fn standard_input(&self) -> ByteStream {
        Box::pin(stream::try_unfold((), |()| async {
            let read = tokio::task::spawn_blocking(|| {
                let mut piece = vec![0; PIECE];
                let read = io::Read::read(&mut io::stdin(), &mut piece)?;
                piece.truncate(read);
                io::Result::Ok(Bytes::from(piece))
            });
            let piece = read.await.map_err(io::Error::other)??;
            Ok((!piece.is_empty()).then_some((piece, ())))
        }))
    }
}

/// The rest of a reader, piece by piece.
fn pieces(reader: impl AsyncRead + Send + Unpin + 'static) -> ByteStream {
    Box::pin(stream::try_unfold(reader, |mut reader| async move {
        let mut piece = BytesMut::with_capacity(PIECE);
        let read = reader.read_buf(&mut piece).await?;
        Ok((read > 0).then(|| (Bytes::from(piece), reader)))
    }))
}

/// A file beside the wanted one takes the content and then its name; devices and pipes are written as they are.
async fn write(path: &str, content: ByteStream) -> io::Result<u64> {
    // A link keeps its name and its target gets the content, as with any program that opens it.
    let target = tokio::fs::canonicalize(path).await.unwrap_or_else(|_| PathBuf::from(path));
    match tokio::fs::metadata(&target).await {
        Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(found) if !found.is_file() => {
            let mut file = tokio::fs::OpenOptions::new().write(true).open(&target).await?;
            return fill(&mut file, content).await;
        }
        _ => {}
    }
    let part = beside(&target)?;
    let mut file = tokio::fs::OpenOptions::new().write(true).create_new(true).open(&part).await?;
    let written = async {
        let size = fill(&mut file, content).await?;
        if let Ok(old) = tokio::fs::metadata(&target).await {
            file.set_permissions(old.permissions()).await?;
        }
        drop(file);
        tokio::fs::rename(&part, &target).await?;
        Ok(size)
    };
    let written: io::Result<u64> = written.await;
    if written.is_err() {
        // The first error is the one to tell.
        let _ = tokio::fs::remove_file(&part).await;
    }
    written
}

async fn fill(file: &mut tokio::fs::File, mut content: ByteStream) -> io::Result<u64> {
    let mut size = 0_u64;
    while let Some(piece) = content.next().await {
        let piece = piece?;
        file.write_all(&piece).await?;
        size = size.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
    }
    file.flush().await?;
    Ok(size)
}

/// A name in the same folder that nobody has.
fn beside(target: &Path) -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = target.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_string_lossy();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    Ok(target.with_file_name(format!(".{name}.{}-{count}.part", std::process::id())))
}

/// Adds what is below `folder`; `above` holds the real folders on the way, so that links do not lead round in circles.
fn collect(folder: &Path, below: &str, above: &mut Vec<PathBuf>, found: &mut Vec<FileEntry>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => known(&metadata),
            Err(_) => FileMetadata { kind: FileKind::Special, size: 0, modified: Timestamp::from_millis(0) },
        };
        found.push(FileEntry { path: name.clone(), metadata });
        if metadata.kind == FileKind::Folder {
            let real = fs::canonicalize(&path)?;
            if !above.contains(&real) {
                above.push(real);
                collect(&path, &format!("{name}/"), above, found)?;
                above.pop();
            }
        }
    }
    Ok(())
}

fn known(metadata: &fs::Metadata) -> FileMetadata {
    let kind = match metadata {
        it if it.is_file() => FileKind::File,
        it if it.is_dir() => FileKind::Folder,
        _ => FileKind::Special,
    };
    let modified = metadata.modified().map_or(Timestamp::from_millis(0), timestamp);
    FileMetadata { kind, size: metadata.len(), modified }
}

fn timestamp(time: SystemTime) -> Timestamp {
    let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(match time.duration_since(UNIX_EPOCH) {
        Ok(after) => millis(after),
        Err(before) => -millis(before.duration()),
    })
}

fn system_time(instant: Timestamp) -> SystemTime {
    let span = Duration::from_millis(instant.as_millis().unsigned_abs());
    let time = if instant.as_millis() < 0 { UNIX_EPOCH.checked_sub(span) } else { UNIX_EPOCH.checked_add(span) };
    time.unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    fn stream_of(pieces: Vec<io::Result<Bytes>>) -> ByteStream {
        Box::pin(stream::iter(pieces))
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt").to_string_lossy().into_owned();
        let good = || stream_of(vec![Ok(Bytes::from_static(b"one ")), Ok(Bytes::from_static(b"two"))]);
        assert_eq!(block_on(HostFiles.write(&path, good())).unwrap(), 7);
        let broken = stream_of(vec![Ok(Bytes::from_static(b"x")), Err(io::ErrorKind::ConnectionReset.into())]);
        let error = block_on(HostFiles.write(&path, broken)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        assert_eq!(fs::read(&path).unwrap(), b"one two");
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(names, ["a.txt"]);
        let lost = folder.path().join("none/a.txt").to_string_lossy().into_owned();
        assert_eq!(block_on(HostFiles.write(&lost, good())).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_folder_is_listed_in_the_order_of_keys_and_links_do_not_lead_round() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/c")).unwrap();
        fs::write(root.join("b/c/1"), "x").unwrap();
        fs::write(root.join("b.txt"), "yy").unwrap();
        std::os::unix::fs::symlink("..", root.join("b/up")).unwrap();
        let listed = block_on(HostFiles.list(&root.to_string_lossy())).unwrap();
        let shown: Vec<String> =
            listed.iter().map(|it| format!("{} {:?} {}", it.path, it.metadata.kind, it.metadata.size)).collect();
        let shown: Vec<&str> = shown.iter().map(|it| it.trim_end_matches(|it: char| it.is_ascii_digit())).collect();
        assert_eq!(shown, ["b Folder ", "b.txt File ", "b/c Folder ", "b/c/1 File ", "b/up Folder "]);
    }

    #[test]
    fn a_file_is_read_in_pieces_and_keeps_the_time_that_it_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big").to_string_lossy().into_owned();
        fs::write(&path, vec![7; PIECE * 2 + 1]).unwrap();
        block_on(HostFiles.set_modified(&path, Timestamp::from_millis(1_500))).unwrap();
        let sizes = block_on(async {
            let OpenFile { metadata, mut content } = HostFiles.open(&path).await.unwrap();
            assert_eq!((metadata.modified.as_millis(), metadata.kind), (1_500, FileKind::File));
            let mut total = 0;
            while let Some(piece) = content.next().await {
                let piece = piece.unwrap();
                assert!(piece.len() <= PIECE);
                total += piece.len();
            }
            total
        });
        assert_eq!(sizes, PIECE * 2 + 1);
    }
}
