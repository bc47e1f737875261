//! A guided step: its bar, its code, and what it needs and keeps.

use labs_guide::{Language, Step};

use super::code::{code_box, copy_button, language_label};
use super::console;
use super::highlight::highlight;
use super::html::escape;

/// The opening of the step's article, up to and including its code. `id` is the attribute, empty when a heading has that id.
pub(super) fn open(step: &Step, number: usize, id: &str) -> String {
    let name = escape(&step.id.value);
    let code = step.code.value.trim_end_matches('\n');
    let (what, body) = match step.language {
        Language::Console => ("commands", console::of_commands(&step.commands)),
        other => ("code", highlight(other.name(), code)),
    };
    let mut html = format!(
        "<article class=\"step\"{id} aria-label=\"Step {number}: {name}\"><div class=\"copyable\"><p class=\"bar\">\
         <span class=\"bar-kind\">Step {number}</span> <a class=\"unit-id\" href=\"#{name}\">{name}</a>\
         <span class=\"bar-end\"><span class=\"lang\">{lang}</span>{copy}</span></p>{code}</div>",
        lang = language_label(step.language.name()),
        copy = copy_button(&format!("the {what} of step {number}")),
        code = code_box("code", &format!("{} of step {number}", capital(what)), &body),
    );
    for need in &step.needs {
        html.push_str(&format!("<p class=\"note\">Needs <code>{}</code>.</p>", escape(&need.value.to_string())));
    }
    for capture in &step.captures {
        let from = capture.path.as_ref().map_or_else(|| "its output".to_owned(), ToString::to_string);
        html.push_str(&format!(
            "<p class=\"note\">Keeps <code>{}</code> as <code>{}</code> for later steps.</p>",
            escape(&from),
            escape(&capture.name)
        ));
    }
    html
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
