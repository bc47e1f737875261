//! Which steps and exercises somebody means: addresses, parts of them, and places in files, resolved against loaded labs.
//!
//! The command line's selections all come through here. What a selection then implies (earlier steps, needs) is the plan's.

use std::ops::Range;
use std::path::Path;

use crate::address::{Address, AddressError};
use crate::model::{Block, Chapter, CheckBody, Expectation, Lab};
use crate::near::{listed, nearest};
use crate::source::Span;

/// Steps and exercises that were selected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct Selection {
    addresses: Vec<Address>,
}

impl Selection {
    /// Complete addresses, each once, in reading order.
    #[must_use]
    pub fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// Whether a step or exercise is selected.
    #[must_use]
    pub fn contains(&self, lab: &str, chapter: &str, id: &str) -> bool {
        self.addresses.contains(&Address::complete(lab, chapter, id))
    }

    /// Whether anything of a chapter is selected.
    #[must_use]
    pub fn touches(&self, lab: &str, chapter: &str) -> bool {
        let same =
            |address: &Address| address.lab.as_deref() == Some(lab) && address.chapter.as_deref() == Some(chapter);
        self.addresses.iter().any(same)
    }

    /// Whether nothing is selected: the labs named have neither steps nor exercises.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }
}

/// A selection that names nothing, or no one thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SelectError {
    /// Not an address and not a path of a chapter.
    #[error("{0}, or a chapter's file with or without a line: `labs/dynamodb/01-tables.md:12`")]
    Malformed(AddressError),
    /// A well-formed address of nothing.
    #[error("there is no {what} `{name}`{} {}", meant(near), choices(known, what))]
    Unknown {
        /// "lab", "chapter", "step or exercise".
        what: &'static str,
        /// The name.
        name: String,
        /// The closest one that exists.
        near: Option<String>,
        /// Those that exist where it was looked for.
        known: Vec<String>,
    },
    /// A file that is no chapter of the labs.
    #[error("`{path}` is no chapter of the labs{}; chapters there are {}", mean(near), listed(known.iter().map(String::as_str)))]
    UnknownFile {
        /// The path.
        path: String,
        /// The closest one.
        near: Option<String>,
        /// The chapters' files.
        known: Vec<String>,
    },
    /// A line without a step or exercise.
    #[error("line {line} of `{path}` belongs to no step or exercise; name the line of a step, or the file alone")]
    NothingAtLine {
        /// The path.
        path: String,
        /// The 1-based line.
        line: usize,
    },
    /// Several things have this address.
    #[error("`{text}` means several: {}; write one of them in full", listed(candidates.iter().map(String::as_str)))]
    Ambiguous {
        /// What was written.
        text: String,
        /// What it may mean.
        candidates: Vec<String>,
    },
}

fn mean(near: &Option<String>) -> String {
    near.as_ref().map_or_else(String::new, |near| format!(", did you mean `{near}`?"))
}

fn meant(near: &Option<String>) -> String {
    near.as_ref().map_or_else(|| ".".to_owned(), |near| format!(": did you mean `{near}`?"))
}

/// All that there are on the same line while that is short, otherwise the first ones on a line each.
fn choices(known: &[String], what: &str) -> String {
    const ON_ONE_LINE: usize = 4;
    const SHOWN: usize = 12;
    match known {
        [] => format!("There is no {what} at all"),
        few if few.len() <= ON_ONE_LINE => format!("There is: {}", listed(few.iter().map(String::as_str))),
        many => {
            let mut text = String::from("There is:");
            many.iter().take(SHOWN).for_each(|name| text.push_str(&format!("\n  {name}")));
            match many.len().saturating_sub(SHOWN) {
                0 => {}
                more => text.push_str(&format!("\n  … and {more} more; the verb `list` shows all")),
            }
            text
        }
    }
}

/// The one that was shortened, or else the closest one; what is common to all, as a chapter's lab is, counts as nothing.
fn near_one(name: &str, known: &[String], common: &str) -> Option<String> {
    if let Some(shortened) = known.iter().find(|it| it.starts_with(name)) {
        return Some(shortened.clone());
    }
    let part = |text: &str| text.strip_prefix(common).unwrap_or(text).to_owned();
    let parts: Vec<String> = known.iter().map(|it| part(it)).collect();
    let found = nearest(&part(name), parts.iter().map(String::as_str))?;
    Some(format!("{}{found}", if name.starts_with(common) { common } else { "" }))
}

/// Resolves what somebody wrote. Without any text everything is selected.
///
/// # Errors
/// The first text that names nothing or no one thing.
pub fn select(labs: &[Lab], texts: &[&str]) -> Result<Selection, SelectError> {
    let everything = reading_order(labs);
    if texts.is_empty() {
        return Ok(Selection { addresses: everything });
    }
    let mut wanted = std::collections::HashSet::new();
    for text in texts {
        wanted.extend(one(labs, text)?);
    }
    Ok(Selection { addresses: everything.into_iter().filter(|address| wanted.contains(address)).collect() })
}

fn reading_order(labs: &[Lab]) -> Vec<Address> {
    labs.iter().flat_map(|lab| lab.chapters.iter().flat_map(|chapter| of_chapter(lab, chapter, |_| true))).collect()
}

/// The addresses of a chapter's steps and exercises that `accept` takes by their block.
fn of_chapter(lab: &Lab, chapter: &Chapter, accept: impl Fn(&Block) -> bool) -> Vec<Address> {
    let id = |block: &Block| match block {
        Block::Step(step) => Some(step.id.value.clone()),
        Block::Exercise(exercise) => Some(exercise.id.value.clone()),
        Block::File(_) => None,
    };
    let chosen = chapter.blocks().filter(|block| accept(block)).filter_map(id);
    chosen.map(|id| Address::complete(&lab.id, &chapter.id, &id)).collect()
}

fn one(labs: &[Lab], text: &str) -> Result<Vec<Address>, SelectError> {
    let (path, line) = match text.rsplit_once(':') {
        Some((path, line)) if path.ends_with(".md") => match line.parse::<usize>() {
            Ok(line) => (path, Some(line)),
            Err(_) => return Err(SelectError::Malformed(AddressError { text: text.to_owned() })),
        },
        _ => (text, None),
    };
    if path.ends_with(".md") {
        return in_file(labs, path, line);
    }
    let address: Address = text.trim_end_matches('/').parse().map_err(SelectError::Malformed)?;
    match (&address.lab, &address.chapter, &address.id) {
        (Some(lab), Some(chapter), id) => {
            let lab = find_lab(labs, lab)?;
            let known: Vec<String> = lab.chapters.iter().map(|chapter| format!("{}/{}", lab.id, chapter.id)).collect();
            let chapter = lab.chapter(chapter).ok_or_else(|| {
                let common = format!("{}/", lab.id);
                unknown("chapter", address_without_id(&address), known, &common)
            })?;
            match id {
                None => Ok(of_chapter(lab, chapter, |_| true)),
                Some(id) => {
                    let all = of_chapter(lab, chapter, |_| true);
                    exactly(text, id, all, |a| a.id.as_ref() == Some(id))
                }
            }
        }
        (Some(word), None, _) => match find_lab(labs, word) {
            Ok(lab) => Ok(lab.chapters.iter().flat_map(|chapter| of_chapter(lab, chapter, |_| true)).collect()),
            // A single word may also be a chapter whose lab was left out.
            Err(error) => {
                let found: Vec<(&Lab, &Chapter)> =
                    labs.iter().filter_map(|lab| lab.chapter(word).map(|chapter| (lab, chapter))).collect();
                match found.as_slice() {
                    [] => Err(error),
                    [(lab, chapter)] => Ok(of_chapter(lab, chapter, |_| true)),
                    several => Err(SelectError::Ambiguous {
                        text: text.to_owned(),
                        candidates: several.iter().map(|(lab, chapter)| format!("{}/{}", lab.id, chapter.id)).collect(),
                    }),
                }
            }
        },
        (None, chapter, Some(id)) => {
            let fits = |a: &Address| (chapter.is_none() || a.chapter == *chapter) && a.id.as_ref() == Some(id);
            exactly(text, id, reading_order(labs), fits)
        }
        (None, _, None) => Err(SelectError::Malformed(AddressError { text: text.to_owned() })),
    }
}

fn address_without_id(address: &Address) -> String {
    Address { id: None, ..address.clone() }.to_string()
}

fn find_lab<'a>(labs: &'a [Lab], id: &str) -> Result<&'a Lab, SelectError> {
    labs.iter()
        .find(|lab| lab.id == id)
        .ok_or_else(|| unknown("lab", id.to_owned(), labs.iter().map(|lab| lab.id.clone()).collect(), ""))
}

fn unknown(what: &'static str, name: String, known: Vec<String>, common: &str) -> SelectError {
    let near = near_one(&name, &known, common);
    SelectError::Unknown { what, name, near, known }
}

/// The one address that fits.
fn exactly(
    text: &str,
    id: &str,
    all: Vec<Address>,
    fits: impl Fn(&Address) -> bool,
) -> Result<Vec<Address>, SelectError> {
    let found: Vec<Address> = all.iter().filter(|address| fits(address)).cloned().collect();
    match found.as_slice() {
        [_] => Ok(found),
        [] => {
            let near_id = nearest(id, all.iter().filter_map(|address| address.id.as_deref()));
            let near = all.iter().find(|a| near_id.is_some() && a.id.as_deref() == near_id).map(ToString::to_string);
            let known = all.iter().map(ToString::to_string).collect();
            Err(SelectError::Unknown { what: "step or exercise", name: text.to_owned(), near, known })
        }
        several => Err(SelectError::Ambiguous {
            text: text.to_owned(),
            candidates: several.iter().map(ToString::to_string).collect(),
        }),
    }
}

/// What stands in a chapter's file, as a whole or at a line.
fn in_file(labs: &[Lab], path: &str, line: Option<usize>) -> Result<Vec<Address>, SelectError> {
    let given = Path::new(path.trim_start_matches("./"));
    let all: Vec<(&Lab, &Chapter)> =
        labs.iter().flat_map(|lab| lab.chapters.iter().map(move |chapter| (lab, chapter))).collect();
    // The path as written ends in `lab/chapter.md`, or is the end of where the chapter was read.
    let fits = |(lab, chapter): &&(&Lab, &Chapter)| {
        let short = format!("{}/{}.md", lab.id, chapter.id);
        given.ends_with(&short) || chapter.source.path.ends_with(given)
    };
    let found: Vec<&(&Lab, &Chapter)> = all.iter().filter(fits).collect();
    let shown = |(lab, chapter): &(&Lab, &Chapter)| format!("{}/{}.md", lab.id, chapter.id);
    let (lab, chapter) = match found.as_slice() {
        [one] => **one,
        [] => {
            let known: Vec<String> = all.iter().map(shown).collect();
            let near = nearest(path, known.iter().map(String::as_str)).map(str::to_owned);
            return Err(SelectError::UnknownFile { path: path.to_owned(), near, known });
        }
        several => {
            let candidates = several.iter().map(|found| shown(found)).collect();
            return Err(SelectError::Ambiguous { text: path.to_owned(), candidates });
        }
    };
    let Some(line) = line else { return Ok(of_chapter(lab, chapter, |_| true)) };
    let nothing = || SelectError::NothingAtLine { path: path.to_owned(), line };
    let at = chapter.source.line_span(line).ok_or_else(nothing)?;
    let touches = |span: &Span| span.start <= at.end && at.start <= span.end;
    let here = of_chapter(lab, chapter, |block| extent(block).iter().any(touches));
    if !here.is_empty() {
        return Ok(here);
    }
    // Text and headings stand for their section.
    let after =
        chapter.sections.iter().position(|section| section.span.start > at.end).unwrap_or(chapter.sections.len());
    let section: Option<Range<usize>> =
        after.checked_sub(1).and_then(|index| chapter.sections.get(index)).map(|section| {
            let end = chapter.sections.get(after).map_or(chapter.source.text.len(), |next| next.span.start);
            section.span.start..end
        });
    let section = section.ok_or_else(nothing)?;
    let here =
        of_chapter(lab, chapter, |block| extent(block).first().is_some_and(|span| section.contains(&span.start)));
    if here.is_empty() { Err(nothing()) } else { Ok(here) }
}

/// All places of a step or exercise: its fence first, then outputs, checks and hints.
fn extent(block: &Block) -> Vec<Span> {
    let outputs = |expectations: &[Expectation]| expectations.iter().map(|e| e.span.clone()).collect::<Vec<_>>();
    let mut spans = Vec::new();
    match block {
        Block::File(_) => {}
        Block::Step(step) => {
            spans.push(step.span.clone());
            spans.extend(outputs(&step.expectations));
            spans.extend(step.checks.iter().map(|check| check.span.clone()));
        }
        Block::Exercise(exercise) => {
            spans.push(exercise.span.clone());
            spans.extend(outputs(&exercise.expectations));
            spans.extend(exercise.hints.iter().map(|hint| hint.span.clone()));
            for check in &exercise.checks {
                spans.push(check.span.clone());
                if let CheckBody::Call { expectations, .. } = &check.body {
                    spans.extend(outputs(expectations));
                }
            }
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_of_choices_stand_on_lines_and_are_cut() {
        let known: Vec<String> = (0..31).map(|number| format!("a/n{number}")).collect();
        let text = choices(&known, "chapter");
        assert!(text.starts_with("There is:\n  a/n0\n  a/n1\n"), "{text}");
        assert!(text.ends_with("\n  a/n11\n  … and 19 more; the verb `list` shows all"), "{text}");
        assert_eq!(choices(&[], "chapter"), "There is no chapter at all");
    }
}
