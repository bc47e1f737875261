//! A heading: the chapter's title or a section, with its pinned id and minutes.

use crate::address::is_id;
use crate::model::Section;
use crate::parse::attributes::minutes;
use crate::parse::chapter::{Last, Reader};
use crate::parse::markdown::Heading;
use crate::problem::Problem;
use crate::source::{Span, Spanned};
use crate::vocabulary::{BlockKind, Form};

impl Reader<'_> {
    pub(super) fn heading(&mut self, heading: Heading<'_>) {
        self.unclosed_hint();
        self.last = Last::Nothing;
        let Heading { level, title, id, attributes, span } = heading;
        match (level, &self.title) {
            (1, None) => self.title = Some(Spanned { value: title.clone(), span: span.clone() }),
            (1, Some(first)) => {
                let first = first.span.clone();
                self.findings.push_with(Problem::SeveralTitles, span.clone(), "the first one", first);
            }
            (_, None) => self.note_before_title(&span),
            (_, Some(_)) => {}
        }
        if title.is_empty() {
            self.findings.push(Problem::EmptyHeading, span.clone());
        }
        match &id {
            Some(id) => self.heading_id(id),
            None if level > 1 => {
                self.findings.push(Problem::HeadingId { suggestion: slug(&title) }, span.clone());
            }
            None => {}
        }
        let mut found_minutes: Option<(Option<u32>, Span)> = None;
        for attribute in attributes {
            let name = attribute.name.to_owned();
            let span = attribute.span;
            match (attribute.name, attribute.value, &found_minutes) {
                ("minutes", _, Some((_, first))) => {
                    let first = first.clone();
                    self.findings.push_with(Problem::DuplicateAttribute { name }, span, "first written here", first);
                }
                ("minutes", Some(value), None) => {
                    let minutes = minutes(value);
                    if minutes.is_none() {
                        self.findings.push(Problem::Minutes { found: value.to_owned() }, span.clone());
                    }
                    found_minutes = Some((minutes, span));
                }
                ("minutes", None, None) => {
                    let notation = format!("minutes={}", Form::Minutes.notation());
                    self.findings.push(Problem::ValueMissing { name, notation }, span);
                }
                _ => self.findings.push(Problem::UnknownAttribute { name, kind: BlockKind::Heading }, span),
            }
        }
        self.sections.push(Section {
            level,
            title,
            id: id.map(|id| id.value.to_owned()),
            minutes: found_minutes.and_then(|(minutes, _)| minutes),
            span,
            blocks: Vec::new(),
        });
    }

    fn heading_id(&mut self, id: &Spanned<&str>) {
        let (name, span) = (id.value.to_owned(), id.span.clone());
        if !is_id(&name) {
            self.findings.push(Problem::Id { found: name }, span);
        } else if let Some(first) = self.heading_ids.get(&name).cloned() {
            self.findings.push_with(Problem::DuplicateId { id: name }, span, "first used here", first);
        } else {
            self.heading_ids.insert(name, span);
        }
    }
}

/// An id proposed for a heading: its letters and digits in small letters, words joined by `-`.
fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let slug: String = words.join("-").chars().take(64).collect();
    if slug.is_empty() { "section".to_owned() } else { slug }
}
