//! The virtual tree: files in memory with the world's times, within limits, holding nothing of the host.
//!
//! Path checks and symbolic links are the layers above (`PosixFs`, bashkit's link follower); this is the storage. Devices
//! are fixed: `/dev/null`, `/dev/zero`, `/dev/random` and `/dev/urandom`, the last two filled from the world.

use std::collections::BTreeMap;
use std::io::{Error as IoError, ErrorKind};
use std::ops::Bound;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bashkit::{DirEntry, FileType, FsBackend, FsLimits, FsUsage, Metadata, async_trait, normalize_path};
use labs_world::Timestamp;

use crate::bashkit_shell::hits::Hits;
use crate::error::{FileProblem, ShellError};
use crate::limits::{Limit, LimitHit, ShellLimits};
use crate::shell::HOME;
use crate::step_clock::StepClock;

/// Bytes that one read of `/dev/zero` gives; it has no end on a real machine. More than the greatest item of DynamoDB, which
/// steps make with it.
const ZERO_BYTES: usize = 1 << 20;

/// Bytes that one read of `/dev/random` or `/dev/urandom` gives.
const RANDOM_BYTES: usize = 64 << 10;
/// The deepest path, in components.
const MAX_DEPTH: usize = 64;
/// The longest path and the longest name, as on Linux.
const MAX_PATH: usize = 4096;
const MAX_NAME: usize = 255;

/// The files of one shell. Clones share them.
#[derive(Clone)]
pub(crate) struct VirtualFiles(Arc<Shared>);

struct Shared {
    tree: Mutex<Tree>,
    clock: Arc<StepClock>,
    limits: ShellLimits,
    hits: Arc<Hits>,
}

#[derive(Default)]
struct Tree {
    nodes: BTreeMap<PathBuf, Node>,
    bytes: u64,
}

#[derive(Clone)]
struct Node {
    content: Content,
    mode: u32,
    modified: SystemTime,
    created: SystemTime,
}

#[derive(Clone)]
enum Content {
    File(Vec<u8>),
    Folder,
    Link(PathBuf),
    Device(Device),
}

#[derive(Clone, Copy)]
enum Device {
    Null,
    Zero,
    Random,
}

impl Content {
    fn len(&self) -> u64 {
        let bytes = match self {
            Self::File(bytes) => bytes.len(),
            Self::Link(target) => target.as_os_str().len(),
            Self::Folder | Self::Device(_) => 0,
        };
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }
}

impl VirtualFiles {
    /// An empty tree with [`HOME`], `/tmp` and the devices.
    pub(crate) fn new(clock: Arc<StepClock>, limits: ShellLimits, hits: Arc<Hits>) -> Self {
        let files = Self(Arc::new(Shared { tree: Mutex::default(), clock, limits, hits }));
        let now = files.stamp();
        let mut tree = files.tree();
        let mut fixed = |path: &str, content: Content, mode: u32| {
            tree.nodes.insert(PathBuf::from(path), Node { content, mode, modified: now, created: now });
        };
        for folder in ["/", "/home", HOME, "/dev", "/dev/fd"] {
            fixed(folder, Content::Folder, 0o755);
        }
        fixed("/tmp", Content::Folder, 0o1777);
        fixed("/dev/null", Content::Device(Device::Null), 0o666);
        fixed("/dev/zero", Content::Device(Device::Zero), 0o666);
        fixed("/dev/random", Content::Device(Device::Random), 0o666);
        fixed("/dev/urandom", Content::Device(Device::Random), 0o666);
        drop(tree);
        files
    }

    /// Writes a file for the runner, with its parent folders.
    pub(crate) fn place(&self, path: &str, content: &[u8]) -> Result<(), ShellError> {
        let absolute = absolute(path);
        let parents: Vec<PathBuf> = absolute.ancestors().skip(1).map(Path::to_path_buf).collect();
        let place = || {
            for parent in parents.iter().rev() {
                let kind = self.tree().nodes.get(parent).map(|node| matches!(node.content, Content::Folder));
                match kind {
                    Some(true) => {}
                    Some(false) => return Err(problem(FileProblem::NotFolder)),
                    None => self.insert(parent, Content::Folder, 0o755)?,
                }
            }
            self.put(&absolute, content, Put::Replace)
        };
        place().map_err(|error| named(path, &error))
    }

    /// Reads a file for the runner, following links.
    pub(crate) fn fetch(&self, path: &str) -> Result<Vec<u8>, ShellError> {
        let mut at = absolute(path);
        for _ in 0..40 {
            let resolved = self.resolve_parents(&at);
            // A statement of its own, so that the tree is not held when its content is read.
            let target = match self.tree().nodes.get(&resolved).map(|node| &node.content) {
                Some(Content::Link(target)) => Some(resolved.parent().unwrap_or(Path::new("/")).join(target)),
                _ => None,
            };
            let Some(target) = target else {
                return self.content(&resolved).map_err(|error| named(path, &error));
            };
            at = normalize_path(&target);
        }
        Err(ShellError::File { path: path.to_owned(), problem: FileProblem::LinkLoop })
    }

    /// Whether `test` holds for the text of a file that `path` may mean from some working folder; `None` when the path goes
    /// ways that its words do not show.
    pub(crate) fn any_ending_with(&self, path: &str, test: impl Fn(&str) -> bool) -> Option<bool> {
        let path = Path::new(path.trim_start_matches("./"));
        let tree = self.tree();
        let plain = path.components().all(|part| matches!(part, Component::Normal(_) | Component::RootDir));
        if !plain
            || path.starts_with("/dev")
            || tree.nodes.values().any(|node| matches!(node.content, Content::Link(_)))
        {
            return None;
        }
        Some(tree.nodes.iter().filter(|(found, _)| found.ends_with(path)).any(|(_, node)| match &node.content {
            Content::File(bytes) => test(&String::from_utf8_lossy(bytes)),
            _ => false,
        }))
    }

    /// `path` with the links among its folders followed, up to the depth at which they must be a loop.
    fn resolve_parents(&self, path: &Path) -> PathBuf {
        let mut done = PathBuf::from("/");
        let tree = self.tree();
        let components: Vec<_> = path.components().skip(1).collect();
        for (index, component) in components.iter().enumerate() {
            done.push(component);
            let mut hops = 0;
            while index + 1 < components.len() && hops < 40 {
                let Some(Content::Link(target)) = tree.nodes.get(&done).map(|node| &node.content) else { break };
                done = normalize_path(&done.parent().unwrap_or(Path::new("/")).join(target));
                hops += 1;
            }
        }
        done
    }

    fn tree(&self) -> MutexGuard<'_, Tree> {
        // A tree is never left half-changed, so a poisoned lock is still good.
        self.0.tree.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stamp(&self) -> SystemTime {
        to_system_time(self.0.clock.now())
    }

    fn content(&self, path: &Path) -> Result<Vec<u8>, IoError> {
        let device = match self.tree().nodes.get(path).map(|node| &node.content) {
            None => return Err(problem(FileProblem::NotFound)),
            Some(Content::Folder) => return Err(problem(FileProblem::IsFolder)),
            Some(Content::Link(_)) => return Err(problem(FileProblem::NotFound)),
            Some(Content::File(bytes)) => return Ok(bytes.clone()),
            Some(Content::Device(device)) => *device,
        };
        Ok(match device {
            Device::Null => Vec::new(),
            Device::Zero => vec![0; ZERO_BYTES],
            Device::Random => {
                let ids = self.0.clock.world().ids();
                (0..RANDOM_BYTES / 8).flat_map(|_| ids.bits().to_le_bytes()).collect()
            }
        })
    }

    /// Adds a node whose parent must be a folder and whose path must be free.
    fn insert(&self, path: &Path, content: Content, mode: u32) -> Result<(), IoError> {
        self.check_path(path)?;
        let now = self.stamp();
        let mut tree = self.tree();
        match path.parent().and_then(|parent| tree.nodes.get(parent)).map(|node| &node.content) {
            Some(Content::Folder) => {}
            Some(_) => return Err(problem(FileProblem::NotFolder)),
            None => return Err(problem(FileProblem::NotFound)),
        }
        if tree.nodes.contains_key(path) {
            return Err(problem(FileProblem::Exists));
        }
        self.admit(&tree, 1, content.len(), content.len())?;
        tree.bytes += content.len();
        tree.nodes.insert(path.to_path_buf(), Node { content, mode, modified: now, created: now });
        if let Some(parent) = path.parent().and_then(|parent| tree.nodes.get_mut(parent)) {
            parent.modified = now;
        }
        Ok(())
    }

    fn put(&self, path: &Path, bytes: &[u8], put: Put) -> Result<(), IoError> {
        if !self.tree().nodes.contains_key(path) {
            return self.insert(path, Content::File(bytes.to_vec()), 0o644);
        }
        let now = self.stamp();
        let mut tree = self.tree();
        let old = match tree.nodes.get(path).map(|node| &node.content) {
            Some(Content::Device(_)) => return Ok(()),
            Some(Content::Folder) => return Err(problem(FileProblem::IsFolder)),
            Some(Content::File(old)) => u64::try_from(old.len()).unwrap_or(u64::MAX),
            Some(Content::Link(_)) | None => return Err(problem(FileProblem::NotFound)),
        };
        let added = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let size = match put {
            Put::Replace => added,
            Put::Append => old.saturating_add(added),
        };
        self.admit(&tree, 0, size, size.saturating_sub(old))?;
        tree.bytes = tree.bytes.saturating_sub(old).saturating_add(size);
        if let Some(node) = tree.nodes.get_mut(path) {
            node.modified = now;
            if let Content::File(content) = &mut node.content {
                match put {
                    Put::Replace => *content = bytes.to_vec(),
                    Put::Append => content.extend_from_slice(bytes),
                }
            }
        }
        Ok(())
    }

    /// Refuses what would pass a limit, and remembers that it was hit so that the step fails whatever the script does next.
    fn admit(&self, tree: &Tree, nodes: u64, size: u64, growth: u64) -> Result<(), IoError> {
        let limits = &self.0.limits;
        let count = u64::try_from(tree.nodes.len()).unwrap_or(u64::MAX).saturating_add(nodes);
        let hit = if nodes > 0 && count > limits.files {
            LimitHit::new(Limit::Files, limits.files.to_string())
        } else if size > limits.file_bytes {
            LimitHit::new(Limit::FileSize, format!("{} bytes", limits.file_bytes))
        } else if growth > 0 && tree.bytes.saturating_add(growth) > limits.total_file_bytes {
            LimitHit::new(Limit::FolderSize, format!("{} bytes", limits.total_file_bytes))
        } else {
            return Ok(());
        };
        self.0.hits.record(hit.clone());
        Err(problem(FileProblem::Limit(hit)))
    }

    fn check_path(&self, path: &Path) -> Result<(), IoError> {
        let long = path.as_os_str().len() > MAX_PATH
            || path.components().any(|part| part.as_os_str().len() > MAX_NAME)
            || path.components().count() > MAX_DEPTH;
        if long { Err(problem(FileProblem::Other("File name too long".to_owned()))) } else { Ok(()) }
    }

    fn metadata(&self, node: &Node) -> Metadata {
        let file_type = match &node.content {
            Content::Folder => FileType::Directory,
            Content::Link(_) => FileType::Symlink,
            Content::File(_) | Content::Device(_) => FileType::File,
        };
        Metadata {
            file_type,
            size: node.content.len(),
            mode: node.mode,
            modified: node.modified,
            created: node.created,
        }
    }
}

/// Whether a write replaces what a file holds.
#[derive(Clone, Copy)]
enum Put {
    Replace,
    Append,
}

impl Tree {
    /// Everything below `path`, not `path` itself.
    fn below(&self, path: &Path) -> Vec<PathBuf> {
        self.nodes
            .range::<Path, _>((Bound::Excluded(path), Bound::Unbounded))
            .map(|(found, _)| found)
            .take_while(|found| found.starts_with(path))
            .cloned()
            .collect()
    }

    fn take(&mut self, path: &Path) -> Option<Node> {
        let node = self.nodes.remove(path)?;
        self.bytes = self.bytes.saturating_sub(node.content.len());
        Some(node)
    }

    fn put_back(&mut self, path: PathBuf, node: Node) {
        self.bytes += node.content.len();
        self.nodes.insert(path, node);
    }

    /// Part of the tree that scripts cannot remove or move.
    fn is_fixed(path: &Path) -> bool {
        path.starts_with("/dev") || ["/", "/tmp", "/home", HOME].iter().any(|fixed| path == Path::new(fixed))
    }
}

#[async_trait]
impl FsBackend for VirtualFiles {
    async fn read(&self, path: &Path) -> bashkit::Result<Vec<u8>> {
        Ok(self.content(path)?)
    }

    async fn write(&self, path: &Path, content: &[u8]) -> bashkit::Result<()> {
        Ok(self.put(path, content, Put::Replace)?)
    }

    async fn append(&self, path: &Path, content: &[u8]) -> bashkit::Result<()> {
        Ok(self.put(path, content, Put::Append)?)
    }

    async fn mkdir(&self, path: &Path, recursive: bool) -> bashkit::Result<()> {
        if recursive {
            let missing: Vec<PathBuf> = path
                .ancestors()
                .skip(1)
                .filter(|parent| !self.tree().nodes.contains_key(*parent))
                .map(Path::to_path_buf)
                .collect();
            for parent in missing.into_iter().rev() {
                self.insert(&parent, Content::Folder, 0o755)?;
            }
        }
        Ok(self.insert(path, Content::Folder, 0o755)?)
    }

    async fn remove(&self, path: &Path, recursive: bool) -> bashkit::Result<()> {
        let now = self.stamp();
        let mut tree = self.tree();
        if !tree.nodes.contains_key(path) {
            return Err(problem(FileProblem::NotFound).into());
        }
        if Tree::is_fixed(path) {
            return Err(problem(FileProblem::NotPermitted).into());
        }
        let below = tree.below(path);
        if !below.is_empty() && !recursive {
            return Err(problem(FileProblem::NotEmpty).into());
        }
        for found in below {
            tree.take(&found);
        }
        tree.take(path);
        if let Some(parent) = path.parent().and_then(|parent| tree.nodes.get_mut(parent)) {
            parent.modified = now;
        }
        Ok(())
    }

    async fn stat(&self, path: &Path) -> bashkit::Result<Metadata> {
        Ok(self.tree().nodes.get(path).map(|node| self.metadata(node)).ok_or_else(|| problem(FileProblem::NotFound))?)
    }

    async fn read_dir(&self, path: &Path) -> bashkit::Result<Vec<DirEntry>> {
        let tree = self.tree();
        match tree.nodes.get(path).map(|node| &node.content) {
            Some(Content::Folder) => {}
            Some(_) => return Err(problem(FileProblem::NotFolder).into()),
            None => return Err(problem(FileProblem::NotFound).into()),
        }
        let entries = tree
            .nodes
            .range::<Path, _>((Bound::Excluded(path), Bound::Unbounded))
            .take_while(|(found, _)| found.starts_with(path))
            .filter(|(found, _)| found.parent() == Some(path))
            .filter_map(|(found, node)| {
                Some(DirEntry {
                    name: found.file_name()?.to_string_lossy().into_owned(),
                    metadata: self.metadata(node),
                })
            })
            .collect();
        Ok(entries)
    }

    async fn exists(&self, path: &Path) -> bashkit::Result<bool> {
        Ok(self.tree().nodes.contains_key(path))
    }

    async fn rename(&self, from: &Path, to: &Path) -> bashkit::Result<()> {
        self.check_path(to)?;
        let now = self.stamp();
        let mut tree = self.tree();
        if Tree::is_fixed(from) || Tree::is_fixed(to) {
            return Err(problem(FileProblem::NotPermitted).into());
        }
        let Some(source) = tree.nodes.get(from) else { return Err(problem(FileProblem::NotFound).into()) };
        let moves_folder = matches!(source.content, Content::Folder);
        if to.starts_with(from) && to != from {
            return Err(IoError::new(ErrorKind::InvalidInput, "Invalid argument").into());
        }
        match to.parent().and_then(|parent| tree.nodes.get(parent)).map(|node| &node.content) {
            Some(Content::Folder) => {}
            Some(_) => return Err(problem(FileProblem::NotFolder).into()),
            None => return Err(problem(FileProblem::NotFound).into()),
        }
        if from == to {
            return Ok(());
        }
        if let Some(target) = tree.nodes.get(to) {
            match (moves_folder, matches!(target.content, Content::Folder)) {
                (false, true) => return Err(problem(FileProblem::IsFolder).into()),
                (true, false) => return Err(problem(FileProblem::NotFolder).into()),
                (true, true) if !tree.below(to).is_empty() => return Err(problem(FileProblem::NotEmpty).into()),
                _ => {
                    tree.take(to);
                }
            }
        }
        for found in std::iter::once(from.to_path_buf()).chain(tree.below(from)) {
            let moved = found.strip_prefix(from).map_or_else(|_| to.to_path_buf(), |rest| to.join(rest));
            // `join("")` would leave a trailing separator on the moved entry itself.
            let moved = if found == from { to.to_path_buf() } else { moved };
            if let Some(node) = tree.take(&found) {
                tree.put_back(moved, node);
            }
        }
        for folder in [from.parent(), to.parent()].into_iter().flatten() {
            if let Some(node) = tree.nodes.get_mut(folder) {
                node.modified = now;
            }
        }
        Ok(())
    }

    async fn copy(&self, from: &Path, to: &Path) -> bashkit::Result<()> {
        let content = self.content(from)?;
        let mode = self.tree().nodes.get(from).map_or(0o644, |node| node.mode);
        let fresh = !self.tree().nodes.contains_key(to);
        self.put(to, &content, Put::Replace)?;
        if fresh && let Some(node) = self.tree().nodes.get_mut(to) {
            node.mode = mode;
        }
        Ok(())
    }

    async fn symlink(&self, target: &Path, link: &Path) -> bashkit::Result<()> {
        Ok(self.insert(link, Content::Link(target.to_path_buf()), 0o777)?)
    }

    async fn read_link(&self, path: &Path) -> bashkit::Result<PathBuf> {
        match self.tree().nodes.get(path).map(|node| &node.content) {
            Some(Content::Link(target)) => Ok(target.clone()),
            Some(_) => Err(IoError::new(ErrorKind::InvalidInput, "Invalid argument").into()),
            None => Err(problem(FileProblem::NotFound).into()),
        }
    }

    async fn chmod(&self, path: &Path, mode: u32) -> bashkit::Result<()> {
        match self.tree().nodes.get_mut(path) {
            Some(node) => {
                node.mode = mode;
                Ok(())
            }
            None => Err(problem(FileProblem::NotFound).into()),
        }
    }

    async fn set_modified_time(&self, path: &Path, time: SystemTime) -> bashkit::Result<()> {
        match self.tree().nodes.get_mut(path) {
            Some(node) => {
                node.modified = time;
                Ok(())
            }
            None => Err(problem(FileProblem::NotFound).into()),
        }
    }

    fn usage(&self) -> FsUsage {
        let tree = self.tree();
        let folders = tree.nodes.values().filter(|node| matches!(node.content, Content::Folder)).count();
        let files = tree.nodes.len() - folders;
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        FsUsage::new(tree.bytes, count(files), count(folders))
    }

    fn limits(&self) -> FsLimits {
        FsLimits::unlimited().max_total_bytes(self.0.limits.total_file_bytes).max_file_size(self.0.limits.file_bytes)
    }
}

/// A path of the runner, which starts at [`HOME`] unless it is absolute.
pub(crate) fn absolute(path: &str) -> PathBuf {
    normalize_path(&Path::new(HOME).join(path))
}

/// The system's form of an instant of the world.
pub(crate) fn to_system_time(instant: Timestamp) -> SystemTime {
    let millis = Duration::from_millis(instant.as_millis().unsigned_abs());
    let time = if instant.as_millis() < 0 { UNIX_EPOCH.checked_sub(millis) } else { UNIX_EPOCH.checked_add(millis) };
    time.unwrap_or(UNIX_EPOCH)
}

/// The world's form of an instant of the system.
pub(crate) fn from_system_time(time: SystemTime) -> Timestamp {
    let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(match time.duration_since(UNIX_EPOCH) {
        Ok(after) => millis(after),
        Err(before) => -millis(before.duration()),
    })
}

/// The error that bashkit's tools print in Linux's words.
fn problem(problem: FileProblem) -> IoError {
    let kind = match &problem {
        FileProblem::NotFound => ErrorKind::NotFound,
        FileProblem::IsFolder => ErrorKind::IsADirectory,
        FileProblem::NotFolder => ErrorKind::NotADirectory,
        FileProblem::Exists => ErrorKind::AlreadyExists,
        FileProblem::NotEmpty => ErrorKind::DirectoryNotEmpty,
        FileProblem::NotPermitted => ErrorKind::PermissionDenied,
        FileProblem::LinkLoop | FileProblem::Limit(_) | FileProblem::Other(_) => ErrorKind::Other,
    };
    IoError::new(kind, problem)
}

/// An error of the tree for `path`, as the runner and commands see it.
fn named(path: &str, error: &IoError) -> ShellError {
    let problem = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<FileProblem>())
        .cloned()
        .unwrap_or_else(|| FileProblem::Other(error.to_string()));
    ShellError::File { path: path.to_owned(), problem }
}

/// An error of the layers above the tree for `path`, as commands see it.
pub(crate) fn named_by(path: &str, error: &bashkit::Error) -> ShellError {
    match error {
        bashkit::Error::Io(error) => {
            let problem = match named(path, error) {
                ShellError::File { problem: FileProblem::Other(_), .. } => match error.kind() {
                    ErrorKind::NotFound => FileProblem::NotFound,
                    ErrorKind::IsADirectory => FileProblem::IsFolder,
                    ErrorKind::NotADirectory => FileProblem::NotFolder,
                    ErrorKind::AlreadyExists => FileProblem::Exists,
                    _ if error.to_string() == "is a directory" => FileProblem::IsFolder,
                    _ => FileProblem::Other(error.to_string()),
                },
                ShellError::File { problem, .. } => problem,
                other => return other,
            };
            ShellError::File { path: path.to_owned(), problem }
        }
        other => ShellError::File { path: path.to_owned(), problem: FileProblem::Other(other.to_string()) },
    }
}
