//! From a tree of files to labs: which file is what, and what does not belong.
//!
//! ```text
//! <lab>/lab.toml            what the lab says of itself
//! <lab>/NN-name.md          chapters, in the order of their names
//! <lab>/data/…              files of the lab's virtual folder
//! <lab>/solutions/…         known here, read by whoever proves solutions
//! <lab>/wrong/…             known here, read by whoever proves messages
//! ```
//!
//! Everything wrong in all labs is reported at once; labs with findings are as complete as could be read.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::address::is_id;
use crate::diagnostic::Diagnostic;
use crate::manifest;
use crate::model::{Chapter, Lab};
use crate::parse::parse_chapter;
use crate::problem::Problem;
use crate::resolve;
use crate::rules;
use crate::source::Source;
use crate::tree::{Content, Tree};

/// What a tree holds.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Loaded {
    /// Labs, ordered by id. One whose `lab.toml` could not be read is left out.
    pub labs: Vec<Lab>,
    /// What is wrong, ordered by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// The largest chapter or `lab.toml`, in bytes.
const TEXT_LIMIT: usize = 1 << 20;
/// What stands at the top of the labs folder, apart from labs.
const ROOT_FILES: &[&str] = &["README.md"];
/// What stands in a lab's folder, apart from chapters.
const LAB_ENTRIES: &[&str] = &["lab.toml", "data", "solutions", "wrong"];

/// Loads every lab of a tree.
pub fn load(tree: &Tree) -> Loaded {
    let mut loader = Loader { tree, diagnostics: Vec::new() };
    let mut folders: BTreeMap<&str, BTreeMap<&str, &Content>> = BTreeMap::new();
    for (path, content) in tree.iter() {
        match path.split_once('/') {
            Some((lab, rest)) => {
                folders.entry(lab).or_default().insert(rest, content);
            }
            None if ROOT_FILES.contains(&path) => {}
            None => loader.report(path, Problem::StrayEntry { entry: path.to_owned(), valid: ROOT_FILES }),
        }
    }
    let mut labs: Vec<Lab> = folders.into_iter().filter_map(|(id, files)| loader.lab(id, &files)).collect();
    let mut diagnostics = loader.diagnostics;
    diagnostics.extend(resolve::resolve(&mut labs));
    diagnostics.sort_by(|a, b| (&a.source.path, a.span.start).cmp(&(&b.source.path, b.span.start)));
    Loaded { labs, diagnostics }
}

struct Loader<'a> {
    tree: &'a Tree,
    diagnostics: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn lab(&mut self, id: &str, entries: &BTreeMap<&str, &Content>) -> Option<Lab> {
        if !is_id(id) {
            self.report(id, Problem::LabId { name: id.to_owned() });
        }
        let mut manifest = None;
        if let Some(content) = entries.get("lab.toml")
            && let Some(source) = self.text(&format!("{id}/lab.toml"), content)
        {
            let (read, findings) = manifest::parse(&source);
            // What a newer format means by anything in this folder is unknown, so only its number is reported.
            let is_newer = findings.iter().any(|finding| finding.code == rules::NEWER_FORMAT.code);
            self.diagnostics.extend(findings);
            if is_newer {
                return None;
            }
            manifest = read.map(|manifest| (manifest, source));
        }
        let mut files = BTreeMap::new();
        let mut chapters: Vec<Chapter> = Vec::new();
        let mut stray: Option<&str> = None;
        let mut has_chapter = false;
        for (rest, content) in entries {
            let path = format!("{id}/{rest}");
            match rest.split_once('/') {
                Some(("data", _)) => {
                    files.insert((*rest).to_owned(), Content::clone(content));
                }
                Some(("solutions" | "wrong", _)) => {}
                // One finding for a folder, not one for each file in it.
                Some((folder, _)) if stray == Some(folder) => {}
                Some((folder, _)) => {
                    stray = Some(folder);
                    self.report(&path, Problem::StrayEntry { entry: folder.to_owned(), valid: LAB_ENTRIES });
                }
                None if *rest == "lab.toml" => {}
                None => match rest.strip_suffix(".md") {
                    Some(name) if is_chapter_name(name) => {
                        has_chapter = true;
                        self.chapter_number(&path, name, &chapters);
                        if let Some(source) = self.text(&path, content) {
                            let (chapter, findings) = parse_chapter(name, &source);
                            self.diagnostics.extend(findings);
                            chapters.push(chapter);
                        }
                    }
                    Some(_) => {
                        has_chapter = true;
                        self.report(&path, Problem::ChapterName { name: (*rest).to_owned() });
                    }
                    None => self.report(&path, Problem::StrayEntry { entry: (*rest).to_owned(), valid: LAB_ENTRIES }),
                },
            }
        }
        let manifest_path = format!("{id}/lab.toml");
        if !entries.contains_key("lab.toml") {
            self.report(&manifest_path, Problem::MissingManifest { lab: id.to_owned() });
        }
        if !has_chapter {
            self.report(&manifest_path, Problem::NoChapters { lab: id.to_owned() });
        }
        let (manifest, source) = manifest?;
        Some(Lab { id: id.to_owned(), manifest, source, chapters, files })
    }

    fn chapter_number(&mut self, path: &str, name: &str, chapters: &[Chapter]) {
        let first = chapters.iter().find(|chapter| chapter.id.get(..2) == name.get(..2));
        if let Some(first) = first {
            let first = format!("{}.md", first.id);
            self.report(path, Problem::ChapterNumber { first });
        }
    }

    /// The text of a file, or a finding.
    fn text(&mut self, path: &str, content: &Content) -> Option<Source> {
        let shown = self.tree.shown(path);
        if content.len() > TEXT_LIMIT {
            self.report(path, Problem::TooLarge { size: content.len() });
            return None;
        }
        let (text, fault) = match std::str::from_utf8(content) {
            Ok(text) if text.starts_with('\u{feff}') => (text, Some(Problem::ByteOrderMark)),
            Ok(text) => (text, None),
            Err(error) => {
                let valid = content.get(..error.valid_up_to()).unwrap_or_default();
                (std::str::from_utf8(valid).unwrap_or_default(), Some(Problem::Encoding))
            }
        };
        let source = Source { path: shown, text: Arc::from(text) };
        match fault {
            None => Some(source),
            Some(problem) => {
                let at = if matches!(problem, Problem::Encoding) { text.len() } else { 0 };
                self.diagnostics.push(Diagnostic::new(&problem, &source, at..at));
                None
            }
        }
    }

    /// Reports something about a file as a whole.
    fn report(&mut self, path: &str, problem: Problem) {
        let source = Source { path: self.tree.shown(path), text: Arc::from("") };
        self.diagnostics.push(Diagnostic::new(&problem, &source, 0..0));
    }
}

/// `01-first-steps`.
fn is_chapter_name(name: &str) -> bool {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    digits == 2
        && name.get(2..).and_then(|rest| rest.strip_prefix('-')).is_some_and(|rest| !rest.is_empty() && is_id(rest))
}
