//! What `sync` does: both ends are walked side by side, in the order of their paths, and compared by size and time.

use std::cmp::Ordering;

use super::line::Line;
use super::source::{Entry, Place};

/// What is to be done.
#[derive(Debug, PartialEq)]
pub(super) enum Deed {
    /// Copies this to the other end.
    Copy(Entry),
    /// Deletes this at the other end.
    Delete(Entry),
}

/// How two of the same path and the same size are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    LaterTime,
    EqualTimes,
    NoTime,
}

/// What makes the destination like the source.
pub(super) fn deeds(line: &Line, source: Vec<Entry>, destination: Vec<Entry>) -> Vec<Deed> {
    let comparison = if line.has("--size-only") {
        Comparison::NoTime
    } else if line.has("--exact-timestamps") {
        Comparison::EqualTimes
    } else {
        Comparison::LaterTime
    };
    let mut deeds = Vec::new();
    let (mut source, mut destination) = (source.into_iter().peekable(), destination.into_iter().peekable());
    loop {
        let order = match (source.peek(), destination.peek()) {
            (None, None) => return deeds,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.path.cmp(&other.path),
        };
        let one = if order == Ordering::Greater { None } else { source.next() };
        let other = if order == Ordering::Less { None } else { destination.next() };
        match (one, other) {
            (Some(one), Some(other)) if differ(comparison, &one, &other) => deeds.push(Deed::Copy(one)),
            (Some(one), None) => deeds.push(Deed::Copy(one)),
            (None, Some(other)) if line.has("--delete") => deeds.push(Deed::Delete(other)),
            _ => {}
        }
    }
}

fn differ(comparison: Comparison, source: &Entry, destination: &Entry) -> bool {
    if source.size != destination.size {
        return true;
    }
    let is_download = matches!(destination.place, Place::Local(_));
    match comparison {
        Comparison::NoTime => false,
        Comparison::EqualTimes if is_download => source.modified != destination.modified,
        // A file that is newer than its object was changed; an object that is newer than its source is the newer copy.
        _ if is_download => destination.modified > source.modified,
        _ => source.modified > destination.modified,
    }
}

#[cfg(test)]
mod tests {
    use labs_world::Timestamp;

    use super::super::options::COMMANDS;
    use super::*;

    fn entry(path: &str, place: Place, size: u64, time: i64) -> Entry {
        let (size, modified) = (Some(size), Timestamp::from_millis(time));
        Entry { path: path.to_owned(), place, size, modified, e_tag: None, class: None }
    }

    fn local(path: &str, size: u64, time: i64) -> Entry {
        entry(path, Place::Local(path.to_owned()), size, time)
    }

    fn object(path: &str, size: u64, time: i64) -> Entry {
        entry(path, Place::S3 { bucket: "b".to_owned(), key: path.to_owned() }, size, time)
    }

    fn shown(switches: &[&'static str], source: Vec<Entry>, destination: Vec<Entry>) -> String {
        let command = COMMANDS.iter().find(|it| it.name == "sync").unwrap();
        let line = Line::made(command, "", switches);
        let shown = deeds(&line, source, destination).into_iter().map(|deed| match deed {
            Deed::Copy(entry) => format!("+{}", entry.path),
            Deed::Delete(entry) => format!("-{}", entry.path),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_missing_or_of_another_size_is_copied() {
        let source = || vec![local("a", 1, 5), local("b", 1, 5), local("d", 2, 5)];
        let destination = || vec![object("b", 1, 5), object("c", 1, 5), object("d", 1, 9)];
        assert_eq!(shown(&[], source(), destination()), "+a +d");
        assert_eq!(shown(&["--delete"], source(), destination()), "+a -c +d");
    }

    #[test]
    fn times_decide_among_equal_sizes() {
        for (source, destination, wanted) in [(5, 5, ""), (5, 6, ""), (6, 5, "+a")] {
            assert_eq!(shown(&[], vec![local("a", 1, source)], vec![object("a", 1, destination)]), wanted, "upload");
            assert_eq!(shown(&["--size-only"], vec![local("a", 1, source)], vec![object("a", 1, destination)]), "");
        }
        for (source, destination, wanted, exact) in [(5, 5, "", ""), (5, 6, "+a", "+a"), (6, 5, "", "+a")] {
            assert_eq!(shown(&[], vec![object("a", 1, source)], vec![local("a", 1, destination)]), wanted, "download");
            assert_eq!(
                shown(&["--exact-timestamps"], vec![object("a", 1, source)], vec![local("a", 1, destination)]),
                exact
            );
        }
    }
}
