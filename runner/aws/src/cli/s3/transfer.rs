//! `cp`, `mv`, `rm` and `sync`: one way for all four, from the paths of the line to the report.

use std::io;

use labs_world::Map;

use super::super::error::CliError;
use super::super::files::FileKind;
use super::super::param_file::python_os_error;
use super::super::run::Printed;
use super::Session;
use super::client::input;
use super::copy::Copy;
use super::download::Download;
use super::error::S3Error;
use super::filter::Filter;
use super::line::Line;
use super::location::{self, Location};
use super::properties::Properties;
use super::report::Report;
use super::source::{Entry, Place, Purpose, Scope, prefix_of};
use super::sync::{self, Deed};
use super::upload::Upload;

/// Why one file or object could not be moved. The command goes on with the next one.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// S3 refused.
    #[error(transparent)]
    Call(#[from] CliError),
    /// A file could not be read or written.
    #[error("{}", python_os_error(error, path))]
    File {
        /// Its path.
        path: String,
        /// Why.
        error: io::Error,
    },
}

/// What happens to each source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Upload,
    Download,
    Copy,
    Delete,
}

impl Kind {
    fn of(from: &Location, to: Option<&Location>) -> Option<Self> {
        match (from, to) {
            (Location::S3 { .. }, None) => Some(Self::Delete),
            (Location::S3 { .. }, Some(Location::S3 { .. })) => Some(Self::Copy),
            (Location::S3 { .. }, Some(_)) => Some(Self::Download),
            (_, Some(Location::S3 { .. })) => Some(Self::Upload),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Download => "download",
            Self::Copy => "copy",
            Self::Delete => "delete",
        }
    }
}

/// One command.
struct Transfer<'a> {
    session: &'a Session<'a>,
    line: &'a Line,
    kind: Kind,
    from: Location,
    /// The same as `from` for `rm`.
    to: Location,
    scope: Scope,
    properties: Properties,
    current: Option<String>,
    report: Report,
}

/// Runs the command.
pub(super) async fn run(session: &Session<'_>, command: &str, line: &Line) -> Result<Printed, CliError> {
    let from = line.paths.first().map_or(Location::Stream, |path| Location::read(path));
    let to = line.paths.get(1).map(|path| Location::read(path));
    let refused = || S3Error::ArgumentType { command: line.command, usage: line.usage };
    let kind = Kind::of(&from, to.as_ref()).ok_or_else(refused)?;
    let to = to.unwrap_or_else(|| from.clone());
    let scope = if command == "sync" || line.has("--recursive") { Scope::Tree } else { Scope::One };
    let streams = from == Location::Stream || to == Location::Stream;
    if streams && (command != "cp" || scope == Scope::Tree) {
        return Err(S3Error::Streaming.into());
    }
    let properties = Properties::read(line)?;
    let report = Report::new(line, streams);
    let current = session.current();
    let mut transfer = Transfer { session, line, kind, from, to, scope, properties, current, report };
    transfer.check().await?;
    if streams {
        transfer.stream().await;
    } else if let Err(error) = transfer.all().await {
        transfer.report.fatal(&error);
    }
    Ok(transfer.report.finish())
}

impl Transfer<'_> {
    /// What must be right before anything is done.
    async fn check(&self) -> Result<(), CliError> {
        let files = self.session.invocation.files;
        match (&self.from, &self.to) {
            (Location::S3 { bucket, key }, Location::S3 { bucket: to_bucket, key: to_key }) if self.is_move() => {
                let name = key.rsplit('/').next().unwrap_or(key);
                let lands =
                    if to_key.is_empty() || to_key.ends_with('/') { format!("{to_key}{name}") } else { to_key.clone() };
                if bucket == to_bucket && (key == to_key || *key == lands) {
                    let path = |at: usize| self.line.paths.get(at).cloned().unwrap_or_default();
                    return Err(S3Error::OntoItself { from: path(0), to: path(1) }.into());
                }
            }
            (Location::Local(path), _) if files.metadata(path).await.is_err() => {
                return Err(S3Error::NoSuchPath { path: path.clone() }.into());
            }
            _ => {}
        }
        Ok(())
    }

    fn is_move(&self) -> bool {
        self.line.command == "mv"
    }

    /// The word of the report.
    fn word(&self) -> &'static str {
        if self.is_move() { "move" } else { self.kind.word() }
    }

    async fn all(&mut self) -> Result<(), CliError> {
        let (session, line, scope) = (self.session, self.line, self.scope);
        let purpose = if self.kind == Kind::Delete { Purpose::Delete } else { Purpose::Copy };
        if let (Location::Local(path), Scope::Tree, false) = (&self.to, scope, line.has("--dryrun")) {
            // A file in the way is told of by each file that would lie below it.
            let _in_the_way = session.invocation.files.create_folder(path).await;
        }
        let filter = Filter::read(line);
        let mut source = session.entries(line, &self.from, scope, purpose, &mut self.report).await?;
        source.retain(|entry| filter.chooses(&entry.path));
        let deeds = if line.command == "sync" {
            let mut there = self.there().await?;
            there.retain(|entry| filter.chooses(&entry.path));
            sync::deeds(line, source, there)
        } else {
            source.into_iter().map(Deed::Copy).collect()
        };
        for deed in deeds {
            match deed {
                Deed::Copy(entry) if self.kind == Kind::Delete => self.delete(&entry).await,
                Deed::Copy(entry) => self.one(&entry).await,
                Deed::Delete(entry) => self.delete(&entry).await,
            }
        }
        Ok(())
    }

    /// What is at the destination already.
    async fn there(&mut self) -> Result<Vec<Entry>, CliError> {
        let files = self.session.invocation.files;
        if let Location::Local(path) = &self.to
            && files.metadata(path).await.is_err()
        {
            return Ok(Vec::new());
        }
        self.session.entries(self.line, &self.to, Scope::Tree, Purpose::Copy, &mut self.report).await
    }

    /// Where an entry goes.
    async fn destination(&self, entry: &Entry) -> Place {
        match (&self.to, self.scope) {
            (Location::S3 { bucket, key }, Scope::Tree) => {
                Place::S3 { bucket: bucket.clone(), key: format!("{}{}", prefix_of(key), entry.path) }
            }
            (Location::S3 { bucket, key }, Scope::One) => {
                let takes_name = key.is_empty() || key.ends_with('/');
                let key = if takes_name { format!("{key}{}", entry.path) } else { key.clone() };
                Place::S3 { bucket: bucket.clone(), key }
            }
            (Location::Local(path), scope) => {
                let kind = self.session.invocation.files.metadata(path).await.map(|found| found.kind);
                let is_folder = path.ends_with('/') || matches!(kind, Ok(FileKind::Folder));
                let root = location::normal(path);
                Place::Local(if scope == Scope::Tree || is_folder { location::below(&root, &entry.path) } else { root })
            }
            (Location::Stream, _) => Place::Local("-".to_owned()),
        }
    }

    /// Moves one file or object, and says so.
    async fn one(&mut self, entry: &Entry) {
        let to = self.destination(entry).await;
        if self.passes_over(entry, &to) {
            return;
        }
        let current = self.current.as_deref();
        let shown = format!("{} to {}", entry.place.shown(current), to.shown(current));
        if self.line.has("--dryrun") {
            return self.report.would_do(self.word(), &shown);
        }
        let mut moved = self.send(entry, &to).await;
        if moved.is_ok() && self.is_move() {
            moved = self.take_away(&entry.place).await;
        }
        match moved {
            Ok(()) => self.report.done(self.word(), &shown),
            Err(failure) => self.report.failed(self.word(), &shown, &failure),
        }
    }

    /// Passes over what cannot be read, and what would be written outside the destination.
    fn passes_over(&mut self, entry: &Entry, to: &Place) -> bool {
        if entry.is_archived() && !self.line.has("--force-glacier-transfer") {
            if !self.line.has("--ignore-glacier-warnings") {
                let word = self.kind.word();
                let reason = format!(
                    "Object is of storage class GLACIER. Unable to perform {word} operations on GLACIER objects. You must \
                     restore the object to be able to perform the operation. See aws s3 {word} help for additional \
                     parameter options to ignore or force these transfers."
                );
                self.report.skipped(&entry.place.shown(None), &reason);
            }
            return true;
        }
        let inside = location::normal(&entry.path);
        if matches!(to, Place::Local(_)) && (inside == ".." || inside.starts_with("../")) {
            self.report.skipped(&entry.path, "File references a parent directory.");
            return true;
        }
        false
    }

    async fn send(&self, entry: &Entry, to: &Place) -> Result<(), Failure> {
        let (client, properties, payer) = (self.session.client, &self.properties, self.line.value("--request-payer"));
        match (&entry.place, to) {
            (Place::Local(path), Place::S3 { bucket, key }) => {
                let file = self.session.invocation.files.open(path).await;
                let absolute = || match path.strip_suffix('/') {
                    Some(folder) => format!("{}/", location::absolute(folder, self.current.as_deref())),
                    None => location::absolute(path, self.current.as_deref()),
                };
                let file = file.map_err(|error| Failure::File { path: absolute(), error })?;
                let upload = Upload { client, properties, bucket, key, name: path };
                upload.send(file.content, Some(file.metadata.size)).await
            }
            (Place::S3 { bucket, key }, Place::Local(path)) => self.download(entry, bucket, key, path).await,
            (Place::S3 { bucket, key }, Place::S3 { bucket: to_bucket, key: to_key }) => {
                let (from, to, size) =
                    ((bucket.as_str(), key.as_str()), (to_bucket.as_str(), to_key.as_str()), entry.size);
                Copy { client, properties, from, size: size.unwrap_or_default(), to, payer }.run().await
            }
            (Place::Local(_), Place::Local(_)) => Ok(()),
        }
    }

    async fn download(&self, entry: &Entry, bucket: &str, key: &str, path: &str) -> Result<(), Failure> {
        let files = self.session.invocation.files;
        let failed = |error| Failure::File { path: location::absolute(path, self.current.as_deref()), error };
        if let Some((folder, _)) = path.rsplit_once('/').filter(|(folder, _)| !folder.is_empty()) {
            files.create_folder(folder).await.map_err(failed)?;
        }
        let download = Download {
            client: self.session.client,
            bucket,
            key,
            size: entry.size.unwrap_or_default(),
            e_tag: entry.e_tag.as_deref(),
            members: self.reading(),
        };
        download.save(files, path).await.map_err(|failure| match failure {
            Failure::File { error, .. } => failed(error),
            other => other,
        })?;
        files.set_modified(path, entry.modified).await.map_err(failed)
    }

    /// Members that the line adds to reads.
    fn reading(&self) -> Map {
        let mut members = Map::new();
        for (option, member) in [("--request-payer", "RequestPayer"), ("--checksum-mode", "ChecksumMode")] {
            if let Some(value) = self.line.value(option) {
                members.insert(member.to_owned(), value.into());
            }
        }
        members
    }

    async fn delete(&mut self, entry: &Entry) {
        let shown = entry.place.shown(self.current.as_deref());
        if self.line.has("--dryrun") {
            return self.report.would_do("delete", &shown);
        }
        match self.take_away(&entry.place).await {
            Ok(()) => self.report.done("delete", &shown),
            Err(failure) => self.report.failed("delete", &shown, &failure),
        }
    }

    async fn take_away(&self, place: &Place) -> Result<(), Failure> {
        match place {
            Place::S3 { bucket, key } => {
                Ok(self.session.client.delete(bucket, key, self.line.value("--request-payer")).await?)
            }
            Place::Local(path) => {
                let removed = self.session.invocation.files.remove(path).await;
                removed.map_err(|error| Failure::File { path: path.clone(), error })
            }
        }
    }

    /// From standard input, or to standard output.
    async fn stream(&mut self) {
        let (word, client) = (self.word(), self.session.client);
        match (&self.from, &self.to) {
            (Location::Stream, Location::S3 { bucket, key }) => {
                let shown = format!("- to {}", location::uri(bucket, key));
                if self.line.has("--dryrun") {
                    return self.report.would_do(word, &shown);
                }
                let upload = Upload { client, properties: &self.properties, bucket, key, name: "-" };
                let content = self.session.invocation.files.standard_input();
                if let Err(failure) = upload.send(content, None).await {
                    self.report.failed(word, &shown, &failure);
                }
            }
            (Location::S3 { bucket, key }, _) => {
                let shown = format!("{} to -", location::uri(bucket, key));
                if self.line.has("--dryrun") {
                    return self.report.would_do(word, &shown);
                }
                match self.read_whole(bucket, key).await {
                    Ok(bytes) => self.report.output(&bytes),
                    Err(failure) => self.report.failed(word, &shown, &failure),
                }
            }
            _ => {}
        }
    }

    async fn read_whole(&self, bucket: &str, key: &str) -> Result<Vec<u8>, Failure> {
        let client = self.session.client;
        let head =
            client.call("HeadObject", input([("Bucket", bucket.into()), ("Key", key.into())]), None).await?.output;
        let size = head.get("ContentLength").and_then(labs_world::Document::as_i64).unwrap_or_default();
        let size = u64::try_from(size).unwrap_or_default();
        let e_tag = super::client::text(&head, "ETag");
        let members = self.reading();
        Download { client, bucket, key, size, e_tag: e_tag.as_deref(), members }.read().await
    }
}
