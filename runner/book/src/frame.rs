//! The frame of the book round a page: contents, heading, the page's own sections, the way on.
//!
//! It is a preprocessor for mdBook, which gives it the order of pages. Everything is plain HTML that works without scripts: the
//! contents are a list on every page with the current one marked, and nothing is added in the browser.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mdbook::book::{Book, BookItem, Chapter};
use mdbook::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::render::{Document, escape, one_line};
use crate::site::relative;

/// A page and what its frame says of it.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its content.
    pub(crate) document: Document,
    /// Where it stands.
    pub(crate) setting: Setting,
    /// The file to name in messages.
    pub(crate) shown: PathBuf,
}

/// Where a page stands in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Setting {
    /// Front matter, or a page that lists labs.
    Front,
    /// A chapter of a lab.
    Chapter {
        /// The lab's title.
        lab: String,
        /// From 1.
        number: usize,
        /// Chapters of the lab.
        of: usize,
        /// Sum over its sections; 0 when none says.
        minutes: u32,
    },
}

/// Pages by their path below mdBook's `src/`. Shared, because mdBook keeps its preprocessors to itself.
pub(crate) type Pages = Arc<BTreeMap<PathBuf, Page>>;

/// The preprocessor.
#[derive(Debug)]
pub(crate) struct Frame {
    pages: Pages,
}

/// A page in reading order.
struct Stop<'b> {
    name: &'b str,
    path: &'b Path,
}

impl Frame {
    /// A frame for these pages.
    pub(crate) fn new(pages: BTreeMap<PathBuf, Page>) -> Self {
        Self { pages: Arc::new(pages) }
    }

    /// The pages, to be looked at after the build.
    pub(crate) fn pages(&self) -> Pages {
        Arc::clone(&self.pages)
    }

    fn page(&self, chapter: &Chapter, book: &Book) -> String {
        let Some((path, page)) = chapter.path.as_ref().and_then(|path| Some((path, self.pages.get(path)?))) else {
            return String::new();
        };
        let html = path.with_extension("html");
        let mut contents = String::new();
        list(&book.items, &html, &mut contents);
        let stops: Vec<_> = book
            .chapters()
            .filter_map(|chapter| Some(Stop { name: &chapter.name, path: chapter.path.as_deref()? }))
            .collect();
        let at = stops.iter().position(|stop| stop.path == path);
        let before = at.and_then(|at| stops.get(at.checked_sub(1)?));
        let after = at.and_then(|at| stops.get(at + 1));
        let document = &page.document;
        format!(
            "<div class=\"frame\"><nav class=\"contents\" id=\"book-contents\" aria-label=\"Contents\" tabindex=\"-1\">\
             <a class=\"contents-close\" href=\"#book-main\">Close contents</a>{contents}</nav>\
             <main class=\"page\" id=\"book-main\" tabindex=\"-1\">{head}{sections}<div class=\"prose\">{body}</div>{pager}</main></div>",
            head = head(document, &page.setting),
            sections = sections(document),
            body = document.body,
            pager = pager(before, after, &html),
        )
    }
}

impl Preprocessor for Frame {
    fn name(&self) -> &str {
        "labs"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let plan = book.clone();
        book.for_each_chapter_mut(|chapter| chapter.content = one_line(&self.page(chapter, &plan)));
        Ok(book)
    }
}

/// The contents: parts as labels, chapters as nested lists.
fn list(items: &[BookItem], current: &Path, html: &mut String) {
    let mut is_open = false;
    for item in items {
        match item {
            BookItem::Chapter(chapter) => {
                if !is_open {
                    html.push_str("<ul>");
                    is_open = true;
                }
                html.push_str("<li>");
                entry(chapter, current, html);
                if !chapter.sub_items.is_empty() {
                    list(&chapter.sub_items, current, html);
                }
                html.push_str("</li>");
            }
            BookItem::PartTitle(_) | BookItem::Separator => {
                if is_open {
                    html.push_str("</ul>");
                    is_open = false;
                }
                if let BookItem::PartTitle(title) = item {
                    html.push_str(&format!("<p class=\"contents-part\">{}</p>", escape(title)));
                }
            }
        }
    }
    if is_open {
        html.push_str("</ul>");
    }
}

fn entry(chapter: &Chapter, current: &Path, html: &mut String) {
    let name = escape(&chapter.name);
    let Some(target) = chapter.path.as_ref().map(|path| path.with_extension("html")) else {
        html.push_str(&name);
        return;
    };
    let here = if target == current { " aria-current=\"page\"" } else { "" };
    html.push_str(&format!("<a href=\"{}\"{here}>{name}</a>", escape(&relative(current, &target))));
}

fn head(document: &Document, setting: &Setting) -> String {
    let mut html = String::from("<header class=\"page-head\">");
    if let Setting::Chapter { lab, number, of, .. } = setting {
        html.push_str(&format!(
            "<p class=\"crumb\"><a href=\"index.html\">{}</a> <span>chapter {number} of {of}</span></p>",
            escape(lab)
        ));
    }
    html.push_str(&format!("<h1 id=\"{}\">{}</h1>", escape(&document.title_id), document.title));
    if let Setting::Chapter { minutes, .. } = setting {
        let facts: Vec<_> = [(*minutes as usize, "minute"), (document.steps, "step"), (document.exercises, "exercise")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("<li>{}</li>", counted(count, what)))
            .collect();
        if !facts.is_empty() {
            html.push_str(&format!("<ul class=\"facts\">{}</ul>", facts.concat()));
        }
    }
    html.push_str("</header>");
    html
}

/// `1 step`, `2 steps`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The page's own sections with their minutes. A page of one section needs no list.
fn sections(document: &Document) -> String {
    let sections: Vec<_> = document.headings.iter().filter(|heading| heading.level == 2).collect();
    if sections.len() < 2 {
        return String::new();
    }
    let items: String = sections
        .iter()
        .map(|heading| {
            let minutes = heading
                .minutes
                .map(|minutes| format!(" <span class=\"minutes\">{minutes} min</span>"))
                .unwrap_or_default();
            format!("<li><a href=\"#{}\">{}</a>{minutes}</li>", escape(&heading.id), escape(&heading.text))
        })
        .collect();
    format!(
        "<details class=\"sections\"><summary>On this page</summary><nav aria-label=\"On this page\"><ol>{items}</ol></nav></details>"
    )
}

fn pager(before: Option<&Stop<'_>>, after: Option<&Stop<'_>>, current: &Path) -> String {
    let link = |stop: &Stop<'_>, class: &str, word: &str| {
        format!(
            "<a class=\"{class}\" rel=\"{class}\" href=\"{}\"><span class=\"pager-word\">{word}</span> {}</a>",
            escape(&relative(current, &stop.path.with_extension("html"))),
            escape(stop.name)
        )
    };
    let before = before.map(|stop| link(stop, "prev", "Previous")).unwrap_or_default();
    let after = after.map(|stop| link(stop, "next", "Next")).unwrap_or_default();
    format!("<nav class=\"pager\" aria-label=\"Previous and next page\">{before}{after}</nav>")
}
