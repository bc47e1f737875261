//! Where guides come from: a folder that was named, the `labs/` found upwards from here, or what the binary carries.
//!
//! A folder always wins over the embedded copy, so that authors see their own text. Whatever is wrong with the guides is
//! shown here, once, before any verb goes on.

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use labs_book::{BookReport, BookRequest};
use labs_guide::{Colour, Diagnostic, Lab, Rendering, Severity, Tree};
use labs_translate::glossary::{self, Glossary};

use crate::embedded;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// A place of guides.
pub(crate) enum Sources {
    /// The folder that holds the labs.
    Folder(PathBuf),
    /// The copy in the binary.
    Embedded,
}

/// Guides that were read.
pub(crate) struct Guides {
    /// The files.
    pub(crate) tree: Tree,
    /// Labs, ordered by id.
    pub(crate) labs: Vec<Lab>,
    /// The glossary, where it was asked for.
    pub(crate) glossary: Glossary,
    /// What is wrong with them.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Sources {
    /// The place that `explicit` names, else the nearest one.
    pub(crate) fn find(explicit: Option<&Path>) -> Self {
        if let Some(folder) = explicit {
            return Self::Folder(folder.to_owned());
        }
        let here = env::current_dir().unwrap_or_default();
        match upwards(&here).map(|folder| folder.join("labs")).find(|folder| holds_labs(folder)) {
            Some(folder) => Self::Folder(relative_to(&here, folder)),
            None => Self::Embedded,
        }
    }

    /// What people should know of the place: a path, or that it is the binary's own copy.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Embedded => "the copy in this binary".to_owned(),
        }
    }

    /// Reads every lab, with whatever is wrong.
    pub(crate) fn read(&self) -> Result<Guides, Trouble> {
        let tree = self.tree("labs")?;
        let loaded = labs_guide::load(&tree);
        let mut diagnostics = loaded.diagnostics;
        for lab in &loaded.labs {
            diagnostics.extend(crate::workshop::unknown_generators(lab));
        }
        Ok(Guides { tree, labs: loaded.labs, glossary: Glossary::default(), diagnostics })
    }

    /// Reads every lab and the glossary, with whatever is wrong with either.
    pub(crate) fn read_all(&self) -> Result<Guides, Trouble> {
        let mut guides = self.read()?;
        let loaded = glossary::load(&self.beside("translations", "glossary")?);
        guides.glossary = loaded.glossary;
        guides.diagnostics.extend(loaded.diagnostics);
        Ok(guides)
    }

    /// Reads every lab; shows what is wrong and stops when an error is among it.
    pub(crate) fn load(&self, terminal: &Terminal) -> Result<Guides, Trouble> {
        self.judged(self.read()?, terminal)
    }

    /// As [`Sources::load`], with the glossary.
    pub(crate) fn load_all(&self, terminal: &Terminal) -> Result<Guides, Trouble> {
        self.judged(self.read_all()?, terminal)
    }

    fn judged(&self, guides: Guides, terminal: &Terminal) -> Result<Guides, Trouble> {
        show(&guides.diagnostics, terminal).map_err(Trouble::Output)?;
        match guides.errors() {
            0 if guides.labs.is_empty() => Err(Trouble::NoLabs { place: self.describe() }),
            0 => Ok(guides),
            count => Err(Trouble::InvalidLab { count }),
        }
    }

    /// Renders `guides`, which were read from here, with the book's own pages into `destination`.
    pub(crate) fn build_book(&self, guides: &Guides, destination: &Path) -> Result<BookReport, Trouble> {
        let book = self.beside("book", "book.toml")?;
        let glossary = &guides.glossary;
        let request = BookRequest { book: &book, lab_files: &guides.tree, labs: &guides.labs, glossary, destination };
        Ok(labs_book::build(request)?)
    }

    /// The folder `part` that belongs to these guides: the one beside them when it has `mark` in it, else the embedded one.
    fn beside(&self, part: &str, mark: &str) -> Result<Tree, Trouble> {
        if let Self::Folder(folder) = self {
            // `labs` itself is a name that says where its neighbours are; `x/labs/..` would stand in every message.
            let home = match folder.parent() {
                Some(parent) if folder.ends_with("labs") => parent.to_owned(),
                _ => folder.join(".."),
            };
            let beside = home.join(part);
            if beside.join(mark).exists() {
                return Ok(Tree::read(&beside)?);
            }
        }
        Self::Embedded.tree(part)
    }

    fn tree(&self, part: &str) -> Result<Tree, Trouble> {
        match self {
            Self::Folder(folder) => Ok(Tree::read(folder)?),
            Self::Embedded => {
                let prefix = format!("{part}/");
                let inside = embedded::FILES.iter();
                let entries = inside.filter_map(|(path, content)| Some((path.strip_prefix(&prefix)?, *content)));
                Ok(Tree::from_entries(entries).shown_under(part))
            }
        }
    }
}

impl Guides {
    /// Number of errors among the diagnostics.
    pub(crate) fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }
}

/// Shows diagnostics with place, caret, rule and help on standard error.
pub(crate) fn show(diagnostics: &[Diagnostic], terminal: &Terminal) -> std::io::Result<()> {
    let colour = if terminal.colours_stderr() { Colour::Ansi } else { Colour::Never };
    let mut err = terminal.stderr();
    for diagnostic in diagnostics {
        writeln!(err, "{}", diagnostic.render(Rendering::Graphical { colour, width: terminal.width() }))?;
    }
    Ok(())
}

/// `here` and the folders above it, up to the root of the repository that holds it: what lies beyond is another project's.
fn upwards(here: &Path) -> impl Iterator<Item = &Path> {
    let mut inside = true;
    here.ancestors().take_while(move |folder| std::mem::replace(&mut inside, !folder.join(".git").exists()))
}

/// Whether `folder` has a lab in it; a folder that merely has this name has none.
fn holds_labs(folder: &Path) -> bool {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.path().join("lab.toml").is_file())
}

/// `folder` as a path from `here` where it lies below, so that messages stay short.
fn relative_to(here: &Path, folder: PathBuf) -> PathBuf {
    folder.strip_prefix(here).map(Path::to_owned).unwrap_or(folder)
}
