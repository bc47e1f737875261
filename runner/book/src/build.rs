//! The way from sources to a book.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use labs_guide::{Lab, Tree};
use mdbook::MDBook;
use mdbook::config::Config;

use crate::check::check;
use crate::error::{BookError, ContentFault};
use crate::frame::{Frame, Page, Pages, Setting};
use crate::log_capture::capture;
use crate::publish::publish;
use crate::render::{PageText, render};
use crate::request::{BookReport, BookRequest};
use crate::site::{LABS, Site};
use crate::staging::{SRC, Staged, THEME};
use crate::{config, glossary_page, lab_pages, summary};

/// Theme files without which pages would fall back on mdBook's own, with its inline scripts.
const THEME_FILES: [&str; 6] = ["index.hbs", "book.css", "scheme.js", "book.js", "glossary.js", "favicon.svg"];

/// Builds the book. Pages are made and checked in a temporary folder; the destination changes only when all is well.
///
/// # Errors
/// [`BookError::Content`] with everything that an author can mend, in one list; the other variants for trouble with the sources as
/// a whole, with mdBook, or with the file system.
pub fn build(request: BookRequest<'_>) -> Result<BookReport, BookError> {
    let BookRequest { book, lab_files, labs, glossary, destination } = request;
    let config = config::read(text(book, "book.toml")?, book.shown("book.toml"))?;
    for file in THEME_FILES {
        let path = format!("{THEME}/{file}");
        book.get(&path).ok_or_else(|| BookError::SourceMissing { path: book.shown(&path) })?;
    }
    let front = front_pages(book)?;
    let summary = text(book, "src/SUMMARY.md")?;
    let names: Vec<&str> = front.keys().copied().collect();
    let mut faults = summary::faults(summary, &names, |path| book.shown(&format!("{SRC}/{path}")));
    let mut pages = pages(book, lab_files, labs, &front);
    let mut contents = summary::extend(summary, labs);
    if !glossary.is_empty() {
        contents.push_str(&format!("\n- [{}]({})\n", glossary_page::TITLE, glossary_page::PAGE));
        let document = glossary_page::glossary(glossary);
        let shown = PathBuf::from("translations/glossary");
        pages.insert(PathBuf::from(glossary_page::PAGE), Page { document, setting: Setting::Front, shown });
    }
    faults.extend(pages.values().flat_map(|page| page.document.faults.iter().cloned()));
    content(faults)?;

    let files: BTreeSet<PathBuf> = pages.values().flat_map(|page| page.document.files.iter().cloned()).collect();
    let staged = Staged::write(book, lab_files, pages.keys(), &contents, &files)?;
    let pages = run_mdbook(&staged, config, pages)?;
    let checked = check(&staged.built(), &pages)?;
    content(checked.faults)?;
    let bytes = publish(&staged.built(), &checked.files, destination)?;
    Ok(BookReport {
        pages: pages.len(),
        steps: pages.values().map(|page| page.document.steps).sum(),
        exercises: pages.values().map(|page| page.document.exercises).sum(),
        bytes,
        outside_links: checked.outside,
        destination: destination.to_path_buf(),
    })
}

fn content(mut faults: Vec<ContentFault>) -> Result<(), BookError> {
    faults.sort();
    faults.dedup();
    if faults.is_empty() { Ok(()) } else { Err(BookError::Content { faults }) }
}

fn text<'t>(book: &'t Tree, path: &str) -> Result<&'t str, BookError> {
    let content = book.get(path).ok_or_else(|| BookError::SourceMissing { path: book.shown(path) })?;
    std::str::from_utf8(content).map_err(|_| BookError::NotText { path: book.shown(path) })
}

/// Markdown of `src/` by path below it.
fn front_pages(book: &Tree) -> Result<BTreeMap<&str, &str>, BookError> {
    let mut pages = BTreeMap::new();
    for (path, _) in book.iter() {
        if let Some(name) = path.strip_prefix("src/").filter(|name| name.ends_with(".md")) {
            pages.insert(name, text(book, path)?);
        }
    }
    Ok(pages)
}

/// Every page of the book by its path below mdBook's `src/`.
fn pages(book: &Tree, lab_files: &Tree, labs: &[Lab], front: &BTreeMap<&str, &str>) -> BTreeMap<PathBuf, Page> {
    let sources = book.iter().filter_map(|(path, _)| path.strip_prefix("src/")).map(Path::new);
    let site = Site::new(sources, lab_files.iter().map(|(path, _)| Path::new(path)), labs);
    let mut pages = BTreeMap::new();
    for (name, text) in front.iter().filter(|(name, _)| **name != "SUMMARY.md") {
        let shown = book.shown(&format!("{SRC}/{name}"));
        let page = PageText {
            text,
            shown: &shown,
            source: &Path::new("book/src").join(name),
            target: &Path::new(name).with_extension("html"),
            chapter: None,
        };
        let document = render(page, &site);
        pages.insert(PathBuf::from(name), Page { document, setting: Setting::Front, shown });
    }
    let shown = lab_files.shown("");
    pages.insert(
        Path::new(LABS).join("index.md"),
        Page { document: lab_pages::all_labs(labs), setting: Setting::Front, shown },
    );
    for lab in labs {
        let folder = Path::new(LABS).join(&lab.id);
        let shown = lab_files.shown(&format!("{}/lab.toml", lab.id));
        pages.insert(
            folder.join("index.md"),
            Page { document: lab_pages::one_lab(lab), setting: Setting::Front, shown },
        );
        for (at, chapter) in lab.chapters.iter().enumerate() {
            let source = folder.join(format!("{}.md", chapter.id));
            let page = PageText {
                text: &chapter.source.text,
                shown: &chapter.source.path,
                source: &source,
                target: &source.with_extension("html"),
                chapter: Some(chapter),
            };
            let document = render(page, &site);
            let setting = Setting::Chapter {
                lab: lab.manifest.title.clone(),
                number: at + 1,
                of: lab.chapters.len(),
                minutes: chapter.minutes(),
            };
            pages.insert(source, Page { document, setting, shown: chapter.source.path.clone() });
        }
    }
    pages
}

/// Lets mdBook put the pages together. Whatever it complains of fails the build.
fn run_mdbook(staged: &Staged, config: Config, pages: BTreeMap<PathBuf, Page>) -> Result<Pages, BookError> {
    let frame = Frame::new(pages);
    let pages = frame.pages();
    let (result, logged) = capture(move || {
        let mut book = MDBook::load_with_config(staged.root(), config)?;
        book.with_preprocessor(frame);
        book.build()
    });
    result.map_err(|error| BookError::MdBook { problem: format!("{error:#}"), logged: logged.clone() })?;
    if logged.is_empty() { Ok(pages) } else { Err(BookError::Logged { logged }) }
}
