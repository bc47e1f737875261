//! The finished pages, read again as a browser would: ids, links, and what the Content-Security-Policy forbids.
//!
//! Drawing has refused bad links already where it could see them. This check believes nothing of that: it takes the HTML, finds every
//! reference and holds it against the files that are there. A fault is reported at the line of the Markdown that caused it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use labs_guide::nearest;
use scraper::Html;
use scraper::node::Element;

use crate::error::{BookError, ContentFault, Place, Problem};
use crate::frame::{Page, Pages};

/// What the pages refer to.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Every page and every file that a page needs, by path in the book.
    pub(crate) files: BTreeSet<PathBuf>,
    /// Addresses outside the book.
    pub(crate) outside: BTreeSet<String>,
    /// What is wrong.
    pub(crate) faults: Vec<ContentFault>,
}

/// A page as it was read back.
struct Read {
    ids: BTreeMap<String, usize>,
    references: Vec<Reference>,
    forbidden: Vec<String>,
}

/// An address in a page.
struct Reference {
    address: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The reader may follow it.
    Link,
    /// The browser loads it.
    Loaded,
}

/// Elements that have no business in a page that only shows text.
const FORBIDDEN_ELEMENTS: [&str; 8] = ["base", "embed", "form", "frame", "iframe", "object", "portal", "style"];

/// Checks every page below `built`.
pub(crate) fn check(built: &Path, pages: &Pages) -> Result<Checked, BookError> {
    let mut read = BTreeMap::new();
    for path in pages.keys() {
        let html = path.with_extension("html");
        let file = built.join(&html);
        let text = fs::read_to_string(&file).map_err(|source| BookError::Io {
            path: file,
            action: "read this page back",
            source,
        })?;
        read.insert(html, read_page(&text));
    }
    let mut checked = Checked { files: read.keys().cloned().collect(), ..Checked::default() };
    for (path, page) in pages.iter() {
        let html = path.with_extension("html");
        if let Some(one) = read.get(&html) {
            check_page(&html, page, one, &read, built, &mut checked);
        }
    }
    Ok(checked)
}

fn check_page(
    html: &Path,
    page: &Page,
    read: &Read,
    all: &BTreeMap<PathBuf, Read>,
    built: &Path,
    checked: &mut Checked,
) {
    let mut fault = |place: Place, problem: Problem| checked.faults.push(ContentFault { place, problem });
    let whole = || Place::file(&page.shown);
    for what in &read.forbidden {
        fault(whole(), Problem::Forbidden { page: html.display().to_string(), what: what.clone() });
    }
    for (id, _) in read.ids.iter().filter(|(_, count)| **count > 1) {
        let place = match page.document.ids.get(id) {
            Some(line) => Place::line(&page.shown, *line),
            None => whole(),
        };
        fault(place, Problem::DuplicateId { id: id.clone(), page: html.display().to_string() });
    }
    for reference in &read.references {
        let address = &reference.address;
        let written = page.document.links.iter().find(|link| link.href == *address);
        let place = written.map_or_else(whole, |link| Place::line(&page.shown, link.line));
        let link = written.map_or_else(|| address.clone(), |link| link.written.clone());
        if address.contains("://") || address.starts_with("//") {
            match (reference.kind, address.starts_with("https://")) {
                (Kind::Link, true) => {
                    checked.outside.insert(address.clone());
                }
                (Kind::Link, false) => fault(place, Problem::LinkScheme { link }),
                (Kind::Loaded, _) => fault(
                    place,
                    Problem::Forbidden { page: html.display().to_string(), what: format!("`{address}` from outside") },
                ),
            }
            continue;
        }
        let (path, fragment) = address.split_once('#').map_or((address.as_str(), None), |(path, id)| (path, Some(id)));
        let target = if path.is_empty() { html.to_path_buf() } else { join(html, path) };
        if let Some(other) = all.get(&target) {
            if let Some(fragment) = fragment.filter(|fragment| !other.ids.contains_key(*fragment)) {
                let near = nearest(fragment, other.ids.keys().map(String::as_str)).map(str::to_owned);
                let page = target.display().to_string();
                fault(place, Problem::FragmentMissing { link, fragment: fragment.to_owned(), page, near });
            }
        } else if built.join(&target).is_file() {
            checked.files.insert(target);
        } else {
            fault(place, Problem::LinkMissing { link, target: target.display().to_string(), near: None });
        }
    }
}

/// A relative address from a page's folder.
fn join(page: &Path, address: &str) -> PathBuf {
    let mut place = page.parent().unwrap_or(Path::new("")).to_path_buf();
    for part in Path::new(address).components() {
        match part {
            Component::ParentDir => {
                place.pop();
            }
            Component::CurDir => {}
            other => place.push(other),
        }
    }
    place
}

fn read_page(html: &str) -> Read {
    let mut read = Read { ids: BTreeMap::new(), references: Vec::new(), forbidden: Vec::new() };
    for node in Html::parse_document(html).tree.nodes() {
        if let Some(element) = node.value().as_element() {
            let has_text =
                node.children().any(|child| child.value().as_text().is_some_and(|text| !text.trim().is_empty()));
            read_element(element, has_text, &mut read);
        }
    }
    read
}

fn read_element(element: &Element, has_text: bool, read: &mut Read) {
    let name = element.name();
    if let Some(id) = element.attr("id") {
        *read.ids.entry(id.to_owned()).or_default() += 1;
    }
    if FORBIDDEN_ELEMENTS.contains(&name) {
        read.forbidden.push(format!("an element <{name}>"));
    }
    if name == "script" && (has_text || element.attr("src").is_none()) {
        read.forbidden.push("an inline <script>".to_owned());
    }
    for (attribute, value) in element.attrs() {
        if attribute == "style" || attribute.starts_with("on") {
            read.forbidden.push(format!("an attribute {attribute}=\"{value}\" on <{name}>"));
        }
        let kind = match (name, attribute) {
            ("a" | "area", "href") => Kind::Link,
            ("link", "href") | (_, "src" | "srcset" | "poster" | "data") => Kind::Loaded,
            _ => continue,
        };
        read.references.push(Reference { address: value.to_owned(), kind });
    }
}
