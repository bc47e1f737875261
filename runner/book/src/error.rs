//! Everything that can stop a book from being built, and the only place where it is worded.
//!
//! A [`BookError`] is what `build` returns. What authors can mend in Markdown is a [`ContentFault`] with file and line; a build
//! collects all of them before it gives up, so that one run shows the whole list.

use std::fmt;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A file of the book's or the labs' sources, with the line where that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// As an author knows it, relative to the folder that holds `book/` and `labs/`: `labs/dynamodb/01-tables.md`.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: Option<usize>,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), line: None }
    }

    /// A line of a file, counted from 1.
    #[must_use]
    pub fn line(file: impl Into<PathBuf>, line: usize) -> Self {
        Self { file: file.into(), line: Some(line) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        match self.line {
            Some(line) => write!(f, ":{line}"),
            None => Ok(()),
        }
    }
}

/// Why no book was built. Nothing is left in the destination folder by a build that fails before [`BookError::Destination`] can
/// happen: pages are checked in a temporary folder first.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BookError {
    /// A file without which there is no book is not among the sources.
    #[error("{path}: this file is missing from the book's sources; without it no page can be built", path = path.display())]
    SourceMissing {
        /// `book/book.toml`, `book/src/SUMMARY.md`, a theme file.
        path: PathBuf,
    },
    /// A source that must be text is not UTF-8.
    #[error("{path}: is not UTF-8 text; save it as UTF-8", path = path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// `book.toml` has a key or a value that this book does not take.
    #[error(
        "{path}: {problem}\nOnly the table [book] with title, description and language is read; everything else is fixed",
        path = path.display()
    )]
    Config {
        /// The file.
        path: PathBuf,
        /// The parser's words, with line and caret.
        problem: String,
    },
    /// Faults in Markdown sources and in the pages made from them.
    #[error("{}", list(.faults))]
    Content {
        /// In order of file and line; never empty.
        faults: Vec<ContentFault>,
    },
    /// mdBook gave up.
    #[error("mdBook could not render the book: {problem}{}", also_logged(.logged))]
    MdBook {
        /// mdBook's chain of causes.
        problem: String,
        /// What it logged before.
        logged: Vec<LoggedMessage>,
    },
    /// mdBook finished but warned. Its warnings mean that a page is not what its author wrote, so they fail the build.
    #[error("mdBook built the book with complaints, which fail the build:{}", complaints(.logged))]
    Logged {
        /// Warnings and errors in the order in which they came; never empty.
        logged: Vec<LoggedMessage>,
    },
    /// The destination cannot be replaced.
    #[error(
        "{path}: is neither empty nor a book built earlier (no {marker} in it), so it is left alone; choose another folder or empty this one",
        path = path.display(),
        marker = crate::publish::MARKER
    )]
    Destination {
        /// The folder.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("{path}: cannot {action}: {source}", path = path.display())]
    Io {
        /// What was touched.
        path: PathBuf,
        /// What was tried: `write this file`.
        action: &'static str,
        /// The reason.
        source: io::Error,
    },
}

/// A warning or an error that mdBook logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedMessage {
    /// `WARN` or `ERROR`.
    pub level: &'static str,
    /// The module that spoke: `mdbook_html::html::tree`.
    pub target: String,
    /// Its words.
    pub message: String,
}

/// One thing that an author can mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
#[error("{place}: {problem}")]
pub struct ContentFault {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
}

/// What is wrong with a Markdown source, or with the page that was made from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
#[non_exhaustive]
pub enum Problem {
    /// An entry of SUMMARY.md is an absolute path.
    #[error("the entry `{link}` is an absolute path; entries are paths below book/src, like `how-it-works.md`")]
    SummaryAbsolute {
        /// The entry's link.
        link: String,
    },
    /// An entry of SUMMARY.md leaves `src/`.
    #[error("the entry `{link}` leaves book/src; labs are added by the build, other pages belong below book/src")]
    SummaryLeaves {
        /// The entry's link.
        link: String,
    },
    /// An entry of SUMMARY.md is not a Markdown file.
    #[error("the entry `{link}` is not a Markdown file; an entry names a file that ends in .md")]
    SummaryNotMarkdown {
        /// The entry's link.
        link: String,
    },
    /// An entry of SUMMARY.md has no file.
    #[error("the entry `{link}` names no file of book/src{}", did_you_mean(.near))]
    SummaryMissing {
        /// The entry's link.
        link: String,
        /// The most similar file.
        near: Option<String>,
    },
    /// Two entries of SUMMARY.md name one file.
    #[error("the entry `{link}` stands in line {first} already; a page has one place in the book")]
    SummaryTwice {
        /// The entry's link.
        link: String,
        /// Line of the first one.
        first: usize,
    },
    /// An entry of SUMMARY.md lies where the build puts the labs.
    #[error("the entry `{link}` lies below labs/, which the build fills from the labs; name the page otherwise")]
    SummaryInLabs {
        /// The entry's link.
        link: String,
    },
    /// An entry of SUMMARY.md without a file.
    #[error("the entry `{title}` has no link; an entry names its page, like `[{title}](page.md)`")]
    SummaryDraft {
        /// The entry's text.
        title: String,
    },
    /// SUMMARY.md does not begin with the page that becomes `index.html`.
    #[error("the first entry must be `index.md`; it is the page that readers open first")]
    SummaryFirst,
    /// SUMMARY.md has no place for the labs.
    #[error("there is no part named `# {part}`; the build lists the labs below that line")]
    SummaryNoLabs {
        /// The part's title.
        part: &'static str,
    },
    /// A page of `book/src` that SUMMARY.md does not list.
    #[error("this page is not listed in book/src/SUMMARY.md, so nobody can find it; list it or delete it")]
    PageUnlisted,
    /// A page without a level-1 heading.
    #[error("the page has no title; it begins with a level-1 heading, like `# How it works {{#how-it-works}}`")]
    TitleMissing,
    /// A second level-1 heading.
    #[error("a page has one level-1 heading, its title; make this one `##`")]
    TitleTwice,
    /// Raw HTML that pages do not take.
    #[error("`{tag}` is raw HTML, which pages do not take except {allowed}; write Markdown, or put it in backticks", allowed = ALLOWED_HTML)]
    RawHtml {
        /// As it was written, cut short.
        tag: String,
    },
    /// Raw HTML that is not closed where it must be.
    #[error("`<{tag}>` is opened here and not closed in the same list item, quotation, paragraph or page")]
    HtmlUnclosed {
        /// The element.
        tag: String,
    },
    /// A closing tag without its opening one.
    #[error("`</{tag}>` closes nothing here")]
    HtmlUnopened {
        /// The element.
        tag: String,
    },
    /// A footnote's definition without a reference, or the other way round.
    #[error("the footnote `[^{name}]` is defined but never referred to")]
    FootnoteUnused {
        /// The footnote.
        name: String,
    },
    /// A link to a page or a file that is not there.
    #[error("the link `{link}` leads to {target}, which is not part of the book{}", did_you_mean(.near))]
    LinkMissing {
        /// As it was written.
        link: String,
        /// Where it leads.
        target: String,
        /// The most similar target.
        near: Option<String>,
    },
    /// A link to a fragment that its page does not have.
    #[error("the link `{link}` leads to `#{fragment}`, which {page} does not have{}", did_you_mean(.near))]
    FragmentMissing {
        /// As it was written.
        link: String,
        /// Without `#`.
        fragment: String,
        /// The page.
        page: String,
        /// The most similar id of that page.
        near: Option<String>,
    },
    /// A link that leaves the folder of the book and the labs.
    #[error("the link `{link}` leaves the folders book/src and labs; a page can lead to other pages and to https://")]
    LinkLeaves {
        /// As it was written.
        link: String,
    },
    /// A link by another scheme than `https`.
    #[error("the link `{link}` is neither a page nor https://; other schemes are not allowed in the book")]
    LinkScheme {
        /// As it was written.
        link: String,
    },
    /// A link to what learners must not be handed.
    #[error("the link `{link}` leads to {target}; solutions and wrong answers are not published in the book")]
    LinkPrivate {
        /// As it was written.
        link: String,
        /// Where it leads.
        target: String,
    },
    /// An image from the network, or of a kind that pages do not take.
    #[error("the image `{link}` cannot be shown: {reason}")]
    Image {
        /// As it was written.
        link: String,
        /// Why.
        reason: ImageFault,
    },
    /// Two elements of a page have the same id.
    #[error("the id `{id}` stands twice on the page {page}; rename one, so that a link can lead to either")]
    DuplicateId {
        /// The id.
        id: String,
        /// The page.
        page: String,
    },
    /// A page has something that its own Content-Security-Policy forbids.
    #[error("the page {page} has {what}, which the book's Content-Security-Policy forbids")]
    Forbidden {
        /// The page.
        page: String,
        /// The element or attribute.
        what: String,
    },
}

/// Why an image is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
#[non_exhaustive]
pub enum ImageFault {
    /// It has a scheme, or begins with `//`.
    #[error("it comes from outside, and the book loads nothing from the network; put the file beside the page")]
    Outside,
    /// Its path leaves the book's and the labs' folders.
    #[error("its path leaves the folder of its lab or of book/src")]
    Leaves,
    /// Its file name has another ending. SVG is refused because, opened alone, it can run scripts.
    #[error("its name does not end in .png, .jpg, .jpeg, .gif, .webp or .avif")]
    Kind,
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
}

/// The raw HTML that pages take.
pub(crate) const ALLOWED_HTML: &str = "<details>, <summary>, <kbd>, <sub>, <sup>, <br> and comments";

fn did_you_mean(near: &Option<String>) -> String {
    near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

fn list(faults: &[ContentFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn complaints(logged: &[LoggedMessage]) -> String {
    logged.iter().map(|one| format!("\n{} {}: {}", one.level, one.target, one.message)).collect()
}

fn also_logged(logged: &[LoggedMessage]) -> String {
    if logged.is_empty() { String::new() } else { format!("\nIt logged:{}", complaints(logged)) }
}
