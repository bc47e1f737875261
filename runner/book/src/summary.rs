//! `SUMMARY.md`: checked before mdBook sees it, and extended by the labs.
//!
//! mdBook renders an entry that leaves `src/` to a place outside the book and panics at an absolute one, so entries are held against
//! the list of files first. The labs follow the heading `# Labs`, which the file has with nothing below it.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use labs_guide::{Lab, nearest};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::error::{ContentFault, Place, Problem};
use crate::site::LABS;

/// Title of the part that receives the labs.
pub(crate) const PART: &str = "Labs";
/// The page that must come first, because it is the site's `index.html`.
const FIRST: &str = "index.md";

/// A link of SUMMARY.md.
#[derive(Debug)]
struct Entry {
    link: String,
    title: String,
    line: usize,
}

/// What is wrong with SUMMARY.md. `pages` are the Markdown files of `src/`, by path below it; `shown` makes a path for messages.
pub(crate) fn faults(text: &str, pages: &[&str], shown: impl Fn(&str) -> std::path::PathBuf) -> Vec<ContentFault> {
    let summary = shown("SUMMARY.md");
    let mut faults = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let entries = entries(text);
    for entry in &entries {
        let link = || entry.link.clone();
        let problem = if entry.link.is_empty() {
            Some(Problem::SummaryDraft { title: entry.title.clone() })
        } else if Path::new(&entry.link).is_absolute() {
            Some(Problem::SummaryAbsolute { link: link() })
        } else if Path::new(&entry.link).components().any(|part| part == Component::ParentDir) {
            Some(Problem::SummaryLeaves { link: link() })
        } else if !entry.link.ends_with(".md") {
            Some(Problem::SummaryNotMarkdown { link: link() })
        } else if Path::new(&entry.link).starts_with(LABS) {
            Some(Problem::SummaryInLabs { link: link() })
        } else if !pages.contains(&entry.link.as_str()) {
            let near = nearest(&entry.link, pages.iter().copied()).map(str::to_owned);
            Some(Problem::SummaryMissing { link: link(), near })
        } else {
            seen.get(&entry.link).map(|first| Problem::SummaryTwice { link: link(), first: *first })
        };
        seen.entry(link()).or_insert(entry.line);
        faults.extend(problem.map(|problem| ContentFault { place: Place::line(&summary, entry.line), problem }));
    }
    if faults.is_empty() && entries.first().is_none_or(|first| first.link != FIRST) {
        let place = Place { file: summary.clone(), line: entries.first().map(|first| first.line) };
        faults.push(ContentFault { place, problem: Problem::SummaryFirst });
    }
    if labs_part(text).is_none() {
        faults.push(ContentFault { place: Place::file(&summary), problem: Problem::SummaryNoLabs { part: PART } });
    }
    for page in pages.iter().filter(|page| **page != "SUMMARY.md" && !seen.contains_key(**page)) {
        faults.push(ContentFault { place: Place::file(shown(page)), problem: Problem::PageUnlisted });
    }
    faults
}

fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut inside = false;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                inside = true;
                let line = text.get(..range.start).unwrap_or_default().matches('\n').count() + 1;
                entries.push(Entry { link: dest_url.to_string(), title: String::new(), line });
            }
            Event::End(TagEnd::Link) => inside = false,
            Event::Text(part) | Event::Code(part) if inside => {
                if let Some(entry) = entries.last_mut() {
                    entry.title.push_str(&part);
                }
            }
            _ => {}
        }
    }
    entries
}

/// The byte after the heading that the labs follow.
fn labs_part(text: &str) -> Option<usize> {
    let mut heading = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => heading = Some(range.end),
            Event::Text(title) if heading.is_some() && &*title == PART => return heading,
            Event::End(TagEnd::Heading(_)) => heading = None,
            _ => {}
        }
    }
    None
}

/// SUMMARY.md with the labs and their chapters below the heading that waits for them.
pub(crate) fn extend(text: &str, labs: &[Lab]) -> String {
    let Some(at) = labs_part(text) else { return text.to_owned() };
    let (before, after) = text.split_at(at);
    let mut summary = format!("{}\n\n- [All labs]({LABS}/index.md)\n", before.trim_end());
    for lab in labs {
        summary.push_str(&format!("- [{}]({LABS}/{}/index.md)\n", plain(&lab.manifest.title), lab.id));
        for chapter in &lab.chapters {
            summary.push_str(&format!("  - [{}]({LABS}/{}/{}.md)\n", plain(&chapter.title), lab.id, chapter.id));
        }
    }
    summary.push('\n');
    summary.push_str(after.trim_start_matches('\n'));
    summary
}

/// A title as the text of a Markdown link.
fn plain(title: &str) -> String {
    let mut text = String::with_capacity(title.len());
    for character in title.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if character.is_ascii_punctuation() {
            text.push('\\');
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGES: [&str; 3] = ["SUMMARY.md", "index.md", "how.md"];

    fn problems(text: &str) -> Vec<String> {
        let shown = |path: &str| Path::new("book/src").join(path);
        faults(text, &PAGES, shown).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_summary_has_no_faults() {
        assert_eq!(problems("# Summary\n\n[Start](index.md)\n\n- [How](how.md)\n\n# Labs\n"), Vec::<String>::new());
    }

    #[test]
    fn every_bad_entry_is_named_with_its_line() {
        let text = "[Start](index.md)\n\n- [How](how.md)\n- [a](/etc/passwd)\n- [b](../x.md)\n- [c](how.txt)\n\
                    - [d](labs/x.md)\n- [e](hov.md)\n- [f](how.md)\n- [g]()\n\n# Labs\n";
        assert_eq!(
            problems(text),
            [
                "book/src/SUMMARY.md:4: the entry `/etc/passwd` is an absolute path; entries are paths below book/src, like `how-it-works.md`",
                "book/src/SUMMARY.md:5: the entry `../x.md` leaves book/src; labs are added by the build, other pages belong below book/src",
                "book/src/SUMMARY.md:6: the entry `how.txt` is not a Markdown file; an entry names a file that ends in .md",
                "book/src/SUMMARY.md:7: the entry `labs/x.md` lies below labs/, which the build fills from the labs; name the page otherwise",
                "book/src/SUMMARY.md:8: the entry `hov.md` names no file of book/src; did you mean `how.md`?",
                "book/src/SUMMARY.md:9: the entry `how.md` stands in line 3 already; a page has one place in the book",
                "book/src/SUMMARY.md:10: the entry `g` has no link; an entry names its page, like `[g](page.md)`",
            ]
        );
    }

    #[test]
    fn a_summary_needs_its_first_page_its_part_and_every_page() {
        assert_eq!(
            problems("- [How](how.md)\n"),
            [
                "book/src/SUMMARY.md:1: the first entry must be `index.md`; it is the page that readers open first",
                "book/src/SUMMARY.md: there is no part named `# Labs`; the build lists the labs below that line",
                "book/src/index.md: this page is not listed in book/src/SUMMARY.md, so nobody can find it; list it or delete it",
            ]
        );
    }

    #[test]
    fn a_title_is_text_whatever_it_says() {
        assert_eq!(plain("a](b) `c`\n*d*"), "a\\]\\(b\\) \\`c\\` \\*d\\*");
        assert_eq!(
            extend("[S](index.md)\n\n# Labs\n\n# More\n\n- [H](how.md)\n", &[]),
            "[S](index.md)\n\n# Labs\n\n- [All labs](labs/index.md)\n\n# More\n\n- [H](how.md)\n"
        );
    }
}
