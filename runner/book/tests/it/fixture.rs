//! A book of a few lines, changed by each test in the one place that it is about.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use labs_book::{BookError, BookReport, BookRequest, build};
use labs_guide::Tree;
use labs_translate::glossary::{self, Glossary};
use tempfile::TempDir;

/// Sources of a book and its labs. The theme is the real one.
pub(crate) struct Fixture {
    book: BTreeMap<String, Vec<u8>>,
    labs: BTreeMap<String, Vec<u8>>,
    glossary: Glossary,
}

/// A finished book.
pub(crate) struct Built {
    pub(crate) report: BookReport,
    folder: TempDir,
}

impl Fixture {
    /// Two pages of front matter and one lab of one chapter.
    pub(crate) fn new() -> Self {
        let mut fixture = Self { book: BTreeMap::new(), labs: BTreeMap::new(), glossary: Glossary::default() };
        for file in ["index.hbs", "book.css", "book.js", "glossary.js", "scheme.js", "favicon.svg"] {
            fixture.book.insert(format!("theme/{file}"), fs::read(theme(file)).unwrap());
        }
        fixture
            .book("book.toml", "[book]\ntitle = \"Fixture\"\ndescription = \"A small book.\"\n")
            .book("src/SUMMARY.md", "# Summary\n\n- [Start](index.md)\n\n# Labs\n\n# More\n\n- [Extra](extra.md)\n")
            .book("src/index.md", "# Start {#start}\n\nWords.\n")
            .book("src/extra.md", "# Extra {#extra}\n\nMore words.\n\n## Part {#part}\n\nA part.\n")
            .lab("music/lab.toml", "format = 1\ntitle = \"Music\"\nsummary = \"Songs.\"\n")
            .chapter("# Songs {#songs}\n\nText.\n")
    }

    /// Sets a file of `book/`.
    pub(crate) fn book(mut self, path: &str, text: &str) -> Self {
        self.book.insert(path.to_owned(), text.as_bytes().to_vec());
        self
    }

    /// Takes a file of `book/` away.
    pub(crate) fn without(mut self, path: &str) -> Self {
        self.book.remove(path).expect("the file is there to be taken away");
        self
    }

    /// Sets a file of `labs/`.
    pub(crate) fn lab(mut self, path: &str, text: &str) -> Self {
        self.labs.insert(path.to_owned(), text.as_bytes().to_vec());
        self
    }

    /// Sets the glossary, one topic of these `[[term]]`s.
    pub(crate) fn glossary(mut self, terms: &str) -> Self {
        let text = format!("format = 1\ntitle = \"Tables & keys\"\n{terms}");
        let loaded = glossary::load(&Tree::from_entries([("glossary/tables.toml", text.as_bytes())]));
        assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
        self.glossary = loaded.glossary;
        self
    }

    /// Sets the one chapter, `music/01-songs`.
    pub(crate) fn chapter(self, text: &str) -> Self {
        self.lab("music/01-songs.md", text)
    }

    /// Builds into a folder of its own.
    pub(crate) fn build(&self) -> Result<Built, BookError> {
        let folder = tempfile::tempdir().unwrap();
        let tree = |files: &BTreeMap<String, Vec<u8>>| {
            Tree::from_entries(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
        };
        let (book, lab_files) = (tree(&self.book), tree(&self.labs));
        let labs = labs_guide::load(&lab_files).labs;
        let destination = folder.path().join("out");
        let request = BookRequest {
            book: &book,
            lab_files: &lab_files,
            labs: &labs,
            glossary: &self.glossary,
            destination: &destination,
        };
        Ok(Built { report: build(request)?, folder })
    }

    /// The book that must come.
    pub(crate) fn built(&self) -> Built {
        self.build().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The message that must come.
    pub(crate) fn message(&self) -> String {
        match self.build() {
            Ok(_) => panic!("a book came where an error must come"),
            Err(error) => error.to_string(),
        }
    }
}

impl Built {
    /// A page's HTML.
    pub(crate) fn page(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join("out").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The chapter's HTML.
    pub(crate) fn chapter(&self) -> String {
        self.page("labs/music/01-songs.html")
    }

    /// The text of the chapter below its heading.
    pub(crate) fn prose(&self) -> String {
        let page = self.chapter();
        let (_, prose) = page.split_once("<div class=\"prose\">").expect("a page has prose");
        let (prose, _) = prose.rsplit_once("</div>\n<nav class=\"pager\"").expect("prose ends before the pager");
        prose.trim().to_owned()
    }

    /// Every file with its content.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.folder.path().join("out"), Path::new(""), &mut files);
        files
    }
}

/// Path of a file of the real theme.
pub(crate) fn theme(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/theme").join(file)
}

fn collect(root: &Path, below: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(root.join(below)).unwrap() {
        let name = below.join(entry.unwrap().file_name());
        if root.join(&name).is_dir() {
            collect(root, &name, files);
        } else {
            files.insert(name.clone(), fs::read(root.join(&name)).unwrap());
        }
    }
}
