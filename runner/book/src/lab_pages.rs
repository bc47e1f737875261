//! Pages that no author writes: the list of labs, and each lab's own page with its chapters.

use labs_guide::Lab;

use crate::frame::counted;
use crate::render::{Document, escape};

fn facts(minutes: u32, counts: &[(usize, &str)]) -> String {
    let minutes = (minutes > 0).then(|| counted(minutes as usize, "minute"));
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(*count, what));
    let items: String = minutes.into_iter().chain(counts).map(|fact| format!("<li>{fact}</li>")).collect();
    if items.is_empty() { items } else { format!("<ul class=\"facts\">{items}</ul>") }
}

/// The list of all labs.
pub(crate) fn all_labs(labs: &[Lab]) -> Document {
    let mut body = String::from(
        "<p>Each lab is read here and run on your own machine. Every step has its expected output below it, so you can also just \
         read.</p><ul class=\"cards\">",
    );
    for lab in labs {
        body.push_str(&format!(
            "<li class=\"card\"><a class=\"card-title\" href=\"{}/index.html\">{}</a><p>{}</p>{}</li>",
            escape(&lab.id),
            escape(&lab.manifest.title),
            escape(&lab.manifest.summary),
            facts(
                lab.minutes(),
                &[
                    (lab.chapters.len(), "chapter"),
                    (lab.chapters.iter().map(|chapter| chapter.steps().count()).sum(), "step")
                ]
            ),
        ));
    }
    body.push_str("</ul>");
    if labs.is_empty() {
        body = "<p>There are no labs in this book.</p>".to_owned();
    }
    Document { title: "All labs".to_owned(), title_id: "all-labs".to_owned(), body, ..Document::default() }
}

/// A lab's own page.
pub(crate) fn one_lab(lab: &Lab) -> Document {
    let mut body = format!("<p class=\"lead\">{}</p><ol class=\"cards\">", escape(&lab.manifest.summary));
    for chapter in &lab.chapters {
        body.push_str(&format!(
            "<li class=\"card\"><a class=\"card-title\" href=\"{}.html\">{}</a>{}</li>",
            escape(&chapter.id),
            escape(&chapter.title),
            facts(chapter.minutes(), &[(chapter.steps().count(), "step"), (chapter.exercises().count(), "exercise")])
        ));
    }
    let id = escape(&lab.id);
    body.push_str(&format!(
        "</ol><p>Run every step of this lab and see each one compared with its expected output:</p>\
         <div class=\"sample copyable\"><button class=\"copy\" type=\"button\" hidden>Copy<span class=\"sr\"> this command</span></button>\
         <pre class=\"code\" role=\"group\" aria-label=\"Command that runs this lab\"><code><span class=\"command\">\
         <span class=\"prompt\">$ </span>labs check {id}</span></code></pre></div>"
    ));
    Document { title: escape(&lab.manifest.title), title_id: id, body, ..Document::default() }
}
