//! The glossary's page: both languages side by side, one table a topic, complete without a script.
//!
//! `book/theme/glossary.js` adds a filter and sorting where it may run; it finds what it needs by the classes and `data-`
//! attributes written here.

use labs_translate::glossary::{Glossary, Term, Topic};

use crate::frame::counted;
use crate::render::{Document, Heading, escape};

/// Name of the page below mdBook's `src/`.
pub(crate) const PAGE: &str = "glossary.md";
/// Its title, also in the book's contents.
pub(crate) const TITLE: &str = "Glossary";

/// The page.
pub(crate) fn glossary(glossary: &Glossary) -> Document {
    let mut body = format!(
        "<p class=\"lead\">{} of the labs in English and <span lang=\"vi\">tiếng Việt</span>: what is translated and how, what stays English, \
         and why.</p><p>A word marked <em>kept</em> stays English in Vietnamese text; below it stands an explanation for its first \
         use. <em>Attested</em> renderings were found in use, <em>proposed</em> ones are ours until somebody shows usage.</p>\
         <div class=\"glossary-tools\" hidden></div>",
        counted(glossary.len(), "term")
    );
    let mut headings = Vec::new();
    for topic in &glossary.topics {
        let id = format!("topic-{}", topic.id);
        body.push_str(&table(topic, &id));
        headings.push(Heading { level: 2, id, text: topic.title.clone(), minutes: None });
    }
    Document { title: TITLE.to_owned(), title_id: "glossary".to_owned(), body, headings, ..Document::default() }
}

fn table(topic: &Topic, id: &str) -> String {
    let (id, title) = (escape(id), escape(&topic.title));
    let rows: String = topic.terms.iter().map(row).collect();
    format!(
        "<div class=\"heading\"><h2 id=\"{id}\">{title} <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section: {title}\">#</a></h2></div>\n\
         <div class=\"table\"><table class=\"glossary\" aria-labelledby=\"{id}\"><thead><tr><th scope=\"col\" data-sort=\"en\">English</th>\
         <th scope=\"col\" lang=\"vi\" data-sort=\"vi\">Tiếng Việt</th><th scope=\"col\" data-sort=\"status\">Evidence</th></tr></thead>\
         <tbody>{rows}</tbody></table></div>"
    )
}

fn row(term: &Term) -> String {
    let id = escape(&term.id);
    let kept = if term.keep_english { " <span class=\"term-mark\">kept</span>" } else { "" };
    let gloss = term
        .gloss
        .as_ref()
        .map_or_else(String::new, |gloss| format!("<p class=\"term-gloss\" lang=\"vi\">{}</p>", escape(gloss)));
    let avoid = match term.avoid.as_slice() {
        [] => String::new(),
        avoid => {
            let words: Vec<_> = avoid.iter().map(|word| format!("<s lang=\"vi\">{}</s>", escape(word))).collect();
            format!("<p class=\"term-gloss\">not {}</p>", words.join(", "))
        }
    };
    let note =
        term.note.as_ref().map_or_else(String::new, |note| format!("<p class=\"term-note\">{}</p>", escape(note)));
    let language = if term.keep_english { "en" } else { "vi" };
    format!(
        "<tr id=\"term-{id}\" data-en=\"{en}\" data-vi=\"{vi}\" data-status=\"{status}\"><th scope=\"row\">\
         <a class=\"term\" href=\"#term-{id}\">{en}</a> <span class=\"term-kind\">{kind}</span><p>{definition_en}</p></th>\
         <td lang=\"vi\"><strong lang=\"{language}\">{vi}</strong>{kept}{gloss}{avoid}<p>{definition_vi}</p></td>\
         <td><span class=\"term-mark\">{status}</span><p>{evidence}</p>{note}</td></tr>",
        en = escape(&term.en),
        vi = escape(&term.vi),
        kind = escape(&term.part_of_speech),
        status = term.status.name(),
        definition_en = escape(&term.definition_en),
        definition_vi = escape(&term.definition_vi),
        evidence = escape(&term.evidence),
    )
}
